"""The expression forms: what the rooms above may say of a table, each meaning the same on every engine.

Every form takes an Ibis table and returns one, so that forms go into each other. `by` names the columns of a group. Missing
is never zero: a sum over nothing but missing values is missing, and a rate over a denominator of zero is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def only(table: Any, **equals: Any) -> Any:
    """Keep the rows in which every named column equals its value; a list, tuple or set means any of its values."""
    for name, value in equals.items():
        column = table[name]
        table = table.filter(
            column.isin(list(value)) if isinstance(value, list | tuple | set | frozenset) else column == value
        )
    return table


def wide(
    table: Any, by: Sequence[str], variables: Mapping[str, str], *, value: str = "value", variable: str = "variable"
) -> Any:
    """Return one row a group with a column for each variable: `variables` says column name → value of `variable`.

    A group that lacks a variable has it missing. Where a group holds a variable twice the larger value stands, on every engine.
    """
    kept = table.filter(table[variable].isin(sorted(set(variables.values()))))
    columns = {name: kept[value].max(where=kept[variable] == wanted) for name, wanted in variables.items()}
    return kept.group_by(list(by)).aggregate(**columns)


def total(table: Any, by: Sequence[str], columns: Mapping[str, str]) -> Any:
    """Sum columns within groups: `columns` says result name → column. Missing cells are left out; all missing is missing."""
    return table.group_by(list(by)).aggregate(**{name: table[c].sum() for name, c in columns.items()})


def count(table: Any, by: Sequence[str], *, name: str = "n") -> Any:
    """Count rows within groups."""
    return table.group_by(list(by)).aggregate(**{name: table.count()})


def count_where(table: Any, by: Sequence[str], conditions: Mapping[str, Any]) -> Any:
    """Count the rows of each group that meet a condition: `conditions` says result name → boolean column."""
    return table.group_by(list(by)).aggregate(**{name: condition.sum() for name, condition in conditions.items()})


def rate(
    table: Any, by: Sequence[str], numerator: str, denominator: str, *, name: str = "rate", per: float = 1.0
) -> Any:
    """Sum numerator over sum denominator, times `per`, from the rows that have both; missing where the denominator is zero."""
    both = table.filter(table[numerator].notnull() & table[denominator].notnull())
    sums = both.group_by(list(by)).aggregate(_top=both[numerator].sum(), _bottom=both[denominator].sum())
    ratio = per * sums["_top"].cast("float64") / sums["_bottom"].nullif(0).cast("float64")
    return sums.mutate(**{name: ratio}).drop("_top", "_bottom")


def share(table: Any, by: Sequence[str], condition: Any, *, name: str = "share", per: float = 100.0) -> Any:
    """Return the share of each group's rows that meet a condition, per hundred unless told otherwise."""
    counted = table.group_by(list(by)).aggregate(_top=condition.sum(), _all=table.count())
    return counted.mutate(**{name: per * counted["_top"] / counted["_all"]}).drop("_top", "_all")


def pooled_mean(table: Any, by: Sequence[str], value: str, weight: str, *, name: str = "mean") -> Any:
    """Return the mean of `value` weighted by `weight` over the rows that have both, with the weight and the rows it rests on."""
    both = table.filter(table[value].notnull() & table[weight].notnull() & (table[weight] > 0))
    sums = both.group_by(list(by)).aggregate(
        _top=(both[value] * both[weight]).sum(), weight=both[weight].sum(), rows=both.count()
    )
    return sums.mutate(**{name: sums["_top"] / sums["weight"]}).drop("_top")


def latest(table: Any, by: Sequence[str], order: Sequence[str]) -> Any:
    """Keep the last row of each group by `order`; the last column of `order` should break every tie."""
    import ibis

    window = ibis.window(group_by=list(by), order_by=[ibis.desc(table[c]) for c in order])
    return table.mutate(_place=ibis.row_number().over(window)).filter(lambda t: t["_place"] == 0).drop("_place")


def repeats(table: Any, by: Sequence[str]) -> Any:
    """Return the groups that have more than one row, with how many."""
    counted = count(table, by, name="rows")
    return counted.filter(counted["rows"] > 1)


def without(table: Any, other: Any, on: Sequence[str]) -> Any:
    """Keep the rows that have no partner in `other`."""
    return table.anti_join(other, list(on))


def moments(table: Any, by: Sequence[str], columns: Sequence[str]) -> Any:
    """Return each group's row count, sums and sums of products of every pair of columns: all that a linear model needs.

    Result columns: `n`, `s_<a>`, `p_<a>__<b>` with a before or equal to b in the order given. Rows with a missing value are left out.
    """
    complete = table.drop_null(list(columns))
    results: dict[str, Any] = {"n": complete.count()}
    for i, a in enumerate(columns):
        results[f"s_{a}"] = complete[a].cast("float64").sum()
        for b in columns[i:]:
            results[f"p_{a}__{b}"] = (complete[a].cast("float64") * complete[b].cast("float64")).sum()
    return complete.group_by(list(by)).aggregate(**results)
