"""Are we nearer the top 25 %, with honest odds? From each figure's chance of being truly in the top quarter of its similar schools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.home.answers import Answer, Count, Link, Sum
from collegiate.web.home.asking import Asked, Question
from collegiate.web.home.figures import figure_path
from collegiate.web.pictures.headlines import HEADLINES
from collegiate.web.pictures.stood import odds
from collegiate.web.reading import Measures
from collegiate.web.words import counted, number

Row = dict[str, Any]

EVEN, SOME = 0.5, 0.25
_COLUMNS = ("urn", "measure", "period", "value", "p_top_quarter")
WHY = (
    "Each published headline figure of each academy has a chance of being truly in the top quarter of the schools most like it, a frozen set. Each is counted once by that chance. "
    "Were all academies as schools like them are, a quarter of their figures would be there."
)


def _answer(asked: Asked) -> Answer | None:
    urns = asked.academies
    if "p_top_quarter" not in asked.reader.columns("figure") or not urns:
        return None
    rows = asked.reader.figures(urns=list(urns), measure=list(HEADLINES), shown=True, columns=list(_COLUMNS))
    placed = [r for r in rows if r["p_top_quarter"] is not None]
    if not placed:
        return Answer("No published figure has odds of the top quarter in this picture.", WHY, one_thing=Link("See which files were given", "/sources/"))  # fmt: skip
    period = _full(placed)
    now, before = ([r for r in placed if r["period"] == p] for p in (period, period - 1))
    best = max(now, key=lambda r: (r["p_top_quarter"], -r["urn"]))
    title, name = Measures.of(asked.reader).get(best["measure"]).title, asked.names([best["urn"]])[best["urn"]]
    return Answer(
        f"{_said(now, period)} {_nearer(now, before, period)}", WHY, _sum(now, period),
        Link(f"See the likeliest, {odds(best['p_top_quarter'])}: {title} at {name}", figure_path(best)),
        (Link("The aim of the top quarter, and what it would take", "/strategy/"),),
    )  # fmt: skip


def _full(placed: Sequence[Row]) -> int:
    """Return the latest year that has at least half as many figures with odds as the fullest."""
    sizes = {p: sum(r["period"] == p for r in placed) for p in {r["period"] for r in placed}}
    return max(p for p, n in sizes.items() if 2 * n >= max(sizes.values()))


def _said(now: Sequence[Row], period: int) -> str:
    likely = sum(r["p_top_quarter"] >= EVEN for r in now)
    return (
        f"Of {counted(len(now), 'headline figure')} of {AcademicYear(period)} with odds, {number(likely) if likely else 'none'} "
        f"{'is' if likely < 2 else 'are'} more likely than not in the top quarter of schools alike."
    )


def _nearer(now: Sequence[Row], before: Sequence[Row], period: int) -> str:
    """Say what the chances come to, beside those of the same figures a year before; nothing is said of figures that had none."""
    both = {(r["urn"], r["measure"]): r["p_top_quarter"] for r in before}
    same = [(both[key], r["p_top_quarter"]) for r in now if (key := (r["urn"], r["measure"])) in both]
    if not same:
        return "The year before has no odds to set beside them."
    then, come = (sum(s) / len(same) for s in zip(*same, strict=True))
    way = "nearer" if come - then >= 0.01 else "further away" if then - come >= 0.01 else "as near as"
    than = "" if way == "as near as" else " than"
    return f"Over the {counted(len(same), 'figure')} that had odds in {AcademicYear(period - 1)} too, that is {way}{than} then: {odds(come)} on average, after {odds(then)}."


def _sum(now: Sequence[Row], period: int) -> Sum:
    chances = [r["p_top_quarter"] for r in now]
    likely, low = sum(c >= EVEN for c in chances), sum(c < SOME for c in chances)
    parts = (Count(likely, "more likely than not"), Count(len(chances) - likely - low, "less likely than not"), Count(low, "under 1 in 4"))  # fmt: skip
    return Sum.of(f"headline figures of {AcademicYear(period)}", parts, one=f"headline figure of {AcademicYear(period)}")  # fmt: skip


QUESTION = Question(
    "Are we nearer the top 25 %?", _answer, Right.READ_STRATEGY, frozenset({Span.TRUST}), frozenset({"trust_executive"}), only=True,
)  # fmt: skip
