"""The data desk in a real browser, with the real server and the worker that runs beside it."""

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
from made_up_store import MIDDLE
from uploads_desk import MANAGER, PUPILS

from collegiate.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.enable_socket]

PASSWORD = "three wet lapwings on a gate"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
START = """
from pathlib import Path
from collegiate.web.server import serve
if __name__ == "__main__":
    from collegiate.web.ready import make_user
    serve(Path({store!r}), "127.0.0.1", {port}, workers=1)
"""
USER = "from pathlib import Path\nfrom collegiate.web.ready import make_user\nmake_user(Path({store!r}), {who!r}, {password!r})"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which there is nothing yet."""
    return tmp_path_factory.mktemp("desk") / "store"


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    """The store, served with a worker beside the pages."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store.mkdir()
    program = store.parent / "serve.py"
    program.write_text(START.format(store=str(store), port=port), encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COLLEGIATE_", "DJANGO_"))}
    made = USER.format(store=str(store), who=MANAGER, password=PASSWORD)
    subprocess.run([sys.executable, "-c", made], env=environment, check=True)
    server = subprocess.Popen([sys.executable, str(program)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        printed = server.communicate(timeout=60)[0]
        told = [
            line for line in printed.decode().splitlines() if "Service Unavailable" not in line
        ]  # before the first picture
        assert told == []


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):  # a busy machine takes its time to start a server
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers; there is no picture yet
        except OSError:
            assert server.poll() is None, server.communicate()[0]
            time.sleep(0.1)
    raise AssertionError("the server did not answer within two minutes")


@pytest.fixture
def page(address: str):
    """A page of somebody who is signed in."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: uv sync brings it")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not on this machine: apt-get install chromium brings it")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        opened = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        opened.set_default_timeout(60_000)
        opened.faults = []
        opened.on("pageerror", lambda error: opened.faults.append(str(error)))
        opened.on("console", lambda said: opened.faults.append(said.text) if said.type == "error" else None)
        opened.goto(f"{address}/account/sign-in/?next=/data/")
        opened.fill("input[name=email]", MANAGER)
        opened.fill("input[name=password]", PASSWORD)
        opened.press("input[name=password]", "Enter")
        opened.wait_for_url(f"{address}/data/")
        yield opened
        browser.close()


def test_a_file_is_dragged_in_followed_mended_published_and_taken_back(page, address: str, store: Path) -> None:
    shots = os.environ.get("COLLEGIATE_SHOTS")

    def shot(name: str) -> None:
        if shots:
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=f"{shots}/{name}-{width}.png", full_page=True)
            page.set_viewport_size({"width": 1280, "height": 900})

    shot("empty")
    page.fill("#urn", str(MIDDLE))
    page.fill("#system", "sims")
    dragged = page.evaluate_handle(
        """text => { const all = new DataTransfer();
             all.items.add(new File([text], "pupils-2026-11-20.csv", {type: "text/csv"})); return all; }""",
        PUPILS,
    )
    page.dispatch_event("[data-drop]", "dragover", {"dataTransfer": dragged})
    assert "drop--over" in (page.get_attribute("[data-drop]", "class") or "")
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": dragged})
    assert page.evaluate("document.querySelector('#files').files.length") == 1
    page.click("form[data-upload] button[type=submit]")
    page.wait_for_url(f"{address}/data/uploads/**")
    page.wait_for_selector("text=One cell could not be taken")
    assert page.is_visible("text=31/02/2016")
    shot("file")

    page.click("text=Mend it here")
    shot("mend")
    page.fill("input[name^=cell-]", "28/02/2016")
    page.click("text=Save and read it again")
    page.wait_for_selector("text=Every row and cell of it can be taken")

    page.click("button:has-text('Publish it')")
    page.wait_for_url(f"{address}/data/publishings/**")
    page.wait_for_selector("button:has-text('Undo this publishing')")
    assert Store(store).reader().receipts()[0]["rows_kept"] == 4
    first = Store(store).current
    shot("publishing")

    page.goto(f"{address}/data/")
    page.select_option("#urn", label=page.inner_text("#urn option:nth-of-type(2)"))
    page.set_input_files("#files", files=[{"name": "marks.csv", "mimeType": "text/csv", "buffer": b"Adno,Date,Session,Mark\n000001,16/11/2026,AM,/\n"}])  # fmt: skip
    page.fill("#system", "sims")
    page.click("form[data-upload] button[type=submit]")
    page.wait_for_selector("button:has-text('Publish it')")
    page.goto(f"{address}/data/")
    shot("desk")
    page.click("text=Publish the chosen files")
    page.click("button:has-text('Undo this publishing')")
    page.wait_for_selector("text=The publishing is taken back")
    assert Store(store).current == first
    for name in ("publishings", "watches", "mappings", "jobs", "watches/add"):
        page.goto(f"{address}/data/{name}/")
        shot(name.replace("/", "-"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.faults == []


def test_without_javascript_the_forms_do_the_same(page, address: str) -> None:
    context = page.context.browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.set_default_timeout(60_000)
    plain.goto(f"{address}/data/")
    plain.set_input_files("#files", files=[{"name": "list.csv", "mimeType": "text/csv", "buffer": b"No,First,Last\n1,Ada,Bell\n"}])  # fmt: skip
    plain.click("form[data-upload] button[type=submit]")
    plain.wait_for_selector("text=Say which header is which")  # the page refreshes itself until the worker has read it
    plain.click("a:has-text('Say which header is which')")
    assert plain.is_visible("text=Ada")
    shots = os.environ.get("COLLEGIATE_SHOTS")
    plain.select_option("#source", "pupils")
    plain.click("text=Show its fields")
    plain.select_option("#column-0", "Pupil ID")
    plain.select_option("#column-1", "Forename")
    plain.select_option("#column-2", "Surname")
    plain.fill("input[name^=constant-]", "2015-09-05")
    plain.click("text=Show the first rows as they will be read")
    plain.wait_for_selector("text=As it will be read")
    if shots:
        for width in (1280, 390):
            plain.set_viewport_size({"width": width, "height": 900})
            plain.screenshot(path=f"{shots}/map-{width}.png", full_page=True)
    context.close()
