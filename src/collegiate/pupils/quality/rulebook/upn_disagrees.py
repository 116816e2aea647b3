"""Two schools that give one child two UPNs."""

from __future__ import annotations

from collegiate.pupils.identity.upns import plain_upn, worth
from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Children with two good UPNs neither of which is said to be the former one: at the school that has the child now."""
    here = {row["pupil"]: row["urn"] for row in tables["pupil"].select(["pupil", "urn"]).to_pylist()}
    found = []
    for pupil, rows in tables.by_child.items():
        upns = {plain_upn(r["upn"]) for r in rows if worth(r["upn"]) == "good"}
        former = {plain_upn(r["former_upn"]) for r in rows if r["former_upn"]}
        if len(upns - former) > 1:
            found += [r for r in rows if r["own"] and r["urn"] == here[pupil]][:1] or rows[:1]
    return found


RULE = Rule(
    find,
    title="Children with two UPNs",
    found="Two senders give this child two different UPNs.",
    matters="Results and transfer files go to one of the two records only.",
    remedy="The first UPN that a child was given is the right one: enter it, and the other as the former UPN.",
    owner="data manager",
)
