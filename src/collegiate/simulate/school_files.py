"""Files about schools and their people: census, absence, free school meals, pupil premium, workforce, money."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from collegiate.simulate.kinds import KINDS, Kind
from collegiate.simulate.nation import census_day
from collegiate.simulate.outcomes import Year, make_year
from collegiate.simulate.performance_files import FEWEST_PUPILS
from collegiate.simulate.picture import Picture, at
from collegiate.simulate.trusts import MULTI
from collegiate.simulate.writing import BOM, PLAIN, Block, Cells, chosen, layout, numbers, write_csv

WRITTEN_ON = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
"""The day that workbooks carry, so that the same seed gives the same bytes."""

_NATIONAL = {"PRI": "State-funded primary", "SEC": "State-funded secondary", "SPE": "State-funded special school"}


def write_census(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write the January census: each school, then England's primary, secondary and special schools."""
    name = f"england_census_{year.end}.csv"
    who = np.flatnonzero(year.open)
    who = who[np.argsort(year.urn[who])]
    sums = _census_counts(picture, year)
    columns = _census_cells({header: count[who] for header, count in sums.items()}, ~picture.state_funded[who])
    columns |= {
        "URN": numbers(year.urn[who]),
        "LA": at(picture.la_codes, who),
        "ESTAB": at(picture.establishment_numbers, who),
        "SCHOOLTYPE": at(picture.by_kind("census"), who),
    }
    blocks = [Block(len(who), columns)]
    for code, words, among in _nationwide(picture, year):
        totals = _census_cells(
            {header: count[among].sum(keepdims=True) for header, count in sums.items()}, np.array([False])
        )
        blocks.append(Block(1, totals | {"URN": "NAT", "LA": "", "ESTAB": code, "SCHOOLTYPE": words}))
    return {name: write_csv(folder / name, layout("census"), blocks, BOM)}


def _nationwide(picture: Picture, year: Year) -> Iterator[tuple[str, str, np.ndarray]]:
    """England's rows: code, words and schools of each sector that has any."""
    for code, words in _NATIONAL.items():
        among = year.open & picture.nation.schools.of(*(kind for kind in Kind if KINDS[kind].census == words))
        if among.any():
            yield code, words, among


def _census_counts(picture: Picture, year: Year) -> dict[str, np.ndarray]:
    roll, rng = year.roll, picture.nation.rng(70_000 + year.end)
    eal = np.round(roll * year.eal)
    unknown = rng.poisson(0.002 * roll)
    return {
        "NOR": roll,
        "NORG": year.girls,
        "NORB": roll - year.girls,
        "TSENELSE": np.round(roll * year.ehcp),
        "TSENELK": np.floor(roll * year.sen_support * (1 - year.ehcp)),
        "NUMEAL": eal,
        "NUMENGFL": np.maximum(0, roll - eal - unknown),
        "NUMUNCFL": np.minimum(unknown, roll - eal),
        "NUMFSM": np.round(roll * year.fsm),
        "NUMFSMEVER": np.round(roll * year.fsm_ever),
    }


def _census_cells(counts: dict[str, np.ndarray], private: np.ndarray) -> dict[str, Cells]:
    roll = counts["NOR"]
    withheld = {"NA": private}
    columns: dict[str, Cells] = {
        header: numbers(count, gaps=withheld if header.startswith("NUM") else None) for header, count in counts.items()
    }
    shares = {"PNORG": "NORG", "PNORB": "NORB", "PSENELSE": "TSENELSE", "PSENELK": "TSENELK"}
    shares |= {f"P{header}": header for header in ("NUMEAL", "NUMENGFL", "NUMUNCFL", "NUMFSMEVER")}
    for header, of in shares.items():
        columns[header] = numbers(100 * counts[of] / roll, 1, gaps=withheld if of.startswith("NUM") else None)
    return columns


def write_absence(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write absence with persistent absence at the threshold of a tenth of sessions."""
    name = f"england_abs_{year.end}.csv"
    return {name: _write_absence(picture, year, folder / name, older=False)}


def write_older_absence(picture: Picture, folder: Path) -> dict[str, int]:
    """Write absence of 2012/13, when persistent absence began at 15 % of sessions, for the schools that were there."""
    year = make_year(picture.nation, picture.effects, 2013)
    name = f"england_abs_{year.end}.csv"
    return {name: _write_absence(picture, year, folder / name, older=True)}


def _write_absence(picture: Picture, year: Year, path: Path, *, older: bool) -> int:
    persistent, share = ("PPERSABS15", year.persistent_15) if older else ("PPERSABS10", year.persistent_10)
    who = np.flatnonzero(year.open & picture.state_funded)
    few = {"SUPP": year.roll[who] < 2 * FEWEST_PUPILS}
    columns: dict[str, Cells] = {
        "LA": at(picture.la_codes, who),
        "ESTAB": at(picture.establishment_numbers, who),
        "URN": numbers(year.urn[who]),
        "PERCTOT": numbers(year.absence[who], 1, gaps=few),
        persistent: numbers(share[who], 1, gaps=few),
    }
    blocks = [Block(len(who), columns)]
    for code, _, among in _nationwide(picture, year):
        mean = [numbers([np.average(values[among], weights=year.roll[among])], 1) for values in (year.absence, share)]
        blocks.append(Block(1, {"LA": "NAT", "ESTAB": code, "URN": "", "PERCTOT": mean[0], persistent: mean[1]}))
    return write_csv(path, layout("absence_older" if older else "absence"), blocks, PLAIN if older else BOM)


def write_free_school_meals(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write the share of pupils eligible for free school meals; z for schools that are not paid for by the state."""
    name = f"school_fsm_{year.end}.csv"
    who = np.flatnonzero(year.open)
    columns: dict[str, Cells] = {
        "urn": numbers(year.urn[who]),
        "school_name": at(picture.names, who),
        "la_name": at(picture.la_names, who),
        "fsm_prop": numbers(100 * year.fsm[who], 1, gaps={"z": ~picture.state_funded[who]}),
    }
    return {name: write_csv(folder / name, layout("free_school_meals"), [Block(len(who), columns)])}


_PRIMARY_RATE, _SECONDARY_RATE = 1320, 935
"""Pounds of pupil premium for each eligible pupil."""


def write_pupil_premium(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write the deprivation pupil premium with shares as parts of one and footnote numbers in the headers."""
    name = f"pupil-premium-{year.end - 1}-{year.end}.csv"
    schools = picture.nation.schools
    who = np.flatnonzero(year.open & picture.state_funded)
    primary = schools.of(Kind.PRIMARY, Kind.FIRST)[who]
    roll = year.roll[who]
    eligible = np.round(roll * year.fsm_ever[who])
    few = {"SUPP": eligible < 3}
    first, second = np.where(primary, roll, 0), np.where(primary, 0, roll)
    one, two = np.where(primary, eligible, 0), np.where(primary, 0, eligible)
    headers = layout("pupil_premium")
    cells: list[Cells] = [
        numbers(year.urn[who]), at(picture.laestabs, who), at(picture.la_codes, who), at(picture.la_names, who),
        at(picture.establishment_numbers, who), at(picture.names, who), "", at(picture.la_names, who), numbers(roll),
        numbers(first), numbers(one, gaps=few), numbers(one / np.maximum(first, 1), 3, gaps=few),
        numbers(one * _PRIMARY_RATE, gaps=few), numbers(second), numbers(two, gaps=few),
        numbers(two / np.maximum(second, 1), 3, gaps=few), numbers(two * _SECONDARY_RATE, gaps=few),
        numbers(eligible, gaps=few), numbers(one * _PRIMARY_RATE + two * _SECONDARY_RATE, gaps=few),
    ]  # fmt: skip
    return {name: write_csv(folder / name, headers, [Block(len(who), dict(zip(headers, cells, strict=True)))])}


def write_workforce(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write teachers, assistants and other staff, with salaries as '£47,900'."""
    name = f"england_swf_{year.end}.csv"
    rng, who = picture.nation.rng(80_000 + year.end), np.flatnonzero(year.open & picture.state_funded)
    ratio = np.clip(
        rng.normal(np.where(picture.nation.schools.of(Kind.SPECIAL, Kind.REFERRAL)[who], 6.5, 18.5), 1.8), 3, 30
    )
    teachers = np.maximum(1.0, year.roll[who] / ratio)
    assistants, support = teachers * rng.uniform(0.3, 1.1, len(who)), teachers * rng.uniform(0.1, 0.5, len(who))
    heads = [np.ceil(1.15 * staff) for staff in (teachers, 1.3 * assistants, 1.2 * support)]
    salary = np.round(rng.normal(40_500, 2_600, len(who)), -2)
    headers = layout("workforce")
    cells: list[Cells] = [
        at(picture.la_codes, who), at(picture.establishment_numbers, who), numbers(year.urn[who]), at(picture.by_kind("phase"), who),
        *(numbers(head) for head in heads), *(numbers(staff, 1) for staff in (teachers, assistants, support)),
        numbers(year.roll[who] / teachers, 1, padded=True), _pounds(salary, heads[0] < 4),
    ]  # fmt: skip
    return {name: write_csv(folder / name, headers, [Block(len(who), dict(zip(headers, cells, strict=True)))], BOM)}


def _pounds(salary: np.ndarray, few: np.ndarray) -> Cells:
    distinct, which = np.unique(salary, return_inverse=True)
    return chosen([*(f"£{int(s):,}" for s in distinct), "SUPP"], np.where(few, len(distinct), which.reshape(-1)))


def write_finance(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write income, expenditure and balance of maintained schools; academies make another return."""
    name = f"financials_{year.end}.csv"
    schools, rng = picture.nation.schools, picture.nation.rng(90_000 + year.end)
    maintained = ~np.isin(schools.type_on(census_day(year.end)), (11, 28, 34, 35, 44))
    who = np.flatnonzero(year.open & maintained)
    who = who[np.argsort(year.urn[who])]
    income = (
        year.roll[who]
        * rng.normal(5_900, 700, len(who))
        * np.where(schools.of(Kind.SPECIAL, Kind.REFERRAL)[who], 3.6, 1)
    )
    income = np.round(np.maximum(income, 50_000) + 190_000, 2)
    balance = np.round(income * rng.normal(0.001, 0.032, len(who)), 2)
    columns: dict[str, Cells] = {
        "URN": numbers(year.urn[who]),
        "Income": numbers(income, 2),
        "Expenditure": numbers(income - balance, 2),
        "Balance": numbers(balance, 2),
        "Academic Year": str(year.end),
    }
    return {name: write_csv(folder / name, layout("finance"), [Block(len(who), columns)])}


_FUNDING_HEAD = (
    ("", "", "Schools", "Pupils", "", "Grant Funding (2022-23 prices)", "", "Schools with cut in spending power",
     "Grant Funding Per Pupil (2022-23 prices)", "", "Change in per pupil funding with 2015-16",
     "Change in spending power with 2015-16 (%)"),
    ("", "", "", "2015-16", "2020-21", "2015-16", "2020-21", "2020-21", "2015-16", "2020-21", "2020-21", "2020-21"),
    ("Trusts (name)", "Trusts (code)", "", "", "", "", "", "", "", "", "", ""),
)  # fmt: skip


def write_trust_funding(picture: Picture, folder: Path) -> dict[str, int]:
    """Write the funding of multi-academy trusts: a workbook whose header takes three rows."""
    from xlsxwriter import Workbook

    name, rows = "multi_academy_trust_funding.xlsx", _funding(picture)
    with Workbook(folder / name, {"constant_memory": True}) as book:
        book.set_properties({"created": WRITTEN_ON})
        sheet = book.add_worksheet("Data")
        for position, row in enumerate([*_FUNDING_HEAD, *rows]):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(position, column, cell)
    return {name: len(rows)}


def _funding(picture: Picture) -> list[tuple[str | float, ...]]:
    group, first, last = picture.groups, picture.years[0], picture.last
    member = (group.trust_now >= 0) & picture.nation.schools.academy
    trust = group.trust_now[member]
    schools, before, now = (
        np.bincount(trust, weights, group.trusts)
        for weights in (np.ones(len(trust)), first.roll[member], last.roll[member])
    )
    per_before, per_now = 6_200 + 40.0 * (np.arange(group.trusts) % 30), 6_050 + 37.0 * (np.arange(group.trusts) % 30)
    rows: list[tuple[str | float, ...]] = []
    for t in np.flatnonzero((schools > 0) & (group.kind[: group.trusts] == MULTI)).tolist():
        change = per_now[t] - per_before[t]
        row = (
            schools[t],
            before[t],
            now[t],
            before[t] * per_before[t],
            now[t] * per_now[t],
            0.5,
            per_before[t],
            per_now[t],
        )
        rows.append(
            (group.name[t], float(group.uid_of(t)), *map(float, row), float(change), float(change / per_before[t]))
        )
    return rows
