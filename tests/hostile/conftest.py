"""A small good nation to spoil files of."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from collegiate.simulate import write_nation

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A nation of 60 schools in two years."""
    folder = tmp_path_factory.mktemp("good")
    write_nation(folder, seed=3, schools=60, years=2)
    return folder
