"""An academy for those who are appointed to it: what is public, and what whoever may see its children may count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from collegiate.store import Reader, ScopedReader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.accounts.models import User
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Count, Link, Sum
from collegiate.web.home.asking import academies_held
from collegiate.web.home.figures import figure_path, headline_rows, latest_year, verdicts
from collegiate.web.home.groups import Group
from collegiate.web.home.ledgers import equation, latest
from collegiate.web.home.thresholds import thresholds, trusts_of
from collegiate.web.pictures.childhood.counts import children, part_words
from collegiate.web.pictures.childhood.named import year_name, year_order
from collegiate.web.reading import Measures
from collegiate.web.words import capital, counted, day

Row = dict[str, Any]

SMALL = 15
"""Children below which a year group is said in counts of children alone."""


def may_open(user: User, reader: Reader, urn: int) -> bool:
    """Whether somebody's appointments hold the academy, wholly or in part."""
    held = user.holding(Right.SEE_COUNTS) + user.holding(Right.SEE_CHILDREN)
    return urn in academies_held(held, reader) if held else False


def told(reader: Reader, people: ScopedReader | None, school: Row) -> dict[str, Any]:
    """Return what the page says: public figures, and of children what `people` holds; None sees none."""
    urn = school["urn"]
    figures = _figures(reader, urn)
    threshold = thresholds(trusts_of(reader, [urn]), ("several", "most_schools", "some_schools", "top_quarter_chance"))
    given = {
        "threshold": threshold,
        "figures": figures,
        "whole": False,
        "lead": figures["sentence"],
        "years": [],
        "counts": None,
        "one_thing": _ask(figures),
    }
    if people is None:
        return given
    years = _years(people, school)
    if not people.scope.holds_school(urn):
        parts = sum(y["pupils"] for y in years)
        return given | {"years": years, "lead": f"You may see {children(parts)} of this academy. {figures['sentence']}"}
    return given | {"years": years, "whole": True} | _whole(people, urn) | {"roll": sum(y["pupils"] for y in years)}


def _figures(reader: Reader, urn: int) -> dict[str, Any]:
    rows = headline_rows(reader, [urn])
    period = latest_year(rows)
    if period is None:
        return {
            "sentence": "No published figure of it is compared with similar schools in this picture.",
            "rows": [],
            "counts": None,
            "year": "",
        }
    measures = Measures.of(reader)
    own = [r for r in rows if r["period"] == period]
    told_of = [(measures.get(r["measure"]), r, figure_path(r)) for r in own]
    counts = verdicts(rows, period)
    worse = next(p.number for p in counts.parts if p.words == "worse")
    return {
        "sentence": f"Of {counted(len(own), 'headline figure')} of {AcademicYear(period)}, {worse or 'none'} {'is' if worse < 2 else 'are'} worse than at similar schools beyond chance.",
        "rows": [(m.title, m.write(r["value"]) or "not published", m.write(r.get("similar_median")) or "–", r["verdict"] or "not compared", path) for m, r, path in told_of],
        "counts": counts, "year": str(AcademicYear(period)), "worst": next((p for _, r, p in told_of if r["verdict"] == "worse"), ""),
    }  # fmt: skip


def _ask(figures: dict[str, Any]) -> Link | None:
    path = figures.get("worst") or (figures["rows"][0][4] if figures["rows"] else "")
    return (
        Link(
            "Ask “how do you know?” of the figure that is worst placed"
            if figures.get("worst")
            else "Ask “how do you know?” of a figure",
            path,
        )
        if path
        else None
    )


def _whole(people: ScopedReader, urn: int) -> dict[str, Any]:
    """Return the counts of all of an academy's children: the ledger of the latest week, falls, sendings, moves, absence."""
    week, rows = latest(people)
    own = [r for r in rows if r["urn"] == urn]
    missing = own[0]["no_data"] if own else 0
    said = (
        f"In the week of {day(week)}, {children(own[0]['roll'])} were on roll, each counted once; of {children(missing)} nothing says that an adult looked."
        if own
        else "No week with school days is in the files of this picture."
    )
    see = (
        Link(f"See the {children(missing)} without data", f"/children/ledger/schools/{urn}/children/?state=no_data")
        if missing
        else Link("See the weeks before", f"/children/ledger/schools/{urn}/")
    )
    return {"lead": said, "counts": equation(own, urn) if own else None, "one_thing": see, "more": _more(people, urn)}


def _more(people: ScopedReader, urn: int) -> list[tuple[str, str, str]]:
    """Return the subjects of the academy, each with what there is in a few words and the page about it."""
    alarms = people.alarms(urn=urn)
    as_of = max((r["as_of"] for r in alarms), default=None)
    falls = sum(r["raised"] for r in alarms if r["as_of"] == as_of)
    sendings = Counter(s["state"] for s in people.sendings() if s["urn"] == urn)
    behind = sum(sendings.values()) - sendings["sent"]
    moving = [(key, n) for key, n in people.move_counts().items() if key[2] == urn]
    period = max((key[0] for key, _ in moving), default=None)
    going = {done: sum(n for key, n in moving if key[0] == period and bool(key[4]) is done) for done in (True, False)}
    findings = sum(people.finding_counts(urn=urn).values())
    return [
        ("Attendance", _absence(people.attendance_counts(urn=urn)), f"/children/attendance/schools/{urn}/"),
        ("Looked at for a fall", f"{counted(falls, 'series falls', 'series fall')}" if as_of else "not looked at yet", f"/children/alarms/schools/{urn}/"),
        ("Moving on", f"{children(going[False])} of {sum(going.values())} whose pack lacks something" if period else "nobody moves on", f"/children/moving/schools/{urn}/"),
        ("What it sent", f"{behind} of {sum(sendings.values())} behind" if sendings else "nothing is known of what it sends", f"/children/data/schools/{urn}/"),
        ("To mend in its data", counted(findings, "finding"), f"/children/data/schools/{urn}/"),
        ("Children with special educational needs", "what is tried with each", f"/children/schools/{urn}/needs/"),
        ("Worth a look first", "each with its reasons", f"/children/flags/schools/{urn}/"),
        ("What its children gained", "by subject and year", f"/children/progress/schools/{urn}/"),
    ]  # fmt: skip


def _absence(rows: Sequence[Row]) -> str:
    last = max(rows, key=lambda r: r["period"], default=None)
    return (
        f"{part_words(last['persistent'], last['pupils'])} miss one session in ten or more"
        if last
        else "no register mark is in the files"
    )


def _years(people: ScopedReader, school: Row) -> list[dict[str, Any]]:
    """Return the year groups that the reader holds, with their classes; a small one is said in children alone."""
    urn, name = school["urn"], school["school_name"] or f"School {school['urn']}"
    found: dict[str, list[Row]] = {}
    for row in people.classes(urn):
        found.setdefault(row["year_group"] or "", []).append(row)
    return [
        {
            "name": year_name(year), "pupils": sum(r["pupils"] for r in rows), "path": Group(urn, name, year_group=year).path if year else "",
            "small": sum(r["pupils"] for r in rows) < SMALL,
            "classes": [(r["registration_group"], r["pupils"], Group(urn, name, class_name=r["registration_group"]).path) for r in rows if r["registration_group"]],
        }
        for year, rows in sorted(found.items(), key=lambda i: year_order(i[0]))
    ]  # fmt: skip


def roll_of(years: Sequence[dict[str, Any]]) -> Sum:
    """Return the roll as the sum of its years."""
    return Sum.of("on roll", [Count(y["pupils"], capital(y["name"]), y["path"]) for y in years])
