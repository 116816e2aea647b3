"""Schools that the register makes each other's predecessor, directly or round a circle."""

from __future__ import annotations

import pyarrow as pa

from collegiate.checks.check import Check, Tables


def find(tables: Tables) -> pa.Table:
    """One finding a circle, at its lowest URN."""
    lineage = tables.arrow("lineage")
    after: dict[int, list[int]] = {}
    for urn, following in zip(lineage["urn"].to_pylist(), lineage["next_urn"].to_pylist(), strict=True):
        after.setdefault(urn, []).append(following)
    circles = sorted(_circles(after))
    return pa.table(
        {
            "urn": pa.array([circle[0] for circle in circles], pa.int64()),
            "circle": pa.array([" → ".join(map(str, (*circle, circle[0]))) for circle in circles], pa.string()),
        }
    )


def _circles(after: dict[int, list[int]]) -> set[tuple[int, ...]]:
    """Walk every chain once; a step back onto the path walked closes a circle, told from its lowest URN."""
    circles: set[tuple[int, ...]] = set()
    done: set[int] = set()
    for start in after:
        path: list[int] = []
        turns = [iter([start])]
        while turns:
            urn = next(turns[-1], None)
            if urn is None:
                turns.pop()
                done.update(path[-1:])
                del path[-1:]
            elif urn in path:
                circles.add(_from_lowest(path[path.index(urn) :]))
            elif urn not in done:
                path.append(urn)
                turns.append(iter(after.get(urn, [])))
    return circles


def _from_lowest(circle: list[int]) -> tuple[int, ...]:
    first = circle.index(min(circle))
    return (*circle[first:], *circle[:first])


CHECK = Check(
    find,
    title="Schools that follow one another in a circle",
    found="The register makes a circle of successors: {circle}.",
    matters="No one can tell which school came last, so none of these histories is joined.",
    remedy="Look up which of them is open; the schools can have their links corrected in the register.",
    owner="school, through the register",
)
