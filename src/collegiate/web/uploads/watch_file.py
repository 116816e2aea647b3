"""Watched folders that an installation sets in a file: made and kept as the file says each time a worker begins."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from collegiate.web.environment import SettingError, setting
from collegiate.web.uploads.models import Watch
from collegiate.web.uploads.sftp import check_host_key
from collegiate.web.uploads.watching import WatchError

_TEXTS = ("path", "host", "account", "host_key", "secret", "system")
_KNOWN = {*_TEXTS, "kind", "port", "urn", "minutes", "publishes", "on"}


def follow() -> None:
    """Make the watches be as COLLEGIATE_WATCHES says, a TOML file with a section [NAME] for each; without it nothing is done.

    Watches that were set in the browser stay as they are. Raises `SettingError` for a file that cannot be followed.
    """
    named = setting("COLLEGIATE_WATCHES")
    if not named:
        return
    told = {name: _checked(name, said) for name, said in _read(Path(named)).items()}
    Watch.objects.filter(from_file=True).exclude(name__in=told).delete()
    for name, said in told.items():
        if Watch.objects.filter(name=name, from_file=False).exists():
            raise SettingError(
                f"{named} sets the watch {name}, but one of that name was set in the browser. Call it something else."
            )
        Watch.objects.update_or_create(
            name=name, defaults={**said, "from_file": True, "by": f"the file {Path(named).name}"}
        )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingError(f"COLLEGIATE_WATCHES names {path}, which cannot be read: {error}.") from error


def _checked(name: str, said: Any) -> dict[str, Any]:
    if not isinstance(said, dict) or set(said) - _KNOWN or said.get("kind") not in (Watch.FOLDER, Watch.SFTP):
        raise SettingError(
            f"The watch {name} is not set as it must be. It has kind (folder or sftp), path, and: {', '.join(sorted(_KNOWN))}."
        )
    numbers = [n for n in ("port", "urn", "minutes") if not isinstance(said.get(n, 1), int) or said.get(n, 1) < 1]
    lacking = [
        n
        for n in (("path",) if said["kind"] == Watch.FOLDER else ("path", "host", "account", "host_key", "secret"))
        if not said.get(n)
    ]
    if numbers or lacking:
        raise SettingError(
            f"The watch {name} lacks {', '.join(lacking + numbers)}, or has something else in the place of a number."
        )
    try:
        key = check_host_key(said["host_key"]) if said["kind"] == Watch.SFTP else ""
    except WatchError as error:
        raise SettingError(f"The watch {name}: {error}") from error
    return {**said, "host_key": key}
