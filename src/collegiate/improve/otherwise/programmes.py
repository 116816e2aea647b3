"""Comparisons of a programme: its children beside the nearest by the earlier score, in the one academic year that was locked.

Here nothing is worked out but read: the picture holds for each trust and year what children in a programme gained beside others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from collegiate.improve.otherwise.dates import check_dates
from collegiate.improve.otherwise.designs import (
    OWN_PROGRAMMES,
    PROGRAMME,
    PROGRAMME_METHOD,
    PROGRAMME_METHOD_VERSION,
    year_that_counts,
)
from collegiate.improve.otherwise.errors import CannotCompareError
from collegiate.improve.otherwise.found import Found, Second
from collegiate.improve.otherwise.grading import level
from collegiate.improve.otherwise.locked import Helped, Locked
from collegiate.improve.otherwise.rounding import Rounding
from collegiate.improve.otherwise.spans import Span
from collegiate.improve.otherwise.verdicts import Verdict, verdict_of
from collegiate.improve.otherwise.worth import worth
from collegiate.improve.series import Series
from collegiate.store import Reader, ScopedReader
from collegiate.vocabulary.subjects import own_test
from collegiate.vocabulary.years import AcademicYear

_SOME = 30
_TESTS = (5, 1)
"""Month and day from which the later tests of an academic year may have been sat, and been seen by somebody."""


def programme_series(people: ScopedReader | None) -> list[Series]:
    """Return a series for each programme that children were given and each subject of the trust's tests; none without a reader of all counts."""
    if people is None:
        return []
    subjects = sorted({r["subject"] for r in people.value_added()})
    return [_series(name, subject) for name in sorted(people.programmes_begun()) for subject in subjects]


def _series(name: str, subject: str) -> Series:
    title = f"{name}: gain in {own_test(subject)}, by academic year"
    return Series(f"{PROGRAMME}{name}.{subject}", title, "points", "higher", 1, own=True)


def choose_programme(
    *, trust_uid: int, urn: int | None, series: str, start: dt.date, due: dt.date, minimum: Decimal, about: str, on: dt.date,
    reader: Reader, people: ScopedReader | None, case: str = "", plan: str = "", request: str = "",
) -> Locked:  # fmt: skip
    """Return the comparison of a programme that is to be locked for the whole trust. Raises `CannotCompareError` in words, as `choose` does.

    Of the figures only one thing is looked at: whether those of the year that counts are there already. Then it is refused.
    """
    if urn is not None:
        raise CannotCompareError(
            "A programme is compared for the whole trust, without a school: few schools have children enough of their own."
        )
    if not series.startswith(PROGRAMME):
        raise CannotCompareError("A comparison of the whole trust is of a programme. For this measure choose a school.")
    known = next((s for s in programme_series(people) if s.id == series), None)
    trust = reader.trust(trust_uid)
    if known is None or people is None or trust is None:
        raise CannotCompareError(
            f"There is no programme '{series}' in this picture, or none that you may see. It is there when the first child is written down for it."
        )
    check_dates(OWN_PROGRAMMES, start, due, minimum, about, on)
    year = year_that_counts(OWN_PROGRAMMES, start)
    if _row(trust_uid, series, year.end, people):
        raise CannotCompareError(
            f"What children in this programme gained in {year} is in the data already: whoever locks it now can have seen what came out. Lock what begins next."
        )
    late = int(on >= dt.date(year.end, *_TESTS))
    return Locked(
        trust_uid, Helped(None, str(trust["trust_name"])), known, OWN_PROGRAMMES, start, due, minimum, about, (), (), (), (), on, None, late,
        reader.snapshot, case, plan, request, PROGRAMME_METHOD, PROGRAMME_METHOD_VERSION,
    )  # fmt: skip


def of_programme(locked: Locked, reader: Reader, people: ScopedReader | None, on: dt.date) -> Found:
    """Return what is found of a programme that is due. The matched estimate is the effect, the regression the second opinion."""
    year = year_that_counts(OWN_PROGRAMMES, locked.start)
    row = _row(locked.trust_uid, locked.series.id, year.end, people) if people else None
    if row is None:
        return _without(locked, reader, on, people, year)
    if row["matched_effect"] is None or row["matched_low"] is None or row["matched_high"] is None:
        few = f"Too few children: only {_about(row['matched'])} of the {_about(row['pupils'])} in the programme with both tests in {year} have somebody near enough beside them, or too few stand beside them."
        return _found(locked, reader, on, year, Verdict.CANNOT, (few,), row)
    low, high, effect = row["matched_low"], row["matched_high"], row["matched_effect"]
    agrees = None if row["effect"] is None else low <= row["effect"] <= high
    rules = list(_rules(locked, row, agrees))
    verdict = verdict_of(low, high, locked.series.better)
    near = Rounding.of(locked.series).near
    second = None if agrees is None else Second(near(row["effect"]), None, None, None, agrees, ())
    said = (near(effect), near(low), near(high))
    return _found(
        locked, reader, on, year, verdict, tuple(words for _, words in rules), row, said, level(rules), second
    )


def _row(trust_uid: int, series: str, period: int, people: ScopedReader) -> dict[str, Any] | None:
    name, _, subject = series.removeprefix(PROGRAMME).rpartition(".")
    wanted = (period, name, subject)
    rows = people.programme_years(trust_uid)
    return next((r for r in rows if (r["period"], r["programme"], r["subject"]) == wanted), None)


def _without(locked: Locked, reader: Reader, on: dt.date, people: ScopedReader | None, year: AcademicYear) -> Found:
    """Say why there is nothing: the tests are not there yet, or nobody was in the programme."""
    own = {m["urn"] for m in reader.members(locked.trust_uid)}
    subject = locked.series.id.rpartition(".")[2]
    tested = [
        r
        for r in (people.value_added() if people else [])
        if r["urn"] in own and r["subject"] == subject and r["period"] >= year.end
    ]
    if not tested:
        words = f"The day is past ({locked.due:%-d %B %Y}), but no {subject} tests of {year} are in the data yet. It is worked out when they are."
        return _found(locked, reader, on, year, Verdict.NOT_DUE, (words,))
    words = f"No child who sat both {subject} tests in {year} is written down for the programme, so what became of it cannot be said. It never counts as having worked."
    return _found(locked, reader, on, year, Verdict.CANNOT, (words,))


def _rules(locked: Locked, row: dict[str, Any], agrees: bool | None) -> Iterator[tuple[int, str]]:
    """Every rule that took steps away from `high`, and what speaks for it."""
    if locked.late:
        yield 2, "It was locked late: the later tests may have been sat by then."
    else:
        yield 0, "It was locked before the later tests."
    yield 1, "People chose the children, perhaps for other reasons than the score; those are not known here."
    if row["matched"] < _SOME:
        yield 1, f"Fewer than {_SOME} children in the programme have somebody beside them."
    if row["unmatched"] * 5 > row["pupils"]:
        yield (
            1,
            "More than a fifth of the children in the programme have nobody near enough beside them: nothing is said of these.",
        )
    if agrees is None:
        yield 0, "There is no second opinion: too few children for a regression."
    elif agrees:
        yield (
            0,
            "The second opinion, a regression of all children of these schools, agrees: it lies within the interval.",
        )
    else:
        yield 1, "The second opinion, a regression of all children of these schools, lies outside the interval."


def _found(
    locked: Locked, reader: Reader, on: dt.date, year: AcademicYear, verdict: Verdict, reasons: tuple[str, ...], row: dict[str, Any] | None = None,
    said: tuple[float, float, float] | None = None, grade: str = "", second: Second | None = None,
) -> Found:  # fmt: skip
    effect, low, high = said or (None, None, None)
    much = worth(locked, said[1], said[2], Rounding.of(locked.series)) if said else ""
    return Found(
        verdict, effect, low, high, None, grade, reasons, much, _compared(row, year), (), (Span(year.first_day, year.last_day),), (), (), (), second, None,
        on, year.last_day if row else None, reader.snapshot,
    )  # fmt: skip


def _compared(row: dict[str, Any] | None, year: AcademicYear) -> str:
    beside = "each beside the nearest by the earlier score in the same school and year"
    if row is None:
        return f"children in the programme in {year}, {beside}"
    return f"{_about(row['matched'])} children in the programme in {year}, {beside}; {_about(row['unmatched'])} had nobody near enough and are left out"


def _about(children: int) -> str:
    """Say a number of children to the nearest five, and few as fewer than ten."""
    return "none" if not children else "fewer than 10" if children < 10 else str(round(children / 5) * 5)
