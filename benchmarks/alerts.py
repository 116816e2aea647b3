"""Many made-up nations: how often a planted fall in published figures is found, and how often an alert is false.

uv run python benchmarks/alerts.py [--seeds 201-220] [--schools 3000] [--nation 20000] [--name alerts]

Each seed makes a nation with its true effects, its trusts and four years of figures with their sampling, and plants falls in
academies of trusts that are chosen by lot. An alert in a trust without a planted fall is false. The seeds given by default
were not looked at while the rules were made. What a nation of the full size costs a build is timed once.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from measured import save, table

YEARS = (2016, 2017, 2018, 2019)
EACH = 12
"""Academies of a nation in which each kind of fall is planted."""
FALLS = {
    "Progress 8 falls by 0.16 grades a year for three years": "p8_decline",
    "Progress 8 falls by 0.50 grades in the last year": "p8_break",
    "Key stage 2 progress in all subjects falls by 1.0 a year for three years": "ks2_decline",
    "Key stage 2 progress in all subjects falls by 3.5 in the last year": "ks2_break",
    "Absence rises by 0.5 percentage points a year for three years": "absence_decline",
    "Absence rises by 1.5 percentage points in the last year": "absence_break",
}  # fmt: skip
_STEPS = {"p8": (-0.16, -0.50), "ks2": (-1.0, -3.5), "absence": (0.5, 1.5)}


def main() -> None:
    """Run the seeds and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="201-220")
    parser.add_argument("--schools", type=int, default=3_000)
    parser.add_argument("--nation", type=int, default=20_000)
    parser.add_argument("--name", default="alerts")
    asked = parser.parse_args()
    first, last = map(int, asked.seeds.split("-"))
    found = []
    for seed in range(first, last + 1):
        found.append(one(seed, asked.schools))
        print(json.dumps(found[-1]), flush=True)
    whole = one(1, asked.nation)
    report = _report(found, whole, asked.schools, asked.nation)
    save(asked.name, f"Planted falls in the published figures of {len(found)} made-up nations, and what was found", report, {"schools": asked.schools, "seeds": found, "nation": whole})  # fmt: skip


def one(seed: int, schools: int) -> dict[str, Any]:
    """Return what was found in one nation, and the seconds that the looking took."""
    from collegiate.compare import similar_sets
    from collegiate.measures import definitions
    from collegiate.watch.slipping import slipping

    nation, trusts, years = _made(seed, schools)
    planted = _plant(nation, trusts, years, np.random.default_rng([seed, 77]))
    figures, intake, school = _figures(nation, years), _intake(nation, years), _schools(nation, trusts)
    sets = similar_sets(intake)
    began = time.process_time()
    alerts = slipping(figures, sets, school, definitions())
    seconds = time.process_time() - began
    return _counted(alerts, planted, nation) | {"seed": seed, "seconds": round(seconds, 2)}


def _made(seed: int, schools: int) -> tuple[Any, Any, list[Any]]:
    from collegiate.simulate.nation import make_nation
    from collegiate.simulate.outcomes import make_effects, make_year
    from collegiate.simulate.trusts import make_groups

    nation = make_nation(seed, schools, YEARS)
    effects = make_effects(nation)
    return nation, make_groups(nation), [make_year(nation, effects, end) for end in YEARS]


def _in_trusts(nation: Any, trusts: Any) -> np.ndarray:
    return (trusts.trust_now >= 0) & nation.schools.academy & np.isnat(nation.schools.closed)


def _plant(nation: Any, trusts: Any, years: list[Any], rng: np.random.Generator) -> dict[int, str]:
    """Plant every kind of fall, at most one in a trust; return by school which. The simulated nation has one of its own."""
    from collegiate.simulate.kinds import Kind

    planted = {int(nation.urban[2]): "its own"}
    taken = {int(trusts.trust_now[nation.urban[2]])}
    of = {"p8": (Kind.SECONDARY, Kind.HIGH), "ks2": (Kind.PRIMARY,), "absence": (Kind.PRIMARY, Kind.SECONDARY)}
    size = years[-1].ks2_cohort + years[-1].ks4_cohort
    for fall in FALLS.values():
        subject = fall.partition("_")[0]
        could = np.flatnonzero(nation.schools.of(*of[subject]) & _in_trusts(nation, trusts) & (size >= 20))
        chosen: list[int] = []
        for school in rng.permutation(could).tolist():
            trust = int(trusts.trust_now[school])
            if trust not in taken and len(chosen) < EACH:
                chosen.append(school)
                taken.add(trust)
        for place, year in enumerate(years):
            _fall(year, chosen, subject, place, broken=fall.endswith("break"))
        planted |= dict.fromkeys(chosen, fall)
    return planted


def _fall(year: Any, schools: Sequence[int], subject: str, place: int, *, broken: bool) -> None:
    step, jump = _STEPS[subject]
    by = (jump if place == len(YEARS) - 1 else 0.0) if broken else step * place
    if subject == "p8":
        year.p8[schools] += by
    elif subject == "ks2":
        year.ks2_progress[:, schools] += by
    else:
        year.absence[schools] += by
        year.persistent_10[schools] += 2.9 * by


def _figures(nation: Any, years: list[Any]) -> pa.Table:
    from collegiate.simulate.kinds import Kind
    from collegiate.simulate.outcomes import PUPIL_SD_KS2, PUPIL_SD_P8
    from collegiate.tables import FigureRow

    ks2 = nation.schools.of(Kind.PRIMARY, Kind.MIDDLE, Kind.ALL_THROUGH)
    ks4 = nation.schools.of(Kind.SECONDARY, Kind.HIGH, Kind.ALL_THROUGH)
    parts = []
    for year in years:
        every = year.open
        wanted = [
            *((f"ks2_progress_{s}", year.ks2_progress[i], PUPIL_SD_KS2[i], year.ks2_cohort, ks2, 1) for i, s in enumerate(("reading", "writing", "maths"))),
            ("ks4_progress8", year.p8, PUPIL_SD_P8, year.p8_pupils, ks4, 2), ("ks4_attainment8", year.att8, 0.0, year.p8_pupils, ks4, 1),
            ("absence", year.absence, 0.0, year.roll, every, 2), ("persistent_absence", year.persistent_10, 0.0, year.roll, every, 1),
        ]  # fmt: skip
        for measure, value, sd, n, which, decimals in wanted:
            there = np.flatnonzero(which & year.open & (n >= 6))
            half = 1.96 * sd / np.sqrt(n[there]) if sd else np.full(len(there), np.nan)
            shown = np.round(value[there], decimals)
            parts.append(pa.table({
                "subject": pa.array(["school"] * len(there)), "urn": year.urn[there], "measure": pa.array([measure] * len(there)), "period": np.full(len(there), year.end),
                "shown": np.ones(len(there), bool), "era": pa.array(["one"] * len(there)), "value": shown,
                "low": pa.array(shown - half, mask=np.isnan(half)), "high": pa.array(shown + half, mask=np.isnan(half)),
            }))  # fmt: skip
    return pa.concat_tables(FigureRow.conform(p) for p in parts)


def _intake(nation: Any, years: list[Any]) -> pa.Table:
    from collegiate.tables import Intake

    year = years[-1]
    there = np.flatnonzero(year.open)
    phase = np.array(_phases(nation), dtype=object)[there]
    return Intake.conform(pa.table({
        "period": np.full(len(there), year.end), "urn": year.urn[there], "phase_group": pa.array(phase.tolist()),
        "prior_attainment": np.where(year.ks4_cohort > 0, year.ks2_prior, year.ks1_average)[there], "free_school_meals": 100 * year.fsm_ever[there],
        "english_additional_language": 100 * year.eal[there], "special_needs": 100 * (year.sen_support + year.ehcp)[there], "roll": year.roll[there],
    }).sort_by("urn"))  # fmt: skip


def _phases(nation: Any) -> list[str]:
    from collegiate.simulate.kinds import Kind

    primary, special = nation.schools.of(Kind.PRIMARY, Kind.FIRST), nation.schools.of(Kind.SPECIAL, Kind.REFERRAL)
    middle = nation.schools.of(Kind.MIDDLE)
    return np.select(
        [primary, special, middle], ["primary", "special", "middle_deemed_secondary"], "secondary"
    ).tolist()  # type: ignore[no-any-return]


def _schools(nation: Any, trusts: Any) -> pa.Table:
    from collegiate.tables import School

    s = nation.schools
    mine = _in_trusts(nation, trusts)
    now = {"urn": s.urn_now, "institution": s.urn_now, "status": pa.array(np.where(np.isnat(s.closed), "open", "closed").tolist()), "trust_uid": pa.array(trusts.trust_now + 1, mask=~mine)}  # fmt: skip
    had = np.flatnonzero(s.urn_before > 0)
    before = {"urn": s.urn_before[had], "institution": s.urn_now[had], "status": pa.array(["closed"] * len(had)), "trust_uid": pa.nulls(len(had), pa.int64())}  # fmt: skip
    return pa.concat_tables(School.conform(pa.table(t)) for t in (now, before))


def _counted(alerts: pa.Table, planted: dict[int, str], nation: Any) -> dict[str, Any]:
    urn = nation.schools.urn_now
    fell = {int(urn[s]): fall for s, fall in planted.items()}
    raised = [r for r in alerts.to_pylist() if r["state"] == "raised"]
    looked = alerts.filter(pc.not_equal(alerts["state"], "not_looked"))
    trust_of = dict(zip(looked["urn"].to_pylist(), looked["trust_uid"].to_pylist(), strict=True))
    with_fall = {trust_of[u] for u in fell if u in trust_of}
    quiet = set(trust_of.values()) - with_fall
    found = {r["urn"] for r in raised}
    right = [r for r in raised if r["urn"] in fell]
    return {
        "looks": looked.num_rows, "trusts": len(quiet), "told_falsely": len({r["trust_uid"] for r in raised} & quiet),
        "raised": len(raised), "raised_rightly": len(right),
        "hits": {fall: [sum(fell[u] == fall for u in found & set(fell)), sum(f == fall and u in trust_of for u, f in fell.items())] for fall in FALLS.values()},
    }  # fmt: skip


def _report(found: list[dict[str, Any]], whole: dict[str, Any], schools: int, nation: int) -> str:
    from collegiate.watch.slipping import FALSE_ALERTS

    trusts, false = sum(f["trusts"] for f in found), sum(f["told_falsely"] for f in found)
    rows: list[tuple[str, str]] = [
        (f"Trusts without a planted fall that were shown any alert (stated: at most {FALSE_ALERTS:.0%})", f"{false} of {trusts:,}: {false / trusts:.1%}"),
    ]  # fmt: skip
    for words, fall in FALLS.items():
        hit, of = (sum(f["hits"][fall][i] for f in found) for i in (0, 1))
        rows.append((words, f"{hit} of {of}: {hit / max(of, 1):.0%}"))
    raised, right = sum(f["raised"] for f in found), sum(f["raised_rightly"] for f in found)
    rows.append(("Alerts that were about a school with a planted fall", f"{right} of {raised}"))
    looks = sum(f["looks"] for f in found) // len(found)
    rows.append((f"Seconds of one processor for one nation of {schools:,} schools, {looks:,} looks at academies", f"{np.median([f['seconds'] for f in found]):.1f}"))  # fmt: skip
    rows.append(
        (f"Seconds of one processor for one of {nation:,} schools, {whole['looks']:,} looks", f"{whole['seconds']:.1f}")
    )
    about = f"Seeds of {schools:,} schools, four years, {EACH} academies with each kind of fall. Schools of every size are among them: a small school's fall is often within what chance does."
    return f"{about}\n\n{table(('what', 'found'), rows)}"


if __name__ == "__main__":
    main()
