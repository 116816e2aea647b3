"""How much may be sent: bounds that an installation may set."""

from __future__ import annotations

from collegiate.web.environment import setting

_MB = 1_000_000


def most_bytes() -> int:
    """Return how large one file may be, in bytes: COLLEGIATE_UPLOAD_MB, 500 unless it is set."""
    return _whole("COLLEGIATE_UPLOAD_MB", 500) * _MB


def most_files() -> int:
    """Return how many files may be sent at once: COLLEGIATE_UPLOAD_FILES, 40 unless it is set."""
    return _whole("COLLEGIATE_UPLOAD_FILES", 40)


def most_waiting() -> int:
    """Return how many files may lie unpublished: COLLEGIATE_UPLOADS_WAITING, 500 unless it is set."""
    return _whole("COLLEGIATE_UPLOADS_WAITING", 500)


def _whole(name: str, otherwise: int) -> int:
    """A setting that is no number leaves the bound as it is: it is never lifted by a slip."""
    said = setting(name)
    return int(said) if said.isascii() and said.isdigit() and int(said) else otherwise
