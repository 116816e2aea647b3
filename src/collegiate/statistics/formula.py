"""Formulas in lme4's notation, read into their meaning: an outcome, fixed terms, and random terms per grouping factor.

The order of terms and the order of the words within an interaction are R's, so that coefficients have R's names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NoReturn

from collegiate.statistics.syntax import Bracket, Call, FormulaError, Name, Node, Number, Operation, Parser

__all__ = ["Formula", "FormulaError", "RandomTerm", "Term", "parse"]

# A term is the product of its variables; the empty product is the intercept.
Term = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class RandomTerm:
    """Effects that differ between the levels of one grouping factor.

    `group` holds the columns whose combination is the factor: ("school",) or ("school", "authority") for a school
    that is named anew in each authority. Effects within one RandomTerm are correlated, those of two are not.
    """

    terms: tuple[Term, ...]
    group: tuple[str, ...]
    position: int

    @property
    def label(self) -> str:
        """lme4's name of the factor: "school:authority" for authority/school."""
        return ":".join(self.group)


@dataclass(frozen=True, slots=True)
class Formula:
    """What a formula means: `outcome`, `fixed` terms in R's order (an empty one is the intercept), `random` terms."""

    text: str
    outcome: Node
    fixed: tuple[Term, ...]
    random: tuple[RandomTerm, ...]

    @property
    def intercept(self) -> bool:
        """Whether the fixed part has an intercept."""
        return () in self.fixed

    def columns(self) -> tuple[str, ...]:
        """Return every column of the data that the formula names, in order of first use."""
        nodes = [
            self.outcome,
            *(v for t in self.fixed for v in t),
            *(v for r in self.random for t in r.terms for v in t),
        ]
        names = [name for node in nodes for name in _names(node)] + [g for r in self.random for g in r.group]
        return tuple(dict.fromkeys(names))

    def fail(self, position: int, problem: str, remedy: str) -> NoReturn:
        """Raise a FormulaError at a place of this formula."""
        raise FormulaError(self.text, position, problem, remedy)


def parse(text: str) -> Formula:
    """Read a formula such as `score ~ prior + sex + (1 + prior | school)`; a FormulaError shows the place of a mistake."""
    tree = Parser(text).tree()
    if not (isinstance(tree, Operation) and tree.operator == "~" and len(tree.operands) == 2):
        raise FormulaError(text, 0, "there is no ~", "Write the outcome, then ~, then what explains it: score ~ prior.")
    outcome, right = tree.operands
    if isinstance(outcome, Operation) and outcome.operator == "~":
        raise FormulaError(text, tree.position, "there is a second ~", "A formula has one outcome and one ~.")
    reader = _Reader(text)
    fixed, bars = reader.split(right)
    random = tuple(r for bar in bars for r in reader.random(bar))
    if not fixed:
        position = right.position
        raise FormulaError(
            text, position, "there is nothing to estimate on the right", "Write 1 for an intercept alone."
        )
    return Formula(text, outcome, fixed, random)


def _names(node: Node) -> Iterator[str]:
    match node:
        case Name(name):
            yield name
        case Operation(_, operands):
            for operand in operands:
                yield from _names(operand)
        case Bracket(inside):
            yield from _names(inside)
        case Call(_, arguments):
            for argument in arguments:
                yield from _names(argument)


class _Reader:
    """Turns the tree of one formula into terms."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._seen: dict[Node, int] = {}

    def _fail(self, node: Node, problem: str, remedy: str) -> NoReturn:
        raise FormulaError(self.text, node.position, problem, remedy)

    def split(self, node: Node) -> tuple[tuple[Term, ...], list[Operation]]:
        """Part the right-hand side into ordered fixed terms and the bars of random terms."""
        bars: list[Operation] = []
        terms: dict[Term, None] = {(): None}
        for sign, part in _summands(node):
            bar = _bar(part)
            if bar is not None and sign == "+":
                bars.append(bar)
            elif bar is not None:
                self._fail(part, "a random term cannot be taken away", "Leave it out instead.")
            else:
                self._apply(terms, sign, part)
        return self._ordered(terms), bars

    def _apply(self, terms: dict[Term, None], sign: str, part: Node) -> None:
        if isinstance(part, Number) and part.value in (0, 1):
            wanted = (part.value == 1) == (sign == "+")
            terms.pop((), None)
            if wanted:
                terms[()] = None
            return
        for term in self.expand(part):
            if sign == "+":
                terms[term] = None
            else:
                terms.pop(self._same(terms, term), None)

    def _ordered(self, terms: dict[Term, None]) -> tuple[Term, ...]:
        """R's order: the intercept, main effects, then interactions; in a term, variables by first appearance."""
        distinct = dict.fromkeys(tuple(sorted(t, key=self._seen.__getitem__)) for t in terms)
        return tuple(sorted(distinct, key=len))

    @staticmethod
    def _same(terms: dict[Term, None], term: Term) -> Term:
        return next((t for t in terms if set(t) == set(term)), term)

    def expand(self, node: Node) -> list[Term]:  # noqa: PLR0911 - one return for each form of the notation
        """Return the terms that an expression stands for: a*b is a, b and a:b; a/b is a and a:b; (a + b)^2."""
        match node:
            case Operation("|" | "||", _):
                self._fail(node, "a random term needs its own brackets", "Write it as (1 | school).")
            case Bracket(inside):
                return [t for sign, part in _summands(inside) for t in self._signed(sign, part)]
            case Operation("+" | "-", _):
                return [t for sign, part in _summands(node) for t in self._signed(sign, part)]
            case Operation(":", (left, right)):
                return [_product(a, b) for a in self.expand(left) for b in self.expand(right)]
            case Operation("*", (left, right)):
                first, second = self.expand(left), self.expand(right)
                return [*first, *second, *(_product(a, b) for a in first for b in second)]
            case Operation("/", (left, right)):
                first = self.expand(left)
                outer: Term = tuple(dict.fromkeys(v for t in first for v in t))
                return [*first, *(_product(outer, b) for b in self.expand(right))]
            case Operation("^", (left, Number(power))):
                return self._power(self.expand(left), int(power))
            case Number(1):
                return [()]
            case Number() | Operation():
                self._fail(node, f"'{node}' is not a term", "Put arithmetic inside I(), as in I(prior^2).")
        self._seen.setdefault(node, len(self._seen))
        return [(node,)]

    def _signed(self, sign: str, part: Node) -> list[Term]:
        if sign == "-":
            self._fail(
                part, "a term is taken away inside brackets", "Take terms away outside brackets, as in: a*b - a."
            )
        if _bar(part) is not None:
            self._fail(
                part, "a random term stands inside another term", "Add it with + on its own: ... + (1 | school)."
            )
        return self.expand(part)

    @staticmethod
    def _power(terms: list[Term], power: int) -> list[Term]:
        products: list[Term] = []
        for size in range(1, power + 1):
            for chosen in combinations(terms, size):
                product: Term = ()
                for term in chosen:
                    product = _product(product, term)
                products.append(product)
        return products

    def random(self, bar: Operation) -> list[RandomTerm]:
        """Return the random terms of one bar: `||` parts the effects, a/b makes one term per level of nesting."""
        left, right = bar.operands
        terms, inner = _Reader(self.text).split(left)
        if inner:
            self._fail(bar, "a bar stands inside a bar", "Give each grouping factor its own (… | …).")
        if not terms:
            self._fail(left, "no effect stands before the bar", "Write (1 | school) for a random intercept.")
        parts = [(t,) for t in terms] if bar.operator == "||" else [terms]
        return [RandomTerm(part, group, bar.position) for group in self._groups(right) for part in parts]

    def _groups(self, node: Node) -> list[tuple[str, ...]]:
        match node:
            case Name(name):
                return [(name,)]
            case Bracket(inside):
                return self._groups(inside)
            case Operation(":", (left, right)):
                return [a + b for a in self._groups(left) for b in self._groups(right)]
            case Operation("/", (left, right)):
                outer = self._groups(left)
                return [inner + outer[0] for inner in self._groups(right)] + outer
            case Operation("+", (left, right)):
                return self._groups(left) + self._groups(right)
            case _:
                remedy = "After the bar, name columns: school, authority/school or a:b."
                return self._fail(node, f"'{node}' is not a grouping column", remedy)


def _summands(node: Node, sign: str = "+") -> Iterator[tuple[str, Node]]:
    match node:
        case Operation("+" | "-" as operator, (left, right)):
            yield from _summands(left, sign)
            yield from _summands(right, operator if sign == "+" else {"+": "-", "-": "+"}[operator])
        case Operation("+" | "-" as operator, (only,)):
            yield from _summands(only, operator)
        case Bracket(inside) if _bar(node) is None and sign == "+":
            yield from _summands(inside, sign)
        case _:
            yield sign, node


def _bar(node: Node) -> Operation | None:
    while isinstance(node, Bracket):
        node = node.inside
        if isinstance(node, Operation) and node.operator in ("|", "||"):
            return node
    return None


def _product(left: Term, right: Term) -> Term:
    return tuple(dict.fromkeys(left + right))
