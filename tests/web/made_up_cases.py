"""A case of the made-up trusts, for what belongs to one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any


@contextmanager
def case_about(trust_uid: int, urn: int) -> Iterator[Any]:
    """Give a case about a school, referred in January 2026, for as long as a test wants it."""
    from django.conf import settings

    from collegiate.improve.cases import Kind
    from collegiate.store import Store
    from collegiate.web.cases.acts import About, Doing, refer

    store = Store(settings.COLLEGIATE_STORE)
    doing = Doing(store, store.current or "", "lead@case.example", date(2026, 1, 12))
    case = refer(doing=doing, about=About(trust_uid, Kind.SCHOOL, "A school", urn), words="It falls.")
    yield case
    case.happened.all().delete()
    case.delete()
