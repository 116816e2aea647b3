"""The app of meetings, papers and actions."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Meetings, papers and actions."""

    name = "collegiate.web.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"
