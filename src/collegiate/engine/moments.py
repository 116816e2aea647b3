"""Sums of products by group, in one pass inside the engine: all that a model on sufficient statistics needs of the rows.

A column of a model is a tree of tuples, so that this room need not know where models come from:
("column", name), ("number", value), (operator, left, right) with one of + - * / ^, ("negative", tree),
(function, tree) with one of log log2 log10 exp sqrt abs, ("level", name, value) for 1 where a column has the value,
("product", tree, ...), and ("curve", tree, left, width, powers, knots, jumps), the sum of powers[k] * t**k and
jumps[m] * max(t - knots[m], 0)**3 with t = (tree - left) / width.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

import pyarrow as pa

from collegiate.engine.session import Session

Tree = tuple[Any, ...]
ROWS_AT_ONCE = 32_768


def complete(table: Any, names: Sequence[str]) -> Any:
    """Keep the rows that have a value in every named column; not-a-number counts as missing."""
    tests = []
    for name in dict.fromkeys(names):
        column = table[name]
        tests.append(column.notnull() & ~column.isnan() if column.type().is_floating() else column.notnull())
    return table.filter(tests)


def kinds(table: Any, names: Sequence[str]) -> dict[str, str]:
    """Return "number", "truth" or "word" for each column."""
    types = {name: table[name].type() for name in names}
    return {n: "truth" if t.is_boolean() else "number" if t.is_numeric() else "word" for n, t in types.items()}


def count(session: Session, table: Any) -> int:
    """Return the number of rows."""
    return int(session.run(table.aggregate(n=table.count()))["n"][0].as_py())


def distinct(session: Session, table: Any, names: Sequence[str]) -> pa.Table:
    """Return the combinations of values that occur, in order."""
    # Grouping says it on every engine: on Spark, Ibis 12 loses distinct() after a filter.
    return session.run(table.group_by(list(names)).aggregate(_n=table.count()).order_by(list(names))).select(
        list(names)
    )


def quantiles(session: Session, table: Any, tree: Tree, probabilities: Sequence[float]) -> list[float]:
    """Return the sample quantiles of an expression, interpolated as R does."""
    values = table.select(v=number(table, tree))
    asked = {f"q{k}": values["v"].quantile(float(p)) for k, p in enumerate(probabilities)}
    row = session.run(values.aggregate(**asked)).to_pylist()[0]
    return [float(row[f"q{k}"]) for k in range(len(asked))]


def power_means(session: Session, table: Any, tree: Tree, left: float, width: float, highest: int) -> list[float]:
    """Return the means of ((tree - left) / width)**k for k = 0 ... highest."""
    values = table.select(t=(number(table, tree) - left) / width)
    powers = {f"m{k}": reduce(lambda a, b: a * b, [values["t"]] * k).mean() for k in range(1, highest + 1)}
    row = session.run(values.aggregate(**powers)).to_pylist()[0]
    return [1.0, *(float(row[f"m{k}"]) for k in range(1, highest + 1))]


def means(session: Session, table: Any, trees: Sequence[Tree]) -> list[float]:
    """Return the mean of each expression."""
    row = session.run(table.aggregate(**{f"m{k}": number(table, t).mean() for k, t in enumerate(trees)})).to_pylist()[0]
    return [float(row[f"m{k}"]) for k in range(len(trees))]


def batches(session: Session, table: Any, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the named columns in the order of the data, a few thousand rows at a time."""
    expression = table.select(*names)
    yield from expression.to_pyarrow_batches(chunk_size=ROWS_AT_ONCE)


def sums(
    session: Session,
    table: Any,
    columns: Sequence[Tree],
    slopes: Sequence[int],
    by: Sequence[str],
    shift: Sequence[float],
    weight: Tree | None = None,
) -> tuple[pa.Table, dict[tuple[int, int], float]]:
    """Return (cells, total) of the columns less `shift`.

    cells: one row a combination of `by`, in order, with the sums of column z times column k as "s{z}_{k}" for z in
    `slopes`. total: the sums over all rows of column i times column j, i <= j. `weight` multiplies every product.
    """
    shown: Mapping[str, Any] = {
        f"w{k}": number(table, t) - s for k, (t, s) in enumerate(zip(columns, shift, strict=True))
    }
    weights = {} if weight is None else {"weight": number(table, weight)}
    rows = table.select(**{f"by{k}": table[name] for k, name in enumerate(by)}, **shown, **weights)

    def product(i: int, j: int) -> Any:
        value = rows[f"w{i}"] * rows[f"w{j}"]
        return (value if weight is None else value * rows["weight"]).sum()

    groups = [f"by{k}" for k in range(len(by))]
    count_of = len(columns)
    wanted = {f"s{z}_{k}": product(z, k) for z in slopes for k in range(count_of)}
    cells = session.run(
        rows.group_by(groups).aggregate(**wanted).order_by(groups) if groups else rows.aggregate(**wanted)
    )
    pairs = [(i, j) for i in range(count_of) for j in range(i, count_of)]
    whole = session.run(rows.aggregate(**{f"p{i}_{j}": product(i, j) for i, j in pairs})).to_pylist()[0]
    return cells.rename_columns([*by, *wanted]), {(i, j): float(whole[f"p{i}_{j}"]) for i, j in pairs}


def number(table: Any, tree: Tree) -> Any:
    """Return the Ibis expression of a tree, as double precision."""
    import ibis

    match tree:
        case ("number", value):
            found = ibis.literal(float(value), "float64")
        case ("column", name):
            found = _column(table, name)
        case ("level", name, value):
            found = _level(table, name, value)
        case ("negative", inner):
            found = -number(table, inner)
        case ("product", *parts):
            found = reduce(lambda a, b: a * b, [number(table, p) for p in parts], ibis.literal(1.0, "float64"))
        case ("curve", inner, left, width, powers, knots, jumps):
            found = _curve((number(table, inner) - left) / width, powers, knots, jumps)
        case ("log" | "log2" | "log10" | "exp" | "sqrt" | "abs" as function, inner):
            found = getattr(number(table, inner), "ln" if function == "log" else function)()
        case (operator, left, right):
            found = _OPERATORS[operator](number(table, left), number(table, right))
        case _:
            raise ValueError(f"'{tree}' is not an expression.")
    return found


_OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
}


def _column(table: Any, name: str) -> Any:
    column = table[name]
    return _one_or_zero(column) if column.type().is_boolean() else column.cast("float64")


def _level(table: Any, name: str, value: str) -> Any:
    column = table[name]
    if column.type().is_boolean():
        return _one_or_zero(column == (value == "TRUE"))
    if column.type().is_numeric():
        return _one_or_zero(column.cast("float64") == float(value))
    return _one_or_zero(column == value)


def _one_or_zero(condition: Any) -> Any:
    """Through an integer: Spark takes a plain 1.0 for a decimal and rounds what is made of it."""
    return condition.cast("int8").cast("float64")


def _curve(t: Any, powers: Sequence[float], knots: Sequence[float], jumps: Sequence[float]) -> Any:
    value = reduce(lambda high, low: high * t + low, powers[-2::-1], t * 0.0 + powers[-1])
    for knot, jump in zip(knots, jumps, strict=True):
        over = _one_or_zero(t > knot) * (t - knot)
        value = value + jump * over * over * over
    return value
