"""The steps of a pack on its way: sent, received, confirmed; each taken for some children at once, each taken back."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from collegiate.store.journal import Entry
from collegiate.web.acts.acting import ActError, Acting, reason

Row = dict[str, Any]
Key = tuple[str, str, int]

STEPS = ("sent", "received", "confirmed")
KINDS = {f"pack_{step}": step for step in STEPS}


def take_step(
    acting: Acting, *, moves: Iterable[Row], step: str, on: dt.date, by: str, next_urn: int | None = None, why: str = ""
) -> int:
    """Take a step for every one of these moves for which it is the next, and return for how many that was.

    `moves` are rows of Move with the child's key, as they stand now. Raises `ActError` for a step that there is not.
    """
    if step not in STEPS:
        raise ActError("A pack is sent, received or confirmed: choose one of them.")
    due = [m for m in moves if next_step(m) == step]
    more = {"next_urn": next_urn} if step == "sent" else {}
    _write(acting, due, step, {"on": on.isoformat(), **more}, by=by, why=reason(why))
    return len(due)


def take_back(acting: Acting, *, moves: Iterable[Row], by: str, why: str = "") -> int:
    """Take the last step of each of these moves back, and return of how many there was one."""
    done: dict[str, list[Row]] = {}
    for move in moves:
        last = last_step(move)
        if last:
            done.setdefault(last, []).append(move)
    for step, some in done.items():
        _write(acting, some, step, {"on": None}, by=by, why=reason(why))
    return sum(map(len, done.values()))


def take_back_together(acting: Acting, *, batch: str, moves: Iterable[Row], by: str, why: str = "") -> int:
    """Take back what was done in one go, for every child whose pack has not gone further since; return for how many.

    Raises `ActError` when nothing was done under that name.
    """
    entries = acting.journal()
    own = [e for e in entries if e.get("batch") == batch and e.get("kind") in KINDS]
    if not own:
        raise ActError("There is no such step to take back.")
    step = KINDS[own[0]["kind"]]
    stands = standing(entries)
    wanted = {key_of(e) for e in own if e.get("on") and stands[key_of(e), e["kind"]]["number"] == e["number"]}
    return take_back(acting, moves=[m for m in moves if key_of(m) in wanted and last_step(m) == step], by=by, why=why)


def key_of(row: Mapping[str, Any]) -> Key:
    """Return what a pack is known by: the child's key, the move, the year."""
    return (str(row.get("pupil_key") or row.get("key")), str(row["move"]), int(row["period"]))


def next_step(move: Row) -> str | None:
    """Return the step that comes next, or None when the pack is confirmed."""
    return next((step for step in STEPS if move[step] is None), None)


def last_step(move: Row) -> str | None:
    """Return the step that was taken last, or None before the first."""
    return next((step for step in reversed(STEPS) if move[step] is not None), None)


def standing(entries: Iterable[Entry]) -> dict[tuple[Key, str], Entry]:
    """Return the entry that stands for each pack and step: the last."""
    return {(key_of(e), e["kind"]): e for e in entries if e.get("kind") in KINDS}


def batches(entries: Sequence[Entry], *, urn: int, period: int) -> list[dict[str, Any]]:
    """Return what was done in one go about packs of a school's children, the latest first, with how many of it still stands."""
    stands = standing(entries)
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if (
            entry.get("kind") not in KINDS
            or entry.get("urn") != urn
            or entry["period"] != period
            or not entry.get("on")
        ):
            continue
        about = {"step": KINDS[entry["kind"]], "move": entry["move"], "at": entry["at"], "by": entry["by"], "next_urn": entry.get("next_urn")}  # fmt: skip
        batch = found.setdefault(entry["batch"], {**about, "batch": entry["batch"], "children": 0, "standing": 0})
        batch["children"] += 1
        further = _further(stands, key_of(entry), KINDS[entry["kind"]])
        batch["standing"] += stands[key_of(entry), entry["kind"]]["number"] == entry["number"] and not further
    return sorted(found.values(), key=lambda b: str(b["at"]), reverse=True)


def _further(stands: Mapping[tuple[Key, str], Entry], key: Key, step: str) -> bool:
    """Whether a later step stands."""
    later = STEPS[STEPS.index(step) + 1 :]
    return any(stands.get((key, f"pack_{s}"), {}).get("on") for s in later)


def _write(acting: Acting, moves: Sequence[Row], step: str, more: Mapping[str, Any], *, by: str, why: str) -> None:
    if not moves:
        return
    batch = secrets.token_hex(6)
    done = f"{step} the pack" if more["on"] else f"took back that the pack was {step}"
    lines = [
        {"kind": f"pack_{step}", "key": m["pupil_key"], "move": m["move"], "period": m["period"], "urn": m["urn"], "batch": batch, **more}
        for m in moves
    ]  # fmt: skip
    acting.write(f"{done} for a move", lines, keys=(m["pupil_key"] for m in moves), by=by, why=why)
