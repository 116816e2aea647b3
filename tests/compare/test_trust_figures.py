"""A trust's figures pool its pupils, leave nothing out silently, and count a school only while it is a member."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import memberships, school, schools

from collegiate.compare import trust_figures
from collegiate.measures import Evaluated, definitions
from collegiate.tables import FigureRow, Membership

PROGRESS = "ks4_progress8"


def part(urn: int, value: float | None, n: int | None = None, **more) -> dict:
    return {
        "subject": "school", "urn": urn, "measure": PROGRESS, "period": 2019, "release": "final", "era": "progress_8", "shown": True,
        "value": value, "n": n, "file_ids": [1], "lines": [urn], "rule_version": "1", **more,
    }  # fmt: skip


def member(urn: int, joined: date = date(2016, 9, 1), trust: int = 7, **more) -> dict:
    return {"urn": urn, "trust_uid": trust, "joined": joined, **more}


def pooled(
    parts: list[dict], stays: list[dict] | None = None, known: pa.Table | None = None, weight: list | None = None
) -> list[dict]:
    rows = pa.Table.from_pylist(parts, schema=FigureRow.schema())
    weights = np.array([p["n"] or np.nan for p in parts] if weight is None else weight, dtype=float)
    stays = [member(u) for u in sorted({p["urn"] for p in parts})] if stays is None else stays
    known = schools(*(school(s["urn"]) for s in stays)) if known is None else known
    return trust_figures(Evaluated(rows, weights), rows, memberships(*stays), known).to_pylist()


def test_pupils_are_pooled_and_schools_are_not_averaged() -> None:
    (row,) = pooled([part(1, -0.4, 300), part(2, 0.2, 100)])
    assert (row["value"], row["n"], row["parts"]) == (pytest.approx(-0.25), 400, [1, 2])
    assert (row["trust_uid"], row["subject"], row["partial"], row["shown"]) == (7, "trust", False, True)


def test_the_receipts_of_every_part_are_there() -> None:
    (row,) = pooled([part(1, -0.4, 300), part(2, None, None, symbol="c", code="SUPP")])
    assert (row["file_ids"], row["lines"]) == ([1, 1], [1, 2])


def test_the_interval_is_that_of_the_pooled_mean() -> None:
    parts = [part(1, 0.0, 300, low=-0.1, high=0.1), part(2, 0.4, 100, low=0.1, high=0.7)]
    (row,) = pooled(parts)
    half = np.sqrt((300 * 0.1) ** 2 + (100 * 0.3) ** 2) / 400
    assert (row["low"], row["high"]) == (pytest.approx(0.1 - half), pytest.approx(0.1 + half))
    assert row["interval"] == "pooled from its academies' intervals"


def test_a_share_takes_wilsons_interval_over_all_the_children() -> None:
    parts = [part(u, 50, 5, low=20, high=80, measure="ks2_expected_standard", era="scaled_scores") for u in (1, 2)]
    known = schools(*(school(u, "primary", low_age=4, high_age=11) for u in (1, 2)))
    (row,) = pooled(parts, known=known)
    assert (row["low"], row["high"]) == (pytest.approx(23.66, abs=0.01), pytest.approx(76.34, abs=0.01))


def test_a_suppressed_part_is_left_out_and_named() -> None:
    (row,) = pooled([part(1, -0.4, 300), part(2, None, None, symbol="c", code="SUPP")])
    assert (row["value"], row["partial"], row["parts"]) == (-0.4, True, [1])
    assert row["note"].startswith("without School 2: suppressed by the DfE")


def test_a_part_of_which_no_file_speaks_is_named_too() -> None:
    (row,) = pooled([part(1, -0.4, 300)], [member(1), member(2)])
    assert row["partial"]
    assert row["note"] == "without School 2: no file gives a figure"


def test_a_school_to_which_the_measure_does_not_apply_is_not_missing() -> None:
    known = schools(school(1), school(2, "primary", low_age=4, high_age=11), school(3))
    (row,) = pooled(
        [part(1, -0.4, 300), part(3, None, symbol="z", code="NE")], [member(1), member(2), member(3)], known
    )
    assert (row["partial"], row["note"]) == (False, None)


def test_a_number_without_its_pupils_cannot_be_pooled() -> None:
    (row,) = pooled([part(1, -0.4, 300), part(2, 0.9)])
    assert (row["value"], row["partial"]) == (-0.4, True)
    assert row["note"] == "without School 2: nobody published how many children are in it"


def test_a_lone_number_needs_no_pupils_to_pool() -> None:
    (row,) = pooled([part(1, -0.4, None, low=-0.5, high=-0.3, interval="published")])
    assert (row["value"], row["low"], row["interval"], row["partial"]) == (-0.4, -0.5, "published", False)


def test_where_every_part_is_missing_the_reason_that_binds_stands() -> None:
    (row,) = pooled([part(1, None, symbol="z", code="NE"), part(2, None, symbol="c", code="SUPP")])
    assert (row["value"], row["symbol"], row["code"], row["parts"], row["partial"]) == (None, "c", "SUPP", [], False)


def test_a_count_is_added_up_and_set_beside_nothing() -> None:
    parts = [
        part(u, n, n, measure="roll", era="head_count", england=500.0, england_how="mean of 9 schools")
        for u, n in [(1, 300), (2, 120)]
    ]
    (row,) = pooled(parts)
    assert (row["value"], row["n"], row["england"], row["similar_median"]) == (420, 420, None, None)


def test_the_similar_median_is_pooled_with_the_same_weights_and_gives_the_verdict() -> None:
    parts = [
        part(1, -0.4, 300, low=-0.5, high=-0.3, similar_median=0.0, similar_k=50),
        part(2, 0.2, 100, low=0.0, high=0.4, similar_median=0.2, similar_k=48),
    ]
    (row,) = pooled(parts)
    assert (row["similar_median"], row["similar_k"], row["verdict"]) == (pytest.approx(0.05), 98, "worse")


def test_too_few_similar_schools_of_one_part_give_no_verdict() -> None:
    parts = [part(1, -0.4, 300, low=-0.5, high=-0.3, similar_median=0.0, similar_k=9)]
    (row,) = pooled(parts)
    assert (row["similar_median"], row["verdict"]) == (None, None)


def test_england_is_weighted_where_the_parts_have_different_ones() -> None:
    parts = [part(1, 1, 300, england=10.0, england_how="a"), part(2, 1, 100, england=20.0, england_how="b")]
    (row,) = pooled(parts)
    assert (row["england"], row["england_how"]) == (12.5, "its academies' own, weighted by their pupils")


@pytest.mark.parametrize(
    ("stay", "counts"),
    [
        (member(1, date(2019, 8, 31)), True),
        (member(1, date(2019, 9, 1)), False),
        (member(1, left_after=date(2019, 6, 1), left_before=date(2022, 3, 1)), True),
        (member(1, left_after=date(2018, 6, 1), left_before=date(2019, 6, 1)), False),
    ],
    ids=["joined on the last day", "joined the day after", "still there as far as anyone knows", "gone before the end"],
)
def test_a_school_counts_where_it_is_a_member_on_31_august(stay: dict, counts: bool) -> None:
    assert bool(pooled([part(1, -0.4, 300)], [stay])) is counts


def test_a_school_counts_in_one_trust_only_the_one_it_joined_last() -> None:
    stays = [member(1, date(2015, 1, 1), trust=7), member(1, date(2018, 1, 1), trust=8)]
    assert [r["trust_uid"] for r in pooled([part(1, -0.4, 300)], stays)] == [8]


def test_a_trust_has_its_figure_in_every_release_and_shows_the_last() -> None:
    rows = pooled([part(1, -0.38, 189, release="provisional", shown=False), part(1, -0.39, 189)])
    assert sorted((r["release"], r["value"], r["shown"]) for r in rows) == [
        ("final", -0.39, True),
        ("provisional", -0.38, False),
    ]


def test_no_members_no_figures() -> None:
    rows = pa.Table.from_pylist([part(1, 0.1, 10)], schema=FigureRow.schema())
    assert trust_figures(Evaluated(rows, np.ones(1)), rows, Membership.empty(), schools(school(1))).num_rows == 0


parts_of_trusts = st.lists(
    st.tuples(
        st.integers(1, 3),  # trust
        st.one_of(st.none(), st.floats(-4, 4)),  # value
        st.one_of(st.none(), st.integers(1, 400)),  # pupils
        st.sampled_from([PROGRESS, "ks4_attainment8", "roll"]),
    ),
    min_size=1, max_size=30,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(parts_of_trusts)
def test_all_trusts_at_once_are_what_one_at_a_time_gives(drawn: list[tuple]) -> None:
    parts = [
        part(i + 1, v, n, measure=m, symbol=None if v is not None else "c") for i, (_, v, n, m) in enumerate(drawn)
    ]
    stays = [member(i + 1, trust=t) for i, (t, *_) in enumerate(drawn)]
    found = {(r["trust_uid"], r["measure"]): r for r in pooled(parts, stays)}
    kinds = {m.id: m.pool for m in definitions()}
    for trust, measure in {(t, m) for t, _, _, m in drawn}:
        mine = [(v, n) for t, v, n, m in drawn if (t, m) == (trust, measure)]
        there = [(v, n) for v, n in mine if v is not None]
        if kinds[measure] == "sum":
            expected = sum(v for v, _ in there) if there else None
        else:
            weighed = there if len(there) == 1 else [(v, n) for v, n in there if n]
            expected = sum(v * (n or 1) for v, n in weighed) / sum(n or 1 for _, n in weighed) if weighed else None
        assert found[trust, measure]["value"] == (None if expected is None else pytest.approx(expected, abs=1e-9))
