"""Papers of a case as a PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from collegiate.packs import Facts, Grid, Paper, Section, Words
from collegiate.packs.paper import Block, shares
from collegiate.web.called import called
from collegiate.web.cases.models import Papers
from collegiate.web.words import day

_HEAD = ("What", "As it is")


def as_paper(document: Mapping[str, Any], frozen: Papers | None, changed: Sequence[str]) -> Paper:
    """Set papers: live ones say on every page that they are not frozen. What changed since stands behind them, how they are known last."""
    case = document["case"]
    about = f"{case['school']}: {case['subject']}" if case["subject"] else case["school"]
    hearing = f"Hearing on {_day(case['hearing'])}. " if case["hearing"] else "No hearing is set. "
    parts = [Section("Why it is here", (Words(case["referred_for"]), _facts(document, frozen)))]
    parts += [Section(p["title"], tuple(_blocks(p))) for p in document["parts"]]
    if changed:
        said = Words("The papers were frozen before this was known. They are as they were.", quiet=True)
        parts.append(Section("Changed since the papers", (said, _changes(changed))))
    parts.append(Section("How these papers are known", (_known(document, frozen),)))
    return Paper(f"Raising Achievement Board: {about}", f"{hearing}{_state(frozen)}", tuple(parts), _foot(case["reference"], frozen), contents=False)  # fmt: skip


def _foot(reference: str, frozen: Papers | None) -> str:
    return (
        f"{reference} · papers {frozen.number}, frozen · {frozen.sha256[:8]}" if frozen else f"{reference} · NOT FROZEN"
    )


def _facts(document: Mapping[str, Any], frozen: Papers | None) -> Facts:
    case = document["case"]
    facts = [("Case", case["reference"]), ("About", case["kind"]), ("Referred on", _day(case["referred_on"]))]
    if frozen:
        facts.append(("Papers", f"number {frozen.number}, frozen by {called(frozen.by)}"))
        facts += [("Accepted late", f"{frozen.late_because} ({called(frozen.late_accepted_by)})")] if frozen.late_because else []  # fmt: skip
        facts += [("Corrects", f"papers {frozen.corrects}: {frozen.why}")] if frozen.corrects else []
    return Facts(tuple(facts), _HEAD)


def _known(document: Mapping[str, Any], frozen: Papers | None) -> Facts:
    made = document["made"]
    facts = [("Made on", _day(made["on"])), ("From the picture", made["picture"])]
    return Facts((*facts, ("Fingerprint (SHA-256)", frozen.sha256)) if frozen else tuple(facts), _HEAD)


def _changes(changed: Sequence[str]) -> Grid:
    """What changed, each beside the part of the papers that it is of."""
    rows = [(part, words[:1].upper() + words[1:]) for part, _, words in (c.partition(": ") for c in changed)]
    return Grid(("Part", "What changed"), tuple(rows), "What changed since the papers", (3.0, 8.0))


def _state(frozen: Papers | None) -> str:
    return f"Frozen on {day(frozen.on)}." if frozen else "Live papers: they are not frozen yet."


def _blocks(part: Mapping[str, Any]) -> list[Block]:
    blocks: list[Block] = [Words(part["lead"], quiet=True)] if part["lead"] else []
    if part["rows"]:
        blocks.append(_grid(part))
    elif not part["lead"]:
        blocks.append(Words("Nothing to report.", quiet=True))
    return blocks


def _grid(part: Mapping[str, Any]) -> Grid:
    """Return a part's table without the columns in which nothing stands."""
    held = [n for n in range(len(part["columns"])) if any(row[n] for row in part["rows"])]
    columns = tuple(part["columns"][n] for n in held)
    rows = tuple(tuple(row[n] or "–" for n in held) for row in part["rows"])
    return Grid(columns, rows, part["title"], shares(columns, rows))


def _day(iso: str) -> str:
    return day(dt.date.fromisoformat(iso))
