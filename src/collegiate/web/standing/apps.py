"""The app of how academies stand."""

from django.apps import AppConfig


class StandingConfig(AppConfig):
    """How academies stand."""

    name = "collegiate.web.standing"
    label = "standing"
    default_auto_field = "django.db.models.BigAutoField"
