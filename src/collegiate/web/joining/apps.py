"""The app of joining."""

from django.apps import AppConfig


class JoiningConfig(AppConfig):
    """Academies that join."""

    name = "collegiate.web.joining"
    label = "joining"
    default_auto_field = "django.db.models.BigAutoField"
