"""The table that a joining goes by, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def entries(kind: str) -> tuple[dict[str, Any], ...]:
    """Return the entries of one kind (domain, task, rule, condition), in their order."""
    text = files("collegiate.growth").joinpath("joining.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[kind])
