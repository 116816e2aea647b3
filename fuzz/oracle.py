# ruff: noqa: S101
"""What must hold of every file, whatever is in it: it is read without a fault, every row is accounted for, and facts conform."""

from __future__ import annotations

import functools
import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

# The readers of documents are imported here, and not when the first one is met, so that the fuzzer sees into them.
import collegiate.intake.connectors.page
import collegiate.intake.ctf.document
import collegiate.intake.oneroster.document  # noqa: F401
from collegiate.intake import Reading, read, reading
from collegiate.intake.documents import Setting, open_document
from collegiate.intake.frame import FileError
from collegiate.tables import FACTS, PEOPLE

_TABLES = {table.name: table for table in (*FACTS, *PEOPLE)}
_FOLDER = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))  # noqa: S108
_MANIFEST = """[school]
urn = 900101
system = "oneroster"
[files."marks-2025-26.csv"]
year = "2025/26"
sent = "2026-07-24T16:00:00"
[files."pupils-2026-11-20.csv"]
as_of = "2026-11-20"
"""

logging.disable(logging.CRITICAL)
reading._known = functools.cache(reading._known)  # the descriptions of the sources do not change between two inputs
(_FOLDER / "collegiate.toml").write_text(_MANIFEST)


def look_at(name: str, data: bytes) -> None:
    """Read bytes under a name, and hold what came of it to the law. Raises AssertionError for a breach."""
    path = _FOLDER / name
    path.write_bytes(data)
    readings = list(read([path]))
    path.unlink()
    assert readings, "a file gave no reading"
    for found in readings:
        _lawful(found)


def look_at_document(name: str, data: bytes) -> None:
    """Hold a document to the law without the framework around it, which is many times as fast. Raises AssertionError."""
    path = _FOLDER / "alone" / name
    try:
        for _, document in open_document(name, data) or ():
            found = document.read(Setting(1, path, path.parent))
            refused = sum(whole for _, _, whole, _ in found.refusals)
            assert 0 <= refused <= found.rows_in, (refused, found.rows_in)
            assert all(line >= 1 and p.reason and p.remedy for line, p, _, _ in found.refusals)
            _conforming(found.facts)
    except FileError as problem:
        assert problem.reason and problem.remedy


def _lawful(found: Reading) -> None:
    receipt = found.receipt
    assert "fault of Collegiate" not in receipt["how"], found.refused["reason"][0]
    assert receipt["rows_in"] == receipt["rows_kept"] + receipt["rows_refused"], receipt
    whole = sum(found.refused["whole_row"].to_pylist())
    assert whole == receipt["rows_refused"], (whole, receipt)
    assert min(receipt["rows_in"], receipt["rows_kept"], receipt["rows_refused"], receipt["cells_refused"]) >= 0, (
        receipt
    )
    _conforming(found.facts)
    for refused in found.refused.select(["reason", "remedy"]).to_pylist():
        assert refused["reason"] and refused["remedy"], refused


def _conforming(facts: Mapping[str, pa.Table]) -> None:
    for table, rows in facts.items():
        assert rows.schema.equals(_TABLES[table].schema()), table
        for column, what in _TABLES[table].columns().items():
            assert not what.required or rows[column].null_count == 0, (table, column)
