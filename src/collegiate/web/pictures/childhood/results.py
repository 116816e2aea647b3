"""A child's results: a drawing for each subject, each scale in its own lane, never turned into one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from collegiate.charts import Chart, Conversion, Course, Lane, Sat, draw_course, moment
from collegiate.vocabulary.subjects import SUBJECTS, subject_name
from collegiate.vocabulary.years import AcademicYear

Row = dict[str, Any]

_SCALES: dict[tuple[str, str], tuple[str, float | None, float | None]] = {
    ("EYFS", "gld"): ("Good level of development", None, None),
    ("PHONICS", "mark"): ("Phonics check (of 40)", 0, 40),
    ("MTC", "mark"): ("Multiplication check (of 25)", 0, 25),
    ("KS1", "scaled_score"): ("Key stage 1 scaled score (85 to 115)", 85, 115),
    ("KS2", "scaled_score"): ("Key stage 2 scaled score (80 to 120)", 80, 120),
    ("KS2", "outcome"): ("Key stage 2, judged by teachers", None, None),
    ("KS4", "grade"): ("GCSE grade", 0, 9),
    ("KS4", "attainment8"): ("Attainment 8", 0, 90),
    ("KS5", "grade"): ("A level grade", None, None),
    ("TEST", "standardised_score"): ("The trust's test (100 is the middle)", 85, 115),
}  # fmt: skip
_CODES = {
    "Wa": "met", "Wt": "not met", "EXS": "expected standard", "GDS": "greater depth", "WTS": "working towards", "Y": "yes", "N": "not yet", "1": "emerging",
    "2": "expected",
}  # fmt: skip
_STATUS = {"T": "target", "E": "estimate", "P": "provisional", "I": "interim", "O": "the child's own expectation"}
_NOT_SAT = frozenset("TEO")
_GOALS = ("EYFS", "outcome")


FEWEST = 10
"""A year group of fewer children is said as children and has no mean: it would say too much of each."""

_SAME = ("urn", "stage", "subject", "component", "period")


def drawn_results(
    rows: Sequence[Row], moves: Sequence[Conversion], group: Sequence[Row] = ()
) -> list[tuple[str, Chart]]:
    """Return a drawing for each subject on years that they share, subjects in the usual order; without rows none.

    `group` are rows of CohortResult: how the child's year group did in the same assessments.
    """
    together = {(*(g[n] for n in _SAME), g["month"]): g for g in group}
    rows = [{**r, "group": together.get((*(r[n] for n in _SAME), r["day"] and r["day"].replace(day=1)))} for r in rows]
    kept = [r for r in rows if (r["stage"], r["component"]) != _GOALS]
    if not kept:
        return []
    first, last = min(r["period"] for r in kept), max(r["period"] for r in kept)
    by_subject: dict[str, list[Row]] = defaultdict(list)
    for row in kept:
        by_subject[row["subject"]].append(row)
    place = {s: i for i, s in enumerate(SUBJECTS)}
    ordered = sorted(by_subject, key=lambda s: (place.get(s, len(place)), s))
    return [
        (subject_name(s), draw_course(Course("", subject_name(s), _lanes(by_subject[s]), first, last, moves)))
        for s in ordered
    ]


def goals(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many early learning goals were reached, and of how many something is known."""
    own = [r for r in rows if (r["stage"], r["component"]) == _GOALS]
    return sum(r["code"] == "2" for r in own), len(own)


def _lanes(rows: Sequence[Row]) -> list[Lane]:
    by_scale: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=_at):
        by_scale[row["stage"], row["component"]].append(row)
    return [_lane(scale, own) for scale, own in by_scale.items()]


def _lane(scale: tuple[str, str], rows: Sequence[Row]) -> Lane:
    stage, component = scale
    title, low, high = _SCALES.get(scale, (f"{stage} {component.replace('_', ' ')}", None, None))
    return Lane(title, [_sat(r) for r in rows], low, high)


def _sat(row: Row) -> Sat:
    note = _STATUS.get(row["status"], "result")
    mean, beside = _group(row) if row["status"] == "R" else (None, "")
    hoped = row["status"] in _NOT_SAT
    return Sat(_at(row), _written(row), _number(row), hoped, _when(row), note, _number_written(row), mean, beside)


def _group(row: Row) -> tuple[float | None, str]:
    """Return the year group's mean and how it is written: with its children, or only these where they are few."""
    group = row.get("group")
    if not group:
        return None, ""
    if group["pupils"] < FEWEST:
        return None, f"{group['pupils']} children"
    return group["mean"], f"{group['mean']:.1f} ({group['pupils']} children)"


def _number(row: Row) -> float | None:
    """A grade in letters has no place on a line of numbers, whatever points somebody gives it."""
    return None if row["stage"] == "KS5" else row["value"]


def _number_written(row: Row) -> str:
    number = _number(row)
    return f"{number:g}" if number is not None else ""


def _written(row: Row) -> str:
    code, number = row["code"], _number_written(row)
    words = _CODES.get(code or "", code or "") if code and code != number else ""
    return f"{number} ({words})" if number and words else number or words or "no number"


def _at(row: Row) -> float:
    return moment(row["day"]) if row["day"] else float(row["period"])


def _when(row: Row) -> str:
    day: date | None = row["day"]
    return f"{day:%B %Y}" if day else str(AcademicYear(row["period"]))
