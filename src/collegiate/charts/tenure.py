"""Who joined a trust and who left, when: one line for each stay, on one axis of years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collegiate.charts.chart import Chart
from collegiate.charts.scale import Scale
from collegiate.charts.svg import Markup, drawing, element, line, text

WIDTH, ROW, LEFT, TOP = 640, 24, 214, 26


@dataclass(frozen=True, slots=True)
class Stay:
    """One school in one trust: from `joined` (None when the register does not say) until `left` (None while it is there)."""

    name: str
    joined: date | None
    left: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tenure:
    """The stays of a trust, and the day on which the picture was taken."""

    who: str
    stays: Sequence[Stay]
    today: date


def draw_tenure(tenure: Tenure) -> Chart:
    """Draw the stays in order of joining."""
    stays = sorted(tenure.stays, key=lambda s: (s.joined or date.min, s.name))
    first = min((s.joined.year for s in stays if s.joined), default=tenure.today.year)
    across = Scale(float(first), float(tenure.today.year + 1), LEFT, WIDTH - 12)
    height = TOP + ROW * len(stays) + 6
    rows = [
        shape for i, stay in enumerate(stays) for shape in _stay(stay, TOP + ROW * i + ROW / 2, across, tenure.today)
    ]
    sentence = _read(tenure)
    table = tuple((s.name, _day(s.joined) or "not recorded", _day(s.left) or "still a member", s.note) for s in stays)
    svg = drawing(sentence, WIDTH, height, *_years(across, height), *rows, kind="tenure")
    return Chart(svg, sentence, ("School", "Joined", "Left", "Note"), table)


def _stay(stay: Stay, y: float, across: Scale, today: date) -> list[Markup]:
    start = across(_moment(stay.joined)) if stay.joined else LEFT
    end = across(_moment(stay.left or today))
    name = stay.name if len(stay.name) <= 32 else stay.name[:31].rstrip() + "…"
    mark = element("circle", cx=start, cy=y, r=4.0, class_="better" if stay.joined else "level")
    leave = [line(end, y - 6, end, y + 6, "sure")] if stay.left else []
    return [text(0, y + 4, name, "label"), line(start, y, end, y, "stay"), mark, *leave]


def _years(across: Scale, height: float) -> list[Markup]:
    ticks = [t for t in across.ticks(7) if t == round(t)]
    return [
        shape
        for t in ticks
        for shape in (
            line(across(t), TOP - 4, across(t), height - 4, "rule"),
            text(across(t), 14, f"{t:.0f}", "tick", anchor="middle"),
        )
    ]


def _read(tenure: Tenure) -> str:
    there = sum(s.left is None for s in tenure.stays)
    gone = len(tenure.stays) - there
    left = f"; {gone} {'has' if gone == 1 else 'have'} left" if gone else "; none has left, as far as the sources show"
    return f"{tenure.who}: {there} {'school is a member' if there == 1 else 'schools are members'}{left}."


def _moment(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
