"""Counts of children: exact for whoever sees the children, disclosed for whoever sees counts alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from collegiate.disclosure import POLICY, Disclosed
from collegiate.disclosure.counts import ALL, CHILDREN, Counts
from collegiate.disclosure.gathering import gather
from collegiate.store import Look, ScopedReader, Store
from collegiate.web.api.answers import Answer
from collegiate.web.api.asked import Cursor, Limit, School, reader_asked
from collegiate.web.api.cursors import Place, place_asked
from collegiate.web.api.operation import reads
from collegiate.web.api.problems import NoLongerKeptError
from collegiate.web.api.rows import list_of, page
from collegiate.web.api.ways_in import OF_COUNTS, caller, token_said
from collegiate.web.authorization.rights import Right
from collegiate.web.counts.published import tables
from collegiate.web.scoped import children_of


class Count(Answer):
    """One count of children, or the symbol that says why there is none."""

    table: str = Field(description="what is counted")
    trust: int | None = Field(
        description="GIAS Group UID: for a count of a whole trust, and for an academy the trust that it is in"
    )
    urn: int | None = Field(description="the academy; null for a whole trust")
    period: str = Field(description="a week by its Monday, or the year in which the academic year ends")
    grouping: str = Field(description="all, or what the children are grouped by")
    group: str = Field(description="which group; all for everybody")
    part: str = Field(description="which part of them; children for their sum")
    value: float | None = Field(description="the count, or for a rate the percentage; null where there is none")
    symbol: str | None = Field(
        description="why there is none: c hidden so that no child can be recognised, x not available"
    )
    exact: bool = Field(
        description="whether it is the count itself; otherwise it is rounded so that no child can be told"
    )
    partial: bool = Field(description="whether parts of a total are hidden or absent")


CountsPage = list_of(Count, "Counts")

_Table = Annotated[
    Literal["nobody_missed", "attendance", "moving", "warnings", "data", "progress", "falling"] | None,
    Query(description="what is counted; without it, all"),
]
_When = Annotated[str | None, Query(pattern=r"^([0-9]{4}(-[0-9]{2}-[0-9]{2})?|now)$", description="a week by its Monday, or a year; without it, all")]  # fmt: skip
_Grouping = Annotated[
    Literal["all", "year_group", "sex", "free_school_meals", "sen_provision"] | None,
    Query(description="what the children are grouped by; without it, every grouping"),
]


@reads("counts", OF_COUNTS, "api-counts", tag="Counts of children", answers=CountsPage)
def counts(
    request: HttpRequest, table: _Table = None, period: _When = None, urn: School = None, grouping: _Grouping = None,
    cursor: Cursor = None, limit: Limit = 100,
) -> Answer:  # fmt: skip
    """List counts of children in the part of the trust that one is appointed for.

    They are exact for academies whose children one may see, and otherwise rounded and hidden so that no child can be recognised.
    They are of the present picture alone. Every call is written to the audit log.
    """
    place = place_asked(request, cursor, limit, None)
    _present(place)
    wanted = {"table": table, "period": period, "urn": urn, "grouping": grouping}
    _written(request, place.snapshot)
    found = [c for c in counted(request) if all(v is None or c[k] == v for k, v in wanted.items())]
    return page(CountsPage, place, len(found), place.of(found))


def counted(request: HttpRequest) -> list[dict[str, Any]]:
    """Return every count that the caller may have: an academy's are all exact or all disclosed."""
    disclosed = tables(request)
    exact = list(_exact(children_of(request), disclosed.trusts)) if caller(request).may(Right.SEE_CHILDREN) else []
    known = {c["urn"] for c in exact}
    rest = [c for c in _disclosed(disclosed) if c["urn"] not in known]
    return sorted([*exact, *rest], key=_order)


def disclosed_alone(request: HttpRequest, table: str) -> list[dict[str, Any]]:
    """Return the disclosed counts of a table that the caller may have, for a file that travels; that they were read is written down."""
    _written(request, reader_asked(request, None).snapshot)
    return sorted((c for c in _disclosed(tables(request)) if c["table"] == table), key=_order)


def _disclosed(found: Disclosed) -> list[dict[str, Any]]:
    return [
        {
            "table": c.table, "trust": c.trust, "urn": c.urn, "period": c.period, "grouping": c.grouping, "group": c.group, "part": c.part,
            "value": c.cell.value, "symbol": None if c.cell.symbol is None else c.cell.symbol.value, "exact": False, "partial": c.cell.partial,
        }
        for c in found.cells
    ]  # fmt: skip


def _exact(people: ScopedReader, trusts: Any) -> Iterator[dict[str, Any]]:
    for table in gather(people, POLICY):
        yield from _lines(table, trusts)


def _lines(table: Counts, trusts: Any) -> Iterator[dict[str, Any]]:
    """Yield a table's counts, each group's parts and their sum."""
    whole = {(ALL, ALL): table.rows}
    grouped = {
        (grouping, group): {urn: groups[group] for urn, groups in of.items() if group in groups}
        for grouping, of in table.groups.items() for group in sorted({g for groups in of.values() for g in groups})
    }  # fmt: skip
    for (grouping, group), rows in {**whole, **grouped}.items():
        for urn, parts in rows.items():
            named = [*zip(table.parts, parts, strict=True), (CHILDREN, sum(parts))]
            for part, n in named:
                yield {
                    "table": table.table, "trust": trusts.get(urn), "urn": urn, "period": table.period, "grouping": grouping, "group": group,
                    "part": part, "value": n, "symbol": None, "exact": True, "partial": False,
                }  # fmt: skip


def _order(c: dict[str, Any]) -> tuple[Any, ...]:
    return (c["table"], c["period"], c["urn"] or 0, c["trust"] or 0, c["grouping"], c["group"], c["part"])


def _present(place: Place) -> None:
    if place.snapshot != Store(settings.COLLEGIATE_STORE).current:
        raise NoLongerKeptError(
            "Counts of children are of the present picture, and a newer one was published. Begin the list again."
        )


def _written(request: HttpRequest, snapshot: str) -> None:
    """Write down that counts of children were read, before they are."""
    user = caller(request)
    roles = ", ".join(dict.fromkeys(a.held_role.called.casefold() for a in user.holding(Right.SEE_COUNTS)))
    why = f"read by the API, {token_said(request)}; as {roles}"
    Store(settings.COLLEGIATE_STORE).audit.looked(Look(user.email, "counts of children", why, (), snapshot))
