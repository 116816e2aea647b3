"""Who looked at whom in an emergency, and was it looked into?"""

from __future__ import annotations

from collegiate.web.accounts.models import Emergency
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.scopes import urns_of
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.home.places import path_of
from collegiate.web.words import capital, counted

WHY = "Somebody whom no appointment lets see a child may open the record for a reason given first and for a short time. Each such look is shown to whoever leads safeguarding, until it was looked into."


def _answer(asked: Asked) -> Answer | None:
    urns = urns_of(asked.held, asked.reader)
    looks = Emergency.objects.all() if urns is None else Emergency.objects.filter(urn__in=urns)
    every, waiting = looks.count(), looks.filter(seen_at__isnull=True).count()
    said = (
        f"{capital(counted(waiting, 'emergency look waits', 'emergency looks wait'))} to be looked into"
        if waiting
        else "No emergency look waits to be looked into"
    )
    there = path_of("emergencies")
    return Answer(
        f"{said}; {counted(every, 'was made in all', 'were made in all') if every else 'none was ever made'}.", WHY,
        Sum.of("emergency looks", (Count(waiting, "to be looked into", mind=True), Count(every - waiting, "looked into")), one="emergency look"),
        Link("Look into them" if waiting else "See them all", there) if there else None,
        consequence=Consequence.SAFETY if waiting else Consequence.TO_KNOW, touched=waiting,
    )  # fmt: skip


QUESTION = Question(
    "Who saw what in an emergency?", _answer, Right.SAFEGUARD, SCHOOLS, frozenset({"safeguarding_lead"})
)
