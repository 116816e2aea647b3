"""One UPN that two children carry."""

from __future__ import annotations

from collegiate.pupils.identity.upns import plain_upn
from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Every school's record of a child whose UPN another child carries too."""
    holders: dict[str, set[int]] = {}
    for row in tables.senders:
        if row["upn"]:
            holders.setdefault(plain_upn(row["upn"]), set()).add(row["pupil"])
    return [r for r in tables.senders if r["upn"] and len(holders[plain_upn(r["upn"])]) > 1]


RULE = Rule(
    find,
    title="UPNs that two children carry",
    found="Another child has the same UPN.",
    matters="The school census refuses both, and results and transfer files go to the wrong child.",
    remedy="Compare both children's papers and give the right UPN to whom it belongs; if they are one child, say so in the question about them.",
    owner="data manager",
    error_number="1520",
)
