"""The evidence store: originals and their receipts, facts in Parquet, snapshots that are published whole or not at all."""

from collegiate.store.audit import AuditLog, Look
from collegiate.store.evidence import evidence_kept, keep_evidence
from collegiate.store.journal import Journal, JournalBrokenError
from collegiate.store.publishing import Building, BuildRunningError, FileChangedError, VerificationError
from collegiate.store.reader import NoSnapshotError, Reader, ScopeNeededError
from collegiate.store.scope import OutOfScopeError, Part, Scope
from collegiate.store.scoped import ScopedReader
from collegiate.store.store import Store

__all__ = [
    "AuditLog",
    "BuildRunningError",
    "Building",
    "FileChangedError",
    "Journal",
    "JournalBrokenError",
    "Look",
    "NoSnapshotError",
    "OutOfScopeError",
    "Part",
    "Reader",
    "Scope",
    "ScopeNeededError",
    "ScopedReader",
    "Store",
    "VerificationError",
    "evidence_kept",
    "keep_evidence",
]
