"""Answering a person who asks what is held on them: gathered for a reason, looked through by somebody, given once and kept nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from collegiate.packs import Answer, LeftOut, answer_of_child, answer_of_staff, free_texts, schools_in
from collegiate.store import Look, Reader, Store
from collegiate.store.audit import Asked
from collegiate.store.held import Held, PersonsReader
from collegiate.store.journal import Entry
from collegiate.web.accounts.models import User
from collegiate.web.acts.acting import ActError, reason
from collegiate.web.audit.told import by_day, moment_of, people_named, why_of
from collegiate.web.reading import school_names

Row = dict[str, Any]

GATHERED = "everything held on a person, to answer them"
NOBODY = "Nobody of this address is in your part of the trust."
MOST_LINES = 20_000
"""Lines of the journal in one answer: more would make no paper that anybody reads, and the answer says so."""

_OF_OTHERS = ("person", "other_person", "keys", "key", "question", "seal", "batch")
_PERSON = "everything held on the person who asked"


@dataclass(frozen=True, slots=True)
class Request:
    """Why everything on a person is gathered: what was asked, and the reference under which."""

    why: str
    reference: str

    @classmethod
    def checked(cls, why: str, reference: str) -> Request:
        """Return it as it is kept. Raises `ActError` for one without a reason, or with a pupil number in it."""
        return cls(reason(why, needed=True), reason(reference)[:60])

    @property
    def said(self) -> str:
        """As the journal says it."""
        return f"gave as reason: {self.why}" + (f"; reference {self.reference}" if self.reference else "")


@dataclass(frozen=True, slots=True)
class Others:
    """Other people whom the answer names: to be looked at by a person before anything is given."""

    staff: tuple[tuple[str, int], ...]
    children: tuple[tuple[str, int], ...]
    contacts: int


def others_in(people: PersonsReader, held: Held) -> Others:
    """Return who else is named: staff, words that are other children's names, and parents and carers."""
    rows = [r for _, some in held.tables for r in some]
    staff = Counter((held.staff or {}).get(r["staff"], r["staff"]) for r in rows if r.get("staff"))
    children = people.other_names_in(held.person["pupil"], free_texts(held))
    contacts = sum(len(some) for t, some in held.tables if t.name == "pupil_contact")
    return Others(tuple(sorted(staff.items())), tuple(sorted(children.items())), contacts)


def gather_child(*, store: Store, people: PersonsReader, key: str, asked: Request, by: str) -> Held | None:
    """Gather everything on a child who was looked up, written down first; None for a child who is not in the scope."""
    people.must_hold_keys([key])
    store.audit.acted(Look(by, f"gathered {GATHERED}", asked.said, (key,), people.snapshot), kind="export")
    return people.everything(key, what=GATHERED)


def answer_child(
    *,
    store: Store,
    people: PersonsReader,
    reader: Reader,
    child: Row,
    asked: Request,
    left_out: LeftOut,
    form: str,
    by: str,
) -> tuple[Answer, str] | None:
    """Return the answer to a child who was looked up, or to who asks for them, and what the child is called; it is written down first."""
    people.must_hold_keys([child["pupil_key"]])
    what = f"exported {_PERSON}, as {form}; left out: {len(left_out.words)} words{', parents and carers' if left_out.contacts else ''}"
    store.audit.acted(Look(by, what, asked.said, (child["pupil_key"],), reader.snapshot), kind="export")
    held = people.everything(child["pupil_key"], what=GATHERED)
    if held is None:
        return None
    keys = people.keys_of(child["pupil"])
    entries = list(store.audit.of(keys))[-MOST_LINES:]
    decided = [e for e in store.decisions if e.get("key") in keys or set(e.get("keys", ())) & set(keys)]
    names = school_names(reader, schools_in(held))
    answer = answer_of_child(
        held, about=_about(asked, reader), looks=looks_at(entries), decisions=[_decision(e) for e in decided],
        schools={str(u): n for u, n in sorted(names.items())}, left_out=left_out,
    )  # fmt: skip
    called = " ".join(filter(None, (child["forename"], child["surname"]))) or "a child without a name"
    return answer, called


def answer_staff(
    *,
    store: Store,
    people: PersonsReader,
    reader: Reader,
    email: str,
    user: User | None,
    asked: Request,
    left_out: LeftOut,
    form: str,
    by: str,
) -> tuple[Answer, str]:
    """Return the answer to a user or a member of staff; that it is given is written down first. Raises `ActError` for nobody."""
    held = people.everything_of_staff(email)
    if user is None and not held.tables:
        raise ActError(NOBODY)
    store.audit.acted(
        Look(by, f"exported {_PERSON}, as {form}: {email}", asked.said, (), reader.snapshot), kind="export"
    )
    entries = store.audit.found(Asked(who=email)).latest(MOST_LINES)
    answer = answer_of_staff(
        held, about=_about(asked, reader), account=_account(user) if user else {"email": email}, appointments=_appointments(user),
        looks=[_did(e) for e in entries], left_out=left_out,
    )  # fmt: skip
    return answer, user.called if user else email


def looks_at(entries: Sequence[Entry]) -> list[Row]:
    """Return who looked at a child, by day and person, in words: other children are counted, not named."""
    names = people_named({str(e.get("who", "")) for e in entries})
    return [
        {"when": f"{d.first:%Y-%m-%d %H:%M}" + (f" to {d.last:%H:%M}" if d.last != d.first else ""), "who": d.who, "what": f"{what}{f', {n} times' if n > 1 else ''}", "why": why}
        for d in by_day(entries, names) for what, why, n in d.did
    ]  # fmt: skip


def _did(entry: Entry) -> Row:
    children = len(entry.get("keys", ()))
    of = f" ({children:,} children)" if children > 1 else " (one child)" if children else ""
    return {
        "when": f"{moment_of(entry):%Y-%m-%d %H:%M}",
        "who": "you",
        "what": f"{entry.get('what', '')}{of}",
        "why": why_of(entry),
    }


def _decision(entry: Entry) -> Row:
    kept = {
        k: v for k, v in entry.items() if k not in (*_OF_OTHERS, "number", "at", "kind", "by", "why") and v is not None
    }
    about = ", ".join(f"{k.replace('_', ' ')}: {v}" for k, v in kept.items())
    return {"when": f"{moment_of(entry):%Y-%m-%d %H:%M}", "what": f"{entry.get('kind', '')}".replace("_", " "), "about": about, "by": entry.get("by", ""), "why": entry.get("why", "")}  # fmt: skip


def _about(asked: Request, reader: Reader) -> dict[str, str]:
    now = timezone.localtime()
    return {
        "made on": f"{now.day} {now:%B %Y, %H:%M}",
        "picture": reader.snapshot,
        "reference": asked.reference or "none",
        "asked": asked.why,
    }


def _account(user: User) -> Row:
    last = timezone.localtime(user.last_login) if user.last_login else None
    return {
        "email": user.email, "name": user.name, "may sign in": user.is_active, "added": f"{timezone.localtime(user.added):%Y-%m-%d %H:%M}",
        "last signed in": f"{last:%Y-%m-%d %H:%M}" if last else "never", "password": "kept as a hash that nobody can read back",
    }  # fmt: skip


def _appointments(user: User | None) -> list[Row]:
    return [
        {"role": a.held_role.called, "for": a.span, "part": " ".join(str(p) for p in (a.trust_uid, a.urn, a.part) if p), "from": str(a.start), "ended": str(a.end or ""), "by": a.given_by}
        for a in (user.appointments.all() if user else [])
    ]  # fmt: skip
