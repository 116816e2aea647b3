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


def monday(day: Any) -> Any:
    """Return the Monday of the week of a column of days. Through a timestamp: Spark would make one of a date unasked."""
    return day.cast("timestamp").truncate("W").cast("date")


def dated(table: Any, codes: Any, *, code: str, day: str) -> Any:
    """Give each row what its code meant on its day: the other columns of `codes`, a list with code, valid_from, valid_to.

    Both ends are included; an empty date is open. A row whose code did not hold on the day is left out: `undated` finds it.
    """
    return table.inner_join(codes, _holds(table, codes, code, day)).drop(
        "valid_from", "valid_to", *_twice(table, codes)
    )


def undated(table: Any, codes: Any, *, code: str, day: str) -> Any:
    """Keep the rows whose code is not in the list, or was not valid on the day."""
    return table.anti_join(codes, _holds(table, codes, code, day))


def _holds(table: Any, codes: Any, code: str, day: str) -> list[Any]:
    begun = codes["valid_from"].isnull() | (codes["valid_from"] <= table[day])
    not_ended = codes["valid_to"].isnull() | (table[day] <= codes["valid_to"])
    return [table[code] == codes["code"], begun, not_ended]


def _twice(table: Any, codes: Any) -> list[str]:
    return [f"{name}_right" for name in codes.columns if name in table.columns and name != "code"]


def sums(table: Any, by: Sequence[str], columns: Sequence[str], **more: Any) -> Any:
    """Sum whole numbers within groups under their own names; `more` are further columns: a name and what it is."""
    return table.group_by(list(by)).aggregate(**{c: table[c].sum().cast("int64") for c in columns}, **more)


def stacked(table: Any, by: Sequence[str], groupings: Mapping[str, Any], columns: Sequence[str]) -> Any:
    """Sum columns within groups once for every grouping, and put the results under each other.

    `groupings` says the grouping's name → the column that holds the group, or a word that is the group of all. Result columns:
    `by`, `grouping`, `value`, then the sums. Each grouping adds up to the same total.
    """
    import ibis

    parts = []
    for grouping, value in groupings.items():
        group = ibis.literal(value) if isinstance(value, str) else value
        named = table.mutate(grouping=ibis.literal(grouping), value=group)
        parts.append(sums(named, [*by, "grouping", "value"], columns))
    return under_each_other(parts)


def under_each_other(tables: Sequence[Any]) -> Any:
    """Return the rows of all tables; their columns are the same."""
    import ibis

    return ibis.union(*tables) if len(tables) > 1 else tables[0]


def number(value: int, type_: str = "int64") -> Any:
    """Return a whole number as a column, of an Ibis type such as int64."""
    import ibis

    return ibis.literal(value, type_)


def numbered(table: Any, by: Sequence[str], order: str, *, name: str) -> Any:
    """Number the rows of each group from 0 by `order`, in a column `name`."""
    import ibis

    window = ibis.window(group_by=list(by), order_by=table[order])
    return table.mutate(**{name: ibis.row_number().over(window)})


def running(table: Any, by: Sequence[str], *, place: str, value: str, places: int, name: str) -> Any:
    """Add the sum of `value` over the rows of the group whose `place` is among the last `places` up to the row's own.

    Places that a group has no row for are places without a value: they count as places, and add nothing.
    """
    import ibis

    window = ibis.range_window(preceding=places - 1, following=0, group_by=list(by), order_by=table[place])
    return table.mutate(**{name: table[value].sum().over(window).cast("int64")})
