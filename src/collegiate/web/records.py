"""Records that several people write: nobody's change overwrites another's unseen."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils import timezone


class ChangedMeanwhileError(Exception):
    """Somebody else changed the record since it was opened; the message says who and when. Nothing was changed."""


class Edited(models.Model):
    """A record with the number of its version, who wrote it and when. A form carries the version that it was opened with."""

    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=1)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """Shared columns, no table."""

        abstract = True

    @classmethod
    def hold(cls, pk: int, version: int) -> Self:
        """Return the record, held until the transaction ends. Raises `ChangedMeanwhileError` where `version` is no longer its own."""
        manager: Any = cls._default_manager
        record: Self = manager.select_for_update().get(pk=pk)
        if record.version != version:
            raise ChangedMeanwhileError(
                f"{record.by} changed this on {timezone.localtime(record.at):%-d %B %Y at %H:%M}, after you opened it. "
                "What you wrote was not kept: look at what it says now, and write it again."
            )
        return record

    def rewrite(self, by: str) -> None:
        """Save the record as its next version. Call it on one that is held."""
        self.version, self.by, self.at = self.version + 1, by, timezone.now()
        self.save()
