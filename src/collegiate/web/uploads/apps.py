"""The place of uploads in the application."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Files that were sent, what was read of them, and what became of them."""

    name = "collegiate.web.uploads"
    label = "uploads"
    default_auto_field = "django.db.models.BigAutoField"
