"""The whole loop on made-up trusts whose truth is known: what alarms find, what is said to work, and what help did.

    uv run python benchmarks/loop.py [--seeds 301-320] [--more 2043-2162] [--pupils 3000] [--years 3] [--lines FILE …]

Each seed makes a trust seen in July 2027, whose declining school is helped since January by a known number of percentage points.
Its record is put together without files; alarms are said as they would have been raised at the end of each half term; programmes
are looked at; the comparison of the help is chosen and locked on the eve of its first day and worked out when it is due. Beside
that every school of the same trust that nobody helped is looked at as if it had been helped: whatever is found there is chance.
The seeds of `--more` are for effects and programmes alone, of which each trust gives few: they make up the urban one of the two
trusts, 2,000 children and a year less. No seed was looked at before. With `--lines` nothing is run: what earlier runs printed, a
line for each trust, is put together.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import pyarrow as pa
from children_record import children_record
from measured import save, table
from seen_picture import TRUST, SeenPicture, weeks_with_help, with_help

UNTIL, EVE, START, DUE = dt.date(2027, 7, 20), dt.date(2027, 1, 4), dt.date(2027, 1, 5), dt.date(2027, 7, 19)
TWO_TERMS = 250
"""Days from September to the end of the spring term and a little."""

FEWER = 2_000
WORTH = Decimal(2)
_CHANCE = 1.959964


def main() -> None:
    """Run the seeds and write the results."""
    from collegiate.cli import one_thread_for_small_solves

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="301-320")
    parser.add_argument("--more", default="2043-2162")
    parser.add_argument("--pupils", type=int, default=3_000)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--name", default="loop")
    parser.add_argument("--lines", nargs="*", type=Path, default=[])
    asked = parser.parse_args()
    one_thread_for_small_solves()
    found = [json.loads(line) for file in asked.lines for line in file.read_text(encoding="utf-8").splitlines()]
    for seeds, whole in () if found else ((asked.seeds, True), (asked.more, False)):
        for seed in seeds_of(seeds):
            found.append(one(seed, asked.pupils, asked.years, whole=whole))
            print(json.dumps(found[-1]), flush=True)
    text = _report(found, asked.pupils, asked.years)
    title = f"The loop on {len(found)} made-up trusts: what was planted, and what was found"
    save(
        asked.name,
        title,
        text,
        {"pupils": asked.pupils, "years": asked.years, "summary": _summary(found), "seeds": found},
    )


def seeds_of(words: str) -> range:
    if not words:
        return range(0)
    first, last = map(int, words.split("-"))
    return range(first, last + 1)


def one(seed: int, pupils: int, years: int, *, whole: bool) -> dict[str, Any]:
    """Return what was found of one trust; `whole`: alarms too, which need every week of every child."""
    from collegiate.pupils.gains import programme_effects, steps

    asked = (pupils, years) if whole else (FEWER, years - 1)
    record = children_record(seed, *asked, trust="both" if whole else "urban", until=UNTIL)
    children_record.cache_clear()
    trust, tables = record.trust, record.tables
    tests = steps(tables["pupil_result"])
    helped = with_help(trust, START)
    weeks = weeks_with_help(tables["pupil_week"], helped, record.numbers)
    found = {
        "seed": seed,
        "programmes": _programmes(programme_effects(tests, tables["pupil_support"]).to_pylist(), trust.truth),
        "effects": _effects(trust, helped, tables, weeks),
    }
    if whole:
        from collegiate.watch.alarms import alarms

        raised = alarms(weeks, tables["pupil"], tests, trust.today).to_pylist()
        found["alarms"] = _alarms(raised, trust.truth["decline"])
    return found


def _programmes(rows: Sequence[dict[str, Any]], truth: dict[str, Any]) -> list[dict[str, Any]]:
    found = {(r["programme"], r["subject"]): r for r in rows}
    told = []
    for planted in truth["interventions"]:
        row = found.get((planted["programme"], planted["subject"]))
        if row and row["low"] is not None:
            held = row["low"] <= planted["effect"] <= row["high"]
            told.append({"effect": planted["effect"], "verdict": row["verdict"], "held": held})
    return told


def _alarms(rows: Sequence[dict[str, Any]], decline: dict[str, Any]) -> dict[str, Any]:
    since = dt.date.fromisoformat(decline["since"])

    def planted(row: dict[str, Any]) -> bool:
        return (row["urn"], row["series"]) == (decline["urn"], decline["series"]) and row["as_of"] >= since

    mine = sorted(r["as_of"] for r in rows if r["raised"] and planted(r))
    looks = {(r["as_of"], r["series"]) for r in rows}
    false = {(r["as_of"], r["series"]) for r in rows if r["raised"] and not planted(r)}
    return {"days": (mine[0] - since).days if mine else None, "looks": len(looks), "false": len(false)}


def _effects(trust: Any, helped: Any, tables: dict[str, pa.Table], weeks: pa.Table) -> dict[str, Any]:
    from collegiate.watch.series import school_series

    planted = helped.scene.plan.helped
    with_help = SeenPicture(trust, school_series(weeks, tables["pupil"]).to_pylist())
    without = SeenPicture(trust, school_series(tables["pupil_week"], tables["pupil"]).to_pylist())
    return {
        "helped": _effect(with_help, planted.urn, 100 * planted.effect),
        "others": [f for urn in without.urns for f in [_effect(without, urn, 0.0)] if f],
    }


def _effect(picture: SeenPicture, urn: int, true: float) -> dict[str, Any] | None:
    """Lock the comparison on the eve, work it out when it is due; None where it is refused."""
    from collegiate.improve.otherwise import CannotCompareError, choose, evaluate

    try:
        locked = choose(trust_uid=TRUST, urn=urn, series="own.attendance", start=START, due=DUE, minimum=WORTH, about="Help with attendance.",
                        on=EVE, reader=picture, people=picture)  # type: ignore[arg-type] # fmt: skip
    except CannotCompareError:
        return None
    found, said = (evaluate(one, picture, picture, UNTIL) for one in (_finely(locked), locked))  # type: ignore[arg-type]
    if found.low is None or found.high is None or said.low is None or said.high is None:
        return None
    return {
        "urn": urn, "true": true, "effect": found.effect, "low": found.low, "high": found.high, "held": found.low <= true <= found.high,
        "held_as_said": said.low <= true <= said.high,
        "verdict": str(found.verdict), "grade": found.grade, "others": len(locked.others), "before": len(locked.before),
    }  # fmt: skip


def _finely(locked: Any) -> Any:
    """Return the comparison with figures to a hundredth, as those of published series are said.

    What was planted is a whole tenth: intervals that are said to a tenth can end at the very truth, and hold it by rounding.
    """
    return replace(locked, series=replace(locked.series, own=False, decimals=2))


def _summary(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    alarms = [f["alarms"] for f in found if "alarms" in f]
    looks, false = (sum(a[n] for a in alarms) for n in ("looks", "false"))
    nothing = [p for f in found for p in f.get("programmes", ()) if p["effect"] == 0]
    looked = [f["effects"] for f in found if "effects" in f]
    helped = [e["helped"] for e in looked if e["helped"]]
    others = [one for e in looked for one in e["others"]]
    return {
        "alarms": {
            "found_within_two_terms": share([a["days"] is not None and a["days"] <= TWO_TERMS for a in alarms]),
            "false": {"yes": false, "of": looks, "share": false / looks if looks else None},
        },
        "programme_without_effect_said_to_work": share([p["verdict"] == "better" for p in nothing]),
        "programme_intervals_hold": share([p["held"] for f in found for p in f.get("programmes", ())]),
        "help_held": share([e["held"] for e in helped]),
        "help_said_to_work": share([e["verdict"].startswith("better") for e in helped]),
        "help_not_compared": len(looked) - len(helped),
        "nothing_held": share([e["held"] for e in others]),
        "nothing_said_to_work": share([e["verdict"].startswith("better") for e in others]),
        "all_held": share([e["held"] for e in helped + others]),
        "all_held_as_said": share([e["held_as_said"] for e in helped + others]),
        "half_width": sum(e["high"] - e["low"] for e in helped) / 2 / len(helped) if helped else None,
        "bias": sum(e["effect"] - e["true"] for e in helped) / len(helped) if helped else None,
        "grades": {g: sum(e["grade"] == g for e in helped) for g in sorted({e["grade"] for e in helped})},
    }


def share(hits: Sequence[bool]) -> dict[str, Any]:
    """A share with the 95 % interval of Wilson, for few looks say little."""
    n, k = len(hits), sum(hits)
    if not n:
        return {"yes": 0, "of": 0, "share": None, "low": None, "high": None}
    p, z = k / n, _CHANCE
    middle, half = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    low, high = ((middle + side * half) / (1 + z * z / n) for side in (-1, 1))
    return {"yes": k, "of": n, "share": p, "low": low, "high": high}


def _report(found: Sequence[dict[str, Any]], pupils: int, years: int) -> str:
    told = _summary(found)
    false = told["alarms"]["false"]
    rows = [
        ["Falling school found within two terms", share_words(told["alarms"]["found_within_two_terms"])],
        ["Looks at a series that raised a false alarm (stated: at most 10 %)", f"{false['yes']} of {false['of']}: {100 * (false['share'] or 0):.1f} %"],
        ["Programme without effect said to work, by the regression (matching, which is what is locked: see matching.md)", share_words(told["programme_without_effect_said_to_work"])],
        ["Programmes' effects inside their intervals, by the regression", share_words(told["programme_intervals_hold"])],
        ["Planted help inside its 95 % interval", share_words(told["help_held"])],
        ["Planted help said to be better than it would have been", share_words(told["help_said_to_work"])],
        ["Schools that nobody helped: nought inside the interval", share_words(told["nothing_held"])],
        ["Both together", share_words(told["all_held"])],
        ["The same, of intervals as they are said: to a tenth, both ends counted in", share_words(told["all_held_as_said"])],
        ["Schools that nobody helped: said to be better", share_words(told["nothing_said_to_work"])],
    ]  # fmt: skip
    alarmed, helped, taught = (
        runs_of(f["seed"] for f in found if part in f) for part in ("alarms", "effects", "programmes")
    )
    head = (
        f"Alarms: seeds {alarmed}, two trusts with about {pupils:,} children together, {years} academic years up to 2025/26 and the whole of 2026/27. "
        f"Effects: seeds {helped}. Programmes: seeds {taught}. Seeds from 2000 on make an urban trust of {FEWER:,} children, a year less. "
        f"Help of 4.5 percentage points of attendance since {START:%-d %B %Y}, due on {DUE:%-d %B %Y}. In brackets: the 95 % interval of the share."
    )
    half, bias = told["half_width"], told["bias"]
    tail = f"The interval of the help is {2 * half:.1f} percentage points wide on average; the effect is {abs(bias):.2f} points too {'high' if bias > 0 else 'low'} on average." if half else ""  # fmt: skip
    return f"{head}\n\n{table(['what', 'found'], rows)}\n\n{tail}"


def runs_of(seeds: Iterable[int]) -> str:
    """Say seeds by the first and the last of each run of them."""
    known = sorted(seeds)
    starts = [s for s in known if s - 1 not in known]
    ends = [s for s in known if s + 1 not in known]
    return ", ".join(f"{a} to {b}" if a < b else str(a) for a, b in zip(starts, ends, strict=True))


def share_words(share: dict[str, Any]) -> str:
    if not share["of"]:
        return "no look"
    return f"{share['yes']} of {share['of']}: {100 * share['share']:.1f} % ({100 * share['low']:.1f} to {100 * share['high']:.1f})"


if __name__ == "__main__":
    main()
