"""The mapping editor: which of a file's headers is which field, with the first rows as they will be read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from collegiate.intake import Reading, Source, read, sources
from collegiate.intake.candidates import first_rows
from collegiate.intake.headers import plain
from collegiate.intake.mapping import load_mapping
from collegiate.intake.mapping_text import fields_of, mapping_text
from collegiate.intake.refusals import masked
from collegiate.intake.sources import SourceError
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.asked import number_in
from collegiate.web.uploads import acts
from collegiate.web.uploads.acts import UploadError
from collegiate.web.uploads.folders import write_manifest, write_mappings
from collegiate.web.uploads.frame import local, show
from collegiate.web.uploads.models import Mapping as SavedMapping
from collegiate.web.uploads.models import Upload, new_key
from collegiate.web.uploads.reach import places, reach_of, upload_of
from collegiate.web.words import counted

ROWS = 6
_ANY_SCHOOL = 100000
_HEAD = 256 << 10
_LARGEST_BOOK = 20 << 20
_HIDDEN = {"file_id", "line", "upn", "former_upn", "uln", "person", "staff"}
"""Columns that a preview leaves out: places, and names by which systems know people."""


def editor(request: HttpRequest, key: str) -> HttpResponse:
    """Show a file's headers beside a source's fields; show the first rows as they would be read, or keep the mapping."""
    reach, upload = upload_of(request, key)
    path = places().version(upload.key, upload.version) / upload.name
    rows = first_rows(path)
    if not rows:
        raise Http404("The file is no table whose headers could be mapped.")
    acts.looked(upload=upload, what="the first rows", by=reach.who)
    source = _chosen(request, upload)
    given = request.POST if request.method == "POST" else {}
    line = _line(given.get("header", ""), rows)
    header = [h.strip() for h in rows[line]]
    context: dict[str, Any] = {
        "upload": upload, "kinds": _kinds(), "source": source, "line": line, "rows": [[masked(c) for c in r] for r in rows[:ROWS]], "title": given.get("title", f"Like {upload.name}"),
    }  # fmt: skip
    if source is None:
        return show(request, "map", "mappings", context)
    columns = _columns(given, header, source)
    constants = _constants(given, source, columns)
    context |= _form(source, header, rows[line + 1 : line + 1 + ROWS], columns, constants)
    if request.method != "POST":
        return show(request, "map", "mappings", context)
    try:
        text = _text(context["title"], source, header, columns, constants)
        if given.get("do") == "keep":
            acts.keep_mapping(
                reach=reach, upload=upload, title=context["title"][:120], source=source.id, text=text, by=reach.who
            )
            return redirect(f"/data/uploads/{key}/?said=mapped")
        context["preview"] = preview(path, upload, text)
    except (UploadError, SourceError) as error:
        return show(request, "map", "mappings", context, error=str(error))
    return show(request, "map", "mappings", context)


def listing(request: HttpRequest, error: str = "") -> HttpResponse:
    """Show the mappings that are kept."""
    reach = reach_of(request)
    kept = [m for m in SavedMapping.objects.filter(ended__isnull=True) if m.urn is None or reach.holds(m.urn)]
    told = [(m, local(m.at), reach.holds(m.urn)) for m in kept]
    return show(request, "mappings", "mappings", {"mappings": told, "titles": dict(_kinds())}, error=error)


def end(request: HttpRequest, key: str) -> HttpResponse:
    """Use a mapping no more."""
    reach = reach_of(request)
    mapping = SavedMapping.objects.filter(key=key, ended__isnull=True).first()
    if mapping is None or not (mapping.urn is None or reach.holds(mapping.urn)):
        raise Http404("There is no such mapping.")
    try:
        acts.end_mapping(reach=reach, mapping=mapping, by=reach.who)
    except UploadError as error:
        return listing(request, error=str(error))
    return redirect("/data/mappings/?said=ended")


def preview(path: Path, upload: Upload, text: str) -> dict[str, Any]:
    """Read the beginning of a file by a mapping; return what would be said of it and its first rows, names of systems left out.

    Where the file will ask something, its rows are shown as if today and this academy were the answer.
    """
    said = {k: v for k, v in upload.said.items() if k != "source"}
    readings = _read_beginning(path, upload, text, upload.urn, said)
    question = next((r.receipt["question"] for r in readings if r.receipt["question"]), "")
    if question:
        today = timezone.localdate()
        assumed = {"year": str(AcademicYear.of(today)), "as_of": today.isoformat(), "system": "any"}
        readings = _read_beginning(path, upload, text, upload.urn or _ANY_SCHOOL, {**assumed, **said})
    receipt = readings[0].receipt
    tables = [(name, *_table(t)) for r in readings for name, t in r.facts.items() if t.num_rows]
    refused = [row for r in readings for row in r.refused.slice(0, ROWS).to_pylist()]
    return {
        "receipt": receipt, "rows": counted(receipt["rows_in"], "row"), "question": question.split(" Write into ")[0], "tables": tables,
        "refused": [{**r, "remedy": r["remedy"].split(" Write into ")[0]} for r in refused[:ROWS]],
    }  # fmt: skip


def _read_beginning(path: Path, upload: Upload, text: str, urn: int | None, said: Mapping[str, str]) -> list[Reading]:
    with tempfile.TemporaryDirectory(dir=_scratch()) as place:
        folder = Path(place)
        _beginning(path, folder / upload.name)
        write_manifest(folder, upload.name, urn, said)
        write_mappings(folder, {"preview": text})
        return list(read([folder]))


def _scratch() -> Path:
    places().incoming.mkdir(parents=True, exist_ok=True)
    return places().incoming


def _beginning(path: Path, target: Path) -> None:
    """Copy the first whole lines of a text; a workbook is copied whole, unless it is too large to be looked at twice."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((b"PK", b"\xd0\xcf")):
        if path.stat().st_size > _LARGEST_BOOK:
            raise UploadError(
                "The workbook is too large for its rows to be shown. Keep the mapping, and see what the reading says."
            )
        shutil.copyfile(path, target)
        return
    whole = head if len(head) < _HEAD else head[: head.rfind(b"\n") + 1] or head
    target.write_bytes(whole)


def _table(table: Any) -> tuple[list[str], list[list[str]]]:
    rows = table.slice(0, ROWS).to_pylist()
    columns = [c for c in table.column_names if c not in _HIDDEN and any(r[c] not in (None, "") for r in rows)]
    return columns, [["" if r[c] is None else masked(str(r[c])) for c in columns] for r in rows]


def _chosen(request: HttpRequest, upload: Upload) -> Source | None:
    wanted = request.POST.get("source") or request.GET.get("source") or ""
    return next((s for s in sources() if s.id == wanted), None)


def _kinds() -> list[tuple[str, str]]:
    return [
        (s.id, s.title)
        for s in sorted(sources(), key=lambda s: (not s.people, s.title))
        if s.recognise.headers or s.recognise.any
    ]


def _line(said: str, rows: Sequence[Sequence[str]]) -> int:
    line = number_in(said) or 0
    return line if line < len(rows) else 0


def _columns(given: Mapping[str, str], header: Sequence[str], source: Source) -> dict[int, str]:
    """Return which field each column is: as chosen, or at first by its own name."""
    fields = {plain(f): f for f in fields_of(source)}
    found: dict[int, str] = {}
    for n, name in enumerate(header):
        said = given.get(f"column-{n}")
        wanted = said if said is not None else fields.get(plain(name), "")
        if name and wanted in fields.values() and wanted not in found.values():
            found[n] = wanted
    return found


def _constants(given: Mapping[str, str], source: Source, columns: Mapping[int, str]) -> dict[str, str]:
    lacking = [h for h in source.recognise.headers if h not in columns.values()]
    return {field: given.get(f"constant-{n}", "").strip()[:120] for n, field in enumerate(lacking)}


def _form(
    source: Source,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    columns: Mapping[int, str],
    constants: Mapping[str, str],
) -> dict[str, Any]:
    examples = [
        masked("; ".join(dict.fromkeys(r[n] for r in rows if n < len(r) and r[n].strip()))) for n in range(len(header))
    ]
    told = [(n, name, examples[n][:80], columns.get(n, "")) for n, name in enumerate(header) if name]
    return {
        "fields": fields_of(source), "columns": told, "constants": [(n, f, v) for n, (f, v) in enumerate(constants.items())],
    }  # fmt: skip


def _text(
    title: str, source: Source, header: Sequence[str], columns: Mapping[int, str], constants: Mapping[str, str]
) -> str:
    """Write the mapping, and make sure that it can be used. Raises `UploadError` and `SourceError`."""
    if not columns:
        raise UploadError("Say of at least one column which field it is.")
    if not title.strip():
        raise UploadError("Give the mapping a title, by which you will know it.")
    pairs = {header[n]: field for n, field in columns.items()}
    given = {field: value for field, value in constants.items() if value}
    text = mapping_text(
        id=f"mapping_{new_key().casefold()}",
        title=title.strip()[:120],
        source=source,
        columns=pairs,
        constants=given,
        known_by=list(pairs),
    )
    with tempfile.TemporaryDirectory(dir=_scratch()) as place:
        file = Path(place) / "new.mapping.toml"
        file.write_text(text, encoding="utf-8")
        load_mapping(file, sources())
    return text
