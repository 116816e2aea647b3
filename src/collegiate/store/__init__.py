"""The evidence store: originals and their receipts, facts in Parquet, snapshots that are published whole or not at all."""

from collegiate.store.publishing import Building, BuildRunningError, FileChangedError, VerificationError
from collegiate.store.reader import NoSnapshotError, Reader
from collegiate.store.store import Store

__all__ = [
    "BuildRunningError",
    "Building",
    "FileChangedError",
    "NoSnapshotError",
    "Reader",
    "Store",
    "VerificationError",
]
