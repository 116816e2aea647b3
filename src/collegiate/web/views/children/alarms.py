"""Schools that fall while the trust's others do not: what falls, since when, how sure, and could it be chance. No child is on these pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from collegiate.charts import draw_axis
from collegiate.charts.gain import Gain, gain_scale
from collegiate.charts.svg import Markup
from collegiate.vocabulary.subjects import subject_name
from collegiate.watch.alarms import ATTENDANCE, FALSE_ALARMS, GAP
from collegiate.web.authorization.rights import Right
from collegiate.web.pictures.childhood.gained import PERCENTAGE_POINTS, POINTS, chance_words, told
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import school_of, show
from collegiate.web.whose import whoever
from collegiate.web.words import capital, counted, number

_NAMED = {ATTENDANCE: "Attendance", GAP: "Attendance of children with free school meals beside others"}
_FALLS = {"lost": "below", "gained": "above", "cannot be told apart": "cannot be told apart"}


def trust(request: HttpRequest) -> HttpResponse:
    """Show the alarms of the latest look, those of earlier looks that are over, and every school and series that was looked at."""
    people = children_of(request)
    rows = people.alarms()
    rolls = [urn for (urn,) in people.count_pupils("urn", on_roll=True)]
    names = school_names(reader_of(request), {r["urn"] for r in rows} | set(rolls))
    day = max((r["as_of"] for r in rows), default=None)
    now = [r for r in rows if r["as_of"] == day]
    raised = [r for r in now if r["raised"]]
    over = _over(rows, raised)
    looked_at = {r["urn"] for r in now}
    return show(request, "alarms", "alarms", {
        "day": day, "looked_at": len(now), "raised": [_alarm(r, rows, names) for r in raised], "over": [_alarm(r, rows, names) for r in over], "calm": len(now) - len(raised),
        "series": [(s, _series_name(s), *_table([r for r in now if r["series"] == s], names)) for s in sorted({r["series"] for r in now}, key=_series_order)],
        "unseen": sorted(names[u] for u in rolls if u not in looked_at), "false_alarms": _one_in(FALSE_ALARMS), "share": f"{100 * FALSE_ALARMS:.0f}%",
        "lead": _lead(now, raised, len(looked_at)), "reads_strategy": whoever(request).may(Right.READ_STRATEGY),
    })  # fmt: skip


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show every look at a school's series, the latest first."""
    people = children_of(request)
    name = school_of(request, people, urn)
    rows = people.alarms(urn=urn)
    day = max((r["as_of"] for r in rows), default=None)
    raised = [r for r in rows if r["raised"] and r["as_of"] == day]
    series = sorted({r["series"] for r in rows}, key=_series_order)
    return show(request, "alarms_academy", "alarms", {
        "urn": urn, "name": name, "day": day, "raised": [_words(r) for r in raised], "false_alarms": _one_in(FALSE_ALARMS),
        "series": [(s, _series_name(s), *_looks([r for r in rows if r["series"] == s])) for s in series],
    })  # fmt: skip


def _over(rows: Sequence[Row], raised: Sequence[Row]) -> list[Row]:
    """Return the last alarm of each school and series that was raised once and is raised no more."""
    still = {(r["urn"], r["series"]) for r in raised}
    last: dict[tuple[int, str], Row] = {}
    for row in sorted((r for r in rows if r["raised"]), key=lambda r: r["as_of"]):
        last[row["urn"], row["series"]] = row
    return [r for key, r in last.items() if key not in still]


def _alarm(row: Row, rows: Sequence[Row], names: dict[int, str]) -> dict[str, Any]:
    alike = [r for r in rows if (r["series"], r["as_of"]) == (row["series"], row["as_of"])]
    first = min(r["as_of"] for r in rows if r["raised"] and (r["urn"], r["series"]) == (row["urn"], row["series"]))
    others = len(alike) - 1
    return {
        **row,
        "name": names[row["urn"]],
        "what": _series_name(row["series"]),
        "words": _words(row),
        "others": counted(others, "other school"),
        "first": first,
    }


def _words(row: Row) -> str:
    """Return what was found, with the subject by its name."""
    return str(row["found"]).replace(
        f"the trust's {row['series']} test", f"the trust's own test of {subject_name(row['series']).lower()}"
    )


def _series_name(series: str) -> str:
    return _NAMED.get(series) or f"Progress: {subject_name(series)}"


def _series_order(series: str) -> tuple[bool, str]:
    return (series not in _NAMED, "" if series == ATTENDANCE else subject_name(series))


def _measured(row: Row) -> Any:
    return PERCENTAGE_POINTS if row["series"] in _NAMED else POINTS


def _table(rows: Sequence[Row], names: dict[int, str]) -> tuple[Markup, list[dict[str, Any]]]:
    shown = sorted(rows, key=lambda r: names[r["urn"]])
    return _told(shown, [names[r["urn"]] for r in shown])


def _looks(rows: Sequence[Row]) -> tuple[Markup, list[dict[str, Any]]]:
    shown = sorted(rows, key=lambda r: r["as_of"], reverse=True)
    return _told(shown, [f"{_series_name(r['series'])} up to {r['as_of']:%d %B %Y}" for r in shown])


def _told(rows: Sequence[Row], about: Sequence[str]) -> tuple[Markup, list[dict[str, Any]]]:
    """Return the axis of some changes and their rows."""
    if not rows:
        return Markup(""), []
    measured = _measured(rows[0])
    given = [{**r, "effect": r["change"]} for r in rows]
    gains = [Gain(measured, r["change"], r["low"], r["high"], "", "") for r in rows if r["low"] is not None]
    axis = draw_axis(gain_scale(gains), measured) if gains else Markup("")
    return axis, [
        {**r, "beside": _FALLS.get(r["verdict"], r["verdict"]), "could_be": chance_words(r["chance"])}
        for r in told(given, measured, about)
    ]


def _one_in(share: float) -> str:
    return f"one in {number(round(1 / share))}"


def _lead(now: Sequence[Row], raised: Sequence[Row], schools: int) -> str:
    if not now:
        return "No school could be looked at yet: it takes three schools with children who were there the year before."
    what = f"{counted(schools, 'school')} in {counted(len(now), 'series', 'series')}"
    if not raised:
        return f"{capital(what)} were looked at. None falls further than chance and the other schools would have it."
    fallen = counted(len(raised), "series falls", "series fall")
    return f"{capital(what)} were looked at. {capital(fallen)} further than chance and the other schools would have it; the others do not."
