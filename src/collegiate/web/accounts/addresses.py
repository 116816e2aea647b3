"""The addresses at which one signs in and looks after one's own account.

Names with an underscore are those by which allauth looks for its own pages.
"""

from collegiate.web.accounts import devices, factors, recovery
from collegiate.web.accounts import views as account
from collegiate.web.doors import ANYBODY, SIGNED_IN

ADDRESSES = [
    ANYBODY.writing.at("account/sign-in/", account.sign_in, "sign-in"),
    ANYBODY.writing.at("account/login/", account.to_the_door, "account_login"),
    ANYBODY.writing.at("account/second/", factors.Second.as_view(), "mfa_authenticate"),
    ANYBODY.writing.at("account/passkey/", factors.ByPasskey.as_view(), "mfa_login_webauthn"),
    ANYBODY.writing.at("account/provider/", account.to_the_provider, "provider"),
    ANYBODY.writing.at("account/provider/back/", account.from_the_provider, "provider-back"),
    ANYBODY.writing.at("account/forgotten/", recovery.forgotten, "forgotten"),
    ANYBODY.writing.at("account/recover/<str:who>/<str:token>/", recovery.recover, "recover"),
    ANYBODY.writing.at("account/choose/<str:who>/<str:token>/", recovery.choose_password, "choose-password"),
    SIGNED_IN.sending.at("account/sign-out/", account.sign_out, "sign-out"),
    SIGNED_IN.writing.at("account/password/", account.change_password, "change-password"),
    SIGNED_IN.at("account/second-factor/", account.second_factor_needed, "second-factor-needed"),
    SIGNED_IN.writing.at("account/confirm/", factors.Confirm.as_view(), "account_reauthenticate"),
    SIGNED_IN.writing.at("account/confirm/code/", factors.ConfirmByCode.as_view(), "mfa_reauthenticate"),
    SIGNED_IN.writing.at("account/confirm/passkey/", factors.ConfirmByPasskey.as_view(), "mfa_reauthenticate_webauthn"),
    SIGNED_IN.writing.at("account/app/", factors.AddApp.as_view(), "mfa_activate_totp"),
    SIGNED_IN.writing.at("account/app/remove/", factors.RemoveApp.as_view(), "mfa_deactivate_totp"),
    SIGNED_IN.at("account/recovery-codes/", factors.Codes.as_view(), "mfa_view_recovery_codes"),
    SIGNED_IN.writing.at("account/recovery-codes/new/", factors.NewCodes.as_view(), "mfa_generate_recovery_codes"),
    SIGNED_IN.writing.at("account/passkeys/add/", factors.AddPasskey.as_view(), "mfa_add_webauthn"),
    SIGNED_IN.writing.at("account/passkeys/<int:pk>/remove/", factors.RemovePasskey.as_view(), "mfa_remove_webauthn"),
    SIGNED_IN.sending.at("account/sessions/<int:key>/end/", devices.end_session, "end-session"),
    SIGNED_IN.sending.at("account/sessions/end-others/", devices.end_others, "end-other-sessions"),
    SIGNED_IN.at("account/", account.account, "account"),
]
