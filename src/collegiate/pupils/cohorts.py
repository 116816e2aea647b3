"""How a child's year group did in the same assessment at the same school: what a child's own results are seen beside.

A year group is the children who were born in one academic year, so that it stays the same group as it grows older.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.tables import CohortResult
from collegiate.vocabulary.years import AcademicYear

_KEY = ["urn", "cohort", "stage", "subject", "component", "period", "month"]


def cohort_results(results: pa.Table, pupils: pa.Table) -> pa.Table:
    """Return table CohortResult from PupilResult and Pupil rows. Results without a number, and expectations, are in none."""
    rows = results.filter(pc.and_(pc.equal(results["status"], "R"), pc.is_valid(results["value"])))
    born = dict(zip(pupils["pupil"].to_pylist(), pupils["birth_date"].to_pylist(), strict=True))
    cohort = {pupil: AcademicYear.of(day).end for pupil, day in born.items() if day}
    of_row = pa.array([cohort.get(p) for p in rows["pupil"].to_pylist()], pa.int64())
    month = (
        pa.array(rows["day"].to_numpy().astype("datetime64[M]").astype("datetime64[D]"))
        if rows.num_rows
        else rows["day"]
    )
    table = rows.append_column("cohort", of_row).append_column("month", month.cast(pa.date32()))
    counted = (
        table.filter(pc.is_valid(table["cohort"]))
        .group_by(_KEY, use_threads=False)
        .aggregate([("value", "mean"), ("pupil", "count_distinct")])
    )
    named = counted.rename_columns([*_KEY, "mean", "pupils"])
    order = [(k, "ascending") for k in ("urn", "cohort", "period", "subject", "stage", "component", "month")]
    return CohortResult.conform(named.sort_by(order))
