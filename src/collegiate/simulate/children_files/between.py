"""What others send about a school's children: transfer files of the school before, and the DfE's pupil downloads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from collegiate.simulate.children_files import giap
from collegiate.simulate.children_files.ctf import Rows, ctf_bytes, file_name
from collegiate.simulate.children_files.layout import BY_UPN
from collegiate.simulate.children_files.manifest import Manifest
from collegiate.simulate.children_files.places import Delivery, place_of
from collegiate.simulate.children_files.rows import write_bytes
from collegiate.simulate.children_files.transfers import Histories
from collegiate.vocabulary import AcademicYear


def write_transfers(delivery: Delivery, histories: Histories) -> None:
    """Write the files that went with children who moved, into the folder of the school that received them."""
    schools = {urn: place_of(place.school) for urn, place in delivery.folders.items()}
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


def write_downloads(delivery: Delivery) -> list[dict[str, Any]]:
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
