"""Pairs to take away together."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from collegiate.ees.pair import Pair

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The same pairs make the same bytes, whenever they are asked for."""


def zipped(pairs: Iterable[Pair]) -> bytes:
    """Return a zip file with the data file and the meta file of each pair that has rows."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for pair in pairs:
            if pair.rows:
                archive.writestr(_entry(pair.file), pair.data_csv())
                archive.writestr(_entry(pair.meta_file), pair.meta_csv())
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
