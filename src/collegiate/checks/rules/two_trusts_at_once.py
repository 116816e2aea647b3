"""A school that one extract shows in two trusts."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables


def find(tables: Tables) -> Any:
    """Schools with two memberships that go on."""
    now = tables["membership"].filter(lambda t: t.left_before.isnull())
    counted = now.group_by("urn").aggregate(
        trusts=now.trust_uid.nunique(),
        first=now.trust_uid.min(),
        second=now.trust_uid.max(),
        file_id=now.file_id.max(),
        line=now.line.max(),
    )
    return counted.filter(counted.trusts > 1)


CHECK = Check(
    find,
    title="Schools in two trusts at once",
    found="The register shows this school in {trusts} trusts at once, such as {first} and {second}.",
    matters="It is counted in the trust that it joined last, and in no other.",
    remedy="Ask the trusts; the one that it left can have the link closed in the register.",
    owner="trust, through the register",
)
