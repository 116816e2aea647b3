"""Errors as people meet them: one sentence on standard error and an exit code."""

from __future__ import annotations

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
        if not _for_people(error):
            raise
        print(f"collegiate: {error}", file=sys.stderr)
        sys.exit(UNUSABLE)


def _for_people(error: Exception) -> bool:
    named = {
        "PlainError", "NoSnapshotError", "BuildRunningError", "VerificationError", "EngineMissingError", "MissingAbilityError",
        "NothingBuiltError", "FileChangedError", "DefinitionError", "PortTakenError", "AccountError", "FormulaError", "FitError", "FileFormatError", "JournalBrokenError", "OutOfScopeError",
        "SettingError", "DatabaseNameError", "BackupError", "SealedError", "OtherStoreError", "PackError", "NotGatheredError", "SecretBrokenError",
    }  # fmt: skip
    return type(error).__name__ in named and type(error).__module__.startswith("collegiate.")
