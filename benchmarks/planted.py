"""Many made-up trusts: how often what was planted is found, and how often something is that was not.

uv run python benchmarks/planted.py [--seeds 101-120] [--pupils 3000] [--years 3]

Each seed makes a trust's clean facts and marks, works out the record as a build does, and sets school effects, the ground
lost at a move, programmes and the falling school beside what was found; drifting children have a benchmark of their own
(flags.py). The seeds given by default were not looked at while the methods were made.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from measured import save, table

_TWO_TERMS = 250


def main() -> None:
    """Run the seeds and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="101-120")
    parser.add_argument("--pupils", type=int, default=3_000)
    parser.add_argument("--years", type=int, default=3)
    asked = parser.parse_args()
    first, last = map(int, asked.seeds.split("-"))
    found = []
    for seed in range(first, last + 1):
        found.append(one(seed, asked.pupils, asked.years))
        print(json.dumps(found[-1]), flush=True)
    title = f"What was planted in {len(found)} made-up trusts, and what was found"
    save(
        "planted",
        title,
        _report(found, asked.pupils, asked.years),
        {"pupils": asked.pupils, "years": asked.years, "seeds": found},
    )


def one(seed: int, pupils: int, years: int) -> dict[str, Any]:
    """Return what was found of one trust."""
    from collegiate.pupils.gains import ground_lost, programme_effects, steps, value_added
    from collegiate.pupils.transition import packs
    from collegiate.simulate.children import make_trust
    from collegiate.watch.alarms import alarms

    trust = make_trust(seed=seed, pupils=pupils, years=years)
    with tempfile.TemporaryDirectory() as scratch:
        tables, weeks = _record(trust, Path(scratch))
    tests, truth = steps(tables["pupil_result"]), trust.truth
    moves = {(p.from_year, p.to_year): p.move for p in packs() if p.from_year}
    raised = alarms(weeks, tables["pupil"], tests, trust.today).to_pylist()
    return {
        "seed": seed,
        "effects": _effects(value_added(tests).to_pylist(), truth),
        "ground": _ground(ground_lost(tests, tables["pupil"], moves).to_pylist(), truth),
        "programmes": _programmes(programme_effects(tests, tables["pupil_support"]).to_pylist(), truth),
        "alarms": _alarms(raised, truth),
    }


def _record(trust: Any, scratch: Path) -> tuple[dict[str, pa.Table], pa.Table]:
    from collegiate.engine import Session
    from collegiate.pupils.attendance import publish_marks
    from collegiate.pupils.identity import resolve
    from collegiate.pupils.ledger import marks_by_week
    from collegiate.pupils.record import record
    from collegiate.tables import PEOPLE, Receipt

    receipts = Receipt.conform(
        pa.Table.from_pylist(
            [
                {
                    "file_id": 1,
                    "file": "made up",
                    "sha256": "",
                    "status": "kept",
                    "rows_in": 0,
                    "rows_kept": 0,
                    "rows_refused": 0,
                }
            ]
        )
    )
    facts = {
        t.name: _numbered(trust.facts[t.name]) if t.name in trust.facts else t.empty()
        for t in PEOPLE
        if t.name != "session_mark"
    }
    identity = resolve(facts, receipts, secret=b"0" * 32, today=trust.today)
    tables = record(facts, identity, receipts) | {"pupil": identity.pupil, "person_link": identity.person_link}
    parts = []
    for urn, period, marks in trust.marks():
        parts.append(scratch / f"{urn}-{period}.parquet")
        pq.write_table(_numbered(marks), parts[-1])
    (scratch / "marks").mkdir()
    attendance = publish_marks(
        parts, identity.person_link, tables["pupil_enrolment"], identity.pupil, receipts, scratch / "marks"
    )
    with Session() as session:
        weeks = marks_by_week(session, attendance.mark_files)
    return tables, weeks


def _numbered(rows: pa.Table) -> pa.Table:
    line = pa.array(np.arange(1, rows.num_rows + 1))
    rows = rows.set_column(rows.column_names.index("line"), "line", line)
    return rows.set_column(rows.column_names.index("file_id"), "file_id", pa.array(np.ones(rows.num_rows, np.int64)))


def _effects(rows: list[dict[str, Any]], truth: Mapping[str, Any]) -> list[int]:
    of_subject = truth["subject_effects"]
    true = {(e["urn"], e["subject"]): e["effect"] + of_subject[e["subject"]] for e in truth["school_effects"]}
    held = [
        r["low"] <= true[r["urn"], r["subject"]] <= r["high"]
        for r in rows
        if r["low"] is not None and (r["urn"], r["subject"]) in true
    ]
    return [sum(held), len(held)]


def _ground(rows: list[dict[str, Any]], truth: Mapping[str, Any]) -> dict[str, Any]:
    found = {(r["urn"], r["next_urn"], r["move"], r["subject"]): r for r in rows}
    told = {}
    for name, pair in truth["ground_lost"].items():
        row = found.get((pair["urn"], pair["next_urn"], pair["move"], pair["subject"]))
        told[name] = row and {
            "verdict": row["verdict"],
            "held": row["low"] is not None and row["low"] <= pair["points"] <= row["high"],
        }
    return told


def _programmes(rows: list[dict[str, Any]], truth: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = {(r["programme"], r["subject"]): r for r in rows}
    told = []
    for planted in truth["interventions"]:
        row = found.get((planted["programme"], planted["subject"]))
        if row and row["low"] is not None:
            told.append(
                {
                    "effect": planted["effect"],
                    "verdict": row["verdict"],
                    "held": row["low"] <= planted["effect"] <= row["high"],
                }
            )
    return told


def _alarms(rows: list[dict[str, Any]], truth: Mapping[str, Any]) -> dict[str, Any]:
    planted = truth["decline"]
    since = dt.date.fromisoformat(planted["since"])
    mine = sorted(
        r["as_of"]
        for r in rows
        if r["raised"] and r["urn"] == planted["urn"] and r["series"] == planted["series"] and r["as_of"] >= since
    )
    looks = {(r["as_of"], r["series"]) for r in rows}
    false = {
        (r["as_of"], r["series"])
        for r in rows
        if r["raised"] and not (r["urn"] == planted["urn"] and r["series"] == planted["series"] and r["as_of"] >= since)
    }
    return {"days": (mine[0] - since).days if mine else None, "looks": len(looks), "false": len(false)}


def _report(found: list[dict[str, Any]], pupils: int, years: int) -> str:
    held, of = (sum(f["effects"][i] for f in found) for i in (0, 1))
    ground = [g for f in found for g in f["ground"].items() if g[1]]
    programmes = [p for f in found for p in f["programmes"]]
    days = [f["alarms"]["days"] for f in found]
    looks, false = (sum(f["alarms"][n] for f in found) for n in ("looks", "false"))
    rows = [
        ["School effects inside their 95 % intervals", f"{held} of {of}: {100 * held / of:.1f} %"],
        ["Ground lost at the planted move said to be lost", _of([g["verdict"] == "lost" for n, g in ground if n == "lost"])],
        ["Ground said to be lost at the move beside it, where none was", _of([g["verdict"] == "lost" for n, g in ground if n == "not_lost"])],
        ["Both inside their intervals", _of([g["held"] for _, g in ground])],
        ["Programmes' effects inside their intervals", _of([p["held"] for p in programmes])],
        ["Programme without effect said to have one", _of([p["verdict"] in ("better", "worse") for p in programmes if p["effect"] == 0])],
        ["Falling school found within two terms", _of([d is not None and d <= _TWO_TERMS for d in days])],
        ["Falling school found at all", _of([d is not None for d in days])],
        ["Looks at a series that raised a false alarm", f"{false} of {looks}: {100 * false / max(looks, 1):.1f} %"],
    ]  # fmt: skip
    head = f"Seeds {found[0]['seed']} to {found[-1]['seed']}, about {pupils:,} children each, {years} complete years and an autumn.\n\n"
    return head + table(["what", "found"], rows)


def _of(hits: list[bool]) -> str:
    return f"{sum(hits)} of {len(hits)}: {100 * sum(hits) / len(hits):.0f} %" if hits else "none planted"


if __name__ == "__main__":
    main()
