"""The first ten minutes of a head, a teacher, a data manager, a trustee and a parent, in a real browser, as far as they are built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from children_store import MAYA
from made_up_store import MIDDLE
from test_browser import ARGUMENTS, PASSWORD, address, browser  # noqa: F401 - the fixtures of the browser tests

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.enable_socket]

PEOPLE = {
    "hetty@home.example": ("head", {"urn": MIDDLE}), "tess@home.example": ("teacher", {"urn": MIDDLE, "part": "8A"}),
    "dan@home.example": ("data_manager", {}), "tom@home.example": ("trustee", {}), "pat@home.example": ("parent", {"pupil_key": MAYA}),
}  # fmt: skip
SPAN = {"head": "academy", "teacher": "class", "data_manager": "trust", "trustee": "trust", "parent": "child"}


@pytest.fixture(scope="module")
def served(address: str, made_up_store: Path) -> str:  # noqa: F811 - the fixture, not the import
    """The served store, with five people in it."""
    import os
    import subprocess
    import sys

    made = (
        f"from pathlib import Path\nfrom collegiate.web.ready import ready\nready(Path({str(made_up_store)!r}))\n"
        "from collegiate.web.accounts.models import Appointment, User\n"
        f"for email, (role, about) in {PEOPLE!r}.items():\n"
        f"    user = User.objects.create_user(email, {PASSWORD!r}, name=email.split('@')[0].title())\n"
        f"    Appointment.objects.create(user=user, role=role, span={SPAN!r}[role], **about)\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COLLEGIATE_", "DJANGO_"))}
    subprocess.run([sys.executable, "-c", made], env=environment, check=True)
    return address


@pytest.fixture
def walk(browser: Any, served: str) -> Iterator[Any]:  # noqa: F811 - the fixture, not the import
    """Sign in as somebody at a width, and see that the first screen is where it leads."""
    opened = []

    def as_who(email: str, width: int = 1280) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900})
        opened.append(context)
        page = context.new_page()
        page.goto(f"{served}/account/sign-in/")
        page.fill("input[type=password]", PASSWORD)
        page.locator("form input[autocomplete=username], form input[type=email], form input[name=email]").first.fill(
            email
        )
        page.press("input[type=password]", "Enter")
        page.wait_for_url("**/home/")
        return page

    yield as_who
    for context in opened:
        context.close()


def fits(page: Any) -> None:
    """Nothing sticks out, and the page has one heading, a sentence, and one thing to do."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} sticks out by {over} pixels"
    assert page.locator("h1").count() == 1 and page.locator(".lead").count() >= 1


def one_thing(page: Any) -> None:
    """Do the one thing that the page asks for."""
    assert page.locator("main a.govuk-button").count() == 1
    page.locator("main a.govuk-button").click()
    page.wait_for_load_state()
    fits(page)


def test_a_head_sees_who_is_missed_then_who_to_ring_then_the_packs(walk) -> None:
    page = walk("hetty@home.example", 320)
    fits(page)
    assert "Who is being missed?" in page.inner_text("h1")
    page.locator("main details summary").first.press("Enter")
    assert "counted once" in page.locator("main details").first.inner_text()
    assert "Whom can I ring that is like us" in page.inner_text("main")
    one_thing(page)
    assert "no data" in page.inner_text("main")
    page.goto(page.url.split("/children/")[0] + f"/academies/{MIDDLE}/")
    fits(page)
    page.get_by_role("link", name="Moving on").click()
    assert "move on at the end of" in page.inner_text("main")


def test_a_teacher_sees_the_class_then_one_child_and_what_was_tried(walk) -> None:
    page = walk("tess@home.example")
    one_thing(page)
    assert re.search(r"\d+ children\s*=\s*\d+ to look at first", page.inner_text("main").replace("\n", " "))
    one_thing(page) if page.locator("main a.govuk-button").count() else None
    assert "What was tried" in page.inner_text("main")
    page.go_back()
    assert "To look at first" in page.inner_text("main")


def test_a_data_manager_sees_what_is_late_then_monday_then_the_questions(walk) -> None:
    page = walk("dan@home.example")
    assert "late" in page.inner_text("h1")
    one_thing(page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Monday").click()
    fits(page)
    assert "What did not change" in page.inner_text("main")
    page.go_back()
    page.go_back()
    page.get_by_role("link", name=re.compile("whether two records are one child")).click()
    assert "one child" in page.inner_text("main")


def test_a_trustee_asks_how_do_you_know_and_sees_no_child(walk) -> None:
    page = walk("tom@home.example")
    assert "No threshold is set" in page.inner_text("main")
    one_thing_before = page.inner_text("main")
    page.locator("main a.govuk-button").click()
    page.wait_for_load_state()
    assert "/figures/" in page.url and "Compared with" in page.content()
    assert "Sandford" not in one_thing_before + page.content()


def test_a_parent_on_a_phone_sees_the_child_what_comes_next_and_how_data_is_used(walk) -> None:
    page = walk("pat@home.example", 320)
    page.locator("main a.govuk-button").click()
    page.wait_for_url("**/my-child/")
    fits(page)
    said = page.inner_text("main")
    for part in (
        "Achievements",
        "Coming to school",
        "What comes next",
        "Whom to talk to",
        "How we use your child’s data",
    ):
        assert part in said
    assert "Science fair" in said and "flag" not in said
