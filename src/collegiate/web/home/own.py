"""What a parent sees of their own child: achievements, attendance in plain words, what comes next, whom to talk to. Nothing else is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from collegiate.pupils.transition import packs
from collegiate.store import Reader, ScopedReader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Count, Sum
from collegiate.web.pictures.childhood.counts import missed
from collegiate.web.pictures.childhood.moving import as_they_stand
from collegiate.web.pictures.childhood.named import child_name, year_name
from collegiate.web.pictures.childhood.story import KINDS
from collegiate.web.reading import reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.acting import decisions
from collegiate.web.words import counted, day, number

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OwnChild:
    """A child, as their parent sees them."""

    row: Row
    name: str
    school: Row
    achievements: list[tuple[str, list[Row]]]
    attended: str
    move: list[str]
    adult: str
    hopes: list[Row]

    @property
    def called(self) -> str:
        """The forename, or what the files call the child."""
        return str(self.row["forename"] or self.name)

    @property
    def counts(self) -> Sum:
        """The achievements as the sum of their four kinds, none before another."""
        return Sum.of(
            "achievements", [Count(len(rows), words.lower()) for words, rows in self.achievements], one="achievement"
        )

    @property
    def sentence(self) -> str:
        """Say where the child is, and how much was achieved."""
        at = (
            f"in {year_name(self.row['year_group'])} at {self.school['school_name']}"
            if self.row["on_roll"]
            else f"no longer on the roll of {self.school['school_name']}"
        )
        count = self.counts.whole.number
        had = counted(count, "achievement is", "achievements are") if count else "no achievement is"
        return f"{self.called} is {at}; {had} written down so far."


def own_children(request: HttpRequest) -> list[OwnChild]:
    """Return the children of whom somebody is a parent or carer; each is a look."""
    people = children_of(request, Right.SEE_OWN_CHILD)
    rows = [people.pupil(key) for key in sorted(people.scope.keys)]
    return [_own(people, reader_of(request), row) for row in rows if row is not None]


def _own(people: ScopedReader, reader: Reader, row: Row) -> OwnChild:
    pupil = row["pupil"]
    achieved = people.facts("pupil_achievement", pupil)
    school = reader.school(row["urn"]) or {
        "urn": row["urn"],
        "school_name": school_names(reader, [row["urn"]])[row["urn"]],
    }
    adults = [r for r in people.facts("pupil_known_by", pupil) if r["end_date"] is None and r["staff_name"]]
    return OwnChild(
        row,
        child_name(row),
        school,
        [(words, [r for r in reversed(achieved) if r["kind"] == kind]) for kind, words in KINDS],
        _attended(people.attendance([pupil])),
        _move(row, people.moves_of(pupil), reader, adults[-1]["staff_name"] if adults else ""),
        adults[-1]["staff_name"] if adults else "",
        list(reversed(people.facts("pupil_childs_word", pupil))),
    )


def _attended(rows: list[Row]) -> str:
    """Say the latest year's sessions as half days: a parent counts days, not sessions."""
    period = max((r["period"] for r in rows), default=None)
    own = [r for r in rows if r["period"] == period]
    possible, away, without = (
        sum(r["possible"] for r in own),
        sum(missed(r) for r in own),
        sum(r["unauthorised"] for r in own),
    )
    if period is None or not possible:
        return "No register of this school year is in the files yet."
    came = f"In {AcademicYear(period)} so far the school was open to your child for {counted(possible, 'half day')}. Your child came to {possible - away:,} and missed {number(away)}."
    if not away:
        return came
    return f"{came} {_leave(away, without)}"


def _leave(away: int, without: int) -> str:
    if not without:
        return "The school agreed to all of these."
    if without == away:
        return "For these the school had not agreed to leave, or does not know the reason."
    return f"The school agreed to {number(away - without)}; for {number(without)} it had not agreed to leave, or does not know the reason."


def _move(row: Row, moves: list[Row], reader: Reader, adult: str) -> list[str]:
    """Say what the next move is: when, to whom, and what the schools do; a child who stays is said to stay."""
    period = max((m["period"] for m in moves), default=None)
    if period is None:
        last = (
            f" The next school year begins in September {AcademicYear.of(row['last_described']).end}."
            if row.get("last_described")
            else ""
        )
        return [f"No change of school is planned for this school year.{last}"]
    move = as_they_stand([m | {"pupil_key": row["pupil_key"]} for m in moves if m["period"] == period], decisions())[0]
    pack = next((p for p in packs() if p.move == move["move"]), None)
    to = year_name(pack.to_year) if pack and pack.to_year else "the next stage"
    where = school_names(reader, [move["next_urn"]])[move["next_urn"]] if move["next_urn"] else ""
    said = [f"When: at the end of the school year {AcademicYear(period)}, from {year_name(row['year_group'])} to {to}."]
    said.append(
        f"Where: {where}."
        if where
        else "Where: the next school is not written down here yet. The school’s office knows what you applied for."
    )
    said.append(
        f"Who: {adult} knows your child at the school and can answer."
        if adult
        else "Who: no adult is named yet as knowing your child well. Ask the school’s office."
    )
    handed = (
        f"The school handed it over on {day(move['sent'])}." if move["sent"] else "It has not been handed over yet."
    )
    return [
        *said,
        f"What: the school puts together what the next school should know, so that your child need not begin again. {handed}",
    ]
