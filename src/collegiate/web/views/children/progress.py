"""Ground gained or lost across moves, and what schools' children gained in a year and with a programme. Counts of children only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from collegiate.charts import Chart, History, Point, draw_axis, draw_history
from collegiate.charts.gain import Gain, gain_scale
from collegiate.charts.svg import Markup
from collegiate.vocabulary.subjects import subject_name
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.asked import asked_year
from collegiate.web.downloads import as_csv
from collegiate.web.pictures.childhood.gained import GROUND, TOO_FEW, VALUE_ADDED, has_interval, sentence, told
from collegiate.web.pictures.childhood.moving import in_order
from collegiate.web.pictures.childhood.named import move_name
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import asked_text, school_of, show
from collegiate.web.words import capital, listed

_MOST_NAMED = 3


def moves(request: HttpRequest) -> HttpResponse:
    """Show in which moves children gained or lost ground in a subject, beside children who stayed where they were."""
    people = children_of(request)
    rows = people.ground()
    subjects, subject = _subjects(request, rows)
    own = [r for r in rows if r["subject"] == subject]
    names = school_names(reader_of(request), {u for r in own for u in (r["urn"], r["next_urn"])})
    about = [
        f"{names[r['urn']]} to {names[r['next_urn']]}, {move_name(r['move'])}, {subject_name(subject)}" for r in own
    ]
    found = [{**r, "left": names[r["urn"]], "entered": names[r["next_urn"]]} for r in told(own, GROUND, about)]
    return show(request, "progress_moves", "progress", {
        "subjects": subjects, "subject": subject, "lead": _ground_lead(found, subject_name(subject)), "axis": _axis(own),
        "moves": [(move, capital(move_name(move)), of) for move, of in _by_move(found)],
    })  # fmt: skip


def moves_download(request: HttpRequest) -> HttpResponse:
    """Hand out ground gained and lost by pair of schools."""
    rows = children_of(request).ground()
    names = school_names(reader_of(request), {u for r in rows for u in (r["urn"], r["next_urn"])})
    columns = (
        "move",
        "urn",
        "school",
        "next_urn",
        "next_school",
        "subject",
        "children",
        "points",
        "low",
        "high",
        "verdict",
    )
    cells = (
        (r["move"], r["urn"], names[r["urn"]], r["next_urn"], names[r["next_urn"]], r["subject"], r["pupils"], r["effect"], r["low"], r["high"], r["verdict"])
        for r in rows
    )  # fmt: skip
    return as_csv("ground-across-moves.csv", columns, cells)


def trust(request: HttpRequest) -> HttpResponse:
    """Show what each school's children gained in a subject and year, and what became of children in programmes."""
    people = children_of(request)
    rows = people.value_added()
    subjects, subject = _subjects(request, rows)
    periods = sorted({r["period"] for r in rows if r["subject"] == subject}, reverse=True)
    wanted = asked_year(request)
    period = wanted if wanted in periods else _fullest(rows, subject)
    own = [r for r in rows if r["subject"] == subject and r["period"] == period]
    names = school_names(reader_of(request), {r["urn"] for r in own})
    own.sort(key=lambda r: names[r["urn"]])
    about = [f"{names[r['urn']]}, {subject_name(subject)}, {AcademicYear(r['period'])}" for r in own]
    found = [{**r, "name": names[r["urn"]]} for r in told(own, VALUE_ADDED, about)]
    what = subject_name(subject) + (f" in {AcademicYear(period)}" if period else "")
    return show(request, "progress", "progress", {
        "subjects": subjects, "subject": subject, "periods": periods, "period": period, "rows": found, "axis": _axis(own),
        "programmes": [_tried(r) for r in people.programmes()] if people.scope.urns is None else [],
        "programmes_elsewhere": people.scope.urns is not None,
        "lead": sentence(found, what) if found else "No two of the trust's own tests of one child are in the files of this picture.",
    })  # fmt: skip


def _tried(row: Row) -> Row:
    """Put a programme's effect in words; with too few children there is none."""
    known = row["effect"] is not None
    return {
        **row, "subject": subject_name(row["subject"]), "points": VALUE_ADDED.write(row["effect"]) if known else "–",
        "between": VALUE_ADDED.between(row["low"], row["high"]) if known else "–",
    }  # fmt: skip


def trust_download(request: HttpRequest) -> HttpResponse:
    """Hand out every school's value added by subject and year."""
    rows = children_of(request).value_added()
    names = school_names(reader_of(request), {r["urn"] for r in rows})
    columns = ("urn", "school", "subject", "year", "children", "points", "low", "high")
    cells = (
        (r["urn"], names[r["urn"]], r["subject"], str(AcademicYear(r["period"])), r["pupils"], r["effect"] if has_interval(r) else None, r["low"], r["high"])
        for r in rows
    )  # fmt: skip
    return as_csv("value-added.csv", columns, cells)


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show a school's value added by subject through the years, and the moves to it and from it."""
    people = children_of(request)
    name = school_of(request, people, urn)
    by_subject: dict[str, list[Row]] = defaultdict(list)
    for row in people.value_added(urn=urn):
        by_subject[row["subject"]].append(row)
    rows = [r for r in people.ground() if urn in (r["urn"], r["next_urn"])]
    names = school_names(reader_of(request), {u for r in rows for u in (r["urn"], r["next_urn"])})
    about = [f"{names[r['urn']]} to {names[r['next_urn']]}, {subject_name(r['subject'])}" for r in rows]
    pairs = [
        {**r, "left": names[r["urn"]], "entered": names[r["next_urn"]], "name": subject_name(r["subject"])}
        for r in told(rows, GROUND, about)
    ]
    return show(request, "progress_academy", "progress", {
        "urn": urn, "name": name, "subjects": [_course(name, s, of) for s, of in sorted(by_subject.items(), key=lambda i: subject_name(i[0]))],
        "pairs": pairs, "axis": _axis(rows),
    })  # fmt: skip


def _subjects(request: HttpRequest, rows: Sequence[Row]) -> tuple[list[tuple[str, str]], str]:
    """Return the subjects by name, and the one that is asked for: the first without a word."""
    found = sorted({r["subject"] for r in rows}, key=subject_name)
    wanted = asked_text(request, "subject")
    return [(s, subject_name(s)) for s in found], wanted if wanted in found else next(iter(found), "")


def _fullest(rows: Sequence[Row], subject: str) -> int | None:
    """Return the latest year with at least half the children of the fullest: the year that runs has few who sat two tests."""
    tested: dict[int, int] = defaultdict(int)
    for row in rows:
        if row["subject"] == subject:
            tested[row["period"]] += row["pupils"]
    return max((p for p, n in tested.items() if 2 * n >= max(tested.values())), default=None)


def _axis(rows: Sequence[Row]) -> Markup:
    gains = [Gain(GROUND, r["effect"], r["low"], r["high"], "", "") for r in rows if has_interval(r)]
    return draw_axis(gain_scale(gains), GROUND) if gains else Markup("")


def _by_move(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (r["left"], r["entered"])):
        found[row["move"]].append(row)
    return sorted(found.items(), key=lambda m: in_order(m[0]))


def _ground_lead(rows: Sequence[Mapping[str, Any]], subject: str) -> str:
    """Say between which schools children lost ground, and gained it."""
    said = [r for r in rows if r["verdict"] != TOO_FEW]
    if not said:
        return "Of no pair of schools enough children sat a test before and after a move to say whether they gained or lost ground."
    lost = _pairs([r for r in said if r["verdict"] == "lost"])
    gained = _pairs([r for r in said if r["verdict"] == "gained"])
    first = (
        f"Children lost ground in {subject} from {lost}"
        if lost
        else f"No pair of schools has children who lost ground in {subject} beyond chance"
    )
    return (
        f"{first}; they gained it from {gained}. The rest cannot be told from chance."
        if gained
        else f"{first}. Nowhere did they gain it beyond chance."
    )


def _pairs(rows: Sequence[Mapping[str, Any]]) -> str:
    furthest = sorted(rows, key=lambda r: -abs(r["effect"]))
    words = [f"{r['left']} to {r['entered']} ({r['value']} points)" for r in furthest[:_MOST_NAMED]]
    more = len(rows) - len(words)
    return listed([*words, f"{more} more"] if more else words)


def _course(name: str, subject: str, rows: Sequence[Row]) -> dict[str, Any]:
    """Return a subject's years as a drawing and a table."""
    years = sorted(rows, key=lambda r: r["period"])
    about = [str(AcademicYear(r["period"])) for r in years]
    points = [Point(r["period"], r["effect"], r["low"], r["high"]) for r in years if has_interval(r)]
    drawn: Chart | None = None
    if points:
        last = max(points[-1].period, points[0].period + 1)
        drawn = draw_history(
            History(VALUE_ADDED, points, points[0].period, last, who=f"{name}, {subject_name(subject)}", reach=(0.0,))
        )
    return {
        "subject": subject,
        "name": subject_name(subject),
        "chart": drawn,
        "rows": told(years, VALUE_ADDED, about)[::-1],
    }
