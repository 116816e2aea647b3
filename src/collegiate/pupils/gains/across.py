"""Ground lost or gained across a move: beside children who sat the same two tests and stayed where they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.special import stdtrit

from collegiate.pupils.gains.steps import Floats, Ints, Steps
from collegiate.tables import GroundLost
from collegiate.vocabulary.years import AcademicYear

FEWEST = 5
"""With fewer children nothing is said of a pair but how many there are."""

_UNKNOWN = 9_999
_AGE_IN_RECEPTION = 5


def ground_lost(found: Steps, pupils: pa.Table, moves: Mapping[tuple[str, str], str]) -> pa.Table:
    """Return table GroundLost. `moves` names a move by the year groups before and after; other changes of school are left out.

    Each mover's gain is set beside the mean gain of the stayers with the same subject and the same months of the two tests; a
    step that no stayer took is left out, for there is nothing to set it beside. The interval carries both means' uncertainty.
    """
    season = _seasons(found)
    stayed = found.urn == found.next_urn
    count, expected, variance = _stayers(found.gain[stayed], season[stayed], int(season.max(initial=-1)) + 1)
    before, after = _year_groups(found, pupils)
    names = list(dict.fromkeys(moves.values()))
    number = {pair: names.index(name) for pair, name in moves.items()}
    move = np.array([number.get(pair, -1) for pair in zip(before, after, strict=True)], np.int64).reshape(-1)
    used = ~stayed & (move >= 0) & (found.next_period == found.period + 1) & (count[season] > 1)
    keys = np.stack([found.urn[used], found.next_urn[used], move[used], found.subject[used]], axis=1)
    groups, which = np.unique(keys.reshape(-1, 4), axis=0, return_inverse=True)
    beyond = found.gain[used] - expected[season[used]]
    rows = [
        _row(groups[g], beyond[mine], variance[season[used]][mine] / count[season[used]][mine], names, found.subjects)
        for g in range(len(groups))
        for mine in [which.reshape(-1) == g]
    ]
    return pa.Table.from_pylist(rows, schema=GroundLost.schema())


def _row(
    group: Ints, beyond: Floats, of_stayers: Floats, names: Sequence[str], subjects: Sequence[str]
) -> dict[str, object]:
    n = len(beyond)
    row: dict[str, object] = {
        "urn": int(group[0]), "next_urn": int(group[1]), "move": names[group[2]], "subject": subjects[group[3]], "pupils": n, "verdict": "too few",
    }  # fmt: skip
    if n < FEWEST:
        return row
    effect = float(beyond.mean())
    half = float(stdtrit(n - 1, 0.975)) * float(np.sqrt(beyond.var(ddof=1) / n + of_stayers.mean()))
    verdict = "gained" if effect - half > 0 else "lost" if effect + half < 0 else "cannot be told apart"
    return row | {"effect": effect, "low": effect - half, "high": effect + half, "verdict": verdict}


def _seasons(found: Steps) -> Ints:
    """Number the kinds of step: subject and the months of the two tests. June to October is another step than October to June."""
    months = [
        found.__getattribute__(n).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
        for n in ("day", "next_day")
    ]
    keys = np.stack([found.subject, *months], axis=1)
    return np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _stayers(gain: Floats, season: Ints, seasons: int) -> tuple[Ints, Floats, Floats]:
    count = np.bincount(season, minlength=seasons)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(season, gain, minlength=seasons) / count
        variance = np.bincount(season, (gain - mean[season]) ** 2, minlength=seasons) / (count - 1)
    return count.astype(np.int64), mean, variance


def _year_groups(found: Steps, pupils: pa.Table) -> tuple[list[str], list[str]]:
    """Return each step's year groups before and after, by the child's age: a year group is given again to very few."""
    reception = {
        pupil: AcademicYear.of(birth).end + _AGE_IN_RECEPTION
        for pupil, birth in zip(pupils["pupil"].to_pylist(), pupils["birth_date"].to_pylist(), strict=True)
        if birth
    }
    began = np.array([reception.get(p, _UNKNOWN) for p in found.pupil.tolist()], np.int64).reshape(-1)
    return _named(found.period - began), _named(found.next_period - began)


_ORDER = ("N1", "N2", "R", *map(str, range(1, 15)))


def _named(years: npt.NDArray[np.int64]) -> list[str]:
    """Name year groups by the years since reception."""
    places = years + _ORDER.index("R")
    return [_ORDER[p] if 0 <= p < len(_ORDER) else "" for p in places.tolist()]
