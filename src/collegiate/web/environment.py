"""What an installation says of itself: settings from the environment, or from files so that a secret is in no list of processes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


class SettingError(ValueError):
    """A setting cannot be used as it stands; the message says which, why, and what to do."""


def setting(name: str, default: str = "", environment: Mapping[str, str] = os.environ) -> str:
    """Return the value of the variable `name`, else what the file named by `<name>_FILE` holds, else `default`.

    The line end after a file's text is left off. An empty variable counts as not set. Raises `SettingError` when both are
    set, and when the file cannot be read; its words never hold a value.
    """
    value, path = environment.get(name, ""), environment.get(f"{name}_FILE", "")
    if value and path:
        raise SettingError(f"{name} and {name}_FILE are both set. Keep one, so that it is clear which holds.")
    return value or (_of_file(name, Path(path)) if path else default)


def switched_on(name: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a setting says yes: 1, yes, true or on. Raises `SettingError` for anything that says neither yes nor no."""
    word = setting(name, "no", environment).strip().lower()
    if word in ("1", "yes", "true", "on"):
        return True
    if word in ("0", "no", "false", "off"):
        return False
    raise SettingError(f"{name} is '{word}', which says neither yes nor no. Set it to yes or no.")


def _of_file(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise SettingError(
            f"{name}_FILE names {path}, which cannot be read: {error.strerror or error}. "
            "Make the file readable for the user that Collegiate runs as, or name another."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingError(f"{name}_FILE names {path}, which is not text in UTF-8. Write the value as text.") from error
