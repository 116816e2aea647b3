"""The app of what people did about alerts."""

from django.apps import AppConfig


class SlippingConfig(AppConfig):
    """What people did about alerts."""

    name = "collegiate.web.slipping"
    label = "slipping"
    default_auto_field = "django.db.models.BigAutoField"
