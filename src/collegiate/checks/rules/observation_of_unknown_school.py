"""Numbers published for a URN that no register, list, group link or predecessor link names."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables


def find(tables: Tables) -> Any:
    """One finding a URN, at the first row that has it."""
    numbers = tables["observation"].filter(lambda t: (t.level == "school") & t.urn.notnull())
    counted = numbers.group_by("urn").aggregate(
        numbers=numbers.count(), first=numbers.period.min(), last=numbers.period.max(), file_id=numbers.file_id.min()
    )
    return counted.anti_join(tables["school"], "urn")


CHECK = Check(
    find,
    title="Numbers for schools that no register knows",
    found="{numbers} numbers for URN {urn}, in years ending {first} to {last}, and no source that names the school.",
    matters="They are kept, but belong to no school that can be searched for, and to no trust.",
    remedy="Add a register extract or a school list of those years; or check the URN in the file.",
    owner="data manager",
)
