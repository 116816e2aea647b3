"""What other parts are told of what slips: one card for each alert, with what a person did about it."""

from __future__ import annotations

from collegiate.improve.cards import AlertCard
from collegiate.store import Reader, ScopedReader
from collegiate.vocabulary.subjects import subject_name
from collegiate.watch.slipping import found
from collegiate.web.slipping.done import done_about


def alert_cards(reader: Reader, people: ScopedReader | None, trust_uid: int) -> list[AlertCard]:
    """Return a trust's alerts, those that chance explains least first. people: the reader of counts of whoever is to read them.

    No child stands in one, and no school of few children: they may stand in a trustees' paper.
    """
    slips = found(reader, people, trust_uid, named=subject_name).slips
    done = done_about(trust_uid, slips)
    return [s.card(done[s.reference].words) for s in slips]
