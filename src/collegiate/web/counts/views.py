"""The pages of counts: where to begin, a trust, an academy, one subject of either, and the same to take away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.disclosure import Disclosed, Published
from collegiate.web.counts.published import tables
from collegiate.web.counts.sheets import Beside, Sheet, Who
from collegiate.web.counts.subjects import SUBJECTS, TABLES, TITLES, nobody_missed
from collegiate.web.downloads import as_csv
from collegiate.web.reading import reader_of, school_names

COLUMNS = ("level", "trust_uid", "urn", "name", "period", "grouping", "group", "measure", "value", "partial")


def start(request: HttpRequest) -> HttpResponse:
    """Show the trusts and academies whose counts somebody may see, with this week's sentence of each trust."""
    found = tables(request)
    names = school_names(reader_of(request), found.trusts)
    trusts = [_trust(request, uid, found) for uid in sorted(found.whole_trusts)]
    leads = [(who, nobody_missed(found, who, Beside()).lead) for who in trusts]
    academies = sorted(((urn, name, nobody_missed(found, Who(name, urn, None, names), Beside())) for urn, name in names.items()), key=lambda a: a[1])  # fmt: skip
    return render(request, "counts/start.html", {"section": "counts", "trusts": leads, "academies": academies})


def trust(request: HttpRequest, uid: int) -> HttpResponse:
    """Show every subject of a trust in a sentence each."""
    found = tables(request)
    return _overview(request, found, _whole(request, uid, found))


def trust_subject(request: HttpRequest, uid: int, subject: str) -> HttpResponse:
    """Show one subject of a trust."""
    found = tables(request)
    return _subject(request, found, _whole(request, uid, found), subject)


def trust_download(request: HttpRequest, uid: int, subject: str) -> HttpResponse:
    """Hand out one subject of a trust and its academies as a table."""
    found = tables(request)
    who = _whole(request, uid, found)
    rows = [c for c in _cells(found, subject) if c.trust == uid]
    return _download(f"counts-{subject}-trust-{uid}.csv", rows, who)


def school(request: HttpRequest, urn: int) -> HttpResponse:
    """Show every subject of an academy in a sentence each."""
    found = tables(request)
    return _overview(request, found, _academy(request, urn, found))


def school_subject(request: HttpRequest, urn: int, subject: str) -> HttpResponse:
    """Show one subject of an academy."""
    found = tables(request)
    return _subject(request, found, _academy(request, urn, found), subject)


def school_download(request: HttpRequest, urn: int, subject: str) -> HttpResponse:
    """Hand out one subject of an academy as a table."""
    found = tables(request)
    who = _academy(request, urn, found)
    return _download(f"counts-{subject}-{urn}.csv", [c for c in _cells(found, subject) if c.urn == urn], who)


def _overview(request: HttpRequest, found: Disclosed, who: Who) -> HttpResponse:
    beside = _beside(request, who)
    sheets = [make(found, who, beside) for make in SUBJECTS.values()]
    names = sorted(((u, who.names[u]) for u in found.academies(who.trust or 0) if who.urn is None), key=lambda a: a[1])
    told = {"section": "counts", "who": who, "sheets": sheets, "academies": names, "here": _address(who)}
    return render(request, "counts/overview.html", told)


def _subject(request: HttpRequest, found: Disclosed, who: Who, subject: str) -> HttpResponse:
    if subject not in SUBJECTS:
        raise Http404(f"There is no subject {subject} among the counts.")
    sheet: Sheet = SUBJECTS[subject](found, who, _beside(request, who))
    told = {
        "section": "counts",
        "who": who,
        "sheet": sheet,
        "here": _address(who),
        "subjects": TITLES.items(),
        "within": subject,
    }
    return render(request, "counts/subject.html", told)


def _address(who: Who) -> str:
    return f"/counts/schools/{who.urn}/" if who.urn is not None else f"/counts/trusts/{who.trust}/"


def _whole(request: HttpRequest, uid: int, found: Disclosed) -> Who:
    if uid not in found.whole_trusts:
        raise Http404(f"You see no counts of a trust with the UID {uid}.")
    return _trust(request, uid, found)


def _trust(request: HttpRequest, uid: int, found: Disclosed) -> Who:
    reader = reader_of(request)
    row = reader.trust(uid)
    return Who(row["trust_name"] if row else f"Trust {uid}", None, uid, school_names(reader, found.academies(uid)))


def _academy(request: HttpRequest, urn: int, found: Disclosed) -> Who:
    if urn not in found.trusts:
        raise Http404(f"You see no counts of a school with the URN {urn}.")
    names = school_names(reader_of(request), [urn])
    return Who(names[urn], urn, found.trusts[urn], names)


def _beside(request: HttpRequest, who: Who) -> Beside:
    """Return published attendance: what is left when the published absence is taken from the whole."""
    reader = reader_of(request)
    if who.urn is not None:
        rows = reader.figures(urns=[who.urn], measure="absence", shown=True)
    else:
        rows = reader.figures(trust=who.trust, measure="absence", shown=True)
    similar, england = (
        {r["period"]: 100 - r[c] for r in rows if r.get(c) is not None} for c in ("similar_median", "england")
    )
    return Beside(similar, england)


def _cells(found: Disclosed, subject: str) -> list[Published]:
    if subject not in TABLES:
        raise Http404(f"There is no subject {subject} among the counts.")
    return [c for c in found.cells if c.table == TABLES[subject]]


def _download(name: str, cells: list[Published], who: Who) -> HttpResponse:
    rows = [
        (
            "school" if c.urn is not None else "trust", c.trust, c.urn, who.names.get(c.urn or 0, who.name), c.period, c.grouping, c.group, c.part,
            c.cell.symbol.value if c.cell.symbol is not None else c.cell.value, "yes" if c.cell.partial else "",
        )
        for c in cells
    ]  # fmt: skip
    return as_csv(name, COLUMNS, rows)
