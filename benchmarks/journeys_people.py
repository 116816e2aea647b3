"""Fifty people of several roles in the journeys' store. Run as a process of its own: python journeys_people.py STORE PASSWORD HOW_MANY."""

from __future__ import annotations

import json
import sys
from itertools import cycle
from pathlib import Path
from typing import Any

SHARES = (
    ("head", 10), ("teacher", 12), ("senior_leader", 7), ("senco", 5), ("data_manager", 4), ("school_improvement_lead", 4),
    ("trust_executive", 3), ("safeguarding_lead", 2), ("trustee", 2), ("local_governor", 1),
)  # fmt: skip
"""How many of fifty have each role."""


def make(store: Path, password: str, number: int) -> list[dict[str, str]]:
    """Make so many people and return the role and address of each; heads, teachers and leaders of one academy after the other."""
    from collegiate.store import Scope, Store
    from collegiate.web.ready import ready

    ready(store)
    from collegiate.web.accounts.acts import Post, add_user

    trusts = json.loads((store.parent / "trusts.json").read_text())
    reader = Store(store).reader()
    people = reader.scoped(Scope.trust_wide("the benchmark", "to choose classes"), Store(store).audit.looked)
    academies = [urn for (urn,), n in people.count_pupils("urn", on_roll=True).items() if n]
    classes = [
        (urn, c["registration_group"]) for urn in academies for c in people.classes(urn) if c["registration_group"]
    ]
    turn = {"trust": cycle(trusts), "academy": cycle(academies), "class": cycle(classes[:: max(1, len(classes) // 40)])}
    roles = [role for role, share in SHARES for _ in range(max(1, round(share * number / 50)))][:number]
    made = []
    for at, role in enumerate(roles):
        email = f"{role}.{at}@journeys.example"
        add_user(
            email=email,
            password=password,
            name=f"{role} {at}",
            post=Post(role, **_about(role, turn)),
            by="the benchmark",
        )
        made.append({"role": role, "email": email})
    return made


def _about(role: str, turn: dict[str, Any]) -> dict[str, Any]:
    from collegiate.web.authorization.roles import ROLES

    span = ROLES[role].spans[0].value
    if span == "class":
        urn, part = next(turn["class"])
        return {"span": span, "urn": urn, "part": part}
    if span == "academy":
        return {"span": span, "urn": next(turn["academy"])}
    return {"span": span, "trust_uid": next(turn["trust"])}


if __name__ == "__main__":
    print(json.dumps(make(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
