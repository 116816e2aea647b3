"""Performance tables as the DfE publishes them, under its own column names, with authority and national rows below the schools."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from collegiate.simulate.kinds import REGIONS, TYPES, Kind
from collegiate.simulate.outcomes import PUPIL_SD_KS2, PUPIL_SD_P8, SUBJECTS, Year
from collegiate.simulate.picture import Picture, at, by_code
from collegiate.simulate.writing import BOM, Block, Cells, Dialect, chosen, layout, numbers, write_csv

FEWEST_PUPILS = 6
"""Results of five pupils or fewer are suppressed."""

WITHOUT_TABLES = (2020, 2021)
KS2_PROGRESS_YEARS = (2016, 2017, 2018, 2019, 2022, 2023)
P8_YEARS = (2016, 2017, 2018, 2019, 2022, 2023, 2024)
"""Years without performance tables, and those in which a progress measure was published."""

_GROUPS = {
    "B": (0.51, -0.3), "G": (0.49, 0.3), "L": (0.09, -0.2), "M": (0.55, 0.0), "H": (0.33, 0.1),
    "FSM6CLA1A": (0.28, -0.5), "NotFSM6CLA1A": (0.72, 0.2), "EAL": (0.18, 0.9),
}  # fmt: skip
"""Groups of pupils: their share of a cohort and how far their progress is from the school's."""


def published(year: int) -> bool:
    """Whether performance tables came out for a year."""
    return year not in WITHOUT_TABLES


_DRAWN_FROM = 2019
"""The year whose layouts are written: they repeat earlier years' figures in columns named after those years."""


def _by_year(headers: tuple[str, ...], end: int) -> list[str]:
    """Rename the columns that carry an earlier year, as each year's file names its own; before 2016 there are none."""
    shift = {f"{(_DRAWN_FROM - back) % 100}": back for back in (0, 1, 2)}
    renamed = []
    for header in headers:
        stem, _, tail = header.rpartition("_")
        if tail not in shift:
            renamed.append(header)
        elif end - shift[tail] >= KS2_PROGRESS_YEARS[0]:
            renamed.append(f"{stem}_{(end - shift[tail]) % 100:02d}")
    return renamed


def _average(values: np.ndarray, weights: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    """Pupil-weighted means by group; a group without pupils is NaN."""
    total = np.bincount(groups, weights, count)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.bincount(groups, weights * values, count) / total


def write_ks2(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write key stage 2: schools, special schools, authorities, all schools and state-funded schools of England."""
    name = f"england_ks2final_{year.end}.csv"
    rng = picture.nation.rng(20_000 + year.end)
    who = _in_order(picture, year.open & (year.ks2_cohort > 0) & picture.state_funded)
    headers = _by_year(layout("ks2"), year.end)
    school = Block(len(who), _ks2_schools(picture, year, who, rng), "NA")
    blocks = [school, *_ks2_above(picture, year, who)]
    return {name: write_csv(folder / name, headers, blocks, BOM)}


def _in_order(picture: Picture, wanted: np.ndarray) -> np.ndarray:
    """Take the wanted schools as the tables list them: by authority and establishment number."""
    schools = picture.nation.schools
    who = np.flatnonzero(wanted)
    return who[np.lexsort((schools.number[who], schools.la[who]))]


def _who(picture: Picture, year: Year, who: np.ndarray) -> dict[str, Cells]:
    """The columns that say which school it is."""
    special = picture.nation.schools.of(Kind.SPECIAL)[who]
    return {
        "RECTYPE": chosen(["1", "2"], special.astype(int)),
        "LEA": at(picture.la_codes, who),
        "ESTAB": at(picture.establishment_numbers, who),
        "URN": numbers(year.urn[who]),
        "SCHNAME": at(picture.names, who),
        "ICLOSE": "0",
        "NFTYPE": at(picture.short_types(year), who),
    }


def _address(picture: Picture, who: np.ndarray) -> dict[str, Cells]:
    return {
        "ADDRESS1": at(picture.streets, who),
        "ADDRESS2": "",
        "ADDRESS3": "",
        "TOWN": at(picture.towns, who),
        "PCODE": at(picture.postcodes, who),
        "TELNUM": "",
        "RELDENOM": at(picture.churches, who),
    }


def _ks2_schools(picture: Picture, year: Year, who: np.ndarray, rng: np.random.Generator) -> dict[str, Cells]:
    n = year.ks2_cohort[who]
    few = {"SUPP": n < FEWEST_PUPILS}
    boys = rng.binomial(n.astype(int), 0.51)
    poor = np.round(n * year.fsm_ever[who])
    columns = _who(picture, year, who) | _address(picture, who)
    columns |= {
        "ALPHAIND": numbers(who + 1),
        "URN_AC": "",
        "SCHNAME_AC": "",
        "OPEN_AC": "",
        "PCON_CODE": "",
        "PCON_NAME": "",
    }
    columns |= {"TOTPUPS": numbers(year.roll[who]), "TPUPYEAR": numbers(n), "TELIG": numbers(n), "BELIG": numbers(boys)}
    columns |= {"GELIG": numbers(n - boys), "PBELIG": _percent(boys / n), "PGELIG": _percent(1 - boys / n)}
    columns |= {"TKS1AVERAGE": numbers(year.ks1_average[who], 1, gaps=few)}
    columns |= {"TFSM6CLA1A": numbers(poor), "PTFSM6CLA1A": _percent(poor / n)}
    columns |= {"TNotFSM6CLA1A": numbers(n - poor), "PTNotFSM6CLA1A": _percent(1 - poor / n)}
    columns |= {"TEALGRP2": numbers(np.round(n * year.eal[who])), "PTEALGRP2": _percent(year.eal[who])}
    columns |= _ks2_attainment(year, who, few)
    if year.end in KS2_PROGRESS_YEARS:
        columns |= _ks2_progress(picture, year, who, rng)
    return columns


def _percent(share: np.ndarray, gaps: Mapping[str, np.ndarray] | None = None, decimals: int = 0) -> pa.Array:
    return numbers(100 * np.clip(share, 0, 1), decimals, "%", padded=True, gaps=gaps)


def _ks2_attainment(year: Year, who: np.ndarray, gaps: Mapping[str, np.ndarray]) -> dict[str, Cells]:
    both = year.ks2_both[who]
    columns: dict[str, Cells] = {
        "PTRWM_EXP": _percent(_whole_pupils(both, year.ks2_cohort[who]), gaps),
        "PTRWM_HIGH": _percent(_whole_pupils(both**4, year.ks2_cohort[who]), gaps),
    }
    tests = {"READ": 0, "GPS": 0, "MAT": 2}
    for test, subject in tests.items():
        share = year.ks2_expected[subject][who]
        columns[f"PT{test}_EXP"] = _percent(_whole_pupils(share, year.ks2_cohort[who]), gaps)
        columns[f"PT{test}_HIGH"] = _percent(_whole_pupils(share**3.5, year.ks2_cohort[who]), gaps)
        columns[f"{test}_AVERAGE"] = numbers(year.ks2_score[subject][who], gaps=gaps)
    columns["PTWRITTA_EXP"] = _percent(_whole_pupils(year.ks2_expected[1][who], year.ks2_cohort[who]), gaps)
    columns["PTWRITTA_HIGH"] = _percent(_whole_pupils(year.ks2_expected[1][who] ** 5, year.ks2_cohort[who]), gaps)
    return columns


def _whole_pupils(share: np.ndarray, pupils: np.ndarray) -> np.ndarray:
    """A share that so many pupils can make."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.round(share * pupils) / pupils


def covered(picture: Picture, year: Year) -> np.ndarray:
    """Share of each school's cohort with prior attainment; below a half the DfE publishes no progress."""
    rng = picture.nation.rng(30_000 + year.end)
    share = np.clip(rng.normal(0.955, 0.03, len(year.open)), 0, 1)
    return np.where(rng.random(len(share)) < 0.008, 0.4, share)


def _ks2_progress(picture: Picture, year: Year, who: np.ndarray, rng: np.random.Generator) -> dict[str, Cells]:
    """Progress with its 95 % interval, for all and by group; suppressed for few pupils, withheld for low coverage."""
    share = covered(picture, year)[who]
    n = np.floor(year.ks2_cohort[who] * share)
    columns: dict[str, Cells] = {}
    for subject, sd, progress in zip(SUBJECTS, PUPIL_SD_KS2, year.ks2_progress, strict=True):
        gaps = {"LOWCOV": share < 0.5, "SUPP": n < FEWEST_PUPILS}
        stem = f"{subject}PROG"
        columns |= _interval((stem, f"{stem}_LOWER", f"{stem}_UPPER"), progress[who], sd, n, gaps=gaps, decimals=1)
        columns[f"{subject}COV"] = _percent(share, {"SUPP": n < FEWEST_PUPILS})
        columns[f"{stem}_DESCR"] = _band(progress[who], sd, n, gaps)
        for group, (part, offset) in _GROUPS.items():
            some = rng.binomial(n.astype(int), part)
            value = (
                progress[who]
                + offset
                + rng.normal(0, 1, len(who)) * sd / np.sqrt(np.maximum(some, 1)) * np.sqrt(1 - part)
            )
            names = (f"{stem}_{group}", f"{stem}_{group}_LOWER", f"{stem}_{group}_UPPER")
            columns |= _interval(names, value, sd, some, gaps={**gaps, "SUPP": some < FEWEST_PUPILS}, decimals=1)
    return columns


def _interval(
    names: tuple[str, str, str],
    value: np.ndarray,
    sd: float,
    n: np.ndarray,
    *,
    gaps: Mapping[str, np.ndarray],
    decimals: int,
) -> dict[str, Cells]:
    """A measure in three columns: the score and its 95 % interval, from the spread of pupils and how many there are."""
    half = 1.96 * sd / np.sqrt(np.maximum(n, 1))
    return {
        names[0]: numbers(value, decimals, gaps=gaps),
        names[1]: numbers(value - half, decimals, gaps=gaps),
        names[2]: numbers(value + half, decimals, gaps=gaps),
    }


def _band(value: np.ndarray, sd: float, n: np.ndarray, gaps: Mapping[str, np.ndarray]) -> pa.Array:
    """The DfE's five bands, 1 the best: by the interval, and by the size of the score."""
    half = 1.96 * sd / np.sqrt(np.maximum(n, 1))
    better, worse, much = value - half > 0, value + half < 0, np.abs(value) > 0.45 * sd
    return numbers(3 - better.astype(int) * (1 + much) + worse.astype(int) * (1 + much), gaps=gaps)


def _ks2_above(picture: Picture, year: Year, who: np.ndarray) -> list[Block]:
    """Rows of authorities and of England: pupils pooled, so that they agree with the schools above them."""
    land, groups = picture.nation.geography, picture.nation.schools.la[who]
    weights = year.ks2_cohort[who]
    authority = _ks2_pooled(year, who, weights, groups, land.authorities)
    authority |= {
        "RECTYPE": "3",
        "LEA": numbers(land.la_code),
        "SCHNAME": chosen(land.la_name, np.arange(land.authorities)),
    }
    nation = _ks2_pooled(year, who, weights, np.zeros(len(who), dtype=int), 1)
    blocks = [Block(land.authorities, authority, " ")]
    blocks.extend(Block(1, nation | {"RECTYPE": england}, " ") for england in ("4", "5"))
    return blocks


def _ks2_pooled(year: Year, who: np.ndarray, weights: np.ndarray, groups: np.ndarray, count: int) -> dict[str, Cells]:
    def mean(values: np.ndarray) -> np.ndarray:
        return _average(values[who], weights, groups, count)

    columns: dict[str, Cells] = {
        "TELIG": numbers(np.bincount(groups, weights, count)),
        "PTRWM_EXP": _percent(mean(year.ks2_both)),
        "PTRWM_HIGH": _percent(mean(year.ks2_both**4)),
        "TKS1AVERAGE": numbers(mean(year.ks1_average), 1),
        "PTFSM6CLA1A": _percent(mean(year.fsm_ever)),
        "PTEALGRP2": _percent(mean(year.eal)),
    }
    for place, test in ((0, "READ"), (2, "MAT")):
        columns[f"PT{test}_EXP"] = _percent(mean(year.ks2_expected[place]))
        columns[f"{test}_AVERAGE"] = numbers(mean(year.ks2_score[place]))
    if year.end in KS2_PROGRESS_YEARS:
        total = np.bincount(groups, weights, count)
        for subject, sd, progress in zip(SUBJECTS, PUPIL_SD_KS2, year.ks2_progress, strict=True):
            names = (f"{subject}PROG", f"{subject}PROG_LOWER", f"{subject}PROG_UPPER")
            columns |= _interval(names, mean(progress), sd, total, gaps={}, decimals=1)
    return columns


def write_ks4(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write key stage 4 twice: provisional in the autumn's short layout, final with every column of the full one."""
    provisional, final = f"england_ks4provisional_{year.end}.csv", f"england_ks4final_{year.end}.csv"
    return {
        provisional: _write_ks4(picture, year, folder / provisional, layout("ks4_provisional"), early=True),
        final: _write_ks4(picture, year, folder / final, tuple(_by_year(layout("ks4_final"), year.end)), early=False),
    }


def _write_ks4(picture: Picture, year: Year, path: Path, headers: tuple[str, ...], *, early: bool) -> int:
    kinds = (Kind.SECONDARY, Kind.HIGH, Kind.ALL_THROUGH, Kind.SPECIAL, Kind.INDEPENDENT)
    who = _in_order(picture, year.open & picture.nation.schools.of(*kinds))
    p8 = year.p8 + (picture.nation.rng(40_000 + year.end).normal(0, 0.012, len(year.p8)) if early else 0)
    columns = _ks4_schools(picture, year, who, p8)
    blocks = [Block(len(who), _known(columns, headers), "" if early else "NA"), *_ks4_above(picture, year, p8, headers)]
    return write_csv(path, headers, blocks, BOM)


def _known(columns: dict[str, Cells], headers: tuple[str, ...]) -> dict[str, Cells]:
    return {header: cells for header, cells in columns.items() if header in headers}


def _ks4_schools(picture: Picture, year: Year, who: np.ndarray, p8: np.ndarray) -> dict[str, Cells]:
    n, counted = year.ks4_cohort[who], year.p8_pupils[who]
    private = ~picture.state_funded[who]
    gaps = {"SUPP": n < FEWEST_PUPILS, "NE": n == 0, "NA": private}
    low = {"LOWCOV": covered(picture, year)[who] < 0.5, **gaps}
    columns = _who(picture, year, who) | _address(picture, who)
    columns |= {"TPUP": numbers(n, gaps={"NA": private}), "TOTPUPS": numbers(year.roll[who])}
    columns |= {
        "KS2APS": numbers(year.ks2_prior[who], 1, gaps=gaps),
        "P8MEACOV": _percent(covered(picture, year)[who], gaps),
    }
    columns |= {
        "TFSM6CLA1A": numbers(np.round(n * year.fsm_ever[who]), gaps=gaps),
        "PTFSM6CLA1A": _percent(year.fsm_ever[who], gaps),
    }
    columns |= {"TEALGRP2": numbers(np.round(n * year.eal[who]), gaps=gaps), "PTEALGRP2": _percent(year.eal[who], gaps)}
    columns |= {"PSENAPK4": _percent(year.sen_support[who], gaps), "PSENSE4": _percent(year.ehcp[who], gaps)}
    columns |= {"ATT8SCR": numbers(year.att8[who], 1, gaps=gaps)}
    columns |= _ks4_attainment(year, who, gaps)
    if year.end in P8_YEARS:
        columns |= {"P8PUP": numbers(counted, gaps=gaps), "TP8ADJ": numbers(np.round(0.01 * counted), gaps=low)}
        for tail in ("", "_ORIG"):
            columns |= _interval(
                (f"P8MEA{tail}", f"P8CILOW{tail}", f"P8CIUPP{tail}"),
                p8[who],
                PUPIL_SD_P8,
                counted,
                gaps=low,
                decimals=2,
            )
        columns["P8_BANDING"] = _band(p8[who], PUPIL_SD_P8, counted, low)
    return columns


def _ks4_attainment(year: Year, who: np.ndarray, gaps: Mapping[str, np.ndarray]) -> dict[str, Cells]:
    n = year.ks4_cohort[who]
    shares = {header: _whole_pupils(share[who], n) for header, share in _ks4_shares(year).items()}
    columns: dict[str, Cells] = {header: _percent(share, gaps, 1) for header, share in shares.items()}
    columns["EBACCAPS"] = numbers(year.att8[who] / 11.4, 2, gaps=gaps)
    return columns


def _ks4_shares(year: Year) -> dict[str, np.ndarray]:
    """Shares of pupils by threshold, all of them rising with Attainment 8."""
    score = (year.att8 - 46.6) / 9
    return {
        "PTL2BASICS_94": 1 / (1 + np.exp(-(0.6 + 0.95 * score))),
        "PTL2BASICS_95": 1 / (1 + np.exp(-(-0.3 + 0.95 * score))),
        "PTEBACC_E_PTQ_EE": 1 / (1 + np.exp(-(-0.4 + 0.5 * score))),
        "PTEBACC_94": 1 / (1 + np.exp(-(-1.2 + 0.8 * score))),
        "PTEBACC_95": 1 / (1 + np.exp(-(-1.7 + 0.8 * score))),
    }


def _ks4_above(picture: Picture, year: Year, p8: np.ndarray, headers: tuple[str, ...]) -> list[Block]:
    land = picture.nation.geography
    kinds = (Kind.SECONDARY, Kind.HIGH, Kind.ALL_THROUGH, Kind.SPECIAL)
    who = np.flatnonzero(year.open & picture.nation.schools.of(*kinds) & (year.ks4_cohort > 0))
    authority = _ks4_pooled(year, who, p8, picture.nation.schools.la[who], land.authorities)
    authority |= {"RECTYPE": "4", "LEA": numbers(land.la_code)}
    nation = _ks4_pooled(year, who, p8, np.zeros(len(who), dtype=int), 1)
    every = {header: cells for header, cells in nation.items() if not header.startswith("P8")}
    rows = [(land.authorities, authority), (1, every | {"RECTYPE": "5"}), (1, nation | {"RECTYPE": "7"})]
    return [Block(count, _known(columns, headers), "") for count, columns in rows]


def _ks4_pooled(year: Year, who: np.ndarray, p8: np.ndarray, groups: np.ndarray, count: int) -> dict[str, Cells]:
    weights, counted = year.ks4_cohort[who], year.p8_pupils[who]
    total = np.bincount(groups, counted, count)
    att8 = _average(year.att8[who], weights, groups, count)
    columns: dict[str, Cells] = {
        header: _percent(_average(share[who], weights, groups, count), decimals=1)
        for header, share in _ks4_shares(year).items()
    }
    columns |= {
        "TPUP": numbers(np.bincount(groups, weights, count)),
        "ATT8SCR": numbers(att8, 1),
        "EBACCAPS": numbers(att8 / 11.4, 2),
    }
    if year.end in P8_YEARS:
        names = ("P8MEA", "P8CILOW", "P8CIUPP")
        columns |= _interval(names, _average(p8[who], counted, groups, count), PUPIL_SD_P8, total, gaps={}, decimals=2)
        columns["P8PUP"] = numbers(total)
    return columns


def write_ks5(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write 16 to 18: points per A-level entry with its grade, and value added with its interval, by school and above."""
    name = f"england_ks5final_{year.end}.csv"
    who = _in_order(picture, year.open & (year.ks5_cohort > 0))
    land = picture.nation.geography
    weights, groups = year.ks5_cohort[who], picture.nation.schools.la[who]
    authority = _points(_average(year.ks5_points[who], weights, groups, land.authorities), {})
    authority |= {"RECTYPE": "4", "LEA": numbers(land.la_code)}
    nation = _points(_average(year.ks5_points[who], weights, np.zeros(len(who), dtype=int), 1), {})
    blocks = [Block(len(who), _ks5_schools(picture, year, who), "NA"), Block(land.authorities, authority)]
    blocks += [Block(1, nation | {"RECTYPE": rectype}) for rectype in ("5", "7")]
    return {name: write_csv(folder / name, layout("ks5"), blocks, BOM)}


def _ks5_schools(picture: Picture, year: Year, who: np.ndarray) -> dict[str, Cells]:
    n = year.ks5_cohort[who]
    gaps = {"SUPP": n < FEWEST_PUPILS}
    columns = _who(picture, year, who) | _address(picture, who)
    columns |= {"NFTYPE/FESITYPE": columns.pop("NFTYPE"), "RECTYPE": "1", "SCHNAME_AC": ""}
    columns |= {"TPUP1618": numbers(n * 2), "TALLPUP_1618": numbers(n), "TALLPUP_ALEV_1618": numbers(n, gaps=gaps)}
    columns |= _points(year.ks5_points[who], gaps)
    value, half = year.ks5_value_added[who], 1.96 * 0.8 / np.sqrt(np.maximum(n, 1))
    columns |= {"VA_INS_ALEV": numbers(value, 2, gaps=gaps), "ENTRIES_ALEV": numbers(np.round(2.7 * n), gaps=gaps)}
    return columns | {
        "UCI_INS_ALEV": numbers(value + half, 2, gaps=gaps),
        "LCI_INS_ALEV": numbers(value - half, 2, gaps=gaps),
    }


def _points(points: np.ndarray, gaps: Mapping[str, np.ndarray]) -> dict[str, Cells]:
    grades = ("E-", "E", "E+", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+")
    step = np.clip((np.nan_to_num(points) - 10) / 3.3, 0, len(grades) - 1).astype(int)
    missing = {code: rows for code, rows in gaps.items() if np.any(rows)}
    hidden = np.any(list(missing.values()), axis=0) if missing else np.zeros(len(points), dtype=bool)
    return {
        "TALLPPE_ALEV_1618": numbers(points, 2, gaps=gaps),
        "TALLPPEGRD_ALEV_1618": chosen([*grades, "SUPP"], np.where(hidden, len(grades), step)),
    }


def write_destinations(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write where the leavers of a year went, in the file that comes out two years later; small numbers are suppressed."""
    name = f"england_ks4-pupdest_{year.end + 2}.csv"
    kinds = (Kind.SECONDARY, Kind.HIGH, Kind.ALL_THROUGH, Kind.SPECIAL)
    who = _in_order(picture, year.open & picture.nation.schools.of(*kinds) & (year.ks4_cohort > 0))
    rng, land = picture.nation.rng(50_000 + year.end), picture.nation.geography
    counts = _went(year, who, rng)
    la, england = picture.nation.schools.la[who], np.zeros(len(who), dtype=int)
    columns = _who(picture, year, who) | _destination_cells(counts, suppress=True)
    above = _destination_cells({k: np.bincount(la, v, land.authorities) for k, v in counts.items()}, suppress=False)
    nation = _destination_cells({k: np.bincount(england, v, 1) for k, v in counts.items()}, suppress=False)
    blocks = [
        Block(len(who), columns, "NA"),
        Block(land.authorities, above | {"RECTYPE": "LA", "LEA": numbers(land.la_code)}),
        Block(1, nation | {"RECTYPE": "NAT"}),
    ]
    return {name: write_csv(folder / name, _by_year(layout("ks4_destinations"), year.end + 2), blocks, BOM)}


_SHARES = {
    "APPREN": 0.04,
    "EMPLOYMENT": 0.03,
    "FE": 0.37,
    "SCH_6TH": 0.37,
    "SIXTH_COL": 0.11,
    "OTHER_EDU": 0.02,
    "NOT_SUSTAINED": 0.05,
}


def _went(year: Year, who: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = year.ks4_cohort[who].astype(int)
    shares = np.append(list(_SHARES.values()), 1 - sum(_SHARES.values()))
    drawn = dict(zip([*_SHARES, "UNKNOWN"], rng.multinomial(n, shares).T.astype(float), strict=True))
    drawn["EDUCATION"] = drawn["FE"] + drawn["SCH_6TH"] + drawn["SIXTH_COL"] + drawn["OTHER_EDU"]
    drawn["OVERALL_DEST"] = drawn["EDUCATION"] + drawn["APPREN"] + drawn["EMPLOYMENT"]
    return drawn | {"COHORT": n.astype(float)}


def _destination_cells(counts: Mapping[str, np.ndarray], *, suppress: bool) -> dict[str, Cells]:
    cohort = counts["COHORT"]
    few = cohort < FEWEST_PUPILS
    columns: dict[str, Cells] = {"COHORT": numbers(cohort, gaps={"SUPP": few} if suppress else None)}
    for header, count in counts.items():
        if header != "COHORT":
            hidden = few | ((count > 0) & (count < 3)) if suppress else np.zeros(len(cohort), dtype=bool)
            columns[header] = numbers(count, gaps={"SUPP": hidden})
            with np.errstate(invalid="ignore", divide="ignore"):
                columns[f"{header}PER"] = _percent(count / cohort, {"SUPP": hidden})
    return columns


def write_information(picture: Picture, year: Year, folder: Path) -> dict[str, int]:
    """Write the information about schools in the style of Explore Education Statistics: six-digit years, z and c."""
    code = f"{year.end - 1}{year.end % 100:02d}"
    name = f"{code}_information_about_schools_final.csv"
    who = _in_order(picture, year.open & (year.ks4_cohort > 0))
    columns = _information(picture, year, who) | {"time_period": code}
    return {
        name: write_csv(folder / name, layout("ks4_information"), [Block(len(who), columns, "z")], Dialect(quoted=True))
    }


def _information(picture: Picture, year: Year, who: np.ndarray) -> dict[str, Cells]:
    schools, land = picture.nation.schools, picture.nation.geography
    n, rng = year.ks4_cohort[who], picture.nation.rng(60_000 + year.end)
    gaps = {"c": n < FEWEST_PUPILS, "z": ~picture.state_funded[who]}
    poor, eal = np.round(n * year.fsm_ever[who]), np.round(n * year.eal[who])
    ehcp, support = np.round(n * year.ehcp[who]), np.floor(n * year.sen_support[who] * (1 - year.ehcp[who]))
    boys = n - np.round(n * year.girls[who] / year.roll[who])
    counts = {
        "t_disadvantaged": poor, "t_not_disadvantaged": n - poor, "t_language_not_english": eal, "t_language_english": n - eal,
        "t_sen_with_ehcp": ehcp, "t_sen_no_ehcp": support, "t_sen": ehcp + support, "t_boys": boys, "t_girls": n - boys,
    }  # fmt: skip
    columns: dict[str, Cells] = {
        "time_identifier": "Academic year", "geographic_level": "School", "country_code": "E92000001", "country_name": "England",
        "school_laestab": at(picture.laestabs, who), "school_urn": numbers(year.urn[who]), "school_name": at(picture.names, who),
        "old_la_code": at(picture.la_codes, who), "new_la_code": chosen(land.la_gss, schools.la[who]),
        "la_name": at(picture.la_names, who), "version": "Final", "full_address": at(picture.postcodes, who), "telnum": "",
        "establishment_type_group": by_code({c: t.spoken for c, t in TYPES.items()}, year.type_code[who]),
        "pcon_code": "", "pcon_name": "", "contflag": "0", "iclose": "0", "reldenom": at(picture.churches, who),
        "egender": "Mixed", "feeder": "0", "t_pupils": numbers(n), "t_allks_pupils": numbers(year.roll[who]),
        "t_allks_girls": numbers(year.girls[who]), "t_allks_boys": numbers((year.roll - year.girls)[who]),
        "avg_ks2_scaledscore": numbers(year.ks2_prior[who], 1, gaps=gaps),
    }  # fmt: skip
    for header, count in counts.items():
        columns[header] = numbers(count, gaps=gaps)
        columns[f"p{header}"] = numbers(100 * count / n, 1, gaps=gaps)
    gap = -0.6 + rng.normal(0, 0.25, len(who))
    columns |= {"diffn_att8": numbers(9 * gap, 1, gaps=gaps), "diffn_p8mea": numbers(gap, 2, gaps=gaps)}
    return columns


def write_authorities(picture: Picture, folder: Path) -> dict[str, int]:
    """Write the code list of authorities and regions."""
    land, name = picture.nation.geography, "la_and_region_codes_meta.csv"
    columns: dict[str, Cells] = {
        "LEA": numbers(land.la_code),
        "LA Name": chosen(land.la_name, np.arange(land.authorities)),
        "REGION": numbers(land.la_region + 1),
        "REGION NAME": chosen(REGIONS, land.la_region),
    }
    return {name: write_csv(folder / name, layout("la_and_region"), [Block(land.authorities, columns)])}
