"""People for the first screens: one user for each role and each part of the trust that it is given for."""

from __future__ import annotations

import html
import re
from itertools import count
from typing import Any

from children_store import MAYA
from made_up_store import DOVE, MIDDLE

SPANS: dict[str, dict[str, Any]] = {
    "trust": {"trust_uid": DOVE}, "academy": {"urn": MIDDLE}, "year": {"urn": MIDDLE, "part": "8"}, "class": {"urn": MIDDLE, "part": "8A"},
    "child": {"pupil_key": MAYA}, "self": {},
}  # fmt: skip

_NUMBER = count(1)


def posts() -> list[tuple[str, str]]:
    """Every role with each of its spans."""
    from collegiate.web.authorization.roles import ROLES

    return [(role.key, span.value) for role in ROLES.values() for span in role.spans]


def appointed(*held: tuple[str, str], email: str = "") -> Any:
    """Make a user with these appointments."""
    from collegiate.web.accounts.models import Appointment, User

    user = User.objects.create_user(email or f"person-{next(_NUMBER)}@home.example", name="Hetty Home")
    for role, span in held:
        Appointment.objects.create(user=user, role=role, span=span, **SPANS[span])
    return user


def words(text: str) -> str:
    """What a page's main part says."""
    main = text[text.index("<main") : text.index("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def sums(text: str) -> list[list[int]]:
    """Every equation of a page: the whole, then its parts."""
    sections = re.findall(r'class="ledger"(.*?)</div></(?:div|section)>', text, re.S)
    return [[int(n.replace(",", "")) for n in re.findall(r"<b[^>]*>([\d,]+)</b>", s)] for s in sections]
