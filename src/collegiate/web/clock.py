"""What day it is. A rehearsal may take another day for today, so that a year's cycle can be gone through; every page then says so."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from collegiate.web.environment import SettingError, setting


def today() -> dt.date:
    """Return the day: the rehearsal's where there is one. Raises `SettingError` for a setting that is no day."""
    return rehearsed() or timezone.localdate()


def rehearsed() -> dt.date | None:
    """Return the day that COLLEGIATE_TODAY says, read anew each time; None where nothing is rehearsed. Raises `SettingError`."""
    said = setting("COLLEGIATE_TODAY").strip()
    if not said:
        return None
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        raise SettingError(
            f"COLLEGIATE_TODAY is '{said}', which is no day. Write it as 2026-03-12, or leave it out."
        ) from None
