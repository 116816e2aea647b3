"""How academies stand: judged by themselves and by a moderator, with evidence; what is missing; how many are at the standard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from made_up_store import DOVE, FIRST, HIGH, KILN, MIDDLE, SMALL_FIRST, TOWN_HIGH
from plan_worlds import as_, people, text

AREA = f"/standing/schools/{MIDDLE}/report_card/attendance_and_behaviour/"
EXPECTED = {"grade": "Expected standard", "words": "Most come, and we know who does not.", "seen": "0"}
NEEDS = {"grade": "Needs attention", "words": "The fall since September is not turned.", "seen": "0"}
OF_MIDDLE = ("inclusion", "curriculum_and_teaching", "achievement", "attendance_and_behaviour", "personal_development_and_wellbeing",
             "leadership_and_governance")  # fmt: skip


@pytest.fixture
def who(browse, _django: None, monkeypatch) -> Iterator[dict[str, Any]]:
    from collegiate.web.board.models import Settled
    from collegiate.web.standing.models import Line, Standard

    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-11-22")
    yield from people("standing.example")
    Line.objects.exclude(takes_back=None).delete()
    for model in (Line, Standard, Settled):
        model.objects.all().delete()


def judged(browse, who, area: str = AREA, own: dict[str, str] = EXPECTED, moderated: dict[str, str] = NEEDS) -> None:
    assert as_(browse, who["head"]).post(f"{area}judge/", own).status_code == 302
    assert as_(browse, who["lead"]).post(f"{area}moderate/", moderated).status_code == 302


def test_disagreements_stand_first_and_the_areas_add_up(browse, who) -> None:
    from collegiate.web.standing.told import standing_cards

    page = text(as_(browse, who["trustee"]).get("/standing/"))
    assert "No academy and its moderator differ" in page and "not accounted for" not in page and "Kiln" not in page
    judged(browse, who)
    page = text(as_(browse, who["trustee"]).get("/standing/"))
    assert "In one area an academy and its moderator differ" in page
    assert "Windmill Park CE Middle School, attendance and behaviour : the academy says “Expected standard”, the moderator “Needs attention”" in page  # fmt: skip
    (card,) = standing_cards(DOVE)
    assert (card.urn, card.own, card.moderated, card.disagree) == (MIDDLE, "Expected standard", "Needs attention", True)
    assert standing_cards(KILN) == [] and standing_cards(DOVE, urns=[FIRST]) == []


def test_areas_are_those_that_the_school_has_and_a_church_school_has_siams(browse, who) -> None:
    lead = as_(browse, who["lead"])
    middle, high, small = (text(lead.get(f"/standing/schools/{urn}/")) for urn in (MIDDLE, HIGH, SMALL_FIRST))
    assert "Post-16 provision" not in middle and "Post-16 provision" in high
    assert "Early years" in small and "Early years" not in middle
    assert "SIAMS" in middle and "SIAMS" not in high
    assert lead.get(f"/standing/schools/{HIGH}/siams/vision/").status_code == 404
    assert lead.get(f"/standing/schools/{MIDDLE}/report_card/post_16_provision/").status_code == 404


def test_inspections_are_said_in_their_own_words_and_the_window_is_an_estimate_or_unknown(browse, who) -> None:
    lead = as_(browse, who["lead"])
    high, middle, first = (text(lead.get(f"/standing/schools/{urn}/")) for urn in (HIGH, MIDDLE, FIRST))
    assert "Strong standard" in high and "Satisfactory" in high and "its predecessor" in high
    assert "An estimate: any day until 31 August 2031" in high and "not held against the publisher" in high
    assert "Unknown: the inspection of 4 June 2019 is older than the rule reaches" in middle
    assert "Unknown: no inspection with its day is in the data" in first and "is unknown here" in first


def test_a_figure_is_brought_as_it_is_today_with_its_picture(browse, who) -> None:
    head = as_(browse, who["head"])
    assert "Attendance, by half term: 90.3 %" in text(head.get(f"{AREA}evidence/"))
    response = head.post(f"{AREA}evidence/", {"words": "It falls.", "series": "own.attendance", "link": "", "source": ""})  # fmt: skip
    assert response.status_code == 302
    page = text(head.get(AREA))
    assert "Attendance, by half term: 90.3 %" in page and "picture of " in page and "25 October 2026" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"words": "x"}, "Say where it is from"),
        ({"words": "x", "source": "Visit"}, "Say of which day"),
        ({"words": "x", "source": "Visit", "as_of": "2026-12-24"}, "still ahead"),
        ({"words": "x", "source": "Visit", "as_of": "2026-11-01", "link": "javascript:alert(1)"}, "begins with /"),
        ({"words": "x", "source": "Visit", "as_of": "2026-11-01", "link": "//evil.example/a"}, "begins with /"),
        ({"words": "A860900104001 came", "source": "Visit", "as_of": "2026-11-01"}, "pupil number"),
    ],
)
def test_evidence_that_cannot_be_kept_is_answered_in_words(browse, who, sent: dict[str, str], words: str) -> None:
    response = as_(browse, who["head"]).post(f"{AREA}evidence/", sent)
    assert response.status_code == 400 and words in text(response)


def test_evidence_taken_back_stays_to_be_read(browse, who) -> None:
    from collegiate.web.standing.models import Line

    head = as_(browse, who["head"])
    head.post(f"{AREA}evidence/", {"words": "Seen it.", "source": "Visit", "as_of": "2026-11-01"})
    line = Line.objects.get()
    assert head.post(f"{AREA}back/", {"line": line.pk, "words": ""}).status_code == 400
    assert head.post(f"{AREA}back/", {"line": line.pk, "words": "The wrong school."}).status_code == 302
    page = text(head.get(AREA))
    assert "There is no evidence yet." in page and "Seen it. (taken back)" in page and "The wrong school." in page
    again = head.post(f"{AREA}back/", {"line": line.pk, "words": "Again."})
    assert again.status_code == 400 and "taken back already" in text(again)


def test_nobody_moderates_what_they_judged_and_nobody_is_overwritten_unseen(browse, who) -> None:
    executive = as_(browse, who["executive"])
    assert executive.post(f"{AREA}judge/", EXPECTED).status_code == 302
    response = executive.post(f"{AREA}moderate/", NEEDS)
    assert response.status_code == 400 and "somebody else has to moderate it" in text(response)
    head = as_(browse, who["head"])
    response = head.post(f"{AREA}judge/", NEEDS)
    page = text(response)
    assert response.status_code == 409 and "executive@standing.example judged this" in page
    assert "Most come, and we know who does not." in page and "The fall since September is not turned." in page


def test_what_is_missing_or_old_is_said(browse, who, monkeypatch) -> None:
    page = text(as_(browse, who["head"]).get(AREA))
    assert "There is no evidence." in page and "The academy has not judged itself." in page
    browse.post(f"{AREA}evidence/", {"words": "Seen it.", "source": "Visit", "as_of": "2026-11-01"})
    judged(browse, who, moderated=EXPECTED)
    assert "Lacks" not in text(as_(browse, who["head"]).get(AREA))
    monkeypatch.setenv("COLLEGIATE_TODAY", "2027-12-01")
    page = text(as_(browse, who["head"]).get(AREA))
    assert "The latest evidence is of 1 November 2026: it is old." in page and "last moderated on 22 November 2026: that is old" in page  # fmt: skip


def test_the_standard_is_settled_by_minute_and_most_is_the_boards_number(browse, who) -> None:
    from collegiate.web.board.models import Settled

    trustee = as_(browse, who["trustee"])
    assert "No standard set" in text(trustee.get("/standing/"))
    assert trustee.post(f"/standing/standard/{DOVE}/", {"grade": "Expected standard", "minute": ""}).status_code == 400
    trustee.post(f"/standing/standard/{DOVE}/", {"grade": "Expected standard", "minute": "Board, minute 4"})
    page = text(trustee.get("/standing/"))
    assert "0 of 5 academies are at or above the standard. Whether that is most: no threshold set." in page
    for area in OF_MIDDLE:
        judged(browse, who, f"/standing/schools/{MIDDLE}/report_card/{area}/", EXPECTED, EXPECTED | {"grade": "Strong standard"})  # fmt: skip
    assert "0 of 5" in text(as_(browse, who["trustee"]).get("/standing/"))  # safeguarding is not judged yet
    met = {"grade": "Met", "words": "Looked at in October.", "seen": "0"}
    judged(browse, who, f"/standing/schools/{MIDDLE}/report_card/safeguarding/", met, met)
    Settled.objects.create(trust_uid=DOVE, number="most_schools", value=75, minute="m", by="b")
    page = text(as_(browse, who["trustee"]).get("/standing/"))
    assert "1 of 5 academies is at or above the standard; most means 75 %, so most are not." in page


def test_a_siams_inspection_is_written_down_and_gives_its_own_window(browse, who) -> None:
    head = as_(browse, who["head"])
    overall = f"/standing/schools/{MIDDLE}/siams/overall/"
    sent = {"day": "2024-03-05", "grade": "J1", "words": "Living up to its foundation.", "source": "The report of March 2024"}  # fmt: skip
    assert head.post(f"{overall}inspected/", sent).status_code == 302
    assert "J1" in text(head.get(overall))
    assert "any day until 31 August 2029 (5 school years after that of 5 March 2024)" in text(head.get(f"/standing/schools/{MIDDLE}/"))  # fmt: skip
    refused = head.post(f"{AREA}inspected/", sent | {"grade": "Exceptional"})
    assert "they are not typed" in text(refused)


def test_who_reads_and_who_judges(browse, who) -> None:
    for name, status in {"trustee": 200, "governor": 200, "head": 200, "other_head": 404, "kiln": 404}.items():
        assert as_(browse, who[name]).get(AREA).status_code == status, name
    for name, status in {"trustee": 403, "governor": 403, "other_head": 404, "kiln": 404}.items():
        assert as_(browse, who[name]).post(f"{AREA}judge/", EXPECTED).status_code == status, name
    assert as_(browse, who["head"]).post(f"{AREA}moderate/", EXPECTED).status_code == 403
    assert as_(browse, who["trustee"]).get(f"/standing/standard/{KILN}/").status_code == 404
    assert as_(browse, who["lead"]).get(f"/standing/schools/{TOWN_HIGH}/").status_code == 404
    assert "Picknoll" not in text(as_(browse, who["governor"]).get("/standing/"))


def test_a_new_disagreement_is_on_the_first_screens_of_the_week_alone(browse, who, monkeypatch) -> None:
    judged(browse, who)
    page = text(as_(browse, who["lead"]).get("/monday/"))
    assert "attendance and behaviour: the academy says “Expected standard”, the moderator “Needs attention”." in page
    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-12-22")
    page = text(browse.get("/monday/"))
    assert "area in which they differed before" in page and "the moderator “Needs attention”" not in page
