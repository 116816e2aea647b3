"""A saved view."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

from collegiate.web.accounts.models import User


class SavedView(models.Model):
    """An address of ours under a name, for one person. It opens what that person may see on the day that they follow it."""

    user: models.ForeignKey[User, User] = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name: models.CharField[str, str] = models.CharField(max_length=120)
    path: models.CharField[str, str] = models.CharField(max_length=600)
    made: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """By name; one name once."""

        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "name"], name="one_saved_view_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
