"""Each planted truth beside what a store says: a line a truth, hit or miss."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from collegiate.build.truth.checked import Checked
from collegiate.build.truth.faults import faults
from collegiate.build.truth.helped import helped
from collegiate.store import Reader, ScopedReader
from collegiate.watch.alarms import FALSE_ALARMS

Truth = Mapping[str, Any]
DETECTED = 0.80
"""The share of the planted drifting children that flags have to find."""

_TWO_TERMS = 250
"""Days from September to the end of the spring term and a little."""

_SESSIONS = ("possible", "attended", "authorised", "unauthorised", "persistent", "severe", "pupils")
_LEDGER = ("acted_on", "looked_at", "no_data")


def check_truth(reader: Reader, people: ScopedReader, truth: Truth) -> list[Checked]:
    """Return every planted truth beside what was found. `truth` is the part about children; `people` sees the whole trust."""
    checks = (_attendance, _ledger, _roll, _effects, _decline, _ground, _drifting, _unseen, _programmes)
    found = [line for check in checks for line in check(people, truth)]
    found += helped(reader, people, truth)
    return [*found, *(Checked(*line) for line in faults(reader, people, truth))]


def _attendance(people: ScopedReader, truth: Truth) -> Iterator[Checked]:
    counted = {(r["urn"], r["period"]): {n: r[n] for n in _SESSIONS} for r in people.attendance_counts()}
    for row in truth["attendance"]:
        planted = {n: row[n] for n in _SESSIONS}
        found = counted.get((row["urn"], row["period"]), dict.fromkeys(_SESSIONS, 0))
        yield Checked("attendance", f"{row['urn']} {row['period']}", planted, found, planted == found)


def _ledger(people: ScopedReader, truth: Truth) -> Iterator[Checked]:
    """Every academy, week and grouping adds up to the roll, and every grouping to that of all."""
    for school in truth["schools"]:
        urn = school["urn"]
        rows = [r for g in _groupings(people, urn) for r in people.ledger_counts(urn=urn, grouping=g)]
        wrong = [r for r in rows if r["roll"] != sum(r[n] for n in _LEDGER)]
        rolls: dict[Any, dict[str, int]] = {}
        for row in rows:
            of_week = rolls.setdefault(row["week"], {})
            of_week[row["grouping"]] = of_week.get(row["grouping"], 0) + row["roll"]
        apart = [week for week, by in rolls.items() if len(set(by.values())) != 1]
        yield Checked(
            "ledger adds up",
            str(urn),
            {"wrong": 0},
            {"weeks": len(rolls), "wrong": len(wrong) + len(apart)},
            bool(rows) and not wrong and not apart,
        )


def _groupings(people: ScopedReader, urn: int) -> list[str]:
    return sorted({g for (g,) in people.ledger_groupings(urn)})


def _roll(people: ScopedReader, truth: Truth) -> Iterator[Checked]:
    weeks = people.weeks()
    rolls = {r["urn"]: r["roll"] for r in people.ledger_counts(week=weeks[0])} if weeks else {}
    for urn, planted in truth["roll"].items():
        yield Checked("roll", urn, planted, rolls.get(int(urn)), rolls.get(int(urn)) == planted)


def _effects(people: ScopedReader, truth: Truth) -> Iterator[Checked]:
    """A school's true gain in a year is its own effect and the subject's; each year's interval either holds it or not."""
    of_subject = truth["subject_effects"]
    true = {(e["urn"], e["subject"]): e["effect"] + of_subject[e["subject"]] for e in truth["school_effects"]}
    for row in people.value_added():
        planted = true.get((row["urn"], row["subject"]))
        if planted is not None and row["low"] is not None:
            found = {n: round(row[n], 2) for n in ("effect", "low", "high")}
            about = f"{row['urn']} {row['subject']} {row['period']}"
            yield Checked("school effect", about, round(planted, 2), found, row["low"] <= planted <= row["high"])


def _decline(people: ScopedReader, truth: Truth) -> Iterator[Checked]:
    planted = truth.get("decline") or {}
    rows = people.alarms()
    if planted:
        mine = [r for r in rows if r["urn"] == planted["urn"] and r["series"] == planted["series"] and r["raised"]]
        since = dt.date.fromisoformat(planted["since"])
        soon = sorted(r["as_of"] for r in mine if r["as_of"] >= since)
        days = (soon[0] - since).days if soon else None
        found = {"first_raised": str(soon[0]) if soon else None, "days": days}
        yield Checked(
            "decline found within two terms",
            str(planted["urn"]),
            planted,
            found,
            days is not None and days <= _TWO_TERMS,
        )
    looks = {(r["as_of"], r["series"]) for r in rows}
    false = {(r["as_of"], r["series"]) for r in rows if r["raised"] and r["urn"] in set(truth["steady"])}
    share = len(false) / len(looks) if looks else 0.0
    yield Checked(
        "false alarms",
        f"{len(looks)} looks",
        {"at_most": FALSE_ALARMS},
        {"share": round(share, 4), "looks": len(false)},
        share <= FALSE_ALARMS,
    )


def _ground(people: ScopedReader, truth: Truth) -> Iterator[Checked]:
    rows = {(r["urn"], r["next_urn"], r["move"], r["subject"]): r for r in people.ground()}
    for name, pair in truth["ground_lost"].items():
        row = rows.get((pair["urn"], pair["next_urn"], pair["move"], pair["subject"]))
        found = {n: row[n] for n in ("effect", "low", "high", "verdict", "pupils")} if row else None
        held = bool(row and row["low"] is not None and row["low"] <= pair["points"] <= row["high"])
        right = bool(row) and (row["verdict"] == "lost") == (name == "lost") if row else False
        yield Checked(f"ground {name}", f"{pair['urn']} to {pair['next_urn']}", pair["points"], found, held and right)


def _drifting(people: ScopedReader, truth: Truth) -> Iterator[Checked]:
    for day in people.flag_days():
        flags = people.flags(as_of=day, raised=None)
        periods = {str(r["period"]) for r in flags}
        for period in sorted(periods & set(truth["drifting"])):
            planted = set(people.led_to(truth["drifting"][period]).values()) & {r["pupil"] for r in flags}
            raised = {r["pupil"] for r in flags if r["raised"] and str(r["period"]) == period}
            caught = len(planted & raised)
            share = caught / len(planted) if planted else None
            found = {
                "caught": caught,
                "share": share and round(share, 3),
                "flag_rate": round(len(raised) / max(len(flags), 1), 3),
            }
            yield Checked(
                "drifting children",
                f"{period} as of {day}",
                len(planted),
                found,
                share is not None and share >= DETECTED,
            )


def _unseen(people: ScopedReader, truth: Truth) -> Iterator[Checked]:
    planted = set(people.led_to(truth["nobody_recorded"]).values())
    here = [r for r in people.known() if r["pupil"] in planted]
    weeks = people.weeks()
    empty = {r["pupil"] for r in people.ledger_entries(weeks[0], state="no_data")} if weeks else set()
    right = [r for r in here if r["last_note"] is None and r["last_action"] is None and r["pupil"] in empty]
    yield Checked(
        "nobody wrote a word", "children on roll", len(here), len(right), bool(here) and len(right) == len(here)
    )


def _programmes(people: ScopedReader, truth: Truth) -> Iterator[Checked]:
    rows = {(r["programme"], r["subject"]): r for r in people.programmes()}
    for planted in truth["interventions"]:
        row = rows.get((planted["programme"], planted["subject"]))
        found = {n: row[n] for n in ("effect", "low", "high", "verdict", "pupils")} if row else None
        held = bool(row and row["low"] is not None and row["low"] <= planted["effect"] <= row["high"])
        yield Checked("programme", f"{planted['programme']} ({planted['subject']})", planted["effect"], found, held)
