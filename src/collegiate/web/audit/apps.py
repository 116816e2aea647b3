"""The audit's place in the application."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Emergencies, the journal's pages, and persons' rights."""

    name = "collegiate.web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
