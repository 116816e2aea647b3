"""Which files are late, which rows were refused and why?"""

from __future__ import annotations

from collections import Counter

from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Answer, Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.words import capital, counted

STATES = {"sent": "sent in time", "late": "late", "too_little": "too little", "never": "never sent"}
WHY = "Each kind of data that a school sends, or should, is counted once by its state. It is shown to whoever may mend data."


def _answer(asked: Asked) -> Answer | None:
    people = asked.children(Right.MEND_DATA)
    rows = people.sendings()
    if not rows:
        return Answer(
            "No school has sent anything about children yet.",
            WHY,
            one_thing=Link("See which files were given", "/sources/"),
        )
    found = Counter(r["state"] for r in rows)
    parts = [
        Count(found[s], words, "/children/data/sendings/" if s != "sent" else "", mind=s != "sent")
        for s, words in STATES.items()
    ]
    parts += [Count(n, s.replace("_", " ")) for s, n in found.items() if s not in STATES]
    behind = len(rows) - found["sent"]
    findings, open_questions = sum(people.finding_counts().values()), sum(people.question_counts().values())
    refused = _refused(asked) if people.scope.urns is None else 0
    worst = Counter(r["urn"] for r in rows if r["state"] != "sent").most_common(1)
    said = (
        f"{capital(counted(behind, 'sending is', 'sendings are'))} late, too little or never came, of {len(rows):,}"
        if behind
        else f"All {len(rows):,} sendings came, and in time"
    )
    rest = f"{counted(findings, 'finding')} to mend" + (
        f", {counted(refused, 'row')} refused" if people.scope.urns is None else ""
    )
    one = (
        Link(
            f"Ask {asked.names([worst[0][0]])[worst[0][0]]} first: {counted(worst[0][1], 'sending')} behind",
            f"/children/data/schools/{worst[0][0]}/",
        )
        if worst
        else Link("See what to mend first", "/children/data/")
    )
    links = [Link(f"{capital(counted(findings, 'finding'))} in children's data", "/children/data/")]
    if open_questions:
        links.append(
            Link(
                f"{capital(counted(open_questions, 'question'))} whether two records are one child",
                "/children/questions/",
            )
        )
    if refused:
        links.append(Link("Files of which something was refused", "/children/data/files/"))
    return Answer(
        f"{said}; {rest}.", WHY, Sum.of("sendings", parts, one="sending"), one, tuple(links), consequence=Consequence.DATA, touched=behind
    )  # fmt: skip


def _refused(asked: Asked) -> int:
    return sum(r["rows_refused"] for r in asked.reader.receipts() if r.get("people"))


QUESTION = Question(
    "Which files are late, and what was refused?", _answer, Right.MEND_DATA, SCHOOLS, frozenset({"data_manager"})
)
