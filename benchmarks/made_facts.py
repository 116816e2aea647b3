"""Facts of a made-up nation and of its trusts' children as Parquet, as they lie in a store once files have been read.

Making them so, without the senders' files, leaves the reading of files out of what is measured, and is quick.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 3


def write_facts(folder: Path, *, schools: int, academies: int, children: int, years: int) -> dict[str, Any]:
    """Write a nation's facts, and those of the children of its largest trust's first `academies`; return what was written.

    The nation's files are written and read by the importers; the children's facts are clean. `children`: in an academy, on average.
    """
    from collegiate.simulate.children import make_trust
    from collegiate.simulate.children.schools import trust_schools
    from collegiate.simulate.write import make_picture

    folder.mkdir(parents=True)
    receipts = _nation(folder, schools)
    picture = make_picture(seed=SEED, schools=schools)
    trust_now = picture.groups.trust_now
    largest = int(np.bincount(trust_now[trust_now >= 0]).argmax())
    about: dict[str, Any] = {"trust": picture.groups.uid_of(largest), "marks": 0, "children": 0}
    if academies:
        members = np.flatnonzero(trust_now == largest)[:academies]
        if len(members) < academies:
            raise SystemExit(f"The largest trust of a nation of {schools:,} schools has {len(members)} academies, not {academies}.")  # fmt: skip
        nation = picture.nation
        own = trust_schools(replace(nation, rural=members), "three-tier")
        trust = make_trust(seed=SEED, pupils=academies * children, years=years, schools=own, nation=nation)
        about |= _children(folder, trust, len(receipts) + 1)
        receipts.append({"file_id": len(receipts) + 1, "file": "made up", "sha256": "", "status": "kept", "rows_in": 0, "rows_kept": 0, "rows_refused": 0})  # fmt: skip
    pq.write_table(pa.Table.from_pylist(receipts), folder / "receipt.parquet")
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    return about


def _nation(folder: Path, schools: int) -> list[dict[str, Any]]:
    from collegiate.intake import read
    from collegiate.simulate import write_nation

    parts: dict[str, list[pa.Table]] = {}
    receipts = []
    with tempfile.TemporaryDirectory(prefix="collegiate-benchmark-") as scratch:
        files = Path(scratch) / "files"
        write_nation(files, seed=SEED, schools=schools)
        (files / "truth.json").unlink()
        for reading in read([files]):
            for name, rows in [*reading.facts.items(), ("refused_row", reading.refused)]:
                parts.setdefault(name, []).append(rows)
            receipts.append(dict(reading.receipt) | {"people": False})
    for name, tables in parts.items():
        pq.write_table(pa.concat_tables(tables), folder / f"{name}.parquet")
    return receipts


def _children(folder: Path, trust: Any, file_id: int) -> Mapping[str, int]:
    for name, rows in trust.facts.items():
        pq.write_table(_numbered(rows, file_id), folder / f"{name}.parquet")
    marks = 0
    (folder / "marks").mkdir()
    for urn, period, rows in trust.marks():
        pq.write_table(_numbered(rows, file_id), folder / "marks" / f"{urn}-{period}.parquet", compression="zstd")
        marks += rows.num_rows
    return {"marks": marks, "children": len(set(trust.facts["pupil_record"]["person"].to_pylist()))}


def _numbered(rows: pa.Table, file_id: int) -> pa.Table:
    line = pa.array(np.arange(1, rows.num_rows + 1))
    rows = rows.set_column(rows.column_names.index("line"), "line", line)
    return rows.set_column(rows.column_names.index("file_id"), "file_id", pa.array(np.full(rows.num_rows, file_id)))


def take_in(building: Any, folder: Path) -> None:
    """Give a build in progress the facts of a folder, as if their files had been read."""
    from collegiate.tables import Receipt

    for path in sorted(folder.glob("*.parquet")):
        rows = pq.read_table(path)
        building.add(path.stem, Receipt.conform(rows) if path.stem == Receipt.name else rows)
    for path in sorted((folder / "marks").glob("*.parquet")):
        building.add("session_mark", pq.read_table(path))


def clear(folder: Path) -> Path:
    """Return a folder that is not there yet; what was there is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder
