"""One file: what it was recognised as, what was kept and refused of it, and what can be done with it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from collegiate.intake import sources
from collegiate.intake.mending import MendingError, lines_at, mend, sheet_of
from collegiate.web.asked import Pages, number_in
from collegiate.web.components.parts import Count, Counts
from collegiate.web.downloads import as_long_csv
from collegiate.web.uploads import acts
from collegiate.web.uploads.acts import UploadError
from collegiate.web.uploads.desk import receive_one, urn_of
from collegiate.web.uploads.frame import local, show, shown, told_job
from collegiate.web.uploads.models import Stage, Upload
from collegiate.web.uploads.reach import academies, places, upload_of
from collegiate.web.uploads.read_file import refusal_reasons, refused_rows
from collegiate.web.uploads.reading import digest
from collegiate.web.uploads.receiving import Received, Refused, prepare
from collegiate.web.words import capital, counted, listed

A_PAGE = 50
TO_MEND = 25
_MUCH = 0.9
"""The likeness that makes a kind worth naming beside the one that was recognised."""


def page(request: HttpRequest, key: str, error: str = "") -> HttpResponse:
    """Show a file and everything that is known of it."""
    reach, upload = upload_of(request, key)
    names = academies(request, reach)
    refused = places().refused(upload.key, upload.version)
    pages = Pages.of(request, upload.refusals, A_PAGE)
    if pages.total:
        acts.looked(upload=upload, what="what was refused", by=reach.who)
    return show(request, "file", "desk", {
        "file": shown(upload, names), "upload": upload, "academies": names, "everything": reach.everything, "sum": _sum(upload), "questions": [_short(q) for q in upload.questions],
        "pieces": upload.pieces, "pages": pages, "rows": _asked_here(refused_rows(refused, limit=A_PAGE, offset=pages.offset)), "reasons": _asked_here(refusal_reasons(refused)),
        "why_not": acts.not_publishable(upload, reach), "ready": upload.stage == Stage.READY, "rests": upload.stage in (Stage.READY, Stage.PUBLISHED),
        "versions": [(v.number, v.what, v.by, local(v.at), v.sha256, v.size) for v in upload.versions.all()], "kinds": [(s.id, s.title) for s in _kinds()],
        "sure": _sure(upload), "others": _others(upload), "lead": _lead(upload), "job": _job(upload), "several": len(upload.pieces) > 1,
        "publishing": upload.items.select_related("publishing").order_by("-publishing__at").first(),
    }, error=error)  # fmt: skip


def part(request: HttpRequest, key: str) -> HttpResponse:
    """Show how the reading goes, alone: for a page that follows it."""
    _, upload = upload_of(request, key)
    job = _job(upload)
    response = show(request, "_going", "desk", {"jobs": [job] if job else []})
    response["X-Going"] = str(int(upload.stage in (Stage.READING, Stage.PUBLISHING)))
    return response


def refused_csv(request: HttpRequest, key: str) -> HttpResponseBase:
    """Hand out what was refused, with reasons and remedies; pupil numbers are left out."""
    reach, upload = upload_of(request, key)
    acts.looked(upload=upload, what="what was refused, to take away,", by=reach.who)
    columns = ("piece", "line", "column_name", "value", "reason", "remedy", "whole_row", "row_text")
    rows = refused_rows(places().refused(upload.key, upload.version))
    return as_long_csv(f"refused-{upload.key}.csv", columns, ([r[c] for c in columns] for r in rows))


def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Take answers about a file."""
    reach, upload = upload_of(request, key)
    said = {name: request.POST.get(name, "") for name in acts.ANSWERS}
    try:
        acts.answer(
            reach=reach, upload=upload, urn=urn_of(request), said=said, why=request.POST.get("why", ""), by=reach.who
        )
    except UploadError as error:
        return page(request, key, error=str(error))
    return redirect(f"/data/uploads/{key}/?said=answered")


@csrf_exempt  # so that the file goes to disk before the body is looked into; the part within is protected
def replace(request: HttpRequest, key: str) -> HttpResponse:
    """Take a corrected file in the place of this one."""
    upload_of(request, key)
    try:
        receiver = prepare(request, places())
    except Refused as error:
        return show(request, "too_large", "desk", {}, error=str(error), status=413)
    try:
        return _replace(request, key, receiver)
    finally:
        receiver.throw_away()


@csrf_protect
def _replace(request: HttpRequest, key: str, receiver: Any) -> HttpResponse:
    reach, upload = upload_of(request, key)
    try:
        acts.replace(upload=upload, received=receive_one(request, receiver), what="sent again, mended", by=reach.who)
    except (Refused, UploadError) as error:
        return page(request, key, error=str(error))
    return redirect(f"/data/uploads/{key}/?said=replaced")


def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throw a file away."""
    reach, upload = upload_of(request, key)
    try:
        acts.discard(upload=upload, why=request.POST.get("why", ""), by=reach.who)
    except UploadError as error:
        return page(request, key, error=str(error))
    return redirect("/data/?said=discarded")


def mending(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was refused as fields to be filled in anew, and take what was filled in."""
    reach, upload = upload_of(request, key)
    path = places().version(upload.key, upload.version) / upload.name
    try:
        _must_be_mendable(upload)
        if request.method == "POST":
            _mended(request, upload, path, reach.who)
            return redirect(f"/data/uploads/{key}/?said=mended")
        acts.looked(upload=upload, what="refused rows", by=reach.who)
        return _to_mend(request, upload, path)
    except (MendingError, UploadError) as error:
        if request.method == "POST" and upload.pieces:
            return _again(request, key, upload, path, str(error))
        return page(request, key, error=str(error))


def _must_be_mendable(upload: Upload) -> None:
    if upload.stage not in (Stage.READY, Stage.PUBLISHED) or len(upload.pieces) != 1:
        raise MendingError(
            "It cannot be mended here. Mend it where it came from, and send it again in this one's place."
        )


def _again(request: HttpRequest, key: str, upload: Upload, path: Any, error: str) -> HttpResponse:
    try:
        return _to_mend(request, upload, path, error)
    except MendingError:
        return page(request, key, error=error)


def _to_mend(request: HttpRequest, upload: Upload, path: Any, error: str = "") -> HttpResponse:
    pages = Pages.of(request, upload.refusals, TO_MEND)
    rows = list(refused_rows(places().refused(upload.key, upload.version), limit=TO_MEND, offset=pages.offset))
    sheet = sheet_of(path, [r["column_name"] for r in rows])
    lines = lines_at(path, sheet, {r["line"] for r in rows})
    fields = [_field(r, sheet, lines, request) for r in rows if r["line"] in lines]
    once = list({f["name"]: f for f in reversed(fields)}.values())[::-1]
    return show(request, "mend", "desk", {
        "upload": upload, "pages": pages, "fields": once,
    }, error=error)  # fmt: skip


def _field(row: dict[str, Any], sheet: Any, lines: Any, request: HttpRequest) -> dict[str, Any]:
    line = lines[row["line"]]
    place = sheet.place(row["column_name"]) if row["column_name"] else None
    cell = place is not None and place < len(line.cells)
    name = f"cell-{row['line']}-{place}" if cell else f"row-{row['line']}"
    now = line.cells[place] if cell else line.text
    return {
        **row, "name": name, "cell": cell, "now": request.POST.get(name, now), "kept": now, "beside": _beside(sheet, line, place),
    }  # fmt: skip


def _beside(sheet: Any, line: Any, place: int | None) -> str:
    """A few of the row's other cells, by which a person knows it."""
    pairs = zip(sheet.header, line.cells, strict=False)
    told = [f"{name}: {cell}" for n, (name, cell) in enumerate(pairs) if n != place and cell.strip() and name.strip()]
    return "; ".join(itertools.islice(told, 4))


def _mended(request: HttpRequest, upload: Upload, path: Any, by: str) -> None:
    cells: dict[tuple[int, int], str] = {}
    rows: dict[int, str] = {}
    for name, value in request.POST.items():
        kind, *parts = str(name).split("-")
        numbers = [n for p in parts if (n := number_in(p)) is not None]
        if kind == "cell" and len(parts) == len(numbers) == 2:
            cells[numbers[0], numbers[1]] = str(value)
        elif kind == "row" and len(parts) == len(numbers) == 1:
            rows[numbers[0]] = str(value)
    incoming = places().incoming
    incoming.mkdir(parents=True, exist_ok=True)
    target = incoming / f"{upload.key}-mended"
    target.unlink(missing_ok=True)
    changed = mend(path, sheet_of(path), target, cells, rows)
    received = Received(upload.name, target, digest(target), target.stat().st_size)
    if not changed:
        target.unlink()
        raise UploadError("Nothing was changed yet: write what is right into a field, then save.")
    acts.replace(upload=upload, received=received, what=f"{changed} row(s) mended here", by=by)


def _sum(upload: Upload) -> Counts:
    kept, refused = Count(upload.rows_kept, "kept"), Count(upload.rows_refused, "refused", mind=True)
    return Counts(Count(upload.rows_in, "rows in"), [kept, refused])


def _sure(upload: Upload) -> str:
    """How sure it is what the file was recognised as."""
    if upload.said.get("source"):
        return f"Somebody said so: {upload.said.get('why', '')}"
    taken = {p["source"] for p in upload.pieces if p["source"]}
    how = [f"{capital(p['how'])}." for p in upload.pieces if p["source"]][:1]
    mine = [f"{capital(n['words'])}." for n in upload.near if n["source"] in taken][:1]
    fits = {n["source"] for n in upload.near if n["fits"]} - taken
    alone = [
        "No other kind fits."
        if not fits
        else f"{capital(counted(len(fits), 'other kind fits', 'other kinds fit'))}, with less in common."
    ]
    return " ".join([*how, *mine, *(alone if mine else [])])


def _others(upload: Upload) -> list[Any]:
    """Which other kinds the file may be of: those that fit or have much in common, or the likeliest where none is known."""
    taken = {p["source"] for p in upload.pieces}
    others = [n for n in upload.near if n["source"] not in taken]
    known = any(taken - {""})
    return [n for n in others if n["fits"] or n["likeness"] >= _MUCH or not known][:3]


def _lead(upload: Upload) -> str:
    """Say first where the file stands, then what that asks of a person."""
    said = {
        Stage.READING: "It is being read. This page follows.",
        Stage.PUBLISHING: "It is being published. This page follows.",
        Stage.DISCARDED: "It was discarded.",
    }.get(Stage(upload.stage))
    if said is not None:
        return said
    return _lead_of_kept(upload) if upload.rows_kept and not upload.questions else _lead_of_none(upload)


def _lead_of_none(upload: Upload) -> str:
    if upload.questions:
        return "It waits for an answer. Nothing of what asks can be taken until then."
    unknown = "Its headers are not known. Say which is which, and it is read."
    return unknown if upload.unknown else "Nothing of it can be taken."


def _lead_of_kept(upload: Upload) -> str:
    if upload.refusals:
        lost = [(upload.rows_refused, "row"), (upload.cells_refused, "cell")]
        said = listed([counted(n, what) for n, what in lost if n])
        return (
            f"{capital(said)} could not be taken. The rest can be published; what is mended later comes in its place."
        )
    return (
        "It is published, every row of it."
        if upload.stage == Stage.PUBLISHED
        else "Every row and cell of it can be taken."
    )


def _asked_here(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**r, "remedy": _short(r["remedy"])} for r in rows]


def _short(question: str) -> str:
    """A question as it is asked on a page, where the answer is a field and no file."""
    return question.split(" Write into ", maxsplit=1)[0]


def _kinds() -> list[Any]:
    return sorted(sources(), key=lambda s: (not s.people, s.title))


def _job(upload: Upload) -> dict[str, Any] | None:
    job = upload.jobs.first()
    if upload.stage == Stage.PUBLISHING:
        item = upload.items.order_by("-publishing__at").first()
        job = item.publishing.jobs.first() if item else job
    return told_job(job) if job else None
