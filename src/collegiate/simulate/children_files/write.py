"""Write a made-up trust's children as each school would send them, and the truth beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from collegiate.simulate.children_files.between import write_downloads, write_transfers
from collegiate.simulate.children_files.cells import Names
from collegiate.simulate.children_files.faults import Plan, children_of, clean, plan_faults
from collegiate.simulate.children_files.layout import BY_UPN, system
from collegiate.simulate.children_files.manifest import Manifest
from collegiate.simulate.children_files.marks import attendance, marks_bytes
from collegiate.simulate.children_files.places import Delivery, SchoolFolder, slug, year_words
from collegiate.simulate.children_files.school_files import write_school
from collegiate.simulate.children_files.sheets import faulted
from collegiate.simulate.children_files.transfers import Histories, transfers_of

if TYPE_CHECKING:
    from collegiate.simulate.children import MadeUpTrust

Progress = Callable[[str], None]
"""Called before each step with what is written now."""


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
        write_school(delivery, place)
    tell("Writing transfer files and pupil downloads")
    write_transfers(delivery, histories)
    commas = write_downloads(delivery)
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
