"""One row per URN: the best that the sources say about a school.

**Which row.** The row with the highest authority (the register before a school list before a by-catch), then the latest;
the other rows fill what it leaves empty. Schools that only a group link or a predecessor link names have what those say.

**Sector and phase** follow from the type of establishment where it settles them (a special school, a pupil referral unit,
a college), else from the register's phase, else from the ages.

**Status** is *open* or *closed* as far as the sources know, *proposed* before a school opens, and empty when none of them
says. A school is closed when its row says so; when a later register extract that covers its type and authority is without
it; or when a later link turns it into another. A school that only group links show, and the register extract does not, has
no status: the sources disagree. An extract covers an authority when it shows at least half of the schools
of its types that were open there before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.register.lineage import Kind, Step
from collegiate.register.rows import known_date
from collegiate.tables import Establishment
from collegiate.vocabulary.establishment_types import EstablishmentKind, establishment_kind
from collegiate.vocabulary.phases import Phase, phase_by_ages

REGISTER, BY_CATCH, GROUP_LINK, LINK = 3, 1, 0, -1
"""Authority of rows: a register extract (2 is a school list); other files; names in group links; names in predecessor links."""

CHILDRENS_CENTRE = 47


def best_rows(establishments: pa.Table, members: pa.Table, links: pa.Table) -> pa.Table:
    """Return one row of table Establishment per URN, its cells filled from every source that names the school."""
    rows = pa.concat_tables([establishments, _from_members(members), _from_links(links)])
    rows = rows.set_column(
        rows.column_names.index("authority"),
        "authority",
        pc.coalesce(rows["authority"], pa.scalar(BY_CATCH, pa.int64())),
    )
    rows = rows.sort_by(
        [("urn", "ascending"), ("authority", "descending"), ("as_of", "descending"), ("file_id", "ascending")]
    )
    others = [name for name in rows.column_names if name != "urn"]
    best = rows.group_by("urn", use_threads=False).aggregate([(name, "first") for name in others])
    return Establishment.conform(best.rename_columns([name.removesuffix("_first") for name in best.column_names]))


def _from_members(members: pa.Table) -> pa.Table:
    """What group links say of the schools in them; children's centres are in them too and are none."""
    schools = members.filter(pc.fill_null(pc.not_equal(members["type_code"], CHILDRENS_CENTRE), fill_value=True))
    same = (
        "as_of",
        "urn",
        "la_code",
        "la_name",
        "establishment_name",
        "type_code",
        "type_name",
        "phase",
        "file_id",
        "line",
    )
    authority = pa.nulls(schools.num_rows, pa.int64()).fill_null(GROUP_LINK)
    return Establishment.conform(schools.select(list(same)).append_column("authority", authority))


def _from_links(links: pa.Table) -> pa.Table:
    named = links.filter(pc.is_valid(links["link_name"]))
    return Establishment.conform(
        pa.table(
            {
                "as_of": named["as_of"],
                "urn": named["link_urn"],
                "establishment_name": named["link_name"],
                "authority": pa.nulls(named.num_rows, pa.int64()).fill_null(LINK),
                "file_id": named["file_id"],
                "line": named["line"],
            }
        )
    )


def kinds_of(rows: Sequence[Mapping[str, Any]]) -> list[EstablishmentKind | None]:
    """Return the type of establishment of each row, from its code or, failing that, its words."""
    known: dict[tuple[int | None, str | None], EstablishmentKind | None] = {}
    found = []
    for row in rows:
        key = row["type_code"], row["type_name"]
        if key not in known:
            known[key] = establishment_kind(*key)
        found.append(known[key])
    return found


def phase_for(row: Mapping[str, Any], kind: EstablishmentKind | None) -> str | None:
    """Return the phase: the type's own, else the register's, else what the ages imply; None when nothing says."""
    if kind and kind.phase:
        return kind.phase
    if row["phase"] and row["phase"] != Phase.NOT_APPLICABLE:
        return str(row["phase"])
    return phase_by_ages(row["low_age"], row["high_age"]) or row["phase"]


def said_status(row: Mapping[str, Any]) -> str | None:
    """Return what a school's own row says: open, closed, proposed, or None. A group's links are of schools that are open."""
    said = _status_words(row["status"])
    if said:
        return said
    if row["close_date"] and row["close_date"] <= row["as_of"]:
        return "closed"
    return "open" if row["authority"] == GROUP_LINK else None


@cache
def _status_words(words: str | None) -> str | None:
    plain = (words or "").strip().lower()
    return next((status for status in ("open", "closed", "proposed") if plain.startswith(status)), None)


def missing_from_register(
    rows: Sequence[Mapping[str, Any]], kinds: Sequence[EstablishmentKind | None], register: pa.Table
) -> set[int]:
    """Return the URNs of open schools that the latest register extract should show and does not."""
    extract = register.filter(pc.equal(register["authority"], REGISTER))
    if not extract.num_rows:
        return set()
    day = pc.max(extract["as_of"]).as_py()
    latest = extract.filter(pc.equal(extract["as_of"], day))
    shown = set(latest["urn"].to_pylist())
    types = {kind.code for row, kind in zip(rows, kinds, strict=True) if kind and row["urn"] in shown}
    due: dict[int | None, list[tuple[int, date]]] = defaultdict(list)
    for row, kind in zip(rows, kinds, strict=True):
        if kind and kind.code in types and (row["urn"] in shown or said_status(row) == "open"):
            due[row["la_code"]].append((row["urn"], row["as_of"]))
    return {
        urn for found in due.values() if _covers(found, shown) for urn, seen in found if urn not in shown and seen < day
    }


def _covers(due: Sequence[tuple[int, date]], shown: set[int]) -> bool:
    return 2 * sum(urn in shown for urn, _ in due) >= len(due)


def closings(steps: Iterable[Step], today: date | None) -> dict[int, date | None]:
    """Return the URNs that a conversion or merger ended, with their last day where it is known."""
    ended: dict[int, date | None] = {}
    for step in steps:
        if step.kind is not Kind.SPLIT and not (step.happened and today and step.happened > today):
            ended[step.urn] = step.happened - timedelta(days=1) if step.happened else None
    return ended


def settle(
    row: Mapping[str, Any], missing: set[int], ended: Mapping[int, date | None]
) -> tuple[str | None, date | None]:
    """Return a school's status and the day on which it closed, from its row, a later extract and later links."""
    status, urn = said_status(row), row["urn"]
    last_day = ended.get(urn)
    if status == "closed":
        return status, known_date(row["close_date"]) or last_day
    gone = urn in missing or status is None or (last_day is not None and last_day >= row["as_of"])
    if urn in ended and gone:
        return "closed", last_day
    if urn in missing:
        return ("closed" if row["authority"] > GROUP_LINK else None), None
    return status, None
