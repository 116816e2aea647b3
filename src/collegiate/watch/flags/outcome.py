"""What the model looks for, and whether it came: a drift out of attendance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collegiate.pupils.ledger.grid import Array
from collegiate.pupils.ledger.roll import roll_on
from collegiate.watch.flags.look import Look, share
from collegiate.watch.flags.material import Material

LOOKED_FOR = (
    "drifts out of attendance: in the weeks looked into misses at least one possible session in ten more than the child's "
    "own share of the academic year before"
)
_LARGER = 0.10
_FEWEST = 40
FEWEST_SESSIONS = _FEWEST
"""Possible sessions in the weeks looked into below which it is not known whether it came."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """By child: `known` whether it is known what came, `came` whether the child drifted. A child who left early is not known."""

    known: Array
    came: Array


def schools_on(of: Material, look: Look) -> Array:
    """The school that counts each child on the day of looking; 0 for those who are on no roll."""
    return roll_on(of.spells, len(of.children), look.as_of)


def outcome(of: Material, look: Look) -> Outcome:
    """Say of every child whether it drifted. Who has no earlier year is measured against all children's level in it."""
    missed, possible = (of.sessions[n][:, look.ahead].sum(axis=1, dtype=np.int64) for n in ("missed", "possible"))
    known = possible >= _FEWEST
    rate = missed / np.maximum(possible, 1)
    came = known & (rate >= level_before(of, look) + _LARGER)
    return Outcome(known, came)


def level_before(of: Material, look: Look) -> Array:
    """A child's own share of sessions missed in the year before, that of all children where it has no such year."""
    missed, possible = (of.sessions[n][:, look.before].sum(axis=1, dtype=np.int64) for n in ("missed", "possible"))
    own, everyone = share(missed, possible, _FEWEST), float(missed.sum() / max(possible.sum(), 1))
    return np.where(np.isnan(own), everyone, own)


def has_year_before(of: Material, look: Look) -> float:
    """The share of the children on roll of whom the year before is known: looks without one teach nothing."""
    on = schools_on(of, look) > 0
    possible = of.sessions["possible"][:, look.before].sum(axis=1, dtype=np.int64)
    return float((possible[on] >= _FEWEST).mean()) if on.any() else 0.0
