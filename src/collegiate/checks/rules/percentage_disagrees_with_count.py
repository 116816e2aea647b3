"""A published percentage that is not its count over its total."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables

PAIRS = (("census.psenelse", "census.tsenelse"), ("census.psenelk", "census.tsenelk"))
ROLL = "census.nor"
ROUNDING = 0.11
"""Percentages are published to one decimal place, from counts that may themselves have been rounded half up or to even."""


def find(tables: Tables) -> Any:
    """Schools and years in which percentage, count and roll are published and disagree."""
    numbers = tables["observation"].filter(lambda t: (t.level == "school") & t.value.notnull())
    rolls = numbers.filter(numbers.variable == ROLL).select("urn", "period", "release", roll="value")
    found = [_disagreeing(numbers, rolls, share, count) for share, count in PAIRS]
    return found[0].union(*found[1:])


def _disagreeing(numbers: Any, rolls: Any, share: str, count: str) -> Any:
    shares = numbers.filter(numbers.variable == share).select(
        "urn", "period", "release", "file_id", "line", "variable", share="value"
    )
    counts = numbers.filter(numbers.variable == count).select("urn", "period", "release", n="value")
    both = shares.join(counts, ["urn", "period", "release"]).join(rolls, ["urn", "period", "release"])
    right = 100 * both.n / both.roll.nullif(0)
    wrong = both.mutate(right=right.round(1)).filter((both.share - right).abs() > ROUNDING)
    return wrong.select("urn", "period", "file_id", "line", "variable", "share", "n", "roll", "right")


CHECK = Check(
    find,
    title="Percentages that disagree with their counts",
    found="{variable} is {share} %, but {n:.0f} of {roll:.0f} pupils are {right} %, in the year ending {period}.",
    matters="The share is used to find similar schools; it may be of another total than the roll.",
    remedy="Look in the publisher's notes for what the percentage is of, or compare with the school's own return.",
    owner="publisher",
    variables=(ROLL, *(name for pair in PAIRS for name in pair)),
)
