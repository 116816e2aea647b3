"""Gains and losses with their intervals: across moves, and at schools over a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collegiate.charts import Measured
from collegiate.charts.gain import Gain, draw_gain, gain_scale
from collegiate.web.words import counted

Row = dict[str, Any]

GROUND = Measured("progress_across_a_move", "Ground gained or lost", "Ground", "points", "higher", 1)
VALUE_ADDED = Measured("value_added", "Value added", "Value added", "points", "higher", 1)
POINTS = Measured("progress_change", "Change a year", "Change", "points", "higher", 1)
PERCENTAGE_POINTS = Measured("balance_of_absence", "Change a year", "Change", "percentage points", "higher", 1)

GAINED, LOST, LEVEL, TOO_FEW = "gained", "lost", "cannot be told apart", "too few"
_BEYOND = {GAINED: "more", LOST: "less"}
SIGNS = {GAINED: "better", LOST: "worse", LEVEL: "cannot-be-told-apart"}


def has_interval(row: Row) -> bool:
    """Whether an estimate says how sure it is: one that does not is of too few children to be shown."""
    return row["effect"] is not None and row["low"] is not None and row["high"] is not None


def verdict_of(row: Row) -> str:
    """Say what an interval says: gained, lost, cannot be told apart; too few without an estimate."""
    if not has_interval(row):
        return TOO_FEW
    return GAINED if row["low"] > 0 else LOST if row["high"] < 0 else LEVEL


def told(rows: Sequence[Row], measured: Measured, about: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows with their drawing on one scale and their words; `about` says of each what it is."""
    verdicts = [r.get("verdict") or verdict_of(r) for r in rows]
    gains = [
        None if not has_interval(r) else Gain(measured, r["effect"], r["low"], r["high"], v, a)
        for r, v, a in zip(rows, verdicts, about, strict=True)
    ]  # fmt: skip
    scale = gain_scale([g for g in gains if g])
    return [
        {
            **r, "verdict": v, "beyond": _BEYOND.get(v, v), "sign": SIGNS.get(v, ""), "svg": draw_gain(g, scale).svg if g else "", "value": measured.write(r["effect"]) if g else "",
            "between": measured.between(r["low"], r["high"]) if g else "", "about": a,
        }
        for r, v, g, a in zip(rows, verdicts, gains, about, strict=True)
    ]  # fmt: skip


def sentence(rows: Sequence[Row], where: str) -> str:
    """Read many gains in one sentence: at how many academies children gained more, less, the same; `where` says what and when."""
    verdicts = [r["verdict"] for r in rows]
    lost, gained, level, few = (verdicts.count(v) for v in (LOST, GAINED, LEVEL, TOO_FEW))
    parts = [
        f"at {counted(gained, 'academy', 'academies')} children gained on their age group" if gained else "",
        f"at {counted(lost, 'academy', 'academies')} they lost on it" if lost else "",
        f"at {counted(level, 'academy', 'academies')} no difference can be told from chance" if level else "",
        f"at {counted(few, 'academy', 'academies')} there are too few children to say" if few else "",
    ]
    return f"{where}: {'; '.join(p for p in parts if p)}."


def chance_words(chance: float) -> str:
    """Say how often chance alone would do as much."""
    if chance < 0.001:
        return "fewer than 1 in 1,000 looks"
    return f"about 1 in {round(1 / chance):,} looks" if chance <= 0.5 else "most looks"
