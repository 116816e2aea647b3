"""The API's place in the application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens for programs, and the addresses that they read."""

    name = "collegiate.web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
