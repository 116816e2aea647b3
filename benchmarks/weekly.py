"""The weekly run of a trust of 5, 10 and 20 academies, step by step: the record, the ledger, flags, alerts and the strategy.

    uv run python benchmarks/weekly.py [--academies 5,10,20] [--children 600] [--years 2] [--schools 600] [--nation 20000]

What is timed is what `collegiate build` does once files have been read (the facts lie in the store as Parquet, the children's
among a made-up nation's), to the published snapshot; then what slips, as the alerts' page and the papers tell it, and how
every aim of the strategy stands, with every number of the board settled. Each size is a process of its own, so that memory is
its own. Reading the senders' files is measured in children.py. Published figures of the full nation change a few times a year;
looking for what slips among all its academies is timed beside, because a build does it every week.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from made_facts import clear, take_in, write_facts
from measured import run, save, table

AIM = 60.0
LOOP = ("Seeing who is being missed", "Looking for children who drift", "Looking at tests and moves", "Looking for academies that slip", "Telling what slips", "Asking how every aim stands")  # fmt: skip
"""The steps that are of the loop: ledger, flags, series and alarms, alerts, strategy. The others make the record that they read."""
TODAY = dt.date(2026, 11, 23)


def main() -> None:
    """Measure every size and save the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--academies", default="5,10,20")
    parser.add_argument("--children", type=int, default=600, help="children of an academy, on average")
    parser.add_argument("--years", type=int, default=2, help="complete years of marks")
    parser.add_argument("--schools", type=int, default=600, help="schools of the nation that the trust is in")
    parser.add_argument("--nation", type=int, default=20_000, help="schools of a nation looked at for what slips; 0 for none")  # fmt: skip
    parser.add_argument("--name", default="weekly")
    parser.add_argument("--one", nargs=2, type=Path, metavar=("FACTS", "STORE"), help="run one week in this process and print it")  # fmt: skip
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(one(*asked.one)))
        return
    found = [measure(int(n), asked) for n in asked.academies.split(",")]
    whole = _whole_nation(asked.nation) if asked.nation else None
    text = report(found, asked, whole)
    save(asked.name, "The weekly run of a trust", text, {"children_of_an_academy": asked.children, "years": asked.years, "schools": asked.schools, "runs": found, "nation": whole})  # fmt: skip


def measure(academies: int, asked: argparse.Namespace) -> dict[str, Any]:
    """Make the facts of one size, which is not timed, and run its week in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="collegiate-benchmark-") as scratch:
        facts = clear(Path(scratch) / "facts")
        about = write_facts(facts, schools=asked.schools, academies=academies, children=asked.children, years=asked.years)  # fmt: skip
        week = run([sys.executable, __file__, "--one", str(facts), str(Path(scratch) / "store")])
    found = {"academies": academies, **about, **json.loads(week.output), "peak_mb": week.peak_mb}
    print(json.dumps(found), flush=True)
    return found


class Clock:
    """Seconds on the clock and of processor, of all threads, by step."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = {}
        self._step, self._began = "", (0.0, 0.0)

    def step(self, words: str) -> None:
        """End the step before and begin this one; no words end the last."""
        now = (time.perf_counter(), time.process_time())
        if self._step:
            self.steps[self._step] = [round(b - a, 3) for a, b in zip(self._began, now, strict=True)]
        self._step, self._began = words, now


def one(facts: Path, store: Path) -> dict[str, Any]:
    """Run a week: returns seconds by step and how much came out. The application's database is there before the clock begins."""
    from collegiate.cli import one_thread_for_small_solves

    one_thread_for_small_solves()
    uid = json.loads((facts / "about.json").read_text(encoding="utf-8"))["trust"]
    settled(store, [uid])
    clock = Clock()
    built(facts, store, clock)
    return {"steps": clock.steps, **told(store, [uid], clock)}


def settled(store: Path, trusts: Sequence[int]) -> None:
    """Make the application's database, and settle every number of each trust, so that no aim is passed over for want of one."""
    from collegiate.web.ready import ready

    ready(store)
    from collegiate.strategy.numbers import board_numbers
    from collegiate.web.board.models import Settled

    Settled.objects.bulk_create(
        Settled(trust_uid=uid, number=n.id, value=round((n.least + n.most) / 2), minute="benchmark", by="benchmark")
        for uid in trusts
        for n in board_numbers()
    )


def built(facts: Path, store: Path, clock: Clock) -> None:
    """Build a store of facts, as `collegiate build` does once the files have been read, step by step."""
    from collegiate.build.people import has_people, people_of
    from collegiate.build.picture import picture_of
    from collegiate.store import Store

    with Store(store).build() as building:
        clock.step("Taking the facts in")
        take_in(building, facts)
        picture: dict[str, Any] = {**picture_of(building, clock.step)}
        if has_people(building):
            picture |= people_of(building, picture["school"], [], clock.step)
        clock.step("Publishing")
        building.publish(picture, {})
        clock.step("")


def told(store: Path, trusts: Sequence[int], clock: Clock) -> dict[str, int]:
    """Tell what slips and how the aims stand, of each trust; returns how much was said."""
    from collegiate.cli.people import people_of
    from collegiate.store import Store
    from collegiate.web.slipping.told import alert_cards
    from collegiate.web.strategy.told import aim_cards

    reader = Store(store).reader()
    people = people_of(store, "benchmark") if reader.has_children else None
    clock.step("Telling what slips")
    alerts = [alert_cards(reader, people, uid) for uid in trusts]
    clock.step("Asking how every aim stands")
    aims = [aim_cards(reader, people, uid, TODAY) for uid in trusts]
    clock.step("")
    said = [aim for cards in aims for aim in cards]
    return {"alerts": sum(map(len, alerts)), "aims": len(said), "aims_with_a_figure": sum(bool(aim.latest) for aim in said)}  # fmt: skip


def _whole_nation(schools: int) -> dict[str, Any]:
    from alerts import one as nation

    found = nation(1, schools)
    return {"schools": schools, "looks": found["looks"], "processor": found["seconds"]}


def report(found: Sequence[dict[str, Any]], asked: argparse.Namespace, whole: dict[str, Any] | None) -> str:
    """The sizes beside each other, clock and processor, and whether the largest is under what is aimed at."""
    names = list(found[-1]["steps"])
    rows = [[name, *(_both(f["steps"][name]) for f in found)] for name in names]
    rows += [
        ["**all**", *(f"**{_both(_sum(f))}**" for f in found)],
        ["of that ledger, flags, series and alarms, alerts, strategy", *(_both(_sum(f, LOOP)) for f in found)],
        ["peak memory, MB", *(f"{f['peak_mb']:,.0f}" for f in found)],
        ["children; marks", *(f"{f['children']:,}; {f['marks']:,}" for f in found)],
        ["alerts; aims (with a figure)", *(f"{f['alerts']}; {f['aims']} ({f['aims_with_a_figure']})" for f in found)],
    ]
    heads = ["step: seconds by the clock (of processor)", *(f"{f['academies']} academies" for f in found)]
    about = f"A trust of a made-up nation of {asked.schools:,} schools, {asked.children:,} children an academy on roll, {asked.years} complete years of marks and an autumn. Nothing is in the application but the board's numbers: no case, plan or support."
    clock, processor = _sum(found[-1])
    last = f"{found[-1]['academies']} academies: {clock:.1f} s by the clock, {processor:.1f} s of processor; aimed at: under {AIM:.0f} s."
    if len(found) > 1:
        last += f" Processor grows as children^{_power(found, lambda f: _sum(f)[1]):.2f}, memory as children^{_power(found, lambda f: f['peak_mb']):.2f} (1 is in step)."
    if whole:
        last += f"\n\nBeside: looking for what slips in a nation of {whole['schools']:,} schools ({whole['looks']:,} looks) takes {whole['processor']:.1f} s of processor instead of what stands above for {asked.schools:,}. The other steps on published figures grow with the nation as build.md tells; they are worked out anew in every build, although the figures change a few times a year."
    return f"{about}\n\n{table(heads, rows)}\n\n{last}"


def _sum(found: dict[str, Any], names: Sequence[str] = ()) -> tuple[float, float]:
    taken = [v for name, v in found["steps"].items() if not names or name in names]
    return sum(v[0] for v in taken), sum(v[1] for v in taken)


def _both(seconds: Sequence[float]) -> str:
    return f"{seconds[0]:.1f} ({seconds[1]:.1f})"


def _power(found: Sequence[dict[str, Any]], figure: Any) -> float:
    first, last = found[0], found[-1]
    return math.log(figure(last) / figure(first)) / math.log(last["children"] / first["children"])


if __name__ == "__main__":
    main()
