"""Alarms: a school that falls is named with since when, others are left alone, and what was said then uses nothing later."""

import datetime as dt

import numpy as np
import pyarrow as pa

from collegiate.pupils.gains import steps
from collegiate.pupils.ledger import PupilWeek
from collegiate.tables import Pupil
from collegiate.tables.record import PupilResult
from collegiate.watch.alarms import FALSE_ALARMS, alarms

NO_TESTS = steps(PupilResult.empty())
BREAKS = (
    ("10-24", "11-01"),
    ("12-19", "01-04"),
    ("02-14", "02-22"),
    ("03-28", "04-12"),
    ("05-23", "05-31"),
    ("07-22", "09-01"),
)
FIRST, LAST, SINCE = dt.date(2023, 9, 4), dt.date(2026, 11, 16), dt.date(2025, 9, 1)
EACH, SCHOOLS = 120, 8


def school_mondays():
    for n in range((LAST - FIRST).days // 7 + 1):
        day = FIRST + dt.timedelta(days=7 * n)
        stamp = f"{day:%m-%d}"
        if not any(a <= stamp < b if a < b else stamp >= a or stamp < b for a, b in BREAKS):
            yield day


MONDAYS = list(school_mondays())


def a_trust(rng, *, falling=None, a_year=-0.08):
    """Children with ways of their own, some of whom stop coming; weather that all share; a school's own weeks."""
    children = EACH * SCHOOLS
    school = np.repeat(np.arange(SCHOOLS), EACH)
    weeks = np.array([d.toordinal() for d in MONDAYS])
    own = rng.gamma(1.2, 0.05, children)[:, None]
    chance = own + 0.01 * np.sin(weeks / 58.0) + rng.normal(0, 0.004, (SCHOOLS, len(weeks)))[school]
    stop = rng.choice(children, children // 25, replace=False)
    chance[stop] += np.linspace(0, 0.4, len(weeks))
    if falling is not None:
        chance[school == falling] += -a_year * np.maximum(weeks - SINCE.toordinal(), 0) / 365.25
    missed = 2 * rng.binomial(5, np.clip(chance, 0.0, 0.95))
    child, week = np.indices(missed.shape)
    rows = {
        "pupil": child.ravel(), "urn": school[child.ravel()], "week": pa.array(np.array(MONDAYS, "datetime64[D]")[week.ravel()]), "days": np.full(child.size, 31),
        "possible": np.full(child.size, 10), "missed": missed.ravel(), "study_leave": np.zeros(child.size, int),
    }  # fmt: skip
    births = pa.array((np.datetime64("2013-09-01") + rng.integers(0, 2000, children)).astype("datetime64[D]"))
    return PupilWeek.conform(pa.table(rows)), Pupil.conform(
        pa.table({"pupil": np.arange(children), "birth_date": births})
    )


def raised(table):
    return [r for r in table.to_pylist() if r["raised"]]


def test_a_school_that_falls_is_named():
    rng = np.random.default_rng(4)
    for _ in range(3):
        found = raised(alarms(*a_trust(rng, falling=5), NO_TESTS, LAST))
        assert {r["urn"] for r in found} == {5}
        assert (found[0]["as_of"] - SINCE).days <= 340
        assert (
            found[-1]["change"] < -3
            and found[-1]["high"] < 0
            and "below the same children's year before" in found[-1]["found"]
        )


def test_schools_that_do_not_fall_raise_no_more_than_the_stated_rate():
    rng = np.random.default_rng(6)
    looks = []
    for _ in range(12):
        table = alarms(*a_trust(rng), NO_TESTS, LAST)
        looks += [any(r["as_of"] == day for r in raised(table)) for day in set(table["as_of"].to_pylist())]
    assert len(looks) > 100 and np.mean(looks) <= FALSE_ALARMS


def test_what_was_said_then_uses_nothing_that_came_later():
    weeks, pupils = a_trust(np.random.default_rng(9), falling=2)
    early = dt.date(2026, 7, 26)
    cut = weeks.filter(pa.array([w <= early for w in weeks["week"].to_pylist()]))
    then = {(r["urn"], r["as_of"]): r for r in alarms(cut, pupils, NO_TESTS, early).to_pylist()}
    later = {(r["urn"], r["as_of"]): r for r in alarms(weeks, pupils, NO_TESTS, LAST).to_pylist()}
    both = [key for key in set(then) & set(later) if key[1] < early]
    assert both and all(then[k] == later[k] for k in both)


def a_test(rng, *, falling):
    """Gains from October to June in two years: ten points less at one school in the second."""
    rows = []
    for child in range(EACH * SCHOOLS):
        school, true = child % SCHOOLS, rng.normal(100, 14)
        for period in (2025, 2026):
            gain = -5.0 if (school, period) == (falling, 2026) else 1.0
            for day, score in ((dt.date(period - 1, 10, 6), true), (dt.date(period, 6, 9), true + gain)):
                rows.append({
                    "pupil": child, "urn": school, "stage": "TEST", "component": "standardised_score", "subject": "MAT", "status": "R", "period": period,
                    "day": day, "value": score + rng.normal(0, 4),
                })  # fmt: skip
    return steps(pa.Table.from_pylist(rows, schema=PupilResult.schema()))


def test_a_subject_that_falls_at_one_school_is_named():
    weeks, pupils = a_trust(np.random.default_rng(3))
    found = raised(alarms(weeks, pupils, a_test(np.random.default_rng(2), falling=3), dt.date(2026, 7, 26)))
    assert [(r["urn"], r["series"]) for r in found] == [(3, "MAT")]
    assert found[0]["low"] < -6 < found[0]["high"]


def test_too_few_schools_children_or_weeks_say_nothing():
    weeks, pupils = a_trust(np.random.default_rng(1), falling=0)
    two = weeks.filter(pa.array([u < 2 for u in weeks["urn"].to_pylist()]))
    few = weeks.filter(pa.array([p % EACH < 30 for p in weeks["pupil"].to_pylist()]))
    for table in (two, few, PupilWeek.empty()):
        assert alarms(table, pupils, NO_TESTS, LAST).num_rows == 0
