"""The accounts' place in the application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who may sign in and their appointments."""

    name = "collegiate.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Begin the clock of every session as it is opened."""
        from django.contrib.auth.signals import user_logged_in

        from collegiate.web.accounts import sessions

        user_logged_in.connect(sessions.begin, dispatch_uid="collegiate-session-begins")
