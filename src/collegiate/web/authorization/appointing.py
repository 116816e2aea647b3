"""Who may appoint whom: for a part of the trust that one's own appointment holds, never oneself, and nobody who is to look over one's shoulder."""

from __future__ import annotations

from dataclasses import dataclass

from collegiate.store import Reader
from collegiate.web.accounts.acts import Post
from collegiate.web.accounts.models import Appointment, User
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import ROLES, Role, Span
from collegiate.web.authorization.scopes import urns_of

GIVEN_FOR_THE_TRUST = frozenset({"head", "data_manager", "local_governor", "diocesan_officer"})
"""Roles of one academy that only who appoints for its whole trust may give or end."""


@dataclass(frozen=True, slots=True)
class Realm:
    """The part of the trust in which somebody appoints, or sees who is appointed: `urns` None is all of it.

    `through_trust` are those of its academies that somebody has by an appointment for the whole trust.
    """

    user: User
    urns: frozenset[int] | None
    trusts: frozenset[int]
    whole_trust: bool
    through_trust: frozenset[int] | None = frozenset()

    @classmethod
    def of(cls, user: User, reader: Reader, right: Right) -> Realm:
        """Return where somebody has a right."""
        held = user.holding(right)
        whole = [a for a in held if a.span == Span.TRUST]
        trusts = frozenset(a.trust_uid for a in whole if a.trust_uid is not None)
        return cls(user, urns_of(held, reader), trusts, bool(whole), urns_of(whole, reader) if whole else frozenset())

    def holds(self, about: Appointment | Post) -> bool:
        """Whether an appointment is for a part of it."""
        if self.urns is None:
            return True
        if about.span in (Span.TRUST, Span.SELF):
            return about.trust_uid in self.trusts
        return about.urn is not None and about.urn in self.urns

    def gives(self, about: Appointment | Post) -> bool:
        """Whether somebody may appoint to it, end it, and let whoever holds it choose a password.

        Heads, governors, those who look after an academy's data or come from the diocese are appointed for the trust: no head chooses
        who looks over their shoulder, or takes more by another's hand than the own role gives.
        """
        if not self.holds(about):
            return False
        by_trust = about.role in GIVEN_FOR_THE_TRUST
        return not by_trust or self.through_trust is None or about.urn is None or about.urn in self.through_trust

    def roles(self) -> list[Role]:
        """Return the roles that may be given here: those of a whole trust, and those that are given for it, only by who has it whole."""
        narrow = {Span.ACADEMY, Span.YEAR, Span.CLASS, Span.CHILD}
        return [
            r for r in ROLES.values()
            if self.whole_trust or (narrow & set(r.spans) and r.key not in GIVEN_FOR_THE_TRUST)
        ]  # fmt: skip

    def academies(self, reader: Reader) -> list[int]:
        """Return the academies for which somebody may be appointed here."""
        if self.urns is not None:
            return sorted(self.urns)
        return reader.schools_with_children()

    def sees(self, other: User) -> bool:
        """Whether somebody is to be listed here: who is appointed for a part of it, or to nothing where one has it whole."""
        held = list(other.appointments.all())
        if not held:
            return self.whole_trust
        return any(self.holds(a) for a in held)
