"""A current member of a trust that no register of open schools shows."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables


def find(tables: Tables) -> Any:
    """Memberships that go on, of schools that are not known to be open."""
    now = tables["membership"].filter(lambda t: t.left_before.isnull())
    schools = tables["school"].select("urn", "school_name", "status")
    both = now.join(schools, "urn")
    return both.filter(both.status.isnull() | (both.status != "open")).select(
        "urn", "trust_uid", "joined", "school_name", "file_id", "line"
    )


CHECK = Check(
    find,
    title="Members of trusts that no register of open schools shows",
    found="{school_name} is a member of trust {trust_uid} (joined {joined}), but is not known to be open.",
    matters="It is listed with the trust, and has no place on the map and no figures of its own.",
    remedy="Add a register extract of the same day as the group links; the school may have closed, or never opened.",
    owner="data manager",
)
