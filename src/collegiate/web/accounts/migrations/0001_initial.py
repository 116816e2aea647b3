"""People, their appointments, their tries to sign in."""

from typing import Any, ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The first tables."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("added", models.DateTimeField(default=django.utils.timezone.now, verbose_name="added")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("account", models.CharField(db_index=True, max_length=64)),
                ("address", models.CharField(db_index=True, max_length=64)),
                ("failed", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(choices=[("trust_wide", "the whole trust")], max_length=40, verbose_name="role"),
                ),
                (
                    "scope",
                    models.CharField(
                        blank=True,
                        help_text="Which part of the trust; empty for all of it.",
                        max_length=400,
                        verbose_name="scope",
                    ),
                ),
                ("start", models.DateField(default=django.utils.timezone.localdate, verbose_name="first day")),
                (
                    "end",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which it no longer holds.",
                        null=True,
                        verbose_name="ended",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["start", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__isnull", True), ("end__gte", models.F("start")), _connector="OR"),
                        name="appointment_ends_after_it_starts",
                    )
                ],
            },
        ),
    ]
