"""What changed that needs me? The Monday page in one line."""

from __future__ import annotations

from collegiate.web.home.answers import Answer, Consequence, Link
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.home.monday import compared
from collegiate.web.words import capital, counted

WHY = "The picture of today is laid beside an earlier one, and what changed is ranked by what hangs on it and by how many children it touches."


def _answer(asked: Asked) -> Answer | None:
    found = compared(asked.request, asked.user)
    if found is None:
        return None
    n = len(found.items)
    return Answer(
        _sentence(n, found.since_words), WHY, found.counts, Link("Open the Monday page", "/monday/"),
        consequence=max((i.consequence for i in found.items), default=Consequence.TO_KNOW),
        touched=sum(i.touched for i in found.items),
    )  # fmt: skip


def _sentence(n: int, since: str) -> str:
    needs = f"{counted(n, 'thing') if n else 'nothing'} {'need' if n > 1 else 'needs'} somebody"
    if not since:
        return f"There is only one picture yet, so nothing can be said of what changed. In it {needs}."
    return f"{capital(needs)} that {'were' if n > 1 else 'was'} otherwise in the picture of {since}. The Monday page says what did not change, too."


QUESTION = Question("What changed?", _answer, None, SCHOOLS, frozenset({"trust_executive"}), only=True)
