"""Tries to open a child's record in an emergency, counted so that nobody can guess their way through a school."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone

from collegiate.web.accounts.models import User


class EmergencyTry(models.Model):
    """Somebody asked for one child by name and birth date, whether or not there was one. Which names were typed is not kept."""

    user: models.ForeignKey[User, User] = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.user} at {self.at:%Y-%m-%d %H:%M}"
