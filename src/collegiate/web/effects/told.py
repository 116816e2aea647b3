"""What other parts are told of comparisons: a card each, with what came out where it is due."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db.models import Q

from collegiate.improve.cards import EffectCard
from collegiate.improve.otherwise import Found, Verdict
from collegiate.improve.otherwise.rounding import Rounding
from collegiate.store import Store
from collegiate.web.effects.acts import work_out
from collegiate.web.effects.models import Comparison


def effect_cards(trust_uid: int, *, urns: Collection[int] | None = None) -> list[EffectCard]:
    """Return a trust's comparisons that were not withdrawn, the latest locked first; with `urns` those of these academies alone.

    What is due is worked out first, in the present picture. A comparison that has a figure shows the latest picture's.
    """
    work_out(trust_uid, Store(settings.COLLEGIATE_STORE))
    found = Comparison.objects.filter(trust_uid=trust_uid, withdrawal__isnull=True).prefetch_related("evaluations")
    if urns is not None:
        found = found.filter(urn__in=list(urns))
    return [card_of(c) for c in found]


def named(reference: str) -> list[Comparison]:
    """Return the comparison of a reference, or those that belong to a case, a plan or a request, the latest first."""
    asked = Q(reference=reference) | Q(case=reference) | Q(plan=reference) | Q(request=reference)
    return list(Comparison.objects.filter(asked).select_related("withdrawal").prefetch_related("evaluations"))


def card_of(comparison: Comparison) -> EffectCard:
    """Return the card of a comparison."""
    locked, found = comparison.locked, latest(comparison)
    return EffectCard(
        comparison.reference, locked.about, locked.school.urn, locked.school.name, locked.series.title, Rounding.of(locked.series).unit,
        comparison.at, locked.due, found.effect if found else None, found.low if found else None, found.high if found else None,
        found.grade if found else "", (found.verdict if found else Verdict.NOT_DUE).value,
        found.compared if found else f"beside {len(locked.others)} of {locked.design.beside}", comparison.path,
    )  # fmt: skip


def latest(comparison: Comparison) -> Found | None:
    """Return what the latest picture says; None before it is due."""
    done = list(comparison.evaluations.all())
    return done[-1].found if done else None
