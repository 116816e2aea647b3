"""Looking into watched folders, again and again: a file is taken once, and only when its size has stood still for a while.

What lies in a folder of this machine or of another is told by name, size and time; a file is taken when all three have been the
same for `STILL` seconds between two looks. Each is taken once, by its hash, whatever it is called the second time.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from collegiate.intake.refusals import masked
from collegiate.web.uploads import acts
from collegiate.web.uploads.folders import FileNameError, Places, safe_name
from collegiate.web.uploads.limits import most_bytes
from collegiate.web.uploads.models import Version, Watch
from collegiate.web.uploads.receiving import Received
from collegiate.web.words import capital, counted, listed
from collegiate.web.worker import go_on

log = logging.getLogger(__name__)

STILL = 20.0
"""Seconds for which a file must not have changed before it is taken: it may be on its way still."""

MOST_FILES = 500
"""Files of a watched folder that one look goes through."""


class WatchError(Exception):
    """A folder cannot be looked into; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A file that lies in a watched folder."""

    name: str
    size: int
    changed: float


@dataclass(frozen=True, slots=True)
class Drop:
    """A watched folder while it is open: what lies in it, and how to fetch one of its files to a place on this machine."""

    files: list[Lying]
    fetch: Callable[[str, Path], None]


def look_where_due() -> bool:
    """Look into one watched folder for which it is time; return whether there was one."""
    now = timezone.now()
    due = next((w for w in Watch.objects.filter(on=True) if w.due(now) or _waits(w, now)), None)
    if due is None:
        return False
    look(due)
    return True


def look(watch: Watch) -> list[str]:
    """Look into a watched folder once, take what has stood still, and write down how it went. Returns the names that were taken."""
    taken: list[str] = []
    left: list[str] = []
    try:
        with _opened(watch) as drop:
            steady = _steady(watch, drop.files)
            for lying in steady:
                go_on()
                _take(watch, drop, lying, taken, left)
    except (WatchError, OSError) as error:
        _write(watch, f"It could not be looked into: {_words(error)}", failed=True, taken=taken)
        return taken
    except Exception as error:
        log.error("a watch met trouble: %s: %s", type(error).__name__, masked(str(error)))
        _write(
            watch,
            f"It met a fault of Collegiate itself ({type(error).__name__}); please report it.",
            failed=True,
            taken=taken,
        )
        return taken
    _write(watch, _told(taken, left, len(drop.files)), failed=False, taken=taken)
    return taken


def _take(watch: Watch, drop: Drop, lying: Lying, taken: list[str], left: list[str]) -> None:
    places = Places(Path(settings.COLLEGIATE_STORE))
    seen = {**watch.glimpsed[lying.name], "taken": True}
    try:
        name = safe_name(lying.name)
    except FileNameError:
        name = ""
    if not name or lying.size > most_bytes():
        left.append(f"{masked(lying.name)}, {'which is larger than may be taken' if name else 'which is no data'}")
        watch.glimpsed[lying.name] = seen
        return
    places.incoming.mkdir(parents=True, exist_ok=True)
    path = places.incoming / secrets.token_hex(12)
    drop.fetch(lying.name, path)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    watch.glimpsed[lying.name] = seen
    if Version.objects.filter(sha256=sha256, upload__watch=watch, number=1).exists():
        path.unlink()
    else:
        acts.take_from(watch=watch, received=Received(name, path, sha256, path.stat().st_size))
        taken.append(name)


def _steady(watch: Watch, files: list[Lying]) -> list[Lying]:
    """Return the files that have not changed for a while and are not taken; remember the others as they are now."""
    now = timezone.now().timestamp()
    before, watch.glimpsed = watch.glimpsed, {}
    found = []
    for lying in files[:MOST_FILES]:
        was = before.get(lying.name, {})
        same = (was.get("size"), was.get("changed")) == (lying.size, lying.changed)
        since = was["since"] if same else now
        watch.glimpsed[lying.name] = {
            "size": lying.size, "changed": lying.changed, "since": since, "taken": bool(same and was.get("taken")),
        }  # fmt: skip
        if same and now - since >= STILL and not was.get("taken") and lying.size:
            found.append(lying)
    return found


def _waits(watch: Watch, now: datetime) -> bool:
    """Whether a file was on its way at the last look, so that it is worth looking again before the time."""
    on_its_way = any(g["size"] and not g["taken"] for g in watch.glimpsed.values())
    return bool(on_its_way and watch.looked_at and (now - watch.looked_at).total_seconds() > STILL and not watch.failed)


@contextmanager
def _opened(watch: Watch) -> Iterator[Drop]:
    if watch.kind == Watch.SFTP:
        from collegiate.web.uploads.sftp import opened

        with opened(watch) as drop:
            yield drop
        return
    folder = local_folder(watch.path)
    yield Drop(sorted(_lying(folder), key=lambda f: f.name), lambda name, target: _copy(folder / name, target))


def local_folder(path: str) -> Path:
    """Return a watched folder of this machine. Raises `WatchError` for one outside the place where drops may lie."""
    home = Places(Path(settings.COLLEGIATE_STORE)).drops
    home.mkdir(parents=True, exist_ok=True)
    folder = (home / path).resolve()
    if not folder.is_relative_to(home.resolve()):
        raise WatchError(f"{path} lies outside {home}, the only place whose folders are watched. Put the folder there.")
    if not folder.is_dir():
        raise WatchError(f"There is no folder {path} in {home}. Make it, and let whoever sends write to it.")
    return folder


def _lying(folder: Path) -> Iterator[Lying]:
    with os.scandir(folder) as entries:
        for entry in entries:
            about = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(about.st_mode) and not entry.name.startswith((".", "~$")):
                yield Lying(entry.name, about.st_size, about.st_mtime)


def _copy(source: Path, target: Path) -> None:
    handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as file, target.open("xb") as out:
        shutil.copyfileobj(file, out, 1 << 20)


def _write(watch: Watch, words: str, *, failed: bool, taken: list[str]) -> None:
    now: datetime = timezone.now()
    watch.looked_at, watch.words, watch.failed = now, words[:600], failed
    watch.taken_at = now if taken else watch.taken_at
    with contextlib.suppress(Watch.DoesNotExist):
        watch.save(update_fields=["looked_at", "words", "failed", "taken_at", "glimpsed"], force_update=True)


def _told(taken: list[str], left: list[str], lying: int) -> str:
    parts = [
        f"Took {listed(taken[:5])}{' and others' if len(taken) > 5 else ''}." if taken else "Nothing new was there."
    ]
    parts += [f"Left lying: {listed(left[:3])}." if left else ""]
    return " ".join(p for p in [*parts, f"{capital(counted(lying, 'file lies', 'files lie'))} in it."] if p)


def _words(error: Exception) -> str:
    if isinstance(error, WatchError):
        return str(error)
    return masked(getattr(error, "strerror", None) or str(error) or type(error).__name__)
