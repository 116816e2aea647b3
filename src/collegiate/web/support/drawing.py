"""Who gave whom how many days, as a drawing: givers on the left, receivers on the right, a ribbon as thick as the days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from collegiate.charts.chart import Chart
from collegiate.charts.locality import short_name
from collegiate.charts.svg import Markup, drawing, element, text
from collegiate.improve.cards import SupportLine

WIDTH, LEFT, RIGHT, BAR = 460.0, 176.0, 284.0, 5.0
GAP, LEAST, TOP = 10.0, 14.0, 24.0
TALL = 260.0
"""Pixels for all days together, beside the gaps."""


def draw_support(lines: Sequence[SupportLine]) -> Chart:
    """Draw who gave to whom; the table under it has the days and what they cost."""
    total = sum((line.days for line in lines), Decimal(0))
    scale = TALL / float(total) if total else 0.0
    givers, receivers = _places(lines, scale, giving=True), _places(lines, scale, giving=False)
    tall = max(end for places in (givers, receivers) for _, end in places.values()) + GAP if lines else TOP
    shapes = [
        text(LEFT, 12, "gave", "tick", anchor="end"),
        text(RIGHT, 12, "received", "tick", anchor="start"),
        *_ribbons(lines, givers, receivers, scale),
        *_bars(givers, LEFT - BAR, LEFT - BAR - 5, "end", _days(lines, giving=True)),
        *_bars(receivers, RIGHT, RIGHT + BAR + 5, "start", _days(lines, giving=False)),
    ]
    sentence = sentence_of(lines)
    rows = tuple(
        (line.giver, line.receiver, days_words(line.days), pounds(line.cover_cost), pounds(line.mileage_cost))
        for line in lines
    )
    svg = drawing(sentence, WIDTH, tall, *shapes, kind="support")
    return Chart(svg, sentence, ("Gave", "Received", "Days", "Cover", "Mileage"), rows)


def sentence_of(lines: Sequence[SupportLine]) -> str:
    """Say in one sentence what the drawing shows."""
    if not lines:
        return "Nobody has given a day yet."
    gave, received = _days(lines, giving=True), _days(lines, giving=False)
    most, least = max(gave, key=lambda n: gave[n]), max(received, key=lambda n: received[n])
    total = sum(gave.values(), Decimal(0))
    return (
        f"{days_words(total)} days were given; {most} gave the most ({days_words(gave[most])}), "
        f"{least} received the most ({days_words(received[least])})."
    )


def days_words(days: Decimal) -> str:
    """Write a number of days without needless noughts."""
    return f"{days.normalize():f}"


def pounds(amount: Decimal | None) -> str:
    """Write pounds; what is not known is said."""
    return "not known" if amount is None else f"£{amount:,.0f}"


def _name(line: SupportLine, *, giving: bool) -> str:
    return line.giver if giving else line.receiver


def _days(lines: Sequence[SupportLine], *, giving: bool) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        found[_name(line, giving=giving)] += line.days
    return dict(found)


def _places(lines: Sequence[SupportLine], scale: float, *, giving: bool) -> dict[str, tuple[float, float]]:
    days, places, y = _days(lines, giving=giving), {}, TOP
    for name in sorted(days, key=lambda n: (-days[n], n)):
        tall = max(float(days[name]) * scale, LEAST)
        places[name] = (y, y + tall)
        y += tall + GAP
    return places


def _bars(
    places: dict[str, tuple[float, float]], x: float, name_x: float, anchor: str, days: dict[str, Decimal]
) -> list[Markup]:
    shapes, short = [], _short(list(places))
    for name, (top, end) in places.items():
        shapes.append(element("rect", x=x, y=top, width=BAR, height=end - top, class_="true"))
        shapes.append(
            text(name_x, (top + end) / 2 + 4, f"{short[name]} {days_words(days[name])}", "label", anchor=anchor)
        )
    return shapes


def _short(names: Sequence[str]) -> dict[str, str]:
    """Return names as there is room for them; what several would share, and what another begins with, is not shortened to it."""
    short = {n: short_name(n) for n in names}
    return {n: s if not any(o != n and o.startswith(s) for o in names) else _cut(n) for n, s in short.items()}


def _cut(name: str) -> str:
    return name if len(name) <= 24 else f"{name[:23].rstrip()}…"


def _ribbons(
    lines: Sequence[SupportLine],
    givers: dict[str, tuple[float, float]],
    receivers: dict[str, tuple[float, float]],
    scale: float,
) -> list[Markup]:
    left, right = {n: top for n, (top, _) in givers.items()}, {n: top for n, (top, _) in receivers.items()}
    order = {n: i for i, n in enumerate(receivers)}
    shapes = []
    for line in sorted(lines, key=lambda one: order[one.receiver]):
        tall = max(float(line.days) * scale, 1.5)
        a, b = left[line.giver], right[line.receiver]
        left[line.giver], right[line.receiver] = a + tall, b + tall
        half = (LEFT + RIGHT) / 2
        path = (
            f"M{LEFT:.1f},{a:.1f} C{half:.1f},{a:.1f} {half:.1f},{b:.1f} {RIGHT:.1f},{b:.1f} "
            f"L{RIGHT:.1f},{b + tall:.1f} C{half:.1f},{b + tall:.1f} {half:.1f},{a + tall:.1f} {LEFT:.1f},{a + tall:.1f} Z"
        )
        shapes.append(element("path", d=path, class_="better", opacity="0.35"))
    return shapes
