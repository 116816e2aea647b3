from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from children_made_up import (
    FIRST,
    SECOND,
    TODAY,
    changed,
    clean,
    described,
    facts,
    identity,
    published,
    result,
    temporary_upn,
    upn,
    wrong_letter,
)

from collegiate.pupils.attendance.noticed import NOT_VALID, OFF_ROLL, SCHOOL_WEEKS, UNLINKED
from collegiate.pupils.identity.upns import worth
from collegiate.pupils.quality import findings, next_census_day, rules, school_days_after, sendings
from collegiate.tables import AttendanceWeek, PupilAttendance, PupilFinding, Sending
from collegiate.vocabulary import UPN

A, B, C = "900001/arbor 1", "900001/arbor 2", "900002/sims 3"


def found(given: Mapping[str, pa.Table], **more: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """The findings by rule."""
    by: dict[str, list[dict[str, Any]]] = {}
    for row in findings(published(given) | more).to_pylist():
        by.setdefault(row["rule"], []).append(row)
    return by


def named(*rows: dict[str, Any], **more: Any) -> dict[str, pa.Table]:
    """Children with a named adult each, so that nothing but the fault is found."""
    adults = [
        {"file_id": 1, "line": 1, "urn": r["urn"], "person": r["person"], "staff": "900001/arbor s1", "start_date": date(2024, 9, 2)}
        for r in rows
    ]  # fmt: skip
    return facts(rows, known_by=adults, **more)


class TestOneChild:
    def test_a_child_about_whom_everything_is_right_is_in_no_finding(self):
        assert found(named(described(A))) == {}

    @pytest.mark.parametrize(
        ("said", "rule", "number"),
        [
            ({"upn": None}, "upn_missing", "1500"),
            ({"upn": wrong_letter(upn(1))}, "upn_check_letter", "1510"),
            ({"upn": "12345"}, "upn_check_letter", "1510"),
            ({"upn": temporary_upn(3)}, "upn_temporary", None),
            ({"upn": UPN.check_letter("999200005001") + "999200005001"}, "upn_la_unknown", "1530"),
            ({"uln": "1000000042"}, "uln_wrong", "1575"),
            ({"birth_date": date(2012, 3, 5)}, "birth_date_implausible", None),
            ({"registration_group": None}, "registration_group_missing", None),
            ({"sen_provision": "K"}, "sen_without_need", None),
            ({"ethnicity": None}, "ethnicity_missing", None),
            ({"language": None}, "language_missing", None),
        ],
        ids=lambda v: str(v) if isinstance(v, str) else "",
    )
    def test_a_fault_is_found_and_nothing_else(self, said, rule, number):
        by = found(named(described(A, file_id=7, line=11, **said)))
        assert list(by) == [rule]
        (row,) = by[rule]
        assert (row["error_number"], row["urn"], row["pupil"], row["file_id"], row["line"]) == (number, FIRST, 1, 7, 11)

    def test_a_temporary_learner_number_is_nothing_wrong(self):
        assert found(named(described(A, uln="9999999999"))) == {}

    def test_a_year_out_of_year_and_an_older_sixth_former_are_nothing_wrong(self):
        rows = [
            described(A, birth_date=date(2015, 3, 5)),
            described(B, upn=upn(2), year_group="13", birth_date=date(2006, 3, 5), surname="Salt"),
        ]
        assert found(named(*rows)) == {}

    def test_nobody_named_is_found(self):
        assert list(found(facts([described(A)]))) == ["named_adult_missing"]

    def test_an_adult_of_last_year_is_nobody_now(self):
        adult = {
            "file_id": 1,
            "line": 1,
            "urn": FIRST,
            "person": A,
            "staff": "s",
            "start_date": date(2024, 9, 2),
            "end_date": date(2025, 7, 18),
        }
        assert list(found(facts([described(A)], known_by=[adult]))) == ["named_adult_missing"]

    def test_a_leaver_is_asked_for_the_destination_for_a_year(self):
        stays = described(B, upn=upn(2), surname="Salt")

        def left(day: date, **said: Any) -> list[str]:
            return list(found(named(described(A, leaving_date=day, **said), stays)))

        assert left(date(2026, 9, 18)) == ["leaver_without_destination"]
        assert left(date(2026, 9, 18), destination="A school in another authority") == []
        assert left(date(2024, 9, 18), year_group="4") == []

    def test_a_leaver_who_went_to_a_school_of_the_trust_has_a_destination(self):
        rows = [described(A, leaving_date=date(2026, 7, 17)), described(C, SECOND, entry_date=date(2026, 9, 1))]
        assert found(named(*rows)) == {}


class TestSenders:
    def of(self, **other: Any) -> list[str]:
        rows = [described(A), described(f"upn {upn(1)}", as_of=date(2026, 10, 1), **other)]
        return list(found(named(*rows)))

    def test_senders_who_agree_are_in_no_finding(self):
        assert self.of() == []

    @pytest.mark.parametrize(
        ("other", "rule"),
        [
            ({"birth_date": date(2016, 5, 3)}, "birth_date_swapped"),
            ({"birth_date": date(2016, 3, 6)}, "birth_date_disagrees"),
            ({"surname": "Machin"}, "names_disagree"),
        ],
    )
    def test_senders_who_disagree_are_found_at_the_school(self, other, rule):
        assert self.of(**other) == [rule]

    def test_a_former_name_and_a_short_form_are_no_disagreement(self):
        assert self.of(surname="Machin", former_surname="Colclough", forename="Hattie") == []

    def test_one_upn_of_two_children_is_found_at_both(self):
        rows = [described(A), described(C, SECOND, surname="Machin", forename="Omar", birth_date=date(2016, 11, 24))]
        by = found(named(*rows))
        assert [(r["urn"], r["error_number"]) for r in by.pop("upn_shared")] == [(FIRST, "1520"), (SECOND, "1520")]
        assert by == {}

    def test_a_child_with_two_upns_is_found_at_the_school_that_has_it(self):
        rows = [
            described(A, leaving_date=date(2026, 7, 17)),
            described(C, SECOND, upn=upn(2), entry_date=date(2026, 9, 1)),
        ]
        given = named(*rows)
        from collegiate.pupils.decisions import Decision

        joined = identity(given, Decision("one_child", A, C))
        by = {r["rule"]: r["urn"] for r in findings(published(given, joined)).to_pylist()}
        assert by == {"upn_disagrees": SECOND}
        given = named(rows[0], rows[1] | {"former_upn": upn(1)})
        assert findings(published(given)).num_rows == 0

    def test_two_schools_at_once_are_found_at_the_later(self):
        rows = [described(A), described(C, SECOND, entry_date=date(2026, 9, 1))]
        by = found(named(*rows))
        assert list(by) == ["two_schools_at_once"]
        assert by["two_schools_at_once"][0]["urn"] == SECOND
        assert str(FIRST) in by["two_schools_at_once"][0]["found"]

    def test_rows_of_nobody_are_found_without_their_name(self):
        bare = f"upn {upn(5)}"
        unlinked = pa.table([[B], [FIRST], [TODAY], [TODAY], [4], [3], [2]], schema=UNLINKED)
        by = found(named(described(A), result=[result(bare, line=8)]), unlinked=unlinked)
        assert list(by) == ["described_by_nobody"]
        assert {r["line"] for r in by["described_by_nobody"]} == {2, 8}
        assert not any(upn(5) in r["found"] or B in r["found"] for r in by["described_by_nobody"])


class TestMarks:
    def off_roll(self, pupil: int, first: date, urn: int = FIRST) -> pa.Table:
        return pa.table([[pupil], [urn], [first], [first + timedelta(days=3)], [8], [5], [6]], schema=OFF_ROLL)

    @pytest.mark.parametrize(
        ("first", "urn", "rule"),
        [
            (date(2026, 9, 21), FIRST, "mark_after_leaving"),
            (date(2024, 8, 30), FIRST, "mark_before_joining"),
            (date(2026, 9, 21), SECOND, "mark_without_enrolment"),
        ],
    )
    def test_marks_off_the_roll_are_found(self, first, urn, rule):
        given = named(described(A, leaving_date=date(2026, 9, 18), destination="Moved abroad"))
        by = found(given, off_roll=self.off_roll(1, first, urn))
        assert list(by) == [rule]
        (row,) = by[rule]
        assert (row["pupil"], row["line"], "8 register marks" in row["found"]) == (1, 6, True)
        assert row["fix_by"] == school_days_after(TODAY)

    def test_codes_of_another_time_are_found(self):
        codes = pa.table([[FIRST], ["H"], [date(2025, 1, 6)], [date(2025, 1, 6)], [1], [2], [3]], schema=NOT_VALID)
        assert list(found(named(described(A)), not_valid=codes)) == ["code_not_valid_on_day"]

    def weeks(self, schools: int, silent: Mapping[int, int]) -> pa.Table:
        """Twelve weeks of marks of so many schools, each silent in a week or in none."""
        first = date(2026, 9, 7)
        rows = [
            {"urn": FIRST + s, "week": first + timedelta(weeks=w), "marks": 500}
            for s in range(schools)
            for w in range(11)
            if silent.get(s) != w
        ]
        return pa.Table.from_pylist(rows, schema=SCHOOL_WEEKS)

    def test_a_week_in_which_one_school_sent_nothing_is_found(self):
        by = found(named(described(A)), school_weeks=self.weeks(5, {2: 4}))
        assert [(r["urn"], r["pupil"]) for r in by["school_silent"]] == [(FIRST + 2, None)]
        assert "2026-10-05" in by["school_silent"][0]["found"]

    def test_holidays_are_nobodys_silence(self):
        assert found(named(described(A)), school_weeks=self.weeks(5, {0: 4, 1: 4})) == {}
        assert found(named(described(A)), school_weeks=self.weeks(2, {0: 4})) == {}
        assert found(named(described(A)), school_weeks=self.weeks(5, {3: 0})) == {}

    def test_a_mark_of_a_closed_day_opens_no_school(self):
        weeks = self.weeks(5, {0: 4})
        counts = dict.fromkeys(AttendanceWeek.columns(), 0) | {"grouping": "all", "value": "all"}
        rows = [counts | r | {"possible": 500 if r["week"] != date(2026, 10, 5) else 0} for r in weeks.to_pylist()]
        table = pa.Table.from_pylist(
            [{k: v for k, v in r.items() if k != "marks"} for r in rows], schema=AttendanceWeek.schema()
        )
        assert found(named(described(A)), school_weeks=weeks, attendance_week=table) == {}

    def test_who_left_is_as_old_as_on_the_last_day(self):
        rows = [
            described(A, leaving_date=date(2024, 9, 20), year_group="4"),
            described(C, SECOND, entry_date=date(2024, 9, 23)),
        ]
        assert found(named(*rows)) == {}

    def test_a_child_whose_register_has_holes_is_found(self):
        rows = [
            described(f"900001/arbor {n}", upn=upn(n), forename=f"Child{n}", birth_date=date(2016, 1, n))
            for n in range(1, 9)
        ]
        counts = {
            "urn": FIRST,
            "period": 2027,
            "year_group": "5",
            "attended": 90,
            "authorised": 0,
            "unauthorised": 0,
            "late": 0,
            "educational": 0,
        }
        marks = [counts | {"pupil": n, "possible": 98 if n > 2 else 80 + 5 * n, "not_possible": 2} for n in range(1, 8)]
        table = pa.Table.from_pylist(marks, schema=PupilAttendance.schema())
        by = found(named(*(r | {"entry_date": date(2024, 9, 2)} for r in rows)), pupil_attendance=table)
        assert [(r["pupil"], r["found"][:2]) for r in by["no_mark_while_on_roll"]] == [(1, "13"), (8, "10")]


class TestRules:
    def test_every_rule_says_what_when_how_and_who(self):
        assert len(rules()) >= 22
        for rule in rules():
            assert rule.id
            assert all(s and s[-1] == "." for s in (rule.found, rule.matters, rule.remedy)), rule.id
            assert rule.owner in ("data manager", "office", "school", "special educational needs coordinator")

    def test_findings_are_as_their_table_says_and_every_key_is_there_once(self):
        given = named(described(A, upn=None), described(B, upn=wrong_letter(upn(2)), surname="Salt", uln="1"))
        table = findings(published(given))
        assert table.schema.equals(PupilFinding.schema())
        keys = list(zip(*(table[k].to_pylist() for k in PupilFinding.key), strict=True))
        assert len(keys) == len(set(keys)) == 3

    def test_no_finding_shows_a_name_or_a_upn(self):
        rows = [described(A, upn=wrong_letter(upn(1))), described(B, upn=temporary_upn(2), surname="Salt")]
        for row in findings(published(named(*rows))).to_pylist():
            assert not any(word in row["found"] for word in ("Colclough", "Harriet", "Salt", upn(1)[1:]))

    @pytest.mark.parametrize(
        ("today", "day"),
        [
            (date(2026, 9, 30), date(2026, 10, 1)),
            (date(2026, 10, 1), date(2027, 1, 21)),
            (date(2027, 1, 21), date(2027, 5, 20)),
            (date(2027, 5, 20), date(2027, 10, 7)),
        ],
    )
    def test_the_census_is_on_the_first_thursday_of_october_and_the_third_of_january_and_may(self, today, day):
        assert next_census_day(today) == day

    def test_school_days_leave_weekends_out(self):
        assert school_days_after(date(2026, 11, 20)) == date(2026, 11, 27)
        assert school_days_after(date(2026, 11, 21)) == date(2026, 11, 27)

    def test_nothing_to_look_at_is_nothing_found(self):
        assert findings({}).num_rows == sendings({}).num_rows == 0


class TestCleanTrust:
    def test_no_fault_is_found_where_there_is_none(self):
        by = found(clean())
        assert set(by) <= {"named_adult_missing"}

    def test_each_planted_fault_is_found_at_its_child_and_at_no_other(self):
        given = clean()
        on_roll = [
            r
            for r in given["pupil_record"].to_pylist()
            if r["leaving_date"] is None and r["enrolment_status"] == "C" and worth(r["upn"]) == "good"
        ]
        letter, temporary, sharing, shared = on_roll[::37][:4]
        swapped = next(
            r
            for r in on_roll
            if r["birth_date"].day <= 12
            and r["birth_date"].day != r["birth_date"].month
            and r not in (letter, temporary, sharing, shared)
        )
        born = swapped["birth_date"]
        records = changed(
            given["pupil_record"],
            {
                letter["person"]: {"upn": wrong_letter(letter["upn"])},
                temporary["person"]: {"upn": temporary_upn(1)},
                sharing["person"]: {"upn": shared["upn"]},
                swapped["person"]: {"birth_date": date(born.year, born.day, born.month)},
            },
        )
        census = swapped | {"person": f"upn {swapped['upn']}", "as_of": date(2026, 10, 1)}
        given["pupil_record"] = pa.concat_tables([records, pa.Table.from_pylist([census], schema=records.schema)])
        resolved = identity(given)
        pupil = dict(
            zip(resolved.person_link["person"].to_pylist(), resolved.person_link["pupil"].to_pylist(), strict=True)
        )
        by: dict[str, set[int]] = {}
        for row in findings(published(given, resolved)).to_pylist():
            by.setdefault(row["rule"], set()).add(row["pupil"])
        by.pop("named_adult_missing", None)
        assert by.pop("birth_date_implausible", set()) <= {pupil[swapped["person"]]}
        assert by == {
            "upn_check_letter": {pupil[letter["person"]]},
            "upn_temporary": {pupil[temporary["person"]]},
            "upn_shared": {pupil[sharing["person"]], pupil[shared["person"]]},
            "birth_date_swapped": {pupil[swapped["person"]]},
        }


class TestSendings:
    def notes(self, urn: int, weeks: int, a_week: int, *, from_week: int = 0) -> list[dict[str, Any]]:
        start = date(2025, 11, 24)
        return [
            {"file_id": 1, "line": 1, "urn": urn, "person": A, "day": start + timedelta(weeks=w, days=d % 5), "kind": "looked_at", "staff": f"s{d}"}
            for w in range(from_week, weeks)
            for d in range(a_week)
        ]  # fmt: skip

    def states(self, *notes: dict[str, Any], silent: int = 0) -> dict[tuple[int, str], str]:
        weeks = [
            {"urn": urn, "week": date(2025, 11, 24) + timedelta(weeks=w), "marks": 500}
            for urn in (FIRST, SECOND, SECOND + 1)
            for w in range(52 - (silent if urn == FIRST else 0))
        ]
        given = facts([described(A)], adult_note=list(notes))
        table = sendings(published(given) | {"school_weeks": pa.Table.from_pylist(weeks, schema=SCHOOL_WEEKS)}, TODAY)
        assert table.schema.equals(Sending.schema())
        return {(r["urn"], r["kind"]): r["state"] for r in table.to_pylist()}

    def test_a_school_that_sends_as_ever_has_sent(self):
        states = self.states(*self.notes(FIRST, 52, 10))
        assert states[FIRST, "notes"] == states[FIRST, "marks"] == states[FIRST, "roll"] == "sent"

    def test_what_never_came_never_came(self):
        assert self.states()[FIRST, "notes"] == "never"
        assert self.states()[SECOND, "roll"] == "never"

    def test_nothing_in_the_latest_school_week_is_late(self):
        assert self.states(*self.notes(FIRST, 51, 10))[FIRST, "notes"] == "late"
        assert self.states(silent=1)[FIRST, "marks"] == "late"

    def test_less_than_half_of_the_schools_own_usual_is_too_little(self):
        notes = [*self.notes(FIRST, 48, 10), *self.notes(FIRST, 52, 3, from_week=48)]
        assert self.states(*notes)[FIRST, "notes"] == "too_little"

    def test_a_school_that_sends_little_as_a_rule_does_not_send_too_little(self):
        assert self.states(*self.notes(FIRST, 52, 1, from_week=40))[FIRST, "notes"] == "sent"
