"""Where a child was when: what makes it more or less likely that two records are of one child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from collegiate.pupils import record_facts
from collegiate.pupils.record_spells import OPEN, SECOND_ROLL


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell on a roll, its days as numbers, the last one `OPEN` while it lasts."""

    urn: int
    first: int
    last: int
    dual: bool


def histories(spells: pa.Table) -> Mapping[int, tuple[Spell, ...]]:
    """Return each child's spells, by the number in `pupil`."""
    found: dict[int, list[Spell]] = defaultdict(list)
    first, last = record_facts.integers(spells["entry_date"]), record_facts.integers(spells["leaving_date"], OPEN)
    status = spells["enrolment_status"].to_pylist()
    rows = zip(
        spells["pupil"].to_pylist(), spells["urn"].to_pylist(), first.tolist(), last.tolist(), status, strict=True
    )
    for child, urn, begins, ends, code in rows:
        found[child].append(Spell(urn, begins, ends, code in SECOND_ROLL))
    return {child: tuple(own) for child, own in found.items()}


def shared_days(one: Sequence[Spell], other: Sequence[Spell], *, same_school: bool) -> int:
    """Return the most days that two records share on rolls: of one school, or of two of which neither is a dual registration."""
    return max(
        (
            min(a.last, b.last) - max(a.first, b.first)
            for a in one
            for b in other
            if (a.urn == b.urn) == same_school and (same_school or not (a.dual or b.dual))
        ),
        default=0,
    )


def gap(one: Sequence[Spell], other: Sequence[Spell]) -> int | None:
    """Return the days between the end of one record's time at a school and the beginning of the other's; None if unknown."""
    if not one or not other:
        return None
    gaps = [b.first - a.last for x, y in ((one, other), (other, one)) for a in x for b in y if b.first >= a.last]
    return min(gaps, default=None)
