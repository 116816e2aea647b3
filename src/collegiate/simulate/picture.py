"""The nation with all that happened in it: what every file writer is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from collegiate.simulate.kinds import CHURCHES, KINDS, TYPES, Kind
from collegiate.simulate.nation import Nation
from collegiate.simulate.outcomes import Effects, Year
from collegiate.simulate.trusts import Groups
from collegiate.simulate.writing import chosen, numbers, text


@dataclass(frozen=True)
class Picture:
    """Nation, trusts, true effects and years; the words that many files share are made once and taken by index."""

    nation: Nation
    groups: Groups
    effects: Effects
    years: tuple[Year, ...]

    @property
    def last(self) -> Year:
        """The last year."""
        return self.years[-1]

    @cached_property
    def names(self) -> pa.Array:
        """Names of schools."""
        return text(self.nation.schools.name)

    @cached_property
    def streets(self) -> pa.Array:
        """Streets."""
        return text(self.nation.schools.street)

    @cached_property
    def postcodes(self) -> pa.Array:
        """Postcodes."""
        return text(self.nation.schools.postcode)

    @cached_property
    def towns(self) -> pa.Array:
        """Towns of schools."""
        return chosen(self.nation.geography.town_name, self.nation.schools.town)

    @cached_property
    def la_codes(self) -> pa.Array:
        """Codes of the schools' authorities."""
        return numbers(self.nation.geography.la_code[self.nation.schools.la])

    @cached_property
    def la_names(self) -> pa.Array:
        """Names of the schools' authorities."""
        return chosen(self.nation.geography.la_name, self.nation.schools.la)

    @cached_property
    def establishment_numbers(self) -> pa.Array:
        """Establishment numbers."""
        return numbers(self.nation.schools.number)

    @cached_property
    def laestabs(self) -> pa.Array:
        """LA code and establishment number in one."""
        return numbers(self.nation.geography.la_code[self.nation.schools.la] * 10_000 + self.nation.schools.number)

    @cached_property
    def churches(self) -> pa.Array:
        """Religious character."""
        return chosen(CHURCHES, self.nation.schools.church)

    def short_types(self, year: Year) -> pa.Array:
        """The performance tables' short forms of a year's types of establishment."""
        return by_code({code: facts.short for code, facts in TYPES.items()}, year.type_code)

    def by_kind(self, attribute: str) -> pa.Array:
        """One of the words of each school's kind."""
        return chosen([str(getattr(KINDS[k], attribute)) for k in Kind], self.nation.schools.kind)

    @cached_property
    def state_funded(self) -> np.ndarray:
        """Which are paid for by the state."""
        return ~self.nation.schools.of(Kind.INDEPENDENT)


def by_code(words: dict[int, str], codes: np.ndarray) -> pa.Array:
    """Take the words of each code."""
    keys = sorted(words)
    return chosen([words[k] for k in keys], np.searchsorted(keys, codes))


def at(cells: pa.Array, rows: np.ndarray) -> pa.Array:
    """Take the cells of some rows."""
    return cells.take(pa.array(rows))
