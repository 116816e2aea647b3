"""Following schools back through their earlier establishments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collegiate.measures.figure import Figure
from collegiate.store import Reader

_STEPS = 4


def predecessors(reader: Reader, urns: Sequence[int]) -> dict[int, int]:
    """Return, for every earlier establishment of these schools, the school among `urns` that it became part of."""
    owner = {u: u for u in urns}
    wanted = list(urns)
    for _ in range(_STEPS):
        steps = (
            [s for s in reader.lineage(wanted) if s["joined"] and s["next_urn"] in owner and s["urn"] not in owner]
            if wanted
            else []
        )
        owner |= {s["urn"]: owner[s["next_urn"]] for s in steps}
        wanted = [s["urn"] for s in steps]
    return {u: o for u, o in owner.items() if u != o}


def one_each(figures: Iterable[Figure], order: Sequence[int]) -> list[Figure]:
    """Keep one figure for each measure and period, where two establishments have one: a number first, then the later URN.

    `order` lists the URNs, earliest first.
    """
    place = {urn: i for i, urn in enumerate(order)}
    best: dict[tuple[str, int], Figure] = {}
    for figure in sorted(figures, key=lambda f: (f.value is not None, place.get(f.urn or 0, -1))):
        best[(figure.measure, figure.period)] = figure
    return sorted(best.values(), key=lambda f: (f.measure, f.period))
