"""My class: who needs a look, what was tried before, what helped?"""

from __future__ import annotations

from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Answer, Consequence, Link
from collegiate.web.home.asking import PARTS, Asked, Question
from collegiate.web.home.groups import group_of, looked_over
from collegiate.web.words import capital

WHY = (
    "A child comes first where the early-warning model raised a flag, which asks a person to look and decides nothing. "
    "Of the others, each is counted by whether an adult wrote in the latest week that they looked or acted."
)


def _answer(asked: Asked) -> Answer | None:
    people = asked.children()
    groups = [looked_over(people, group_of(a, asked.names([a.urn or 0]))) for a in asked.held]
    with_children = [g for g in groups if g.children]
    if not with_children:
        named = capital(", ".join(g.group.title for g in groups))
        return Answer(
            f"{named}: no child on roll is in it in this picture.", WHY, one_thing=Link("See your class", "/my-class/")
        )
    first = max(with_children, key=lambda g: len(g.first))
    return Answer(
        " ".join(g.sentence for g in with_children), WHY, first.counts, Link(f"Look at {first.group.title}", first.group.path),
        tuple(Link(capital(g.group.title), g.group.path) for g in with_children if g is not first),
        consequence=Consequence.CHILD, touched=sum(len(g.first) for g in with_children),
    )  # fmt: skip


QUESTION = Question(
    "My class: who needs a look?", _answer, Right.SEE_CHILDREN, PARTS, frozenset({"teacher", "tutor", "senior_leader"})
)
