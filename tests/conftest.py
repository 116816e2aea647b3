"""What every test shares."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests of the real public files out, by name and count, where there can be none: in CI nothing skips."""
    if not os.environ.get("COLLEGIATE_WITHOUT_SHARED"):
        return
    left_out = [i for i in items if i.get_closest_marker("shared")]
    if left_out:
        items[:] = [i for i in items if not i.get_closest_marker("shared")]
        config.hook.pytest_deselected(items=left_out)
