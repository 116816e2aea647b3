"""Whom do I send? Requests for support as they stand, and what waits for an answer."""

from __future__ import annotations

from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.clock import today
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import Asked, Question
from collegiate.web.support.ledger import open_requests, spoken
from collegiate.web.support.models import Match, SupportRequest
from collegiate.web.support.proposals import waiting
from collegiate.web.whose import trusts
from collegiate.web.words import capital, counted

WHY = "Each request for support of your trust that was not withdrawn is counted once: met, partly met, or not met by those who are booked or accepted."


def _answer(asked: Asked) -> Answer | None:
    uids = [uid for uid, _ in trusts(asked.request, Right.LEAD_IMPROVEMENT)]
    requests = list(SupportRequest.objects.filter(trust_uid__in=uids, withdrawn=""))
    if not requests:
        return None
    held = {uid: spoken(uid) for uid in uids}
    left = {r.pk: held[r.trust_uid].left(r) for r in requests}
    partly = sum(0 < left[r.pk] < r.days for r in requests)
    unmet = sum(left[r.pk] == r.days for r in requests)
    late = sum(o.late for uid in uids for o in open_requests(uid, today(), held[uid]))
    proposed = sum(m.state == Match.State.PROPOSED for uid in uids for m in waiting(uid))
    parts = (
        Count(unmet, "not met", mind=True), Count(partly, "partly met", mind=True), Count(len(requests) - unmet - partly, "met"),
    )  # fmt: skip
    passed = f" For {counted(late, 'request')} the day by which it was wanted has passed." if late else ""
    one = (
        Link("Answer the proposed matches", "/support/matches/")
        if proposed
        else Link("See who could be sent", "/support/matches/")
    )
    return Answer(
        f"{capital(counted(unmet + partly, 'request'))} for support {'is' if unmet + partly == 1 else 'are'} not wholly met.{passed}", WHY,
        Sum.of("requests for support", parts, one="request for support"), one, (Link("The support map and its bill", "/support/"),), "",
        Consequence.SCHOOL if unmet + partly else Consequence.TO_KNOW, unmet + partly,
    )  # fmt: skip


QUESTION = Question(
    "Whom do I send?", _answer, Right.LEAD_IMPROVEMENT, frozenset({Span.TRUST}), frozenset({"school_improvement_lead"})
)
