"""Signing in with a real browser: a passkey that a virtual authenticator holds, and the trust's provider, really run."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from real_browser import MARKS, chromium, free_port, settings, wait_for

pytestmark = MARKS
PEOPLE = WITH_PASSKEY, WITH_PROVIDER, PLAIN = "ann@dove.example", "bob@dove.example", "cat@dove.example"
PASSWORD = "three wet lapwings on a gate"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A provider of OpenID Connect that knows one person."""
    from oidc_provider_mock import run_server_in_thread

    with run_server_in_thread(require_nonce=True) as server:
        address = f"http://localhost:{server.server_port}"
        httpx.put(f"{address}/users/s-1", json={"email": WITH_PROVIDER, "email_verified": True}).raise_for_status()
        yield address


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[str]:
    """A served installation with one person, opened by a name: a passkey belongs to one."""
    store = tmp_path_factory.mktemp("signing-in") / "store"
    port = free_port()
    program = store.parent / "serve_for_signing_in.py"
    program.write_text(
        "from pathlib import Path\nfrom collegiate.web.ready import make_user\nfrom collegiate.web.server import serve\n"
        f"if __name__ == '__main__':\n    store = Path({str(store)!r})\n    [make_user(store, who, {PASSWORD!r}) for who in {PEOPLE!r}]\n"
        f"    serve(store, '127.0.0.1', {port}, workers=1)\n",
        encoding="utf-8",
    )
    environment = settings(
        COLLEGIATE_OIDC=provider, COLLEGIATE_OIDC_NAME="Dove", COLLEGIATE_OIDC_CLIENT_ID="collegiate",
        COLLEGIATE_OIDC_CLIENT_SECRET="not told", COLLEGIATE_SECOND_FACTOR="children",
    )  # fmt: skip
    server = subprocess.Popen([sys.executable, str(program)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/account/sign-in/", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        printed = server.communicate(timeout=60)[0]
        assert b"Traceback" not in printed, printed.decode()


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser):
    context = browser.new_context()
    page = context.new_page()
    page.asked, page.blocked = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda said: page.blocked.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()


@pytest.fixture
def authenticator(page):
    """A device that holds passkeys and always finds the right finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip

    class Held:
        def finger(self, right: bool) -> None:
            devtools.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": right})  # fmt: skip

        @property
        def keys(self) -> int:
            return len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": made["authenticatorId"]})["credentials"])  # fmt: skip

    return Held()


def sign_in(page, site: str, who: str = PLAIN) -> None:
    page.goto(f"{site}/account/sign-in/?next=/account/")
    page.fill("#id_email", who)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")


def test_a_passkey_is_set_up_and_signs_in_alone_and_is_asked_for_after_a_password(
    page, site: str, authenticator
) -> None:
    sign_in(page, site, WITH_PASSKEY)
    page.wait_for_url(f"{site}/account/")
    page.goto(f"{site}/sources/")
    page.goto(f"{site}/children/")
    page.wait_for_url(f"{site}/account/second-factor/")
    page.click("text=Set up a passkey")
    page.wait_for_url(re.compile("/account/confirm/"))
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/account/passkeys/add/")
    page.fill("#id_name", "School laptop")
    page.click("#passkey-add")
    page.wait_for_url(f"{site}/account/recovery-codes/")
    assert page.locator("#recovery-codes li").count() == 10 and authenticator.keys == 1
    page.goto(f"{site}/account/")
    assert "School laptop" in page.locator("main").inner_text()

    page.click("main button:has-text('Sign out')")
    page.wait_for_url(f"{site}/account/sign-in/")
    assert "Nothing came of it" not in page.locator("main").inner_text()
    page.click("#passkey-sign-in")
    page.wait_for_url(re.compile("/home/|/children/"))
    page.goto(f"{site}/account/")
    assert "last used" in page.locator("main").inner_text()

    page.click("main button:has-text('Sign out')")
    page.wait_for_url(f"{site}/account/sign-in/")
    authenticator.finger(False)
    page.click("#passkey-sign-in")
    page.wait_for_selector("#passkey-said:not(:empty)", timeout=15_000)
    assert "Nothing came of it" in page.locator("main").inner_text()
    authenticator.finger(True)
    sign_in(page, site, WITH_PASSKEY)
    page.wait_for_url(f"{site}/account/second/")
    page.goto(f"{site}/account/")
    assert "/account/sign-in/" in page.url
    page.goto(f"{site}/account/second/")
    page.click("#passkey-use")
    page.wait_for_url(f"{site}/account/")

    page.click("text=take “School laptop” away")
    if "/confirm/" in page.url:
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
    page.click("button:has-text('Take it away')")
    page.wait_for_url(f"{site}/account/")
    assert "School laptop" not in page.locator("main").inner_text()
    assert not page.blocked and all(url.startswith((site, "data:")) for url in page.asked)


def test_the_trusts_provider_brings_somebody_in(page, site: str, provider: str) -> None:
    page.goto(f"{site}/account/sign-in/?next=/help/")
    page.click("text=Sign in with Dove")
    assert page.url.startswith(f"{provider}/oauth2/authorize")
    page.fill("[name=sub]", "s-1")
    page.click("button:has-text('Authorize')")
    page.wait_for_url(f"{site}/help/")
    page.goto(f"{site}/account/")
    assert WITH_PROVIDER in page.locator("main").inner_text()
    assert not page.blocked


def test_without_scripts_everything_but_a_passkey_works(browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    page.wait_for_url(f"{site}/account/")
    assert "Where you are signed in" in page.locator("main").inner_text()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_pages_of_signing_in_fit_and_axe_finds_nothing(browser, site: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    found = {}

    def look(path: str) -> None:
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        bad = Axe().run(page).response["violations"]
        found.update({f"{path} {v['id']}": [n["html"] for n in v["nodes"]] for v in bad})

    for path in ("/account/sign-in/", "/account/forgotten/", "/account/choose/MQ/a-b/", "/account/provider/back/"):
        look(path)
    sign_in(page, site)
    page.wait_for_url(f"{site}/account/")
    look("/account/confirm/?next=/account/app/")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/account/app/")
    for path in (
        "/account/",
        "/account/app/",
        "/account/passkeys/add/",
        "/account/password/",
        "/account/second-factor/",
    ):
        look(path)
    context.close()
    assert found == {}
