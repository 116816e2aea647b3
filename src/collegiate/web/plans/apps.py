"""The app of action plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Action plans."""

    name = "collegiate.web.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"
