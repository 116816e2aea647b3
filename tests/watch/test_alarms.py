"""Alarms: a school that falls is named, with since when; schools that do not are left alone; later days change nothing."""

import datetime as dt

import numpy as np
import pyarrow as pa

from collegiate.pupils.gains import steps
from collegiate.tables import AttendanceWeek
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
LAST = dt.date(2026, 11, 16)


def school_mondays():
    day = dt.date(2023, 9, 4)
    while day <= LAST:
        stamp = f"{day:%m-%d}"
        away = any(a <= stamp < b if a < b else stamp >= a or stamp < b for a, b in BREAKS)
        if not away:
            yield day
        day += dt.timedelta(days=7)


MONDAYS = list(school_mondays())


def weeks(rng, *, schools=12, falling=None, since=dt.date(2026, 1, 5), a_year=-0.05):
    """Weeks of schools of 60 to 900 children: what all share, what is a school's own, and illness that lasts a little."""
    rows = []
    shared = 0.94 + 0.01 * np.sin(np.array([d.toordinal() for d in MONDAYS]) / 58.0)
    for school in range(schools):
        children = int(rng.integers(60, 900))
        own, ill = rng.normal(0, 0.01), 0.0
        for place, monday in enumerate(MONDAYS):
            ill = 0.7 * ill + rng.normal(0, 0.06 / np.sqrt(children))
            drop = a_year * max(0, (monday - since).days) / 365.25 if school == falling else 0.0
            rate = shared[place] + own + ill + drop + rng.normal(0, 0.08 / np.sqrt(children))
            possible = children * 10
            attended = round(possible * min(max(rate, 0.0), 1.0))
            rows.append({
                "urn": school, "week": monday, "grouping": "all", "value": "all", "possible": possible, "attended": attended,
                "authorised": possible - attended, "unauthorised": 0, "late": 0, "educational": 0, "not_possible": 0, "pupils": children, "on_roll": children,
            })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=AttendanceWeek.schema())


def raised(table):
    return [r for r in table.to_pylist() if r["raised"]]


def test_a_school_that_falls_is_named_within_two_terms():
    rng, since = np.random.default_rng(4), dt.date(2026, 1, 5)
    for _ in range(5):
        found = [r for r in raised(alarms(weeks(rng, falling=5, since=since), NO_TESTS, LAST)) if r["urn"] == 5]
        assert found and (found[0]["as_of"] - since).days <= 250
        assert (
            found[-1]["low"] < -5 < found[-1]["high"]
            and "beside the trust's other schools, since about" in found[-1]["found"]
        )


def test_schools_that_do_not_fall_raise_no_more_than_the_stated_rate():
    rng = np.random.default_rng(6)
    looks = [bool(raised_on) for _ in range(60) for raised_on in _by_day(alarms(weeks(rng), NO_TESTS, LAST)).values()]
    assert np.mean(looks) <= FALSE_ALARMS + 3 * np.sqrt(FALSE_ALARMS * (1 - FALSE_ALARMS) / 60)


def _by_day(table):
    days = {r["as_of"]: [] for r in table.to_pylist()}
    for row in raised(table):
        days[row["as_of"]].append(row["urn"])
    return days


def test_what_was_said_then_uses_nothing_that_came_later():
    rng = np.random.default_rng(9)
    whole = weeks(rng, falling=2)
    early = dt.date(2026, 7, 26)
    cut = whole.filter(pa.array([w <= early for w in whole["week"].to_pylist()]))
    then = {(r["urn"], r["as_of"]): r for r in alarms(cut, NO_TESTS, early).to_pylist()}
    later = {(r["urn"], r["as_of"]): r for r in alarms(whole, NO_TESTS, LAST).to_pylist()}
    both = [key for key in set(then) & set(later) if key[1] < early]
    assert both and all(then[k] == later[k] for k in both)


def test_one_school_alone_or_no_weeks_say_nothing():
    assert alarms(weeks(np.random.default_rng(1), schools=1), NO_TESTS, LAST).num_rows == 0
    assert alarms(AttendanceWeek.empty(), NO_TESTS, LAST).num_rows == 0
