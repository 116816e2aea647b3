"""People of two trusts who plan, and the plans that they make by the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from made_up_store import DOVE, FIRST, KILN, MIDDLE

PEOPLE = {
    "lead": ("school_improvement_lead", {"trust_uid": DOVE}), "head": ("head", {"urn": MIDDLE}), "other_head": ("head", {"urn": FIRST}),
    "trustee": ("trustee", {"trust_uid": DOVE}), "governor": ("local_governor", {"urn": MIDDLE}),
    "kiln": ("school_improvement_lead", {"trust_uid": KILN}), "executive": ("trust_executive", {"trust_uid": DOVE}),
}  # fmt: skip
NEW = {"academy": str(MIDDLE), "title": "Children who come", "purpose": "improve", "owner": "The headteacher", "first": "2026-09-01", "last": "2027-08-31"}  # fmt: skip
PRIORITY = {
    "what": "More children come every day", "why": "Attendance fell. We ring home on the first day.", "owner": "Deputy head",
    "stop": "2027-03-31", "series_1": "own.attendance", "direction_1": "at least", "value_1": "93.5", "step_1": "Ring home on day one",
    "day_1": "2026-12-01", "who_1": "Office", "cost": "",
}  # fmt: skip


def people(domain: str) -> Iterator[dict[str, Any]]:
    """Add the people, and take them and what they wrote away afterwards."""
    from collegiate.web.accounts.acts import Post, add_user

    users = {k: add_user(email=f"{k}@{domain}", post=Post(role, **of)) for k, (role, of) in PEOPLE.items()}
    yield users
    for user in users.values():
        user.delete()


def as_(browse: Any, user: Any) -> Any:
    """Sign somebody in."""
    browse.logout()
    browse.force_login(user)
    return browse


def text(response: Any) -> str:
    """Return a page's words as a browser shows them."""
    import html
    import re

    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def begun(browser: Any, **other: str) -> str:
    """Begin a plan by its page, and return its path."""
    response = browser.post("/plans/new/", NEW | other)
    assert response.status_code == 302, text(response)
    return response["Location"]


def agreed(browser: Any, **priority: str) -> str:
    """Begin a plan with one priority, agree it, and return its path."""
    from collegiate.web.plans.models import Plan

    path = begun(browser)
    response = browser.post(f"{path}priority/", PRIORITY | priority)
    assert response.status_code == 302, text(response)
    plan = Plan.objects.order_by("-pk")[0]
    assert browser.post(f"{path}agree/", {"version": plan.version}).status_code == 302
    return path
