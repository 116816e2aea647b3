"""Which of several files is the later one: the sender's own clock, else the day that the file stands for, else its place."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def file_places(receipts: pa.Table) -> dict[int, int]:
    """Return file_id → place among all files, the earliest first. Of two files the one with the later place stands.

    A file that says nothing of its time comes before all that do: it cannot claim to know better than they.
    """
    rows = receipts.select(["file_id", "sent_at", "as_of"]).to_pylist()
    ordered = sorted(rows, key=lambda r: (r["sent_at"] or (r["as_of"].isoformat() if r["as_of"] else ""), r["file_id"]))
    return {row["file_id"]: place for place, row in enumerate(ordered)}


def places_of(file_ids: NDArray[np.int64], places: dict[int, int]) -> NDArray[np.int64]:
    """Return each row's place; a file without a receipt comes before all others."""
    if len(file_ids) and (file_ids == file_ids[0]).all():
        return np.full(len(file_ids), places.get(int(file_ids[0]), -1), dtype=np.int64)
    found, where = np.unique(file_ids, return_inverse=True)
    return np.array([places.get(int(f), -1) for f in found], dtype=np.int64)[where]
