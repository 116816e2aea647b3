"""One made-up person for each role, so that a demonstration can be seen through everybody's eyes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collegiate.store import Scope, ScopedReader, Store
from collegiate.web.authorization.roles import ROLES, Role, Span
from collegiate.web.ready import ready


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody whom one can sign in as."""

    called: str
    email: str
    asks: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the demonstration's people work: a trust, its largest academy, the largest class there, and a child of it."""

    trust_uid: int
    urn: int
    year_group: str
    class_name: str
    pupil_key: str

    def about(self, span: Span) -> dict[str, Any]:
        """The part of the trust that a span names."""
        academy = {"urn": self.urn}
        parts: dict[Span, dict[str, Any]] = {
            Span.TRUST: {"trust_uid": self.trust_uid},
            Span.ACADEMY: academy,
            Span.YEAR: {**academy, "part": self.year_group},
            Span.CLASS: {**academy, "part": self.class_name},
            Span.CHILD: {**academy, "pupil_key": self.pupil_key},
            Span.SELF: {"trust_uid": self.trust_uid},
        }
        return parts[span]


def address_of(role: str) -> str:
    """Return the address with which the demonstration's one of a role signs in."""
    return f"{role.replace('_', '.')}@demo.example"


def make_people(store: Path, trust_uid: int, password: str, *, urn: int | None = None) -> list[Shown]:
    """Make a user for each role at a trust of a store, all with one password, and return them. Raises `AccountError`.

    `urn` is the academy of those who work at one; without it that is the trust's largest.
    """
    ready(store)
    from collegiate.web.accounts.acts import Post, add_user

    place = _place(Store(store), trust_uid, urn)
    found = []
    for role in ROLES.values():
        email = address_of(role.key)
        span = role.spans[0]
        post = Post(role.key, span, **place.about(span))
        add_user(
            email=email, password=password, name=f"Demo {role.called.casefold()}", post=post, by="the demonstration"
        )
        found.append(Shown(_called(role, place), email, role.asks))
    return found


def _called(role: Role, place: _Place) -> str:
    part = {
        Span.YEAR: f" of Year {place.year_group}",
        Span.CLASS: f" of {place.class_name}",
        Span.CHILD: " of one child",
    }
    return role.called + part.get(role.spans[0], "")


def _place(store: Store, trust_uid: int, wanted: int | None) -> _Place:
    """Choose where there is most to see."""
    reader = store.reader()
    people = reader.scoped(Scope.trust_wide("the demonstration", "to choose a class"), store.audit.looked)
    members = {m["urn"] for m in reader.memberships(trust=trust_uid) if m["left_before"] is None}
    rolls = Counter({urn: n for (urn,), n in people.count_pupils("urn", on_roll=True).items() if urn in members})
    urn: int = wanted if wanted in rolls and wanted is not None else rolls.most_common(1)[0][0]
    largest = max(_classes(people, urn), key=lambda c: int(c["pupils"]))
    child = people.pupils(urn=urn, year_group=largest["year_group"], registration_group=largest["registration_group"])[
        0
    ]
    return _Place(trust_uid, urn, largest["year_group"], largest["registration_group"], child["pupil_key"])


def _classes(people: ScopedReader, urn: int) -> list[dict[str, Any]]:
    return [c for c in people.classes(urn) if c["registration_group"] and c["year_group"]]
