"""A trust among all multi-academy trusts, in words that pretend to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collegiate.charts import Caterpillar, Chart, Leg, Measured, draw_caterpillar
from collegiate.compare.placing import Estimate, Placing, placing
from collegiate.web.reading import Row
from collegiate.web.words import counted, number

NEAREST = 20


@dataclass(frozen=True, slots=True)
class Placed:
    """One measure of a trust among others' of the same year; `why_not` says why it cannot be placed."""

    measured: Measured
    year: str
    own: Row
    others: tuple[Row, ...]
    placing: Placing | None = None
    why_not: str = ""

    @property
    def path(self) -> str:
        """The figure's own page."""
        return f"/trusts/{self.own['trust_uid']}/figures/{self.measured.id}/{self.own['period']}/"

    @property
    def number(self) -> str:
        """The trust's figure as it is written."""
        return self.measured.write(self.own["value"])

    @property
    def interval(self) -> str:
        """Its 95% interval as it is written."""
        return self.measured.between(self.own["low"], self.own["high"]) if self.own["low"] is not None else ""

    @property
    def between(self) -> str:
        """The places that it may truly have, as far as single comparisons tell."""
        p = self.placing
        if p is None:
            return ""
        first, last = p.ahead + 1, p.of - p.behind
        return (
            f"{ordinal(first)} of {p.of:,}"
            if first == last
            else f"between {ordinal(first)} and {ordinal(last)} of {p.of:,}"
        )

    @property
    def words(self) -> str:
        """The honest words: how many it cannot be told apart from, and of how many it is surely ahead or behind."""
        p = self.placing
        if p is None:
            return self.why_not
        others = p.of - 1
        return (
            f"cannot be told apart from {number(p.cannot_be_told_apart)} of {counted(others, 'trust')}; "
            f"surely ahead of {number(p.behind)}; surely behind {number(p.ahead)}"
        )


def ordinal(n: int) -> str:
    """Write a place: 1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{ending}"


def placed(m: Measured, year: str, own: Row, rows: Sequence[Row]) -> Placed:
    """Place a trust's figure among the multi-academy trusts' figures in `rows`; those without an interval take no part."""
    others = tuple(
        r for r in rows
        if r["trust_uid"] != own["trust_uid"] and r["kind"] == "multi_academy_trust" and r["low"] is not None and r["high"] is not None
    )  # fmt: skip
    why_not = _why_not(m, own, others)
    if why_not:
        return Placed(m, year, own, others, None, why_not)
    found = placing(_estimate(own), (_estimate(r) for r in others), higher_is_better=m.polarity != "lower")
    return Placed(m, year, own, others, found)


def _why_not(m: Measured, own: Row, others: Sequence[Row]) -> str:
    if m.polarity == "none":
        return "neither more nor less is better in itself, so there is no place"
    if own["low"] is None or own["high"] is None:
        return "not placed: nothing says how sure this figure is"
    return "" if others else "not placed: no other trust has this figure with an interval"


def _estimate(row: Row) -> Estimate:
    return Estimate(row["value"], row["low"], row["high"])


def apart(m: Measured, own: Row, other: Row) -> str:
    """Say whether `other` is surely ahead of or behind `own`, by the interval of their difference; empty when it is neither."""
    one = placing(_estimate(own), [_estimate(other)], higher_is_better=m.polarity != "lower")
    return "ahead" if one.ahead else "behind" if one.behind else ""


def drawn(found: Placed, name: str) -> Chart | None:
    """Draw the trusts in order of value with this one among them; None when it cannot be placed."""
    if found.placing is None:
        return None
    m, own = found.measured, found.own
    legs = [
        Leg(r["trust_name"] or str(r["trust_uid"]), r["value"], r["low"], r["high"], apart(m, own, r))
        for r in found.others
    ]
    legs.append(Leg(name, own["value"], own["low"], own["high"], own=True))
    sentence = f"{name}, {m.title}, {found.year}: {found.number} ({found.interval}); {found.between} multi-academy trusts: {found.words}."
    return draw_caterpillar(Caterpillar(m, found.year, "Trust", legs, sentence, "higher"))


def nearest(found: Placed) -> list[Row]:
    """Return the trust itself among the trusts nearest to it in value, the best first."""
    own = found.own
    close = sorted(found.others, key=lambda r: abs(r["value"] - own["value"]))[:NEAREST]
    better_first = -1.0 if found.measured.polarity != "lower" else 1.0
    return sorted([*close, own], key=lambda r: better_first * r["value"])
