"""files → intake → store → register → measures → compare → checks → published snapshot."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from collegiate.build.people import has_people, people_of
from collegiate.build.picture import picture_of
from collegiate.intake import read
from collegiate.store import Building, Store
from collegiate.store.publishing import Rows
from collegiate.tables import Receipt

Progress = Callable[[str], None]


class NothingBuiltError(Exception):
    """No file could be read; the message says which were tried and what to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: a receipt per file, what it published, and how long each step took in seconds."""

    store: Path
    snapshot: str
    receipts: list[Mapping[str, Any]]
    schools: int
    trusts: int
    figures: int
    findings: int
    pupils: int
    questions: int
    seconds: float
    steps: dict[str, float] = field(default_factory=dict)


class _Clock:
    """Times the steps and tells progress what is being done."""

    def __init__(self, progress: Progress | None) -> None:
        self.steps: dict[str, float] = {}
        self.tell = progress or (lambda words: None)
        self._step = ""
        self._began = self._last = time.perf_counter()

    def begin(self, words: str) -> None:
        """Close the step before, begin this one, and tell."""
        now = time.perf_counter()
        if self._step:
            self.steps[self._step] = now - self._last
        self._step, self._last = words, now
        if words:
            self.tell(words)

    @property
    def total(self) -> float:
        return time.perf_counter() - self._began


def build(
    paths: Sequence[Path],
    store: Path,
    *,
    trust: int | None = None,
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read `paths` into the store at `store` and publish the picture; `trust` is the one that the first page opens on.

    Raises `NothingBuiltError` when no file gave a single row; the last snapshot then goes on serving.
    """
    _refuse_what_cannot_be(paths, store)
    clock = _Clock(progress)
    with Store(store).build() as building:
        clock.begin("Reading files")
        receipts = _take_in(building, paths, answers or {}, clock)
        if not any(r["rows_kept"] for r in receipts):
            raise NothingBuiltError(_nothing(paths, receipts))
        picture: dict[str, Rows] = {**picture_of(building, clock.begin)}
        if has_people(building):
            schools = picture["school"]
            assert isinstance(schools, pa.Table)  # noqa: S101 - the picture's tables are in memory
            picture |= people_of(building, schools, list(Store(store).decisions), clock.begin)
        about = {
            "trust": str(trust or ""),
            "folders": " | ".join(str(Path(p).resolve()) for p in paths),
            "answers": json.dumps(dict(answers or {})),
        }
        clock.begin("Publishing")
        snapshot = building.publish(picture, about)
        clock.begin("")
    return Report(
        store=Path(store), snapshot=snapshot, receipts=receipts, seconds=clock.total, steps=clock.steps,
        **{name: _count(picture.get(table)) for name, table in _COUNTED.items()},
    )  # fmt: skip


_COUNTED = {
    "schools": "school", "trusts": "trust", "figures": "figure", "findings": "check_result", "pupils": "pupil", "questions": "identity_question",
}  # fmt: skip


def _count(rows: Rows | None) -> int:
    return rows.num_rows if isinstance(rows, pa.Table) else 0


def _refuse_what_cannot_be(paths: Sequence[Path], store: Path) -> None:
    missing = [str(p) for p in paths if not Path(p).exists()]
    if missing:
        raise NothingBuiltError(f"There is no {', '.join(missing)}. Give folders or files that exist.")
    inside = [p for p in paths if Path(store).resolve().is_relative_to(Path(p).resolve())]
    if inside:
        raise NothingBuiltError(
            f"The store {store} lies inside {inside[0]}, which is to be read. Put the store elsewhere."
        )


def _take_in(
    building: Building, paths: Sequence[Path], answers: Mapping[str, str], clock: _Clock
) -> list[Mapping[str, Any]]:
    receipts: list[Mapping[str, Any]] = []

    def tell(file: str, place: int, of: int) -> None:
        clock.tell(f"Reading {file} ({place} of {of})")

    for reading in read(paths, answers=answers, progress=tell):
        if reading.readable:
            building.keep_original(reading.original, reading.receipt["sha256"])
        for name, rows in reading.facts.items():
            building.add(name, rows)
        building.add("refused_row", reading.refused)
        receipts.append(reading.receipt | {"people": _may_tell_of_people(reading.receipt)})
    building.add("receipt", Receipt.conform(pa.Table.from_pylist(receipts)) if receipts else Receipt.empty())
    return receipts


def _may_tell_of_people(receipt: Mapping[str, Any]) -> bool:
    """Whether a file's rows may be about children or staff: a file that nobody recognised may be, too."""
    return bool(receipt["people"]) or not receipt["source"]


def _nothing(paths: Sequence[Path], receipts: Sequence[Mapping[str, Any]]) -> str:
    where = ", ".join(str(p) for p in paths)
    if not receipts:
        return f"There is no file in {where}. Give a folder with the files that the DfE publishes; 'collegiate sources' lists them."
    said = "; ".join(f"{r['file']}: {(r['question'] or r['how']).rstrip('.')}" for r in receipts[:5])
    return f"None of the {len(receipts)} files in {where} could be used. {said}. 'collegiate identify FILE' says more of each."
