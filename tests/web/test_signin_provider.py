"""The trust's own provider: a real one on this machine, the whole conversation, and every way in which its word is not enough."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

pytestmark = pytest.mark.enable_socket
EMAIL = "ann@dove.example"
GO = "/account/provider/"


@pytest.fixture(scope="module")
def provider():
    """A provider of OpenID Connect that really runs; it asks for a nonce."""
    from oidc_provider_mock import run_server_in_thread

    with run_server_in_thread(require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def ann(_django: None):
    from collegiate.web.accounts.acts import add_user
    from collegiate.web.accounts.models import User

    User.objects.all().delete()
    yield add_user(email=EMAIL, name="Ann Archer", role="data_manager")
    User.objects.all().delete()


@pytest.fixture
def named(provider: str):
    """Name the provider in the settings, with the rules that a test asks for."""
    from django.test.utils import override_settings

    from collegiate.web.accounts.openid import PROVIDER, Vouching

    on = []

    def settle(vouched: str = "email_verified", **rules: object) -> None:
        about = Vouching(
            **{"name": "Dove", "issuer": provider, "client": "collegiate", "secret": "not told", "vouched": vouched}
            | rules
        )
        known = {PROVIDER: {"APPS": [about.app()], "OAUTH_PKCE_ENABLED": True}}
        on.append(override_settings(COLLEGIATE_OIDC=about, SOCIALACCOUNT_PROVIDERS=known))
        on[-1].enable()

    yield settle
    for one in reversed(on):
        one.disable()


def somebody(provider: str, subject: str, **claims: object) -> None:
    """Let the provider know somebody."""
    httpx.put(f"{provider}/users/{quote(subject, safe='')}", json=claims).raise_for_status()


def come(client, subject: str, path: str = GO):
    """Go to the provider, agree there, and come back."""
    away = client.get(path)
    assert away.status_code == 302, away.content
    agreed = httpx.post(away["Location"], data={"sub": subject})
    back = urlsplit(agreed.headers["location"])
    assert back.netloc == "testserver" and back.path == "/account/provider/back/"
    return client.get(f"{back.path}?{back.query}")


def is_in(client) -> bool:
    return client.get("/account/").status_code == 200


def test_somebody_with_an_account_comes_in_by_a_verified_address(browse, ann, provider, named, made_up_store) -> None:
    named()
    somebody(provider, "s-1", email="ANN@dove.example", email_verified=True)
    assert "Sign in with Dove" in browse.get("/account/sign-in/?next=/help/").content.decode()
    answer = come(browse, "s-1", f"{GO}?next=/help/")
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    assert is_in(browse)
    written = (made_up_store / "audit.jsonl").read_text().splitlines()[-2:]
    assert "tied the account" in written[0] and "the trust's provider" in written[1]


def test_state_nonce_and_pkce_are_sent_and_differ_every_time(browse, ann, provider, named) -> None:
    named()
    asked = [parse_qs(urlsplit(browse.get(GO)["Location"]).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name][0]) >= 16 and asked[0][name] != asked[1][name]
    assert asked[0]["code_challenge_method"] == ["S256"] and asked[0]["response_type"] == ["code"]
    dynamic = parse_qs(
        urlsplit(browse.get(f"{GO}?scope=admin&auth_params=nonce%3Dx&process=connect")["Location"]).query
    )
    assert "admin" not in dynamic["scope"][0] and dynamic["nonce"] != ["x"]


@pytest.mark.parametrize("claims", [
    {"email": EMAIL}, {"email": EMAIL, "email_verified": False}, {"email": EMAIL, "email_verified": "no"},
    {"preferred_username": EMAIL}, {"email": "nobody@dove.example", "email_verified": True}, {"email_verified": True},
])  # fmt: skip
def test_an_address_that_is_not_vouched_for_opens_no_account(browse, ann, provider, named, claims) -> None:
    named()
    somebody(provider, "attacker", **claims)
    answer = come(browse, "attacker")
    assert answer.status_code == 403 and "did not bring you in" in answer.content.decode()
    assert not is_in(browse)


def test_what_is_said_is_the_same_whether_or_not_there_is_an_account(browse, ann, provider, named) -> None:
    named()
    somebody(provider, "attacker", email=EMAIL, email_verified=False)
    somebody(provider, "stranger", email="nobody@dove.example", email_verified=True)
    assert come(browse, "attacker").content == come(browse, "stranger").content


def test_entra_vouches_only_by_the_domain_owner_and_for_its_own_tenant(browse, ann, provider, named) -> None:
    tenant = "8e4f2c1a-0000-4000-8000-000000000001"
    named("xms_edov", tenant=tenant, tenant_claim="tid")
    tries = {
        "other-tenant": {"email": EMAIL, "xms_edov": True, "tid": "8e4f2c1a-0000-4000-8000-00000000000f"},
        "no-tenant": {"email": EMAIL, "xms_edov": True},
        "any-email": {"email": EMAIL, "email_verified": True, "tid": tenant},
        "not-owned": {"email": EMAIL, "xms_edov": False, "tid": tenant},
    }
    for subject, claims in tries.items():
        somebody(provider, subject, **claims)
        assert come(browse, subject).status_code == 403, subject
    somebody(provider, "good", email=EMAIL, xms_edov="1", tid=tenant.upper())
    assert come(browse, "good").status_code == 302 and is_in(browse)


def test_google_vouches_for_its_own_domain(browse, ann, provider, named) -> None:
    named("email_verified", tenant="dove.example", tenant_claim="hd")
    somebody(provider, "private", email=EMAIL, email_verified=True)
    somebody(provider, "elsewhere", email=EMAIL, email_verified=True, hd="elsewhere.example")
    assert come(browse, "private").status_code == come(browse, "elsewhere").status_code == 403
    somebody(provider, "ours", email=EMAIL, email_verified=True, hd="dove.example")
    assert come(browse, "ours").status_code == 302


def test_the_tie_is_by_subject_and_not_by_address(browse, ann, provider, named) -> None:
    from django.test import Client

    from collegiate.web.accounts.acts import add_user

    named()
    somebody(provider, "s-1", email=EMAIL, email_verified=True)
    assert come(browse, "s-1").status_code == 302
    somebody(provider, "s-1", email="renamed@dove.example", email_verified=False)
    again = Client()
    assert come(again, "s-1").status_code == 302 and is_in(again)
    somebody(provider, "s-2", email=EMAIL, email_verified=True)
    second = Client()
    assert come(second, "s-2").status_code == 403 and not is_in(second)
    add_user(email="renamed@dove.example")
    assert EMAIL in again.get("/account/").content.decode()


def test_nothing_of_the_claims_is_kept_but_issuer_and_subject(browse, ann, provider, named) -> None:
    from allauth.socialaccount.models import SocialAccount, SocialToken

    named()
    somebody(provider, "s-1", email=EMAIL, email_verified=True, name="Ann Archer", picture="https://x.example/y")
    come(browse, "s-1")
    kept = SocialAccount.objects.get(user=ann)
    assert (kept.uid, kept.extra_data) == (f"{provider}#s-1", {}) and not SocialToken.objects.exists()


def test_somebody_who_was_removed_does_not_come_in(browse, ann, provider, named) -> None:
    from collegiate.web.accounts.acts import remove_user

    named()
    somebody(provider, "s-1", email=EMAIL, email_verified=True)
    come(browse, "s-1")
    remove_user(email=EMAIL)
    browse.cookies.clear()
    come(browse, "s-1")
    assert not is_in(browse)


def test_an_answer_that_was_not_asked_for_is_not_taken(browse, ann, provider, named) -> None:
    from django.test import Client

    named()
    somebody(provider, "s-1", email=EMAIL, email_verified=True)
    away = browse.get(GO)["Location"]
    back = urlsplit(httpx.post(away, data={"sub": "s-1"}).headers["location"])
    victim = Client(raise_request_exception=False)
    for path in (f"{back.path}?{back.query}", f"{back.path}?code=abc", back.path, f"{back.path}?error=access_denied"):
        assert victim.get(path).status_code == 403 and not is_in(victim)
    assert browse.get(f"{back.path}?{back.query}").status_code == 302
    browse.post("/account/sign-out/")
    assert browse.get(f"{back.path}?{back.query}").status_code == 403


def test_a_token_with_another_nonce_is_not_taken(browse, ann, provider, named) -> None:
    named()
    somebody(provider, "s-1", email=EMAIL, email_verified=True)
    away = browse.get(GO)["Location"]
    nonce = parse_qs(urlsplit(away).query)["nonce"][0]
    back = urlsplit(httpx.post(away.replace(nonce, "of-another-sign-in"), data={"sub": "s-1"}).headers["location"])
    assert browse.get(f"{back.path}?{back.query}").status_code == 403 and not is_in(browse)


def _forged(claims: dict[str, object], **head: str) -> str:
    def part(what: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(what).encode()).decode().rstrip("=")

    return f"{part(head)}.{part(claims)}.c2lnbmVk"


@pytest.mark.parametrize("head", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "RS256"}])
def test_a_token_that_the_provider_did_not_sign_is_not_taken(browse, ann, provider, named, monkeypatch, head) -> None:
    from allauth.socialaccount.providers.oauth2.client import OAuth2Client

    named()
    away = browse.get(GO)["Location"]
    nonce = parse_qs(urlsplit(away).query)["nonce"][0]
    claims = {
        "iss": provider,
        "aud": "collegiate",
        "sub": "s-1",
        "email": EMAIL,
        "email_verified": True,
        "exp": 4e9,
        "nonce": nonce,
    }
    forged = {"access_token": "x", "id_token": _forged(claims, **head)}
    monkeypatch.setattr(OAuth2Client, "get_access_token", lambda self, code, **more: forged)
    state = parse_qs(urlsplit(away).query)["state"][0]
    assert browse.get(f"/account/provider/back/?code=x&state={state}").status_code == 403 and not is_in(browse)


def test_a_provider_that_does_not_answer_is_said_to_be_so(browse, ann, named) -> None:
    named(issuer="http://localhost:9")
    answer = browse.get(GO)
    assert answer.status_code == 403 and "did not bring you in" in answer.content.decode()


def test_without_a_provider_there_is_no_such_way(browse, ann) -> None:
    assert browse.get(GO).status_code == 404
    assert "/account/provider/" not in browse.get("/account/sign-in/").content.decode()
    assert browse.get("/account/provider/back/?code=x&state=y").status_code in (403, 404)


@pytest.mark.parametrize(("claims", "rules", "asked"), [
    ({}, {}, True), ({"amr": ["pwd", "mfa"]}, {}, False), ({"amr": ["pwd"]}, {}, True), ({}, {"asks_second_factor": True}, False),
])  # fmt: skip
def test_a_second_factor_that_the_provider_asked_for_counts(
    browse, ann, provider, named, claims, rules, asked: bool
) -> None:
    from django.test.utils import override_settings

    named(**rules)
    somebody(provider, "s-1", email=EMAIL, email_verified=True, **claims)
    with override_settings(COLLEGIATE_SECOND_FACTOR="children"):
        come(browse, "s-1")
        assert (browse.get("/children/").status_code == 302) is asked


def settled(monkeypatch: pytest.MonkeyPatch, **environment: str):
    """Read the provider from an environment."""
    from collegiate.web.accounts import openid

    for name in ("", "_CLIENT_ID", "_CLIENT_SECRET", "_TENANT", "_NAME", "_SECOND_FACTOR"):
        monkeypatch.delenv(f"COLLEGIATE_OIDC{name}", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(f"COLLEGIATE_OIDC{name}", value)
    return openid.chosen()


TENANT = "8e4f2c1a-0000-4000-8000-000000000001"


@pytest.mark.parametrize(("named_as", "tenant", "issuer"), [
    ("entra", TENANT, f"https://login.microsoftonline.com/{TENANT}/v2.0"), ("google", "dove.example", "https://accounts.google.com"),
    ("dfe", "", "https://oidc.signin.education.gov.uk"), ("dfe-preprod", "", "https://pp-oidc.signin.education.gov.uk"),
    ("dfe-test", "", "https://test-oidc.signin.education.gov.uk"), ("https://sso.dove.example/realms/staff", "", "https://sso.dove.example/realms/staff"),
])  # fmt: skip
def test_a_preset_names_its_issuer(monkeypatch, named_as: str, tenant: str, issuer: str) -> None:
    found = settled(monkeypatch, **{"": named_as, "_CLIENT_ID": "c", "_CLIENT_SECRET": "s", "_TENANT": tenant})
    assert found.issuer == issuer and found.secret == "s"


@pytest.mark.parametrize(("environment", "said"), [
    ({"": "entra"}, "COLLEGIATE_OIDC_TENANT is not"), ({"": "entra", "_TENANT": "common"}, "never common"),
    ({"": "google", "_TENANT": "dove"}, "Workspace domain"), ({"": "dfe"}, "COLLEGIATE_OIDC_CLIENT_ID is not"),
    ({"": "microsoft"}, "Name one of entra, google"), ({"": "http://sso.dove.example"}, "https address"),
])  # fmt: skip
def test_a_provider_that_is_named_wrongly_is_said_to_be(monkeypatch, environment, said: str) -> None:
    from collegiate.web.environment import SettingError

    with pytest.raises(SettingError, match=said):
        settled(monkeypatch, **environment)


def test_a_port_that_goes_without_saying_makes_no_other_issuer() -> None:
    from collegiate.web.accounts.openid import same_issuer

    assert same_issuer("https://oidc.signin.education.gov.uk:443", "https://oidc.signin.education.gov.uk")
    assert not same_issuer("https://oidc.signin.education.gov.uk.evil.example", "https://oidc.signin.education.gov.uk")
