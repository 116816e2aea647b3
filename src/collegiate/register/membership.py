"""Who belonged to which trust, and when: stays found between extracts of the register's group links.

An extract shows members as they are on its day; a school that left is simply not there any more. So a stay begins on the
joined date, and ends between the last extract that shows it and the first that does not. A later extract counts as not
showing it only when it speaks of that school or that trust at all, or lists at least half of the trusts that were there
before: a file of one trust says nothing about the others. A row of a closed trust is not a showing.

Where extracts give different joined dates for the same stay, the latest extract is right: the register corrects itself. A
school that comes back after an extract without it, and joined again since, has a second stay. Extracts go on showing some
schools that have closed: the stay of a school whose last day is known ends with that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.register.rows import known_date

TRUST_KINDS: Mapping[int, str] = {
    6: "multi_academy_trust",
    10: "single_academy_trust",
    11: "single_academy_trust",
}
"""Group types that are academy trusts. 2 is a foundation trust of maintained schools, 5 a sponsor, 7 an umbrella trust."""

_BY_WORDS: Mapping[str, int] = {
    "multi-academy trust": 6,
    "single-academy trust": 10,
    "secure single-academy trust": 11,
}


Key = tuple[int, int]
Row = Mapping[str, Any]


@dataclass(slots=True)
class Stay:
    """One stay of one school in one trust, as extracts show it."""

    urn: int
    trust_uid: int
    joined: date | None
    seen: date
    file_id: int
    line: int
    left_after: date | None = None
    left_before: date | None = None
    moved_to: int | None = None

    @property
    def current(self) -> bool:
        """Whether no later extract is without it."""
        return self.left_before is None


def trust_type(row: Row) -> int:
    """Return the group type code of an academy trust, from the code or its words."""
    code = row["group_type_code"]
    return int(code) if code is not None else _BY_WORDS[row["group_type"].strip().lower()]


def trusts_only(groups: pa.Table) -> pa.Table:
    """Return the rows of groups, or of their links, that are of academy trusts."""
    codes = pc.is_in(groups["group_type_code"], value_set=pa.array(list(TRUST_KINDS), pa.int64()))
    words = pc.is_in(pc.utf8_lower(groups["group_type"]), value_set=pa.array(list(_BY_WORDS)))
    return groups.filter(pc.if_else(pc.is_valid(groups["group_type_code"]), codes, words))


def stays_of(members: Iterable[Mapping[str, Any]]) -> list[Stay]:
    """Turn the rows of `group_member` that are of trusts, from one or more extracts, into stays by school and joining."""
    extracts = _extracts(members)
    stays: dict[Key, list[Stay]] = defaultdict(list)
    before: set[int] = set()
    for day in sorted(extracts):
        shown = extracts[day]
        trusts = {uid for _, uid in shown}
        _end(stays, shown, day, everything=bool(before) and 2 * len(before & trusts) >= len(before))
        for key, row in shown.items():
            _show(stays[key], row, day)
        before = trusts
    return sorted(
        (stay for found in stays.values() for stay in found),
        key=lambda stay: (stay.urn, stay.joined or date.min, stay.trust_uid),
    )


def end_with_schools(stays: Iterable[Stay], closed: Mapping[int, date]) -> None:
    """End the current stays of schools that closed, by the last day of each."""
    for stay in stays:
        last_day = closed.get(stay.urn)
        if stay.current and last_day:
            stay.left_after, stay.left_before = last_day, last_day + timedelta(days=1)


def current_trusts(stays: Iterable[Stay]) -> dict[int, int]:
    """Return the trust that each school belongs to now; of two at once, the one that it joined last."""
    return {stay.urn: stay.trust_uid for stay in stays if stay.current}


def _extracts(members: Iterable[Mapping[str, Any]]) -> dict[date, dict[Key, Row]]:
    extracts: dict[date, dict[Key, Row]] = defaultdict(dict)
    for row in members:
        extracts[row["as_of"]][row["urn"], row["group_uid"]] = row
    return extracts


def _is_closed(row: Row) -> bool:
    return (row["group_status"] or "").strip().lower() == "closed"


def _end(stays: Mapping[Key, Sequence[Stay]], shown: Mapping[Key, Row], day: date, *, everything: bool) -> None:
    """End every stay that this extract should show and does not; `everything`: it should show them all."""
    trusts = {uid for _, uid in shown}
    now_in = _open_trusts(shown)
    for key, found in stays.items():
        stay = found[-1]
        if not stay.current or (key in shown and not _is_closed(shown[key])):
            continue
        if everything or stay.urn in now_in or stay.trust_uid in trusts:
            stay.left_after, stay.left_before, stay.moved_to = stay.seen, day, now_in.get(stay.urn)


def _open_trusts(shown: Mapping[Key, Row]) -> dict[int, int]:
    """The trust that an extract shows each school in; of two, the one that it joined last."""
    rows = sorted(shown.values(), key=lambda row: row["joined_date"] or date.min)
    return {row["urn"]: row["group_uid"] for row in rows if not _is_closed(row)}


def _show(stays: list[Stay], row: Row, day: date) -> None:
    """Record that an extract shows a school in a trust: a first stay, the same one, or another after a time away."""
    if _is_closed(row):
        if not stays:
            stays.append(_stay(row, day))
            stays[-1].left_before = day
        return
    last = stays[-1] if stays else None
    joined = known_date(row["joined_date"])
    if last is None or _came_back(last, joined):
        stays.append(_stay(row, day))
        return
    last.joined, last.seen = joined or last.joined, day
    last.file_id, last.line = row["file_id"], row["line"]
    last.left_after = last.left_before = last.moved_to = None


def _came_back(last: Stay, joined: date | None) -> bool:
    """Whether the school joined again since it was last shown; otherwise an extract had merely left it out."""
    return not last.current and joined is not None and joined > (last.left_after or date.max)


def _stay(row: Row, day: date) -> Stay:
    return Stay(row["urn"], row["group_uid"], known_date(row["joined_date"]), day, row["file_id"], row["line"])
