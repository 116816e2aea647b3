"""Why others' figures differ: each rule's own effect, and steps that add up to the difference whatever the marks are."""

import datetime as dt
import itertools

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marks_made_up import (  # fmt: skip
    PERSONS,
    enrolments_table,
    links_table,
    mark,
    pupils_table,
    receipt,
    receipts_table,
    spell,
    write_parts,
)

from collegiate.pupils.attendance import (
    CHILDREN,
    COUNTS,
    Rule,
    RuleSet,
    children_of,
    day_ranges,
    mark_counts,
    publish_marks,
    reconcile,
    rule_sets,
)
from collegiate.pupils.attendance.rule_sets import KINDS
from collegiate.vocabulary.codes import code_list

PERIOD = 2026
AUTUMN, JUNE = dt.date(2025, 9, 1), dt.date(2026, 6, 1)


def counts(*rows):
    columns = zip(*rows, strict=True)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, COUNTS, strict=True)], schema=COUNTS)


def children(*rows):
    columns = zip(*rows, strict=True)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, CHILDREN, strict=True)], schema=CHILDREN)


def one_rule(kind, value):
    return RuleSet("theirs", "Theirs", "", 2, (Rule(kind, value, "words", "source", False),))


EIGHT, NURSERY, SIXTEEN = dt.date(2017, 5, 1), dt.date(2021, 10, 1), dt.date(2009, 8, 31)
ROWS = [
    (1, "/", True, AUTUMN, 88),
    (1, "I", True, AUTUMN, 9),
    (1, "U", True, AUTUMN, 2),
    (1, "D", True, AUTUMN, 6),
    (2, "/", True, AUTUMN, 10),
    (2, "O", False, AUTUMN, 4),
    (3, "/", True, AUTUMN, 7),
    (4, "O", True, JUNE, 5),
]
CLASS = children(
    (1, EIGHT, "3", True), (2, EIGHT, "3", False), (3, NURSERY, "N2", True), (4, SIXTEEN, "12", True)
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "change"),
    [
        ("marks", "all", (4, 0, 0, 4, 0, 1, 0)),
        ("leavers", "left_out", (-10, -10, 0, 0, -1, 0, 0)),
        ("year_groups", ["R", "13"], (-7, -7, 0, 0, -1, 0, 0)),
        ("ages", [5, 15], (-12, -7, 0, -5, -2, -1, -1)),
        ("until", "05-31", (-5, 0, 0, -5, -1, -1, -1)),
        ("code", {"D": "authorised"}, (6, 0, 6, 0, 0, 0, 0)),
        ("code", {"U": "attended"}, (0, 2, 0, -2, 0, -1, 0)),
        ("persistence", "rounded", (0, 0, 0, 0, 0, 0, 0)),
    ],
)
def test_each_rule_changes_what_it_says(kind, value, change):
    found = reconcile(counts(*ROWS), CLASS, PERIOD, [rule_sets()["collegiate"], one_rule(kind, value)])
    (step,) = found.steps["theirs"]
    got = step.change
    assert (
        got.possible, got.attended, got.authorised, got.unauthorised, got.pupils, got.persistent, got.severe,
    ) == change  # fmt: skip


def test_a_rounded_percentage_makes_children_persistent_who_are_not():
    rows = counts((1, "/", True, AUTUMN, 181), (1, "I", True, AUTUMN, 19))
    child = children((1, EIGHT, "3", True))
    found = reconcile(rows, child, PERIOD, [one_rule("persistence", "rounded")])
    assert (found.figures["collegiate"].persistent, found.figures["theirs"].persistent) == (0, 1)


def test_the_meaning_of_codes_on_their_day_is_kept_when_others_file_them_otherwise():
    rows = counts((1, "Y", True, dt.date(2023, 9, 1), 3), (1, "Y", True, dt.date(2024, 8, 19), 2))
    found = reconcile(rows, children((1, EIGHT, "3", True)), 2024, [one_rule("code", {"Y": "authorised"})])
    assert found.figures["theirs"].authorised == 3


CODES = [c.code for c in code_list("attendance")]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 6), st.sampled_from(CODES), st.booleans(),
            st.sampled_from([first for first, _ in day_ranges(PERIOD)]), st.integers(1, 60),
        ),
        min_size=1, max_size=40,
    ),
    st.lists(
        st.tuples(
            st.dates(dt.date(2005, 1, 1), dt.date(2023, 1, 1)), st.sampled_from(["N2", "R", "6", "12", None]), st.booleans()
        ),
        min_size=6, max_size=6,
    ),
)  # fmt: skip
def test_the_steps_add_up_to_every_difference(rows, about):
    class_ = children(*((n, *a) for n, a in enumerate(about, 1)))
    found = reconcile(counts(*rows), class_, PERIOD)
    ours = found.figures["collegiate"]
    assert set(found.figures) == set(rule_sets())
    for name, steps in found.steps.items():
        theirs = found.figures[name].less(ours)
        for column in ("possible", "attended", "authorised", "unauthorised", "pupils", "persistent", "severe"):
            assert sum(getattr(s.change, column) for s in steps) == getattr(theirs, column)
    for figures in found.figures.values():
        assert figures.possible == figures.attended + figures.authorised + figures.unauthorised


def test_our_figures_are_those_that_are_published(tmp_path):
    rows = [
        mark("900001/arbor 1", AUTUMN + dt.timedelta(days=n), s, c, line=n)
        for n, c in enumerate(["/", "O", "D", "I", "U"])
        for s in ("AM", "PM")
    ]
    rows += [mark("900001/arbor 2", JUNE, code="O"), mark("900001/arbor 2", dt.date(2026, 7, 31), code="O")]
    spells = enrolments_table([spell(1), spell(2, leaving=dt.date(2026, 7, 1))])
    pupils = pupils_table([{"pupil": n, "birth_date": EIGHT, "year_group": "3"} for n in (1, 2)])
    found = publish_marks(
        write_parts(tmp_path, rows), links_table(PERSONS), spells, pupils, receipts_table([receipt(1)]), tmp_path / "m"
    )
    marks = pq.read_table(found.mark_files[0])
    class_ = children_of(found.pupil_attendance, pupils, spells, 900001, PERIOD)
    ours = reconcile(mark_counts(marks, PERIOD), class_, PERIOD).figures["collegiate"]
    published = next(r for r in found.attendance_count.to_pylist() if r["grouping"] == "all")
    assert [getattr(ours, n) for n in ("possible", "attended", "authorised", "unauthorised", "pupils", "persistent")] == [
        published[n] for n in ("possible", "attended", "authorised", "unauthorised", "pupils", "persistent")
    ]  # fmt: skip
    assert ours.rate == pytest.approx(7 / 9)


def test_ranges_of_days_make_up_the_year_and_part_where_codes_change():
    for period in (2024, 2026):
        ranges = day_ranges(period)
        assert ranges[0][0] == dt.date(period - 1, 9, 1) and ranges[-1][1] == dt.date(period, 8, 31)
        assert all(b[0] - a[1] == dt.timedelta(days=1) for a, b in itertools.pairwise(ranges))
    assert dt.date(2024, 8, 19) in [first for first, _ in day_ranges(2024)]


def test_a_count_outside_the_ranges_or_without_a_child_is_refused():
    class_ = children((1, EIGHT, "3", True))
    with pytest.raises(ValueError, match="No range of days begins with 2025-10-01"):
        reconcile(counts((1, "/", True, dt.date(2025, 10, 1), 1)), class_, PERIOD)
    with pytest.raises(ValueError, match="1 children have marks and no row"):
        reconcile(counts((2, "/", True, AUTUMN, 1)), class_, PERIOD)


def test_rule_sets_say_what_they_rest_on():
    assert next(iter(rule_sets())) == "collegiate"
    for rule_set in rule_sets().values():
        assert rule_set.about
        for rule in rule_set.rules:
            assert rule.kind in KINDS and rule.words and rule.source
            assert rule.verified or "not at hand" in rule.source or "differs by system" in rule.source
