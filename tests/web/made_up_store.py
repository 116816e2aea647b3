"""A small made-up store for the pages: two trusts, sixty schools around them, a conversion, a suppressed figure, a refusal."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from collegiate.measures.definition import definitions, measure_rows
from collegiate.store import Store
from collegiate.tables import (
    CheckResult,
    FigureRow,
    Inspection,
    Intake,
    Lineage,
    MeasureRow,
    Membership,
    PostcodeDistrict,
    Receipt,
    RefusedRow,
    School,
    SimilarSet,
    Table,
    Trust,
)

Rows = list[dict[str, Any]]

DOVE, KILN, LONE = 9001, 9002, 9003
HIGH, MIDDLE, SECOND_MIDDLE, FIRST, SMALL_FIRST, OLD_HIGH = 900101, 900102, 900103, 900104, 900105, 800101
TOWN_HIGH, TOWN_PRIMARY, MOVED = 900201, 900202, 900203
CROWD = range(910001, 910061)
YEARS = (2016, 2017, 2018, 2019, 2022)
FILE, BROKEN_FILE, PUPILS_FILE = 1, 2, 4

MEASURES = (
    "ks2_progress_reading",
    "ks2_progress_maths",
    "ks2_expected_standard",
    "ks4_progress8",
    "ks4_attainment8",
    "persistent_absence",
    "roll",
    "free_school_meals",
)


def _school(
    urn: int, name: str, phase: str, ages: tuple[int, int], roll: int | None, at: tuple[float, float], **more: Any
) -> dict[str, Any]:
    return {
        "urn": urn, "institution": urn, "school_name": name, "phase": phase, "type_code": 34, "type_name": "Academy converter",
        "type_group": "Academies", "sector": "state_funded", "status": "open", "open_date": date(2017, 9, 1),
        "low_age": ages[0], "high_age": ages[1], "gender": "Mixed", "religious_character": "None", "roll": roll, "capacity": 1200,
        "la_code": 860, "la_name": "Staffordshire", "establishment_number": urn % 10000, "region": "West Midlands",
        "town": "Dovebridge", "postcode": "ST14 7AA", "latitude": at[0], "longitude": at[1], "file_id": FILE, "line": urn % 100 + 2,
        "search_text": f"{name} {urn} dovebridge st14 7aa st147aa 860 860/{urn % 10000:04d}".casefold(), **more,
    }  # fmt: skip


def schools() -> Rows:
    """The schools; OLD_HIGH is HIGH before it became an academy."""
    dove = {"trust_uid": DOVE, "trust_name": "Dove Valley Learning Trust"}
    kiln = {"trust_uid": KILN, "trust_name": "Kiln Street Trust", "town": "Potters Bank"}
    draw = random.Random(4)
    named = [
        _school(HIGH, "Dove Bank High School", "secondary", (13, 18), 1047, (52.899, -1.865), **dove),
        _school(MIDDLE, "Windmill Park CE Middle School", "middle_deemed_secondary", (9, 13), 355, (52.905, -1.858), religious_character="Church of England", **dove),
        _school(SECOND_MIDDLE, "Oldfield Middle School", "middle_deemed_secondary", (9, 13), 540, (52.893, -1.877), **dove),
        _school(FIRST, "Picknoll First School", "primary", (3, 9), 298, (52.901, -1.842), **dove),
        _school(SMALL_FIRST, "Hutchins CE First School", "primary", (4, 9), None, (52.957, -1.934), **dove),
        _school(OLD_HIGH, "Dove Bank High School", "secondary", (13, 18), 1010, (52.899, -1.865), institution=HIGH, status="closed",
                close_date=date(2017, 8, 31), open_date=date(1976, 9, 1), type_name="Community school", type_group="Local authority maintained schools"),
        _school(TOWN_HIGH, "Kiln Street Academy", "secondary", (11, 16), 980, (53.02, -2.18), **kiln),
        _school(TOWN_PRIMARY, "Saggar Lane Primary Academy", "primary", (4, 11), 420, (53.03, -2.19), **kiln),
        _school(MOVED, "Bottle Oven Academy", "primary", (4, 11), 210, (53.01, -2.2)),
    ]  # fmt: skip
    phases = ("secondary", "primary", "middle_deemed_secondary")
    crowd = [
        _school(urn, f"Comparison School {urn % 100}", phases[urn % 3], (4, 16), 300 + urn % 100,
                (52.9 + draw.uniform(-0.15, 0.15), -1.87 + draw.uniform(-0.25, 0.25)))
        for urn in CROWD
    ]  # fmt: skip
    return named + crowd


_COLUMNS = {
    "secondary": ("ks4_progress8", "ks4_attainment8"),
    "primary": ("ks2_progress_reading", "ks2_progress_maths", "ks2_expected_standard"),
    "middle_deemed_secondary": ("ks2_progress_reading", "ks2_progress_maths", "ks2_expected_standard"),
}
_ALWAYS = ("persistent_absence", "roll", "free_school_meals")
_USUAL = {"ks4_progress8": (0, 0.35, 0.15), "ks4_attainment8": (47, 5, 2.2), "ks2_progress_reading": (0, 2, 1.4),
          "ks2_progress_maths": (0, 2.1, 1.3), "ks2_expected_standard": (64, 10, 7), "persistent_absence": (11, 3, 1.6),
          "roll": (500, 300, 0), "free_school_meals": (14, 6, 0)}  # fmt: skip
_POLARITY = {m.id: m.polarity for m in definitions()}


def _verdict(measure: str, low: float | None, high: float | None, median: float) -> str:
    if low is None or high is None:
        return ""
    if low <= median <= high:
        return "cannot be told apart"
    above = low > median
    polarity = _POLARITY[measure]
    if polarity == "none":
        return "higher" if above else "lower"
    return "better" if above == (polarity == "higher") else "worse"


def _figure(urn: int, measure: str, period: int, draw: random.Random) -> dict[str, Any]:
    middle, spread, half = _USUAL[measure]
    value = draw.gauss(middle, spread)
    value = max(value, 0.5) if middle else value
    low, high = (value - half, value + half) if half else (None, None)
    median = draw.gauss(middle, spread / 4)
    return {
        "subject": "school", "urn": urn, "measure": measure, "period": period, "release": "final", "shown": True,
        "era": ("threshold_15" if period < 2017 else "threshold_10") if measure == "persistent_absence" else "present",
        "value": value, "low": low, "high": high, "interval": "published" if half else "none: every pupil is counted",
        "n": draw.randint(20, 240), "n_from": "the same row", "symbol": "", "code": "", "england": middle - spread / 10,
        "england_how": "published", "local_authority": middle - spread / 9, "local_authority_how": "published", "set_id": f"mainstream-{period}",
        "similar_k": 50, "similar_low": median - spread / 2, "similar_median": median, "similar_high": median + spread / 2,
        "percentile": draw.uniform(1, 99), "verdict": _verdict(measure, low, high, median), "note": "", "rule_version": "1",
        "file_ids": [FILE], "lines": [urn % 100 + 2],
    }  # fmt: skip


def figures() -> Rows:
    """Figures of every school, with the conversion's years under the old URN, and every kind of gap."""
    draw = random.Random(11)
    rows: Rows = []
    for school in schools():
        urn = school["urn"]
        if urn == SMALL_FIRST:
            continue
        years = [y for y in YEARS if (urn != OLD_HIGH or y <= 2017) and (urn != HIGH or y > 2017)]
        rows += [_figure(urn, m, y, draw) for m in (*_COLUMNS[school["phase"]], *_ALWAYS) for y in years]
    rows += [
        _missing(SMALL_FIRST, "ks2_progress_reading", 2019, "c", "SUPP"),
        _missing(SMALL_FIRST, "roll", 2019, "x", ""),
    ]
    for row in rows:
        if (row["urn"], row["measure"], row["period"]) == (HIGH, "ks4_progress8", 2019):
            row |= {
                "value": -0.39,
                "low": -0.56,
                "high": -0.20,
                "similar_low": -0.2,
                "similar_median": 0.02,
                "similar_high": 0.2,
                "verdict": "worse",
                "percentile": 6.0,
            }
        if (row["urn"], row["period"]) == (MIDDLE, 2019):
            row.update(_standing_of(row))
        if row["period"] == 2022 and row["measure"] not in _ALWAYS:
            row.update(_nothing("x", "NP"))
        if row["urn"] == MIDDLE:
            row["note"] = "Compared with 34 middle schools: there are too few for fifty."
    provisional = {
        **next(r for r in rows if (r["urn"], r["measure"], r["period"]) == (HIGH, "ks4_progress8", 2019)),
        "release": "provisional",
        "shown": False,
        "value": -0.38,
    }
    return [*rows, provisional, *_trust_figures(rows)]


def _standing_of(row: dict[str, Any]) -> dict[str, Any]:
    """A standing as the picture has it: a mean is reached by points, a share by children."""
    share = row["measure"] == "ks2_expected_standard"
    return {
        "p_top_quarter": 0.085, "rank": 22, "rank_low": 4, "rank_high": 31, "rank_of": 50, "indistinguishable": 37,
        "children_to_target": 3 if share else None, "points_to_target": None if share else row["n"] * 1.25,
    } if row["measure"].startswith("ks2") else {}  # fmt: skip


def _nothing(symbol: str, code: str) -> dict[str, Any]:
    return {"value": None, "low": None, "high": None, "symbol": symbol, "code": code, "verdict": "", "n": None, "percentile": None,
            "similar_low": None, "similar_median": None, "similar_high": None, "england": None, "local_authority": None}  # fmt: skip


def _missing(urn: int, measure: str, period: int, symbol: str, code: str) -> dict[str, Any]:
    return {**_figure(urn, measure, period, random.Random(urn)), **_nothing(symbol, code)}


def _trust_figures(rows: Rows) -> Rows:
    members = {DOVE: (HIGH, MIDDLE, SECOND_MIDDLE, FIRST), KILN: (TOWN_HIGH, TOWN_PRIMARY)}
    found: Rows = []
    for uid, urns in members.items():
        for measure in MEASURES:
            for period in YEARS:
                parts = [
                    r
                    for r in rows
                    if r["urn"] in urns and r["measure"] == measure and r["period"] == period and r["value"] is not None
                ]
                if parts:
                    found.append({**parts[0], "subject": "trust", "urn": None, "trust_uid": uid, "value": sum(p["value"] for p in parts) / len(parts),
                                  "n": sum(p["n"] for p in parts), "n_from": "", "parts": [p["urn"] for p in parts], "partial": len(parts) < len(urns), "set_id": "",
                                  "similar_k": None, "similar_low": None, "similar_median": None, "similar_high": None, "percentile": None,
                                  "verdict": "", "note": "", "interval": "derived from the parts",
                                  "file_ids": [FILE] * len(parts), "lines": [p["lines"][0] for p in parts]})  # fmt: skip
    return found


def _trusts() -> Rows:
    common = {"kind": "multi_academy_trust", "status": "Open", "file_id": FILE, "line": 3}
    return [
        {"trust_uid": DOVE, "trust_name": "Dove Valley Learning Trust", "registered_name": "DOVE VALLEY LEARNING TRUST", "companies_house_number": "09000001",
         "academies": 5, "open_date": date(2016, 4, 1), "search_text": "dove valley learning trust 9001 09000001", **common},
        {"trust_uid": KILN, "trust_name": "Kiln Street Trust", "registered_name": "KILN STREET TRUST", "companies_house_number": "09000002",
         "academies": 2, "search_text": "kiln street trust 9002", **common},
        {"trust_uid": LONE, "trust_name": "<b>Lone</b> & Empty Trust", "registered_name": "LONE", "academies": 0, "search_text": "lone empty trust 9003", **common},
    ]  # fmt: skip


def _memberships() -> Rows:
    stay = {"file_id": FILE, "line": 5}
    rows = [
        {"urn": urn, "trust_uid": DOVE, "joined": joined, **stay}
        for urn, joined in (
            (HIGH, date(2017, 9, 1)),
            (MIDDLE, date(2017, 9, 1)),
            (SECOND_MIDDLE, date(2018, 1, 1)),
            (FIRST, date(2018, 9, 1)),
            (SMALL_FIRST, date(2021, 4, 1)),
        )
    ]
    rows += [{"urn": u, "trust_uid": KILN, "joined": date(2015, 9, 1), **stay} for u in (TOWN_HIGH, TOWN_PRIMARY)]
    gone = {"left_after": date(2022, 3, 31), "left_before": date(2022, 6, 30), "moved_to": LONE}
    return [*rows, {"urn": MOVED, "trust_uid": KILN, "joined": date(2015, 9, 1), **gone, **stay}]


def _inspections() -> Rows:
    def judged(urn: int, day: date, regime: str, area: str, outcome: str) -> dict[str, Any]:
        return {
            "urn": urn,
            "inspection_date": day,
            "as_of": None,
            "regime": regime,
            "area": area,
            "outcome": outcome,
            "file_id": FILE,
            "line": 4,
        }

    return [
        judged(OLD_HIGH, date(2009, 5, 6), "graded", "overall_effectiveness", "Satisfactory"),
        judged(OLD_HIGH, date(2014, 5, 6), "graded", "overall_effectiveness", "Good"),
        judged(HIGH, date(2023, 3, 7), "graded", "overall_effectiveness", "Requires improvement"),
        judged(HIGH, date(2026, 1, 20), "report_card", "inclusion", "Strong standard"),
        judged(HIGH, date(2026, 1, 20), "report_card", "achievement", "Needs attention"),
        judged(MIDDLE, date(2019, 6, 4), "graded", "overall_effectiveness", "Good"),
    ]


def _sets_and_intakes() -> tuple[Rows, Rows]:
    sets, intakes = [], []
    draw = random.Random(8)
    for school in schools():
        urn = school["urn"]
        for period in YEARS:
            near = [u for u in CROWD if u != urn][:50]
            sets.append(
                {
                    "set_id": f"mainstream-{period}",
                    "period": period,
                    "phase_group": "secondary",
                    "urn": urn,
                    "neighbours": near,
                    "distances": [0.2 + 0.03 * i for i in range(len(near))],
                    "features": "free_school_meals, roll",
                    "pool": 60,
                }
            )
            intakes.append({"period": period, "urn": urn, "phase_group": "secondary", "prior_attainment": None, "free_school_meals": draw.uniform(3, 40),
                            "english_additional_language": 4.2, "special_needs": 15.0, "deprivation": 61.0, "roll": 500.0})  # fmt: skip
    return sets, intakes


def _books(original: Path) -> tuple[Rows, Rows]:
    sha = hashlib.sha256(original.read_bytes()).hexdigest()
    common = {
        "sha256": sha,
        "size": 1000,
        "encoding": "utf-8",
        "read_at": "2026-11-22T01:00:00Z",
        "period": 2019,
        "period_how": "name",
        "release": "final",
    }
    receipts = [
        {"file_id": FILE, "file": "performance/england_ks4final_2019.csv", "source": "performance_ks4", "title": "Key stage 4 performance tables",
         "how": "its headers", "status": "kept", "rows_in": 101, "rows_kept": 101, "rows_refused": 0, "cells_refused": 0, **common},
        {"file_id": BROKEN_FILE, "file": "register/broken.csv", "source": "gias_establishments", "title": "GIAS establishments extract",
         "how": "its headers", "status": "partly", "rows_in": 150, "rows_kept": 29, "rows_refused": 121, "cells_refused": 1, "columns_unused": "Spare | Other", **common},
        {"file_id": 3, "file": "census/workforce.csv", "source": "workforce", "title": "School workforce", "how": "its headers", "status": "waiting",
         "question": "Which year is it? Say --answer workforce.csv=2018/19.", "rows_in": 0, "rows_kept": 0, "rows_refused": 0, **common},
        {"file_id": PUPILS_FILE, "file": "900102-windmill/pupils.csv", "source": "pupils", "title": "Pupils", "how": "its headers", "status": "partly", "people": True,
         "rows_in": 4, "rows_kept": 3, "rows_refused": 1, "cells_refused": 0, **common},
    ]  # fmt: skip
    refused = [
        {"file_id": BROKEN_FILE, "line": i + 2, "column_name": "URN", "value": "=1+1", "reason": "A URN has six digits.",
         "remedy": "Write the school's URN.", "whole_row": True, "row_text": f"=1+1,@x,{i}"}
        for i in range(121)
    ]  # fmt: skip
    refused.append(
        {"file_id": PUPILS_FILE, "line": 3, "column_name": "DOB", "value": "31/02/2014", "reason": "There is no such day.", "remedy": "Look at the birth certificate.",
         "whole_row": True, "row_text": "A860900104001,Sandford,Maya,31/02/2014"}
    )  # fmt: skip
    return receipts, refused


def _checks() -> Rows:
    return [{"check": "roll_jump", "severity": "look", "found": "The roll doubled within a year.", "matters": "When shares are worked out of it.",
             "remedy": "Ask the school.", "owner": "data manager", "urn": HIGH, "file_id": FILE, "line": 3}]  # fmt: skip


def _places() -> Rows:
    spots = (
        ("ST14", "Uttoxeter", 52.9, -1.86),
        ("ST14", "Rocester", 52.95, -1.84),
        ("DE6", "Ashbourne", 53.0, -1.73),
        ("ST1", "Hanley", 53.025, -2.175),
    )
    return [
        {"outward_code": f"{c}{i}", "place": p, "latitude": a, "longitude": o, "file_id": FILE, "line": i}
        for i, (c, p, a, o) in enumerate(spots)
    ]


def _arrow(table: type[Table], rows: Rows) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=table.schema())


def make_store(root: Path, record: Mapping[str, pa.Table] | None = None, **about: str) -> Path:
    """Publish the made-up picture under `root`, with the children of `record`, and return the store's folder."""
    original = root / "england_ks4final_2019.csv"
    original.parent.mkdir(parents=True, exist_ok=True)
    lines = ["URN,SCHNAME,P8MEA", *(f"{900100 + i},=Dove {i},{i / 100}" for i in range(120))]
    original.write_text("\n".join(lines) + "\n", encoding="utf-8")
    receipts, refused = _books(original)
    sets, intakes = _sets_and_intakes()
    lineage = [
        {
            "urn": OLD_HIGH,
            "next_urn": HIGH,
            "happened": date(2017, 9, 1),
            "kind": "conversion",
            "days_apart": 1,
            "joined": True,
        }
    ]
    picture = {
        t.name: _arrow(t, rows)
        for t, rows in (
            (School, schools()), (Lineage, lineage), (Trust, _trusts()), (Membership, _memberships()), (FigureRow, figures()),
            (SimilarSet, sets), (Intake, intakes), (CheckResult, _checks()),
        )
    } | {MeasureRow.name: measure_rows()} | dict(record or {})  # fmt: skip
    store = root / "store"
    with Store(store).build() as building:
        building.keep_original(original, receipts[0]["sha256"])
        for table, rows in (
            (Receipt, receipts),
            (RefusedRow, refused),
            (Inspection, _inspections()),
            (PostcodeDistrict, _places()),
        ):
            building.add(table.name, _arrow(table, rows))
        building.publish(picture, about)
    return store
