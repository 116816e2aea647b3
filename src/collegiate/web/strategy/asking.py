"""Whose strategy a page is about, and how its aims stand for whoever looks."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest

from collegiate.store import Store
from collegiate.strategy import Agreed, Asked, Stood, Strategy, stand
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.memory import Memory
from collegiate.web.reading import reader_of
from collegiate.web.strategy.models import decided
from collegiate.web.strategy.pages import Page
from collegiate.web.strategy.recorded import KINDS
from collegiate.web.strategy.told import asked_of
from collegiate.web.strategy.working import Work, unworked, work_of
from collegiate.web.whose import academies, counts_of, trusts, whoever, whole_trusts

_KEPT: Memory[dict[str, Stood]] = Memory()


def name_of(request: HttpRequest, uid: int, right: Right = Right.READ_STRATEGY) -> str:
    """Return the name of a trust for which somebody has a right. Raises Http404 for another's."""
    name = dict(trusts(request, right)).get(uid)
    if name is None:
        raise Http404("There is no such trust among those you are appointed to.")
    return name


def asked_by(request: HttpRequest, uid: int) -> Asked:
    """Return what the rules are asked in somebody's name: whoever holds one academy is not told what the whole trust's records say."""
    whole = uid in whole_trusts(request, Right.READ_STRATEGY)
    return asked_of(reader_of(request), counts_of(request), uid, today(), whole=whole)


def page_of(request: HttpRequest, uid: int, name: str, *, kept: bool = False) -> Page:
    """Return a trust's strategy as it stands for whoever looks; `kept`, for a first screen, works out but once what follows from the picture alone."""
    strategy, asked = decided(uid), asked_by(request, uid)
    known = _by_the_picture(strategy, asked) if kept else {}
    stood = [known.get(a.aim.id) or stand(a, strategy, asked) for a in strategy.held]
    untouched = unworked([a.aim.id for a in strategy.held], work_of(uid), asked.on)
    return Page(uid, name, stood, strategy, untouched, asked.on)


def _by_the_picture(strategy: Strategy, asked: Asked) -> dict[str, Stood]:
    """Return the aims that no record of the loop measures, kept for as long as the picture and what the board decided stay as they are."""
    seen = asked.people and (asked.people.scope.urns, asked.people.scope.keys, asked.people.scope.parts)
    key = (str(settings.COLLEGIATE_STORE), asked.reader.snapshot, seen, asked.trust_uid, asked.on, repr(strategy), frozenset(asked.numbers.items()))  # fmt: skip
    return _KEPT.get(key, lambda: {
        a.aim.id: stand(a, strategy, asked) for a in strategy.held if a.aim.rule not in KINDS
    })  # fmt: skip


def worked_on(request: HttpRequest, uid: int) -> dict[str, list[Work]]:
    """Return what was done for each aim, as far as whoever looks reads it: of plans, their own academies' alone without the trust as a whole."""
    whole = uid in whole_trusts(request, Right.READ_STRATEGY)
    return work_of(uid, None if whole else academies(request, Right.READ_STRATEGY))


def aim_of(request: HttpRequest, uid: int, aim: str) -> tuple[Strategy, Agreed, Stood]:
    """Return one aim and how it stands. Raises Http404 for an aim that the trust has not."""
    strategy = decided(uid)
    agreed = strategy.get(aim)
    if agreed is None:
        raise Http404("There is no such aim of this trust.")
    return strategy, agreed, stand(agreed, strategy, asked_by(request, uid))


def settles(request: HttpRequest, uid: int, right: Right = Right.SETTLE) -> bool:
    """Whether somebody has a right for a trust."""
    return whoever(request).may(right) and uid in dict(trusts(request, right))


def writing(request: HttpRequest) -> tuple[Store, str, str]:
    """Return where acts are written down: the store, the picture that is seen, and by whom."""
    return Store(settings.COLLEGIATE_STORE), reader_of(request).snapshot, whoever(request).email
