"""A made-up trust's tests and support put together by UPN, without its registers: what programmes are worked out from."""

from __future__ import annotations

import pyarrow as pa
from children_record import numbered

from collegiate.simulate.children import MadeUpTrust, make_trust
from collegiate.tables.record import PupilResult, PupilSupport


def made_up_tests(seed: int, pupils: int, years: int) -> tuple[MadeUpTrust, pa.Table, pa.Table]:
    """Make trusts up and return them with tables PupilResult and PupilSupport."""
    made = make_trust(seed=seed, pupils=pupils, years=years)
    records = made.facts["pupil_record"]
    upns = {upn: n for n, upn in enumerate(sorted(set(records["upn"].to_pylist())))}
    numbers = {p: upns[u] for p, u in zip(records["person"].to_pylist(), records["upn"].to_pylist(), strict=True)}
    results, support = (_resolved(made.facts[t.fact.name], numbers, t) for t in (PupilResult, PupilSupport))
    return made, results, support


def trusts_of(made: MadeUpTrust) -> dict[int, int]:
    """Return the trust of each school."""
    return {s.urn: s.group for s in made.schools}


def _resolved(fact: pa.Table, numbers: dict[str, int], table: type) -> pa.Table:
    given = fact.append_column("pupil", numbered(fact["person"], numbers))
    return table.conform(given.select(table.schema().names))
