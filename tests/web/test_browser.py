"""The pages in a real browser: they fit, they are styled, they call nobody, and the keyboard is enough."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from children_store import MAYA
from deciding_rows import SURE
from made_up_store import BROKEN_FILE, DOVE, FILE, HIGH, MIDDLE, PUPILS_FILE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.enable_socket]

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PAGES = (
    "/", "/search?q=dove", f"/trusts/{DOVE}/", f"/trusts/{DOVE}/figures/ks4_progress8/2019/", f"/schools/{HIGH}/",
    f"/schools/{HIGH}/similar/2019/", f"/schools/{HIGH}/similar/2019/otherwise/?schools=30", f"/schools/{HIGH}/figures/ks4_progress8/2019/", "/methods/standing/", f"/trusts/{DOVE}/placing/?year=2019", "/measures/", "/measures/ks4_progress8/",
    "/sources/", f"/sources/{BROKEN_FILE}/", f"/sources/{FILE}/rows/4/", "/checks/", "/help/", "/accessibility/", "/nothing",
)  # fmt: skip


PEOPLE = (
    "/children/?q=maya", f"/children/schools/{MIDDLE}/", f"/children/schools/{MIDDLE}/roll/?year=8", f"/children/child/{MAYA}/", f"/children/child/{MAYA}/looks/",
    "/children/ledger/", f"/children/ledger/schools/{MIDDLE}/", f"/children/ledger/schools/{MIDDLE}/children/", f"/children/ledger/without-action/?school={MIDDLE}",
    "/children/attendance/", f"/children/attendance/schools/{MIDDLE}/", f"/children/attendance/schools/{MIDDLE}/children/", "/children/attendance/why-figures-differ/",
    "/children/flags/", f"/children/flags/schools/{MIDDLE}/", "/children/flags/scores/", "/children/flags/model/",
    "/children/moving/", f"/children/moving/schools/{MIDDLE}/", f"/children/moving/child/{MAYA}/8_to_9/", "/children/progress/", "/children/progress/moves/", f"/children/progress/schools/{MIDDLE}/",
    "/children/data/", f"/children/data/schools/{MIDDLE}/", f"/children/data/schools/{MIDDLE}/mark_after_leaving/", "/children/data/sendings/", "/children/data/files/", f"/children/data/files/{PUPILS_FILE}/",
    "/children/questions/", f"/children/questions/{SURE}/", "/children/alarms/", f"/children/alarms/schools/{HIGH}/", "/account/", "/account/password/",
)  # fmt: skip
WHO, PASSWORD = "head@dove.example", "three wet lapwings on a gate"


@pytest.fixture(scope="module")
def address(made_up_store: Path) -> Iterator[str]:
    """The made-up store, served by the real server, with one person who may see children."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = f"from pathlib import Path\nfrom collegiate.web.server import serve\nif __name__ == '__main__':\n    serve(Path({str(made_up_store)!r}), '127.0.0.1', {port}, workers=1)\n"
    program = made_up_store.parent / "serve_for_tests.py"
    program.write_text(script, encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COLLEGIATE_", "DJANGO_"))}
    made = f"from pathlib import Path\nfrom collegiate.web.ready import make_user\nmake_user(Path({str(made_up_store)!r}), {WHO!r}, {PASSWORD!r})"
    subprocess.run([sys.executable, "-c", made], env=environment, check=True)
    server = subprocess.Popen(
        [sys.executable, str(program)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{base}/health", server)
        yield base
    finally:
        server.terminate()
        printed = server.communicate(timeout=60)[0]
        assert printed == b"", printed


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):  # a busy machine takes its time to start a server
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                assert response.status == 200
                return
        except OSError:
            assert server.poll() is None, server.communicate()[0]
            time.sleep(0.1)
    raise AssertionError("the server did not answer within two minutes")


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: uv sync brings it")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not on this machine: apt-get install chromium brings it")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser, address: str):
    contexts = []

    def opened(path: str, width: int, scheme: str = "light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_is_styled_and_calls_nobody_else(open_page, address: str, path: str, width: int) -> None:
    page = open_page(path, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "Charter" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert page.asked and all(url.startswith(address) for url in page.asked)


@pytest.mark.parametrize("width", [320, 1280])
def test_opening_every_how_do_you_know_never_scrolls_sideways(open_page, width: int) -> None:
    page = open_page(f"/trusts/{DOVE}/", width)
    for number in range(page.locator("details.ask > summary").count()):
        summary = page.locator("details.ask > summary").nth(number)
        summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        summary.click()


def test_dark_and_light_are_both_drawn(open_page) -> None:
    papers = [
        open_page("/", 1280, scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert papers == ["rgb(251, 250, 246)", "rgb(23, 22, 20)"]


def test_the_keyboard_reaches_the_page_and_the_search_and_searches(open_page, address: str) -> None:
    page = open_page("/", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    for _ in range(8):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("dove bank")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/search?q=dove+bank")
    assert "hold every word" in page.locator("main").inner_text()


def test_the_focus_can_be_seen(open_page) -> None:
    page = open_page("/help/", 1280)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_how_do_you_know_opens_with_the_keyboard_and_without_scripts(open_page) -> None:
    page = open_page(f"/trusts/{DOVE}/?year=2019", 1280)
    summary = page.locator("details.ask > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert "Compared with what" in page.locator("details.ask[open]").first.inner_text()


def _sign_in(page, address: str) -> None:
    page.goto(f"{address}/children/")
    page.fill("#id_email", WHO)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/children/")


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light")])
def test_every_page_about_children_fits_also_with_everything_unfolded(
    open_page, address: str, width: int, scheme: str
) -> None:
    page = open_page("/help/", width, scheme)
    _sign_in(page, address)
    for path in PEOPLE:
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert "Charter" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert all(url.startswith(address) for url in page.asked)


def test_the_keyboard_alone_signs_in_finds_a_child_and_signs_out(open_page, address: str) -> None:
    page = open_page("/children/", 1280)
    assert page.url == f"{address}/account/sign-in/?next=%2Fchildren%2F"
    page.focus("#id_email")
    page.keyboard.type(WHO)
    page.keyboard.press("Tab")
    page.keyboard.type("wrong words")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert "do not belong together" in page.locator("[role=alert]").inner_text()
    page.focus("#id_password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/children/")
    page.focus("#q")
    page.keyboard.type("maya")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/children/?q=maya")
    page.focus("a.entry")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/children/child/{MAYA}/")
    page.focus("footer button")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/account/sign-in/")
    page.goto(f"{address}/children/child/{MAYA}/")
    assert page.url.startswith(f"{address}/account/sign-in/")


def test_going_back_after_signing_out_shows_no_child(open_page, address: str) -> None:
    page = open_page("/help/", 1280)
    _sign_in(page, address)
    page.goto(f"{address}/children/child/{MAYA}/")
    page.click("footer button")
    page.wait_for_url(f"{address}/account/sign-in/")
    page.go_back()
    page.wait_for_load_state()
    assert "Maya" not in page.locator("main").inner_text()
