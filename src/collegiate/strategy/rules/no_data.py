"""The share of children of whom nothing says, in the latest week, that any adult looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from collegiate.disclosure import POLICY, half_away
from collegiate.strategy.measuring import Asked, Found, Member, Moment, Rule

Row = dict[str, Any]

STEPS = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Steps of a share, in percent: the finest that holds ten children is taken."""


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if asked.counts is None:
        return Found(missing="It is counted over all children of the trust.", unseen=asked.part_only)
    rows = [r for r in asked.counts.ledger_counts() if r["urn"] in asked.urns and r["week"] <= asked.on]
    weeks = _last_of_months(r["week"] for r in rows)
    moments = [m for week in weeks if (m := _moment(week, [r for r in rows if r["week"] == week]))]
    if not moments:
        return Found(missing="No week of the trust's children is in this picture, or too few children are.")
    last = [r for r in rows if r["week"] == moments[-1].on]
    members = tuple(_member(asked, r) for r in last)
    return Found(
        moments[-1].value, moments=tuple(moments), members=members, as_of=f"week of {moments[-1].on:%-d %b %Y}",
        compared="every child on roll in the week: acted on, looked at with no concern, or no data; the three add up to the roll",
        sure="Every child on roll is counted. Shares are rounded to steps of ten children or more, and of few children none is shown.", came="the trust's own registers and notes",
    )  # fmt: skip


def _last_of_months(weeks: Iterable[dt.date]) -> list[dt.date]:
    """Return the last week of each month: a share that moved every week would tell who came and went."""
    return sorted({(w.year, w.month): w for w in sorted(weeks)}.values())


def _share(rows: list[Row]) -> float | None:
    """A share in steps that hold at least ten children; None where that would be too coarse to say anything."""
    roll, without = sum(r["roll"] for r in rows), sum(r["no_data"] for r in rows)
    step = next((s for s in STEPS if s * roll >= 100 * 2 * POLICY.step), None)
    return None if step is None else float(half_away(100 * without / roll, step))


def _moment(week: dt.date, rows: list[Row]) -> Moment | None:
    value = _share(rows)
    return None if value is None else Moment(week, f"the week of {week:%-d %B %Y}", value)


def _member(asked: Asked, row: Row) -> Member:
    value = _share([row])
    said = "too few children to say" if value is None else f"{value:g}% without any data"
    return Member(row["urn"], asked.name(row["urn"]), said, None if value is None else value == 0, "/counts/")


RULE = Rule(
    "no_data", "Share of children without any data in the latest week", "%", "lower",
    "Every child on roll in the latest week is acted on, looked at with no concern, or without data; this is the share of the last.", _measure,
)  # fmt: skip
