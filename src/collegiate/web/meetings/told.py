"""What meetings tell the other parts: the actions that are open."""

from __future__ import annotations

from collegiate.improve.cards import ActionCard
from collegiate.web.meetings.models import Action


def open_actions(trust_uid: int, *, owner: str = "") -> list[ActionCard]:
    """Return a trust's actions that are not done, what is due first; `owner` (an address) keeps to one person's."""
    found = Action.objects.filter(trust_uid=trust_uid, done__isnull=True)
    return [card(a) for a in (found.filter(owner=owner.strip().casefold()) if owner else found)]


def card(action: Action) -> ActionCard:
    """Return what others are told of an action."""
    return ActionCard(
        action.reference, action.words, action.owner, action.called, action.due, action.done, action.meeting, action.path
    )  # fmt: skip
