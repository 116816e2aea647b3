"""Whom can I ring that is like us and doing better? From the frozen set of similar schools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collegiate.charts import Measured
from collegiate.store import Reader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.home.answers import Answer, Count, Link, Sum
from collegiate.web.home.asking import Asked, Question
from collegiate.web.pictures.headlines import headline_measures, kind_of
from collegiate.web.reading import Measures
from collegiate.web.words import counted

Row = dict[str, Any]

WHY = "Each school of the frozen set is counted once: better where its 95 % interval lies wholly on the good side of ours, worse where it lies on the other, and otherwise not to be told apart."
NOT_HERE = "Who at that school would answer is not here: ring the office, and say which figure you ask about."


@dataclass(frozen=True, slots=True)
class Alike:
    """A school's similar schools in one measure and year: those that do better, worse, and cannot be told apart; the rest have no figure."""

    measured: Measured
    period: int
    better: list[int]
    worse: list[int]
    apart: list[int]
    silent: int


def alike(reader: Reader, urn: int) -> Alike | None:
    """Return how a school's similar schools do in the measure that is shown first, in its latest year; None where there is no set or figure."""
    school = reader.school(urn)
    columns = ["urn", "measure", "period", "value", "low", "high"]
    own = [r for r in reader.figures(urns=[urn], shown=True, columns=columns) if r["low"] is not None]
    for frozen in reader.similar_sets(urn):
        measures = Measures.of(reader)
        there = {r["measure"]: r for r in own if r["period"] == frozen["period"]}
        heads = [
            m for m in headline_measures(kind_of((school or {}).get("phase")), there, measures) if m.polarity != "none"
        ]
        if heads:
            near = list(frozen["neighbours"])
            rows = reader.figures(urns=near, measure=heads[0].id, period=frozen["period"], shown=True, columns=columns)
            return _told(
                heads[0],
                frozen["period"],
                there[heads[0].id],
                near,
                {r["urn"]: r for r in rows if r["low"] is not None},
            )
    return None


def _told(measured: Measured, period: int, own: Row, near: list[int], rows: dict[int, Row]) -> Alike:
    above = [u for u in near if u in rows and rows[u]["low"] > own["high"]]
    below = [u for u in near if u in rows and rows[u]["high"] < own["low"]]
    better, worse = (above, below) if measured.polarity == "higher" else (below, above)
    apart = [u for u in near if u in rows and u not in {*above, *below}]
    return Alike(measured, period, better, worse, apart, len(near) - len(rows))


def _answer(asked: Asked) -> Answer | None:
    urn = asked.academies[0]
    found = alike(asked.reader, urn)
    if found is None:
        return Answer(f"No set of similar schools with a figure was made for {asked.names([urn])[urn]}: there may be too few children for one.", WHY,
                      one_thing=Link("See the school's figures", f"/schools/{urn}/"))  # fmt: skip
    parts = (
        Count(len(found.better), "better"),
        Count(len(found.apart), "cannot be told apart"),
        Count(len(found.worse), "worse"),
        Count(found.silent, "without a figure"),
    )
    names = asked.names(found.better[:5])
    what = f"{found.measured.title.lower()} in {AcademicYear(found.period)}"
    said = (
        f"{names[found.better[0]]} is the nearest of {counted(len(found.better), 'school')} like ours that {'does' if len(found.better) == 1 else 'do'} better in {what}, beyond chance."
        if found.better
        else f"No school of the set does better than ours in {what} beyond chance."
    )
    set_path = f"/schools/{urn}/similar/{found.period}/"
    return Answer(
        said, WHY, Sum.of("similar schools", parts, one="similar school"),
        Link(f"Ring {names[found.better[0]]}", f"/schools/{found.better[0]}/") if found.better else Link("See the schools like ours", set_path),
        (*(Link(names[u], f"/schools/{u}/") for u in found.better[1:5]), Link("Why these schools", set_path)),
        NOT_HERE if found.better else "",
    )  # fmt: skip


QUESTION = Question(
    "Whom can I ring that is like us and doing better?",
    _answer,
    Right.SEE_COUNTS,
    frozenset({Span.ACADEMY}),
    frozenset({"head"}),
    only=True,
)
