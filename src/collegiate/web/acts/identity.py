"""Answers to the question whether two records are one child: one, two, not now; each taken back.

The senders' names that an answer is about stand in the journal alone; no page says them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from collegiate.store.journal import Entry
from collegiate.web.acts.acting import ActError, Acting, reason

Row = dict[str, Any]
Pair = tuple[str, str]

NOT_NOW, UNDO = "not_now", "undo"
ANSWERS = {
    "one_child": "said that two records are one child",
    "two_children": "said that two records are two children",
    NOT_NOW: "put a question about two records off",
}
"""Every answer, by its kind in the journal, and what the audit log says of it. The build follows the first two."""


def answer(acting: Acting, *, question: Row, kind: str, by: str, why: str = "") -> bool:
    """Answer a question, and return whether that changed anything: the same answer twice is one answer.

    Raises `ActError` for an answer that there is not, one without its reason, and one to a question that has another answer.
    """
    if kind not in ANSWERS:
        raise ActError("Choose one of the three answers.")
    held = standing(acting.journal()).get(pair_of(question))
    if held is not None and held["kind"] == kind:
        return False
    if held is not None and held["kind"] != NOT_NOW:
        raise ActError("This question has an answer. Take it back first, then give another.")
    said = reason(why, needed=kind != NOT_NOW)
    _write(acting, question, kind, ANSWERS[kind], by=by, why=said, question=question["question"])
    return True


def take_back(acting: Acting, *, number: int, by: str, why: str = "") -> bool:
    """Take the answer with a number in the journal back; return whether it still stood. Raises `ActError` for no such answer."""
    entries = acting.journal()
    held = next((e for e in entries if e["number"] == number and e.get("kind") in ANSWERS), None)
    if held is None:
        raise ActError("There is no such answer to take back.")
    if standing(entries).get(pair_of(held)) != held:
        return False
    _write(
        acting,
        held,
        UNDO,
        "took back an answer about two records",
        by=by,
        why=reason(why),
        question=held.get("question", ""),
    )
    return True


def pair_of(row: Row) -> Pair:
    """Return the two names that a question or an answer is about, in order."""
    first, second = sorted((str(row["person"]), str(row["other_person"])))
    return first, second


def standing(entries: Iterable[Entry]) -> dict[Pair, Entry]:
    """Return the answer that stands for each pair: the last, unless it was taken back."""
    found: dict[Pair, Entry] = {}
    for entry in entries:
        if entry.get("kind") in (*ANSWERS, UNDO):
            found.pop(pair_of(entry), None)
            if entry["kind"] != UNDO:
                found[pair_of(entry)] = entry
    return found


def _write(acting: Acting, about: Row, kind: str, what: str, *, by: str, why: str, question: str) -> None:
    """Write an answer; the two children of a question are named by their keys in the audit log."""
    keys = [about[side]["pupil_key"] for side in ("first", "second")] if "first" in about else list(about["keys"])
    line = {"kind": kind, "person": about["person"], "other_person": about["other_person"], "question": question, "keys": keys}  # fmt: skip
    acting.write(what, [line], keys=keys, by=by, why=why)
