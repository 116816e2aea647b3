"""Tidy files of a picture: which figures and counts go into them. Each is screened before anybody has it."""

from __future__ import annotations

from typing import Any

from collegiate.ees import Pair, count_pair, passed, school_pair, trust_pair
from collegiate.measures.figure import Figure
from collegiate.store import Reader
from collegiate.web.api.operations.figures import academies_and_before
from collegiate.web.reading import Measures, brief_columns, brief_figures


def trust_pair_or_none(reader: Reader, uid: int, of: str) -> Pair | None:
    """Return a trust's academies' figures (`of` schools), or its own; None where there is none. Raises `ScreenedOutError`."""
    if of == "schools":
        return _of_schools(reader, academies_and_before(reader, uid), f"figures_schools_of_trust_{uid}")
    trust = {uid: reader.trust(uid) or {}}
    return _screened(trust_pair(f"figures_trust_{uid}", _figures(reader, {"trust": uid}), trust, reader.measures()))


def school_pair_or_none(reader: Reader, urn: int) -> Pair | None:
    """Return the figures of a school's institution; None where there is none. Raises `ScreenedOutError`."""
    return _of_schools(reader, [s["urn"] for s in reader.institution(urn)], f"figures_school_{urn}")


def counts_pair_or_none(reader: Reader, table: str, counts: list[dict[str, Any]]) -> Pair | None:
    """Return a table of disclosed counts by year; None where there is none. Raises `ScreenedOutError`, `ValueError` for exact counts."""
    schools = {s["urn"]: s for s in reader.schools(sorted({c["urn"] for c in counts if c["urn"]}))}
    return _screened(count_pair(f"counts_{table}", counts, schools))


def _of_schools(reader: Reader, urns: list[int], name: str) -> Pair | None:
    schools = {s["urn"]: s for s in reader.schools(urns)}
    figures = _figures(reader, {"urns": sorted(schools)}) if schools else []
    return _screened(school_pair(name, figures, schools, reader.measures()))


def _screened(pair: Pair) -> Pair | None:
    return passed(pair) if pair.rows else None


def _figures(reader: Reader, whose: dict[str, Any]) -> list[Figure]:
    rows = reader.figures(**whose, shown=True, columns=brief_columns(reader))
    return brief_figures(rows, Measures.of(reader))
