"""What the table of doors says of signing in, one's own account and the trust's directory."""

from __future__ import annotations

from door_rows import Row

ROWS = {
    "sign-in": Row("/account/sign-in/"),
    "account_login": Row("/account/login/"),
    "mfa_authenticate": Row("/account/second/"),
    "mfa_login_webauthn": Row("/account/passkey/"),
    "provider": Row("/account/provider/"),
    "provider-back": Row("/account/provider/back/"),
    "forgotten": Row("/account/forgotten/"),
    "recover": Row("/account/recover/MQ/a-b/"),
    "choose-password": Row("/account/choose/MQ/a-b/"),
    "sign-out": Row("/account/sign-out/", sends={}),
    "change-password": Row("/account/password/"),
    "second-factor-needed": Row("/account/second-factor/"),
    "account_reauthenticate": Row("/account/confirm/"),
    "mfa_reauthenticate": Row("/account/confirm/code/"),
    "mfa_reauthenticate_webauthn": Row("/account/confirm/passkey/"),
    "mfa_activate_totp": Row("/account/app/"),
    "mfa_deactivate_totp": Row("/account/app/remove/"),
    "mfa_view_recovery_codes": Row("/account/recovery-codes/"),
    "mfa_generate_recovery_codes": Row("/account/recovery-codes/new/"),
    "mfa_add_webauthn": Row("/account/passkeys/add/"),
    "mfa_remove_webauthn": Row("/account/passkeys/1/remove/"),
    "end-session": Row("/account/sessions/1/end/", sends={}),
    "end-other-sessions": Row("/account/sessions/end-others/", sends={}),
    "account": Row("/account/"),
    "scim-service": Row("/scim/v2/ServiceProviderConfig"),
    "scim-kinds": Row("/scim/v2/ResourceTypes"),
    "scim-schemas": Row("/scim/v2/Schemas"),
    "scim-users": Row("/scim/v2/Users"),
    "scim-user": Row("/scim/v2/Users/1"),
    "scim-groups": Row("/scim/v2/Groups"),
    "scim-group": Row("/scim/v2/Groups/1"),
}
