"""A UPN of an authority that never was."""

from __future__ import annotations

from collegiate.pupils.identity.upns import worth
from collegiate.pupils.quality.rule import Row, Rule, Tables
from collegiate.vocabulary import UPN


def find(tables: Tables) -> list[Row]:
    """UPNs with a right check letter that carry the code of no authority."""
    sure = [r for r in tables.senders if worth(r["upn"]) in ("good", "temporary")]
    return [r for r in sure if UPN.parse(r["upn"]).warnings]


RULE = Rule(
    find,
    title="UPNs of an unknown authority",
    found="The UPN carries the code of a local authority that never was, in places 2 to 4.",
    matters="The school census asks about it.",
    remedy="Compare it with the child's transfer file; UPNs of old authorities stay right.",
    owner="data manager",
    error_number="1530",
)
