"""Made-up children for the pages: four schools of the made-up trust, one child with a whole history, one with none."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import deciding_rows
import pyarrow as pa
import series_rows
from made_up_store import FIRST, HIGH, MIDDLE, PUPILS_FILE, SMALL_FIRST, TOWN_PRIMARY

from collegiate.tables import RECORD, RESOLVED

Rows = list[dict[str, Any]]

MAYA, NOBODYS, FORMER_KEY, NO_KEY = "M4YA0SANDF", "N0B0DYKN0W", "F0RMERKEY1", "ZZZZZZZZZZ"
"""A child with a whole history; one of whom nobody wrote anything; an address that once led to the first; one that leads nowhere."""
TOWN_CHILD, TOWN_CLASS = "T0WNCH1LD0", "4T"
"""A child of the other trust, and the class."""
UPN = "A860900104001"
MAYAS, NOBODY = 1, 2
TODAY, TERM, LAST_MONDAY = date(2026, 11, 20), date(2026, 9, 7), date(2026, 11, 16)
HALF_TERM = date(2026, 10, 26)
NOW, BEFORE = 2027, 2026
WEEKS = [d for n in range(11) if (d := TERM + timedelta(weeks=n)) != HALF_TERM]
ODD_CLASS = "5/B & <Oak>"

_YEARS = {FIRST: ("R", "1", "2", "3", "4"), SMALL_FIRST: ("R", "1", "2", "3", "4"), MIDDLE: ("5", "6", "7", "8"), HIGH: ("9", "10", "11")}  # fmt: skip
_SIZE = {FIRST: 8, SMALL_FIRST: 2, MIDDLE: 9, HIGH: 8}
_SURNAMES = (
    "Adams",
    "Bagnall",
    "Copestake",
    "Deaville",
    "Eardley",
    "Fradley",
    "Goodwin",
    "Heath",
    "Ingram",
    "Jervis",
    "Keeling",
    "Lovatt",
    "Mellor",
    "O'Hara-Whitehouse-Montgomery",
)
_FORENAMES = ("Aisha", "Ben", "Callum", "Daisy", "Elijah", "Freya", "George", "Hana", "Isla", "Jakub", "Kezia", "Leo", "Nia", "Oskar", "Poppy")  # fmt: skip


def _born(year_group: str) -> date:
    return date(2026 - 4 - (0 if year_group == "R" else int(year_group)), 3, 14)


def _child(number: int, urn: int, year: str, draw: random.Random) -> dict[str, Any]:
    surname, forename = draw.choice(_SURNAMES), draw.choice(_FORENAMES)
    group = ODD_CLASS if (urn, year) == (MIDDLE, "5") else f"{year}A"
    return {
        "pupil": number, "pupil_key": f"K{number:09d}", "urn": urn, "on_roll": True, "surname": surname, "forename": forename, "birth_date": _born(year),
        "sex": draw.choice("MF"), "year_group": year, "registration_group": group, "enrolment_status": "C", "entry_date": date(2025, 9, 3),
        "sen_provision": draw.choice(("N", "N", "N", "K")), "free_school_meals": draw.random() < 0.2, "pupil_premium": False,
        "english_additional": False, "looked_after": False, "outward_code": "ST14", "search_text": f"{forename} {surname}".casefold(), "last_described": TODAY,
    }  # fmt: skip


def children() -> Rows:
    """Every child, the two named ones first."""
    draw = random.Random(3)
    places = [(u, y) for u, years in _YEARS.items() for y in years for _ in range(_SIZE[u])]
    rows = [_child(n, u, y, draw) for n, (u, y) in enumerate([(MIDDLE, "8"), (MIDDLE, "5"), *places], start=1)]
    rows[0] |= {
        "pupil_key": MAYA, "surname": "Sandford", "forename": "Maya", "legal_surname": "Sandford-Okoro", "legal_forename": "Maya", "upn": UPN, "sex": "F",
        "search_text": "maya sandford sandford-okoro", "entry_date": date(2023, 9, 5), "sen_provision": "K", "sen_need": "SLCN", "free_school_meals": True,
        "pupil_premium": True, "birth_date": date(2014, 3, 14), "registration_group": "8A",
    }  # fmt: skip
    rows[1] |= {
        "pupil_key": NOBODYS,
        "surname": "<b>Quiet</b>",
        "forename": "Rowan",
        "search_text": "rowan <b>quiet</b>",
    }
    rows.append(
        rows[-1]
        | {
            "pupil": len(rows) + 1,
            "pupil_key": f"K{len(rows) + 1:09d}",
            "on_roll": False,
            "forename": "Lina",
            "surname": "Leftwich",
            "leaving_date": date(2026, 7, 21),
            "search_text": "lina leftwich",
        }
    )
    return [*rows, *_town(len(rows))]


def _town(after: int) -> Rows:
    """Four children of the other trust's primary academy, in one class."""
    draw = random.Random(4)
    found = []
    for number, surname in enumerate(("Townsend", "Tunnicliffe", "Turnock", "Tams"), start=after + 1):
        child = _child(number, TOWN_PRIMARY, "4", draw) | {"surname": surname, "registration_group": TOWN_CLASS}
        found.append(child | {"search_text": f"{child['forename']} {surname}".casefold()})
    found[0]["pupil_key"] = TOWN_CHILD
    return found


def _days(first: date, last: date) -> Iterable[date]:
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if day.weekday() < 5 and not HALF_TERM <= day < HALF_TERM + timedelta(days=7) and day.month != 8:
            yield day


def _marks(rows: Rows) -> Rows:
    draw = random.Random(5)
    found = []
    for child in rows:
        if not child["on_roll"]:
            continue
        away = 0.5 if child["pupil"] == MAYAS else draw.choice((0.01, 0.03, 0.06, 0.18))
        spans = [(TERM, TODAY, child["urn"])]
        if child["pupil"] == MAYAS:
            spans = [
                (date(2022, 9, 5), date(2023, 7, 20), FIRST),
                (date(2025, 9, 3), date(2026, 7, 20), MIDDLE),
                *spans,
            ]
        for first, last, urn in spans:
            for day in _days(first, last):
                absent = draw.random() < (away if day > date(2026, 10, 1) else 0.04)
                code = draw.choice(("I", "I", "O", "N")) if absent else ""
                for session, present in (("AM", "/"), ("PM", "\\")):
                    here = "L" if session == "AM" and draw.random() < 0.02 else present
                    found.append(
                        {
                            "pupil": child["pupil"],
                            "urn": urn,
                            "day": day,
                            "session": session,
                            "code": code or here,
                            "counted": True,
                            "file_id": 1,
                            "line": len(found) + 2,
                        }
                    )
    return found


_AUTHORISED, _UNAUTHORISED = frozenset("IMC"), frozenset("ONGU")


def _sessions(marks: Rows) -> dict[str, int]:
    codes = [m["code"] for m in marks]
    authorised, unauthorised = (sum(c in kind for c in codes) for kind in (_AUTHORISED, _UNAUTHORISED))
    return {
        "possible": len(codes), "attended": len(codes) - authorised - unauthorised, "authorised": authorised, "unauthorised": unauthorised,
        "late": codes.count("L"), "educational": 0, "not_possible": 0,
    }  # fmt: skip


def _attendance(rows: Rows, marks: Rows) -> tuple[Rows, Rows, Rows]:
    by_child: dict[tuple[int, int, int], Rows] = defaultdict(list)
    by_week: dict[tuple[int, date], Rows] = defaultdict(list)
    for mark in marks:
        by_child[mark["pupil"], mark["urn"], mark["day"].year + (mark["day"].month >= 9)].append(mark)
        by_week[mark["urn"], mark["day"] - timedelta(days=mark["day"].weekday())].append(mark)
    child = {r["pupil"]: r for r in rows}
    own = [_of_child(child[p], u, y, _sessions(ms)) for (p, u, y), ms in by_child.items()]
    draw = random.Random(9)
    for row in rows:
        if row["on_roll"] and row["pupil"] not in (MAYAS, NOBODY) and row["entry_date"] < date(2026, 1, 1):
            missed = draw.choice((2, 8, 14, 30, 60))
            own.append(
                _of_child(
                    row,
                    row["urn"],
                    BEFORE,
                    {
                        "possible": 380,
                        "attended": 380 - missed,
                        "authorised": missed - missed // 3,
                        "unauthorised": missed // 3,
                        "late": 4,
                        "educational": 2,
                        "not_possible": 6,
                    },
                )
            )
    counts = []
    for urn, period in sorted({(r["urn"], r["period"]) for r in own}):
        of = [r for r in own if (r["urn"], r["period"]) == (urn, period)]
        groups: dict[tuple[str, str], Rows] = defaultdict(list)
        for row in of:
            groups["all", "all"].append(row)
            groups["year_group", row["year_group"]].append(row)
            groups["free_school_meals", "yes" if child[row["pupil"]]["free_school_meals"] else "no"].append(row)
            groups["registration_group", child[row["pupil"]]["registration_group"]].append(row)
        counts += [
            {
                "urn": urn,
                "period": period,
                "grouping": g,
                "value": v,
                "pupils": len(rs),
                "persistent": sum(r["persistent"] for r in rs),
                "severe": sum(r["severe"] for r in rs),
                **_sum(rs),
            }
            for (g, v), rs in groups.items()
        ]
    weeks = [
        {
            "urn": u,
            "week": w,
            "grouping": "all",
            "value": "all",
            "pupils": len({m["pupil"] for m in ms}),
            "on_roll": len({m["pupil"] for m in ms}),
            **_sessions(ms),
        }
        for (u, w), ms in by_week.items()
        if len({m["pupil"] for m in ms}) > 1
    ]
    return own, counts, weeks


def _of_child(child: dict[str, Any], urn: int, period: int, sessions: dict[str, int]) -> dict[str, Any]:
    missed, possible = sessions["authorised"] + sessions["unauthorised"], sessions["possible"]
    year = (
        child["year_group"]
        if period == NOW
        else str(int(child["year_group"]) - (NOW - period))
        if child["year_group"] not in ("R", "1", "2", "3", "4")
        else "R"
    )
    return {
        "pupil": child["pupil"],
        "urn": urn,
        "period": period,
        "year_group": year,
        "persistent": 10 * missed >= possible,
        "severe": 2 * missed >= possible,
        "most_in_ten_weeks": sessions["unauthorised"],
        **sessions,
    }


_SUMS = ("possible", "attended", "authorised", "unauthorised", "late", "educational", "not_possible")


def _sum(rows: Rows) -> dict[str, int]:
    return {name: sum(r[name] for r in rows) for name in _SUMS}


def _ledger(rows: Rows) -> tuple[Rows, Rows, Rows]:
    draw = random.Random(21)
    here = [r for r in rows if r["on_roll"]]
    entries, known = [], []
    silent = {r["pupil"]: r["pupil"] == NOBODY or draw.random() < 0.06 for r in here}
    for row in here:
        for week in WEEKS:
            state = (
                "no_data" if silent[row["pupil"]] else draw.choice(("acted_on", "looked_at", "looked_at", "looked_at"))
            )
            entries.append(
                {
                    "pupil": row["pupil"],
                    "urn": row["urn"],
                    "week": week,
                    "state": state,
                    "missing": "no note at all | no effort grade this term | no named adult"
                    if state == "no_data"
                    else None,
                }
            )
        days = 415 if silent[row["pupil"]] else draw.choice((2, 9, 20, 33, 64))
        known.append(
            {
                "pupil": row["pupil"],
                "urn": row["urn"],
                "adult": None if silent[row["pupil"]] else draw.choice(("Mrs J. Rushton", "Mr T. Oakden")),
                "last_note": None if silent[row["pupil"]] else TODAY - timedelta(days=1),
                "last_action": None if silent[row["pupil"]] else TODAY - timedelta(days=days),
                "days_without_action": days,
            }
        )
    lately = {r["pupil"]: r["days_without_action"] for r in known}
    child = {r["pupil"]: r for r in here}
    groups: dict[tuple[int, date, str, str], Rows] = defaultdict(list)
    for entry in entries:
        about = child[entry["pupil"]]
        for grouping, value in (
            ("all", "all"),
            ("year_group", about["year_group"]),
            ("registration_group", about["registration_group"]),
            ("sen_provision", about["sen_provision"]),
        ):
            groups[entry["urn"], entry["week"], grouping, value].append(entry)
    counts = [
        {
            "urn": u,
            "week": w,
            "grouping": g,
            "value": v,
            "roll": len(es),
            **{s: sum(e["state"] == s for e in es) for s in ("acted_on", "looked_at", "no_data")},
            "without_action": sum(lately[e["pupil"]] >= 30 for e in es),
        }
        for (u, w, g, v), es in groups.items()
    ]
    return entries, counts, known


def _flags(rows: Rows) -> tuple[Rows, Rows, Rows]:
    draw = random.Random(33)
    found = []
    for urn in (*_YEARS, TOWN_PRIMARY):
        likely = sorted(
            (
                (0.93 if r["pupil"] == MAYAS else draw.uniform(0.01, 0.5), r)
                for r in rows
                if r["on_roll"] and r["urn"] == urn
            ),
            key=lambda c: -c[0],
        )
        for place, (chance, row) in enumerate(likely, start=1):
            reasons = [
                {"sign": "absence_recent", "kind": "attendance", "reason": "missed 31 % of sessions in the last six school weeks", "value": 0.31, "weight": round(chance * 2, 2)},
                {"sign": "progress", "kind": "progress", "reason": "latest tests 6 points below children who scored alike before", "value": -6.0, "weight": 0.41},
                {"sign": "effort", "kind": "effort", "reason": "mean effort grade 3.0 of 5", "value": 3.0, "weight": -0.12},
                {"sign": None, "kind": None, "reason": "everything else together", "value": None, "weight": 0.03},
            ]  # fmt: skip
            found.append(
                {
                    "pupil": row["pupil"],
                    "urn": urn,
                    "as_of": TODAY,
                    "period": NOW,
                    "chance": chance,
                    "place": place,
                    "raised": place <= max(len(likely) // 10, 1),
                    "reasons": json.dumps(reasons),
                    "outcome": None,
                }
            )
    found.append(
        {
            "pupil": MAYAS,
            "urn": MIDDLE,
            "as_of": date(2025, 11, 21),
            "period": BEFORE,
            "chance": 0.4,
            "place": 2,
            "raised": True,
            "reasons": json.dumps(reasons),
            "outcome": "caught",
        }
    )
    scores = []
    for urn in (None, *_YEARS, TOWN_PRIMARY):
        for grouping, value, n in (
            ("all", "all", 96),
            ("sex", "F", 50),
            ("sex", "M", 46),
            ("free_school_meals", "yes", 18),
            ("free_school_meals", "no", 78),
            ("sen_provision", "K", 7),
        ):
            size = n if urn is None else n // 4 + 1
            scores.append(
                {
                    "period": BEFORE,
                    "urn": urn,
                    "grouping": grouping,
                    "value": value,
                    "pupils": size,
                    "caught": size // 12,
                    "missed": size // 24,
                    "wrongly_worried": size // 16,
                    "rightly_calm": size - size // 12 - size // 24 - size // 16,
                    "expected": size / 9,
                }
            )
    card = {
        "as_of": "2026-11-20", "period": NOW, "looks_for": "drifts out of attendance: misses at least one possible session in ten", "not_known_below_sessions": 40, "capacity": 0.1,
        "never_read": ["sex", "ethnicity", "address"], "limits": ["It decides nothing: a flag asks a person to look."], "fitted": True, "base": -2.4, "fitted_on": [2024, 2025],
        "calibrated_on": 2026, "children": 4100, "came": 390,
        "signs": [{"sign": "absence_recent", "kind": "attendance", "about": "share of sessions missed in the last six school weeks", "weights": [[0.0, -0.8], [0.1, 0.4], [0.3, 1.9]], "weight_unknown": 0.1}],
    }  # fmt: skip
    return found, scores, [{"model": "drift-out-of-attendance 2026-11-20", "card": json.dumps(card)}]


def _history() -> dict[str, Rows]:
    """Maya, from nursery to Year 8, across two schools."""
    at = {"pupil": MAYAS, "file_id": 1, "line": 9}
    first, middle = at | {"urn": FIRST}, at | {"urn": MIDDLE}

    def result(
        base: dict[str, Any],
        stage: str,
        subject: str,
        component: str,
        period: int,
        day: date | None,
        value: float | None = None,
        code: str | None = None,
        status: str = "R",
    ) -> dict[str, Any]:
        return base | {
            "stage": stage,
            "subject": subject,
            "component": component,
            "status": status,
            "period": period,
            "day": day,
            "value": value,
            "code": code,
        }

    tests = [
        result(first if p <= 2023 else middle, "TEST", s, "standardised_score", p, date(p, 7, 4), v)
        for s, values in (("READ", (96, 98, 101, 99, 94, 92)), ("MAT", (103, 105, 104, 106, 107, 104)))
        for p, v in zip(range(2021, 2027), values, strict=True)
    ]  # fmt: skip
    return {
        "pupil_enrolment": [
            first | {"entry_date": date(2017, 9, 5), "leaving_date": date(2023, 7, 21), "leaving_reason": "moved to the next stage", "enrolment_status": "C", "year_group": "4"},
            middle | {"entry_date": date(2023, 9, 5), "enrolment_status": "C", "year_group": "8"},
        ],
        "pupil_need": [
            middle | {"kind": "sen_provision", "code": "K", "start_date": date(2024, 1, 8), "file_id": PUPILS_FILE},
            middle | {"kind": "sen_need", "code": "SLCN", "start_date": date(2024, 1, 8)},
            first | {"kind": "free_school_meals", "start_date": date(2020, 9, 1), "end_date": date(2022, 7, 20)},
        ],
        "pupil_class_membership": [middle | {"class_name": "8A", "kind": "registration", "year_group": "8", "start_date": date(2026, 9, 7)}, middle | {"class_name": "8 Maths 2", "kind": "teaching", "subject": "MAT", "year_group": "8", "start_date": date(2026, 9, 7)}],
        "pupil_result": [
            *tests,
            result(first, "EYFS", "ALL", "gld", 2019, date(2019, 6, 14), code="Y"),
            result(first, "PHONICS", "READ", "mark", 2020, date(2020, 6, 10), 29, "Wt"),
            result(first, "PHONICS", "READ", "mark", 2021, date(2021, 6, 10), 36, "Wa"),
            result(first, "MTC", "MAT", "mark", 2023, date(2023, 6, 12), 22),
            result(middle, "KS2", "READ", "scaled_score", 2025, date(2025, 5, 12), 99),
            result(middle, "KS2", "MAT", "scaled_score", 2025, date(2025, 5, 14), 106),
            result(middle, "KS2", "WRIT", "outcome", 2025, None, code="WTS"),
            result(middle, "TEST", "READ", "standardised_score", 2027, date(2026, 11, 9), 105, status="O"),
        ],
        "pupil_effort": [middle | {"period": p, "term": t, "subject": s, "grade": g, "day": d} for p, t, d, s, g in (
            (2026, "spring", date(2026, 3, 20), "MAT", 4), (2026, "spring", date(2026, 3, 20), "ENG", 3), (2026, "summer", date(2026, 7, 10), "MAT", 4), (2026, "summer", date(2026, 7, 10), "ENG", 2), (2027, "autumn", date(2026, 10, 16), "MAT", 5))],
        "pupil_conduct": [middle | {"day": date(2026, 10, 2), "kind": "behaviour", "code": "homework", "number": 1, "points": 1}, middle | {"day": date(2026, 10, 8), "kind": "suspension", "code": "DB", "number": 1, "sessions": 2}],
        "pupil_achievement": [middle | {"day": d, "kind": k, "title": t, "enrichment": e} for d, k, t, e in (
            (date(2026, 3, 2), "academic", "Science fair, second place", False), (date(2026, 5, 9), "personal", "Helped a new child settle in", False),
            (date(2026, 6, 20), "curricular", "Read forty books", False), (date(2026, 7, 1), "extra_curricular", "Played cornet in the Dove Valley band", True))],
        "pupil_support": [middle | {"programme": "Speech and language sessions", "start_date": date(2024, 2, 5), "end_date": date(2024, 7, 12)}, middle | {"programme": "Reading partners", "start_date": date(2025, 11, 3), "staff": "900102/sims 12"}],
        "pupil_adult_note": [middle | {"day": date(2026, 11, 12), "kind": "acted_on", "staff": "900102/sims 12", "about": "attendance", "words": "Rang home and agreed a start-time plan."}, middle | {"day": date(2026, 9, 18), "kind": "contact", "staff": "900102/sims 12", "about": "wellbeing", "words": "Talked about <band> practice."}],
        "pupil_childs_word": [middle | {"day": date(2025, 10, 14), "kind": "aspiration", "words": "I want to be a vet & play in a band"}, middle | {"day": date(2026, 2, 3), "kind": "next_step", "words": "Ask when I am stuck"}],
        "pupil_known_by": [middle | {"staff": "900102/sims 12", "staff_name": "Mrs J. Rushton", "start_date": date(2023, 9, 5)}],
        "pupil_contact": [middle | {"order": 1, "surname": "Sandford", "forename": "Joy", "relationship": "PAM", "responsibility": True, "phone": "01889 000000"}],
    }  # fmt: skip


def record_tables() -> dict[str, pa.Table]:
    """Every table of the record, made up."""
    rows = children()
    marks = _marks(rows)
    own, counts, weeks = _attendance(rows, marks)
    entries, ledger, known = _ledger(rows)
    flags, scores, model = _flags(rows)
    links = [
        {"person": f"{r['urn']}/sims {r['pupil']}", "pupil": r["pupil"], "pupil_key": r["pupil_key"], "how": "number"}
        for r in rows
    ]
    links.append({"person": f"upn {UPN}", "pupil": MAYAS, "pupil_key": FORMER_KEY, "how": "upn"})
    move = {
        "pupil": MAYAS,
        "period": NOW,
        "move": "8_to_9",
        "urn": MIDDLE,
        "next_urn": HIGH,
        "complete": False,
        "missing": "aspiration",
        "items": 8,
        "items_there": 7,
    }
    finding = {
        "rule": "upn_temporary", "error_number": "1520", "urn": MIDDLE, "pupil": MAYAS, "found": "The UPN is a temporary one.", "matters": "It matters at the census.", "remedy": "Ask the last school for the UPN.",
        "owner": "data manager", "fix_by": date(2027, 1, 21), "file_id": 1, "line": 9,
    }  # fmt: skip
    given: dict[str, Rows] = {
        "pupil": rows, "person_link": links, "mark": sorted(marks, key=lambda m: (m["urn"], m["pupil"], m["day"], m["session"])), "pupil_attendance": own, "attendance_count": counts,
        "attendance_week": weeks, "ledger_entry": entries, "ledger_count": ledger, "known_now": known, "flag": flags, "flag_score": scores, "flag_model": model, "move": [move, *deciding_rows.moves(rows, MAYAS)], "pupil_finding": [finding, *deciding_rows.findings()],
        "sending": [{"urn": MIDDLE, "kind": "marks", "rows": len(marks), "last_day": TODAY, "state": "sent", "found": "Sent up to 20 November."}, *deciding_rows.sendings()],
        "identity_question": deciding_rows.questions(), "ground_lost": deciding_rows.ground(), "pupil_value_added": deciding_rows.value_added(), "alarm": deciding_rows.alarms(), "school_series": series_rows.school_series(),
        **_history(),
    }  # fmt: skip
    known_tables = {t.name: t for t in (*RECORD, *RESOLVED)}
    return {name: pa.Table.from_pylist(of, schema=known_tables[name].schema()) for name, of in given.items()}
