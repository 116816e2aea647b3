"""Register extracts as Get Information About Schools writes them: establishments, groups, their links, predecessors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from collegiate.simulate.kinds import KINDS, REGIONS, TYPES, Kind
from collegiate.simulate.nation import NEVER
from collegiate.simulate.outcomes import Year
from collegiate.simulate.picture import Picture, at, by_code
from collegiate.simulate.trusts import FEDERATION, GROUP_WORDS, MULTI, SINGLE, SPONSOR
from collegiate.simulate.writing import QUOTED, REGISTER, Block, Cells, chosen, dates, layout, numbers, text, write_csv

_ISO = "%Y-%m-%d"


def write_establishments(picture: Picture, folder: Path) -> dict[str, int]:
    """Write the whole register with closed schools in it, and two years earlier the open ones in the shorter layout."""
    years = picture.nation.years
    earlier = years[-3] if len(years) > 2 else years[0]
    whole = f"edubasealldata{compact(picture.nation.extract)}.csv"
    short = f"edubasealldata_open_{earlier}07.csv"
    return {
        whole: _write_whole(picture, folder / whole),
        short: _write_open(picture, folder / short, earlier),
    }


def compact(day: np.datetime64) -> str:
    """Write a day as file names do: 20190715."""
    return str(day).replace("-", "")


def _write_whole(picture: Picture, path: Path) -> int:
    schools = picture.nation.schools
    had = np.flatnonzero(schools.urn_before > 0)
    who = np.concatenate([had, np.arange(len(schools))])
    before = np.arange(len(who)) < len(had)
    urn = np.where(before, schools.urn_before[who], schools.urn_now[who])
    order = np.argsort(urn)
    who, before, urn = who[order], before[order], urn[order]
    opened = np.where(
        before, NEVER, np.where(np.isnat(schools.converted[who]), schools.opened[who], schools.converted[who])
    )
    closed = np.where(before, schools.converted[who], schools.closed[who]) - np.timedelta64(1, "D")
    kind_code = np.where(before, schools.type_before[who], schools.type_now[who])
    columns = _common(picture, _Rows(who, urn, kind_code, opened, closed), picture.last) | _only_whole(
        picture, who, kind_code, before
    )
    return write_csv(path, layout("establishments"), [Block(len(who), columns)], REGISTER)


def _write_open(picture: Picture, path: Path, year: int) -> int:
    schools = picture.nation.schools
    day = np.datetime64(f"{year}-07-31")
    mainstream = ~schools.of(Kind.SPECIAL, Kind.REFERRAL, Kind.INDEPENDENT)
    who = np.flatnonzero(schools.open_on(day) & mainstream)
    urn = schools.urn_on(day)[who]
    who, urn = who[np.argsort(urn)], np.sort(urn)
    current = urn == schools.urn_now[who]
    opened = np.where(
        current, np.where(np.isnat(schools.converted[who]), schools.opened[who], schools.converted[who]), NEVER
    )
    rows = _Rows(who, urn, schools.type_on(day)[who], opened, np.full(len(who), NEVER))
    columns = _common(picture, rows, next(y for y in picture.years if y.end == year))
    return write_csv(path, layout("establishments_open"), [Block(len(who), columns)], REGISTER)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of an extract: which schools, under which URN and type, from when to when."""

    who: np.ndarray
    urn: np.ndarray
    type_code: np.ndarray
    opened: np.ndarray
    closed: np.ndarray


def _common(picture: Picture, rows: _Rows, year: Year) -> dict[str, Cells]:
    """The columns that both layouts have. Pupils are those of the January census before the extract."""
    who, urn, type_code, opened, closed = rows.who, rows.urn, rows.type_code, rows.opened, rows.closed
    schools, land = picture.nation.schools, picture.nation.geography
    boys = year.roll - year.girls
    eligible = np.round(year.roll * year.fsm)
    group = picture.groups
    in_trust = (group.trust_now[who] >= 0) & (urn == schools.urn_now[who])
    open_now = np.isnat(closed)
    empty = {"": ~open_now}
    return {
        "URN": numbers(urn),
        "LA (code)": at(picture.la_codes, who),
        "LA (name)": at(picture.la_names, who),
        "EstablishmentNumber": at(picture.establishment_numbers, who),
        "EstablishmentName": at(picture.names, who),
        "TypeOfEstablishment (name)": by_code({code: t.words for code, t in TYPES.items()}, type_code),
        "EstablishmentTypeGroup (name)": by_code({code: t.group for code, t in TYPES.items()}, type_code),
        "EstablishmentStatus (name)": chosen(["Closed", "Open"], open_now),
        "OpenDate": dates(opened),
        "CloseDate": dates(closed),
        "PhaseOfEducation (name)": at(picture.by_kind("phase"), who),
        "StatutoryLowAge": at(picture.by_kind("low_age"), who),
        "StatutoryHighAge": numbers(_high_age(picture)[who]),
        "Gender (name)": "Mixed",
        "ReligiousCharacter (name)": at(picture.churches, who),
        "AdmissionsPolicy (name)": chosen(
            ["Not applicable", "Non-selective"], schools.of(Kind.SECONDARY, Kind.HIGH)[who]
        ),
        "SchoolCapacity": numbers(
            (np.ceil(schools.year_group * _groups(picture) / 5) * 5 + 60 * schools.sixth_form)[who], gaps=empty
        ),
        "NumberOfPupils": numbers(year.roll[who], gaps=empty),
        "NumberOfBoys": numbers(boys[who], gaps=empty),
        "NumberOfGirls": numbers(year.girls[who], gaps=empty),
        "PercentageFSM": numbers(100 * eligible[who] / year.roll[who], 1, gaps=empty),
        "FSM": numbers(eligible[who], gaps=empty),
        "Trusts (code)": numbers(group.uid[group.trust_now[who]], gaps={"": ~in_trust}),
        "Trusts (name)": chosen(["", *group.name], np.where(in_trust, group.trust_now[who] + 1, 0)),
        "LastChangedDate": dates(np.full(len(who), picture.nation.extract)),
        "Street": at(picture.streets, who),
        "Town": at(picture.towns, who),
        "County (name)": at(picture.la_names, who),
        "Postcode": at(picture.postcodes, who),
        "SchoolWebsite": _websites(urn),
        "GOR (name)": chosen(REGIONS, land.la_region[schools.la[who]]),
        "DistrictAdministrative (name)": at(picture.la_names, who),
        "UrbanRural (name)": chosen(
            ["(England/Wales) Urban city and town", "(England/Wales) Rural village"], schools.rural[who].astype(int)
        ),
        "Easting": numbers(schools.easting[who]),
        "Northing": numbers(schools.northing[who]),
        "LSOA (code)": chosen(land.area_code, schools.area[who]),
        "LSOA (name)": chosen(land.area_name, schools.area[who]),
        "OfstedRating (name)": "",
    }


def _websites(urn: np.ndarray) -> pa.Array:
    return text([f"https://school-{u}.example" for u in urn.tolist()])


def _high_age(picture: Picture) -> np.ndarray:
    schools = picture.nation.schools
    usual = np.array([KINDS[k].high_age for k in Kind])[schools.kind]
    return np.where(schools.sixth_form, 18, usual)


def _groups(picture: Picture) -> np.ndarray:
    return np.array([KINDS[k].year_groups for k in Kind])[picture.nation.schools.kind]


def _only_whole(picture: Picture, who: np.ndarray, type_code: np.ndarray, before: np.ndarray) -> dict[str, Cells]:
    """The columns that only the register's whole layout has."""
    schools, land, group = picture.nation.schools, picture.nation.geography, picture.groups
    current = ~before
    sponsored = (group.sponsor[who] >= 0) & current
    closed = before | ~np.isnat(schools.closed[who])
    diocese = schools.church[who] > 0
    return {
        "TypeOfEstablishment (code)": numbers(type_code),
        "EstablishmentTypeGroup (code)": numbers([TYPES[t].group_code for t in type_code.tolist()]),
        "EstablishmentStatus (code)": chosen(["1", "2"], closed.astype(int)),
        "PhaseOfEducation (code)": at(picture.by_kind("phase_code"), who),
        "OfficialSixthForm (name)": chosen(
            ["Does not have a sixth form", "Has a sixth form"], schools.sixth_form[who].astype(int)
        ),
        "Diocese (name)": chosen(["Not applicable", f"Diocese of {land.town_name[0]}"], diocese.astype(int)),
        "TrustSchoolFlag (name)": chosen(
            ["Not applicable", "Supported by a multi-academy trust", "Supported by a single-academy trust"],
            np.where(current & (group.trust_now[who] >= 0), 1 + (group.kind[group.trust_now[who]] == SINGLE), 0),
        ),
        "SchoolSponsorFlag (name)": chosen(["Not applicable", "Linked to a sponsor"], sponsored.astype(int)),
        "SchoolSponsors (name)": chosen(["", *group.name], np.where(sponsored, group.sponsor[who] + 1, 0)),
        "FederationFlag (name)": chosen(
            ["Not under a federation", "Supported by a federation"], (group.federation[who] >= 0).astype(int)
        ),
        "UKPRN": numbers(10_900_000 + np.where(before, len(schools), 0) + who),
        "GSSLACode (name)": chosen(land.la_gss, schools.la[who]),
        "Country (name)": "",
        "PreviousLA (code)": "999",
        "CensusDate": dates(np.full(len(who), np.datetime64(f"{picture.last.end}-01-17"))),
    }


def write_groups(picture: Picture, folder: Path) -> dict[str, int]:
    """Write trusts, sponsors and federations as the newest extract has them."""
    group = picture.groups
    name = f"groups_{picture.nation.years[-1]}07.csv"
    towns = picture.nation.geography.town_name
    columns: dict[str, Cells] = {
        "Group UID": numbers(group.uid),
        "Group ID": _group_ids(picture, np.arange(len(group.uid))),
        **_group_words(picture, np.arange(len(group.uid))),
        "Group Street": "",
        "Group Town": chosen(towns, np.arange(len(group.uid)) % len(towns)),
        "Group County": "Not recorded",
        "UKPRN": numbers(10_800_000 + np.arange(len(group.uid)), gaps={"": ~_is_trust(group.kind)}),
    }
    return {name: write_csv(folder / name, layout("groups"), [Block(len(group.uid), columns)])}


def _is_trust(kind: np.ndarray) -> np.ndarray:
    return np.isin(kind, (MULTI, SINGLE))


def _group_ids(picture: Picture, which: np.ndarray) -> pa.Array:
    kind = picture.groups.kind.tolist()
    letters = {MULTI: "TR", SINGLE: "TR", SPONSOR: "SP", FEDERATION: "FD"}
    return chosen([f"{letters[k]}{90_001 + g}" if k != FEDERATION else "" for g, k in enumerate(kind)], which)


def _group_words(picture: Picture, which: np.ndarray) -> dict[str, Cells]:
    group = picture.groups
    kind, closed, opened = group.kind[which], group.closed[which], group.opened[which]
    trust = _is_trust(kind)
    return {
        "Group Name": chosen(group.name, which),
        "Companies House Number": company_numbers(picture, which),
        "Group Type (code)": numbers(kind),
        "Group Type": by_code(GROUP_WORDS, kind),
        "Closed Date": dates(closed, _ISO),
        "Open date": dates(np.where(trust, NEVER, opened), _ISO),
        "Incorporated on (open date)": dates(np.where(trust, opened, NEVER), _ISO),
        "Group Status (code)": chosen(["CLOSED", "OPEN"], np.isnat(closed).astype(int)),
        "Group Status": chosen(["Closed", "Open"], np.isnat(closed).astype(int)),
    }


def company_numbers(picture: Picture, which: np.ndarray) -> pa.Array:
    """Companies House numbers of trusts, from a range that is not in use."""
    return numbers(99_000_001 + which, gaps={"": ~_is_trust(picture.groups.kind[which])})


def write_group_links(picture: Picture, folder: Path) -> dict[str, int]:
    """Write who belongs to which group twice: now, and a year earlier in the layout of that time. Sponsors have rows too."""
    last = picture.nation.years[-1]
    newer = f"grouplinks_{last}07.csv"
    older = f"grouplinks_edubaseallacademiesandfree{compact(picture.nation.older_extract_of_links)}.csv"
    return {newer: _write_newer(picture, folder / newer), older: _write_older(picture, folder / older)}


def memberships(picture: Picture, *, older: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return schools, their groups and joining dates at an extract, trusts and sponsors and federations together."""
    group, schools = picture.groups, picture.nation.schools
    day = picture.nation.older_extract_of_links if older else picture.nation.extract_of_links
    trust = group.trust_before if older else group.trust_now
    joined = group.joined_before if older else group.joined_now
    academy = schools.academy & (joined <= day)
    parts = [
        (np.flatnonzero(academy & (trust >= 0)), trust),
        (np.flatnonzero(academy & (group.sponsor >= 0)), group.sponsor),
    ]
    if not older:
        parts.append((np.flatnonzero(group.federation >= 0), group.federation))
        joined = np.where(group.federation >= 0, np.datetime64("2013-01-07"), joined)
    who = np.concatenate([rows for rows, _ in parts])
    which = np.concatenate([groups[rows] for rows, groups in parts])
    order = np.lexsort((which, schools.urn_now[who]))
    return who[order], which[order], joined[who[order]]


def _write_newer(picture: Picture, path: Path) -> int:
    who, which, joined = memberships(picture, older=False)
    columns = _member_words(picture, who) | _group_words(picture, which)
    columns |= {
        "Group UID": numbers(picture.groups.uid[which]),
        "Group ID": _group_ids(picture, which),
        "Joined date": dates(joined, _ISO),
    }
    return write_csv(path, layout("group_links"), [Block(len(who), columns)])


def _write_older(picture: Picture, path: Path) -> int:
    who, which, joined = memberships(picture, older=True)
    words = _group_words(picture, which)
    same = ("Group Name", "Companies House Number", "Group Type")
    columns = _member_words(picture, who) | {header: words[header] for header in same}
    columns |= {
        "Linked UID": numbers(picture.groups.uid[which]),
        "Closed Date": "",
        "Group Status": "Open",
        "Joined date": dates(joined),
    }
    return write_csv(path, layout("group_links_older"), [Block(len(who), columns)], QUOTED)


def _member_words(picture: Picture, who: np.ndarray) -> dict[str, Cells]:
    schools = picture.nation.schools
    return {
        "URN": numbers(schools.urn_now[who]),
        "EstablishmentName": at(picture.names, who),
        "TypeOfEstablishment (code)": numbers(schools.type_now[who]),
        "TypeOfEstablishment (name)": by_code({code: t.words for code, t in TYPES.items()}, schools.type_now[who]),
        "PhaseOfEducation (code)": at(picture.by_kind("phase_code"), who),
        "PhaseOfEducation (name)": at(picture.by_kind("phase"), who),
        "LA (code)": at(picture.la_codes, who),
        "LA (name)": at(picture.la_names, who),
    }


def write_links(picture: Picture, folder: Path) -> dict[str, int]:
    """Write predecessors and successors. As in the register, the two directions of most links differ by a day."""
    schools, rng = picture.nation.schools, picture.nation.rng(3)
    had = np.flatnonzero(schools.urn_before > 0)
    merged, split = picture.nation.changes.mergers, picture.nation.changes.splits
    older = np.concatenate(
        [schools.urn_before[had], schools.urn_now[merged[:, :2].ravel()], schools.urn_now[np.repeat(split[:, 0], 2)]]
    )
    newer = np.concatenate(
        [schools.urn_now[had], schools.urn_now[np.repeat(merged[:, 2], 2)], schools.urn_now[split[:, 1:].ravel()]]
    )
    name_older = np.concatenate([had, merged[:, :2].ravel(), np.repeat(split[:, 0], 2)])
    name_newer = np.concatenate([had, np.repeat(merged[:, 2], 2), split[:, 1:].ravel()])
    manner = np.repeat([0, 1, 2], [len(had), merged[:, :2].size, split[:, 1:].size])
    day = np.concatenate(
        [schools.converted[had], np.full(merged[:, :2].size + split[:, 1:].size, picture.nation.changes.on)]
    )
    eve = np.where(rng.random(len(day)) < 0.7, day - np.timedelta64(1, "D"), day)
    eve = np.where((rng.random(len(day)) < 0.01) & (manner == 0), NEVER, eve)
    urn, link = np.concatenate([older, newer]), np.concatenate([newer, older])
    names = np.concatenate([name_newer, name_older])
    words = [
        "Successor",
        "Successor - merged",
        "Successor - Split School",
        "Predecessor",
        "Predecessor - merged",
        "Predecessor - Split School",
    ]
    kind = np.concatenate([manner, manner + 3])
    order = np.lexsort((link, urn))
    columns: dict[str, Cells] = {
        "URN": numbers(urn[order]),
        "LinkURN": numbers(link[order]),
        "LinkName": at(picture.names, names[order]),
        "LinkType": chosen(words, kind[order]),
        "LinkEstablishedDate": dates(np.concatenate([eve, day])[order]),
    }
    name = f"links_edubasealldata{compact(picture.nation.extract)}.csv"
    return {name: write_csv(folder / name, layout("links"), [Block(len(order), columns)], QUOTED)}


def write_types(picture: Picture, folder: Path) -> dict[str, int]:
    """Write the code list of the types of establishment that occur."""
    name = f"edubasealldata{compact(picture.nation.extract)}-establishment-types.csv"
    codes = sorted(TYPES, key=lambda code: (TYPES[code].group_code, code))
    columns: dict[str, Cells] = {
        "establishment-type-group-code": text([str(TYPES[c].group_code) for c in codes]),
        "establishment-type-group-name": text([TYPES[c].group for c in codes]),
        "type-of-establishment-code": text([str(c) for c in codes]),
        "type-of-establishment-name": text([TYPES[c].words for c in codes]),
    }
    return {name: write_csv(folder / name, layout("establishment_types"), [Block(len(codes), columns)])}
