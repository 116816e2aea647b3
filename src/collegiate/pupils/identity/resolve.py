"""One child, one record: from senders' names to children, with questions where only a person can tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.pupils import record_facts
from collegiate.pupils.attendance.order import file_places
from collegiate.pupils.decisions import TWO_CHILDREN, Decision, standing_decisions
from collegiate.pupils.identity import asking, describing
from collegiate.pupils.identity.children import Children, comparable_upns, contacts_of
from collegiate.pupils.identity.history import histories
from collegiate.pupils.identity.joining import Joined, join
from collegiate.pupils.identity.keys import person_keys
from collegiate.pupils.identity.senders import Senders, read_senders
from collegiate.pupils.record_facts import Ints
from collegiate.pupils.record_spells import current, known_on, spells, with_pupil
from collegiate.tables import PEOPLE, Contact, Enrolment, Need, OfPerson, PersonLink
from collegiate.vocabulary.persons import upn_of_person


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is one child: tables Pupil, PersonLink and IdentityQuestion.

    `today` is the day of the snapshot. `unapplied` are decisions without effect: a later one says otherwise, or one of their
    names is in no file any more.
    """

    pupil: pa.Table
    person_link: pa.Table
    identity_question: pa.Table
    today: date
    unapplied: tuple[Decision, ...] = ()

    def pupils_of(self, persons: pa.Array | pa.ChunkedArray) -> pa.Array:
        """Return the child whom each sender's name leads to, empty where it leads to none. Plain or dictionary-encoded words."""
        if isinstance(persons, pa.ChunkedArray):
            parts = [self.pupils_of(chunk) for chunk in persons.chunks]
            return pa.concat_arrays([pa.array([], pa.int64()), *parts])
        if pa.types.is_dictionary(persons.type):
            return pc.take(self.pupils_of(persons.dictionary.cast(pa.string())), persons.indices)
        where = pc.index_in(persons, value_set=self.person_link["person"].combine_chunks(), skip_nulls=True)
        return pc.take(self.person_link["pupil"].combine_chunks(), where)


def resolve(
    facts: Mapping[str, pa.Table],
    receipts: pa.Table,
    *,
    secret: bytes,
    decisions: Sequence[Decision] = (),
    schools: pa.Table | None = None,
    named: Sequence[str] = (),
    today: date | None = None,
) -> Identity:
    """Work out which senders' names are one child, and ask where that is not certain.

    `facts` are tables of PEOPLE by name; `named` are senders' names in facts that are not among them, such as marks kept in
    files. `schools` (with a column `urn`) are the schools whose rolls count; without it every school's does. `today` is the
    day of the snapshot: the latest day that a fact is about when it is not given.
    The same facts and decisions always give the same children, whatever was decided and taken back in between.
    """
    places, today = file_places(receipts), today or record_facts.latest_day(facts)
    senders = read_senders(facts, places, named)
    standing = standing_decisions(decisions)
    joined = join(senders, standing, _mentions(facts, senders))
    rows = _rows_of_children(senders, joined)
    stays = _spells(facts, senders, joined, rows, places, schools)
    rows = _by_day_known(rows, stays)
    keys = person_keys(secret, senders.persons)
    first_name = _first_names(senders, joined)
    pupil, number = describing.children(
        rows, [keys[n] for n in first_name], current(stays, today), _of_child(facts, Need, senders, joined), today
    )
    contacts = contacts_of(_of_child(facts, Contact, senders, joined))
    people = Children(describing.latest(rows), rows, _starts(rows), _upns(senders, joined), histories(stays), contacts)
    found = asking.questions(
        people,
        [(int(joined.child[a]), int(joined.child[b])) for a, b in joined.disagreeing],
        _decided(senders, joined, standing),
    )
    names = [senders.persons[n] for n in first_name]
    urns = pupil["urn"].take(pa.array(number - 1)).to_pylist() if len(number) else []
    questions = asking.as_table(found, names, urns, secret)
    return Identity(pupil, _link(senders, joined, keys, number), _numbered(questions, number), today, joined.unapplied)


def _rows_of_children(senders: Senders, joined: Joined) -> pa.Table:
    """The rows of PupilRecord with their child's number for the time being, by child and in order of files."""
    child = joined.child[record_facts.integers(senders.rows["node"])]
    day = record_facts.integers(senders.rows["as_of"])
    order = np.lexsort((senders.order, day, child))
    return senders.rows.append_column("pupil", pa.array(child, pa.int64())).take(pa.array(order))


def _by_day_known(rows: pa.Table, stays: pa.Table) -> pa.Table:
    """What a school says of those who left it gives way to what a later school says."""
    rows = rows.append_column("known_on", known_on(rows, stays))
    day, child = record_facts.integers(rows["known_on"]), record_facts.integers(rows["pupil"])
    return rows.take(pa.array(np.lexsort((day, child))))


def _starts(rows: pa.Table) -> Ints:
    child = record_facts.integers(rows["pupil"])
    return np.searchsorted(child, np.arange((int(child[-1]) if len(child) else -1) + 2))


def _spells(
    facts: Mapping[str, pa.Table],
    senders: Senders,
    joined: Joined,
    rows: pa.Table,
    places: dict[int, int],
    schools: pa.Table | None,
) -> pa.Table:
    found = spells(_of_child(facts, Enrolment, senders, joined), rows, places)
    if schools is None or not schools.num_rows:
        return found
    return found.filter(pc.is_in(found["urn"], schools["urn"].combine_chunks().cast(pa.int64())))


def _of_child(facts: Mapping[str, pa.Table], table: type[OfPerson], senders: Senders, joined: Joined) -> pa.Table:
    """Rows of a table of facts with the number of their child for the time being."""
    rows = record_facts.of(facts, table)
    where = pc.index_in(rows["person"].cast(pa.string()), value_set=pa.array(senders.persons, pa.string()))
    child = pa.array(joined.child, pa.int64(), mask=joined.child < 0)
    return with_pupil(rows, pc.take(child, where))


def _upns(senders: Senders, joined: Joined) -> dict[int, frozenset[str]]:
    found: dict[int, list[str | None]] = defaultdict(list)
    for child, upn in zip(joined.child[: senders.described].tolist(), senders.upn, strict=False):
        found[child].append(upn)
    return {child: comparable_upns(upns) for child, upns in found.items()}


def _first_names(senders: Senders, joined: Joined) -> list[int]:
    """The name by which each child was first described: its key stays the child's, whatever other names come later."""
    by_upn = np.array([upn_of_person(p) is not None for p in senders.persons[: senders.described]], dtype=bool)
    child = joined.child[: senders.described]
    order = np.lexsort((np.arange(len(child)), by_upn, senders.first_day, child))
    first = np.append(True, np.diff(child[order]) != 0) if len(order) else order.astype(bool)
    return order[first].tolist()


def _decided(senders: Senders, joined: Joined, standing: Sequence[Decision]) -> set[tuple[int, int]]:
    pairs: set[tuple[int, int]] = set()
    for decision in standing:
        numbers: list[int] = [senders.number[p] for p in decision.pair if p in senders.number]
        if decision.kind == TWO_CHILDREN and len(numbers) == 2:
            a, b = sorted(int(joined.child[n]) for n in numbers)
            pairs.add((a, b))
    return pairs


def _mentions(facts: Mapping[str, pa.Table], senders: Senders) -> dict[str, frozenset[int]]:
    """For each name that only facts carry, the schools that the facts come from."""
    bare = pa.array(senders.persons[senders.described :], pa.string())
    found: dict[str, set[int]] = defaultdict(set)
    for table in PEOPLE if len(bare) else ():
        if issubclass(table, OfPerson) and table.name in facts:
            rows = facts[table.name].select(["person", "urn"])
            rows = rows.set_column(0, "person", rows["person"].cast(pa.string()))
            rows = rows.filter(pc.is_in(rows["person"], value_set=bare))
            each = rows.group_by(["person", "urn"]).aggregate([])
            for person, urn in zip(each["person"].to_pylist(), each["urn"].to_pylist(), strict=True):
                found[person].add(urn)
    return {person: frozenset(urns) for person, urns in found.items()}


def _link(senders: Senders, joined: Joined, keys: Sequence[str], number: Ints) -> pa.Table:
    known = np.flatnonzero(joined.child >= 0).tolist()
    columns = {
        "person": [senders.persons[n] for n in known],
        "pupil": number[joined.child[known]] if len(known) else [],
        "pupil_key": [keys[n] for n in known],
        "how": [joined.how[n] for n in known],
    }
    return PersonLink.conform(pa.table(columns, schema=PersonLink.schema())).sort_by("person")


def _numbered(questions: pa.Table, number: Ints) -> pa.Table:
    for name in ("pupil", "other"):
        place = questions.column_names.index(name)
        numbers: Any = number[record_facts.integers(questions[name])] if questions.num_rows else []
        questions = questions.set_column(place, questions.schema.field(name), pa.array(numbers, pa.int64()))
    return questions
