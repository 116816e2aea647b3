"""How is my child doing, and what comes next?"""

from __future__ import annotations

from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.home.answers import Answer, Link
from collegiate.web.home.asking import Asked, Question
from collegiate.web.home.own import own_children
from collegiate.web.words import listed

WHY = "The school has said that you are this child's parent or carer. You see this child and no other, and every look is written down, yours too."


def _answer(asked: Asked) -> Answer | None:
    children = own_children(asked.request)
    if not children:
        return Answer(
            "No record of your child is in this picture. Ask the school's office: the school says whose parent you are.",
            WHY,
        )
    said = " ".join(c.sentence for c in children)
    names = listed([c.called for c in children])
    return Answer(
        said, WHY, children[0].counts if len(children) == 1 else None, Link(f"See {names}’s page", "/my-child/")
    )


QUESTION = Question(
    "How is my child doing?", _answer, Right.SEE_OWN_CHILD, frozenset({Span.CHILD}), frozenset({"parent"})
)
