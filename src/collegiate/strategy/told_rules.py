"""What rules say that count other parts' records: the same for plans, cases, alerts and support."""

from __future__ import annotations

from typing import Any

from collegiate.strategy.measuring import Asked, Found, Moment

NOT_TOLD = "It is counted over the whole trust's records."


def not_told(asked: Asked) -> Found:
    """Return the answer of whoever may not read, or where nobody yet writes, these records."""
    return Found(missing=NOT_TOLD, unseen=asked.cards is None)


def today(asked: Asked, value: float, part: int | None = None, whole: int | None = None) -> tuple[Moment, ...]:
    """Return what is counted today as the one moment that is known."""
    return (Moment(asked.on, f"{asked.on:%-d %B %Y}", value, part, whole),)


def counted_today(asked: Asked) -> dict[str, Any]:
    """What every count of today's records says of itself."""
    return {
        "as_of": f"{asked.on:%-d %b %Y}", "sure": "Every record is counted; what nobody wrote down is not known.",
        "came": "what colleagues recorded on Collegiate",
    }  # fmt: skip
