"""The app of comparisons that were locked."""

from django.apps import AppConfig


class EffectsConfig(AppConfig):
    """Comparisons that were locked, and what came out."""

    name = "collegiate.web.effects"
    label = "effects"
    default_auto_field = "django.db.models.BigAutoField"
