"""The app of what a board decided on its strategy, and who worked on it."""

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    """Strategy on a page."""

    name = "collegiate.web.strategy"
    label = "strategy"
    default_auto_field = "django.db.models.BigAutoField"
