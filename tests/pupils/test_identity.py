from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from children_made_up import (
    FIRST,
    SECOND,
    TODAY,
    asked,
    changed,
    children,
    clean,
    described,
    enrolled,
    facts,
    identity,
    receipts,
    result,
    temporary_upn,
    trust,
    upn,
    wrong_letter,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from collegiate.pupils.decisions import Decision
from collegiate.pupils.identity import Identity
from collegiate.pupils.identity.describing import moved_on
from collegiate.tables import IdentityQuestion, PersonLink, Pupil

A, B, C = "900001/arbor 1", "900001/arbor 2", "900002/sims 3"
ONE = frozenset


def two(second: dict[str, Any], first: dict[str, Any] | None = None, *, other: str = C, urn: int = SECOND) -> Identity:
    """A child of the first school, who left it, beside a child of another, who came a few weeks later."""
    one = described(A, **({"entry_date": date(2020, 9, 1), "leaving_date": date(2025, 7, 18)} | (first or {})))
    return identity(facts([one, described(other, urn, **({"entry_date": date(2025, 9, 2)} | second))]))


class TestJoinedByUpn:
    @pytest.mark.parametrize(
        "second",
        [
            {},
            {"surname": "Rowley"},
            {"birth_date": date(2016, 5, 3), "surname": "Rowley"},
            {"birth_date": date(2011, 1, 9)},
            {"surname": None, "forename": None, "birth_date": None},
        ],
        ids=["all agrees", "surname changed", "day and month interchanged", "name agrees", "nothing but the UPN"],
    )
    def test_same_upn_and_a_description_that_agrees_are_one_child(self, second):
        found = two(second)
        assert children(found) == {ONE({A, C})}
        assert not asked(found)

    def test_same_upn_and_neither_name_nor_birth_date_agree_are_two_children_and_asked_about(self):
        found = two({"surname": "Machin", "forename": "Omar", "birth_date": date(2013, 11, 24)})
        assert children(found) == {ONE({A}), ONE({C})}
        assert asked(found, "maybe_two") == [ONE({A, C})]

    def test_twins_who_were_given_one_upn_at_one_school_are_two_children_and_asked_about(self):
        found = identity(facts([described(A), described(B, forename="Martha")]))
        assert children(found) == {ONE({A}), ONE({B})}
        assert asked(found) == [ONE({A, B})]

    def test_a_name_that_agrees_with_both_does_not_make_them_one(self):
        by_upn = f"upn {upn(1)}"
        found = identity(facts([described(A), described(B, forename="Martha"), described(by_upn)]))
        assert children(found) == {ONE({A, by_upn}), ONE({B})}

    @pytest.mark.parametrize("bad", [temporary_upn(7), wrong_letter(upn(1))], ids=["temporary", "wrong letter"])
    def test_a_upn_that_is_none_joins_nobody_across_schools_but_is_asked_about(self, bad):
        found = two({"upn": bad}, {"upn": bad})
        assert children(found) == {ONE({A}), ONE({C})}
        assert asked(found, "maybe_one") == [ONE({A, C})]

    @pytest.mark.parametrize("bad", [temporary_upn(7), wrong_letter(upn(1))], ids=["temporary", "wrong letter"])
    def test_a_upn_that_is_none_joins_two_numbers_of_one_system_with_one_description(self, bad):
        found = two({"upn": bad}, {"upn": bad}, other=B, urn=FIRST)
        assert children(found) == {ONE({A, B})}

    def test_a_former_upn_leads_to_the_earlier_record(self):
        assert children(two({"upn": upn(2), "former_upn": upn(1)})) == {ONE({A, C})}

    def test_a_temporary_former_upn_joins_only_with_name_and_birth_date(self):
        once = {"upn": temporary_upn(7)}
        now = {"upn": upn(2), "former_upn": temporary_upn(7)}
        assert children(two(now, once)) == {ONE({A, C})}
        assert children(two(now | {"forename": "Omar"}, once)) == {ONE({A}), ONE({C})}

    def test_a_upn_that_a_system_corrected_still_leads_to_what_came_under_the_old_one(self):
        rows = [described(A, as_of=date(2025, 10, 2)), described(A, upn=upn(2)), described(f"upn {upn(1)}")]
        assert children(identity(facts(rows))) == {ONE({A, f"upn {upn(1)}"})}

    def test_results_that_name_nothing_but_a_upn_find_the_child(self):
        by_upn = f"upn {upn(1)}"
        found = identity(facts([described(A)], result=[result(by_upn)]))
        assert children(found) == {ONE({A, by_upn})}
        assert {r["how"] for r in found.person_link.to_pylist()} == {"upn"}

    def test_results_under_a_upn_of_two_children_go_to_the_one_of_their_school(self):
        by_upn = f"upn {upn(1)}"
        other = described(C, SECOND, surname="Machin", forename="Omar", birth_date=date(2013, 11, 24))
        found = identity(facts([described(A), other], result=[result(by_upn, SECOND)]))
        assert ONE({C, by_upn}) in children(found)

    def test_names_of_marks_that_are_kept_elsewhere_find_their_child(self):
        by_upn = f"upn {upn(1)}"
        found = identity(facts([described(A)]), named=[by_upn, "900001/arbor 99"])
        assert found.pupils_of(pa.array([by_upn, "900001/arbor 99"])).to_pylist() == [1, None]


class TestAsked:
    @pytest.mark.parametrize(
        "second",
        [
            {},
            {"forename": "Hattie"},
            {"forename": "Harreit"},
            {"birth_date": date(2016, 5, 3)},
            {"birth_date": date(2016, 3, 15)},
            {"surname": "Harriet", "forename": "Colclough"},
        ],
        ids=["same", "short form", "transposed", "interchanged", "one digit", "names interchanged"],
    )
    def test_a_child_under_two_upns_is_asked_about_and_not_joined(self, second):
        rows = [
            *crowd(),
            described(A, entry_date=date(2020, 9, 1), leaving_date=date(2025, 7, 18)),
            described(C, SECOND, entry_date=date(2025, 9, 2), **({"upn": upn(2)} | second)),
        ]
        found = identity(facts(rows))
        assert asked(found) == [ONE({A, C})]
        assert {ONE({A}), ONE({C})} <= children(found)

    @pytest.mark.parametrize("forename", ["Martha", "Harry", "Harriett"], ids=["other", "short form", "alike"])
    def test_twins_are_not_asked_about(self, forename):
        rows = [*crowd(), described(A), described(B, forename=forename, upn=upn(2))]
        found = identity(facts(rows))
        assert not asked(found)

    def test_namesakes_on_the_rolls_of_two_schools_at_once_are_not_asked_about(self):
        rows = [*crowd(), described(A), described(C, SECOND, upn=upn(2))]
        assert not asked(identity(facts(rows)))

    def test_a_dual_registration_is_asked_about_all_the_same(self):
        rows = [*crowd(), described(A, enrolment_status="M"), described(C, SECOND, upn=upn(2), enrolment_status="S")]
        assert asked(identity(facts(rows))) == [ONE({A, C})]

    def test_the_weights_of_the_reasons_add_up_to_the_score_and_show_no_upn(self):
        rows = [*crowd(), described(A, leaving_date=date(2025, 7, 18))]
        rows.append(described(C, SECOND, upn=temporary_upn(7), entry_date=date(2025, 9, 2)))
        (question,) = identity(facts(rows)).identity_question.to_pylist()
        reasons = json.loads(question["reasons"])
        assert sum(r["weight"] for r in reasons) == pytest.approx(question["score"], abs=0.05)
        assert not re.search(r"[A-Z]\d{11}[\dA-Z]", question["reasons"] + question["question"])

    def test_a_rare_surname_says_more_than_a_common_one(self):
        def score(name: str) -> float:
            rows = [*crowd(), described(A, surname=name, leaving_date=date(2025, 7, 18))]
            rows.append(described(C, SECOND, surname=name, upn=upn(2), entry_date=date(2025, 9, 2)))
            return identity(facts(rows)).identity_question["score"][0].as_py()

        assert score("Tunnicliffe") > score("Smith") + 2


def crowd(size: int = 300) -> list[dict[str, Any]]:
    """Other children, many of whom are called Smith, so that there is something to be rare among."""
    return [
        described(
            f"900001/arbor 1{n:04d}", upn=upn(1000 + n), surname="Smith" if n % 5 == 0 else f"Name{chr(97 + n % 26)}{n}",
            forename=f"Fore{chr(97 + n % 17)}{n % 40}", birth_date=date(2010 + n % 9, 1 + n % 12, 1 + n % 28), sex="MF"[n % 2],
            outward_code=f"AB{n % 7}",
        )
        for n in range(size)
    ]  # fmt: skip


class TestCleanTrust:
    def test_every_child_of_a_made_up_trust_is_one_record_and_nobody_is_asked_about(self):
        found = identity(clean())
        by_upn: dict[str, set[str]] = {}
        for row in clean()["pupil_record"].to_pylist():
            by_upn.setdefault(row["upn"], set()).add(row["person"])
        assert children(found) == {frozenset(names) for names in by_upn.values()}
        assert not asked(found)
        assert found.today == TODAY

    def test_the_rolls_add_up(self):
        found = identity(clean())
        assert sum(found.pupil["on_roll"].to_pylist()) == trust().truth["on_roll"]

    def test_tables_are_as_they_are_described_and_numbered_by_school_year_class_and_name(self):
        found = identity(clean())
        assert found.pupil.schema.equals(Pupil.schema())
        assert found.person_link.schema.equals(PersonLink.schema())
        assert found.identity_question.schema.equals(IdentityQuestion.schema())
        years = ["E1", "E2", "N1", "N2", "R", *map(str, range(1, 15))]
        order = [
            (
                r["urn"],
                years.index(r["year_group"]),
                r["registration_group"],
                r["surname"],
                r["forename"],
                r["pupil_key"],
            )
            for r in found.pupil.to_pylist()
        ]
        assert order == sorted(order)
        assert found.pupil["pupil"].to_pylist() == list(range(1, found.pupil.num_rows + 1))

    def test_keys_are_opaque_different_and_the_same_in_every_build(self):
        found, again = identity(clean()), identity(clean())
        keys = found.person_link["pupil_key"].to_pylist()
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{10}", k) for k in keys)
        assert found.person_link.equals(again.person_link)
        assert set(found.pupil["pupil_key"].to_pylist()) <= set(keys)

    def test_a_child_who_gets_another_name_later_keeps_the_key(self):
        rows = [described(A, as_of=date(2025, 10, 2))]
        before = identity(facts(rows)).pupil["pupil_key"].to_pylist()
        after = (
            identity(facts([*rows, described(C, SECOND, entry_date=date(2026, 9, 1))])).pupil["pupil_key"].to_pylist()
        )
        assert before == after

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_planted_faults_are_asked_about_and_nothing_else(self, seed):
        given, wrong = with_faults(seed)
        found = identity(given)
        assert {(k, p) for k in ("maybe_one", "maybe_two") for p in asked(found, k)} == wrong


def with_faults(seed: int) -> tuple[dict[str, pa.Table], set[tuple[str, frozenset[str]]]]:
    """Give movers another UPN, some with a name that is spelt otherwise, and two children one UPN."""
    given = clean()
    rows = given["pupil_record"].to_pylist()
    by_upn: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_upn.setdefault(row["upn"], []).append(row)
    movers = [
        sorted(r, key=lambda r: r["entry_date"])
        for r in by_upn.values()
        if len(r) == 2 and any(x["leaving_date"] for x in r) and {x["enrolment_status"] for x in r} == {"C"}
    ]
    alone = [r[0] for r in by_upn.values() if len(r) == 1]
    persons: dict[str, dict[str, Any]] = {}
    wrong = set()
    for n, (before, after) in enumerate(movers[seed * 3 : seed * 3 + 3]):
        persons[after["person"]] = {"upn": upn(90 + n), "uln": None}
        if n:
            name = after["forename"]
            persons[after["person"]] |= {
                "forename": name[:2] + name[3:] if len(name) > 4 else name + name[-1],
                "preferred_forename": None,
            }
        wrong.add(("maybe_one", frozenset((before["person"], after["person"]))))
    for one, other in (alone[seed * 10 : seed * 10 + 2], alone[seed * 20 + 100 : seed * 20 + 102]):
        persons[other["person"]] = {"upn": one["upn"]}
        wrong.add(("maybe_two", frozenset((one["person"], other["person"]))))
    return given | {"pupil_record": changed(given["pupil_record"], persons)}, wrong


class TestDecisions:
    def decide(self, kind: str, first: str = A, second: str = C, at: str = "2026-11-21T09:00:00Z") -> Decision:
        return Decision(kind, first, second, "somebody", "looked at the papers", at)  # type: ignore[arg-type]

    def given(self, **second: Any) -> dict[str, pa.Table]:
        rows = [
            *crowd(40),
            described(A, leaving_date=date(2025, 7, 18)),
            described(C, SECOND, entry_date=date(2025, 9, 2), **({"upn": upn(2)} | second)),
        ]
        return facts(rows, result=[result(A), result(C, SECOND, subject="READ")])

    def test_one_child_joins_them_and_is_not_asked_again(self):
        found = identity(self.given(), self.decide("one_child"))
        assert ONE({A, C}) in children(found)
        assert not asked(found)
        assert {r["how"] for r in found.person_link.to_pylist() if r["person"] in (A, C)} == {"decision"}

    def test_both_keys_lead_to_the_child_afterwards(self):
        before, after = identity(self.given()), identity(self.given(), self.decide("one_child"))
        keys = {r["person"]: r["pupil_key"] for r in before.person_link.to_pylist()}
        now = {r["pupil_key"]: r["pupil"] for r in after.person_link.to_pylist()}
        assert now[keys[A]] == now[keys[C]]

    def test_two_children_stay_two_and_are_not_asked_again(self):
        found = identity(self.given(), self.decide("two_children"))
        assert {ONE({A}), ONE({C})} <= children(found)
        assert not asked(found)

    def test_two_children_parts_what_the_upn_joined(self):
        given = self.given(upn=upn(1))
        assert ONE({A, C}) in children(identity(given))
        found = identity(given, self.decide("two_children"))
        assert {ONE({A}), ONE({C})} <= children(found)
        assert not asked(found)

    def test_two_names_under_one_upn_can_be_said_to_be_one_child(self):
        given = self.given(upn=upn(1), surname="Machin", forename="Omar", birth_date=date(2013, 11, 24))
        assert asked(identity(given), "maybe_two") == [ONE({A, C})]
        found = identity(given, self.decide("one_child"))
        assert ONE({A, C}) in children(found)
        assert not asked(found)

    def test_taking_a_decision_back_asks_again(self):
        decided = [self.decide("one_child"), self.decide("undo", C, A, at="2026-11-22T09:00:00Z")]
        found, never = identity(self.given(), *decided), identity(self.given())
        assert found.identity_question.equals(never.identity_question)
        assert found.pupil.equals(never.pupil)

    def test_of_two_decisions_about_one_pair_the_later_stands_however_they_are_listed(self):
        early, late = self.decide("one_child"), self.decide("two_children", at="2026-11-23T09:00:00Z")
        assert ONE({A}) in children(identity(self.given(), late, early))

    def test_a_decision_that_a_later_one_makes_impossible_is_reported(self):
        third = "900001/arbor 10001"
        decisions = [
            self.decide("one_child", A, third, "1"), self.decide("one_child", third, C, "2"), self.decide("two_children", A, C, "3"),
        ]  # fmt: skip
        found = identity(self.given(), *decisions)
        assert found.unapplied == (decisions[0],)
        assert ONE({third, C}) in children(found)

    def test_a_decision_about_a_name_that_is_gone_is_reported(self):
        decision = self.decide("one_child", A, "900009/sims 1")
        assert identity(self.given(), decision).unapplied == (decision,)


NAMES = [f"900001/arbor 1{n:04d}" for n in range(8)]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["one_child", "two_children", "undo"]), st.sampled_from(NAMES), st.sampled_from(NAMES)
        ),
        max_size=12,
    )
)
def test_joining_and_parting_loses_nothing_and_can_be_taken_back(drawn):
    rows = crowd(8)
    given_facts = facts(rows, result=[result(name, value=float(n)) for n, name in enumerate(NAMES)])
    decisions = [Decision(k, a, b, at=f"{n:03d}") for n, (k, a, b) in enumerate(drawn) if a != b]  # type: ignore[arg-type]
    found = identity(given_facts, *decisions)
    named = [n for names in children(found) for n in names]
    assert sorted(named) == NAMES
    assert {r["person"]: r["pupil_key"] for r in found.person_link.to_pylist()} == {
        r["person"]: r["pupil_key"] for r in identity(given_facts).person_link.to_pylist()
    }
    last = {d.pair: d for d in decisions}
    for decision in last.values():
        together = any(set(decision.pair) <= names for names in children(found))
        if decision.kind != "undo" and decision not in found.unapplied:
            assert together == (decision.kind == "one_child")
    undone = [Decision("undo", *pair, at="999") for pair in last]
    assert identity(given_facts, *decisions, *undone).pupil.equals(identity(given_facts).pupil)


class TestDescription:
    def test_the_latest_file_says_what_is_so_and_an_empty_cell_says_nothing(self):
        rows = [
            described(
                A, file_id=1, as_of=date(2026, 10, 1), ethnicity="WBRI", sen_provision="K", registration_group="5A"
            ),
            described(
                A, file_id=2, as_of=date(2026, 11, 20), ethnicity=None, sen_provision="N", registration_group="5B"
            ),
        ]
        (child,) = identity(facts(rows), receipts=receipts("2026-10-02", "2026-11-20")).pupil.to_pylist()
        assert (child["ethnicity"], child["sen_provision"], child["registration_group"]) == ("WBRI", "N", "5B")

    def test_of_two_files_for_one_day_the_one_that_was_sent_later_stands(self):
        rows = [described(A, file_id=1, surname="Wright"), described(A, file_id=2, surname="Write")]
        (child,) = identity(facts(rows), receipts=receipts("2026-11-22", "2026-11-21")).pupil.to_pylist()
        assert child["surname"] == "Wright"

    def test_the_name_that_the_child_goes_by_is_shown_and_every_name_is_searched(self):
        rows = [described(A, preferred_forename="Hattie", former_surname="O'Neill", preferred_surname="Colclough-Salt")]
        (child,) = identity(facts(rows)).pupil.to_pylist()
        assert (child["forename"], child["legal_forename"], child["surname"]) == ("Hattie", "Harriet", "Colclough-Salt")
        assert {"hattie", "harriet", "o'neill", "oneill", "colclough"} <= set(child["search_text"].split())

    def test_a_dual_registered_child_belongs_to_the_main_school(self):
        rows = [
            described(A, enrolment_status="M"),
            described(C, SECOND, enrolment_status="S", entry_date=date(2026, 9, 1), registration_group="Z"),
        ]
        (child,) = identity(facts(rows)).pupil.to_pylist()
        assert (child["urn"], child["enrolment_status"], child["registration_group"]) == (FIRST, "M", "6B")

    def test_a_year_group_of_an_earlier_year_is_moved_on_to_today_or_to_the_day_of_leaving(self):
        rows = [
            described(A, as_of=date(2025, 10, 2), year_group="4", upn=upn(1)),
            described(
                B,
                as_of=date(2024, 10, 3),
                year_group="10",
                upn=upn(2),
                leaving_date=date(2026, 6, 19),
                surname="Salt",
                birth_date=date(2010, 1, 1),
            ),
        ]
        later = facts(rows, enrolment=[enrolled(A, FIRST, date(2024, 9, 2))])
        found = {r["surname"]: r for r in identity(later, today=TODAY).pupil.to_pylist()}
        assert (found["Colclough"]["year_group"], found["Colclough"]["on_roll"]) == ("5", True)
        assert (found["Salt"]["year_group"], found["Salt"]["on_roll"]) == ("11", False)

    def test_a_school_that_goes_on_listing_who_left_says_nothing_of_them_now(self):
        rows = [
            described(A, leaving_date=date(2025, 7, 18), year_group="4", sen_provision="N", surname="Before"),
            described(
                C, SECOND, entry_date=date(2025, 9, 2), as_of=date(2026, 10, 1), sen_provision="K", surname="After"
            ),
        ]
        (child,) = identity(facts(rows)).pupil.to_pylist()
        assert (child["urn"], child["year_group"], child["sen_provision"], child["surname"]) == (
            SECOND,
            "6",
            "K",
            "After",
        )
        assert child["last_described"] == TODAY

    @pytest.mark.parametrize(("before", "after"), [("N2", "R"), ("R", "1"), ("13", "14"), ("14", "14"), ("X", "X")])
    def test_year_groups_follow_one_another(self, before, after):
        assert moved_on(before, date(2025, 10, 2), date(2026, 11, 20)) == after

    @pytest.mark.parametrize(
        ("language", "additional"), [("ENG", False), ("POL", True), ("OTB", True), ("REF", None), (None, None)]
    )
    def test_english_as_an_additional_language_follows_from_the_first_language(self, language, additional):
        (child,) = identity(facts([described(A, language=language)])).pupil.to_pylist()
        assert child["english_additional"] is additional

    def test_a_need_that_no_description_gives_comes_from_the_list_of_needs(self):
        need = {"file_id": 1, "line": 1, "urn": FIRST, "person": A, "start_date": date(2026, 9, 1)}
        rows = [need | {"kind": "sen_provision", "code": "K"}, need | {"kind": "free_school_meals"}]
        (child,) = identity(facts([described(A, sen_provision=None)], need=rows)).pupil.to_pylist()
        assert (child["sen_provision"], child["free_school_meals"]) == ("K", True)

    def test_a_description_that_was_taken_back_describes_nobody(self):
        rows = [described(A, file_id=1), described(A, file_id=2, deleted=True)]
        found = identity(facts(rows), receipts=receipts("2026-11-01", "2026-11-20"))
        assert found.pupil.num_rows == 0

    def test_only_the_rolls_of_the_schools_of_the_store_count(self):
        rows = [described(A, leaving_date=date(2025, 7, 18))]
        away = facts(rows, enrolment=[enrolled(A, 123456, date(2025, 9, 1))])
        assert identity(away).pupil["on_roll"].to_pylist() == [True]
        found = identity(away, schools=pa.table({"urn": [FIRST]}))
        assert found.pupil.select(["urn", "on_roll"]).to_pylist() == [{"urn": FIRST, "on_roll": False}]

    def test_nothing_gives_nobody(self):
        found = identity({})
        assert found.pupil.num_rows == found.person_link.num_rows == found.identity_question.num_rows == 0
        assert found.pupils_of(pa.array(["900001/arbor 1"]).dictionary_encode()).to_pylist() == [None]
