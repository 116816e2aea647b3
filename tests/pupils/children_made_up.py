"""A handful of children as files describe them, and a made-up trust with everything about it once for all tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from collegiate.pupils.decisions import Decision
from collegiate.pupils.identity import Identity, resolve
from collegiate.pupils.record import described_by_nobody, record
from collegiate.simulate.children import MadeUpTrust, make_trust
from collegiate.tables import PEOPLE, Receipt
from collegiate.vocabulary import UPN

SECRET = b"a secret of the tests"
FIRST, SECOND = 900001, 900002
TODAY = date(2026, 11, 20)

_TABLES = {t.name: t for t in PEOPLE}


def upn(number: int) -> str:
    """A good UPN."""
    rest = f"8012000{number:05d}"
    return UPN.check_letter(rest) + rest


def temporary_upn(number: int) -> str:
    rest = f"8012000{number:04d}A"
    return UPN.check_letter(rest) + rest


def wrong_letter(good: str) -> str:
    return ("B" if good[0] != "B" else "C") + good[1:]


def described(person: str, urn: int = FIRST, **said: Any) -> dict[str, Any]:
    """A row of PupilRecord, of a child who came in 2024 unless told otherwise."""
    usual: dict[str, Any] = {
        "file_id": 1, "line": 1, "urn": urn, "person": person, "as_of": TODAY, "upn": upn(1), "surname": "Colclough",
        "forename": "Harriet", "birth_date": date(2016, 3, 5), "sex": "F", "entry_date": date(2024, 9, 2), "year_group": "6",
        "enrolment_status": "C", "registration_group": "6B", "outward_code": "ST14", "ethnicity": "WBRI", "language": "ENG",
        "sen_provision": "N",
    }  # fmt: skip
    return usual | said


def enrolled(person: str, urn: int, entry: date, leaving: date | None = None, **said: Any) -> dict[str, Any]:
    usual = {"file_id": 1, "line": 1, "urn": urn, "person": person, "entry_date": entry, "leaving_date": leaving}
    return usual | {"enrolment_status": "C"} | said


def result(person: str, urn: int = FIRST, **said: Any) -> dict[str, Any]:
    usual = {
        "file_id": 1, "line": 1, "urn": urn, "person": person, "stage": "TEST", "subject": "MAT",
        "component": "standardised_score", "status": "R", "period": 2026, "day": date(2026, 6, 12), "value": 100.0,
    }  # fmt: skip
    return usual | said


def facts(records: Sequence[Mapping[str, Any]], **others: Sequence[Mapping[str, Any]]) -> dict[str, pa.Table]:
    """Tables of PEOPLE from rows."""
    given = {"pupil_record": records, **others}
    return {n: pa.Table.from_pylist(list(rows), schema=_TABLES[n].schema()) for n, rows in given.items()}


def receipts(*sent: str | None) -> pa.Table:
    """Receipts 1, 2, … of files that were made at these times."""
    rows = [
        {"file_id": n, "file": f"{n}.csv", "sha256": f"{n}", "status": "kept", "rows_in": 0, "rows_kept": 0, "rows_refused": 0,
         "sent_at": at, "read_at": ""} for n, at in enumerate(sent, start=1)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=Receipt.schema())


def identity(given: Mapping[str, pa.Table], *decisions: Decision, **more: Any) -> Identity:
    return resolve(given, more.pop("receipts", Receipt.empty()), secret=SECRET, decisions=decisions, **more)


def children(found: Identity) -> set[frozenset[str]]:
    """The senders' names of each child."""
    by: dict[int, set[str]] = {}
    for row in found.person_link.to_pylist():
        by.setdefault(row["pupil"], set()).add(row["person"])
    return {frozenset(names) for names in by.values()}


def asked(found: Identity, kind: str | None = None) -> list[frozenset[str]]:
    rows = found.identity_question.to_pylist()
    return [frozenset((r["person"], r["other_person"])) for r in rows if kind in (None, r["kind"])]


@cache
def trust() -> MadeUpTrust:
    return make_trust(seed=11, pupils=900, years=2)


def clean() -> dict[str, pa.Table]:
    """The clean facts of a made-up trust."""
    return dict(trust().facts)


def changed(table: pa.Table, persons: Mapping[str, Mapping[str, Any]]) -> pa.Table:
    """Give some people other values."""
    rows = table.to_pylist()
    return pa.Table.from_pylist([r | dict(persons.get(r["person"], {})) for r in rows], schema=table.schema)


def published(given: Mapping[str, pa.Table], found: Identity | None = None) -> dict[str, pa.Table]:
    """What the rules look at, without marks."""
    found = found or identity(given)
    return {
        **given, **record(given, found, Receipt.empty()), "pupil": found.pupil, "person_link": found.person_link,
        "receipt": Receipt.empty(), "described_by_nobody": described_by_nobody(given, found),
    }  # fmt: skip
