"""The answer to a person who asks what is held on them: first as plain data, then as JSON or as a paper; the same in both.

Other people's details are left out of the data itself, so that neither form can show what the other leaves out.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from collegiate.packs.paper import Block, Facts, Grid, Paper, Section, Words, shares
from collegiate.store.held import Held
from collegiate.tables import Pupil, Table
from collegiate.vocabulary.subjects import SUBJECTS

Answer: TypeAlias = dict[str, Any]
Row = dict[str, Any]

FORM = "collegiate-answer-to-a-person/1"
BLACKED_OUT = "[left out: somebody else's]"

TITLES = {
    "pupil_record": "How each file describes you", "pupil_enrolment": "Schools and rolls", "pupil_need": "Needs and circumstances",
    "pupil_class_membership": "Classes", "pupil_result": "Results", "pupil_effort": "Effort grades", "pupil_conduct": "Conduct",
    "pupil_achievement": "Achievements", "pupil_support": "Support that was tried", "pupil_adult_note": "Notes by adults",
    "pupil_childs_word": "Your own words", "pupil_known_by": "Adults who know you well", "pupil_contact": "Parents and carers",
    "mark": "Register marks", "pupil_attendance": "Attendance by year", "flag": "Flags that you may need a look", "known_now": "Who knows you now",
    "ledger_entry": "Whether somebody looked, by week", "move": "Moves to the next stage", "pupil_finding": "Findings about the data",
    "identity_question": "Questions whether two records are one child", "person_link": "What senders call you", "unknown_block": "Parts of transfer files kept as they stood",
    "staff_member": "Your work", "class_teacher": "Classes that you teach or lead",
}  # fmt: skip
"""What each table is called in an answer; one that is not here is called by its name."""

_LEFT_OUT = {
    "identity_question": {"other", "other_person", "other_urn", "pupil", "person", "reasons"},
    "pupil": {"search_text", "pupil"},
}
"""Columns that tell of somebody else, or only repeat others: they are in no answer."""

_CONTACT = ("title", "surname", "forename", "phone", "email")
_FREE = ("words", "title", "content", "found", "destination", "leaving_reason", "row_text", "value", "programme", "why")
"""Columns in which people write freely, so that somebody else may be named there."""

_MOST_COLUMNS = 9
_AS_CARDS = frozenset(["pupil_contact"])
"""Tables with few rows of long cells: each row is written under one another."""
_SOURCE = ("file_id", "line")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a person decided to leave out before the answer is given: words, and whether parents' and carers' details."""

    words: tuple[str, ...] = ()
    contacts: bool = True


def answer_of_child(
    held: Held,
    *,
    about: Mapping[str, str],
    looks: Sequence[Row],
    decisions: Sequence[Row],
    schools: Mapping[str, str],
    left_out: LeftOut,
) -> Answer:
    """Put together everything held on a child. `about` says when, for which reference and from which picture it was made."""
    person = {k: v for k, v in held.person.items() if k not in _LEFT_OUT["pupil"]}
    tables = [_table(table, rows, held.staff or {}, left_out) for table, rows in held.tables]
    answer = {
        "about": {"form": FORM, **about}, "kind": "child",
        "person": {"columns": _meanings(Pupil, person), "row": person},
        "schools": dict(schools), "tables": tables, "refused_rows": [dict(r) for r in held.refused], "model_cards": [json.loads(c) for c in held.cards],
        "looks": list(looks), "decisions": list(decisions),
        "files": [{"file": p.file, "sha256": p.sha256, "taken_for": p.title, "lines": list(p.lines)} for p in held.places],
    }  # fmt: skip
    return _blacked(answer, left_out.words)


def answer_of_staff(
    held: Held,
    *,
    about: Mapping[str, str],
    account: Mapping[str, Any],
    appointments: Sequence[Row],
    looks: Sequence[Row],
    left_out: LeftOut,
) -> Answer:
    """Put together everything held on a member of staff or a user: account, appointments, what they looked at, their rows in files."""
    answer = {
        "about": {"form": FORM, **about}, "kind": "staff", "person": {"columns": {}, "row": dict(account)},
        "appointments": list(appointments), "tables": [_table(table, rows, {}, left_out) for table, rows in held.tables], "refused_rows": [],
        "model_cards": [], "looks": list(looks), "decisions": [],
        "files": [{"file": p.file, "sha256": p.sha256, "taken_for": p.title, "lines": list(p.lines)} for p in held.places],
    }  # fmt: skip
    return _blacked(answer, left_out.words)


def free_texts(held: Held) -> list[str]:
    """Return what people wrote freely about somebody, in which others may be named."""
    rows = [*(r for _, rows in held.tables for r in rows), *held.refused]
    return [str(r[c]) for r in rows for c in _FREE if r.get(c)]


def as_json(answer: Answer) -> bytes:
    """Write an answer for machines: UTF-8, dates as ISO 8601, every column with its meaning."""
    return json.dumps(answer, ensure_ascii=False, indent=1, default=_iso).encode()


def as_paper(answer: Answer, *, called: str, intro: Sequence[str] = ()) -> Paper:
    """Write an answer for people."""
    about = answer["about"]
    sections = [
        Section("What this is", (*map(Words, intro), Facts(tuple((_words(k), str(v)) for k, v in about.items() if k != "form")))),
        Section("How much there is", (_counts(answer),)),
        *([Section("The schools that the numbers stand for", (Facts(tuple(sorted(answer["schools"].items()))),))] if answer.get("schools") else []),
        Section("Who you are", (_facts(answer["person"]["row"]),)),
    ]  # fmt: skip
    if answer.get("appointments"):
        sections.append(Section("What you are appointed to", (_grid(answer["appointments"], "Appointments"),)))
    for table in answer["tables"]:
        sections.append(Section(table["title"], _blocks(table)))
        if table["name"] == "flag":
            sections += [_card(card) for card in answer["model_cards"]]
    sections += [s for s in (_refused(answer), _looks(answer), _decisions(answer), _files(answer)) if s is not None]
    sections.append(Section("What the words mean", (_glossary(answer),)))
    lead = f"Made on {about.get('made on', '')} from the picture {about.get('picture', '')}."
    return Paper(
        f"What is held on {called}", lead, tuple(sections), foot=f"{called}; reference {about.get('reference', '')}"
    )


def _table(table: type[Table], rows: Iterable[Row], staff: Mapping[str, str], left_out: LeftOut) -> Answer:
    dropped = _LEFT_OUT.get(table.name, set()) | {"pupil"}
    hidden = set(_CONTACT) if table.name == "pupil_contact" and left_out.contacts else set()
    written = []
    for row in rows:
        kept = {k: v for k, v in row.items() if k not in dropped}
        kept |= {k: BLACKED_OUT for k in hidden if kept.get(k)}
        if kept.get("staff"):
            kept["staff"] = staff.get(kept["staff"], kept["staff"])
        if table.name == "flag":
            kept["reasons"] = json.loads(kept["reasons"])
        written.append(kept)
    shown = list(written[0]) if written else []
    return {
        "name": table.name, "title": TITLES.get(table.name, _words(table.name).capitalize()), "about": (table.__doc__ or "").strip().split("\n")[0],
        "grain": table.grain, "columns": _meanings(table, shown), "rows": written,
    }  # fmt: skip


def _meanings(table: type[Table], shown: Iterable[str]) -> Row:
    columns = table.columns()
    return {n: {"meaning": columns[n].meaning, "unit": columns[n].unit} for n in shown if n in columns}


def _blacked(answer: Answer, words: Sequence[str]) -> Answer:
    """Leave words out of everything that people wrote or sent, however they are capitalised; the answer's own frame stays."""
    wanted = sorted({w.strip() for w in words if w.strip()}, key=len, reverse=True)
    if not wanted:
        return answer
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(w)}(?!\w)" for w in wanted), re.IGNORECASE)
    frame = ("about", "kind", "files", "model_cards", "schools")
    return {k: v if k in frame else _each(v, lambda text: pattern.sub(BLACKED_OUT, text)) for k, v in answer.items()}


_ABOUT_TABLES = frozenset(("name", "title", "about", "grain", "columns"))


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        described = "rows" in value and "grain" in value
        return {k: v if described and k in _ABOUT_TABLES else _each(v, change) for k, v in value.items()}
    return [_each(v, change) for v in value] if isinstance(value, list | tuple) else value


def _counts(answer: Answer) -> Grid:
    rows = [(t["title"], f"{len(t['rows']):,}") for t in answer["tables"]]
    rows += [("Refused rows that name you", f"{len(answer['refused_rows']):,}")] if answer["kind"] == "child" else []
    rows.append(
        (
            "Lines of the journal of who looked"
            if answer["kind"] == "child"
            else "Lines of the journal about what you did",
            f"{len(answer['looks']):,}",
        )
    )
    rows.append(("Files in which you stand", f"{len(answer['files']):,}"))
    return Grid(("What", "Rows"), tuple(rows), "How many rows there are of each kind", (5, 1))


def _blocks(table: Answer) -> tuple[Block, ...]:
    intro = Words(table["about"], quiet=True)
    if table["name"] == "mark":
        return (intro, *_weeks(table["rows"]))
    if table["name"] == "flag":
        return (intro, *(b for row in table["rows"] for b in _flag(row)))
    rows = table["rows"]
    shown = [c for c in rows[0] if c not in _SOURCE and any(r[c] is not None for r in rows)]
    if len(shown) > _MOST_COLUMNS or table["name"] in _AS_CARDS:
        return (intro, *(_facts(row) for row in rows))
    return (intro, _grid([{c: r[c] for c in shown} | _place(r) for r in rows], table["title"]))


def _place(row: Row) -> Row:
    return {"from file": f"{row['file_id']}:{row['line']}"} if row.get("file_id") is not None else {}


def _facts(row: Row) -> Facts:
    return Facts(tuple((_words(k), _said(v)) for k, v in row.items() if v is not None and k not in _SOURCE))


def _grid(rows: Sequence[Row], about: str) -> Grid:
    columns = tuple(rows[0])
    cells = tuple(tuple(_named(c, r[c]) for c in columns) for r in rows)
    heads = tuple(_words(c) for c in columns)
    return Grid(heads, cells, about, shares(heads, cells))


def _named(column: str, value: Any) -> str:
    """Write a cell; a subject's code with its name."""
    code = _said(value)
    return f"{SUBJECTS[code]} ({code})" if column == "subject" and code in SUBJECTS else code


def _weeks(rows: Sequence[Row]) -> Iterable[Block]:
    """Register marks as a register: a line for each week, morning and afternoon of each day."""
    weeks: dict[tuple[int, date], dict[tuple[int, str], str]] = defaultdict(dict)
    for r in rows:
        late = f" {r['minutes_late']} min" if r.get("minutes_late") else ""
        uncounted = "" if r.get("counted", True) else " (not counted)"
        weeks[r["urn"], r["day"] - timedelta(days=r["day"].weekday())][r["day"].weekday(), r["session"]] = (
            f"{r['code']}{late}{uncounted}"
        )
    columns = ("Week from", "School", "Mon", "Tue", "Wed", "Thu", "Fri")
    lines = tuple(
        (_said(week), str(urn), *(" ".join(found.get((d, s), "·") for s in ("AM", "PM")) for d in range(5)))
        for (urn, week), found in sorted(weeks.items(), key=lambda w: (w[0][1], w[0][0]))
    )
    yield Words(
        "Each day has a mark for the morning and one for the afternoon; a dot says that there is none. The letters are the attendance codes of the Department for Education.",
        quiet=True,
    )
    yield Grid(columns, lines, "Register marks by week", (2.4, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2))


def _flag(row: Row) -> Iterable[Block]:
    yield _facts({k: v for k, v in row.items() if k != "reasons"})
    reasons = [
        {"reason": r.get("reason"), "weight": f"{r['weight']:+.2f}" if r.get("weight") is not None else None}
        for r in row["reasons"]
    ]
    if reasons:
        yield _grid(reasons, "Reasons and their weight")


def _card(card: Row) -> Section:
    flat = {k: v for k, v in card.items() if isinstance(v, str | int | float | bool)}
    lists = {
        k: "; ".join(map(str, v))
        for k, v in card.items()
        if isinstance(v, list) and all(isinstance(x, str | int) for x in v)
    }
    signs = [s.get("about") or s.get("sign") for s in card.get("signs", []) if isinstance(s, dict)]
    read = {"what it reads": "; ".join(s for s in signs if s)} if signs else {}
    return Section(
        "How these flags are made",
        (Facts(tuple((_words(k), _said(v)) for k, v in {**flat, **lists, **read}.items())),),
        2,
    )


def _refused(answer: Answer) -> Section | None:
    rows = [
        {
            "file": r["file"],
            "line": r["line"],
            "what stood there": r["row_text"] or r["value"],
            "why it was not taken": r["reason"],
        }
        for r in answer["refused_rows"]
    ]
    said = Words("Rows of files that could not be taken, in which your name or number stands.", quiet=True)
    return Section("Rows that were refused", (said, _grid(rows, "Refused rows"))) if rows else None


def _looks(answer: Answer) -> Section | None:
    if not answer["looks"]:
        return None
    child = answer["kind"] == "child"
    said = (
        "Every time that somebody's screen or file showed your record, it was written down first."
        if child
        else "What the journal says that you did, the latest first. Children are counted, not named."
    )
    rows = [{k: r[k] for k in ("when", "who", "what", "why")} for r in answer["looks"]]
    return Section("Who looked" if child else "What you did", (Words(said, quiet=True), _grid(rows, "The journal")))


def _decisions(answer: Answer) -> Section | None:
    rows = answer["decisions"]
    return Section("What people decided", (_grid(rows, "Decisions"),)) if rows else None


def _files(answer: Answer) -> Section | None:
    if not answer["files"]:
        return None
    rows = tuple((f["file"], f["taken_for"], lines_in_words(f["lines"]), f["sha256"]) for f in answer["files"])
    said = Words(
        "The files that were sent in, with the lines in which you stand. The last column is a fingerprint of the file: no other file has the same.",
        quiet=True,
    )
    return Section(
        "The files in which you stand",
        (said, Grid(("File", "Taken for", "Lines", "Fingerprint (SHA-256)"), rows, "Files", (3, 2, 2, 3), (3,))),
    )


def _glossary(answer: Answer) -> Grid:
    found: dict[str, str] = {}
    for columns in (answer["person"]["columns"], *(t["columns"] for t in answer["tables"])):
        for name, about in columns.items():
            if name not in _SOURCE:
                found.setdefault(_words(name), about["meaning"] + (f" ({about['unit']})" if about["unit"] else ""))
    found |= {
        "from file": "the number of the file in this picture, and the line of it",
        "urn": "the number of a school in the national register",
    }
    return Grid(("Word", "What it means"), tuple(sorted(found.items())), "Meanings of the words", (1, 3))


def lines_in_words(lines: Sequence[int]) -> str:
    """Write line numbers with stretches together.

    >>> lines_in_words([2, 3, 4, 9])
    '2–4, 9'
    """
    stretches: list[list[int]] = []
    for line in lines:
        if stretches and line == stretches[-1][1] + 1:
            stretches[-1][1] = line
        else:
            stretches.append([line, line])
    return ", ".join(f"{a}–{b}" if b > a else f"{a}" for a, b in stretches)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _said(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    if isinstance(value, date):
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else f"{value.day} {value:%b %Y}"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_iso)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def schools_in(held: Held) -> set[int]:
    """Return the URNs of every school that any row of a person names."""
    rows = [held.person, *(r for _, rows in held.tables for r in rows)]
    return {int(r[c]) for r in rows for c in ("urn", "next_urn") if r.get(c)}
