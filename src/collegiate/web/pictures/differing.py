"""Ours and theirs: a published figure beside our estimate of the same school, each in its own words, and why they differ."""

from __future__ import annotations

import re

from collegiate.charts import Measured
from collegiate.compare.disagreement import Disagreement

Cells = tuple[str, str, str]


def worth_showing(found: Disagreement | None) -> bool:
    """Whether there are two answers to set beside each other: a published one, and a band or an estimate of ours."""
    return found is not None and (found.ours.effect is not None or bool(found.theirs.band))


def side_by_side(found: Disagreement, m: Measured) -> list[Cells]:
    """Return the rows of the table: what is asked, theirs, ours."""
    t, o = found.theirs, found.ours
    effect = (
        f"{signed(o.effect, m)} beside schools of its intake"
        if o.effect is not None
        else "no model of this school and year"
    )
    fifty = (
        f"median of {o.similar_k} similar schools, {m.write(o.similar_median)}" if o.similar_median is not None else ""
    )
    expected = f"what schools of its intake have, {m.write(o.expected)}" if o.expected is not None else ""
    years = "" if o.n_years is None else "one" if o.n_years == 1 else str(o.n_years)
    return [
        ("Number", m.write(t.value), effect),
        ("95% interval", _between(t.low, t.high, m, plain=True), _between(o.low, o.high, m)),
        ("Compared with", "England\u2019s pupils" if t.verdict else "nothing", "; ".join(w for w in (expected, fifty) if w) or "nothing"),
        ("Years", "one", years or "one"),
        ("In words", t.verdict or "no word", o.verdict or o.model_verdict or "no word"),
    ]  # fmt: skip


def verdict(found: Disagreement) -> str:
    """Say in one sentence whether the two point the same way."""
    if found.agree is None:
        return "They cannot be set against each other: one of them says nothing."
    return (
        "Both point the same way."
        if found.agree
        else "They do not say the same, and both can be right: they answer different questions."
    )


def signed(value: float, m: Measured) -> str:
    """Write a difference with its sign.

    >>> signed(-1.746, Measured("m", "M", decimals=1))
    '\u22121.7'
    """
    rounded = round(value, m.decimals)
    sign = "\u2212" if rounded < 0 else "+" if rounded > 0 else ""
    return f"{sign}{abs(rounded):,.{m.decimals}f}{' percentage points' if m.percent else ''}"


def minus(sentence: str) -> str:
    """Write the sentence's negative numbers with a true minus."""
    return re.sub(r"(?<![\w.])-(?=\d)", "\u2212", sentence)


def _between(low: float | None, high: float | None, m: Measured, *, plain: bool = False) -> str:
    if low is None or high is None:
        return "none"
    return m.between(low, high) if plain else f"{signed(low, m)} to {signed(high, m)}"
