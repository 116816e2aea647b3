"""The app of the Raising Achievement Board's cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases of the Raising Achievement Board."""

    name = "collegiate.web.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
