"""Every address × every role × one's own academy, another trust's, and nobody at all.

What is asked of every answer: who has not the right is shown one and the same page; who has it sees nobody out of scope; whoever has it
for the whole trust is never turned away from their own. Which narrower roles are let in where is written out in `doors_table.json`, to be
read by people: after a change that is meant, write it anew with `COLLEGIATE_WRITE_DOORS=1 uv run pytest -n 0 tests/web/test_table.py`.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from children_store import MAYA, children
from door_rows import Row
from made_up_store import DOVE, FIRST, HIGH, KILN, MIDDLE, SMALL_FIRST, TOWN_HIGH, TOWN_PRIMARY

HERE = Path(__file__).parent
TABLE = HERE / "doors_table.json"
WRITE = os.environ.get("COLLEGIATE_WRITE_DOORS") == "1"
_ACADEMIES = {DOVE: (HIGH, MIDDLE, FIRST, SMALL_FIRST), KILN: (TOWN_HIGH, TOWN_PRIMARY)}


@dataclass(frozen=True)
class Person:
    """Somebody with one appointment: a role, for one part of the trust of Dove, or of Kiln."""

    role: str
    span: str
    trust: int = DOVE

    def __str__(self) -> str:
        return f"{self.role}, {self.span}" + ("" if self.trust == DOVE else " of the other trust")

    @property
    def email(self) -> str:
        return f"{self.role}-{self.span}-{self.trust}@example.org"

    @property
    def about(self) -> dict[str, Any]:
        """The fields of the appointment."""
        urn = MIDDLE if self.trust == DOVE else TOWN_PRIMARY
        parts: dict[str, dict[str, Any]] = {
            "trust": {"trust_uid": self.trust},
            "academy": {"urn": urn},
            "year": {"urn": urn, "part": "8" if self.trust == DOVE else "4"},
            "class": {"urn": urn, "part": "8A" if self.trust == DOVE else "4T"},
            "child": {"pupil_key": MAYA},
            "self": {},
        }
        return parts[self.span]

    def sees(self, child: dict[str, Any]) -> bool:
        """Whether the part of the trust holds a child: said here a second time, apart from the store."""
        about = self.about
        here = child["on_roll"] and child["urn"] == about.get("urn")
        return {
            "trust": child["urn"] in _ACADEMIES[self.trust],
            "academy": child["urn"] == about.get("urn"),
            "year": here and child["year_group"] == about.get("part"),
            "class": here and child["registration_group"] == about.get("part"),
            "child": child["pupil_key"] == about.get("pupil_key"),
            "self": False,
        }[self.span]


def _persons() -> list[Person]:
    from collegiate.web.authorization.roles import ROLES

    own = [Person(role.key, span.value) for role in ROLES.values() for span in role.spans]
    return [*own, Person("data_manager", "trust", KILN), Person("head", "academy", KILN)]


PERSONS = _persons()


@cache
def rows() -> dict[str, Row]:
    """Every part's rows, by the name of the address."""
    found: dict[str, Row] = {}
    for file in sorted(HERE.glob("rows_*.py")):
        more = importlib.import_module(file.stem).ROWS
        assert not set(found) & set(more), f"{file.name} has rows that another file has"
        found |= more
    return found


@cache
def addresses() -> dict[str, Any]:
    """The door of every address that is not open to anybody alike."""
    from collegiate.web.doors import door_of
    from collegiate.web.urls import urlpatterns

    doors = {p.name: door_of(p.callback) for p in urlpatterns}
    return {name: door for name, door in doors.items() if door is None or not door.shared}


def _with_rows() -> list[tuple[str, Any]]:
    """One address without a row fails one test, not all."""
    return [(name, door) for name, door in addresses().items() if name in rows()]


@pytest.fixture(scope="module")
def everybody(_django: None) -> Iterator[dict[str, Any]]:
    """A user for each person."""
    from collegiate.web.accounts.models import Appointment, User

    users = {}
    for person in PERSONS:
        users[str(person)] = user = User.objects.create_user(person.email, name=str(person))
        Appointment.objects.create(user=user, role=person.role, span=person.span, **person.about)
    users["no appointment"] = User.objects.create_user("nothing@example.org", name="no appointment")
    yield users
    User.objects.filter(pk__in=[u.pk for u in users.values()]).delete()


def test_every_address_has_a_door_and_every_door_a_row(_django: None) -> None:
    from django.urls import resolve

    from collegiate.web.urls import urlpatterns

    assert None not in addresses().values()
    assert not set(addresses()) - set(rows()), "these addresses have no row"
    assert set(rows()) <= {p.name for p in urlpatterns}
    for name, row in rows().items():
        assert {resolve(p.split("?")[0]).url_name for p in (row.own, row.other) if p} == {name}


def _may(person: Person | None, door: Any) -> bool:
    from collegiate.web.authorization.rights import Right
    from collegiate.web.authorization.roles import ROLES

    if not isinstance(door.opens_to, Right):
        return True
    return person is not None and ROLES[person.role].may(door.opens_to)


def _whole_trust(person: Person, door: Any) -> bool:
    """Whether somebody has the right that a door asks for in the whole of the trust that the addresses are about."""
    from collegiate.web.authorization.rights import Right

    return person.span == "trust" and person.trust == DOVE and isinstance(door.opens_to, Right)


def _names(child: dict[str, Any]) -> set[str]:
    forename, surname = child["forename"], child["surname"]
    return {f"{forename} {surname}", f"{surname}, {forename}", child["pupil_key"]}


@cache
def _hidden_from(person: Person | None) -> frozenset[str]:
    """The names and keys of every child whom somebody may not see, without names that another child has too."""
    from collegiate.web.authorization.rights import Right
    from collegiate.web.authorization.roles import ROLES

    named = person is not None and (
        ROLES[person.role].may(Right.SEE_CHILDREN) or ROLES[person.role].may(Right.SEE_OWN_CHILD)
    )
    seen = {n for c in children() if named and person and person.sees(c) for n in _names(c)}
    return frozenset({n for c in children() for n in _names(c)} - seen)


def _ask(browse: Any, name: str, door: Any, path: str, row: Row) -> Any:
    if "GET" in door.methods:
        return browse.get(path)
    return browse.post(path, dict(row.sends or {}))


def _nobody_hidden_in(response: Any, person: Person | None, path: str) -> None:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode("utf-8", "replace")
    shown = [n for n in _hidden_from(person) if n in text and n not in path]  # who asks for a key knows it
    assert not shown, f"{path} shows {shown[:3]} to {person or 'nobody'}"


@pytest.mark.parametrize("person", PERSONS, ids=str)
def test_what_somebody_is_shown(browse, everybody, made_up_store, person: Person) -> None:
    from collegiate.store import Store

    log = Store(made_up_store).audit
    found: dict[str, str] = {}
    for name, door in _with_rows():
        row = rows()[name]
        for which, path in (("own", row.own), ("other", row.other)):
            may = _may(person, door)
            reads = "GET" in door.methods
            theirs = which == ("own" if person.trust == DOVE else "other")
            if not path or (may and not reads and theirs):
                continue  # an honest act of somebody who may act is tried where the act is tested
            if "_auth_user_id" not in browse.session:  # at first, and after an address that signs out
                browse.force_login(everybody[str(person)])
            response = _ask(browse, name, door, path, row)
            status = response.status_code
            assert status < 500, f"{path} for {person}: {status}"
            _nobody_hidden_in(response, person, path)
            if not may:
                assert status == 403, f"{path} for {person}: {status}, not 403"
            elif not reads:
                assert status != 200, f"{path} was acted on by {person}"
            elif _whole_trust(person, door) and which == "own" and status != 404:
                assert status in (200, 302), f"{path} turns {person} away: {status}"
            found[f"{name} {which}"] = str(status) if reads or status not in (400, 403, 404, 409) else "refused"
    for entry in log.journal:
        if entry.get("who") == person.email:
            keys = set(entry["keys"])
            assert keys <= {c["pupil_key"] for c in children() if person.sees(c)} | {"F0RMERKEY1"}, entry
    _compare(str(person), found)


def _compare(person: str, found: dict[str, str]) -> None:
    kept = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    if WRITE:
        kept[person] = found
        TABLE.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return
    before = kept.get(person, {})
    changed = {k: f"{before.get(k)} -> {found.get(k)}" for k in {*before, *found} if before.get(k) != found.get(k)}
    assert not changed, f"For {person} doors are not as doors_table.json says: {changed}"


def test_nobody_is_let_in(browse) -> None:
    from collegiate.web.doors import Audience

    for name, door in _with_rows():
        if door.opens_to is Audience.ANYBODY:
            continue
        row = rows()[name]
        for path in filter(None, (row.own, row.other)):
            browse.logout()
            response = _ask(browse, name, door, path, row)
            sent_to_sign_in = response.status_code == 302 and response["Location"].startswith("/account/sign-in/")
            assert sent_to_sign_in or response.status_code in (401, 404), f"{path}: {response.status_code}"
            assert response["Cache-Control"] == "no-store", path
            if not sent_to_sign_in:
                _nobody_hidden_in(response, None, path)


def test_who_is_appointed_to_nothing_opens_nothing_that_takes_a_right(browse, everybody) -> None:
    from collegiate.web.authorization.rights import Right

    browse.force_login(everybody["no appointment"])
    for name, door in _with_rows():
        if isinstance(door.opens_to, Right):
            row = rows()[name]
            assert _ask(browse, name, door, row.own, row).status_code == 403, row.own
