"""Flags on made-up trusts whose drifting children are known: how many are found, how far chances come true, how long it takes.

    uv run python benchmarks/flags.py [--seeds 21-40] [--pupils 4000] [--years 5] [--capacity 0.1]

Every seed is another trust. Each gives two looks: today, by the model fitted on all closed years, and the same point a year
before, by a model that knew no more than that day. Calibration is of the latter, on the year that it had not seen.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import numpy as np
from children_record import ChildrenRecord, children_record
from measured import save, table

from collegiate.cli import one_thread_for_small_solves
from collegiate.pupils.ledger import ledger
from collegiate.statistics.calibration import calibration
from collegiate.watch.flags import Flags, flags


def main() -> None:
    """Run all seeds and save the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="21-40")
    parser.add_argument("--pupils", type=int, default=4000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--capacity", type=float, default=0.10)
    parser.add_argument("--name", default="flags")
    asked = parser.parse_args()
    first, last = (int(part) for part in asked.seeds.split("-"))
    one_thread_for_small_solves()
    runs = []
    for seed in range(first, last + 1):
        runs.append(run(seed, asked.pupils, asked.years, asked.capacity))
        print(json.dumps(runs[-1]), flush=True)
    about = f"Seeds {first} to {last}, about {asked.pupils} children, {asked.years} complete years, flag rate {asked.capacity:.0%}."
    save(asked.name, "Flags", f"{about}\n\n{summary(runs)}", {"runs": runs})


def run(seed: int, pupils: int, years: int, capacity: float) -> dict[str, Any]:
    """One trust: shares found of the planted children, calibration, seconds of processor of flags and of the ledger."""
    record = children_record(seed, pupils, years)
    children_record.cache_clear()
    begun = time.process_time()
    made = flags(record.tables, record.trust.today, capacity=capacity)
    between = time.process_time()
    ledger(record.tables, record.tables["pupil_week"], record.trust.today)
    seconds = {"flags_seconds": between - begun, "ledger_seconds": time.process_time() - between}
    card = next((c for c in map(json.loads, made.models["card"].to_pylist()) if "later_year" in c), {})
    trials = {name: card.get(name) for name in ("later_year", "later_year_and_other_schools", "groups")}
    steady = {"without_falling_school": without_falling_school(record, made)}
    return {"seed": seed, "looks": looks(record, made), **seconds, **trials, **steady}


def without_falling_school(record: ChildrenRecord, made: Flags) -> dict[str, float]:
    """Calibration on the later year without the school at which everybody's attendance was made to fall in that year."""
    falling = record.trust.truth["decline"]["urn"]
    rows = [
        r for r in made.flags.select(["urn", "chance", "outcome"]).to_pylist() if r["outcome"] and r["urn"] != falling
    ]
    came = np.array([r["outcome"] in ("caught", "missed") for r in rows])
    told = calibration(came, np.array([r["chance"] for r in rows]))
    return {"slope": told.slope, "intercept": told.intercept, "error": told.error, "auc": told.auc}


def looks(record: ChildrenRecord, made: Flags) -> list[dict[str, Any]]:
    """Of each day of looking: planted children on roll, found, and those of them without any sign before."""
    truth = record.trust.truth
    found = []
    rows = made.flags.select(["pupil", "period", "raised"]).to_pylist()
    for period in sorted({r["period"] for r in rows}):
        raised = {r["pupil"]: r["raised"] for r in rows if r["period"] == period}
        planted, quiet = (
            {record.numbers[p] for p in truth[name][str(period)]} & raised.keys()
            for name in ("drifting", "drifting_without_signs")
        )
        found.append(
            {
                "period": period,
                "children": len(raised),
                "raised": sum(raised.values()),
                "planted": len(planted),
                "found": sum(raised[p] for p in planted),
                "without_signs": len(quiet),
                "found_without_signs": sum(raised[p] for p in quiet),
            }
        )
    return found


def summary(runs: list[dict[str, Any]]) -> str:
    """The figures over all seeds."""
    parts = [look for r in runs for look in r["looks"]]
    share = [p["found"] / p["planted"] for p in parts]
    signs = [(p["found"] - p["found_without_signs"]) / max(p["planted"] - p["without_signs"], 1) for p in parts]
    rows = [
        _row("planted children found", share),
        _row("of those with a sign before", signs),
        _row("flag rate", [p["raised"] / p["children"] for p in parts]),
    ]
    figures = ("recall", "precision", "auc", "slope", "intercept", "error", "brier", "net_benefit")
    for name, title in (
        ("later_year", "later year"),
        ("later_year_and_other_schools", "later year, own school left out"),
    ):
        tried = [r[name] for r in runs if r[name]]
        rows += [_row(f"{title}: {f.replace('_', ' ')}", [t[f] for t in tried]) for f in figures]
    steady = [r["without_falling_school"] for r in runs]
    rows += [_row(f"later year, without the falling school: {f}", [t[f] for t in steady]) for f in steady[0]]
    times = ("flags_seconds", "ledger_seconds")
    rows += [_row(name.replace("_", ", ") + " of processor", [r[name] for r in runs]) for name in times]
    under = sum(s < 0.8 for s in share)
    head = f"{len(runs)} trusts, {len(parts)} looks, {sum(p['planted'] for p in parts)} planted children; {under} looks found fewer than 80 % of them."
    by_group = table(["group", "children", "came", "expected", "flagged", "recall", "precision"], groups(runs))
    return f"{head}\n\n{table(['figure', 'mean', 'least', 'median', 'most'], rows)}\n\nBy group, all trusts together, on the later year:\n\n{by_group}"


def groups(runs: list[dict[str, Any]]) -> list[list[Any]]:
    """Detection by group over all trusts."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for r in runs:
        for g in r["groups"] or ():
            own = found.setdefault(
                (g["grouping"], g["value"]), dict.fromkeys(("rows", "events", "expected", "raised", "caught"), 0.0)
            )
            for name in own:
                own[name] += g[name]
    return [
        [f"{grouping.replace('_', ' ')}: {value}", int(g["rows"]), int(g["events"]), round(g["expected"]), int(g["raised"]),
         f"{g['caught'] / max(g['events'], 1):.2f}", f"{g['caught'] / max(g['raised'], 1):.2f}"]
        for (grouping, value), g in sorted(found.items())
    ]  # fmt: skip


def _row(name: str, values: list[float]) -> list[str]:
    return [name, *(f"{f(values):.3f}" for f in (np.mean, np.min, np.median, np.max))]


if __name__ == "__main__":
    main()
