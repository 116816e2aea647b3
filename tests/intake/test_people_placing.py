"""Whose file it is: school, system and moment of sending are told, found or asked for, and never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from adding_up import adds_up

from collegiate.intake import Reading, read

MARKS = "Adno,Date,Session,Mark,Minutes Late\n004711,05/09/2025,AM,/,\n004711,05/09/2025,PM,L,12\n"
PLAIN = "Pupil ID,Day,Session,Code\np1,2025-09-05,AM,/\n"


def reading(root: Path, name: str, text: str, manifest: str = "", **answers: str) -> Reading:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if manifest:
        (root / "collegiate.toml").write_text(manifest, encoding="utf-8")
    (found,) = read([root], answers=answers)
    adds_up(found)
    return found


def people(found: Reading) -> set[Any]:
    return set(found.facts["session_mark"]["person"].to_pylist())


def test_the_manifest_of_a_folder_above_says_whose_file_it_is(tmp_path: Path) -> None:
    found = reading(tmp_path, "a/b/marks.csv", PLAIN, '[school]\nurn = 900123\nsystem = "oneroster"\n')
    assert people(found) == {"900123/oneroster p1"}
    assert set(found.facts["session_mark"]["urn"].to_pylist()) == {900123}


def test_the_nearest_manifest_goes_first(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "collegiate.toml").write_text('[school]\nurn = 900777\nsystem = "ctf"\n')
    found = reading(tmp_path, "a/marks.csv", PLAIN, '[school]\nurn = 900123\nsystem = "oneroster"\n')
    assert people(found) == {"900777/ctf p1"}


def test_a_layout_of_one_system_names_that_system_and_numbers_keep_their_zeros(tmp_path: Path) -> None:
    found = reading(tmp_path, "marks.csv", MARKS, "[school]\nurn = 900123\n")
    assert people(found) == {"900123/sims 004711"}


def test_a_file_that_nobody_owns_waits_with_a_question_and_keeps_no_row(tmp_path: Path) -> None:
    found = reading(tmp_path, "marks.csv", PLAIN)
    assert found.receipt["status"] == "waiting"
    assert found.receipt["rows_kept"] == 0
    assert "[school]" in found.receipt["question"]
    assert "urn = 100000" in found.receipt["question"]
    assert "system" in found.receipt["question"]
    assert not found.facts


def test_a_urn_in_a_name_of_a_folder_is_no_answer(tmp_path: Path) -> None:
    assert reading(tmp_path, "schools/900123-ash/marks.csv", MARKS).receipt["status"] == "waiting"


def test_an_answer_says_school_and_system(tmp_path: Path) -> None:
    found = reading(tmp_path, "marks.csv", PLAIN, **{"marks.csv": "urn 900123; system wonde"})
    assert people(found) == {"900123/wonde p1"}


def test_a_file_of_a_school_that_is_not_recognised_may_be_about_people(tmp_path: Path) -> None:
    unknown = "Shoe size,Favourite colour\n3,blue\n"
    found = reading(tmp_path, "list.csv", unknown, '[school]\nurn = 900123\nsystem = "x"\n')
    assert (found.receipt["status"], found.receipt["people"]) == ("unrecognised", True)


def test_a_number_of_the_dfe_in_the_name_is_looked_up_in_the_roots_list(tmp_path: Path) -> None:
    listed = '[schools."861/4173"]\nurn = 900555\nsystem = "sims"\n'
    assert people(reading(tmp_path, "8614173_marks.csv", PLAIN, listed)) == {"900555/sims p1"}


def test_a_number_of_the_dfe_that_the_list_lacks_is_asked_about(tmp_path: Path) -> None:
    listed = '[schools."861/4173"]\nurn = 900555\nsystem = "sims"\n'
    assert reading(tmp_path, "8614174_marks.csv", PLAIN, listed).receipt["status"] == "waiting"


def test_rows_may_name_their_own_schools(tmp_path: Path) -> None:
    text = "Pupil ID,URN,Day,Session,Code\np1,900001,2025-09-05,AM,/\np1,900002,2025-09-05,AM,/\np2,,2025-09-05,AM,/\n"
    found = reading(tmp_path, "marks.csv", text, '[school]\nurn = 900123\nsystem = "x"\n')
    assert people(found) == {"900001/x p1", "900002/x p1", "900123/x p2"}


def test_a_row_without_a_school_is_refused_where_the_file_has_none(tmp_path: Path) -> None:
    text = "Pupil ID,URN,Day,Session,Code\np1,900001,2025-09-05,AM,/\np2,,2025-09-05,AM,/\n"
    found = reading(tmp_path, "marks.csv", text, '[school]\nsystem = "x"\n')
    assert people(found) == {"900001/x p1"}
    assert found.refused["line"].to_pylist() == [3]


@pytest.mark.parametrize(
    ("name", "manifest", "sent"),
    [
        ("marks.csv", '[files."marks.csv"]\nsent = "2026-09-30T14:05:00"\n', "2026-09-30T14:05:00"),
        ("marks.csv", '[files."marks.csv"]\nsent_at = 2026-09-30T14:05:00\n', "2026-09-30T14:05:00"),
        ("marks-20260930-1405.csv", "", "2026-09-30T14:05:00"),
        ("marks-2026-09-30.csv", "", "2026-09-30"),
        ("marks-2025-26.csv", "", ""),
    ],
)
def test_the_moment_of_sending_is_told_or_stands_in_the_name(
    tmp_path: Path, name: str, manifest: str, sent: str
) -> None:
    found = reading(tmp_path, name, MARKS, "[school]\nurn = 900123\n" + manifest)
    assert found.receipt["sent_at"] == sent


def test_the_moment_of_sending_may_stand_in_the_rows_and_the_latest_counts(tmp_path: Path) -> None:
    text = "Pupil ID,Day,Session,Code,Sent at\n"
    text += "p1,2025-09-05,AM,/,2026-01-02T08:00:00\np1,2025-09-05,PM,/,2026-01-03T08:00:00\n"
    found = reading(tmp_path, "marks.csv", text, '[school]\nurn = 900123\nsystem = "x"\n')
    assert found.receipt["sent_at"] == "2026-01-03T08:00:00"


def test_a_correction_names_the_same_facts_with_a_later_moment(tmp_path: Path) -> None:
    manifest = '[school]\nurn = 900123\n[files."a.csv"]\nsent = "2026-01-02T08:00:00"\n'
    manifest += '[files."b.csv"]\nsent = "2026-01-09T08:00:00"\n'
    (tmp_path / "collegiate.toml").write_text(manifest)
    (tmp_path / "a.csv").write_text(MARKS)
    (tmp_path / "b.csv").write_text(MARKS.replace(",/,", ",I,"))
    first, second = read([tmp_path])
    assert first.receipt["sent_at"] < second.receipt["sent_at"]
    key = ["person", "urn", "day", "session"]
    old, new = (r.facts["session_mark"] for r in (first, second))
    assert old.select(key).to_pylist() == new.select(key).to_pylist()
    assert old["code"].to_pylist() == ["/", "L"]
    assert new["code"].to_pylist() == ["I", "L"]


def test_the_same_file_twice_gives_the_same_facts_twice(tmp_path: Path) -> None:
    (tmp_path / "collegiate.toml").write_text("[school]\nurn = 900123\n")
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(MARKS)
    first, second = read([tmp_path])
    assert first.receipt["sha256"] == second.receipt["sha256"]
    facts = [r.facts["session_mark"].drop(["file_id"]).to_pylist() for r in (first, second)]
    assert facts[0] == facts[1]


def test_files_of_people_say_so_on_the_receipt(tmp_path: Path) -> None:
    assert reading(tmp_path, "marks.csv", MARKS, "[school]\nurn = 900123\n").receipt["people"] is True


def test_a_source_of_schools_is_not_asked_whose_it_is(desk: Any, chess: Any) -> None:
    found = desk.one("a.csv", chess("100001,Ash,school,2019,1,50,A"))
    assert found.receipt["status"] == "kept"
    assert found.receipt["people"] is False
