"""Appointments say for which part of the trust they are; who saw the whole trust becomes its data manager."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def name_the_role(apps, schema_editor):
    """The one role of before did what a data manager of the whole trust does."""
    apps.get_model("accounts", "Appointment").objects.filter(role="trust_wide").update(role="data_manager")


def back(apps, schema_editor):
    """The other way round; no other role was there."""
    apps.get_model("accounts", "Appointment").objects.filter(role="data_manager").update(role="trust_wide")


class Migration(migrations.Migration):
    """From one role to roles for parts of the trust."""

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Emergency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pupil_key", models.CharField(max_length=10, verbose_name="child")),
                ("urn", models.PositiveIntegerField(verbose_name="the child's academy")),
                ("reason", models.CharField(max_length=400, verbose_name="reason")),
                ("start", models.DateTimeField(default=django.utils.timezone.now, verbose_name="from")),
                ("end", models.DateTimeField(verbose_name="until")),
                ("seen_by", models.CharField(blank=True, max_length=254, verbose_name="looked into by")),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("seen_words", models.CharField(blank=True, max_length=400, verbose_name="what was found")),
            ],
            options={
                "ordering": ["-start", "-pk"],
            },
        ),
        migrations.RemoveField(
            model_name="appointment",
            name="scope",
        ),
        migrations.AddField(
            model_name="appointment",
            name="given_by",
            field=models.CharField(blank=True, max_length=254, verbose_name="appointed by"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="part",
            field=models.CharField(blank=True, max_length=80, verbose_name="year group or class"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="pupil_key",
            field=models.CharField(blank=True, max_length=10, verbose_name="child"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="span",
            field=models.CharField(
                default="trust", help_text="A `Span`.", max_length=10, verbose_name="part of the trust"
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="trust_uid",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="appointment",
            name="urn",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="role",
            field=models.CharField(help_text="A key of `ROLES`.", max_length=40, verbose_name="role"),
        ),
        migrations.RunPython(name_the_role, back),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("part", ""), ("pupil_key", ""), ("span__in", ["trust", "self"]), ("urn__isnull", True)),
                    models.Q(("part", ""), ("pupil_key", ""), ("span", "academy"), ("urn__isnull", False)),
                    models.Q(
                        models.Q(("pupil_key", ""), ("span__in", ["year", "class"]), ("urn__isnull", False)),
                        models.Q(("part", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("part", ""), ("span", "child")),
                        models.Q(("pupil_key", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="appointment_says_for_which_part",
            ),
        ),
        migrations.AddField(
            model_name="emergency",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="emergencies", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="emergency_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="emergency_has_a_reason"
            ),
        ),
    ]
