"""The app of the support map."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Who is lent to whom."""

    name = "collegiate.web.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"
