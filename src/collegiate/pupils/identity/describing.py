"""The table of children: each as the latest of all its descriptions has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.pupils import record_facts
from collegiate.pupils.identity.names import plain
from collegiate.pupils.record_facts import Ints
from collegiate.tables import Pupil
from collegiate.vocabulary import AcademicYear

_ENGLISH = ("ENG", "ENB")
_UNCLASSIFIED = ("REF", "NOT", "ZZZ")

_YEARS = ("E1", "E2", "N1", "N2", "R", *(str(y) for y in range(1, 15)))

_OF_CHILD = (
    "upn", "uln", "surname", "forename", "middle_names", "preferred_surname", "preferred_forename", "birth_date", "sex",
    "ethnicity", "language", "outward_code", "sen_provision", "sen_need", "free_school_meals", "pupil_premium",
    "service_child", "looked_after",
)  # fmt: skip
_OF_SPELL = ("entry_date", "leaving_date", "leaving_reason", "destination", "enrolment_status")
_NEEDS = ("sen_provision", "sen_need", "free_school_meals", "pupil_premium", "looked_after")


def latest(rows: pa.Table) -> pa.Table:
    """Return the last entry of each column that is not empty for each child."""
    return record_facts.last_words(rows, "pupil", _OF_CHILD)


def children(
    rows: pa.Table, keys: Sequence[str], spells: pa.Table, needs: pa.Table, today: date
) -> tuple[pa.Table, Ints]:
    """Return the children as table Pupil, and for each the number in the table that a child by number in `rows` has there.

    `rows` are rows of PupilRecord with their `pupil` and the day on which they knew the child (`known_on`), by child and day, `spells` each child's spell that counts now, `needs` rows of Need: what no
    description says of a need is taken from them. What belongs to a school (class, status, dates) is what that school said
    last. A year group that was written in an earlier academic year is moved on by the years since, up to the last day that
    the child was on roll: a child who repeats a year is in it again with the next file that says so.
    """
    said = latest(rows)
    columns: dict[str, Any] = {c: said[c] for c in _OF_CHILD if c not in ("preferred_surname", "preferred_forename")}
    columns["last_described"] = rows.group_by("pupil").aggregate([("as_of", "max")]).sort_by("pupil")["as_of_max"]
    columns["legal_surname"], columns["legal_forename"] = said["surname"], said["forename"]
    columns["surname"] = pc.coalesce(said["preferred_surname"], said["surname"])
    columns["forename"] = pc.coalesce(said["preferred_forename"], said["forename"])
    columns["english_additional"] = _english_additional(said["language"])
    columns["pupil_key"] = pa.array(keys)
    columns["search_text"] = pa.array(_search_texts(rows, said.num_rows))
    columns |= _needs_now(said, needs, today)
    columns |= _at_school(rows, said["pupil"], spells, today)
    return _in_order(pa.table({"pupil": said["pupil"], **columns}))


def _english_additional(language: Any) -> Any:
    known = pc.invert(pc.is_in(language, pa.array(_UNCLASSIFIED)))
    known = pc.and_(known, pc.is_valid(language))
    other = pc.invert(pc.is_in(language, pa.array(_ENGLISH)))
    return pc.if_else(known, other, pa.scalar(None, pa.bool_()))


_NAMES = ("surname", "forename", "middle_names", "preferred_surname", "preferred_forename", "former_surname")


def _search_texts(rows: pa.Table, count: int) -> list[str]:
    """Every name of each child, as written in small letters and without accents and hyphens."""
    found: list[dict[str, None]] = [{} for _ in range(count)]
    each_once = rows.select(["pupil", *_NAMES]).group_by(["pupil", *_NAMES], use_threads=False).aggregate([])
    for child, *names in zip(*(each_once[c].to_pylist() for c in ("pupil", *_NAMES)), strict=True):
        for name in names:
            if name:
                found[child] |= dict.fromkeys((name.casefold(), plain(name)))
    return [" ".join(names) for names in found]


def _needs_now(said: pa.Table, needs: pa.Table, today: date) -> dict[str, Any]:
    open_now = pc.and_(
        pc.less_equal(needs["start_date"], today),
        pc.fill_null(pc.greater_equal(needs["end_date"], today), True),
    )
    held = needs.filter(pc.fill_null(open_now, True))
    columns = {}
    for kind in _NEEDS:
        of_kind = held.filter(pc.equal(held["kind"], kind))
        where = pc.index_in(said["pupil"], value_set=of_kind["pupil"])
        code = pc.take(of_kind["code"], where)
        now = pc.if_else(pc.is_valid(where), True, None) if pa.types.is_boolean(said[kind].type) else code
        columns[kind] = pc.coalesce(said[kind], now.cast(said[kind].type))
    return columns


def _at_school(rows: pa.Table, pupil: Any, spells: pa.Table, today: date) -> dict[str, Any]:
    """What belongs to the school that has the child now, or had the child last."""
    last_said = rows.group_by("pupil", use_threads=False).aggregate([("urn", "last")]).sort_by("pupil")
    where = pc.index_in(pupil, value_set=spells["pupil"])
    columns: dict[str, Any] = {c: pc.take(spells[c], where) for c in _OF_SPELL}
    columns["urn"] = pc.coalesce(pc.take(spells["urn"], where), last_said["urn_last"])
    columns["on_roll"] = pc.fill_null(pc.take(spells["on_roll"], where), False)
    here = pa.table({"pupil": pupil, "at": columns["urn"]})
    own = rows.filter(pc.equal(rows["urn"], pc.take(here["at"], pc.index_in(rows["pupil"], value_set=pupil))))
    columns |= _looked_up(own, pupil, ("registration_group",))
    status = _looked_up(own, pupil, ("enrolment_status",))["enrolment_status"]
    columns["enrolment_status"] = pc.coalesce(columns["enrolment_status"], status)
    of_school = _year_groups(own, pupil, columns["leaving_date"], today)
    of_others = _year_groups(rows, pupil, columns["leaving_date"], today)
    columns["year_group"] = pc.coalesce(of_school, of_others, pc.take(spells["year_group"], where))
    return columns


def _looked_up(rows: pa.Table, pupil: Any, columns: Sequence[str]) -> dict[str, Any]:
    found = record_facts.last_words(rows, "pupil", columns)
    where = pc.index_in(pupil, value_set=found["pupil"])
    return {c: pc.take(found[c], where) for c in columns}


def _year_groups(rows: pa.Table, pupil: Any, leaving: Any, today: date) -> pa.Array:
    found = _looked_up(rows.filter(pc.is_valid(rows["year_group"])), pupil, ("year_group", "known_on"))
    said = zip(found["year_group"].to_pylist(), found["known_on"].to_pylist(), leaving.to_pylist(), strict=True)
    now = [moved_on(year, known, min(left or today, today)) if year else None for year, known, left in said]
    return pa.array(now, pa.string())


def moved_on(year_group: str, written: date, until: date) -> str:
    """Return the year group in the academic year of `until` of a child who was in `year_group` on the day `written`.

    >>> moved_on("R", date(2025, 10, 2), date(2026, 11, 20)), moved_on("13", date(2024, 1, 1), date(2026, 1, 1))
    ('1', '13')
    """
    years = AcademicYear.of(until).end - AcademicYear.of(written).end
    if year_group not in _YEARS or years <= 0:
        return year_group
    place = _YEARS.index(year_group) + years
    return _YEARS[place] if place < len(_YEARS) and (place <= _LAST or year_group == "14") else year_group


_LAST = _YEARS.index("14")


def _in_order(table: pa.Table) -> tuple[pa.Table, Ints]:
    """Number the children by school, year group, class and name, so that what belongs together lies together."""
    years = pc.fill_null(pc.index_in(table["year_group"], value_set=pa.array(_YEARS)), len(_YEARS))
    names = {f"_{c}": pc.fill_null(table[c], "") for c in ("registration_group", "surname", "forename")}
    order = pa.table({"urn": table["urn"], "_year": years, **names, "pupil_key": table["pupil_key"]})
    at = pc.sort_indices(order, [(c, "ascending") for c in order.column_names])
    number = np.empty(table.num_rows, np.int64)
    number[at.to_numpy()] = np.arange(1, table.num_rows + 1)
    placed = table.take(at).drop_columns(["pupil"])
    placed = placed.append_column("pupil", pa.array(np.arange(1, table.num_rows + 1)))
    return Pupil.conform(placed), number
