"""What intake knows how to read: one folder per source, described in its `source.toml`."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from collegiate.intake.grid import Grid
from collegiate.intake.headers import plain
from collegiate.tables import FACTS, PEOPLE, Observation, ReferenceRow, Table
from collegiate.vocabulary.codes import code_list
from collegiate.vocabulary.symbols import Symbol

HERE = Path(__file__).parent
_TABLES = {table.name: table for table in (*FACTS, *PEOPLE)}
_PLACES = ("name", "manifest", "as_of", "period", "sent")
_FACT_DEFAULTS = {"file_id", "line"}
_OF_PEOPLE = frozenset(table.name for table in PEOPLE)
_VERBATIM = {"text": "words", "word": "words"}
"""How the text of people's tables is read unless a source says otherwise: a child may be called Na."""


class SourceError(ValueError):
    """A source or mapping file that does not say what it must. The message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Recognise:
    """How a file of the source is known by its headers."""

    headers: tuple[str, ...] = ()
    any: tuple[tuple[str, ...], ...] = ()
    none: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    sheet: str = ""
    header_row: int | str = 1
    header_rows: int = 1
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    short_rows: bool = False
    exact_width: str = ""
    empty_row: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a year, a day or a release is looked for, in order, and how a lone year is to be read."""

    places: tuple[str, ...] = ()
    reads: str = "end_year"
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """How rows name somebody: by a number of the sender's system, or by UPN where there is none; `system` when it is fixed."""

    headers: tuple[str, ...] = ()
    upn: tuple[str, ...] = ()
    system: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """What the rows with a certain mark are about; `skip` says why such rows are left out."""

    level: str = "school"
    population: str = ""
    skip: str = ""


@dataclass(frozen=True, slots=True)
class Levels:
    """Which rows are schools, authorities, the nation: by the first pattern that the columns' cells fit."""

    columns: tuple[str, ...] = ()
    patterns: tuple[tuple[str, Level], ...] = ()
    fixed: Level = Level()


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """Where a canonical column comes from and how its cells are read."""

    name: str
    headers: tuple[str, ...]
    type: str
    required: bool = False
    range: tuple[float, float] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    fixed: object = None
    list: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One canonical table that the rows of a file feed."""

    table: type[Table]
    columns: tuple[ColumnSpec, ...] = ()
    unique: tuple[str, ...] | None = None
    levels: tuple[str, ...] = ()
    only_if: tuple[str, ...] = ()
    except_words: tuple[str, ...] = ()
    only_blank: bool = False
    if_complete: bool = False
    prefix: str = ""
    take: tuple[str, ...] = ()
    take_all: bool = False
    also: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    text_missing: tuple[str, ...] = ()
    percent: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    scale: Mapping[str, float] = field(default_factory=dict)
    period: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that the table names."""
        named = [header for column in self.columns for header in column.headers]
        return (*named, *self.take, *self.rename, *self.only_if)


@dataclass(frozen=True, slots=True)
class Mapped:
    """Somebody's own headers for a source: theirs to the publisher's, constants for columns that they lack, their words."""

    columns: Mapping[str, str]
    constants: Mapping[str, str]
    file: str
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A kind of file that intake reads: how it is recognised, where its year stands, and which tables it feeds."""

    id: str
    title: str
    publisher: str
    licence: str
    about: str
    recognise: Recognise
    period: Origin | None
    as_of: Origin | None
    release: Origin
    levels: Levels
    key: Mapping[str, tuple[str, ...]]
    tables: tuple[TableSpec, ...]
    missing: Mapping[str, str] = field(default_factory=dict)
    person: Person = Person()
    sent_at: Origin | None = None
    mapped: Mapped | None = None
    reshape: Callable[[Grid], Grid] | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers by which a file of this source is recognised, as the publisher writes them."""
        return self.recognise.headers

    @property
    def people(self) -> bool:
        """Whether its rows are about children or staff: such rows belong to a school, and are shown through a scope only."""
        return any(spec.table.name in _OF_PEOPLE for spec in self.tables)

    @property
    def feeds(self) -> tuple[str, ...]:
        """The names of the canonical tables that it feeds."""
        return tuple(dict.fromkeys(spec.table.name for spec in self.tables))

    @cached_property
    def known_headers(self) -> frozenset[str]:
        """Every header that the source or the mapping speaks of, as headers are compared."""
        named = [*self.recognise.headers, *(h for group in self.recognise.any for h in group)]
        if self.mapped is not None:
            return frozenset(plain(h) for h in [*named, *self.mapped.columns])
        named += [h for names in self.key.values() for h in names] + list(self.levels.columns)
        named += [h for spec in self.tables for h in spec.headers] + [*self.person.headers, *self.person.upn]
        return frozenset(map(plain, named))

    @property
    def needs_period(self) -> bool:
        """Whether some of its facts cannot be placed without a year."""
        return self.period is not None or any(
            "period" in spec.table.columns() and not spec.period and not any(c.name == "period" for c in spec.columns)
            for spec in self.tables
        )

    @property
    def dated_by_day(self) -> bool:
        """Whether the year follows from the day of the extract, so that only the day has to be asked for."""
        return self.as_of is not None and self.period is not None and "as_of" in self.period.places

    @property
    def needs_as_of(self) -> bool:
        """Whether some of its facts cannot be placed without the day of the extract."""
        return self.as_of is not None and "period" not in self.as_of.places


def sources(extra: Path | None = None) -> tuple[Source, ...]:
    """Return every source that is shipped, and those of the folder `extra`. Raises SourceError for a bad description."""
    return _sources(HERE) + (_sources(extra) if extra else ())


@cache
def _sources(folder: Path) -> tuple[Source, ...]:
    return tuple(load_source(path) for path in sorted(folder.glob("*/source.toml")))


def load_source(path: Path) -> Source:
    """Read one source folder's description."""
    raw = read_toml(path)
    try:
        source = _source(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(f"{path.parent.name}/source.toml does not say what it must: {error!r}.") from error
    reader = path.with_name("read.py")
    return source if not reader.exists() else replace(source, reshape=_reshape(reader))


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file. Raises SourceError that names the file and the line."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path.name} cannot be read: {error}. Mend it and read the files again.") from error


def _reshape(path: Path) -> Callable[[Grid], Grid]:
    spec = importlib.util.spec_from_file_location(f"collegiate.intake.{path.parent.name}.read", path)
    if spec is None or spec.loader is None:
        raise SourceError(f"{path} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.reshape


def _source(raw: Mapping[str, Any]) -> Source:
    return Source(
        id=raw["id"],
        title=raw["title"],
        publisher=raw["publisher"],
        licence=raw.get("licence", ""),
        about=raw.get("about", ""),
        recognise=recognise_of(raw["recognise"]),
        period=origin_of(raw.get("period")),
        as_of=origin_of(raw.get("as_of")),
        release=origin_of(raw.get("release")) or Origin(),
        levels=_levels(raw.get("levels", {})),
        key={name: several(headers) for name, headers in raw.get("key", {}).items()},
        tables=tuple(spec for table in raw["tables"] for spec in tables_of(table)),
        missing={code.upper(): str(Symbol(said["symbol"])) for code, said in raw.get("missing", {}).items()},
        person=person_of(raw.get("person", {})),
        sent_at=origin_of(raw.get("sent_at")),
    )


def person_of(raw: Mapping[str, Any]) -> Person:
    """Read a [person] section: `from` = headers of the sender's number, `upn` = headers of the UPN, `system`."""
    return Person(several(raw.get("from")), several(raw.get("upn")), raw.get("system", ""))


def several(value: str | list[str] | None) -> tuple[str, ...]:
    """Read one header or a list of them."""
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def recognise_of(raw: Mapping[str, Any]) -> Recognise:
    """Read a [recognise] section."""
    return Recognise(
        headers=several(raw.get("headers")),
        any=tuple(several(group) for group in raw.get("any", [])),
        none=several(raw.get("none")),
        name=several(raw.get("name")),
        sheet=raw.get("sheet", ""),
        header_row=raw.get("header_row", 1),
        header_rows=raw.get("header_rows", 1),
        cells={header: several(values) for header, values in raw.get("cells", {}).items()},
        lines=several(raw.get("lines")),
        sheets=several(raw.get("sheets")),
        short_rows=raw.get("short_rows") == "empty",
        exact_width=raw.get("exact_width", ""),
        empty_row=raw.get("empty_row", ""),
    )


def origin_of(raw: Mapping[str, Any] | None) -> Origin | None:
    """Read a [period], [as_of] or [release] section: `from = [...]`, or the short forms `column = ...`, `fixed = ...`."""
    if raw is None:
        return None
    places = list(several(raw.get("from")))
    places += [f"column:{raw['column']}"] if "column" in raw else []
    places += [f"fixed:{raw['fixed']}"] if "fixed" in raw else []
    for place in places:
        if place not in _PLACES and place.partition(":")[0] not in ("column", "fixed", "history"):
            raise SourceError(f"'{place}' is no place to look: write name, manifest, column:HEADER or fixed:VALUE")
    return Origin(tuple(places), raw.get("reads", "end_year"), int(raw.get("shift", 0)))


def _levels(raw: Mapping[str, Any]) -> Levels:
    patterns = tuple((k.strip().casefold(), Level(**v)) for k, v in raw.items() if k not in ("column", "fixed"))
    return Levels(several(raw.get("column")), patterns, Level(**raw.get("fixed", {})))


def tables_of(raw: Mapping[str, Any]) -> Iterator[TableSpec]:
    """Read one [[tables]]; with [tables.melt], each header there gives a row of its own wherever its cell says something.

    `READSCORE = { subject = "READ", component = "scaled_score" }`: the cell is the row's `value` if it is a number, and its
    `code` if it is not. `into = "code"`: it is always the code. `code_from = "H"`: the cell is a number, and the code stands
    under another header. `range` as for columns.
    """
    spec = _table(raw)
    if "melt" not in raw:
        yield spec
        return
    for header, said in raw["melt"].items():
        says = (header, *several(said.get("code_from")))
        yield replace(spec, only_if=says, only_blank=True, columns=(*spec.columns, *_melted(spec.table, header, said)))


_HOW_MELTED = ("range", "into", "code_from")


def _melted(table: type[Table], header: str, said: Mapping[str, Any]) -> Iterator[ColumnSpec]:
    for name in set(said) - set(_HOW_MELTED):
        yield _column(table, name, {"fixed": said[name]})
    limits = {"range": said["range"]} if "range" in said else {}
    apart = said.get("code_from")
    if said.get("into") != "code":
        yield _column(table, "value", {"from": header, "type": "number" if apart else "number_if"} | limits)
    yield _column(table, "code", {"from": apart or header, "type": "words" if apart or "into" in said else "words_if"})


def _table(raw: Mapping[str, Any]) -> TableSpec:
    table = _TABLES[raw["table"]]
    take = raw.get("take", [])
    unique = raw.get("unique")
    return TableSpec(
        table=table,
        columns=tuple(_column(table, name, spec) for name, spec in raw.get("columns", {}).items()),
        unique=None if unique is None else tuple(unique),
        levels=several(raw.get("levels")),
        only_if=several(raw.get("only_if")),
        except_words=tuple(w.casefold() for w in raw.get("except_words", [])),
        if_complete=bool(raw.get("if_complete", False)),
        prefix=raw.get("prefix", ""),
        take=() if take == "all" else several(take),
        take_all=take == "all",
        also=several(raw.get("also")),
        ignore=several(raw.get("ignore")),
        text=several(raw.get("text")),
        text_missing=several(raw.get("text_missing")),
        percent=several(raw.get("percent")),
        rename=dict(raw.get("rename", {})),
        scale=dict(raw.get("scale", {})),
        period=raw.get("period", "").removeprefix("fixed:")
        if isinstance(raw.get("period"), str)
        else str(raw.get("period", "")),
    )


def _column(table: type[Table], name: str, raw: Any) -> ColumnSpec:
    canonical = table.columns()
    if (name not in canonical or name in _FACT_DEFAULTS) and table not in (Observation, ReferenceRow):
        raise SourceError(f"the table {table.name} has no column {name} to fill")
    spec: dict[str, Any] = {"from": raw} if isinstance(raw, str | list) else raw
    limits = spec.get("range")
    known = canonical[name].type if name in canonical else "text"
    usual = _VERBATIM.get(known, known) if table.name in _OF_PEOPLE else known
    if "list" in spec:
        code_list(spec["list"])
    return ColumnSpec(
        name=name,
        headers=several(spec.get("from")),
        type=spec.get("type", "code" if "list" in spec else usual),
        required=bool(spec.get("required", False)),
        range=(limits[0], limits[1]) if limits else None,
        words={k.strip().casefold(): v for k, v in spec.get("words", {}).items()},
        missing=tuple(w.strip().casefold() for w in spec.get("missing", [])),
        fixed=spec.get("fixed"),
        list=spec.get("list", ""),
        on=spec.get("on", ""),
    )
