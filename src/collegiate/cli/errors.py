"""Errors as people meet them: one sentence on standard error and an exit code."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

UNUSABLE = 2
"""Exit code when the command could not do what it was asked and the words say what to do."""


class PlainError(Exception):
    """Something that the person at the keyboard can put right; the message says how."""


@contextmanager
def told() -> Iterator[None]:
    """Turn the errors that rooms raise for people into words; anything else is our mistake and keeps its traceback."""
    try:
        yield
    except BrokenPipeError:
        sys.exit(0)
    except KeyboardInterrupt:
        print("Stopped. Nothing half-done is left behind.", file=sys.stderr)
        sys.exit(130)
    except Exception as error:
        words = _words(error)
        if words is None:
            raise
        print(f"collegiate: {words}", file=sys.stderr)
        sys.exit(UNUSABLE)


_OF_THE_DISK = (FileNotFoundError, FileExistsError, PermissionError, NotADirectoryError, IsADirectoryError)


def _words(error: Exception) -> str | None:
    """Return an error in words for people; None for a mistake of ours."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full ({error.strerror}){f': {error.filename}' if error.filename else ''}. Make room, then do it again."
    if (
        isinstance(error, OSError)
        and error.filename
        and (isinstance(error, _OF_THE_DISK) or error.errno == errno.EROFS)
    ):
        return f"{error.filename} cannot be used ({error.strerror}). Name another file or folder, or let whoever runs this write there."
    return str(error) if _for_people(error) else None


def _for_people(error: Exception) -> bool:
    named = {
        "PlainError", "NoSnapshotError", "BuildRunningError", "VerificationError", "EngineMissingError", "MissingAbilityError",
        "NothingBuiltError", "FileChangedError", "DefinitionError", "PortTakenError", "AccountError", "FormulaError", "FitError", "FileFormatError", "JournalBrokenError", "OutOfScopeError",
        "SettingError", "DatabaseNameError", "BackupError", "SealedError", "OtherStoreError", "PackError", "NotGatheredError", "SecretBrokenError", "TooFewPupilsError",
    }  # fmt: skip
    return type(error).__name__ in named and type(error).__module__.startswith("collegiate.")
