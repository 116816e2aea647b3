"""Entering many people at once: who is there already is brought up to date, nobody is entered twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from collegiate.improve.support.roster import Listed
from collegiate.improve.support.terms import TermOfYear
from collegiate.web.acts.acting import reason
from collegiate.web.support.acts import Acting
from collegiate.web.support.models import Release, Supporter


@dataclass(frozen=True, slots=True)
class Entered:
    """How many people of a list were new, and how many were there and brought up to date."""

    new: int
    known: int


@transaction.atomic
def enter(*, acting: Acting, trust_uid: int, term: TermOfYear, people: Sequence[Listed]) -> Entered:
    """Enter the people of a list, each by name and academy, with their days of a term where they are said. Raises `ActError`: then nobody is."""
    there = {(s.called.casefold(), s.urn): s for s in Supporter.objects.filter(trust_uid=trust_uid, left=None)}
    texts = {p.line: (reason(p.called, needed=True), reason(p.notes, told=True)) for p in people}
    acting.write(
        f"entered {len(people)} people who can be lent from a list, for trust {trust_uid}, days for {term.words}"
    )
    known = 0
    for person in people:
        found = there.get((person.called.casefold(), person.urn))
        who = found or Supporter(trust_uid=trust_uid, called=texts[person.line][0], urn=person.urn)
        who.expertise, who.phases, who.notes = list(person.expertise), list(person.phases), texts[person.line][1]
        who.day_rate, who.address = person.rate, person.address or who.address
        if found:
            known += 1
            who.rewrite(acting.by)
        else:
            who.by = acting.by
            who.save()
        if person.days is not None:
            Release.objects.create(supporter=who, term=str(term), days=person.days, by=acting.by)
    return Entered(len(people) - known, known)
