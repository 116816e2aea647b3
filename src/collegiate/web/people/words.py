"""What somebody is appointed to, in words."""

from __future__ import annotations

from collections.abc import Mapping

from collegiate.web.accounts.acts import Post
from collegiate.web.accounts.models import Appointment
from collegiate.web.authorization.roles import ROLES, Span
from collegiate.web.pictures.childhood.named import year_name


def role_words(role: str) -> str:
    """Return what a role is called; one that this version does not know is called by its key."""
    known = ROLES.get(role)
    return known.called if known else role.replace("_", " ")


def part_words(about: Appointment | Post, names: Mapping[int, str]) -> str:
    """Write a role with its part of the trust: Tutor of class 8A, Windmill Park."""
    return f"{role_words(about.role)}{of_what(about, names)}"


def of_what(about: Appointment | Post, names: Mapping[int, str]) -> str:
    """Write the part of the trust alone, as it follows the role."""
    school = names.get(about.urn or 0, f"school {about.urn}")
    return {
        Span.TRUST: " of the trust" if about.trust_uid is None else f" of {names.get(about.trust_uid, 'the trust')}",
        Span.ACADEMY: f" of {school}",
        Span.YEAR: f" of {year_name(about.part)}, {school}",
        Span.CLASS: f" of class {about.part}, {school}",
        Span.CHILD: " of one child",
        Span.SELF: "",
    }.get(Span(about.span), "")
