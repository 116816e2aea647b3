"""Mapping files: a user's word on which of their headers is which of the publisher's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from collegiate.intake.headers import plain
from collegiate.intake.sources import (
    HERE,
    Mapped,
    Source,
    SourceError,
    origin_of,
    read_toml,
    recognise_of,
    tables_of,
)

SUFFIX = ".mapping.toml"
"""How a user's mapping file, laid beside the data, is named."""


def shipped_mappings(known: Sequence[Source]) -> tuple[Source, ...]:
    """Return the sources that the shipped mapping files make of the known ones."""
    found = (_loaded(path, tuple(known)) for path in sorted((HERE / "mappings").glob("*.toml")))
    return tuple(source for source in found if source is not None)


@cache
def _read(path: Path) -> dict[str, Any]:
    return read_toml(path)


def _loaded(path: Path, known: tuple[Source, ...]) -> Source | None:
    """A shipped mapping whose source is not among the known ones (as in a test with sources of its own) is left out."""
    raw = _read(path)
    wanted = raw.get("mapping", {}).get("source")
    return _mapped(raw, path.name, known) if wanted in {s.id for s in known} else None


def load_mapping(path: Path, known: Iterable[Source]) -> Source:
    """Read one mapping file. Raises SourceError, with what to write, when it does not say what it must."""
    return _mapped(read_toml(path), path.name, tuple(known))


def _mapped(raw: Mapping[str, Any], file: str, known: tuple[Source, ...]) -> Source:
    try:
        head = raw["mapping"]
        source = _named(head["source"], file, known)
        columns = {str(k): str(v) for k, v in raw["columns"].items()}
        mapped = Mapped(columns, {k: str(v) for k, v in raw.get("constants", {}).items()}, file, _words(raw))
        recognised = recognise_of(raw.get("recognise", {"headers": list(columns)}))
        return replace(
            source,
            title=head.get("title", source.title),
            recognise=recognised,
            mapped=mapped,
            tables=(*source.tables, *(spec for table in raw.get("tables", []) for spec in tables_of(table))),
            person=replace(source.person, system=head.get("system", source.person.system)),
            **_origins(raw),
        )
    except SourceError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SourceError(
            f'{file} is not a mapping that can be used: {error!r}. It needs [mapping] source = "…" and '
            '[columns] "Their header" = "PUBLISHER_HEADER".'
        ) from error


def _words(raw: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Read the [words."Header"] sections: what cells under a header of theirs mean, compared without case."""
    return {
        plain(header): {str(k).strip().casefold(): str(v) for k, v in said.items()}
        for header, said in raw.get("words", {}).items()
    }


def _named(wanted: str, file: str, known: tuple[Source, ...]) -> Source:
    for source in known:
        if source.id == wanted:
            return source
    names = ", ".join(sorted({s.id for s in known}))
    raise SourceError(f"{file} maps to the source '{wanted}', which is not known. The sources are: {names}.")


def _origins(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {part: origin_of(raw[part]) for part in ("period", "as_of", "release", "sent_at") if part in raw}


def publishers_headers(source: Source, header: Sequence[str]) -> tuple[str, ...]:
    """Return the header under the publisher's names: mapped where a mapping says so."""
    if source.mapped is None:
        return tuple(header)
    theirs = {plain(k): v for k, v in source.mapped.columns.items()}
    return tuple(theirs.get(plain(name), name) for name in header)
