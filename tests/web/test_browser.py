"""The pages in a real browser: whole for everybody, in light and dark, on a phone and on a wide screen; and the keyboard is enough.

Every address that a part names in its `rows_…` file is opened by itself, and then whatever their links lead to that no row named: a new
page needs nothing written here. `axe_on` says which page, which rule and which element.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from children_store import MAYA
from made_up_store import DOVE, MIDDLE
from real_browser import ARGUMENTS, MARKS, chromium, free_port, settings, wait_for  # noqa: F401 - others take them from here
from test_doors import CHILDREN as ABOUT_CHILDREN
from test_pages import PAGES as OPEN_TO_ALL

pytestmark = MARKS

WIDE, NARROW = 1280, 320
AXE = Path(importlib.util.find_spec("axe_playwright_python").origin).with_name("axe.min.js")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AS_DRAWN = ("color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block")
"""The rules whose answer depends on colours and widths; what all others ask is the same in every one."""


NO_PAGES = ("/account/recover/", "/account/choose/", "/data/going/")
"""Links that are over, and the part of a page that its script asks for."""


def _of_rows() -> list[str]:
    """What every part says of its addresses, but those that only take something in."""
    found = (importlib.import_module(f.stem).ROWS for f in sorted(Path(__file__).parent.glob("rows_*.py")))
    pages = [row.own for rows in found for row in rows.values() if row.sends is None]
    return [p for p in pages if not p.startswith(NO_PAGES)]


PAGES = tuple(
    dict.fromkeys((*OPEN_TO_ALL, "/nothing", *(p for paths in ABOUT_CHILDREN.values() for p in paths), *_of_rows()))
)
WHO, PASSWORD = "head@dove.example", "three wet lapwings on a gate"
POSTS: tuple[dict[str, Any], ...] = (
    {"role": "data_manager", "span": "trust"}, {"role": "trust_executive", "span": "trust"}, {"role": "safeguarding_lead", "span": "trust"},
    {"role": "teacher", "span": "class", "urn": MIDDLE, "part": "8A"}, {"role": "parent", "span": "child", "pupil_key": MAYA},
)  # fmt: skip
"""Together they may open every page."""


@pytest.fixture(scope="module")
def address(made_up_store: Path) -> Iterator[str]:
    """The made-up store, served by the real server, with one person who may see children."""
    port = free_port()
    script = f"from pathlib import Path\nfrom collegiate.web.server import serve\nif __name__ == '__main__':\n    serve(Path({str(made_up_store)!r}), '127.0.0.1', {port}, workers=1)\n"
    program = made_up_store.parent / "serve_for_tests.py"
    program.write_text(script, encoding="utf-8")
    environment = settings()
    made = (
        f"from pathlib import Path\nfrom collegiate.web.ready import ready\nready(Path({str(made_up_store)!r}))\n"
        "from collegiate.web.accounts.acts import Post, add_user\n"
        f"for post in {POSTS}:\n    add_user(email={WHO!r}, password={PASSWORD!r}, post=Post(**post))"
    )
    subprocess.run([sys.executable, "-c", made], env=environment, check=True)
    server = subprocess.Popen(
        [sys.executable, str(program)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{base}/health", server)
        yield base
    finally:
        server.terminate()
        printed = server.communicate(timeout=60)[0]
        assert printed == b"", printed


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


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


class Walker:
    """One signed-in reader, one window, page after page; what is wrong with a page is told in words."""

    def __init__(self, browser: Any, base: str) -> None:
        self._base = base
        context = browser.new_context(viewport={"width": WIDE, "height": 900})
        self.page = context.new_page()
        self._asked: list[str] = []
        self._said: list[str] = []
        self.page.on("request", lambda request: self._asked.append(request.url))
        self.page.on(
            "console", lambda said: self._said.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self._said.append(str(error)))
        _sign_in(self.page, base)
        self._drawn: set[tuple[str, int, str]] = set()
        self.links: list[str] = []
        self.opened: set[str] = set()
        self.scripted: list[str] = []

    def open(self, path: str) -> str:
        """Open an address; return its content type, or an empty text for what is no page for reading."""
        answer = self.page.request.get(self._base + path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return ""
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        self.page.emulate_media(color_scheme="light")
        self._asked.clear()
        self._said.clear()
        self.page.route(self._base + path, lambda route: route.fulfill(response=answer))
        self.page.goto(self._base + path)
        self.page.unroute(self._base + path)
        self.opened.add(path)
        assert answer.status < 500, f"{path} answers {answer.status}"
        return answer.headers["content-type"]

    def wrongs(self, path: str) -> list[str]:
        """Open a page and return what is wrong with it: its page, the rule, and where."""
        if not self.open(path):
            return []
        found = [*self._frame(), *self._axe("light", WIDE)]
        self.page.set_viewport_size({"width": NARROW, "height": 900})
        found += [*self._sideways(NARROW), *self._axe("light", NARROW)]
        self.page.emulate_media(color_scheme="dark")
        found += self._axe("dark", NARROW)
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        found += [*self._axe("dark", WIDE), *self._sideways(WIDE)]
        return [f"{path} {wrong}" for wrong in found]

    def _frame(self) -> list[str]:
        seen = self.page.evaluate(SEEN)
        self.links += seen["links"]
        if seen["scripts"]:
            self.scripted.append(self.page.url.removeprefix(self._base))
        found = [f"asks another host: {url}" for url in self._asked if not url.startswith(self._base)]
        found += [f"the browser says: {said}" for said in self._said if "404 (Not Found)" not in said]
        found += [] if "Charter" in seen["heading"] and seen["paper"] == "rgb(251, 250, 246)" else ["has no style"]
        found += [f"the keyboard comes to it out of order: {outer}" for outer in seen["ordered"]]
        return found

    def _axe(self, scheme: str, width: int) -> list[str]:
        """Ask axe: every rule once, and what depends on how it is drawn wherever something is drawn that was not seen before."""
        first = (scheme, width) == ("light", WIDE)
        shapes = {(scheme, width, shape) for shape in self.page.evaluate(SHAPES)}
        if not first and shapes <= self._drawn:
            return []
        self._drawn |= shapes
        rules = {"type": "tag", "values": TAGS} if first else {"type": "rule", "values": AS_DRAWN}
        if first:
            self.page.evaluate(_axe_source())
        return [_told(f"{scheme}, {width} px", rule) for rule in self.page.evaluate(ASK_AXE, rules)]

    def _sideways(self, width: int) -> list[str]:
        """Nothing is wider than the window, folded or unfolded."""
        wide = self.page.evaluate(WIDER)
        return [f"scrolls sideways at {width} px: {outer}" for outer in wide]


def _told(how: str, rule: dict[str, Any]) -> str:
    """Write what a rule found: how often, and where first."""
    first = rule["nodes"][0]
    why = " ".join(first["failureSummary"].split())
    return f"{how}: {rule['id']} ({rule['help']}), {len(rule['nodes'])} times, first {first['target']} {first['html'][:200]} {why[:300]}"


SEEN = """() => {
  const links = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
  return {
    heading: getComputedStyle(document.querySelector('h1')).fontFamily, paper: getComputedStyle(document.body).backgroundColor,
    links: [...document.querySelectorAll('main a[href^="/"]')].map(a => a.getAttribute('href')), scripts: document.scripts.length,
    ordered: links.filter(e => e.tabIndex > 0).map(e => e.outerHTML.slice(0, 120)),
  };
}"""
SHAPES = """() => {
  const shapes = new Set();
  for (const e of document.body.querySelectorAll('*')) {
    if (e.closest('svg')) continue;
    const around = [];
    for (let n = e; n && n !== document.body && around.length < 4; n = n.parentElement) around.push(n.tagName + '.' + (n.getAttribute('class') || ''));
    shapes.add(around.join('<'));
  }
  return [...shapes];
}"""
ASK_AXE = """async only => (await axe.run({include: [['html']], exclude: [['svg > *']]}, {runOnly: only, resultTypes: ['violations']})).violations"""
WIDER = """() => {
  const found = [], root = document.documentElement, folded = [...document.querySelectorAll('details:not([open])')];
  const look = how => {
    if (root.scrollWidth <= root.clientWidth) return;
    const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1);
    found.push(how + ' ' + (out.pop() || root).outerHTML.slice(0, 160));
  };
  look('folded');
  folded.forEach(d => d.open = true);
  look('unfolded');
  folded.forEach(d => d.open = false);
  return found;
}"""


@cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def walker(browser, address: str) -> Walker:
    return Walker(browser, address)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_for_everybody(walker: Walker, path: str) -> None:
    wrongs = walker.wrongs(path)
    assert not wrongs, "\n".join(wrongs)


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


def test_what_links_lead_to_and_no_row_names_is_whole_too(walker: Walker) -> None:
    """Objects that rows cannot name, such as an account by its number: one page of each address that is left."""
    import django
    from django.urls import Resolver404, resolve

    django.setup()

    def name_of(path: str) -> str:
        try:
            return resolve(path.split("?")[0]).url_name or ""
        except Resolver404:
            return ""

    known = {name_of(path) for path in walker.opened}
    assert len(walker.opened) > 60, "the pages before were not opened"
    left = {name: path for path in walker.links if (name := name_of(path)) and name not in known}
    wrongs = [wrong for path in left.values() for wrong in walker.wrongs(path)]
    assert not wrongs, "\n".join(wrongs)


KEYBOARD = ("/", f"/trusts/{DOVE}/", f"/children/child/{MAYA}/", "/children/ledger/", "/components/", "/account/")


@pytest.mark.parametrize("path", KEYBOARD)
def test_the_keyboard_alone_reaches_everything_and_leaves_again(walker: Walker, path: str) -> None:
    walker.open(path)
    page = walker.page
    page.evaluate("document.activeElement.blur()")
    wanted = page.evaluate(REACHABLE)
    reached: list[int] = []
    for _ in range(wanted + 1):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement === document.body ? -1 : +document.activeElement.dataset.place")
        )
    assert reached[0] == 0 and page.locator("[data-place='0']").get_attribute("href") == "#main"
    assert reached[:-1] == [*range(wanted)], f"{path}: the order of the keyboard is not that of the page"
    assert reached[-1] in (-1, 0), f"{path}: the last of the page holds the keyboard"


REACHABLE = """() => {
  const open = e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && (e.tagName === 'SUMMARY' || !e.closest('details:not([open])') || e.closest('summary'));
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')].filter(open);
  const lone = all.filter(e => e.type !== 'radio' || e.checked || !e.form.querySelector(`[name="${e.name}"]:checked`) && e === e.form.querySelector(`[name="${e.name}"]`));
  lone.forEach((e, place) => e.dataset.place = place);
  return lone.length;
}"""


def test_whatever_has_the_focus_is_clearly_marked(walker: Walker) -> None:
    walker.open("/components/")
    for scheme in ("light", "dark"):
        walker.page.emulate_media(color_scheme=scheme)
        assert not walker.page.evaluate(UNMARKED)


UNMARKED = """() => {
  const look = e => { const s = getComputedStyle(e), b = getComputedStyle(e.nextElementSibling || e, '::before'); return [s.outlineStyle, s.boxShadow, s.backgroundColor, b.boxShadow].join(); };
  const found = [];
  for (const e of document.querySelectorAll('main :is(a[href], button, input:not([type=hidden]), select, textarea, summary)')) {
    if (!e.checkVisibility() || e.disabled) continue;
    document.activeElement.blur();
    const before = look(e);
    e.focus({focusVisible: true});
    if (look(e) === before) found.push(e.outerHTML.slice(0, 120));
  }
  return found;
}"""


def test_without_scripts_every_page_reads_the_same(walker: Walker, browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=walker.page.context.storage_state())
    page = context.new_page()
    for path in ("/", f"/trusts/{DOVE}/", f"/children/child/{MAYA}/", "/children/ledger/", *walker.scripted):
        page.goto(address + path)
        assert page.locator("h1").is_visible() and len(page.locator("main").inner_text()) > 100, path
    context.close()


def test_on_paper_there_is_no_way_round_the_site_and_tables_are_tables(walker: Walker) -> None:
    walker.open("/children/ledger/")
    walker.page.set_viewport_size({"width": 700, "height": 990})  # a sheet of A4 within its margins
    walker.page.emulate_media(media="print")
    try:
        assert not walker.page.locator("nav:visible, form:visible").count()
        head = walker.page.evaluate("getComputedStyle(document.querySelector('table.list thead')).display")
        row = walker.page.evaluate("getComputedStyle(document.querySelector('table.list tbody tr')).display")
        assert (head, row) == ("table-header-group", "table-row")
        assert walker.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert walker.page.evaluate("document.documentElement.scrollWidth") <= 700
    finally:
        walker.page.emulate_media(media="screen")


def test_the_keyboard_reaches_the_page_and_the_search_and_searches(open_page, address: str) -> None:
    page = open_page("/", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("dove bank")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/search?q=dove+bank")
    assert "hold every word" in page.locator("main").inner_text()


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


def test_the_keyboard_alone_signs_in_finds_a_child_and_signs_out(open_page, address: str) -> None:
    page = open_page("/children/", 1280)
    assert page.url == f"{address}/account/sign-in/?next=%2Fchildren%2F"
    page.focus("#id_email")
    page.keyboard.type(WHO)
    page.keyboard.press("Tab")
    page.keyboard.type("wrong words")
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    assert "do not belong together" in page.locator(".govuk-error-summary").inner_text()
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
