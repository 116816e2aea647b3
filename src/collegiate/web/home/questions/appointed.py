"""Who is appointed to what, and whose appointment ends soon?"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from collegiate.web.accounts.models import Appointment
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.scopes import urns_of
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.home.places import path_of
from collegiate.web.words import capital, counted

SOON = 30
"""Days within which an appointment that ends is said to end soon."""
WHY = f"Appointments begin and end by themselves. Each that holds today is counted once; one that ends within {SOON} days is said so, because whoever holds it then loses what it opens."
NOT_HERE = "Posts with no ready successor, early-career teachers and their mentors, and growth plans are not here yet."


def _answer(asked: Asked) -> Answer | None:
    urns = urns_of(asked.held, asked.reader)
    now = Appointment.objects.filter(
        Q(end__isnull=True) | Q(end__gt=asked.today), start__lte=asked.today, user__is_active=True
    )
    own = now if urns is None else now.filter(urn__in=urns)
    every = own.count()
    soon = own.filter(end__lte=asked.today + timedelta(days=SOON)).count()
    there = path_of("people")
    return Answer(
        f"{capital(counted(every, 'appointment holds', 'appointments hold'))} today at {asked.ours}; {counted(soon, 'ends', 'end') if soon else 'none ends'} within {SOON} days.", WHY,
        Sum.of("appointments", (Count(soon, f"end within {SOON} days", mind=True), Count(every - soon, "go on")), one="appointment"),
        Link("See who is appointed", there) if there else None,
        not_here=NOT_HERE, consequence=Consequence.TO_KNOW, touched=soon,
    )  # fmt: skip


QUESTION = Question("Who is appointed to what?", _answer, Right.SEE_PEOPLE, SCHOOLS, frozenset({"head_of_people"}))
