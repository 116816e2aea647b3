"""Locking a comparison, withdrawing one, and working out those that are due: written to the audit journal first."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from collegiate.improve.otherwise import CannotCompareError, Locked, Verdict, choose, evaluate, programme_series
from collegiate.improve.series import Series
from collegiate.store import Look, NoSnapshotError, Reader, Scope, ScopedReader, Store
from collegiate.web.acts.acting import ActError, reason
from collegiate.web.clock import today
from collegiate.web.effects.models import Comparison, Evaluation, Withdrawal
from collegiate.web.references import numbered
from collegiate.web.words import day


def lock(
    *, store: Store, snapshot: str, trust_uid: int, urn: int | None, series: str, start: dt.date, due: dt.date, minimum: Decimal, about: str,
    case: str = "", plan: str = "", request: str = "", by: str, reader: Reader, people: ScopedReader | None,
) -> str:  # fmt: skip
    """Lock the comparison for a school's series and return its reference, such as EFF-2026-4.

    Without `urn` it is of the whole trust: that of a programme, whose series is "programme.NAME.SUBJECT". `minimum` is the smallest effect
    worth having, in the unit of the series; `people` reads the whole trust's counts. Raises `ActError` in words for what cannot be
    compared, for one that is locked already, and for words that hold a pupil number.
    """
    locked = chosen(
        trust_uid=trust_uid, urn=urn, series=series, start=start, due=due, minimum=minimum, about=about, case=case, plan=plan, request=request,
        reader=reader, people=people,
    )  # fmt: skip
    return keep(locked, store=store, snapshot=snapshot, by=by)


def chosen(
    *, trust_uid: int, urn: int | None, series: str, start: dt.date, due: dt.date, minimum: Decimal, about: str, case: str = "", plan: str = "",
    request: str = "", reader: Reader, people: ScopedReader | None,
) -> Locked:  # fmt: skip
    """Return the comparison as it would be locked today, to be looked at before it is. Raises `ActError` as `lock` does."""
    said = reason(about, needed=True, told=True)
    _only_once(trust_uid, urn, series, start, due)
    try:
        return choose(
            trust_uid=trust_uid, urn=urn, series=series, start=start, due=due, minimum=minimum, about=said, on=today(), reader=reader,
            people=people, case=case, plan=plan, request=request,
        )  # fmt: skip
    except CannotCompareError as error:
        raise ActError(str(error)) from error


@transaction.atomic
def keep(locked: Locked, *, store: Store, snapshot: str, by: str) -> str:
    """Keep a comparison that was chosen; returns its reference. Raises `ActError` where somebody locked the same while it was looked at."""
    text, mark = locked.canonical(), locked.sha256()

    def made(reference: str) -> Comparison:
        _only_once(locked.trust_uid, locked.school.urn, locked.series.id, locked.start, locked.due)
        what = f"locked comparison {reference} of {locked.school.name}, {locked.series.title}; due {locked.due.isoformat()}; sha256 {mark}"
        store.audit.acted(Look(by, what, locked.about, (), snapshot))
        return Comparison(
            trust_uid=locked.trust_uid, urn=locked.school.urn, reference=reference, series=locked.series.id,
            start=locked.start, due=locked.due, case=locked.case, plan=locked.plan, request=locked.request, text=text, sha256=mark, by=by,
        )  # fmt: skip

    return numbered(Comparison, "EFF", locked.locked_on.year, made).reference


def _only_once(trust_uid: int, urn: int | None, series: str, start: dt.date, due: dt.date) -> None:
    """Raises `ActError` where the same series of the same school or trust is locked over some of the same time."""
    again = Comparison.objects.filter(
        trust_uid=trust_uid, urn=urn, series=series, start__lt=due, due__gt=start, withdrawal__isnull=True
    ).first()
    if again:
        raise ActError(
            f"This series is locked already for the same school or trust over the same time, as {again.reference}. "
            "A second comparison would allow to choose between two."
        )


@transaction.atomic
def withdraw(*, store: Store, snapshot: str, comparison: Comparison, why: str, by: str) -> Withdrawal:
    """Withdraw a comparison with a reason; it stays listed. Raises `ActError` for one that is withdrawn or due, and without a reason."""
    said = reason(why, needed=True, told=True)
    Comparison.objects.select_for_update().get(pk=comparison.pk)
    done = Withdrawal.objects.filter(comparison=comparison).first()
    if done:
        raise ActError(f"{comparison.reference} was withdrawn by {done.by} already.")
    if comparison.due <= today():
        raise ActError(
            f"{comparison.reference} is due since {day(comparison.due)}: what came out can be known, and stands. Minute beside it what speaks against it."
        )
    store.audit.acted(
        Look(by, f"withdrew comparison {comparison.reference}; sha256 {comparison.sha256}", said, (), snapshot)
    )
    return Withdrawal.objects.create(comparison=comparison, why=said, by=by)


def work_out(trust_uid: int, store: Store) -> None:
    """Work out what is due and was not worked out in the present picture. What came out of earlier pictures stays beside it.

    It is done for the trust, not for whoever happens to look: with the counts of all its academies, and no child read.
    """
    on = today()
    waiting = Comparison.objects.filter(trust_uid=trust_uid, due__lte=on, withdrawal__isnull=True)
    waiting = waiting.exclude(evaluations__snapshot=store.current or "")
    if not waiting:
        return
    try:
        reader = store.reader()
    except NoSnapshotError:
        return
    people = counts_of_all(store, reader)
    for comparison in waiting:
        _worked_out(comparison, reader, people, on)


def counts_of_all(store: Store, reader: Reader) -> ScopedReader | None:
    """Return a reader of every academy's counts that can name no child; None where there are no children."""
    if not reader.has_children:
        return None
    return reader.scoped(
        Scope("Collegiate", "works out comparisons that are due", None, names=False), store.audit.looked
    )


def programmes_of(store: Store, reader: Reader, trusts: Sequence[int]) -> list[Series]:
    """Return the series of programmes that children of some trusts were given, to choose from; no child is read."""
    urns = frozenset(m["urn"] for uid in trusts for m in reader.members(uid))
    if not reader.has_children or not urns:
        return []
    scope = Scope("Collegiate", "lists programmes to compare", urns, names=False)
    return programme_series(reader.scoped(scope, store.audit.looked))


def _worked_out(comparison: Comparison, reader: Reader, people: ScopedReader | None, on: dt.date) -> None:
    if not comparison.untouched:
        return  # its page says so: nothing is worked out from a text that was changed
    found = evaluate(comparison.locked, reader, people, on)
    if found.verdict is Verdict.NOT_DUE:
        return
    text = json.dumps(found.as_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    Evaluation.objects.get_or_create(comparison=comparison, snapshot=reader.snapshot, defaults={"on": on, "text": text})
