"""The public figures of some academies, counted: how many are beside their similar schools better, worse, or not to be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from collegiate.store import Reader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.home.answers import Count, Sum
from collegiate.web.pictures.headlines import HEADLINES

Row = dict[str, Any]

COLUMNS = (
    "urn",
    "measure",
    "period",
    "era",
    "value",
    "low",
    "high",
    "n",
    "symbol",
    "verdict",
    "similar_median",
    "similar_k",
)
VERDICTS = {"better": "better", "cannot be told apart": "cannot be told apart", "worse": "worse", "": "not compared"}


def headline_rows(reader: Reader, urns: Sequence[int]) -> list[Row]:
    """Return the shown figures of the measures that pages show first, of every year."""
    there = set(reader.columns("figure"))
    columns = [c for c in COLUMNS if c in there]
    return reader.figures(urns=list(urns), measure=list(HEADLINES), shown=True, columns=columns) if urns else []


def latest_year(rows: Sequence[Row]) -> int | None:
    """Return the latest year in which at least half as many figures are compared as in the fullest: a year that was published."""
    full = Counter(r["period"] for r in rows if r["value"] is not None and r["verdict"])
    return max((p for p, n in full.items() if 2 * n >= max(full.values())), default=None)


def verdicts(rows: Sequence[Row], period: int) -> Sum:
    """Return a year's figures as the sum of their verdicts; a direction that is neither good nor bad is not compared."""
    own = [r for r in rows if r["period"] == period]
    found = Counter(r["verdict"] if r["verdict"] in VERDICTS else "" for r in own)
    parts = [Count(found[v], words, mind=v == "worse") for v, words in VERDICTS.items()]
    year = AcademicYear(period)
    return Sum.of(f"headline figures of {year}", parts, one=f"headline figure of {year}")


def figure_path(row: Row) -> str:
    """Return the page that says how a figure is known."""
    return f"/schools/{row['urn']}/figures/{row['measure']}/{row['period']}/"
