"""From one test to the next: each child's own earlier score is what the later one is seen beside.

The tests are standardised by age, so that a child who keeps pace keeps the score. A difference of two scores carries both
tests' errors, but for a whole class they cancel; nothing is regressed on an earlier score, and so a low intake is not held
against a school as it would be by a curve drawn through marks that are themselves uncertain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

STAGE, COMPONENT = "TEST", "standardised_score"
MOST_DAYS = 430
"""Two tests further apart than this are not a step: too much has happened in between."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Pairs of tests of one child and subject that follow each other. All arrays have one entry a step; days are numbers since 1970."""

    pupil: Ints
    subject: Ints
    subjects: tuple[str, ...]
    urn: Ints
    next_urn: Ints
    period: Ints
    next_period: Ints
    day: Ints
    next_day: Ints
    score: Floats
    gain: Floats

    def __len__(self) -> int:
        return len(self.gain)

    def where(self, keep: npt.NDArray[np.bool_]) -> Steps:
        """Return some of the steps."""
        arrays = {n: getattr(self, n)[keep] for n in self.__slots__ if n != "subjects"}
        return Steps(subjects=self.subjects, **arrays)


def steps(results: pa.Table) -> Steps:
    """Return the steps between standardised tests in table pupil_result; results without a number or a day take no part."""
    table = results.filter(_tests(results))
    subjects = tuple(sorted(table["subject"].unique().to_pylist()))
    subject = pc.index_in(table["subject"], pa.array(subjects, pa.string())).to_numpy().astype(np.int64)
    columns = {n: table[n].to_numpy().astype(np.int64) for n in ("pupil", "urn", "period")}
    day = table["day"].cast(pa.int32()).to_numpy().astype(np.int64)
    value = table["value"].to_numpy()
    order = np.lexsort((day, subject, columns["pupil"]))
    first, then = order[:-1], order[1:]
    apart = day[then] - day[first]
    follow = (
        (columns["pupil"][first] == columns["pupil"][then])
        & (subject[first] == subject[then])
        & (apart > 0)
        & (apart <= MOST_DAYS)
    )
    a, b = first[follow], then[follow]
    return Steps(
        columns["pupil"][a], subject[a], subjects, columns["urn"][a], columns["urn"][b], columns["period"][a], columns["period"][b], day[a], day[b],
        value[a], value[b] - value[a],
    )  # fmt: skip


def _tests(results: pa.Table) -> pa.Array:
    is_test = pc.and_(pc.equal(results["stage"], STAGE), pc.equal(results["component"], COMPONENT))
    counts = pc.and_(
        pc.equal(results["status"], "R"), pc.and_(pc.is_valid(results["value"]), pc.is_valid(results["day"]))
    )
    return pc.fill_null(pc.and_(is_test, counts), False)
