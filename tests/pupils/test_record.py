from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from children_made_up import (
    FIRST,
    SECOND,
    asked,
    clean,
    described,
    enrolled,
    facts,
    identity,
    receipts,
    result,
    upn,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from collegiate.pupils.decisions import Decision
from collegiate.pupils.record import described_by_nobody, record
from collegiate.pupils.record_spells import overlaps
from collegiate.tables import RESOLVED

A, B, C = "900001/arbor 1", "900001/arbor 2", "900002/sims 3"
SENT = receipts("2026-01-01", "2026-02-01", "2026-03-01", None)


def values(given: dict[str, pa.Table], *decisions: Decision) -> list[tuple[int, str, float]]:
    found = record(given, identity(given, *decisions, receipts=SENT), SENT)["pupil_result"]
    return [(r["pupil"], r["subject"], r["value"]) for r in found.to_pylist()]


class TestWhichRowStands:
    def test_the_file_that_was_sent_later_stands_wherever_it_is_listed(self):
        rows = [result(A, file_id=3, value=3.0), result(A, file_id=1, value=1.0), result(A, file_id=2, value=2.0)]
        assert values(facts([described(A)], result=rows)) == [(1, "MAT", 3.0)]

    def test_a_file_that_says_nothing_of_its_time_gives_way(self):
        rows = [result(A, file_id=4, value=4.0), result(A, file_id=1, value=1.0)]
        assert values(facts([described(A)], result=rows)) == [(1, "MAT", 1.0)]

    def test_within_a_file_the_last_line_stands(self):
        rows = [result(A, line=9, value=9.0), result(A, line=2, value=2.0)]
        assert values(facts([described(A)], result=rows)) == [(1, "MAT", 9.0)]

    def test_the_same_rows_again_change_nothing(self):
        rows = [result(A), result(A, subject="READ", value=90.0)]
        once, twice = (
            facts([described(A)], result=rows),
            facts([described(A)], result=[*rows, *({**r, "file_id": 2} for r in rows)]),
        )
        assert values(once) == values(twice)

    def test_a_row_that_is_taken_back_is_gone_until_a_later_one_brings_it_again(self):
        rows = [result(A, file_id=1), result(A, file_id=2, deleted=True)]
        assert values(facts([described(A)], result=rows)) == []
        assert values(facts([described(A)], result=[*rows, result(A, file_id=3, value=7.0)])) == [(1, "MAT", 7.0)]

    def test_taking_back_under_another_name_of_the_child_takes_nothing_of_this_one(self):
        by_upn = f"upn {upn(1)}"
        rows = [result(A, file_id=1), result(by_upn, file_id=2, deleted=True)]
        assert values(facts([described(A), described(by_upn)], result=rows)) == [(1, "MAT", 100.0)]

    def test_two_senders_who_give_one_result_give_it_once(self):
        by_upn = f"upn {upn(1)}"
        rows = [result(A, file_id=1, value=1.0), result(by_upn, file_id=2, value=2.0)]
        assert values(facts([described(A), described(by_upn)], result=rows)) == [(1, "MAT", 2.0)]

    def test_an_empty_part_of_a_key_is_a_value_like_others(self):
        rows = [result(A, day=None, value=1.0), result(A, value=2.0), result(A, day=None, file_id=2, value=3.0)]
        assert sorted(v for *_, v in values(facts([described(A)], result=rows))) == [2.0, 3.0]

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(1, 4), st.sampled_from(["MAT", "READ"]), st.booleans(), st.integers(0, 99)),
            max_size=12,
        )
    )
    def test_what_stands_is_what_a_slow_reader_would_say(self, drawn):
        rows = [
            result(A, file_id=f, line=n, subject=s, deleted=gone, value=float(v))
            for n, (f, s, gone, v) in enumerate(drawn)
        ]
        place = {4: 0, 1: 1, 2: 2, 3: 3}
        slow: dict[str, Any] = {}
        for row in sorted(rows, key=lambda r: (place[r["file_id"]], r["line"])):
            slow[row["subject"]] = None if row["deleted"] else row["value"]
        expected = sorted((1, s, v) for s, v in slow.items() if v is not None)
        assert sorted(values(facts([described(A)], result=rows))) == expected


class TestNothingIsLost:
    def test_every_row_of_a_clean_trust_is_in_the_record(self):
        found, given_facts = identity(clean()), clean()
        tables = record(given_facts, found, SENT)
        for table in RESOLVED:
            assert tables[table.name].schema.equals(table.schema())
            assert tables[table.name].num_rows == given_facts[table.fact.name].num_rows, table.name
        assert described_by_nobody(given_facts, found).num_rows == 0

    def test_rows_of_somebody_whom_nobody_describes_are_counted(self):
        rows = [
            result(A),
            result(B, line=5),
            result(B, line=6, subject="READ"),
            result(f"upn {upn(9)}", SECOND, line=7),
        ]
        given_facts = facts([described(A)], result=rows)
        lost = described_by_nobody(given_facts, identity(given_facts)).to_pylist()
        assert [(r["person"], r["urn"], r["kind"], r["rows"], r["line"]) for r in lost] == [
            (B, FIRST, "result", 2, 5), (f"upn {upn(9)}", SECOND, "result", 1, 7),
        ]  # fmt: skip

    def test_joining_two_records_and_parting_them_again_brings_every_row_back(self):
        rows = [result(A), result(B, subject="READ"), result(C, SECOND)]
        given_facts = facts(
            [
                described(A),
                described(B, upn=upn(2), surname="Salt"),
                described(C, SECOND, upn=upn(3), surname="Machin"),
            ],
            result=rows,
        )
        apart = values(given_facts)
        one = Decision("one_child", A, C, at="1")
        joined = values(given_facts, one)
        assert len({pupil for pupil, *_ in joined}) == 2
        assert sorted(v[1:] for v in joined) == sorted(v[1:] for v in apart)
        assert values(given_facts, one, Decision("undo", A, C, at="2")) == apart


def spells(records: list[dict[str, Any]], enrolments: list[dict[str, Any]] | None = None) -> list[tuple[int, Any, Any]]:
    given_facts = facts(records, enrolment=enrolments or [])
    found = record(given_facts, identity(given_facts, receipts=SENT), SENT)["pupil_enrolment"]
    return [(r["urn"], r["entry_date"], r["leaving_date"]) for r in found.sort_by("entry_date").to_pylist()]


class TestSpells:
    def test_a_description_with_dates_is_a_spell(self):
        assert spells([described(A)]) == [(FIRST, date(2024, 9, 2), None)]

    def test_a_spell_in_both_files_is_one_and_the_later_file_gives_the_last_day(self):
        left = described(A, file_id=2, leaving_date=date(2026, 1, 30))
        assert spells([left], [enrolled(A, FIRST, date(2024, 9, 2))]) == [(FIRST, date(2024, 9, 2), date(2026, 1, 30))]

    def test_a_later_roll_file_without_a_last_day_says_that_the_child_is_on_roll(self):
        left = described(A, file_id=1, leaving_date=date(2026, 1, 30))
        assert spells([left], [enrolled(A, FIRST, date(2024, 9, 2), file_id=2)]) == [(FIRST, date(2024, 9, 2), None)]

    def test_first_days_that_differ_by_a_few_days_are_one_spell(self):
        assert spells([described(A)], [enrolled(A, FIRST, date(2024, 9, 1), file_id=2)]) == [
            (FIRST, date(2024, 9, 1), None)
        ]

    def test_a_child_who_comes_back_has_two_spells(self):
        rows = [enrolled(A, FIRST, date(2022, 9, 1), date(2023, 7, 20)), enrolled(A, FIRST, date(2024, 9, 2))]
        assert len(spells([described(A)], rows)) == 2

    def test_a_registration_that_changes_its_status_on_a_day_stays_two_spells(self):
        rows = [
            enrolled(A, FIRST, date(2024, 9, 2), date(2025, 9, 1)),
            enrolled(A, FIRST, date(2025, 9, 1), enrolment_status="M"),
        ]
        assert len(spells([described(A)], rows)) == 2

    def test_a_school_that_gives_no_dates_has_the_child_as_long_as_it_describes_it(self):
        undated = [
            described(A, entry_date=None, as_of=date(2025, 10, 2)),
            described(A, entry_date=None, as_of=date(2026, 1, 15)),
            described(B, upn=upn(2), entry_date=None, surname="Salt", as_of=date(2026, 11, 20)),
        ]
        assert spells(undated) == [(FIRST, date(2025, 10, 2), date(2026, 1, 15)), (FIRST, date(2026, 11, 20), None)]

    def test_a_list_by_upn_that_gives_no_dates_puts_nobody_on_a_roll(self):
        assert spells([described(f"upn {upn(1)}", entry_date=None)]) == []

    @pytest.mark.parametrize(
        ("first", "second", "found"),
        [("C", "C", 1), ("M", "C", 1), ("M", "S", 0), ("C", "G", 0)],
        ids=["both single", "main and single", "dual", "guest"],
    )
    def test_two_rolls_at_once_are_found_unless_one_is_a_second_registration(self, first, second, found):
        rows = [
            enrolled(A, FIRST, date(2024, 9, 2), enrolment_status=first),
            enrolled(A, SECOND, date(2026, 9, 1), enrolment_status=second),
        ]
        given_facts = facts([described(A, enrolment_status=first)], enrolment=rows)
        tables = record(given_facts, identity(given_facts), SENT)
        assert overlaps(tables["pupil_enrolment"]).num_rows == found

    def test_moving_on_a_day_is_no_overlap(self):
        rows = [enrolled(A, FIRST, date(2024, 9, 2), date(2026, 9, 1)), enrolled(A, SECOND, date(2026, 9, 1))]
        given_facts = facts([described(A, leaving_date=date(2026, 9, 1))], enrolment=rows)
        tables = record(given_facts, identity(given_facts), SENT)
        assert overlaps(tables["pupil_enrolment"]).num_rows == 0


def test_one_child_of_a_clean_trust_has_the_spells_of_all_schools():
    given_facts = clean()
    found = identity(given_facts)
    tables = record(given_facts, found, SENT)
    assert not asked(found)
    schools = Counter(
        len(set(urns))
        for urns in tables["pupil_enrolment"].group_by("pupil").aggregate([("urn", "list")])["urn_list"].to_pylist()
    )
    assert max(schools) > 1
    assert overlaps(tables["pupil_enrolment"]).num_rows == 0
