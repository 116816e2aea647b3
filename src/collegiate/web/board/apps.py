"""The app of what the board settled."""

from django.apps import AppConfig


class BoardConfig(AppConfig):
    """What the board settled."""

    name = "collegiate.web.board"
    label = "board"
    default_auto_field = "django.db.models.BigAutoField"
