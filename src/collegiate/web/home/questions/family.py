"""What kind of family of schools is this?"""

from __future__ import annotations

from collections import Counter

from collegiate.web.asked import number_in
from collegiate.web.authorization.roles import Span
from collegiate.web.home.answers import Answer, Count, Link, Sum
from collegiate.web.home.asking import Asked, Question, academies_held
from collegiate.web.pictures.headlines import KINDS, kind_of
from collegiate.web.words import counted

WHY = "It counts the academies of the trust that this picture was made for, as the public register has them. Anybody may see it."
NOT_HERE = "Vacancies, news and the values in the trust's own words are not here yet."


def _answer(asked: Asked) -> Answer | None:
    urns = academies_held([a for a in asked.held if a.span == Span.TRUST], asked.reader) or _of_the_picture(asked)
    schools = asked.reader.schools(urns, columns=["urn", "phase", "trust_uid", "trust_name"])
    if not schools:
        return Answer(
            "The families of schools that the public register tells of.",
            WHY,
            one_thing=Link("See the families of schools", "/"),
            not_here=NOT_HERE,
        )
    found = Counter(kind_of(s["phase"]) for s in schools)
    first = schools[0]
    name = first["trust_name"] or "The trust"
    return Answer(
        f"{name} is a family of {counted(len(schools), 'academy', 'academies')}.", WHY,
        Sum.of("academies", [Count(found[k], _kind(k, found[k])) for k in KINDS if found[k]], one="academy"),
        Link(f"Meet {name}", f"/trusts/{first['trust_uid']}/") if first["trust_uid"] else Link("See the families of schools", "/"),
        not_here=NOT_HERE,
    )  # fmt: skip


def _kind(kind: str, count: int) -> str:
    """Return the word for schools of a kind, such as "secondary school" where there is one."""
    words = kind[:1].lower() + kind[1:]
    return words.removesuffix("s") if count == 1 else words


def _of_the_picture(asked: Asked) -> list[int]:
    """Return the academies of the trust that the picture says it was made for."""
    found = number_in(asked.reader.about.get("trust", "").split(",")[0])
    return [] if found is None else [m["urn"] for m in asked.reader.members(found)]


QUESTION = Question(
    "What kind of family of schools is this?", _answer, None, frozenset({Span.SELF}), frozenset({"visitor"})
)
