"""Made-up terms of support: academies, people with their expertise and days, requests. The same seed gives the same world."""

from __future__ import annotations

import random
from decimal import Decimal

from collegiate.improve.support.expertise import all_expertise
from collegiate.improve.support.matching import Ask, Lender, Problem

FIRST_URN = 800001


def world(seed: int, *, academies: int = 20, people: int = 300, requests: int = 60) -> Problem:
    """Return a term: expertise is unevenly spread, every tenth rate or place is not known, some may not be sent somewhere."""
    draw = random.Random(seed)
    ids = [e.id for e in all_expertise()]
    urns = [FIRST_URN + n for n in range(academies)]
    phases = ("primary", "secondary", "special")
    places = {u: (52.9 + draw.uniform(-0.3, 0.3), -1.9 + draw.uniform(-0.4, 0.4)) for u in urns}
    phase = {u: phases[n % 7 % 3] for n, u in enumerate(urns)}
    lenders = []
    for n in range(people):
        urn = draw.choice(urns)
        place = (None, None) if draw.random() < 0.03 else places[urn]
        lenders.append(
            Lender(
                n, f"Person {n}", urn, f"Academy {urn}", frozenset(draw.sample(ids, draw.choice((1, 1, 2, 3)))),
                frozenset({phase[urn]}), draw.choice((0, 2, 4, 4, 6, 10)),
                None if draw.random() < 0.1 else Decimal(draw.randrange(150, 320, 10)), *place,
                frozenset({draw.choice(urns)}) if draw.random() < 0.05 else frozenset(),
            )
        )  # fmt: skip
    offered = {u: sum(p.halves for p in lenders if p.urn == u) for u in urns}
    asks = []
    for n in range(requests):
        urn = draw.choice(urns)
        needed = frozenset(draw.sample(ids, 1 if draw.random() < 0.8 else 2))
        asks.append(
            Ask(
                n, f"SUP-2026-{n + 1}", urn, f"Academy {urn}", needed, draw.choice((1, 2, 4, 6, 8, 12)),
                draw.choice(("case", "plan", "other", "other")), "", frozenset(draw.sample(ids, draw.choice((0, 1, 2)))),
                phase[urn], draw.random() < 0.3, *places[urn],
            )
        )  # fmt: skip
    return Problem(lenders, asks, offered, {u: offered[u] // 5 for u in urns})
