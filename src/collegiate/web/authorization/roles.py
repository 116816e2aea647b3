"""The roles of a trust, as code: for each what it may open, for which part of the trust it is given, and what it comes to ask.

A role is added by adding an entry. Nothing else in the application knows a role by name: doors ask for rights.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from collegiate.web.authorization.rights import Right


class Span(StrEnum):
    """For which part of the trust a role is given."""

    TRUST = "trust"
    ACADEMY = "academy"
    YEAR = "year"
    CLASS = "class"
    CHILD = "child"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is appointed to. `asks` is the question that they come with on a Monday."""

    key: str
    called: str
    asks: str
    spans: tuple[Span, ...]
    rights: frozenset[Right]

    def may(self, right: Right) -> bool:
        """Whether the role gives a right."""
        return right in self.rights


_LEADING = (Right.SEE_CHILDREN, Right.SEE_COUNTS, Right.READ_STRATEGY)
_GOVERNING = (Right.SEE_COUNTS, Right.READ_STRATEGY)


def _role(key: str, called: str, asks: str, spans: Collection[Span], *rights: Right) -> Role:
    return Role(key, called, asks, tuple(spans), frozenset(rights))


ROLES: Mapping[str, Role] = MappingProxyType({r.key: r for r in (
    _role("trust_executive", "Trust executive", "What changed that needs me?", [Span.TRUST],
          *_LEADING, Right.MOVE_CHILDREN, Right.APPOINT, Right.SEE_PEOPLE, Right.READ_AUDIT, Right.SETTLE, Right.LEAD_IMPROVEMENT,
          Right.DECIDE, Right.PLAN, Right.SUPPORT, Right.CLERK, Right.FINANCE, Right.GROW),
    _role("school_improvement_lead", "School-improvement lead", "Which school is slipping faster than schools like it, and whom do I send?", [Span.TRUST],
          *_LEADING, Right.LEAD_IMPROVEMENT, Right.PLAN, Right.SUPPORT),
    _role("data_manager", "Data manager", "Which files are late, which rows were refused and why, what do I export?", [Span.TRUST, Span.ACADEMY],
          *_LEADING, Right.MEND_DATA, Right.MOVE_CHILDREN, Right.APPOINT, Right.SEE_PEOPLE, Right.READ_AUDIT, Right.ANSWER_PERSONS, Right.RUN),
    _role("head", "Headteacher", "Who is being missed? Whom can I ring that is like us and doing better?", [Span.ACADEMY],
          *_LEADING, Right.MOVE_CHILDREN, Right.APPOINT, Right.SEE_PEOPLE, Right.PLAN, Right.SUPPORT),
    _role("senior_leader", "Senior leader", "Who is being missed in my part of the school?", [Span.ACADEMY, Span.YEAR],
          *_LEADING, Right.MOVE_CHILDREN),
    _role("teacher", "Teacher", "My class: who needs a look, what was tried before, what helped?", [Span.CLASS, Span.YEAR], Right.SEE_CHILDREN),
    _role("tutor", "Tutor", "My group: who needs a look, and who has not had one?", [Span.CLASS, Span.YEAR], Right.SEE_CHILDREN),
    _role("senco", "SENCo", "Which children need me, and who saw what?", [Span.ACADEMY, Span.TRUST], Right.SEE_CHILDREN, Right.SEE_COUNTS),
    _role("safeguarding_lead", "Safeguarding lead", "Which children need me, and who looked at whom?", [Span.ACADEMY, Span.TRUST],
          Right.SEE_CHILDREN, Right.SEE_COUNTS, Right.SAFEGUARD, Right.READ_AUDIT),
    _role("head_of_people", "Head of people", "Who is appointed to what, and which posts have no ready successor?", [Span.TRUST],
          Right.SEE_COUNTS, Right.SEE_PEOPLE, Right.READ_STRATEGY),
    _role("colleague", "Colleague", "What is mine to do, and how do I grow?", [Span.SELF]),
    _role("finance_director", "Finance director", "Which academy falls under its reserve floor first, under which assumption?", [Span.TRUST],
          *_GOVERNING, Right.FINANCE),
    _role("trustee", "Trustee", "Is the promise being kept, and how do we know?", [Span.TRUST], *_GOVERNING, Right.SETTLE, Right.DECIDE, Right.GROW),
    _role("governance_professional", "Governance professional", "What comes before the board next, and which actions are overdue?", [Span.TRUST],
          *_GOVERNING, Right.CLERK, Right.FINANCE),
    _role("local_governor", "Local governor", "Is the promise being kept in our school, and how do we know?", [Span.ACADEMY], *_GOVERNING),
    _role("diocesan_officer", "Diocesan officer", "How are our church schools doing, and how do we know?", [Span.ACADEMY], *_GOVERNING),
    _role("foundation_lead", "Foundation lead", "Who is reached, at what cost, for how many more years?", [Span.TRUST], *_GOVERNING),
    _role("parent", "Parent or carer", "How is my child doing, and what comes next?", [Span.CHILD], Right.SEE_OWN_CHILD),
    _role("partner", "External partner", "What were we asked to help with, and did it help?", [Span.ACADEMY], Right.SEE_COUNTS),
    _role("visitor", "Visitor", "What kind of family of schools is this?", [Span.SELF]),
)})  # fmt: skip
"""Every role by its key, in the order in which a trust lists them."""


def holding(right: Right) -> tuple[str, ...]:
    """Return the keys of the roles that give a right."""
    return tuple(key for key, role in ROLES.items() if role.may(right))
