"""One trust, seen as of several days: all that is dated before is the same; and support adds what the truth says, no more."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from typer.testing import CliRunner

from collegiate.cli.app import app
from collegiate.simulate.children import MadeUpTrust, make_trust
from collegiate.simulate.children.calendar import day_number
from collegiate.simulate.children.register import GROUP, NUMBER

EARLY, ALERT, LATE = date(2026, 2, 13), date(2026, 11, 20), date(2027, 7, 23)
SUPPORT = date(2027, 1, 11)
_BEGINS = ("day", "start_date", "entry_date")
_ENDS = ("end_date", "leaving_date")
_OF_LEAVING = ("leaving_reason", "destination")


def _trust(until: date, **more: date) -> MadeUpTrust:
    return make_trust(seed=5, pupils=400, years=2, until=until, **more)


@pytest.fixture(scope="module")
def trusts() -> dict[date, MadeUpTrust]:
    """The same trust as of three days."""
    return {day: _trust(day) for day in (EARLY, ALERT, LATE)}


@pytest.fixture(scope="module")
def helped() -> MadeUpTrust:
    """The trust as of the last day, with support since January."""
    return _trust(LATE, support=SUPPORT)


def _plain(table: pa.Table) -> pa.Table:
    """Words are words, however they are kept."""
    names = [f.name for f in table.schema if pa.types.is_dictionary(f.type)]
    for name in names:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    return table.combine_chunks()


def _up_to(table: pa.Table, day: date) -> pa.Table:
    """Rows that began by a day; what ended later has not ended."""
    table, now = _plain(table), pa.scalar(day, pa.date32())
    for name in set(_BEGINS) & set(table.column_names):
        table = table.filter(pc.less_equal(table[name], now))
    for end in set(_ENDS) & set(table.column_names):
        over = pc.less_equal(table[end], now)
        for name in (end, *(set(_OF_LEAVING) & set(table.column_names))):
            table = table.set_column(table.column_names.index(name), name, pc.if_else(over, table[name], None))
    return table


_AS_OF_TODAY = {"pupil_record", "contact", "enrolment"}
"""Tables of what schools know today: year groups move on, newcomers have rows; compared for whom both know."""


@pytest.mark.parametrize(("day", "later"), [(EARLY, ALERT), (EARLY, LATE), (ALERT, LATE)])
def test_all_that_is_dated_up_to_a_day_is_the_same_whatever_is_known_later(trusts, day, later):
    seen, more = trusts[day], trusts[later]
    for name, table in seen.facts.items():
        assert table.num_rows > 0
        if name not in _AS_OF_TODAY:
            assert _up_to(more.facts[name], day).equals(_plain(table)), name


def test_the_rolls_agree_but_for_what_later_years_say_of_a_stay(trusts):
    for day, later in ((EARLY, ALERT), (ALERT, LATE)):
        one, other = (
            _up_to(trusts[d].facts["enrolment"], day).drop(["year_group", "enrolment_status"]) for d in (day, later)
        )
        assert one.equals(other)
        born = [dict(zip(*(trusts[d].facts["pupil_record"][c].to_pylist() for c in ("person", "birth_date")), strict=True)) for d in (day, later)]  # fmt: skip
        assert born[0].items() <= born[1].items()
        assert len(born[0]) < len(born[1])
        upns = [dict(zip(*(trusts[d].facts["pupil_record"][c].to_pylist() for c in ("person", "upn")), strict=True)) for d in (day, later)]  # fmt: skip
        assert upns[0].items() <= upns[1].items()


def test_marks_agree_to_the_last_session(trusts):
    everything = {(urn, period): marks for urn, period, marks in trusts[LATE].marks()}
    for day in (EARLY, ALERT):
        for urn, period, marks in trusts[day].marks():
            assert marks.num_rows > 0
            assert _up_to(everything[urn, period], day).equals(_plain(marks)), (urn, period)
            assert set(marks["person"].chunk(0).dictionary.to_pylist()) <= set(
                trusts[day].facts["pupil_record"]["person"].to_pylist()
            ), "nobody who comes later has a name yet"


def test_what_is_planted_agrees_for_the_years_that_have_begun(trusts):
    one, other = trusts[ALERT].truth, trusts[LATE].truth
    assert trusts[EARLY].truth["years"] == [2025, 2026]
    assert one["years"] == other["years"] == [2025, 2026, 2027]
    for name in ("school_effects", "decline", "drifting", "interventions", "ground_lost", "support"):
        assert one[name] == other[name], name
    whole = {(r["urn"], r["period"]): r for r in other["attendance"] if r["period"] < 2027}
    assert [whole[r["urn"], r["period"]] for r in one["attendance"] if r["period"] < 2027] == list(whole.values())


def test_nothing_is_known_of_days_to_come(trusts):
    for day, trust in trusts.items():
        assert trust.today == min(day, date(2027, 7, 20))
        for name, table in trust.facts.items():
            for field in table.schema:
                if pa.types.is_date(field.type):
                    latest = pc.max(table[field.name]).as_py()
                    assert latest is None or latest <= trust.today, (name, field.name)


@pytest.mark.parametrize("day", [date(2024, 10, 1), date(2026, 8, 10), date(2026, 9, 20), date(2027, 7, 24)])
def test_a_day_of_which_next_to_nothing_is_known_is_refused(day):
    with pytest.raises(ValueError, match=r"from 15 October 2024 to 23 July 2027"):
        _trust(day)


# --- support ---------------------------------------------------------------------------------------------------


def _attended(trust: MadeUpTrust, urn: int, period: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By day: its number, possible sessions without study leave, and those attended."""
    register = trust.register([s.urn for s in trust.schools].index(urn), period)
    group = np.where(register.open & (register.codes != NUMBER["S"]), GROUP[register.codes], 0)
    by_day = group.reshape(len(group), -1, 2)
    return register.days, (by_day > 0).sum(axis=(0, 2)), (by_day == 1).sum(axis=(0, 2))


def test_support_adds_just_the_effect_from_its_first_week_on_and_changes_nothing_else(trusts, helped):
    support = helped.truth["support"]
    assert support == {"urn": helped.truth["decline"]["urn"], "series": "own.attendance", "since": "2027-01-11", "effect": 4.5}  # fmt: skip
    days, possible, with_support = _attended(helped, support["urn"], 2027)
    _, as_possible, without = _attended(trusts[LATE], support["urn"], 2027)
    assert np.array_equal(possible, as_possible)
    after = days >= day_number(SUPPORT)
    assert np.array_equal(with_support[~after], without[~after])
    more = (with_support - without)[after]
    week = (days[after] + 3) // 7
    for monday in np.unique(week):
        these = week == monday
        expected = support["effect"] / 100 * possible[after][these].sum()
        assert abs(more[these].sum() - expected) <= 1.01, "rounding to whole sessions, carried over to the next day"
    assert abs(more.sum() - support["effect"] / 100 * possible[after].sum()) <= 0.51


def test_support_leaves_every_other_school_year_and_table_alone(trusts, helped):
    urn = helped.truth["support"]["urn"]
    for name, table in trusts[LATE].facts.items():
        assert table.equals(helped.facts[name]), name
    plain = {(u, p): _plain(m) for u, p, m in trusts[LATE].marks()}
    changed = {(u, p) for u, p, m in helped.marks() if not _plain(m).equals(plain[u, p])}
    assert changed == {(urn, 2027)}


def test_before_support_begins_nobody_can_tell_that_it_will(trusts):
    ahead = _trust(ALERT, support=SUPPORT)
    assert all(_plain(a[2]).equals(_plain(b[2])) for a, b in zip(ahead.marks(), trusts[ALERT].marks(), strict=True))
    assert trusts[ALERT].truth["support"] is None


def test_what_would_have_been_is_flat_once_the_fall_is_over(trusts):
    trust = trusts[LATE]
    decline = trust.truth["decline"]
    over = day_number(date.fromisoformat(decline["falls_until"]))
    rates = []
    for period in (2025, 2026, 2027):
        days, possible, attended = _attended(trust, decline["urn"], period)
        rates += [(d > over, a, p) for d, p, a in zip(days.tolist(), possible, attended, strict=True)]
    fallen = [(a, p) for late, a, p in rates if late]
    halves = np.array_split(np.array(fallen), 2)
    first, second = (half[:, 0].sum() / half[:, 1].sum() for half in halves)
    assert abs(first - second) < 0.02
    before = np.array([(a, p) for late, a, p in rates if not late])[:150]
    assert before[:, 0].sum() / before[:, 1].sum() - second > 0.05


@pytest.mark.parametrize("day", [date(2025, 11, 3), date(2027, 7, 24)])
def test_support_that_begins_while_attendance_falls_or_after_the_last_day_is_refused(day):
    with pytest.raises(ValueError, match=r"from 21 December 2025, when the planted fall is over, to 20 July 2027"):
        _trust(LATE, support=day)


# --- the command -----------------------------------------------------------------------------------------------


def test_the_command_takes_both_days_and_writes_them_into_the_truth(tmp_path):
    asked = ["simulate", str(tmp_path / "made"), "--nation", "60", "--pupils", "60", "--years", "1", "--trust", "urban"]
    done = CliRunner().invoke(app, [*asked, "--until", "2027-02-05", "--support", "2027-01-11"])
    assert done.exit_code == 0, done.output
    children = json.loads((tmp_path / "made" / "truth.json").read_text(encoding="utf-8"))["children"]
    assert children["today"] == "2027-02-05"
    assert children["support"]["since"] == "2027-01-11"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--pupils", "60", "--until", "2027-08-01"], "to 23 July 2027"),
        (["--pupils", "60", "--support", "2025-10-01"], "when the planted fall is over"),
        (["--until", "2027-02-05"], "say with --pupils how many"),
        (["--pupils", "60", "--until", "tomorrow"], "%Y-%m-%d"),
    ],
)
def test_days_that_cannot_be_are_refused_in_words_before_anything_is_written(tmp_path, options, said):
    done = CliRunner().invoke(app, ["simulate", str(tmp_path / "made"), "--nation", "60", *options])
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
    assert not (tmp_path / "made").exists()
