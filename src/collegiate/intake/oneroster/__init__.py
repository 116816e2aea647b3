"""OneRoster bundles, versions 1.1 and 1.2: ZIPs of tables that need each other, whole (bulk) or as changes (delta)."""

from collegiate.intake.oneroster.bundle import roster_documents

__all__ = ["roster_documents"]
