"""Inspections in their own words, under the regime of their day, in every layout in which they come."""

from __future__ import annotations

import datetime as dt

import pytest


def test_the_history_keeps_satisfactory_which_is_no_longer_a_grade(read_text) -> None:
    read = read_text(
        "ofsted_ratings_2005-2020.csv",
        """
URN,Rating,Inspection Date
900001,Satisfactory,20080926
900001,Requires Improvement,20130418
900002,Outstanding,20130231
""",
    )
    first, second = read.rows("inspection")
    assert (first["outcome"], first["inspection_date"]) == ("Satisfactory", dt.date(2008, 9, 26))
    assert (second["outcome"], second["regime"], second["area"]) == (
        "Requires improvement",
        "graded",
        "overall_effectiveness",
    )
    assert [row["line"] for row in read.refused] == [4]
    assert read.adds_up


def test_a_rating_without_its_date_has_the_day_of_the_file(read_text) -> None:
    read = read_text(
        "school_ofsted_rating_2024-04.csv",
        """
unique_reference_number,authority_code,establishment_type_code,pupil_number,rating
900001,901,2,271,Good
900002,901,34,900,Inadequate
""",
    )
    first, second = read.rows("inspection")
    assert (first["inspection_date"], first["as_of"], first["outcome"]) == (None, dt.date(2024, 4, 30), "Good")
    assert second["outcome"] == "Inadequate"


LEGACY = """
Web Link,URN,LAESTAB,School name,Ofsted phase,Type of education,Date of latest ungraded inspection,Ungraded inspection overall outcome,Inspection start date,Overall effectiveness,Category of concern,Quality of education,Behaviour and attitudes,Personal development,Effectiveness of leadership and management,Safeguarding is effective?,Early years provision (where applicable),Sixth form provision (where applicable),URN at time of latest graded inspection,Previous inspection start date,Previous graded inspection overall effectiveness,Previous quality of education
link,900001,9012001,St Anne's,Primary,Community School,12/11/2024,School remains Good,14/01/2020,2,NULL,2,2,1,2,Yes,2,NULL,900001,20/03/2014,3,NULL
link,900002,9014001,Northmoor Academy,Secondary,Academy Converter,NULL,NULL,08/10/2024,NULL,SM,4,3,2,3,No,9,2,900020,NULL,NULL,NULL
link,900003,9014002,Southmoor Academy,Secondary,Academy Sponsor Led,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL
"""

TITLES = "State-funded schools: latest inspections\nAs at 31 December 2024,Published 2025\n"


@pytest.mark.parametrize("titles", ["", TITLES], ids=["plain", "with title lines"])
def test_the_layout_to_2025_gives_an_outcome_for_each_area_in_the_inspectorates_words(read_text, titles: str) -> None:
    read = read_text("management_information_schools_december.csv", titles + LEGACY.lstrip())
    assert read.receipt["source"] == "ofsted_mi_legacy"
    judged = {(row["urn"], row["area"], str(row["inspection_date"])): row for row in read.rows("inspection")}
    good = judged[900001, "overall_effectiveness", "2020-01-14"]
    assert (good["outcome"], good["regime"]) == ("Good", "graded")
    assert judged[900001, "personal_development", "2020-01-14"]["outcome"] == "Outstanding"
    assert judged[900001, "overall_effectiveness", "2014-03-20"]["outcome"] == "Requires improvement"
    assert judged[900001, "safeguarding", "2020-01-14"]["outcome"] == "Effective"
    assert (900001, "sixth_form", "2020-01-14") not in judged
    assert read.adds_up


def test_an_inspection_without_an_overall_grade_is_of_the_regime_of_areas_only(read_text) -> None:
    read = read_text("management_information_schools_december.csv", LEGACY)
    rows = [row for row in read.rows("inspection") if str(row["inspection_date"]) == "2024-10-08"]
    assert {row["regime"] for row in rows} == {"sub_judgements"}
    assert {row["area"]: row["outcome"] for row in rows} == {
        "quality_of_education": "Inadequate",
        "behaviour_and_attitudes": "Requires improvement",
        "personal_development": "Good",
        "leadership_and_management": "Requires improvement",
        "safeguarding": "Not effective",
        "sixth_form": "Good",
        "category_of_concern": "Special measures",
    }


def test_an_inspection_stands_under_the_school_that_was_inspected(read_text) -> None:
    read = read_text("management_information_schools_december.csv", LEGACY)
    assert {row["urn"] for row in read.rows("inspection") if row["line"] == 3} == {900020}


def test_an_ungraded_inspection_has_an_outcome_in_words_and_no_grade(read_text) -> None:
    read = read_text("management_information_schools_december.csv", LEGACY)
    (row,) = [row for row in read.rows("inspection") if row["regime"] == "ungraded"]
    assert (row["outcome"], row["inspection_date"]) == ("School remains Good", dt.date(2024, 11, 12))


def test_a_school_that_was_never_inspected_is_left_out_and_said_to_be(read_text) -> None:
    read = read_text("management_information_schools_december.csv", LEGACY)
    assert 4 not in {row["line"] for row in read.rows("inspection")}
    assert [(row["line"], row["whole_row"]) for row in read.refused] == [(4, True)]


CARDS = """
URN,School name,Ofsted phase,Inspection start date,Safeguarding standards,Inclusion,Curriculum and teaching,Achievement,Attendance and behaviour,Personal development and wellbeing,Early years (where applicable),Post-16 provision (where applicable),Leadership and governance,Latest OEIF overall effectiveness,Inspection start date of latest OEIF graded inspection,Date of latest ungraded inspection,Ungraded inspection overall outcome
900001,St Anne's,Primary,13/01/2026,Met,Strong standard,Expected standard,Expected standard,Exceptional,Strong standard,Needs attention,Not applicable,Expected standard,NULL,NULL,NULL,NULL
900002,Northmoor Academy,Secondary,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,2,08/10/2021,12/11/2024,School remains Good
900003,Southmoor Academy,Secondary,03/02/2026,Not met,Urgent improvement,Needs attention,Needs attention,Needs attention,Needs attention,Not applicable,Not applicable,Urgent improvement,NULL,NULL,NULL,NULL
"""


def test_a_report_card_keeps_its_own_scale_for_each_area(read_text) -> None:
    read = read_text("management_information_state-funded_schools_30_june_2026.csv", CARDS)
    assert read.receipt["source"] == "ofsted_mi_report_cards"
    card = {row["area"]: row["outcome"] for row in read.rows("inspection") if row["urn"] == 900001}
    assert card == {
        "safeguarding": "Met",
        "inclusion": "Strong standard",
        "curriculum_and_teaching": "Expected standard",
        "achievement": "Expected standard",
        "attendance_and_behaviour": "Exceptional",
        "personal_development_and_wellbeing": "Strong standard",
        "early_years": "Needs attention",
        "leadership_and_governance": "Expected standard",
    }
    assert {row["regime"] for row in read.rows("inspection") if row["urn"] == 900001} == {"report_card"}


def test_the_older_grade_in_a_report_card_file_stays_a_grade_of_its_own_day(read_text) -> None:
    read = read_text("management_information_state-funded_schools_30_june_2026.csv", CARDS)
    rows = {row["regime"]: row for row in read.rows("inspection") if row["urn"] == 900002}
    assert (rows["graded"]["outcome"], rows["graded"]["inspection_date"]) == ("Good", dt.date(2021, 10, 8))
    assert (rows["ungraded"]["outcome"], rows["ungraded"]["inspection_date"]) == (
        "School remains Good",
        dt.date(2024, 11, 12),
    )
    assert "report_card" not in rows
    assert read.refused == []


def test_not_met_and_urgent_improvement_are_kept_as_they_are(read_text) -> None:
    read = read_text("management_information_state-funded_schools_30_june_2026.csv", CARDS)
    card = {row["area"]: row["outcome"] for row in read.rows("inspection") if row["urn"] == 900003}
    assert (card["safeguarding"], card["inclusion"], card["leadership_and_governance"]) == (
        "Not met",
        "Urgent improvement",
        "Urgent improvement",
    )
