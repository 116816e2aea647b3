"""Every planted fault stands in the files where the truth says, and attendance is what an honest count of the files gives."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
from delivered import PERSON, Delivery, Mark, six_academies

from collegiate.simulate.children import academies, make_trust
from collegiate.simulate.children_files.faults import names_in
from collegiate.vocabulary import UPN, CodeMeaning, IdentifierError, code_list

KINDS = {
    "wrong_upn_letter", "temporary_upn", "two_upns_one_child", "one_upn_two_children", "marks_after_leaving", "silent_week",
    "impossible_date", "swapped_date", "code_not_valid_on_date",
}  # fmt: skip


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    return Delivery.write(tmp_path_factory.mktemp("faulty"), six_academies(), faults=True)


def faults(sent: Delivery, kind: str) -> list[dict]:
    found = [fault for fault in sent.truth["faults"] if fault["kind"] == kind]
    assert found
    return found


def pupil(sent: Delivery, person: str) -> dict[str, str]:
    """The row of the pupils' files about somebody, latest file last."""
    urn = sent.urn_of(person)
    header = PERSON[sent.system(urn)]
    return [row for row in sent.rows(urn, "pupils") if sent.name(urn, row[header]) == person][-1]


def upn(row: dict[str, str]) -> str:
    return next(row[header] for header in ("UPN", "Upn") if header in row).strip()


def born(row: dict[str, str]) -> str:
    return next(row[h] for h in ("DOB", "Date of birth", "DateOfBirth", "Birth date") if h in row).strip()


def line(sent: Delivery, fault: dict, place: str = "line") -> str:
    return (sent.folder / fault["file"]).read_text(encoding="utf-8-sig").splitlines()[fault["detail"][place] - 1]


def test_every_kind_is_planted_and_nobody_has_two(sent: Delivery) -> None:
    assert {fault["kind"] for fault in sent.truth["faults"]} == KINDS
    people = Counter(person for fault in sent.truth["faults"] for person in fault["persons"])
    assert max(people.values()) == 1
    planted = {key: sent.truth[key] for key in ("drifting", "drifting_without_signs", "nobody_recorded")}
    assert not set(people) & set(names_in(planted))


def test_every_fault_is_in_a_file_that_was_sent(sent: Delivery) -> None:
    assert all((sent.folder / fault["file"]).is_file() for fault in sent.truth["faults"])


def test_wrong_and_temporary_numbers_stand_in_the_records(sent: Delivery) -> None:
    for fault in faults(sent, "wrong_upn_letter"):
        with pytest.raises(IdentifierError, match="first letter should be"):
            UPN.parse(upn(pupil(sent, fault["persons"][0])))
    for fault in faults(sent, "temporary_upn"):
        assert UPN.parse(upn(pupil(sent, fault["persons"][0]))).temporary


def test_one_child_under_two_numbers_is_never_at_two_places(sent: Delivery) -> None:
    for fault in faults(sent, "two_upns_one_child"):
        one, two = (pupil(sent, person) for person in fault["persons"])
        urns = [sent.urn_of(person) for person in fault["persons"]]
        assert UPN.parse(upn(one)) != UPN.parse(upn(two))
        assert sent.day(urns[0], born(one)) == sent.day(urns[1], born(two))
        days = [{day for _, day, _, _ in marks_of(sent, person)} for person in fault["persons"]]
        assert days[0] and days[1] and max(days[0]) < min(days[1])


def test_two_children_under_one_number_are_two(sent: Delivery) -> None:
    for fault in faults(sent, "one_upn_two_children"):
        one, two = (pupil(sent, person) for person in fault["persons"])
        assert upn(one) == upn(two)
        assert born(one) != born(two)


def test_a_swapped_birth_date_stands_beside_the_right_one_of_the_census(sent: Delivery) -> None:
    for fault in faults(sent, "swapped_date"):
        row, urn = pupil(sent, fault["persons"][0]), fault["urn"]
        right, wrong = (dt.date.fromisoformat(fault["detail"][key]) for key in ("right", "wrong"))
        assert sent.day(urn, born(row)) == wrong
        assert (right.day, right.month) == (wrong.month, wrong.day)
        census = next((sent.folder / "giap").glob("CensusAutumn_*.tab")).read_text(encoding="utf-8-sig")
        told = next(text for text in census.splitlines() if upn(row) in text)
        assert right.strftime("%d/%m/%Y") in told


def test_impossible_days_stand_where_the_truth_says(sent: Delivery) -> None:
    for fault in faults(sent, "impossible_date"):
        written = fault["detail"]["written"]
        with pytest.raises(ValueError, match=r"day is out of range|does not match"):
            sent.day(fault["urn"], written)
        if fault["file"].endswith(".csv"):
            assert written in line(sent, fault)
        else:
            assert born(pupil(sent, fault["persons"][0])) == written


def test_codes_of_another_time_stand_where_the_truth_says(sent: Delivery) -> None:
    for fault in faults(sent, "code_not_valid_on_date"):
        code, day = fault["detail"]["code"], dt.date.fromisoformat(fault["detail"]["day"])
        assert code_list("attendance").meaning(code)
        assert code_list("attendance").meaning(code, day) is None
        cells = [cell.strip() for cell in line(sent, fault).split(",")]
        number, written, session, found, _ = cells
        assert (sent.name(fault["urn"], number), sent.day(fault["urn"], written)) == (fault["persons"][0], day)
        assert (session, found) == (fault["detail"]["session"], code)


def test_marks_after_leaving_are_after_leaving(sent: Delivery) -> None:
    for fault in faults(sent, "marks_after_leaving"):
        left = fault["detail"]["left"]
        late = [day for _, day, _, _ in marks_of(sent, fault["persons"][0]) if day.isoformat() > left]
        assert len(late) == fault["detail"]["marks"] == 2 * len(fault["detail"]["days"])


def test_a_silent_school_sends_no_mark_of_that_week(sent: Delivery) -> None:
    for fault in faults(sent, "silent_week"):
        monday = dt.date.fromisoformat(fault["detail"]["week"])
        days = Counter(day for _, day, _, _ in sent.marks(fault["urn"]) if day)
        assert not any(days[monday + dt.timedelta(days=n)] for n in range(7))
        assert all(any(days[monday + dt.timedelta(days=n)] for n in span) for span in (range(-7, 0), range(7, 14)))
        assert fault["detail"]["marks"] > 0


def marks_of(sent: Delivery, person: str) -> list[Mark]:
    return [mark for mark in sent.marks(sent.urn_of(person)) if mark[0] == person and mark[1]]


def test_attendance_is_what_an_honest_count_of_the_files_gives(sent: Delivery) -> None:
    wanted = {(row["urn"], row["period"]): row for row in sent.truth["attendance"]}
    assert len(wanted) == 6 * 3
    for school in sent.trust.schools:
        for period, counted in count(sent, school.urn).items():
            truth = wanted.pop((school.urn, period))
            assert counted == {key: truth[key] for key in counted}, (school.system, period)
    assert not wanted


def test_the_roll_of_the_truth_is_that_of_the_files(sent: Delivery) -> None:
    for school in sent.trust.schools:
        rows = [list(row.values()) for row in sent.rows(school.urn, "roll-history")]
        here = [status for _, _, left, _, _, status, *_ in rows if not left.strip()]
        assert sum(status.strip() != "S" for status in here) == sent.truth["roll"][str(school.urn)]


def test_a_trust_where_a_fault_finds_nobody_is_written_without_it(tmp_path: Path) -> None:
    trust = make_trust(seed=11, pupils=60, years=1, schools=academies(1, 60), running=False)
    truth = Delivery.write(tmp_path, trust, faults=True).truth
    assert KINDS - {fault["kind"] for fault in truth["faults"]} == {"two_upns_one_child"}


def count(sent: Delivery, urn: int) -> dict[int, dict[str, int]]:
    """Count a school's attendance by year: codes that hold on the day, and children who are on roll."""
    kinds = {"present": 0, "approved_educational_activity": 0, "authorised_absence": 1, "unauthorised_absence": 2}
    spells = defaultdict(list)
    for row in sent.rows(urn, "roll-history"):
        number, *cells = row.values()
        entered, left = (sent.day(urn, cell) for cell in cells[:2])
        spells[sent.name(urn, number)].append((entered, left or dt.date.max))
    sessions: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for person, day, _, code in sent.marks(urn):
        meaning = meaning_of(code, day) if day else None
        if meaning and meaning.group in kinds and any(a <= day <= b for a, b in spells[person]):
            sessions[day.year + (day.month >= 9)][person][kinds[meaning.group]] += 1
    return {period: totals(list(people.values())) for period, people in sessions.items()}


@cache
def meaning_of(code: str, day: dt.date) -> CodeMeaning | None:
    return code_list("attendance").meaning(code, day)


def totals(people: list[list[int]]) -> dict[str, int]:
    attended, authorised, unauthorised = (sum(kind) for kind in zip(*people, strict=True))
    return {
        "possible": attended + authorised + unauthorised,
        "attended": attended,
        "authorised": authorised,
        "unauthorised": unauthorised,
        "persistent": sum(10 * (b + c) >= a + b + c for a, b, c in people),
        "severe": sum(2 * (b + c) >= a + b + c for a, b, c in people),
        "pupils": len(people),
    }
