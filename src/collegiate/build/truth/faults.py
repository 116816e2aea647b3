"""Planted faults of the files: each is refused, flagged or asked about, and nothing clean is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collegiate.store import Reader, ScopedReader

Line = tuple[str, str, Any, Any, bool]

_RULES = {
    "wrong_upn_letter": "upn_check_letter", "temporary_upn": "upn_temporary", "swapped_date": "birth_date_swapped", "marks_after_leaving": "mark_after_leaving",
}  # fmt: skip
_QUESTIONS = {"two_upns_one_child": "maybe_one", "one_upn_two_children": "maybe_two"}
_REFUSED = ("impossible_date", "code_not_valid_on_date")


def faults(reader: Reader, people: ScopedReader, truth: Mapping[str, Any]) -> Iterator[Line]:
    """Yield a line for each planted fault, then one for each kind that says whether anything clean was taken for it."""
    planted = truth["faults"]
    led = people.led_to(sorted({p for f in planted for p in f["persons"]}))
    children = [{led[p] for p in f["persons"] if p in led} for f in planted]
    yield from _by_rule(people, planted, children)
    yield from _by_question(people, planted, children)
    yield from _silent(people, planted)
    yield from _by_refusal(reader, people, truth)


def _by_rule(people: ScopedReader, planted: list[Any], children: list[set[int]]) -> Iterator[Line]:
    for kind, rule in _RULES.items():
        rows = people.findings(rule=rule)
        mine = [c for f, c in zip(planted, children, strict=True) if f["kind"] == kind]
        for fault, child in _of(kind, planted, children):
            hits = [r["found"] for r in rows if r["pupil"] in child]
            yield kind, f"{fault['urn']} {fault['file']}", rule, hits[:1], bool(hits)
        extra = {r["pupil"] for r in rows} - set().union(*mine, set())
        yield f"nothing clean: {kind}", rule, 0, len(extra), not extra


def _by_question(people: ScopedReader, planted: list[Any], children: list[set[int]]) -> Iterator[Line]:
    asked = {frozenset((q["pupil"], q["other"])): q["kind"] for q in people.questions()}
    expected: set[frozenset[int]] = set()
    for kind, question in _QUESTIONS.items():
        for fault, child in _of(kind, planted, children):
            found = asked.get(frozenset(child))
            expected.add(frozenset(child))
            yield kind, f"{fault['urn']} {fault['file']}", question, found, found == question
    extra = set(asked) - expected
    yield "nothing clean: questions", "identity", 0, len(extra), not extra


def _silent(people: ScopedReader, planted: list[Any]) -> Iterator[Line]:
    rows = people.findings(rule="school_silent")
    faults = [f for f in planted if f["kind"] == "silent_week"]
    for fault in faults:
        hits = [r["found"] for r in rows if _is_of(r, fault)]
        yield "silent_week", f"{fault['urn']} {fault['detail']['week']}", "school_silent", hits[:1], bool(hits)
    extra = [r["found"] for r in rows if not any(_is_of(r, f) for f in faults)]
    yield "nothing clean: silent_week", "school_silent", 0, len(extra), not extra


def _is_of(row: Mapping[str, Any], fault: Mapping[str, Any]) -> bool:
    return bool(row["urn"] == fault["urn"] and fault["detail"]["week"] in row["found"])


def _by_refusal(reader: Reader, people: ScopedReader, truth: Mapping[str, Any]) -> Iterator[Line]:
    files = {r["file"]: r["file_id"] for r in reader.receipts() if r["people"] and r["source"]}
    refused = {name: {r["line"] for r in people.refused(file_id)} for name, file_id in files.items()}
    told: set[tuple[str, int]] = set()
    for fault in truth["faults"]:
        if fault["kind"] in _REFUSED:
            name = _full(fault["file"], files)
            line = fault["detail"]["line"]
            told.add((name, line))
            yield (
                fault["kind"],
                f"{fault['file']} line {line}",
                "refused",
                line in refused.get(name, ()),
                line in refused.get(name, ()),
            )
    allowed = told | {(_full(c["file"], files), c["line"]) for c in truth.get("unquoted_commas", ())}
    extra = [(name, line) for name, lines in refused.items() for line in lines if (name, line) not in allowed]
    yield "nothing clean: refused rows", f"{len(files)} files", 0, extra[:5], not extra


def _full(file: str, files: Mapping[str, int]) -> str:
    """Return the name by which the store has a file: what was built may have been a folder above."""
    return next((name for name in files if name == file or name.endswith(f"/{file}")), file)


def _of(kind: str, planted: list[Any], children: list[set[int]]) -> Iterator[tuple[Any, set[int]]]:
    return ((f, c) for f, c in zip(planted, children, strict=True) if f["kind"] == kind)
