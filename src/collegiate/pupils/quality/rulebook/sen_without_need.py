"""Special educational needs of no kind."""

from __future__ import annotations

from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Children on roll with SEN support or a plan and no primary need."""
    return tables.lacking("sen_need", (r for r in tables.on_roll if r["sen_provision"] in ("K", "E")))


RULE = Rule(
    find,
    title="Special educational needs without a primary need",
    found="This child has SEN support or a plan, and no primary need is recorded.",
    matters="The school census asks for it, and support is planned by it.",
    remedy="Enter the primary need; NSA where there is no assessment yet.",
    owner="special educational needs coordinator",
)
