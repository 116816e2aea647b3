"""What a school sends of its own accord: every table under its system's headers, and the forms that some systems have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children_files import giap
from collegiate.simulate.children_files.cells import NAMED, NUMBERS, cells
from collegiate.simulate.children_files.ctf import UNKNOWN, Rows, ctf_bytes, file_name
from collegiate.simulate.children_files.faults import Fault, Plan
from collegiate.simulate.children_files.layout import BY_UPN, TABLES
from collegiate.simulate.children_files.oneroster import Roster, zip_bytes
from collegiate.simulate.children_files.places import SENT, Delivery, SchoolFolder, place_of, year_words
from collegiate.simulate.children_files.rows import csv_bytes
from collegiate.simulate.children_files.workbook import workbook_bytes
from collegiate.vocabulary import AcademicYear

_BY_YEAR = ("assessments", "effort")
_IN_ZIP = ("class-members", "class-teachers", "staff")
_BULK_BEFORE = dt.timedelta(days=14)


def write_school(delivery: Delivery, place: SchoolFolder) -> None:
    """Write all but the marks."""
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
            _export(delivery, place, kind, kind, facts[name], dt.datetime.combine(delivery.today, SENT))
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
        sent = dt.datetime.combine(day, SENT)
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
        sent = dt.datetime.combine(as_of, SENT)
        name = f"oneroster-{version}-{'delta' if delta else 'bulk'}-{as_of.isoformat()}.zip"
        place.put(name, zip_bytes(bundle, delta=delta, made=sent), sent, as_of=as_of)


def _whole_roll(delivery: Delivery, place: SchoolFolder, facts: Mapping[str, pa.Table]) -> None:
    """Write the transfer file of all who are on the roll: what a school sends that has nothing else to send."""
    records = facts["pupil_record"]
    here = records.filter(pc.and_(pc.equal(records["as_of"], delivery.today), pc.is_null(records["leaving_date"])))
    persons = sorted(here["person"].unique().to_pylist())
    sent = dt.datetime.combine(delivery.today, SENT)
    source = place_of(place.school)
    data = ctf_bytes(source, UNKNOWN, sent, persons, Rows.of(facts, persons), {})
    place.put(file_name(source, UNKNOWN, 1), data, sent)
