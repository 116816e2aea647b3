"""Papers of a case as a PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from collegiate.packs import Facts, Grid, Paper, Section, Words
from collegiate.packs.paper import Block, shares
from collegiate.web.cases.models import Papers
from collegiate.web.words import day


def as_paper(document: Mapping[str, Any], frozen: Papers | None, changed: Sequence[str]) -> Paper:
    """Set papers: frozen ones carry their fingerprint, live ones say on every page that they are not frozen. What changed since stands last."""
    case, made = document["case"], document["made"]
    about = f"{case['school']}: {case['subject']}" if case["subject"] else case["school"]
    hearing = f"Hearing on {_day(case['hearing'])}. " if case["hearing"] else "No hearing is set. "
    parts = [Section("Why it is here", (Words(case["referred_for"]), _facts(document, frozen)))]
    parts += [Section(p["title"], tuple(_blocks(p))) for p in document["parts"]]
    if changed:
        said = Words("The papers were frozen before this was known. They are as they were.", quiet=True)
        parts.append(Section("Changed since the papers", (said, *map(Words, changed))))
    state = f"frozen, {frozen.sha256[:12]}" if frozen else "NOT FROZEN"
    return Paper(
        f"Raising Achievement Board: {about}", f"{hearing}{_state(frozen)}", tuple(parts), foot=f"{case['reference']} · {state} · picture {made['picture']}"
    )  # fmt: skip


def _facts(document: Mapping[str, Any], frozen: Papers | None) -> Facts:
    case, made = document["case"], document["made"]
    facts = [
        ("Case", case["reference"]), ("About", case["kind"]), ("Referred on", _day(case["referred_on"])), ("Made on", _day(made["on"])),
        ("From the picture", made["picture"]),
    ]  # fmt: skip
    if frozen:
        facts += [
            ("Papers", f"number {frozen.number}"),
            ("Frozen by", frozen.by),
            ("Fingerprint (SHA-256)", frozen.sha256),
        ]
        facts += (
            [("Accepted late", f"{frozen.late_because} ({frozen.late_accepted_by})")] if frozen.late_because else []
        )
        facts += [("Corrects", f"papers {frozen.corrects}: {frozen.why}")] if frozen.corrects else []
    return Facts(tuple(facts))


def _state(frozen: Papers | None) -> str:
    return f"Frozen on {day(frozen.on)}." if frozen else "Live papers: they are not frozen yet."


def _blocks(part: Mapping[str, Any]) -> list[Block]:
    blocks: list[Block] = [Words(part["lead"], quiet=True)] if part["lead"] else []
    if part["rows"]:
        columns, rows = tuple(part["columns"]), tuple(tuple(r) for r in part["rows"])
        blocks.append(Grid(columns, rows, part["title"], shares(columns, rows)))
    elif not part["lead"]:
        blocks.append(Words("Nothing.", quiet=True))
    return blocks


def _day(iso: str) -> str:
    return day(dt.date.fromisoformat(iso))
