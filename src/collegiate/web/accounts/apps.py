"""The accounts' place in the application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who may sign in and their appointments."""

    name = "collegiate.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Begin the clock of every session as it is opened, and write down who comes and what changes about an account."""
        from allauth.account import signals as account
        from allauth.mfa import signals as factors
        from django.contrib.auth.signals import user_logged_in

        from collegiate.web.accounts import audited, sessions

        user_logged_in.connect(sessions.begin, dispatch_uid="collegiate-session-begins")
        account.user_logged_in.connect(audited.came, dispatch_uid="collegiate-came")
        factors.authenticator_added.connect(audited.factor_added, dispatch_uid="collegiate-factor-added")
        factors.authenticator_removed.connect(audited.factor_removed, dispatch_uid="collegiate-factor-removed")
        factors.authenticator_reset.connect(audited.factor_reset, dispatch_uid="collegiate-factor-reset")
        factors.authentication_failed.connect(audited.factor_refused, dispatch_uid="collegiate-factor-refused")
