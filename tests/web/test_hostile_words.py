"""Every form and every question, with what PostgreSQL refuses and SQLite takes: NUL characters, lone surrogates, words without end, large numbers."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from door_rows import Row

HERE = Path(__file__).parent
WORDS = {
    "nul": "a\x00b", "nul alone": "\x00", "long": "é" * 30_000, "large": "9" * 40, "over 32 bits": "4294967296",
    "over 64 bits": "9223372036854775808", "less than nothing": "-1",
}  # fmt: skip
FIELDS = (
    "email", "name", "password", "again", "now", "role", "academy", "part", "child", "start", "until", "why", "reason", "surname", "forename",
    "birth", "born", "page", "called", "title", "rights", "schools", "days", "end", "host", "port", "path", "account", "secret", "host_key",
    "folder", "file", "source", "year", "week", "key", "q", "next", "code", "credential", "answer", "words", "note", "urn", "trust",
)  # fmt: skip
"""What forms ask for, by every name in use."""

QUESTIONS = (
    "q",
    "page",
    "year",
    "week",
    "school",
    "class",
    "snapshot",
    "take",
    "at",
    "who",
    "what",
    "from",
    "to",
    "sort",
    "cursor",
    "limit",
    "next",
)


def _rows() -> dict[str, Row]:
    return {
        name: row for f in sorted(HERE.glob("rows_*.py")) for name, row in importlib.import_module(f.stem).ROWS.items()
    }


@pytest.fixture
def inside(browse) -> Iterator[object]:
    """Somebody who may do everything, everywhere."""
    from collegiate.web.accounts.models import Appointment, User

    user = User.objects.create_user("everything@dove.example", name="Every Thing")
    for role in ("data_manager", "head", "safeguarding_lead", "trustee", "administrator"):
        Appointment.objects.create(user=user, role=role, span="trust")
    browse.force_login(user)
    yield browse
    User.objects.filter(pk=user.pk).delete()


@pytest.mark.parametrize("words", WORDS.values(), ids=list(WORDS))
def test_no_form_breaks_on_hostile_words(inside, words: str) -> None:
    from django.urls import resolve

    from collegiate.web.accounts.models import User
    from collegiate.web.doors import door_of

    user, broke = User.objects.get(email="everything@dove.example"), []
    for name, row in _rows().items():
        door = door_of(resolve(row.own.split("?")[0]).func)
        if door is None or "POST" not in door.methods or name in ("sign-out",):
            continue
        inside.force_login(user)
        honest = dict(row.sends or {})
        for sent in (dict.fromkeys({*FIELDS, *honest}, words), *({**honest, f: words} for f in honest)):
            status = inside.post(row.own, sent).status_code
            broke += [(name, sorted(f for f, v in sent.items() if v == words)[:3])] if status >= 500 else []
    assert not broke


@pytest.mark.parametrize("words", WORDS.values(), ids=list(WORDS))
def test_no_question_breaks_on_hostile_words(inside, words: str) -> None:
    asked = "&".join(f"{q}={quote(words[:2_000])}" for q in QUESTIONS)
    broke = [name for name, row in _rows().items() if inside.get(f"{row.own.split('?')[0]}?{asked}").status_code >= 500]
    assert not broke
