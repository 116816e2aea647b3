"""How reliable baselines are, each with its source; where none was found, the analyst must state one."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "reliabilities.toml"


@dataclass(frozen=True, slots=True)
class Reliability:
    """A baseline's reliability, 0 to 1 (None where no source was found), and where it is from or can be had."""

    id: str
    title: str
    source: str
    reliability: float | None = None


@functools.cache
def reliabilities(path: Path = FILE) -> tuple[Reliability, ...]:
    """Return what is known of the usual baselines."""
    return tuple(Reliability(**b) for b in tomllib.loads(path.read_text(encoding="utf-8"))["baselines"])


def stated(reliability: float | str | None) -> tuple[float | None, str]:
    """Return (reliability, where it is from) of a number, of the id of a usual baseline, or of None.

    ValueError when a number is not above 0 and at most 1, or an id is unknown or has no reliability of its own.
    """
    if reliability is None:
        return None, "not stated"
    if isinstance(reliability, str):
        return _known(reliability)
    if not 0 < reliability <= 1:
        raise ValueError(f"A reliability lies above 0 and is at most 1; {reliability:g} was given.")
    return float(reliability), "stated by the analyst"


def _known(name: str) -> tuple[float, str]:
    found = next((r for r in reliabilities() if r.id == name), None)
    if found is None:
        raise ValueError(f"There is no baseline '{name}'. There are: {', '.join(r.id for r in reliabilities())}.")
    if found.reliability is None:
        raise ValueError(f"No reliability of '{found.title}' is kept here ({found.source}). State yours as a number.")
    return found.reliability, found.source
