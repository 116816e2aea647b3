"""Ofsted's files: the history of ratings, ratings on one day, and management information before and since report cards."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from collegiate.simulate.kinds import REGIONS, Kind
from collegiate.simulate.picture import Picture, at
from collegiate.simulate.writing import BOM, Block, Cells, chosen, dates, layout, numbers, write_csv

_RATINGS = ("Outstanding", "Good", "Requires Improvement", "Inadequate", "Satisfactory")
_CARD = ("Exceptional", "Strong standard", "Expected standard", "Needs attention", "Urgent improvement")
_EVERYWHERE = (
    "Inclusion", "Curriculum and teaching", "Achievement", "Attendance and behaviour",
    "Personal development and wellbeing", "Leadership and governance",
)  # fmt: skip
_DAY = "%d/%m/%Y"
_NO_OVERALL_SINCE = np.datetime64("2024-09-01")
_CARDS_SINCE = np.datetime64("2025-11-10")
_AS_OF = np.datetime64("2026-06-30")


@dataclass(frozen=True, slots=True)
class Inspections:
    """Inspections of a school over time, newest first: rows of days and of grades 1 to 4."""

    days: np.ndarray
    grades: np.ndarray


def make_inspections(picture: Picture) -> Inspections:
    """Inspect every state-funded school about every four years, the weaker sooner; grades follow true effects."""
    rng, count = picture.nation.rng(4), len(picture.nation.schools)
    strength = (
        picture.effects.p8 / 0.3 + picture.effects.ks2.mean(axis=0) / 1.5 - 0.25 * picture.nation.schools.deprivation
    )
    first = np.datetime64("2025-07-10") - rng.integers(0, 1500, count).astype("timedelta64[D]")
    gaps = rng.integers(900, 2000, (3, count)).cumsum(axis=0).astype("timedelta64[D]")
    days = np.vstack([first, first - gaps])
    scores = strength + rng.normal(0, 0.9, (4, count))
    return Inspections(days, 4 - np.digitize(scores, (-2.3, -1.2, 1.6)))


def write_history(picture: Picture, seen: Inspections, folder: Path) -> dict[str, int]:
    """Write every rating up to the last year under the URN of its day, with 'Satisfactory' as it was until August 2012."""
    last, schools = picture.nation.years[-1], picture.nation.schools
    until, name = np.datetime64(f"{last}-07-31"), f"ofsted_ratings_2005-{last}.csv"
    inspected = picture.state_funded & np.isnat(schools.closed)
    rows, who = np.nonzero((seen.days <= until) & inspected & ~(schools.opened > seen.days))
    day, grade = seen.days[rows, who], seen.grades[rows, who]
    older = schools.converted[who] > day
    urn = np.where((schools.urn_before[who] > 0) & older, schools.urn_before[who], schools.urn_now[who])
    words = np.where((grade == 3) & (day < np.datetime64("2012-09-01")), 4, grade - 1)
    order = np.lexsort((-day.astype(int), urn))
    columns: dict[str, Cells] = {
        "URN": numbers(urn[order]),
        "Rating": chosen(_RATINGS, words[order]),
        "Inspection Date": dates(day[order], "%Y%m%d"),
    }
    return {name: write_csv(folder / name, layout("ofsted_history"), [Block(len(order), columns)])}


def write_ratings(picture: Picture, seen: Inspections, folder: Path) -> dict[str, int]:
    """Write the rating that each school held in April 2024."""
    name, schools, year = "school_ofsted_rating_2024-04.csv", picture.nation.schools, picture.last
    who = np.flatnonzero(picture.state_funded & np.isnat(schools.closed))
    latest = np.argmax(seen.days[:, who] <= np.datetime64("2024-04-30"), axis=0)
    words = ["Outstanding", "Good", "Requires improvement", "Inadequate"]
    columns: dict[str, Cells] = {
        "unique_reference_number": numbers(schools.urn_now[who]),
        "authority_code": at(picture.la_codes, who),
        "establishment_type_code": numbers(schools.type_now[who]),
        "pupil_number": numbers(year.roll[who]),
        "pupil_boys": numbers((year.roll - year.girls)[who]),
        "pupil_girls": numbers(year.girls[who]),
        "gender_type": "3",
        "gender_category": "Mixed",
        "percent_ehc_plan": numbers(100 * year.ehcp[who]),
        "percent_free_school_meals": numbers(100 * year.fsm[who]),
        "rating": chosen(words, seen.grades[latest, who] - 1),
    }
    return {name: write_csv(folder / name, layout("ofsted_ratings"), [Block(len(who), columns)])}


def _school(picture: Picture, who: np.ndarray) -> dict[str, Cells]:
    return {
        "URN": numbers(picture.nation.schools.urn_now[who]),
        "LAESTAB": at(picture.laestabs, who),
        "School name": at(picture.names, who),
        "Ofsted phase": at(picture.by_kind("phase"), who),
        "Region": chosen(REGIONS, picture.nation.geography.la_region[picture.nation.schools.la[who]]),
        "Local authority": at(picture.la_names, who),
    }


def write_management_older(picture: Picture, seen: Inspections, folder: Path) -> dict[str, int]:
    """Write management information as it was to 2025: grades are numbers, and since September 2024 none is overall."""
    name = "Management_information_-_state-funded_schools_-_latest_inspections_as_at_20250831.csv"
    schools, rng = picture.nation.schools, picture.nation.rng(5)
    who = np.flatnonzero(picture.state_funded & np.isnat(schools.closed))
    day, grade = seen.days[0, who], seen.grades[0, who]
    none = {"NULL": day >= _NO_OVERALL_SINCE}
    parts = (
        "Quality of education",
        "Behaviour and attitudes",
        "Personal development",
        "Effectiveness of leadership and management",
    )
    columns = _school(picture, who) | {
        "Web Link": "",
        "Type of education": "",
        "School open date": "",
        "Postcode": at(picture.postcodes, who),
        "Total number of pupils": numbers(picture.last.roll[who]),
        "Inspection type": "S5 Inspection",
        "Inspection start date": dates(day, _DAY),
        "Inspection end date": dates(day + np.timedelta64(1, "D"), _DAY),
        "Publication date": dates(day + np.timedelta64(40, "D"), _DAY),
        "Overall effectiveness": numbers(grade, gaps=none),
        "Category of concern": chosen(["NULL", "SM"], ((grade == 4) & (day < _NO_OVERALL_SINCE)).astype(int)),
        "Safeguarding is effective?": chosen(["Yes", "No"], (grade == 4).astype(int)),
        "Early years provision (where applicable)": numbers(
            grade, gaps={"9": ~schools.of(Kind.PRIMARY, Kind.FIRST)[who]}
        ),
        "Sixth form provision (where applicable)": numbers(grade, gaps={"9": ~schools.sixth_form[who]}),
        "Previous inspection start date": dates(seen.days[1, who], _DAY),
        "Previous graded inspection overall effectiveness": numbers(seen.grades[1, who]),
    }
    for part in parts:
        columns[part] = numbers(np.clip(grade + rng.choice([-1, 0, 0, 0], len(who)), 1, 4))
    return {name: write_csv(folder / name, layout("ofsted_management_older"), [Block(len(who), columns, "NULL")])}


def write_management(picture: Picture, seen: Inspections, folder: Path) -> dict[str, int]:
    """Write management information with report cards: a school in eleven has one, the others keep what they had."""
    name = "Management_information_-_state-funded_schools_-_latest_inspections_as_at_20260630.csv"
    schools, rng = picture.nation.schools, picture.nation.rng(6)
    who = np.flatnonzero(picture.state_funded & np.isnat(schools.closed))
    count = len(who)
    carded = rng.random(count) < 0.09
    carded[np.isin(who, [picture.nation.rural[0], picture.nation.urban[1]])] = True
    days = _CARDS_SINCE + rng.integers(0, int((_AS_OF - _CARDS_SINCE).astype(int)), count).astype("timedelta64[D]")
    graded = np.where(seen.days[0, who] < _NO_OVERALL_SINCE, 0, 1)
    columns = _school(picture, who) | {
        "Latest OEIF overall effectiveness": numbers(seen.grades[graded, who]),
        "Inspection start date of latest OEIF graded inspection": dates(seen.days[graded, who], _DAY),
        "Inspection start date": _or_null(days, carded),
        "Safeguarding standards": chosen(["Met", "Not met", "NULL"], np.where(carded, rng.random(count) < 0.02, 2)),
        "Early years (where applicable)": _card(rng, carded, schools.of(Kind.PRIMARY, Kind.FIRST)[who]),
        "Post-16 provision (where applicable)": _card(rng, carded, schools.sixth_form[who]),
        "Date of latest ungraded inspection": "NULL",
        "Ungraded inspection overall outcome": "NULL",
    }
    for area in _EVERYWHERE:
        columns[area] = _card(rng, carded, np.ones(count, dtype=bool))
    return {name: write_csv(folder / name, layout("ofsted_management"), [Block(count, columns, "NULL")], BOM)}


def _card(rng: np.random.Generator, carded: np.ndarray, has: np.ndarray) -> Cells:
    grade = rng.choice(len(_CARD), len(carded), p=[0.03, 0.3, 0.5, 0.15, 0.02])
    return chosen([*_CARD, "Not applicable", "NULL"], np.where(carded, np.where(has, grade, 5), 6))


def _or_null(days: np.ndarray, shown: np.ndarray) -> Cells:
    return pc.if_else(shown, dates(days, _DAY), "NULL")
