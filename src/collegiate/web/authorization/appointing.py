"""Who may appoint whom: for a part of the trust that one's own appointment holds, and never oneself."""

from __future__ import annotations

from dataclasses import dataclass

from collegiate.store import Reader
from collegiate.web.accounts.acts import Post
from collegiate.web.accounts.models import Appointment, User
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import ROLES, Role, Span
from collegiate.web.authorization.scopes import urns_of


@dataclass(frozen=True, slots=True)
class Realm:
    """The part of the trust in which somebody appoints, or sees who is appointed: `urns` None is all of it."""

    user: User
    urns: frozenset[int] | None
    trusts: frozenset[int]
    whole_trust: bool

    @classmethod
    def of(cls, user: User, reader: Reader, right: Right) -> Realm:
        """Return where somebody has a right."""
        held = user.holding(right)
        trusts = frozenset(a.trust_uid for a in held if a.span == Span.TRUST and a.trust_uid is not None)
        return cls(user, urns_of(held, reader), trusts, any(a.span == Span.TRUST for a in held))

    def holds(self, about: Appointment | Post) -> bool:
        """Whether an appointment is for a part of it."""
        if self.urns is None:
            return True
        if about.span in (Span.TRUST, Span.SELF):
            return about.trust_uid in self.trusts
        return about.urn is not None and about.urn in self.urns

    def roles(self) -> list[Role]:
        """Return the roles that may be given here: those of a whole trust only by who has it whole."""
        narrow = {Span.ACADEMY, Span.YEAR, Span.CLASS, Span.CHILD}
        return [r for r in ROLES.values() if self.whole_trust or narrow & set(r.spans)]

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
