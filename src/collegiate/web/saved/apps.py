"""The app of saved views."""

from django.apps import AppConfig


class SavedConfig(AppConfig):
    """Saved views."""

    name = "collegiate.web.saved"
    label = "saved"
    default_auto_field = "django.db.models.BigAutoField"
