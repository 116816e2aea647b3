"""The fixed set of tables of counts, read from the record: the only groups and filters that people who see counts have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from collegiate.disclosure.counts import ALL, Counts
from collegiate.disclosure.policy import Policy
from collegiate.store import ScopedReader

NOBODY_MISSED, ATTENDANCE, MOVING, WARNINGS, DATA = "nobody_missed", "attendance", "moving", "warnings", "data"
STATES = ("acted_on", "looked_at", "no_data")
ABSENCE = ("severely_absent", "persistently_absent", "neither")
PACKS = ("complete", "not_complete")
OUTCOMES = ("caught", "missed", "wrongly_worried", "rightly_calm")
GROUPINGS = ("year_group", "sex", "free_school_meals", "sen_provision")
"""The groups in which children are shown to people who see counts. No class and no looked-after children: those groups are few by nature."""


def gather(reader: ScopedReader, policy: Policy) -> Iterator[Counts]:
    """Yield every table of counts, the weeks of the ledger with the latest first."""
    yield from _nobody_missed(reader, policy)
    yield from _absence(reader)
    yield from _packs(reader)
    yield from _warnings(reader)
    yield from _findings(reader)


def _nobody_missed(reader: ScopedReader, policy: Policy) -> Iterator[Counts]:
    weeks = reader.weeks()[: policy.weeks]
    if not weeks:
        return
    by_week: dict[object, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for row in reader.ledger_counts():
        by_week[row["week"]][row["urn"]] = tuple(row[s] for s in STATES)
    groups = {g: _by_group(reader, weeks[0], g) for g in GROUPINGS}
    for week in weeks:
        latest = {g: of for g, of in groups.items() if of} if week == weeks[0] else {}
        yield Counts(NOBODY_MISSED, week.isoformat(), STATES, by_week[week], latest)


def _by_group(reader: ScopedReader, week: object, grouping: str) -> dict[int, dict[str, tuple[int, ...]]]:
    found: dict[int, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for row in reader.ledger_counts(week=week, grouping=grouping):  # type: ignore[arg-type]  # a week is a date
        found[row["urn"]][row["value"]] = tuple(row[s] for s in STATES)
    return found


def _absence(reader: ScopedReader) -> Iterator[Counts]:
    years: dict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for r in reader.attendance_counts():
        parts = (r["severe"], r["persistent"] - r["severe"], r["pupils"] - r["persistent"])
        years[r["period"]][r["urn"]] = parts
    for period in sorted(years, reverse=True):
        yield Counts(ATTENDANCE, str(period), ABSENCE, years[period])


def _packs(reader: ScopedReader) -> Iterator[Counts]:
    years: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for (period, _, urn, _, complete, *_), n in reader.move_counts().items():
        years[period][urn][0 if complete else 1] += n
    for period in sorted(years, reverse=True):
        yield Counts(MOVING, str(period), PACKS, years[period])


def _warnings(reader: ScopedReader) -> Iterator[Counts]:
    years: dict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for r in reader.flag_scores_by_school():
        years[r["period"]][r["urn"]] = tuple(r[o] for o in OUTCOMES)
    for period in sorted(years, reverse=True):
        yield Counts(WARNINGS, str(period), OUTCOMES, years[period])


def _findings(reader: ScopedReader) -> Iterator[Counts]:
    """Findings about children's data, each counted as one: most are about one child."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (urn, rule, _), n in reader.finding_counts().items():
        found[urn][rule] += n
    rules = tuple(sorted({rule for of in found.values() for rule in of}))
    if rules:
        yield Counts(DATA, "now", rules, {u: tuple(of[r] for r in rules) for u, of in found.items()})


__all__ = [
    "ABSENCE",
    "ALL",
    "ATTENDANCE",
    "DATA",
    "MOVING",
    "NOBODY_MISSED",
    "OUTCOMES",
    "PACKS",
    "STATES",
    "WARNINGS",
    "gather",
]
