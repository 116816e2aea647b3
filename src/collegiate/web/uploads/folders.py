"""Where the bytes of uploads lie: versions that wait in `uploads`, those that count in `inbox`; and names that are safe to keep.

The inbox is laid out as `collegiate build` reads it: every file in a folder of its own with a manifest beside it, so that the
picture can be built from it with or without this application.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from collegiate.intake import MANIFEST
from collegiate.intake.mapping import SUFFIX
from collegiate.intake.refusals import MASK, masked
from collegiate.web.environment import setting

LONGEST_NAME = 120
_PLAIN = re.compile(r"[^A-Za-z0-9 ._()+-]+")
_INSTEAD = "number left out"


class FileNameError(ValueError):
    """A file's name that means something to the build; the message says what to do."""


def safe_name(given: str) -> str:
    """Return a name under which a file can be kept: no folders, no odd letters, and no pupil number.

    Raises `FileNameError` for a name that would be taken for a manifest or a mapping.
    """
    last = re.split(r"[\\/]", given)[-1]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    kept = masked(_PLAIN.sub("_", plain).replace("_", " ")) != _PLAIN.sub("_", plain).replace("_", " ")
    name = _PLAIN.sub("_", masked(plain.replace("_", " ")).replace(MASK, _INSTEAD) if kept else plain).strip(" .")
    stem, dot, ending = name.rpartition(".")
    name = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if dot and len(ending) < 10 else name[:LONGEST_NAME]
    if name == MANIFEST or name.endswith(SUFFIX):
        raise FileNameError(
            f"{name} is a file that says something about other files. What it says is answered on the pages here: send the data itself."
        )
    return name.lstrip("~$ .") or "file without a name"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of a store that belong to uploads."""

    store: Path

    @property
    def incoming(self) -> Path:
        """Files that are still coming: whatever lies here without being asked for may be thrown away."""
        return self.store / "uploads" / "incoming"

    @property
    def inbox(self) -> Path:
        """What the picture is built from, beside the folders that it was built from before."""
        return self.store / "inbox"

    @property
    def drops(self) -> Path:
        """Where folders to watch may lie, unless COLLEGIATE_DROPS names another place."""
        return Path(setting("COLLEGIATE_DROPS") or self.store / "drops")

    def version(self, key: str, number: int) -> Path:
        """The folder of one version of an upload: the file, its manifest, the mappings that it may need."""
        return self.store / "uploads" / key / f"v{number}"

    def refused(self, key: str, number: int) -> Path:
        """What was refused of a version."""
        return self.store / "uploads" / key / f"v{number}-refused.parquet"

    def published(self, key: str, urn: int | None) -> Path:
        """Where an upload lies while it counts."""
        return self.inbox / (str(urn) if urn else "trust") / key

    def forget(self, key: str) -> None:
        """Throw away every version of an upload."""
        shutil.rmtree(self.store / "uploads" / key, ignore_errors=True)


def write_manifest(folder: Path, name: str, urn: int | None, said: Mapping[str, str]) -> None:
    """Write beside a file what people said of it: whose it is, and the year, day, moment or source that it does not say."""
    lines = []
    if urn or said.get("system"):
        lines += ["[school]"] + ([f"urn = {urn}"] if urn else []) + _lines(said, "system") + [""]
    lines += [f"[files.{json.dumps(name)}]", *_lines(said, "year", "as_of", "sent", "source", "release")]
    (folder / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lines(said: Mapping[str, str], *names: str) -> list[str]:
    return [f"{name} = {json.dumps(said[name])}" for name in names if said.get(name)]


def write_mappings(folder: Path, mappings: Mapping[str, str]) -> None:
    """Lay mapping files beside a file, in place of those that lay there."""
    for old in folder.glob(f"*{SUFFIX}"):
        old.unlink()
    for name, text in mappings.items():
        (folder / f"{name}{SUFFIX}").write_text(text, encoding="utf-8")


def settle(folder: Path, target: Path) -> None:
    """Make `target` hold what `folder` holds, whole or not at all; files are linked, not copied, where the disk allows."""
    aside = target.with_name(f".{target.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder, aside, copy_function=_link)
    take_away(target)
    aside.replace(target)


def take_away(target: Path) -> None:
    """Take a folder out of the inbox."""
    if target.exists():
        gone = target.with_name(f".{target.name}.gone")
        shutil.rmtree(gone, ignore_errors=True)
        target.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)
        with contextlib.suppress(OSError):
            target.parent.rmdir()


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
