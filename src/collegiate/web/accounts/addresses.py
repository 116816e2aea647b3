"""The addresses at which one signs in and looks after one's own account."""

from collegiate.web.accounts import views as account
from collegiate.web.doors import ANYBODY, SIGNED_IN

ADDRESSES = [
    ANYBODY.writing.at("account/sign-in/", account.sign_in, "sign-in"),
    ANYBODY.writing.at("account/choose/<str:who>/<str:token>/", account.choose_password, "choose-password"),
    SIGNED_IN.sending.at("account/sign-out/", account.sign_out, "sign-out"),
    SIGNED_IN.writing.at("account/password/", account.change_password, "change-password"),
    SIGNED_IN.at("account/", account.account, "account"),
]
