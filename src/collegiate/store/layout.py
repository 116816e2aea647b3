"""Where everything lies in a store's folder, and the few file operations that must survive a power cut."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

_SECRET_BYTES = 32


class SecretBrokenError(Exception):
    """The file of a secret holds none; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of a store."""

    root: Path

    @property
    def pointer(self) -> Path:
        """The file that names the snapshot that is served: the one thing that publishing replaces."""
        return self.root / "CURRENT"

    @property
    def lock(self) -> Path:
        """Held by the build that is running."""
        return self.root / "build.lock"

    @property
    def work(self) -> Path:
        """Builds that are not published: whatever lies here is nobody's and is cleared by the next build."""
        return self.root / "work"

    @property
    def secret(self) -> Path:
        """The secret by which children's keys are made: without it nobody can work a key out from a UPN."""
        return self.root / "secret"

    @property
    def decisions(self) -> Path:
        """The journal of what people decided about children's records."""
        return self.root / "decisions.jsonl"

    def original(self, sha256: str) -> Path:
        """The folder that keeps one original file, by its hash."""
        return self.root / "originals" / sha256[:2] / sha256

    def facts(self, snapshot: str) -> Path:
        """The folder of the Parquet facts that a snapshot was made from."""
        return self.root / "facts" / snapshot

    def snapshot(self, snapshot: str) -> Path:
        """A snapshot's database."""
        return self.root / "snapshots" / f"{snapshot}.duckdb"

    def evidence(self, snapshot: str) -> Path:
        """What frozen packs rest on of a snapshot: its tables without any child's row."""
        return self.root / "evidence" / f"{snapshot}.duckdb"

    def snapshots(self) -> list[str]:
        """The ids of the snapshots that are kept, oldest first."""
        return sorted(p.stem for p in (self.root / "snapshots").glob("*.duckdb"))


def replace_text(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new, never a part, whatever stops the machine and whoever else writes."""
    aside = _aside(path)
    try:
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(path.parent)


def kept_secret(path: Path) -> bytes:
    """Return the 32 random bytes in a file that only its owner may read; they are made when first asked for.

    Whoever asks at the same moment, or after a machine that stopped in between, gets all of them or makes them: never a part, by which
    keys could be guessed. Raises `SecretBrokenError` for a file that holds something else.
    """
    if not path.exists():
        _make_secret(path)
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        secret = b""
    if len(secret) != _SECRET_BYTES:
        raise SecretBrokenError(f"{path} is not the secret that was made there. Bring it back from a backup: keys of children rest on it.")  # fmt: skip
    return secret


def _make_secret(path: Path) -> None:
    aside = _aside(path)
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(_SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return  # somebody was there first
        except OSError:  # a disk without links
            aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(path.parent)


def _aside(path: Path) -> Path:
    """Return a name beside a file that nobody else writes to, thread or process."""
    return path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")


def sync_file(path: Path) -> None:
    """Make sure that a file's bytes are on disk before anything points to it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make sure that a folder's entries are on disk; systems that cannot open a folder do it by themselves."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
