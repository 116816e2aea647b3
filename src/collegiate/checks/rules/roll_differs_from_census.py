"""A roll in the register that is far from the latest school census."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables

FAR = 0.5
SMALL_SCHOOL = 30


def find(tables: Tables) -> Any:
    """Schools whose two rolls differ by more than half of the census, very small schools left out."""
    census = tables["observation"].filter(
        lambda t: (t.variable == "census.nor") & (t.level == "school") & t.value.notnull()
    )
    last = census.group_by("urn").aggregate(period=census.period.max())
    rolls = census.join(last, ["urn", "period"]).select("urn", "period", "value", "file_id", "line")
    both = rolls.join(tables["school"].select("urn", "roll", "school_name"), "urn")
    far = ((both.roll - both.value).abs() > FAR * both.value) & (both.value >= SMALL_SCHOOL)
    return both.filter(far).mutate(census=both.value.cast("int64"))


CHECK = Check(
    find,
    title="Rolls in the register that are far from the census",
    found="{school_name} has {roll} pupils by the register and {census} by the census of the year ending {period}.",
    matters="Capacity used, and the choice of similar schools, rest on the roll.",
    remedy="Look whether the school grew, shrank or merged in between; otherwise one of the two is wrong.",
    owner="school",
    variables=("census.nor",),
)
