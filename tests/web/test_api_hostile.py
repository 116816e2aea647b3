"""The API called in every way that its description allows, and in ways that it does not: no fault of ours, no undocumented answer."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from made_up_store import DOVE, HIGH, MIDDLE

EXAMPLES = 4
"""Calls for each operation, kind of question and caller. They are the same in every run."""

KNOWN = {"urn": HIGH, "uid": DOVE, "period": 2019, "measure": "ks4_progress8", "file_id": 1}
"""What is there, so that not every call ends in 404."""


@cache
def _description() -> dict[str, Any]:
    from collegiate.web.api.description import description

    return description()


@cache
def _kept() -> list[dict[str, Any]]:
    """The operations of the committed description, so that nothing is set up while tests are collected."""
    kept = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"
    return [o for path in json.loads(kept.read_text(encoding="utf-8"))["paths"].values() for o in path.values()]


def _ways() -> list[tuple[str, str]]:
    """Every operation, asked rightly and wrongly; one that is asked nothing cannot be asked wrongly."""
    asked = [(o["operationId"], bool(o["parameters"] or "security" in o)) for o in _kept()]
    return [(name, mode) for name, some in asked for mode in ("positive", "negative") if some or mode == "positive"]


def _headers(secret: str) -> dict[str, str]:
    """What a program sends; its client here does not decompress."""
    return {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {secret}"} if secret else {})


@pytest.fixture(scope="module")
def callers(_django: None, made_up_store: Path):
    """Nobody; a head with a token for all that heads may; a trustee with one."""
    from django.test.utils import override_settings
    from django.utils import timezone

    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.accounts.models import User
    from collegiate.web.api import acts

    until = timezone.localdate() + timedelta(days=3)
    posts = {"head": Post("head", urn=MIDDLE), "trustee": Post("trustee", trust_uid=DOVE)}
    found = {"nobody": ""}
    with override_settings(COLLEGIATE_STORE=made_up_store):  # where the journal of who made which token is
        for name, post in posts.items():
            user = add_user(email=f"hostile-{name}@example.org", post=post)
            rights = [r for r in acts.RIGHTS if user.may(r)]
            found[name] = acts.make_token(user=user, name="hostile", until=until, rights=rights, by=user.email).secret
    yield found
    User.objects.filter(email__startswith="hostile-").delete()


@pytest.fixture(scope="module")
def loaded() -> dict[str, Any]:
    """Keeps the description between tests: reading it takes longer than most calls."""
    return {}


@pytest.fixture
def schema(browse, loaded: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    """The description, as the application itself hands it out."""
    import schemathesis
    from django.core.wsgi import get_wsgi_application

    from collegiate.web.api import acts

    monkeypatch.setattr(acts, "A_MINUTE", 100_000)
    if not loaded:
        loaded["schema"] = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    return loaded["schema"]


@pytest.mark.parametrize(("operation", "mode"), _ways())
def test_every_answer_is_one_that_the_description_has(schema, callers, operation: str, mode: str) -> None:
    from schemathesis import GenerationMode

    found = schema.find_operation_by_id(operation)
    cases = found.as_strategy(generation_mode=GenerationMode(mode))

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=cases)
    def call(case) -> None:
        for who, secret in callers.items():
            if who != "nobody" and not found.definition.raw.get("security"):
                continue
            case.call_and_validate(headers=_headers(secret))

    call()


@pytest.mark.parametrize("operation", [o["operationId"] for o in _kept()])
def test_what_is_there_is_answered_as_described(schema, callers, operation: str) -> None:
    found = schema.find_operation_by_id(operation)
    paths = {p.name: KNOWN.get(p.name) or p.definition["schema"]["enum"][0] for p in found.path_parameters}
    needed = {"uid": DOVE} if "uid" in paths else {}
    case = found.Case(path_parameters={**paths, **needed})
    secret = callers["head"] if found.definition.raw.get("security") else ""
    response = case.call_and_validate(headers=_headers(secret))
    assert response.status_code == 200, response.text


def test_the_committed_description_is_the_one_that_is_handed_out(browse) -> None:
    kept = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"
    said = "The operations have changed. Look at the change, then run: uv run python docs/generate.py"
    assert browse.get("/api/v1/openapi.json").content.decode() == kept.read_text(encoding="utf-8"), said


def test_every_part_of_every_answer_is_described(_django: None) -> None:
    made = _description()
    assert made["openapi"].startswith("3.1")
    for name, of in made["components"]["schemas"].items():
        if of["type"] == "object":
            assert of["additionalProperties"] is False and set(of["required"]) == set(of["properties"]), name
    for path in made["paths"].values():
        for operation in path.values():
            assert operation["summary"].endswith(".") and operation["tags"]
            assert all(p.get("description") for p in operation["parameters"]), operation["operationId"]
            assert ("security" in operation) == ("401" in operation["responses"])
            assert not [s for s, r in operation["responses"].items() if s not in ("304",) and "content" not in r]
