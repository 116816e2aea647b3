"""From a formula to named columns, coded as R codes them: contrasts against the first level, full sets where R would.

A design knows nothing of how its columns are computed: each is a product of pieces (arithmetic, a level's indicator,
a curve) that NumPy evaluates here and a database elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import NoReturn, Protocol

import numpy as np

from collegiate.statistics import splines
from collegiate.statistics.formula import Formula, RandomTerm, Term
from collegiate.statistics.frame import FUNCTIONS, Frame
from collegiate.statistics.syntax import Bracket, Call, Name, Node, Number, Operation, Text

Array = np.ndarray


class Source(Protocol):
    """What a design must know of the data before it can name its columns."""

    def is_word(self, name: str) -> bool:
        """Whether a column enters as levels."""

    def levels(self, name: str) -> list[str]:
        """Return the values present, in order."""

    def quantiles(self, node: Node, probabilities: Array) -> Array:
        """Return quantiles of an arithmetic expression."""

    def power_means(self, node: Node, left: float, width: float, highest: int) -> Array:
        """Return the means of ((x - left) / width)**k."""

    @property
    def n(self) -> int:
        """Complete rows."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Numbers worked out from columns."""

    node: Node


@dataclass(frozen=True, slots=True)
class Indicator:
    """1 where a column has a value, else 0."""

    column: str
    level: str


@dataclass(frozen=True, slots=True)
class Smooth:
    """A curve over arithmetic."""

    node: Node
    curve: splines.Curve


Piece = Arithmetic | Indicator | Smooth


@dataclass(frozen=True, slots=True)
class Column:
    """A named column: the product of its pieces; the intercept has none."""

    name: str
    pieces: tuple[Piece, ...] = ()


INTERCEPT = Column("(Intercept)")


@dataclass(frozen=True, slots=True)
class RandomColumns:
    """The columns of one random term and the columns of the data that make up its grouping factor."""

    columns: tuple[Column, ...]
    group: tuple[str, ...]

    @property
    def label(self) -> str:
        """lme4's name of the grouping factor."""
        return ":".join(self.group)


@dataclass(frozen=True, slots=True)
class Design:
    """The outcome, the fixed columns and the random terms of a model."""

    formula: Formula
    outcome: Column
    fixed: tuple[Column, ...]
    random: tuple[RandomColumns, ...]

    def all_columns(self) -> tuple[Column, ...]:
        """Return each distinct column once: the intercept first, the outcome last."""
        inner = dict.fromkeys((INTERCEPT, *self.fixed, *(c for r in self.random for c in r.columns)))
        return (*inner, self.outcome)


def design_of(formula: Formula, source: Source) -> Design:
    """Code a formula against the data; every mistake that can be seen from names and levels is reported here."""
    maker = _Maker(formula, source)
    outcome = maker.outcome()
    return Design(formula, outcome, maker.columns(formula.fixed), tuple(map(maker.random, formula.random)))


def value_columns(formula: Formula) -> tuple[str, ...]:
    """Return the columns that a formula uses for their values (the others are grouping factors)."""
    plain = tuple(RandomTerm(r.terms, (), r.position) for r in formula.random)
    return Formula(formula.text, formula.outcome, formula.fixed, plain).columns()


def evaluate(column: Column, frame: Frame, rows: slice = slice(None)) -> Array:
    """Work a column out over rows of a frame."""
    parts = [_piece(p, frame, rows) for p in column.pieces]
    length = len(range(*rows.indices(frame.n)))
    return reduce(np.multiply, parts) if parts else np.ones(length)


def _piece(piece: Piece, frame: Frame, rows: slice) -> Array:
    match piece:
        case Arithmetic(node):
            return frame.values(node, rows)
        case Indicator(name, level):
            return frame.indicator(name, level, rows)
        case Smooth(node, curve):
            return curve(frame.values(node, rows))


Coding = tuple[tuple[str, Piece], ...]


class _Maker:
    """Codes the terms of one formula."""

    def __init__(self, formula: Formula, source: Source) -> None:
        self.formula, self.source = formula, source

    def outcome(self) -> Column:
        node = self.formula.outcome
        if isinstance(node, Name) and self.source.is_word(node.name):
            example = self.source.levels(node.name)[0]
            self._fail(node, f"the outcome '{node}' holds words (such as '{example}')", "Choose a column of numbers.")
        return Column(str(node), (self._arithmetic(node),))

    def random(self, term: RandomTerm) -> RandomColumns:
        return RandomColumns(self.columns(term.terms), term.group)

    def columns(self, terms: Sequence[Term]) -> tuple[Column, ...]:
        """Code terms as R's model.matrix: contrasts where the margin is in the model, full sets where it is not."""
        full_first = None if () in terms else self._first_word(terms)
        made: list[Column] = []
        for term in terms:
            codings = [self._coding(v, self._is_full(v, term, terms) or v is full_first) for v in term]
            for chosen in product(*reversed(codings)):
                parts = chosen[::-1]
                made.append(Column(":".join(p[0] for p in parts), tuple(p[1] for p in parts)) if parts else INTERCEPT)
        return tuple(made)

    def _first_word(self, terms: Sequence[Term]) -> Node | None:
        return next((v for t in terms for v in t if self._word(v)), None)

    @staticmethod
    def _is_full(variable: Node, term: Term, terms: Sequence[Term]) -> bool:
        margin = {v for v in term if v != variable}
        return bool(margin) and not any(set(t) == margin for t in terms)

    def _word(self, node: Node) -> str | None:
        match node:
            case Name(name) if self.source.is_word(name):
                return name
            case Call("C" | "factor", (Name(name),)):
                return name
        return None

    def _coding(self, variable: Node, full: bool) -> Coding:
        name = self._word(variable)
        if name is not None:
            return self._levels(variable, name, full)
        if isinstance(variable, Call) and variable.function in _CURVES:
            return self._curves(variable)
        if isinstance(variable, Call) and variable.function == "scale":
            return ((str(variable), self._standardised(variable)),)
        return ((str(variable), self._arithmetic(variable)),)

    def _levels(self, variable: Node, name: str, full: bool) -> Coding:
        levels = self.source.levels(name)
        if not levels:
            self._fail(variable, f"'{name}' has no value in any row that is complete", "Leave it out, or fill it in.")
        if len(levels) < 2:
            self._fail(
                variable, f"'{name}' has one value only, '{levels[0]}'", "Leave it out: it cannot explain differences."
            )
        reference = levels[0]
        prefix = name
        if isinstance(variable, Call):
            prefix = str(variable) if variable.function == "factor" else name
            reference = self._reference(variable, levels)
        shown = levels if full else [level for level in levels if level != reference]
        return tuple((f"{prefix}{level}", Indicator(name, level)) for level in shown)

    def _reference(self, call: Call, levels: list[str]) -> str:
        given = dict(call.named).get("ref")
        if given is None:
            return levels[0]
        wanted = given.value if isinstance(given, Text) else str(given)
        if wanted not in levels:
            self._fail(
                call, f"'{wanted}' is not a value of '{call.arguments[0]}'", f"Choose from: {', '.join(levels)}."
            )
        return wanted

    def _curves(self, call: Call) -> Coding:
        node, degrees = self._curve_arguments(call)
        probabilities = np.linspace(0, 1, _CURVES[call.function](degrees) + 2)
        if call.function == "poly":
            probabilities = np.array([0.0, 1.0])
        marks = self.source.quantiles(node, probabilities)
        if len(np.unique(marks)) < len(marks):
            self._fail(call, f"'{node}' has too few different values for {degrees} curves", "Ask for fewer.")
        curves = self._basis(call.function, node, degrees, marks)
        return tuple((f"{call}{k}", Smooth(node, curve)) for k, curve in enumerate(curves, 1))

    def _basis(self, function: str, node: Node, degrees: int, marks: Array) -> list[splines.Curve]:
        left, right = float(marks[0]), float(marks[-1])
        if function == "ns":
            return splines.natural_splines(marks[1:-1], left, right)
        if function == "bs":
            return splines.basis_splines(marks[1:-1], left, right)[1:]
        middle, half = (left + right) / 2, (right - left) / 2
        means = self.source.power_means(node, middle, half, 2 * degrees)
        return splines.orthogonal_polynomials(means, degrees, middle, half, self.source.n)

    def _curve_arguments(self, call: Call) -> tuple[Node, int]:
        named = dict(call.named)
        count = call.arguments[1] if len(call.arguments) > 1 else named.get("df", named.get("degree"))
        least = 3 if call.function == "bs" else 1
        if not call.arguments or not isinstance(count, Number) or count.value < least or count.value % 1:
            self._fail(
                call,
                f"{call.function}() needs a column and a whole number of at least {least}",
                f"Write {call.function}(prior, {max(4, least)}).",
            )
        node = call.arguments[0]
        self._arithmetic(node)
        return node, int(count.value)

    def _standardised(self, call: Call) -> Arithmetic:
        if len(call.arguments) != 1:
            self._fail(call, "scale() takes one column", "Write scale(prior).")
        node = call.arguments[0]
        self._arithmetic(node)
        mean = float(self.source.power_means(node, 0.0, 1.0, 1)[1])
        spread = float(self.source.power_means(node, mean, 1.0, 2)[2])
        sd = float(np.sqrt(spread * self.source.n / (self.source.n - 1)))
        if sd == 0:
            self._fail(call, f"'{node}' does not vary", "Leave it out: it cannot explain differences.")
        centred = Bracket(Operation("-", (Bracket(node), Number(mean))))
        return Arithmetic(Operation("/", (centred, Number(sd))))

    def _arithmetic(self, node: Node) -> Arithmetic:
        self._check(node)
        return Arithmetic(node)

    def _check(self, node: Node) -> None:
        match node:
            case Name(name) if self.source.is_word(name) and self.source.levels(name) not in _TRUTHS:
                self._fail(node, f"'{name}' holds words, not numbers", "Use it as a term by itself.")
            case Call("I" | "log" | "log2" | "log10" | "exp" | "sqrt" | "abs", (only,)):
                self._check(only)
            case Call(function):
                known = ", ".join(["I", "C", "factor", "ns", "bs", "poly", "scale", *FUNCTIONS])
                self._fail(
                    node,
                    f"'{function}' is not a function offered here, or has too many arguments",
                    f"Use one of: {known}.",
                )
            case Operation(operator, operands):
                if operator not in ("+", "-", "*", "/", "^"):
                    self._fail(node, f"'{operator}' is not arithmetic", "Use + - * / ^ inside I().")
                for operand in operands:
                    self._check(operand)
            case Bracket(inside):
                self._check(inside)
            case Text():
                self._fail(node, "a text stands where a number should be", "Use a column or a number.")

    def _fail(self, node: Node, problem: str, remedy: str) -> NoReturn:
        self.formula.fail(node.position, problem, remedy)


_TRUTHS = (["FALSE"], ["TRUE"], ["FALSE", "TRUE"])

# Inner knots that each basis needs for its number of columns.
_CURVES = {"ns": lambda df: df - 1, "bs": lambda df: df - 3, "poly": lambda degree: 0}
