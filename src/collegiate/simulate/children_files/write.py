"""Write a made-up trust's children as each school would send them, and the truth beside it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children_files import giap
from collegiate.simulate.children_files.cells import NAMED, NUMBERS, Names, cells
from collegiate.simulate.children_files.ctf import UNKNOWN, Place, Rows, ctf_bytes, file_name
from collegiate.simulate.children_files.faults import Child, Fault, Plan, children_of, clean, plan_faults
from collegiate.simulate.children_files.layout import BY_UPN, TABLES, System, system
from collegiate.simulate.children_files.manifest import Manifest
from collegiate.simulate.children_files.marks import attendance, marks_bytes
from collegiate.simulate.children_files.oneroster import Roster, zip_bytes
from collegiate.simulate.children_files.rows import csv_bytes, write_bytes
from collegiate.simulate.children_files.sheets import faulted
from collegiate.simulate.children_files.transfers import Histories, Transfer, transfers_of
from collegiate.simulate.children_files.workbook import workbook_bytes
from collegiate.vocabulary import AcademicYear

if TYPE_CHECKING:
    from collegiate.simulate.children import MadeUpSchool, MadeUpTrust

Progress = Callable[[str], None]
"""Called before each step with what is written now."""

_BY_YEAR = ("assessments", "effort")
_IN_ZIP = ("class-members", "class-teachers", "staff")
_SENT = dt.time(16, 0)
_YEAR_SENT = (7, 24)
_BULK_BEFORE = dt.timedelta(days=14)


@dataclass(slots=True)
class SchoolFolder:
    """Where a school's files go, how its system writes, and what its manifest will say."""

    school: MadeUpSchool
    path: Path
    names: Names
    manifest: Manifest
    root: Path

    @property
    def system(self) -> System:
        """How the school's system writes."""
        return self.names.system

    def put(self, name: str, data: bytes, sent: dt.datetime, **said: Any) -> str:
        """Write a file and say when it was sent; return its name within the whole delivery."""
        encoding = self.system.encoding if name.endswith(".csv") and "/" not in name else "utf-8"
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        write_bytes(path, data, encoding)
        self.manifest.add(name, sent, **said)
        return path.relative_to(self.root).as_posix()


@dataclass(slots=True)
class Delivery:
    """All that is written in one go."""

    trust: MadeUpTrust
    plan: Plan
    root: Path
    today: dt.date
    children: list[Child]
    moves: list[Transfer]
    folders: dict[int, SchoolFolder]
    rows: dict[str, int] = field(default_factory=dict)

    def sent(self, period: int) -> dt.datetime:
        """When what a school knows of a year was sent: at its end, or today while it runs."""
        return dt.datetime.combine(min(dt.date(period, *_YEAR_SENT), self.today), _SENT)


def write_children(
    folder: Path, trust: MadeUpTrust, *, faults: bool = True, progress: Progress | None = None
) -> dict[str, Any]:
    """Write every school's files in its own system's formats, plant the data faults, and return the truth.

    The same trust gives the same bytes. The truth is that of the trust with the faults that were planted, with attendance
    as it must be counted of the files, and with people named as a reader of the files will name them.
    """
    tell = progress or (lambda _: None)
    tell("Planting faults")
    plan = plan_faults(trust) if faults else clean(trust)
    delivery = _delivery(folder, trust, plan)
    counts, histories = _marks(delivery, tell)
    for number, place in enumerate(delivery.folders.values(), start=1):
        tell(f"Writing what {place.school.name} sends ({number} of {len(delivery.folders)})")
        _school_files(delivery, place)
    tell("Writing transfer files and pupil downloads")
    _transfers(delivery, histories)
    commas = _downloads(delivery)
    for place in delivery.folders.values():
        place.manifest.write(place.path)
    return _truth(delivery, counts, commas)


def _delivery(folder: Path, trust: MadeUpTrust, plan: Plan) -> Delivery:
    children = children_of(trust.facts)
    today = max(trust.facts["pupil_record"]["as_of"].unique().to_pylist())
    records = plan.facts["pupil_record"]
    upns = {p: u for p, u in zip(records["person"].to_pylist(), records["upn"].to_pylist(), strict=True) if u}
    folders = {}
    for school in trust.schools:
        path = folder / "schools" / f"{school.urn}-{slug(school.name)}"
        path.mkdir(parents=True, exist_ok=True)
        names = Names(system(school.system), upns)
        folders[school.urn] = SchoolFolder(school, path, names, Manifest(school.urn, school.system), folder)
    return Delivery(trust, plan, folder, today, children, transfers_of(children, today), folders)


def slug(name: str) -> str:
    """Return a name as a part of a folder's name.

    >>> slug("St Zoë's CofE First School, Averlmere")
    'st-zoe-s-cofe-first-school-averlmere'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def year_words(period: int) -> str:
    """Write an academic year as a part of a file's name."""
    return f"{period - 1}-{period % 100:02d}"


def _marks(delivery: Delivery, tell: Progress) -> tuple[dict[tuple[int, int], dict[str, int]], Histories]:
    """Write every school's marks of every year; return what is to be counted where faults change it."""
    histories = Histories(delivery.moves)
    counts: dict[tuple[int, int], dict[str, int]] = {}
    for urn, period, table in delivery.trust.marks():
        place, known = delivery.folders[urn], len(delivery.plan.faults)
        tell(f"Writing the marks of {place.school.name}, {period - 1}/{period % 100:02d}")
        open_days = pc.unique(table["day"]).to_pylist()
        sheet = faulted(table, urn, period, delivery.plan, place.system)
        name = f"marks-{year_words(period)}.csv"
        written = place.put(name, marks_bytes(sheet, place.names), delivery.sent(period), period=period)
        delivery.rows[written] = sheet.table.num_rows
        for fault in delivery.plan.faults[known:]:
            fault.file = written
        if len(delivery.plan.faults) > known or (urn, period) in delivery.plan.renamed:
            counts[urn, period] = attendance(sheet)
        histories.collect(sheet, urn, period, open_days)
    return counts, histories


def _school_files(delivery: Delivery, place: SchoolFolder) -> None:
    facts = {name: _of(table, place.school.urn) for name, table in delivery.plan.facts.items()}
    facts["result"] = _told_by_school(facts["result"], delivery.plan)
    zipped = _IN_ZIP if place.school.system == "oneroster" else ()
    for kind, name in TABLES.items():
        if kind in ("marks", "pupils", *zipped) or name not in facts:
            continue
        if kind in _BY_YEAR:
            for period in sorted(facts[name]["period"].unique().to_pylist()):
                of_year = facts[name].filter(pc.equal(facts[name]["period"], period))
                sent = delivery.sent(period)
                _export(delivery, place, kind, f"{kind}-{year_words(period)}", of_year, sent, period=period)
        else:
            _export(delivery, place, kind, kind, facts[name], dt.datetime.combine(delivery.today, _SENT))
    _pupils(delivery, place, facts["pupil_record"])
    if place.school.system == "oneroster":
        _zips(delivery, place, facts)
    if place.school.system == BY_UPN:
        _whole_roll(delivery, place, facts)


def _of(table: pa.Table, urn: int) -> pa.Table:
    return table.filter(pc.equal(table["urn"], urn))


def _told_by_school(results: pa.Table, plan: Plan) -> pa.Table:
    """Leave out the results that the DfE's downloads hold: they are told once."""
    return results.filter(pc.invert(giap.in_downloads(results, plan.unknown_to_dfe)))


def _export(
    delivery: Delivery, place: SchoolFolder, kind: str, stem: str, table: pa.Table, sent: dt.datetime,
    broken: Mapping[str, pa.Array] | None = None, **said: Any,
) -> str:  # fmt: skip
    """Write a table under the system's headers, as a workbook where the system does so; `broken` are columns as they stand."""
    if not table.num_rows:
        return ""
    headers = place.system.kinds[kind]
    columns = {header: cells(column, table[column], place.names) for header, column in headers.items()}
    columns |= {header: broken[column] for header, column in headers.items() if broken and column in broken}
    if kind in place.system.workbooks:
        numeric = frozenset(header for header, column in headers.items() if column in (*NAMED, *NUMBERS))
        written = place.put(f"{stem}.xlsx", workbook_bytes(columns, numeric), sent, **said)
    else:
        written = place.put(f"{stem}.csv", csv_bytes(list(headers), columns, table.num_rows), sent, **said)
    delivery.rows[written] = table.num_rows
    return written


def _pupils(delivery: Delivery, place: SchoolFolder, records: pa.Table) -> None:
    """Write the pupils: those of this year as of today, those who left before in a file for the year in which they did."""
    stem = "pupils" if place.system.full_postcodes else "pupil-details"
    stands = {day: _file_day(delivery, day) for day in records["as_of"].unique().to_pylist()}
    faults = {person: f for person, f in delivery.plan.birth_words.items() if f.urn == place.school.urn}
    for day in sorted(set(stands.values())):
        inside = pa.array([known for known, file_day in stands.items() if file_day == day])
        table = records.filter(pc.is_in(records["as_of"], inside))
        broken: dict[str, pa.Array] = {}
        if day == delivery.today and faults:
            broken["birth_date"] = _broken_births(place, table, faults)
        sent = dt.datetime.combine(day, _SENT)
        written = _export(delivery, place, "pupils", f"{stem}-{day.isoformat()}", table, sent, broken, as_of=day)
        if day == delivery.today:
            for fault in delivery.plan.faults:
                if fault.urn == place.school.urn and not fault.file:
                    fault.file = written


def _file_day(delivery: Delivery, day: dt.date) -> dt.date:
    year = AcademicYear.of(day)
    return delivery.today if year == AcademicYear.of(delivery.today) else year.last_day


def _broken_births(place: SchoolFolder, table: pa.Table, faults: Mapping[str, Fault]) -> pa.Array:
    words = cells("birth_date", table["birth_date"], place.names).to_pylist()
    for row, (person, born) in enumerate(
        zip(table["person"].to_pylist(), table["birth_date"].to_pylist(), strict=True)
    ):
        if person in faults:
            words[row] = place.system.impossible_day(born.year, 2)
            faults[person].detail |= {"written": words[row], "line": row + 2}
    return pa.array(words, pa.string())


def _zips(delivery: Delivery, place: SchoolFolder, facts: Mapping[str, pa.Table]) -> None:
    """Write a bulk of two weeks ago and a delta of today; every other school still sends version 1.1."""
    ranks = [urn for urn, other in delivery.folders.items() if other.school.system == "oneroster"]
    version = "1.1" if ranks.index(place.school.urn) % 2 else "1.2"
    day = delivery.today - _BULK_BEFORE
    changed = dt.datetime.combine(delivery.today, dt.time(7, 30))
    bundle = Roster(
        place.school.urn, place.school.name, version, day, changed, facts["pupil_record"], facts["enrolment"],
        facts["class_membership"], facts["class_teacher"], facts["staff_member"],
    ).bundle()  # fmt: skip
    for delta, as_of in ((False, day), (True, delivery.today)):
        sent = dt.datetime.combine(as_of, _SENT)
        name = f"oneroster-{version}-{'delta' if delta else 'bulk'}-{as_of.isoformat()}.zip"
        place.put(name, zip_bytes(bundle, delta=delta, made=sent), sent, as_of=as_of)


def _whole_roll(delivery: Delivery, place: SchoolFolder, facts: Mapping[str, pa.Table]) -> None:
    """Write the transfer file of all who are on the roll: what a school sends that has nothing else to send."""
    records = facts["pupil_record"]
    here = records.filter(pc.and_(pc.equal(records["as_of"], delivery.today), pc.is_null(records["leaving_date"])))
    persons = sorted(here["person"].unique().to_pylist())
    sent = dt.datetime.combine(delivery.today, _SENT)
    source = _place(place.school)
    data = ctf_bytes(source, UNKNOWN, sent, persons, Rows.of(facts, persons), {})
    place.put(file_name(source, UNKNOWN, 1), data, sent)


def _place(school: MadeUpSchool) -> Place:
    number = f"{school.laestab:07d}"
    return Place(number[:3], number[3:], school.urn, school.name)


def _transfers(delivery: Delivery, histories: Histories) -> None:
    """Write the files that went with children who moved, into the folder of the school that received them."""
    schools = {urn: _place(place.school) for urn, place in delivery.folders.items()}
    persons = [move.person for move in delivery.moves]
    rows = Rows.of(delivery.plan.facts, persons)
    batches: dict[tuple[dt.datetime, int, int], list[str]] = {}
    for move in delivery.moves:
        batches.setdefault((move.sent, move.urn, move.next_urn), []).append(move.person)
    numbers: dict[tuple[int, int], int] = {}
    manifests: dict[int, Manifest] = {}
    for (sent, urn, to), batch in batches.items():
        numbers[urn, to] = numbers.get((urn, to), 0) + 1
        name = file_name(schools[urn], schools[to], numbers[urn, to])
        path = delivery.folders[to].path / "ctf" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(ctf_bytes(schools[urn], schools[to], sent, batch, rows, histories.found))
        manifests.setdefault(to, Manifest(to, BY_UPN)).add(name, sent)
        delivery.rows[path.relative_to(delivery.root).as_posix()] = len(batch)
    for to, manifest in manifests.items():
        manifest.write(delivery.folders[to].path / "ctf")


def _downloads(delivery: Delivery) -> list[dict[str, Any]]:
    """Write the DfE's pupil downloads; return the lines of the comma files that a comma in a name shifts."""
    folder, manifest = delivery.root / "giap", Manifest()
    folder.mkdir(exist_ok=True)
    pupils = _known_to_dfe(delivery)
    results = delivery.plan.facts["result"]
    held = results.filter(giap.in_downloads(results, delivery.plan.unknown_to_dfe))
    shifted: list[dict[str, Any]] = []
    files = [(of, period, rows, giap.released(period)) for of, period, rows in giap.result_files(held, pupils)]
    census = _census(delivery, pupils)
    last_ks2 = max((period for of, period, *_ in files if of.name == "KS2"), default=0)
    for of, period, rows, sent in [*files, *census]:
        stem = f"{of.name}_{period}"
        also_commas = of.name == "CensusAutumn" or (of.name, period) == ("KS2", last_ks2)
        ways = [(giap.COMMA, f"{stem}.csv", sent - dt.timedelta(minutes=1))] if also_commas else []
        for separator, name, when in [*ways, (giap.TAB, f"{stem}.tab", sent)]:
            write_bytes(folder / name, of.rows_of(rows, separator), "utf-8-sig")
            manifest.add(name, when)
            delivery.rows[f"giap/{name}"] = len(rows)
            shifted += [
                {"file": f"giap/{name}", "line": n} for n in giap.shifted_lines(rows) if separator == giap.COMMA
            ]
    manifest.write(folder)
    _premium(delivery, pupils)
    return shifted


def _known_to_dfe(delivery: Delivery) -> giap.Pupils:
    """The DfE has each child's own birth date, and does not know the children whose UPN is wrong."""
    records = sorted(delivery.plan.facts["pupil_record"].to_pylist(), key=lambda row: row["as_of"])
    born = {child.person: child.born for child in delivery.children}
    known = {
        row["person"]: {**row, "birth_date": born.get(row["person"], row["birth_date"])}
        for row in records
        if row["upn"] and row["person"] not in delivery.plan.unknown_to_dfe
    }
    return giap.Pupils(known, {urn: place.school.laestab for urn, place in delivery.folders.items()})


def _there(delivery: Delivery, pupils: giap.Pupils, day: dt.date) -> Iterable[str]:
    """Who was on a roll on a day and still is, by what the latest records say."""
    for child in delivery.children:
        if child.person in pupils.records and child.left is None and child.spells[-1][0] <= day:
            yield child.person


def _census(
    delivery: Delivery, pupils: giap.Pupils
) -> list[tuple[giap.Download, int, list[dict[str, str]], dt.datetime]]:
    period = AcademicYear.of(delivery.today).end
    day = giap.census_day(period)
    rows = giap.census_rows(pupils, _there(delivery, pupils, day), period)
    sent = dt.datetime.combine(min(day + dt.timedelta(days=35), delivery.today), dt.time(9, 0))
    return [(giap.download("CensusAutumn"), period, rows, sent)] if rows else []


def _premium(delivery: Delivery, pupils: giap.Pupils) -> None:
    """Each school asks for its own pupil premium file: it does not say which school a child is at."""
    year = delivery.today.year if delivery.today.month >= 4 else delivery.today.year - 1
    there = set(_there(delivery, pupils, dt.date(year, 4, 1)))
    for urn, place in delivery.folders.items():
        own = [c.person for c in delivery.children if c.urn == urn and c.person in there]
        rows = giap.premium_rows(pupils, own, year)
        if rows:
            data = giap.download("PupilPremium").rows_of(rows, giap.TAB)
            name = f"giap/PupilPremium_{year}.tab"
            place.put(name, data, dt.datetime(year, 7, 1, 9, 0))  # noqa: DTZ001 - a manifest's times have no zone
            delivery.rows[(place.path / name).relative_to(delivery.root).as_posix()] = len(rows)


def _truth(
    delivery: Delivery, counts: Mapping[tuple[int, int], Mapping[str, int]], commas: list[dict[str, Any]]
) -> dict[str, Any]:
    """Complete the trust's truth: attendance after the faults, the faults, and everybody by the name that files give."""
    truth = dict(delivery.trust.truth)
    truth["attendance"] = [row | counts.get((row["urn"], row["period"]), {}) for row in truth.get("attendance", ())]
    truth["faults"] = [asdict(fault) | {"persons": list(fault.persons)} for fault in delivery.plan.faults]
    truth["unquoted_commas"] = commas
    truth["files"] = dict(sorted(delivery.rows.items()))
    by_upn = [place.names for place in delivery.folders.values() if place.school.system == BY_UPN]
    return _as_read(truth, by_upn[0]) if by_upn else truth


def _as_read(value: Any, names: Names) -> Any:
    """Name the people of schools that know children by UPN alone as their files do."""
    if isinstance(value, str):
        return names.read_as(value) if f"/{BY_UPN} " in value else value
    if isinstance(value, Mapping):
        return {key: _as_read(inside, names) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_as_read(inside, names) for inside in value]
    return value
