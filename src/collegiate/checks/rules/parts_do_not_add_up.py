"""Girls and boys of a census that do not make its roll."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables

VARIABLES = ("census.nor", "census.norg", "census.norb")


def find(tables: Tables) -> Any:
    """Schools and years in which all three are published and do not add up."""
    numbers = tables["observation"].filter(lambda t: t.variable.isin(VARIABLES) & (t.level == "school"))
    wide = numbers.group_by(["urn", "period", "file_id", "line"]).aggregate(
        **{name.split(".")[1]: numbers.value.max(where=numbers.variable == name) for name in VARIABLES}
    )
    wrong = wide.filter(lambda t: t.nor != t.norg + t.norb)
    return wrong.mutate(**{name: wrong[name].cast("int64") for name in ("nor", "norg", "norb")})


CHECK = Check(
    find,
    title="Girls and boys that do not make the roll",
    found="{norg} girls and {norb} boys are not the {nor} pupils on roll, in the year ending {period}.",
    matters="One of the three numbers is wrong, and shares of the roll with it.",
    remedy="Compare with the school's own census return.",
    owner="publisher",
    variables=VARIABLES,
)
