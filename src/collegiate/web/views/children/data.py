"""The quality of children's data: what the rules found, what was not sent, what was refused; who can mend it and by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from collegiate.pupils.quality import Rule, rules
from collegiate.store import ScopedReader
from collegiate.vocabulary.pupil_numbers import without_pupil_numbers
from collegiate.web.asked import Pages
from collegiate.web.downloads import as_csv
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import asked_number, asked_text, school_of, show
from collegiate.web.words import capital, counted, day

A_PAGE = 200
STATES = {"never": "never sent", "late": "late", "too_little": "too little", "sent": "sent"}
"""States of a sending, the worst first."""


def trust(request: HttpRequest) -> HttpResponse:
    """Show how many findings there are by rule and school, the first to be mended first, and which schools are behind in sending."""
    people = children_of(request)
    counts = _counts(people)
    sendings = people.sendings()
    names = school_names(reader_of(request), {c["urn"] for c in counts} | {s["urn"] for s in sendings})
    behind = sum(s["state"] != "sent" for s in sendings)
    lost = [r for r in _files(request) if r["rows_refused"] or r["cells_refused"]]
    refused = sum(r["rows_refused"] + r["cells_refused"] for r in lost if people.holds_file(r["file_id"]))
    return show(request, "data", "data", {
        "total": sum(c["findings"] for c in counts), "rules": _by_rule(counts, names), "schools": _by_school(counts, names), "dates": _by_date(counts),
        "behind": behind, "refused": refused, "lead": _lead(counts, behind),
    })  # fmt: skip


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show what was found in one school's data: each rule with what it means, when it matters, how to mend it, and by when."""
    people = children_of(request)
    name = school_of(request, people, urn)
    counts = _counts(people, urn)
    return show(request, "data_academy", "data", {
        "urn": urn, "name": name, "total": sum(c["findings"] for c in counts), "rules": [(c, _rule(c["rule"])) for c in counts],
        "sendings": _sendings([s for s in people.sendings() if s["urn"] == urn], {urn: name}),
    })  # fmt: skip


def listing(request: HttpRequest, urn: int, rule: str) -> HttpResponse:
    """Show what a rule found at a school, with the children."""
    people = children_of(request)
    name = school_of(request, people, urn)
    total = sum(c["findings"] for c in _counts(people, urn) if c["rule"] == rule)
    if not total:
        raise Http404("The rule found nothing at this school, or there is no such rule.")
    pages = Pages.of(request, total, A_PAGE)
    rows = people.findings(urn=urn, rule=rule, limit=pages.size, offset=pages.offset)
    files = {r["file_id"]: r["file"] for r in reader_of(request).receipts([r["file_id"] for r in rows if r["file_id"]])}
    return show(request, "data_list", "data", {
        "urn": urn, "name": name, "rule": rule, "title": _title(rule), "about": rows[0], "pages": pages, "rows": [(r, files.get(r["file_id"], "")) for r in rows],
        "lead": f"{capital(counted(total, 'finding'))} at {name}, to be mended by {day(rows[0]['fix_by'])}.",
    })  # fmt: skip


def counts_download(request: HttpRequest) -> HttpResponse:
    """Hand out the numbers of findings by school and rule."""
    counts = _counts(children_of(request))
    names = school_names(reader_of(request), {c["urn"] for c in counts})
    columns = ("urn", "school", "rule", "title", "census_number", "owner", "fix_by", "findings")
    cells = (
        (c["urn"], names[c["urn"]], c["rule"], _title(c["rule"]), c["error_number"], c["owner"], c["fix_by"], c["findings"])
        for c in counts
    )  # fmt: skip
    return as_csv("data-quality.csv", columns, cells)


def findings_download(request: HttpRequest) -> HttpResponse:
    """Hand out findings with their children, of a school and a rule or of all; every child is a look."""
    people = children_of(request)
    urn, rule = asked_number(request, "school"), asked_text(request, "rule") or None
    rows = people.findings(urn=urn, rule=rule)
    names = school_names(reader_of(request), {r["urn"] for r in rows})
    columns = (
        "urn",
        "school",
        "rule",
        "census_number",
        "key",
        "surname",
        "forename",
        "class",
        "found",
        "matters",
        "remedy",
        "owner",
        "fix_by",
        "file",
        "line",
    )
    cells = (
        (r["urn"], names[r["urn"]], r["rule"], r["error_number"], r["pupil_key"], r["surname"], r["forename"], r["registration_group"], r["found"], r["matters"],
         r["remedy"], r["owner"], r["fix_by"], r["file_id"], r["line"])
        for r in rows
    )  # fmt: skip
    return as_csv("findings.csv", columns, cells)


def sendings(request: HttpRequest) -> HttpResponse:
    """Show which school has not sent what, is late with it, or sends too little of it."""
    rows = children_of(request).sendings()
    names = school_names(reader_of(request), {r["urn"] for r in rows})
    states = Counter(r["state"] for r in rows)
    return show(request, "data_sendings", "data", {
        "states": [(s, words, states[s]) for s, words in STATES.items()], "total": len(rows), "behind": [s for s in _sendings(rows, names) if s["state"] != "sent"],
        "rows": _sendings(rows, names), "lead": _sending_lead(rows),
    })  # fmt: skip


def sendings_download(request: HttpRequest) -> HttpResponse:
    """Hand out what every school sent."""
    rows = children_of(request).sendings()
    names = school_names(reader_of(request), {r["urn"] for r in rows})
    columns = ("urn", "school", "kind", "state", "rows", "last_day", "found")
    cells = ((r["urn"], names[r["urn"]], r["kind"], r["state"], r["rows"], r["last_day"], r["found"]) for r in rows)
    return as_csv("sendings.csv", columns, cells)


def files(request: HttpRequest) -> HttpResponse:
    """Show the files about children of which something was refused."""
    people = children_of(request)
    every = [r for r in _files(request) if people.holds_file(r["file_id"])]
    found = [r for r in every if r["rows_refused"] or r["cells_refused"]]
    return show(request, "data_files", "data", {
        "files": found, "every": len(every), "rows_in": sum(r["rows_in"] for r in every), "kept": sum(r["rows_kept"] for r in every), "refused": sum(r["rows_refused"] for r in every),
    })  # fmt: skip


def refused(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show what was refused of a file about children, why, and what to do."""
    people = children_of(request)
    receipt = _required(request, file_id)
    rows = [_without_numbers(r) for r in people.refused(file_id)]
    pages = Pages.of(request, len(rows), A_PAGE)
    return show(request, "data_refused", "data", {
        "receipt": receipt, "pages": pages, "rows": rows[pages.offset : pages.offset + pages.size],
        "reasons": Counter((r["reason"], r["remedy"]) for r in rows).most_common(6),
    })  # fmt: skip


def refused_download(request: HttpRequest, file_id: int) -> HttpResponse:
    """Hand out what was refused of a file about children, pupil numbers left out."""
    people = children_of(request)
    _required(request, file_id)
    columns = ("line", "column_name", "value", "reason", "remedy", "whole_row", "row_text")
    return as_csv(
        f"refused-{file_id}.csv", columns, ([_without_numbers(r)[c] for c in columns] for r in people.refused(file_id))
    )


def _files(request: HttpRequest) -> list[Row]:
    return [r for r in reader_of(request).receipts() if r.get("people")]


def _required(request: HttpRequest, file_id: int) -> Row:
    receipt = next((r for r in reader_of(request).receipts([file_id]) if r.get("people")), None)
    if receipt is None:
        raise Http404(f"No file about children has the number {file_id} in this picture.")
    return receipt


def _without_numbers(row: Row) -> Row:
    """Return a refused row without pupil numbers: what is left is enough to find it in the file."""
    return {k: without_pupil_numbers(v, "[UPN]") if isinstance(v, str) else v for k, v in row.items()}


def _rule(rule: str) -> Rule | None:
    return next((r for r in rules() if r.id == rule), None)


def _title(rule: str) -> str:
    found = _rule(rule)
    return found.title if found else capital(rule.replace("_", " "))


def _counts(people: ScopedReader, urn: int | None = None) -> list[Row]:
    """Return the findings as numbers by school and rule, the first to be mended first."""
    found = []
    for (school, rule, fix_by), n in people.finding_counts(urn=urn).items():
        about = _rule(rule)
        found.append({
            "urn": school, "rule": rule, "fix_by": fix_by, "findings": n, "title": _title(rule), "owner": about.owner if about else "", "error_number": about.error_number if about else None,
        })  # fmt: skip
    return sorted(found, key=lambda c: (c["fix_by"], -c["findings"], c["title"], c["urn"]))


def _by_rule(counts: Sequence[Row], names: Mapping[int, str]) -> list[tuple[Row, int, list[tuple[int, str, int]]]]:
    """Return each rule with its sum and its schools, those with the most findings first."""
    found = []
    for rule in dict.fromkeys((c["fix_by"], c["rule"]) for c in counts):
        own = [c for c in counts if (c["fix_by"], c["rule"]) == rule]
        schools = sorted(((c["urn"], names[c["urn"]], c["findings"]) for c in own), key=lambda s: (-s[2], s[1]))
        found.append((own[0], sum(c["findings"] for c in own), schools))
    return sorted(found, key=lambda f: (f[0]["fix_by"], -f[1], f[0]["title"]))


def _by_school(counts: Sequence[Row], names: Mapping[int, str]) -> list[tuple[int, str, int, Any, int]]:
    """Return each school with its findings, the first date and how many of them are due by then."""
    found = []
    for urn in sorted({c["urn"] for c in counts}, key=lambda u: names[u]):
        own = [c for c in counts if c["urn"] == urn]
        first = min(c["fix_by"] for c in own)
        found.append(
            (
                urn,
                names[urn],
                sum(c["findings"] for c in own),
                first,
                sum(c["findings"] for c in own if c["fix_by"] == first),
            )
        )
    return found


def _by_date(counts: Sequence[Row]) -> list[tuple[Any, int]]:
    dates: Counter[Any] = Counter()
    for count in counts:
        dates[count["fix_by"]] += count["findings"]
    return sorted(dates.items())


def _sendings(rows: Sequence[Row], names: Mapping[int, str]) -> list[Row]:
    worst = list(STATES)
    told = [{**r, "name": names[r["urn"]], "words": STATES.get(r["state"], r["state"])} for r in rows]
    return sorted(told, key=lambda r: (r["name"], worst.index(r["state"]) if r["state"] in worst else 0, r["kind"]))


def _lead(counts: Sequence[Row], behind: int) -> str:
    if not counts:
        said = "The rules found nothing to mend in children's data."
    else:
        first = counts[0]["fix_by"]
        due = sum(c["findings"] for c in counts if c["fix_by"] == first)
        total = sum(c["findings"] for c in counts)
        said = f"{capital(counted(total, 'finding'))} in children's data; {due:,} of them to be mended by {day(first)}."
    late = (
        "No school is behind in sending."
        if not behind
        else f"{capital(counted(behind, 'sending is', 'sendings are'))} late, too little, or never came."
    )
    return f"{said} {late}"


def _sending_lead(rows: Sequence[Row]) -> str:
    if not rows:
        return "No school has sent anything about children yet."
    schools, behind = len({r["urn"] for r in rows}), [r for r in rows if r["state"] != "sent"]
    if not behind:
        return f"{capital(counted(schools, 'school has', 'schools have'))} sent everything that {'it sends' if schools == 1 else 'they send'}, and in time."
    return f"{capital(counted(len({r['urn'] for r in behind}), 'school'))} of {schools} {'is' if len({r['urn'] for r in behind}) == 1 else 'are'} behind with something."
