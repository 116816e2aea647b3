"""Mixed models on tables that stay in the engine: only sums, and a few thousand rows at a time, ever come here.

On this machine the rows stream past in the order of the file, so that every run gives the same bytes; on a cluster
the engine takes the sums itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa

from collegiate.engine import Session
from collegiate.engine import moments as engine
from collegiate.statistics.design import Arithmetic, Design, Indicator, Smooth, design_of, value_columns
from collegiate.statistics.errors import FitError
from collegiate.statistics.formula import parse
from collegiate.statistics.frame import Coded, Frame, collation, column_of, nearest
from collegiate.statistics.mixed.fitting import fit_moments
from collegiate.statistics.mixed.moments import Adder, Moments, slopes_of
from collegiate.statistics.mixed.result import Fit
from collegiate.statistics.syntax import Bracket, Call, Name, Node, Number, Operation

Array = np.ndarray

__all__ = ["fit_table"]


def fit_table(
    formula: str,
    table: Any,
    session: Session,
    method: str = "reml",
    *,
    weights: str | None = None,
    known_variance: str | None = None,
) -> Fit:
    """Fit a mixed model to a table of an engine's session (Parquet, CSV or Arrow behind it).

    The arguments and the errors are those of `fit`; the result is the same to 1e-9 on every engine.
    """
    started = perf_counter()
    parsed = parse(formula)
    if weights and known_variance:
        raise FitError(
            "Give either weights or known_variance, not both: known variances are weights with a fixed scale."
        )
    groups = tuple(dict.fromkeys(g for r in parsed.random for g in r.group))
    extra = weights or known_variance
    names = tuple(dict.fromkeys([*value_columns(parsed), *([extra] if extra else [])]))
    for name in [*names, *groups]:
        if name not in table.columns:
            raise FitError(f"There is no column '{name}'.{nearest(name, list(table.columns))}")
    source = _TableSource(session, table, names, groups)
    design = design_of(parsed, source)
    read = perf_counter()
    weighting = _Weighting(extra, known_variance is not None)
    take = _streamed if session.engine == "duckdb" else _summed
    moments = take(design, source, weighting)
    return fit_moments(
        design,
        moments,
        method,
        known=known_variance is not None,
        seconds={"read": read - started, "moments": perf_counter() - read},
    )


@dataclass(frozen=True)
class _TableSource:
    """What a design asks of the data, answered by the engine; each answer is kept."""

    session: Session
    whole: Any
    names: tuple[str, ...]
    groups: tuple[str, ...]
    _levels: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> dict[str, str]:
        return engine.kinds(self.whole, self.names)

    @cached_property
    def table(self) -> Any:
        """The complete rows."""
        return engine.complete(self.whole, [*self.names, *self.groups])

    @cached_property
    def n(self) -> int:
        found = engine.count(self.session, self.table)
        if not found:
            raise FitError("No row has a value in every column of the model.")
        return found

    def is_word(self, name: str) -> bool:
        return self.kinds[name] != "number"

    def levels(self, name: str) -> list[str]:
        if name not in self._levels:
            self._levels[name] = self._find_levels(name)
        return self._levels[name]

    def _find_levels(self, name: str) -> list[str]:
        values = engine.distinct(self.session, self.table, [name])[name].to_pylist()
        if self.kinds[name] == "number":
            return [f"{v:.15g}" for v in sorted(map(float, values))]
        if self.kinds[name] == "truth":
            return ["TRUE" if v else "FALSE" for v in sorted(values)]
        _refuse_numbers_with_a_text(values, name)
        return sorted(values, key=collation)

    def quantiles(self, node: Node, probabilities: Array) -> Array:
        return np.array(engine.quantiles(self.session, self.table, _tree(node), list(probabilities)))

    def power_means(self, node: Node, left: float, width: float, highest: int) -> Array:
        return np.array(engine.power_means(self.session, self.table, _tree(node), left, width, highest))


@dataclass(frozen=True, slots=True)
class _Weighting:
    """The column of weights, if any, and whether it holds sampling variances instead."""

    name: str | None
    inverted: bool

    def of(self, frame: Frame) -> Array | None:
        if self.name is None:
            return None
        values = np.asarray(frame.columns[self.name], float)
        if not (values > 0).all():
            raise FitError(f"'{self.name}' must hold positive numbers. Correct or leave out the other rows.")
        return 1.0 / values if self.inverted else values

    @property
    def tree(self) -> tuple[Any, ...] | None:
        if self.name is None:
            return None
        column = ("column", self.name)
        return ("/", ("number", 1.0), column) if self.inverted else column


def _streamed(design: Design, source: _TableSource, weighting: _Weighting) -> Moments:
    adder, position, rows = Adder(design, 1), dict[tuple[str, ...], int](), 0
    columns = list(dict.fromkeys((*source.names, *source.groups)))  # a column may be both
    for batch in engine.batches(source.session, source.whole, columns):
        rows += batch.num_rows
        kept = _complete(batch)
        if kept.num_rows:
            frame, codes = _frame(kept, source), _cell_codes(kept, source.groups, position)
            adder.make_room(len(position))
            adder.add(frame, codes, weighting.of(frame))
    if not adder.n:
        raise FitError("No row has a value in every column of the model.")
    cells = pa.table({g: [row[k] for row in position] for k, g in enumerate(source.groups)})
    return adder.moments(*_factors(cells, source.groups), dropped=rows - adder.n)


def _complete(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Leave out rows that miss a value; batches that miss none pass as they are."""
    keep = None
    for column in batch.columns:
        present = None
        if column.null_count:
            present = column.is_valid().to_numpy(zero_copy_only=False)
        if pa.types.is_floating(column.type):
            values = column.to_numpy(zero_copy_only=False)
            if np.isnan(values.sum()):
                present = ~np.isnan(values)
        if present is not None:
            keep = present if keep is None else keep & present
    return batch if keep is None else batch.filter(pa.array(keep))


def _frame(batch: pa.RecordBatch, source: _TableSource) -> Frame:
    columns: dict[str, Array | Coded] = {}
    for name in source.names:
        values = batch.column(name)
        columns[name] = (
            values.to_numpy(zero_copy_only=False) if pa.types.is_float64(values.type) else column_of(values, name)
        )
    return Frame(columns, {}, batch.num_rows, 0)


def _cell_codes(batch: pa.RecordBatch, groups: tuple[str, ...], position: dict[tuple[str, ...], int]) -> Array:
    """Return the cell of every row; combinations not seen before are numbered on, in `position`."""
    coded = [batch.column(g).dictionary_encode() for g in groups]
    labels = [c.dictionary.cast(pa.string()).to_pylist() for c in coded]
    if len(groups) == 1:
        numbers = [position.setdefault((label,), len(position)) for label in labels[0]]
        return np.array(numbers, np.int32)[coded[0].indices.to_numpy(zero_copy_only=False)]
    key = np.zeros(batch.num_rows, np.int64)
    for label, c in zip(labels, coded, strict=True):
        key = key * len(label) + c.indices.to_numpy(zero_copy_only=False)
    seen = pa.array(key).dictionary_encode()
    numbers = []
    for packed in seen.dictionary.to_pylist():
        rest, row = packed, list[str]()
        for label in reversed(labels):
            rest, at = divmod(rest, len(label))
            row.append(label[at])
        numbers.append(position.setdefault(tuple(reversed(row)), len(position)))
    return np.array(numbers, np.int32)[seen.indices.to_numpy(zero_copy_only=False)]


def _factors(cells: pa.Table, groups: tuple[str, ...]) -> tuple[dict[str, Array], dict[str, tuple[str, ...]]]:
    codes, labels = {}, {}
    for group in groups:
        coded = cells[group].combine_chunks().dictionary_encode()
        codes[group] = coded.indices.to_numpy(zero_copy_only=False)
        labels[group] = tuple(coded.dictionary.to_pylist())
    return codes, labels


def _summed(design: Design, source: _TableSource, weighting: _Weighting) -> Moments:
    columns, slopes = design.all_columns(), slopes_of(design)
    trees = [("product", *map(_piece, c.pieces)) for c in columns]
    shift = [0.0, *engine.means(source.session, source.table, trees[1:])]
    cells, whole = engine.sums(source.session, source.table, trees, slopes, source.groups, shift, weighting.tree)
    k = len(columns)
    total = np.zeros((k, k))
    for (i, j), value in whole.items():
        total[i, j] = total[j, i] = value
    if not np.isfinite(total).all():
        raise FitError(
            "A column of the model holds infinite values, or a log or root that is not a number. Correct them."
        )
    sums = np.stack([[cells[f"s{z}_{j}"].to_numpy() for j in range(k)] for z in slopes]).transpose(2, 0, 1)
    texts = pa.table({g: cells[g].cast(pa.string()) for g in source.groups})
    return Moments(
        tuple(c.name for c in columns),
        np.array(shift),
        total,
        slopes,
        sums,
        *_factors(texts, source.groups),
        source.n,
        dropped=engine.count(source.session, source.whole) - source.n,
        log_weights=_log_weights(source, weighting),
    )


def _log_weights(source: _TableSource, weighting: _Weighting) -> float:
    if weighting.tree is None:
        return 0.0
    return engine.means(source.session, source.table, [("log", weighting.tree)])[0] * source.n


def _piece(piece: Arithmetic | Indicator | Smooth) -> tuple[Any, ...]:
    match piece:
        case Arithmetic(node):
            return _tree(node)
        case Indicator(name, level):
            return ("level", name, level)
        case Smooth(node, curve):
            return ("curve", _tree(node), curve.left, curve.width, curve.powers, curve.knots, curve.jumps)


def _tree(node: Node) -> tuple[Any, ...]:
    match node:
        case Number(value):
            return ("number", value)
        case Name(name):
            return ("column", name)
        case Bracket(inside) | Call("I", (inside,)) | Operation("+", (inside,)):
            return _tree(inside)
        case Operation("-", (only,)):
            return ("negative", _tree(only))
        case Operation(operator, (left, right)):
            return (operator, _tree(left), _tree(right))
        case Call(function, (only,)):
            return (function, _tree(only))
    raise FitError(f"'{node}' cannot be worked out as a number.")


def _refuse_numbers_with_a_text(values: list[str], name: str) -> None:
    """A file of numbers in which one cell is a text comes as words: refuse it by that text, for the engine keeps no row numbers."""
    texts = [v for v in values if not _is_number(v)]
    if texts and len(values) - len(texts) >= max(3, 2 * len(texts)):
        shown = ", ".join(f"'{t}'" for t in texts[:3])
        raise FitError(
            f"'{name}' is a column of numbers, but holds the text {shown}. Correct that cell, or leave it empty if the value is missing."
        )


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
