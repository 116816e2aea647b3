"""A kill at any moment of a build leaves the last good snapshot serving, and the next build clears up behind it."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from collegiate.simulate import write_nation
from collegiate.store import Store

MOMENTS = 20


@dataclass(frozen=True)
class Scene:
    """A store with a good picture, the files that it was made from, and what it serves."""

    files: Path
    store: Path
    trust: int
    seconds: float
    served: str


def _collegiate(*words: str) -> list[str]:
    return [sys.executable, "-m", "collegiate", *words]


def _kept(store: Path) -> tuple[str, str]:
    """Which picture any process would open, and its bytes; without a process each time, which would take most of the test."""
    current = Store(store).current
    assert current is not None
    with Store(store).layout.snapshot(current).open("rb") as file:
        return current, hashlib.file_digest(file, "sha256").hexdigest()


def _figures(store: Path, trust: int) -> str:
    """What a fresh process is served: nothing that this one holds open can help it."""
    command = _collegiate("figures", "--store", str(store), "--trust", str(trust), "--json")
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Build once undisturbed, and take the time."""
    files, store = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("store")
    truth = write_nation(files, seed=5, schools=60, years=1)
    began = time.monotonic()
    subprocess.run(
        _collegiate("build", str(files), "--store", str(store)), check=True, capture_output=True, timeout=300
    )
    seconds = time.monotonic() - began
    served = _figures(store, truth.urban_trust)
    assert '"value"' in served
    return Scene(files, store, truth.urban_trust, seconds, served)


def _killed_after(scene: Scene, seconds: float) -> float | None:
    """Begin a build and kill it after so many seconds; one that ended before tells how long it took."""
    command = _collegiate("build", str(scene.files), "--store", str(scene.store))
    began = time.monotonic()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        running.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
        return None
    return time.monotonic() - began


@pytest.mark.timeout(1800)
def test_twenty_kills_at_random_moments_leave_the_last_snapshot_serving_and_the_next_build_clears_up(scene):
    held = Store(scene.store).reader()
    schools, pace = held.count("school"), scene.seconds
    kept = _kept(scene.store)
    moments = random.Random(20).sample(range(100), MOMENTS)
    tries = 0
    while moments:
        tries += 1
        assert tries <= 3 * MOMENTS, "builds end before they can be killed"
        took = _killed_after(scene, pace * (moments[-1] + 0.5) / 100)
        if _kept(scene.store) != kept:  # the picture was published before the build was killed, or ended
            assert _figures(scene.store, scene.trust) == scene.served, f"after {moments[-1]} % of a build"
            kept = _kept(scene.store)
        assert held.count("school") == schools
        if took is None:
            moments.pop()
        else:
            pace = min(pace, took)
    assert _figures(scene.store, scene.trust) == scene.served
    subprocess.run(
        _collegiate("build", str(scene.files), "--store", str(scene.store)),
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert _figures(scene.store, scene.trust) == scene.served
    assert not list((scene.store / "work").glob("*"))
    assert len(Store(scene.store).layout.snapshots()) <= 4
    assert not list(scene.store.glob("CURRENT.*"))


def test_a_build_killed_in_an_empty_store_leaves_no_half_picture(scene, tmp_path):
    seconds, store = scene.seconds * 0.6, tmp_path / "store"
    while _killed_after(Scene(scene.files, store, scene.trust, scene.seconds, ""), seconds) is not None:
        shutil.rmtree(store)
        seconds /= 2
    asked = subprocess.run(
        _collegiate("figures", "--store", str(store), "--trust", str(scene.trust)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 2
    assert "collegiate build" in asked.stderr
    assert "Traceback" not in asked.stderr
