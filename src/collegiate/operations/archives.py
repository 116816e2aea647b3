"""The file that a backup is: a tar, sealed or not, at whose end stands what should be in it."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from collegiate.operations.errors import BackupError
from collegiate.operations.sealed import SealedError, SealedReader, SealedWriter, is_sealed
from collegiate.operations.taking import Taken

_FORM = 1
_MANIFEST = "manifest.json"
_SPOILT = (tarfile.TarError, EOFError, OSError, ValueError, TypeError, KeyError)


@dataclass(slots=True)
class Manifest:
    """What a backup says of itself: when and by which version, the snapshot, the kind of database, every file with its hash."""

    made_at: str
    version: str
    database: str
    snapshot: str = ""
    form: int = _FORM
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(f["size"] for f in self.files.values())


class Hashing(io.RawIOBase):
    """Passes bytes on and hashes them on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sha256 = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read and hash."""
        some = self._file.read(size)
        self.sha256.update(some)
        return some


class Packing:
    """A backup in the making."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar, self._manifest = tar, manifest

    def add(self, folder: str, taken: Taken) -> None:
        """Add a file. Raises `BackupError` when it gets shorter while it is read."""
        about = tarfile.TarInfo(f"{folder}/{taken.name}")
        about.size, about.mode, about.mtime = taken.size, taken.mode, int(taken.changed)
        through = Hashing(taken.file)
        try:
            self._tar.addfile(about, through)
        except OSError as error:
            raise BackupError(f"{taken.name} could not be copied: {error}. Back up again.") from error
        self._manifest.files[about.name] = {"size": taken.size, "sha256": through.sha256.hexdigest()}

    def end(self) -> None:
        """Add what should be in it; a backup without is not whole."""
        text = json.dumps(asdict(self._manifest), indent=1).encode()
        about = tarfile.TarInfo(_MANIFEST)
        about.size, about.mode = len(text), 0o600
        self._tar.addfile(about, io.BytesIO(text))


@contextmanager
def packing(file: IO[bytes], manifest: Manifest, passphrase: str | None) -> Iterator[Packing]:
    """Write a backup to a file; sealed when there is a passphrase."""
    sealing = SealedWriter(file, passphrase) if passphrase else None
    with tarfile.open(fileobj=sealing or file, mode="w|", bufsize=1 << 20, format=tarfile.PAX_FORMAT) as tar:
        pack = Packing(tar, manifest)
        yield pack
        pack.end()
    if sealing:
        sealing.end()


def unpack(path: Path, folder: Path, passphrase: str | None, only: Callable[[str], bool] | None = None) -> Manifest:
    """Check every file of a backup against its hash, and write it, or `only` those whose names it says yes to, into a folder.

    Raises `BackupError` for a file that is not a backup, not whole, or not what was written.
    """
    if is_sealed(path) and passphrase is None:
        raise SealedError(f"{path} is sealed. Name the file with its passphrase: --passphrase-file FILE.")
    found: dict[str, dict[str, Any]] = {}
    manifest = None
    try:
        with path.open("rb") as file, _plain(file, path, passphrase) as tar:
            for member in tar:
                inside = tar.extractfile(member)
                if inside is None:
                    continue
                if member.name == _MANIFEST:
                    manifest = Manifest(**json.loads(inside.read()))
                    continue
                target = folder / _safe(member.name) if only is None or only(member.name) else None
                found[member.name] = {"size": member.size, "sha256": _copied(inside, target, member.mode)}
    except SealedError:
        raise
    except _SPOILT as error:
        raise BackupError(f"{path} cannot be read to its end: {error}. Use another copy of the backup.") from error
    return _agreed(path, manifest, found)


@contextmanager
def _plain(file: IO[bytes], path: Path, passphrase: str | None) -> Iterator[tarfile.TarFile]:
    inner = io.BufferedReader(SealedReader(file, passphrase or ""), 1 << 20) if is_sealed(path) else file
    with tarfile.open(fileobj=inner, mode="r|", bufsize=1 << 20) as tar:
        yield tar


def _safe(name: str) -> Path:
    """A name below the folder, whatever the file says."""
    parts = PurePosixPath(name).parts
    if not parts or parts[0] not in ("store", "database") or ".." in parts or "\\" in name:
        raise ValueError(f"it holds a file with the name '{name}'")
    return Path(*parts)


def _copied(inside: IO[bytes], target: Path | None, mode: int) -> str:
    through = Hashing(inside)
    if target is None:
        while through.read(1 << 20):
            pass
        return through.sha256.hexdigest()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        while some := through.read(1 << 20):
            file.write(some)
    target.chmod(mode & 0o755)
    return through.sha256.hexdigest()


def _agreed(path: Path, manifest: Manifest | None, found: dict[str, dict[str, Any]]) -> Manifest:
    if manifest is None:
        raise BackupError(
            f"{path} is not a whole backup: what should be in it is not said at its end. Use another copy."
        )
    if manifest.form != _FORM:
        raise BackupError(f"{path} was written by a later Collegiate ({manifest.version}). Restore with that version.")
    wrong = sorted({n for n in manifest.files.keys() | found.keys() if manifest.files.get(n) != found.get(n)})
    if wrong:
        raise BackupError(
            f"{path} is damaged: {len(wrong)} files are not what was written, such as {wrong[0]}. Use another copy."
        )
    return manifest
