"""What may be asked of a snapshot. Answers are plain rows with the columns of the canonical tables."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from collegiate.engine import Between, Contains, Database
from collegiate.store.layout import Layout
from collegiate.store.scope import Scope
from collegiate.store.scoped import Audit, ScopedReader
from collegiate.tables import RECORD

Row = dict[str, Any]

_STANDING = (
    "urn", "value", "low", "high", "n", "p_top_quarter", "rank", "rank_low", "rank_high", "rank_of", "indistinguishable",
    "children_to_target", "points_to_target", "estimate", "estimate_sd", "similar_median", "similar_k", "set_id",
)  # fmt: skip


_BEHIND_A_SCOPE = frozenset(t.name for t in RECORD)


class ScopeNeededError(Exception):
    """Rows about children were asked for without a scope."""


class NoSnapshotError(Exception):
    """There is nothing to read yet, or no longer; the message says what to do."""


class Reader:
    """A reader of one snapshot."""

    def __init__(self, database: Database, layout: Layout) -> None:
        self._database = database
        self._layout = layout

    @functools.cached_property
    def about(self) -> dict[str, str]:
        """What the build wrote of itself: snapshot, made_at, the trust it was made for, the versions it was made by."""
        return {r["name"]: r["value"] for r in self._database.select("about")}

    @property
    def snapshot(self) -> str:
        """The snapshot's id."""
        return self.about["snapshot"]

    @property
    def made_at(self) -> str:
        """When the snapshot was made, ISO 8601 UTC."""
        return self.about["made_at"]

    @property
    def has_children(self) -> bool:
        """Whether the snapshot has any child's record; whose it is takes a scope."""
        return "pupil" in self._database.tables and self._database.count("pupil") > 0

    @property
    def has_counts(self) -> bool:
        """Whether the snapshot has the trust's own sums, be it without the children behind them: what a frozen pack rests on."""
        return self.has_children or (
            "school_series" in self._database.tables and self._database.count("school_series") > 0
        )

    def schools_with_children(self) -> list[int]:
        """Return the URNs of the academies that have ever had a child in the record; whose, takes a scope."""
        return sorted(urn for (urn,) in self._database.tally("pupil", ["urn"])) if self.has_children else []

    def scoped(self, scope: Scope, audit: Audit) -> ScopedReader:
        """Return the reader of children's rows within a scope; `audit` is told of every look before it is answered."""
        return ScopedReader(self._database, self._layout, self.snapshot, scope, audit)

    def columns(self, table: str) -> tuple[str, ...]:
        """Return the names of a table's columns: a snapshot of an earlier version may lack the latest."""
        return self._database.columns(table)

    def count(self, table: str, **equals: Any) -> int:
        """Count the rows of a table in which every named column equals its value. Raises `ScopeNeededError` for children's."""
        _open_to_all(table)
        return self._database.count(table, equals)

    def tally(self, table: str, *by: str, **equals: Any) -> dict[tuple[Any, ...], int]:
        """Count a table's rows by the values of some columns. Raises `ScopeNeededError` for children's."""
        _open_to_all(table)
        return self._database.tally(table, by, equals)

    def school(self, urn: int) -> Row | None:
        """Return the school with this URN, or None."""
        return next(iter(self.schools([urn])), None)

    def schools(self, urns: Sequence[int], *, columns: Sequence[str] = ()) -> list[Row]:
        """Return the schools with these URNs, by URN; `columns` reads only some."""
        return (
            self._database.select("school", where={"urn": list(urns)}, columns=columns, order=["urn"]) if urns else []
        )

    def institution(self, urn: int) -> list[Row]:
        """Return every establishment of the institution that this URN belongs to, the earliest first.

        Of many older ones the day on which they opened is not known: such a one stands where it closed.
        """
        school = self.school(urn)
        if school is None:
            return []
        rows = self._database.select("school", where={"institution": school["institution"]}, order=["urn"])
        return sorted(rows, key=lambda r: r["open_date"] or r["close_date"] or date.max)

    def lineage(self, urns: Sequence[int]) -> list[Row]:
        """Return the steps that lead into or out of any of these URNs, by date."""
        into = self._database.select("lineage", where={"next_urn": list(urns)})
        out = self._database.select("lineage", where={"urn": list(urns)})
        steps = {(r["urn"], r["next_urn"]): r for r in [*into, *out]}
        return sorted(steps.values(), key=lambda r: (str(r["happened"] or ""), r["urn"]))

    def trusts(self, *, limit: int | None = None, offset: int = 0, academies: Sequence[int] | None = None) -> list[Row]:
        """Return trusts by name; `academies` as (least, most) keeps those with so many members."""
        where: dict[str, Any] = {"academies": Between(*academies)} if academies else {}
        return self._database.select(
            "trust", where=where, order=["trust_name", "trust_uid"], limit=limit, offset=offset
        )

    def trust(self, uid: int) -> Row | None:
        """Return the trust with this Group UID, or None."""
        return next(iter(self._database.select("trust", where={"trust_uid": uid})), None)

    def memberships(self, *, trust: int | None = None, urns: Sequence[int] = ()) -> list[Row]:
        """Return stays in a trust, or stays of schools, by the day on which they began."""
        where: dict[str, Any] = {"trust_uid": trust} if trust is not None else {"urn": list(urns)}
        return self._database.select("membership", where=where, order=["joined", "urn"])

    def members(self, trust: int, *, columns: Sequence[str] = ()) -> list[Row]:
        """Return the schools that are in a trust now, each with its stay's `joined`, by phase's age and name.

        `columns` reads only some; urn, school_name, low_age and high_age have to be among them.
        """
        stays = {r["urn"]: r for r in self.memberships(trust=trust) if r["left_before"] is None}
        schools = [
            {**school, "joined": stays[school["urn"]]["joined"]}
            for school in self.schools(list(stays), columns=columns)
        ]
        return sorted(schools, key=lambda s: (-(s["high_age"] or 0), -(s["low_age"] or 0), s["school_name"] or ""))

    def figures(
        self,
        *,
        urns: Sequence[int] = (),
        trust: int | None = None,
        measure: str | Sequence[str] | None = None,
        period: int | None = None,
        shown: bool | None = None,
        columns: Sequence[str] = (),
    ) -> list[Row]:
        """Return figure rows of schools or of one trust, by measure, period and release.

        `shown=True` leaves earlier releases out; `columns` reads only some: a tenth of the time where few are needed of many schools.
        """
        where: dict[str, Any] = (
            {"subject": "school", "urn": list(urns)} if trust is None else {"subject": "trust", "trust_uid": trust}
        )
        where |= {k: v for k, v in (("measure", measure), ("period", period), ("shown", shown)) if v is not None}
        return self._database.select(
            "figure", where=where, columns=columns, order=["measure", "period", "urn", "release"]
        )

    def trust_figures(self, measure: str | Sequence[str], period: int) -> list[Row]:
        """Return every trust's pooled figure of one measure or several in a period that has a number, with its trust's name and kind.

        Few columns: measure, trust_uid, value, low, high, n.
        """
        where = {"subject": "trust", "measure": measure, "period": period, "shown": True}
        columns = ["measure", "trust_uid", "value", "low", "high", "n"]
        rows = [r for r in self._database.select("figure", where=where, columns=columns) if r["value"] is not None]
        about = self._database.select("trust", columns=["trust_uid", "trust_name", "kind"]) if rows else []
        named = {t["trust_uid"]: t for t in about}
        for row in rows:
            row.update(named.get(row["trust_uid"], {"trust_name": "", "kind": ""}))
        return rows

    def standings(self, measure: str, period: int, *, urns: Sequence[int] | None = None) -> list[Row]:
        """Return where schools stand in a measure and period, by URN: the shown figures with a value, each with its school's `name`."""
        where: dict[str, Any] = {"subject": "school", "measure": measure, "period": period, "shown": True}
        where |= {} if urns is None else {"urn": list(urns)}
        rows = self._database.select("figure", where=where, columns=_STANDING, order=["urn"])
        rows = [r for r in rows if r["value"] is not None]
        named = self._database.select("school", where={"urn": [r["urn"] for r in rows]}, columns=["urn", "school_name"])
        names = {r["urn"]: r["school_name"] for r in named}
        return [{**r, "name": names.get(r["urn"])} for r in rows]

    def periods(self, *, urns: Sequence[int]) -> list[int]:
        """Return the periods for which any of these schools has a figure, the latest first."""
        found = self._database.tally("figure", ["period"], {"subject": "school", "urn": list(urns)}) if urns else {}
        return sorted((p for (p,) in found), reverse=True)

    def similar_set(self, set_id: str, urn: int) -> Row | None:
        """Return the frozen set of schools that a school is compared with."""
        return next(iter(self._database.select("similar_set", where={"urn": urn, "set_id": set_id})), None)

    def similar_sets(self, urn: int) -> list[Row]:
        """Return a school's sets in every period, the latest first."""
        return self._database.select("similar_set", where={"urn": urn}, order=["-period"])

    def intakes(self, urns: Sequence[int], period: int) -> list[Row]:
        """Return the intake of schools in a period."""
        return self._database.select("intake", where={"urn": list(urns), "period": period}) if urns else []

    def contextual_effects(self, urns: Sequence[int], measure: str | None = None) -> list[Row]:
        """Return schools' contextual effects, of all measures or one."""
        return self._of_schools("contextual_effect", urns, measure, ["measure", "urn"])

    def alerts(self, urns: Sequence[int], measure: str | None = None) -> list[Row]:
        """Return the looks at academies' published figures for a fall: raised, not raised, and those that could not be looked at."""
        return self._of_schools("alert", urns, measure, ["urn", "measure", "kind"])

    def published_bands(self, urns: Sequence[int], measure: str | None = None) -> list[Row]:
        """Return the bands that the Department for Education put schools' figures in, of all measures or one."""
        return self._of_schools("published_band", urns, measure, ["measure", "period", "urn", "release"])

    def _of_schools(self, table: str, urns: Sequence[int], measure: str | None, order: list[str]) -> list[Row]:
        """Rows of a table by school; none from a snapshot that was made before there was such a table."""
        if not urns or table not in self._database.tables:
            return []
        where: dict[str, Any] = {"urn": list(urns)} | ({} if measure is None else {"measure": measure})
        return self._database.select(table, where=where, order=order)

    def intakes_of(self, phase_group: str, period: int) -> list[Row]:
        """Return the intakes of every school of a phase group in a period, by URN: among which one could have others."""
        where = {"phase_group": phase_group, "period": period}
        return self._database.select("intake", where=where, order=["urn"])

    def inspections(self, urns: Sequence[int]) -> list[Row]:
        """Return inspection outcomes, the latest first."""
        return self._database.select(
            "inspection", where={"urn": list(urns)}, order=["-inspection_date", "-as_of", "urn", "area"]
        )

    def measures(self) -> list[Row]:
        """Return the definitions that the figures were made by, in the order in which they are shown."""
        return self._database.select("measure", order=["position"])

    def receipts(self, file_ids: Sequence[int] | None = None) -> list[Row]:
        """Return receipts, all or some."""
        where = {} if file_ids is None else {"file_id": sorted(set(file_ids))}
        return self._database.select("receipt", where=where, order=["file_id"])

    def refused(self, file_id: int, *, limit: int | None = None, offset: int = 0) -> list[Row]:
        """Return what was refused of one file, by line; of a file about children nothing, without a scope."""
        if self._about_people(file_id):
            return []
        return self._database.select(
            "refused_row", where={"file_id": file_id}, order=["line", "column_name"], limit=limit, offset=offset
        )

    def checks(self, *, urns: Sequence[int] | None = None, limit: int | None = None, offset: int = 0) -> list[Row]:
        """Return what the checks found, all or about some schools."""
        where = {} if urns is None else {"urn": list(urns)}
        return self._database.select(
            "check_result", where=where, order=["check", "urn", "line"], limit=limit, offset=offset
        )

    def search(self, text: str, *, limit: int = 50) -> dict[str, list[Row]]:
        """Find trusts and schools that hold every word of `text`, open schools first; nothing is found by nothing."""
        words = tuple(text.casefold().replace("'", "").replace("’", "").split())[:8]
        if not words:
            return {"trusts": [], "schools": []}
        where = {"search_text": Contains(words)}
        return {
            "trusts": self._database.select("trust", where=where, order=["-academies", "trust_name"], limit=limit),
            "schools": self._database.select(
                "school", where=where, order=["-status", "school_name", "urn"], limit=limit
            ),
        }

    def near(self, latitude: float, longitude: float, *, degrees: float, limit: int = 400) -> list[Row]:
        """Return the open schools in a box around a point."""
        where = {
            "latitude": Between(latitude - degrees, latitude + degrees),
            "longitude": Between(longitude - 1.7 * degrees, longitude + 1.7 * degrees),
            "status": "open",
        }
        columns = ["urn", "school_name", "phase", "latitude", "longitude", "trust_uid"]
        return self._database.select("school", where=where, columns=columns, order=["urn"], limit=limit)

    def places(self, latitude: Between, longitude: Between) -> list[Row]:
        """Return the outward codes within a box, for labels on a map."""
        where = {"latitude": latitude, "longitude": longitude}
        return self._database.select("postcode_district", where=where, order=["outward_code"])

    def original(self, file_id: int) -> Path | None:
        """Return the kept original of a file, or None when it is not there or tells of children."""
        receipt = None if self._about_people(file_id) else next(iter(self.receipts([file_id])), None)
        folder = self._layout.original(receipt["sha256"]) if receipt else None
        return next(iter(folder.iterdir()), None) if folder and folder.is_dir() else None

    def _about_people(self, file_id: int) -> bool:
        return any(r.get("people") for r in self.receipts([file_id]))


def _open_to_all(table: str) -> None:
    if table in _BEHIND_A_SCOPE:
        raise ScopeNeededError(f"{table} tells of children: ask reader.scoped(scope).")
