"""What a store holds on one person, gathered from every table and file; and whose the lines of the audit journal are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import pyarrow.compute as pc
import pyarrow.parquet as pq

from collegiate.engine import Contains
from collegiate.store.scoped import ScopedReader
from collegiate.tables import (
    PEOPLE,
    RECORD,
    ClassTeacher,
    Pupil,
    PupilRecord,
    StaffMember,
    Table,
    UnknownBlock,
)

Row = dict[str, Any]

_KEPT_AS_SENT: tuple[type[Table], ...] = (PupilRecord, UnknownBlock)
"""Facts of which a snapshot has no table by child: they are read from the facts themselves."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file in which a person stands: the name that it was sent under, the hash of the kept original, and the lines."""

    file: str
    sha256: str
    title: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that a store holds on one person: who it is, rows by table, and the files in which they stand."""

    person: Row
    tables: tuple[tuple[type[Table], tuple[Row, ...]], ...]
    places: tuple[Place, ...]
    refused: tuple[Row, ...]
    cards: tuple[str, ...] = ()
    staff: Mapping[str, str] | None = None
    """Names of members of staff by the sender's name for them."""

    @property
    def rows(self) -> int:
        """How many rows there are, of every table."""
        return sum(len(rows) for _, rows in self.tables) + len(self.refused)


class PersonsReader(ScopedReader):
    """A scoped reader that can also gather everything held on one person, for whoever answers persons or reads the audit journal."""

    @classmethod
    def of(cls, people: ScopedReader) -> Self:
        """Return it with the scope and the audit of another reader."""
        return cls(people._database, people._layout, people._snapshot, people.scope, people._audit)

    @property
    def snapshot(self) -> str:
        """The id of the snapshot that is read."""
        return self._snapshot

    def keys_held(self) -> frozenset[str]:
        """Return every key that leads to a child of the scope, without a name and without saying which is whose: no look."""
        self._must_name()
        held = {
            r["pupil"]: r["pupil_key"]
            for r in self._database.select("pupil", where=self._within({}), columns=["pupil", "pupil_key"])
        }
        links = self._database.select("person_link", columns=["pupil", "pupil_key"])
        return frozenset([*held.values(), *(r["pupil_key"] for r in links if r["pupil"] in held)])

    def named(self, keys: Collection[str], *, what: str) -> dict[str, Row]:
        """Return the children of the scope whom keys lead to, by key: one look at each, described by `what`."""
        self._must_name()
        wanted = sorted(set(keys))
        if not wanted:
            return {}
        links = {
            r["pupil_key"]: r["pupil"]
            for r in self._database.select("person_link", where={"pupil_key": wanted}, columns=["pupil_key", "pupil"])
        }
        children = {r["pupil_key"]: r for r in self._children({"pupil_key": wanted})}
        former = self._numbered(links[k] for k in wanted if k in links and k not in children)
        children |= {k: former[links[k]] for k in wanted if k not in children and links.get(k) in former}
        self._looked(what, list({r["pupil"]: r for r in children.values()}.values()))
        return children

    def one_exactly(self, *, surname: str, forename: str, birth_date: date, what: str) -> Row | None:
        """Return the one child of the scope with exactly these names and birth date; None for none, and for more than one.

        Capitals and spaces do not count. Only a child who is returned has been looked at.
        """
        wanted = (_plain(surname), _plain(forename))
        born = self._children({"birth_date": birth_date}) if all(wanted) else []
        found = [c for c in born if wanted[0] in _names(c, "surname") and wanted[1] in _names(c, "forename")]
        if len(found) != 1:
            return None
        self._looked(what, found)
        return found[0]

    def everything(self, key: str, *, what: str) -> Held | None:
        """Return everything held on a child of the scope, pupil numbers among it: for the child's own file, never for a page.

        None for a child who is not in the scope. `what` says in the audit log what it is for.
        """
        child = self._child(key)
        if child is None:
            return None
        self._looked(what, [child])
        pupil = child["pupil"]
        whole = self._database.select("pupil", where={"pupil": pupil})[0]
        names = [r["person"] for r in self._database.select("person_link", where={"pupil": pupil}, columns=["person"])]
        tables = [(t, self._rows_on(t, pupil)) for t in RECORD if t is not Pupil and t.name in self._database.tables]
        tables += [(t, self._facts(t, "person", names)) for t in _KEPT_AS_SENT]
        held = tuple((t, tuple(rows)) for t, rows in tables if rows)
        places = self._places(names, held)
        cards = tuple(r["card"] for r in self.flag_model()) if any(t.name == "flag" for t, _ in held) else ()
        return Held(whole, held, places, tuple(self._refusals(whole)), cards, self._staff_names(held))

    def staff_by_email(self, email: str) -> list[Row]:
        """Return what files say of members of staff with a work address, at academies that the scope holds whole."""
        self._must_name()
        wanted = email.strip().casefold()
        rows = self._facts(StaffMember, "email", None)
        return [r for r in rows if _plain(r["email"]) == wanted and self.scope.holds_school(r["urn"])]

    def everything_of_staff(self, email: str) -> Held:
        """Return what files say of a member of staff: their own rows, and the classes; what they wrote of children is the children's."""
        own = self.staff_by_email(email)
        names = sorted({r["staff"] for r in own})
        tables: list[tuple[type[Table], list[Row]]] = [(StaffMember, own)]
        tables.append((ClassTeacher, self._facts(ClassTeacher, "staff", names)))
        held = tuple((t, tuple(rows)) for t, rows in tables if rows)
        lines: dict[int, set[int]] = defaultdict(set)
        for _, rows in held:
            for row in rows:
                lines[row["file_id"]].add(row["line"])
        return Held({"email": email}, held, self._files(lines), ())

    def other_names_in(self, pupil: int, texts: Iterable[str]) -> dict[str, int]:
        """Return words of these texts that are names of other children of the child's schools, with how many texts hold them.

        Names alone are compared; whose they are is not told, and the child's own are left out.
        """
        self._must_hold([pupil])
        own = self._children({"pupil": pupil})[0]
        mine = _names(own, "surname") | _names(own, "forename")
        schools = sorted({own["urn"], *self._schools_of(pupil)})
        rows = self._database.select("pupil", where={"urn": schools}, columns=["forename", "surname"])
        known = {_plain(r[c]): r[c] for r in rows for c in ("forename", "surname") if r[c]}
        found: dict[str, int] = defaultdict(int)
        for text in texts:
            for word in {w for w in re.findall(r"[^\W\d_][\w'’-]+", text) if w[0].isupper()}:
                if _plain(word) in known and _plain(word) not in mine:
                    found[word] += 1
        return dict(found)

    def _rows_on(self, table: type[Table], pupil: int) -> list[Row]:
        columns = self._database.columns(table.name)
        if "pupil" not in columns:
            return []
        where: Row = {"pupil": pupil}
        if table.name == "mark" and (schools := self._schools_of(pupil)):
            where["urn"] = schools
        rows = self._database.select(table.name, where=where)
        if "other" in columns:
            rows += self._database.select(table.name, where={"other": pupil})
        return sorted(rows, key=lambda r: [(r[k] is None, str(r[k])) for k in table.key])

    def _facts(self, table: type[Table], column: str, wanted: Sequence[str] | None) -> list[Row]:
        """Return rows of a fact table in which a column has one of some values; all of them without."""
        import pyarrow.dataset as ds  # takes a third of a second to import: it brings pandas where that is installed

        found = ds.dataset(self._fact_files(table)) if self._fact_files(table) else None
        if found is None or (wanted is not None and not wanted):
            return []
        fits = None if wanted is None else pc.is_in(pc.field(column).cast("string"), value_set=_strings(wanted))
        rows: list[Row] = found.to_table(filter=fits).to_pylist()
        return rows

    def _fact_files(self, table: type[Table]) -> list[str]:
        return [str(p) for p in sorted(self._layout.facts(self._snapshot).glob(f"{table.name}-*.parquet"))]

    def _places(self, names: Sequence[str], held: Iterable[tuple[type[Table], Sequence[Row]]]) -> tuple[Place, ...]:
        """Return the files in which any row stands that tells of one of these names, superseded rows among them."""
        lines: dict[int, set[int]] = defaultdict(set)
        for table in PEOPLE:
            if "person" not in table.columns():
                continue
            for row in self._lines_of(table, names):
                lines[row["file_id"]].add(row["line"])
        for row in (r for _, rows in held for r in rows):
            if row.get("file_id") is not None and row.get("line") is not None:
                lines[row["file_id"]].add(row["line"])
        return self._files(lines)

    def _lines_of(self, table: type[Table], names: Sequence[str]) -> list[Row]:
        found: list[Row] = []
        for path in self._fact_files(table):
            rows = pq.read_table(path, columns=["file_id", "line", "person"])
            fits = pc.is_in(rows["person"].cast("string"), value_set=_strings(names))
            found += rows.filter(fits).select(["file_id", "line"]).to_pylist()
        return found

    def _files(self, lines: Mapping[int, Collection[int]]) -> tuple[Place, ...]:
        receipts = self._database.select("receipt", where={"file_id": sorted(lines)}, order=["file"]) if lines else []
        return tuple(
            Place(r["file"], r["sha256"], r["title"] or r["source"] or "", tuple(sorted(lines[r["file_id"]])))
            for r in receipts
        )

    def _refusals(self, child: Row) -> list[Row]:
        """Return refused rows in which the child's number, or both of their names, stand."""
        told: list[tuple[str, ...]] = [(child["upn"],)] if child["upn"] else []
        told += [
            (child[s], child[f])
            for s in ("surname", "legal_surname")
            for f in ("forename", "legal_forename")
            if child[s] and child[f]
        ]
        found: dict[tuple[Any, ...], Row] = {}
        for words in dict.fromkeys(told):
            for row in self._database.select("refused_row", where={"row_text": Contains(tuple(words))}):
                found[row["file_id"], row["line"], row["column_name"]] = row
        files = self._database.select("receipt", where={"file_id": sorted({k[0] for k in found})}) if found else []
        about_people = {r["file_id"]: r["file"] for r in files if r["people"]}
        return [r | {"file": about_people[k[0]]} for k, r in sorted(found.items(), key=str) if k[0] in about_people]

    def _staff_names(self, held: Iterable[tuple[type[Table], Sequence[Row]]]) -> dict[str, str]:
        wanted = sorted({r["staff"] for _, rows in held for r in rows if r.get("staff")})
        named = {r["staff"]: " ".join(filter(None, (r["title"], r["forename"], r["surname"]))) for r in self._facts(StaffMember, "staff", wanted)}  # fmt: skip
        given = {r["staff"]: r["staff_name"] for _, rows in held for r in rows if r.get("staff_name")}
        return given | named


def _strings(values: Iterable[str]) -> Any:
    import pyarrow as pa

    return pa.array(list(values), pa.string())


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def _names(child: Row, kind: str) -> set[str]:
    return {_plain(child[c]) for c in (kind, f"legal_{kind}") if child[c]}
