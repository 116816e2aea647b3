"""The manifest beside a school's files: which school and system, and when each file was sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

NAME = "collegiate.toml"


@dataclass(slots=True)
class Manifest:
    """What is to be said of the files of a folder; without a school it says only when they were sent."""

    urn: int | None = None
    system: str = ""
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, name: str, sent: dt.datetime, *, as_of: dt.date | None = None, period: int | None = None) -> None:
        """Say when a file was sent, for which day it stands or of which academic year it is."""
        said = {"sent": sent.isoformat(timespec="seconds")}
        if as_of:
            said["as_of"] = as_of.isoformat()
        if period:
            said["year"] = f"{period - 1}/{period % 100:02d}"
        self.files[name] = said

    def write(self, folder: Path) -> None:
        """Write the manifest, files in order of their names."""
        lines = [] if self.urn is None else ["[school]", f"urn = {self.urn}", f'system = "{self.system}"', ""]
        for name in sorted(self.files):
            lines += [f'[files."{name}"]', *(f'{key} = "{value}"' for key, value in self.files[name].items()), ""]
        (folder / NAME).write_text("\n".join(lines), encoding="utf-8", newline="\n")
