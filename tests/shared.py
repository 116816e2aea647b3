"""Where the real public files are, for the tests that read them; they are not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_root() -> Path | None:
    """The folder of real files: COLLEGIATE_SHARED_DATA, else `shared/data` beside the project; None when absent."""
    root = Path(os.environ.get("COLLEGIATE_SHARED_DATA", _BESIDE))
    return root if root.is_dir() else None


def shared(*parts: str) -> Path:
    """Return a real file or folder, or skip the test and say why."""
    root = shared_root()
    if root is None:
        pytest.skip(
            "the real public files are not beside the project (shared/data); set COLLEGIATE_SHARED_DATA to their folder"
        )
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the real file {'/'.join(parts)} is not among the shared files")
    return path
