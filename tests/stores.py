"""Stores that several tests read: built once on a machine, whichever test process comes first."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from shared import shared


@dataclass(frozen=True)
class Built:
    """A store, the files that it was built from, and what the build reported."""

    store: Path
    files: Path
    report: dict[str, Any]


def _once(folder: Path, make: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    done = folder / "done.json"
    with FileLock(str(folder) + ".lock"):
        if not done.exists():
            folder.mkdir(parents=True, exist_ok=True)
            done.write_text(json.dumps(make(folder), default=str), encoding="utf-8")
    return json.loads(done.read_text(encoding="utf-8"))


def _common(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


def _built(files: Path, store: Path, trust: int | None) -> dict[str, Any]:
    from collegiate.build import build

    report = build([files], store, trust=trust)
    return {
        n: getattr(report, n) for n in ("snapshot", "schools", "trusts", "figures", "findings", "seconds", "receipts")
    }


def simulated(factory: pytest.TempPathFactory) -> Built:
    """The picture of a made-up nation of 150 schools."""
    folder = _common(factory) / "simulated"

    def make(at: Path) -> dict[str, Any]:
        from collegiate.simulate import write_nation

        truth = write_nation(at / "files", seed=11, schools=150)
        return _built(at / "files", at / "store", truth.trusts_to_open()[0][1])

    report = _once(folder, make)
    return Built(folder / "store", folder / "files", report)


def children(factory: pytest.TempPathFactory) -> Built:
    """A small nation and the children of two of its trusts, about 1,200, with the faults of real files."""
    folder = _common(factory) / "children"

    def make(at: Path) -> dict[str, Any]:
        from collegiate.simulate import Pupils, write_nation

        truth = write_nation(at / "files", seed=7, schools=80, pupils=Pupils(1_200, years=2))
        return _built(at / "files", at / "store", truth.trusts_to_open()[0][1])

    report = _once(folder, make)
    return Built(folder / "store", folder / "files", report)


def real(factory: pytest.TempPathFactory) -> Built:
    """The picture of England from the real public files, or a skip that says why."""
    files = shared("dfe")
    folder = _common(factory) / "real"
    report = _once(folder, lambda at: _built(files, at / "store", 16617))
    return Built(folder / "store", files, report)
