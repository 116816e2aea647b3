"""References name one record of the installation, whichever trust it belongs to, however many take them at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("_django")
DAY = date(2031, 2, 3)


@pytest.fixture
def meeting() -> Any:
    """A way to make a meeting that is kept nowhere yet, and nothing of it left afterwards."""
    from collegiate.web.meetings.models import Meeting

    yield (
        lambda trust_uid: (
            lambda reference: Meeting(
                trust_uid=trust_uid, reference=reference, kind="board", day=DAY, by="clerk@references.example"
            )
        )
    )
    Meeting.objects.filter(by="clerk@references.example").delete()


def test_two_trusts_never_have_the_same_reference(meeting) -> None:
    from collegiate.web.meetings.models import Meeting
    from collegiate.web.references import numbered

    taken = [numbered(Meeting, "MEET", year, meeting(uid)).reference for uid in (9001, 9002) for year in (2031, 2032)]
    assert taken == ["MEET-2031-1", "MEET-2032-1", "MEET-2031-2", "MEET-2032-2"]
    for _ in range(9):
        last = numbered(Meeting, "MEET", 2031, meeting(9001))
    assert (
        last.reference == "MEET-2031-11" and numbered(Meeting, "MEET", 2031, meeting(9002)).reference == "MEET-2031-12"
    )


def test_a_reference_that_somebody_took_meanwhile_costs_another_try(meeting) -> None:
    from collegiate.web.meetings.models import Meeting
    from collegiate.web.references import TakenError, numbered

    tried: list[str] = []

    def overtaken(reference: str, *, times: int) -> Meeting:
        tried.append(reference)
        if len(tried) <= times:
            meeting(9002)(reference).save()
        return meeting(9001)(reference)

    assert numbered(Meeting, "MEET", 2033, lambda r: overtaken(r, times=1)).reference == "MEET-2033-1"
    assert tried == ["MEET-2033-1", "MEET-2033-1"]
    with pytest.raises(TakenError, match="Try again"):
        numbered(Meeting, "MEET", 2034, lambda r: overtaken(r, times=99))


def test_every_part_that_has_references_takes_them_here() -> None:
    from django.apps import apps

    from collegiate.web.references import Referenced

    having = {m.__name__ for m in apps.get_models() if any(f.name == "reference" for f in m._meta.fields)}
    assert {m.__name__ for m in apps.get_models() if issubclass(m, Referenced)} == having - {"PersonsLook"}
