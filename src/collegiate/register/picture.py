"""The register's part of the picture: schools, how they became one another, trusts and who belonged to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.register.lineage import Evidence, Step, institutions, steps_of
from collegiate.register.membership import Stay, current_trusts, end_with_schools, stays_of, trusts_only
from collegiate.register.places import add_coordinates, deprivation_rank, share_along, share_postcodes
from collegiate.register.rows import facts_of, known_date, latest_day
from collegiate.register.schools import (
    best_rows,
    closings,
    kinds_of,
    missing_from_register,
    phase_for,
    said_status,
    settle,
)
from collegiate.register.trusts import trusts_of
from collegiate.tables import (
    Establishment,
    EstablishmentLink,
    Group,
    GroupMember,
    Lineage,
    Membership,
    School,
    SmallArea,
    Trust,
)

_SETTLING = [
    "urn",
    "as_of",
    "authority",
    "la_code",
    "type_code",
    "type_name",
    "type_group",
    "phase",
    "low_age",
    "high_age",
    "status",
    "open_date",
    "close_date",
]

_STAYING = ["as_of", "urn", "group_uid", "group_status", "joined_date", "file_id", "line"]
_LINKING = ["as_of", "urn", "link_urn", "link_type", "established"]


def build_register(facts: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Make the tables School, Lineage, Trust and Membership from facts, by table name; a table not given counts as empty.

    Pure, and without a clock: *now* is the day of the latest extract. How each is decided stands at the head of
    `schools`, `lineage`, `trusts` and `membership`.
    """
    members, links = facts_of(facts, GroupMember), facts_of(facts, EstablishmentLink)
    establishments = facts_of(facts, Establishment)
    best = add_coordinates(share_postcodes(best_rows(establishments, members, links)))
    rows = best.select(_SETTLING).to_pylist()
    today = latest_day(facts, EstablishmentLink)
    steps = steps_of(links.select(_LINKING).to_pylist(), _evidence(rows), today)
    schools = share_along(_schools(best, rows, establishments, steps, closings(steps, today)))
    stays = stays_of(trusts_only(members).select(_STAYING).to_pylist())
    end_with_schools(stays, _last_days(schools))
    trusts = trusts_of(facts_of(facts, Group), members, stays)
    schools = _with_trusts(schools, stays, trusts)
    schools = schools.append_column("idaci_rank", deprivation_rank(schools["lsoa"], facts_of(facts, SmallArea)))
    return {
        School.name: School.conform(schools),
        Lineage.name: _lineage(steps),
        Trust.name: pa.Table.from_pylist(trusts, schema=Trust.schema()),
        Membership.name: _memberships(stays),
    }


def _evidence(rows: Sequence[Mapping[str, Any]]) -> Evidence:
    opened = {row["urn"]: day for row in rows if (day := known_date(row["open_date"]))}
    is_open = {row["urn"]: said_status(row) == "open" for row in rows}
    return Evidence(opened, is_open.get)


def _last_days(schools: pa.Table) -> dict[int, date]:
    closed = schools.filter(pc.is_valid(schools["close_date"]))
    return dict(zip(closed["urn"].to_pylist(), closed["close_date"].to_pylist(), strict=True))


def _schools(
    best: pa.Table,
    rows: Sequence[Mapping[str, Any]],
    establishments: pa.Table,
    steps: Sequence[Step],
    ended: Mapping[int, Any],
) -> pa.Table:
    """The columns of School that follow from the best rows and the steps."""
    kinds = kinds_of(rows)
    missing = missing_from_register(rows, kinds, establishments)
    settled = [settle(row, missing, ended) for row in rows]
    chain = institutions(steps)
    made: dict[str, list[Any]] = {
        "institution": [chain.get(row["urn"], row["urn"]) for row in rows],
        "phase": [phase_for(row, kind) for row, kind in zip(rows, kinds, strict=True)],
        "sector": [kind.sector if kind else None for kind in kinds],
        "type_code": [kind.code if kind else row["type_code"] for row, kind in zip(rows, kinds, strict=True)],
        "type_name": [kind.name if kind else row["type_name"] for row, kind in zip(rows, kinds, strict=True)],
        "type_group": [kind.group if kind else row["type_group"] for row, kind in zip(rows, kinds, strict=True)],
        "status": [status for status, _ in settled],
        "open_date": [known_date(row["open_date"]) for row in rows],
        "close_date": [day for _, day in settled],
    }
    schema, kept = School.schema(), set(School.columns())
    same = {name: best[name] for name in best.column_names if name in kept and name not in made}
    arrays = {name: pa.array(values, schema.field(name).type) for name, values in made.items()}
    name = best["establishment_name"]
    return pa.table({**same, **arrays, "school_name": name, "search_text": _search_text(best)})


def _search_text(best: pa.Table) -> Any:
    """Name, the name without its apostrophes, town, postcode, URN, LAESTAB as 860/4001."""
    name = pc.utf8_lower(best["establishment_name"])
    plain = pc.replace_substring_regex(name, "['’]", "")
    plain = pc.if_else(pc.equal(plain, name), None, plain)
    rest = [pc.utf8_lower(best[column]) for column in ("town", "postcode")]
    number = pc.utf8_lpad(best["establishment_number"].cast(pa.string()), 4, "0")
    laestab = pc.binary_join_element_wise(best["la_code"].cast(pa.string()), number, "/")
    words = [name, plain, *rest, best["urn"].cast(pa.string()), laestab]
    return pc.binary_join_element_wise(*words, " ", null_handling="skip")


def _with_trusts(schools: pa.Table, stays: Iterable[Stay], trusts: Iterable[Mapping[str, Any]]) -> pa.Table:
    now_in = current_trusts(stays)
    names = {trust["trust_uid"]: trust["trust_name"] for trust in trusts}
    uids = [now_in.get(urn) for urn in schools["urn"].to_pylist()]
    schools = schools.append_column("trust_uid", pa.array(uids, pa.int64()))
    return schools.append_column("trust_name", pa.array([names.get(uid) for uid in uids], pa.string()))


def _lineage(steps: Iterable[Step]) -> pa.Table:
    columns = ("urn", "next_urn", "happened", "kind", "days_apart", "joined")
    rows = [{name: getattr(step, name) for name in columns} for step in steps]
    return pa.Table.from_pylist(rows, schema=Lineage.schema())


def _memberships(stays: Iterable[Stay]) -> pa.Table:
    names = list(Membership.columns())
    return pa.Table.from_pylist(
        [{name: getattr(stay, name) for name in names} for stay in stays], schema=Membership.schema()
    )
