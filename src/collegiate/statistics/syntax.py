"""The text of a formula as a tree of small nodes, each of which knows where it stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


class FormulaError(ValueError):
    """A formula that cannot be read: shows the place under the formula and says what to write instead."""

    def __init__(self, text: str, position: int, problem: str, remedy: str) -> None:
        self.text, self.position, self.problem, self.remedy = text, position, problem, remedy
        caret = " " * position + "^"
        super().__init__(f"Formula, character {position + 1}: {problem}.\n    {text}\n    {caret}\n{remedy}")


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number."""

    value: float
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.value:.15g}"


@dataclass(frozen=True, slots=True)
class Text:
    """A literal in quotes."""

    value: str
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f'"{self.value}"'


@dataclass(frozen=True, slots=True)
class Name:
    """A column of the data."""

    name: str
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with one or two operands."""

    operator: str
    operands: tuple[Node, ...]
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        if len(self.operands) == 1:
            return f"{self.operator}{self.operands[0]}"
        space = "" if self.operator in ("^", ":") else " "
        return f"{self.operands[0]}{space}{self.operator}{space}{self.operands[1]}"


@dataclass(frozen=True, slots=True)
class Bracket:
    """A pair of round brackets, kept so that the text can be written as it was."""

    inside: Node
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"({self.inside})"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of columns: I(), ns(), log() and so on; `named` holds its name = value arguments."""

    function: str
    arguments: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...] = ()
    position: int = field(default=0, compare=False)

    def __str__(self) -> str:
        words = [str(a) for a in self.arguments] + [f"{k} = {v}" for k, v in self.named]
        return f"{self.function}({', '.join(words)})"


Node = Number | Text | Name | Operation | Bracket | Call

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
        |(?P<name>[^\W\d][\w.]*)
        |`(?P<quoted>[^`]+)`
        |"(?P<double>[^"]*)"|'(?P<single>[^']*)'
        |(?P<operator>\|\||[-+*/^:~|(),=]))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the formula: its kind, its text and where it starts (from 0)."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> Iterator[Token]:
    """Cut a formula into tokens, ending with one of kind "end"; a character that has no meaning is a FormulaError."""
    position = 0
    while position < len(text.rstrip()):
        found = _TOKEN.match(text, position)
        if not found or found.lastgroup is None:
            place = position + len(text[position:]) - len(text[position:].lstrip())
            raise FormulaError(text, place, f"'{text[place]}' has no meaning here", _remedy_for(text[place]))
        kind = {"quoted": "name", "double": "text", "single": "text"}.get(found.lastgroup, found.lastgroup)
        start = found.start(found.lastgroup) - (found.lastgroup in ("quoted", "double", "single"))
        yield Token(kind, found[found.lastgroup], start)
        position = found.end()
    yield Token("end", "", len(text.rstrip()))


def _remedy_for(character: str) -> str:
    if character in "`\"'":
        return "Close the quotation mark."
    if character == ".":
        return "Name the columns one by one: '.' for 'all the others' is not offered, so that every term is chosen."
    return "Put a column name that holds spaces or signs between backticks: `my column`."


# How tightly each operator holds, as in R: a higher number binds first.
_BINDS = {"~": 1, "|": 2, "||": 2, "+": 3, "-": 3, "*": 4, "/": 4, ":": 5, "^": 7}
_SIGN = 6


class Parser:
    """A precedence parser for one formula; `tree()` reads it all or raises a FormulaError that shows the place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = list(tokens(text))
        self._next = 0

    def tree(self) -> Node:
        """Return the whole formula as one node."""
        node = self._expression(0)
        token = self._peek()
        if token.text == ")":
            self._fail(token, "this bracket was never opened", "Remove it, or open it earlier.")
        if token.kind != "end":
            self._fail(token, f"'{token.text}' follows without a sign between", "Put + between the terms.")
        return node

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _fail(self, token: Token, problem: str, remedy: str) -> None:
        raise FormulaError(self.text, token.position, problem, remedy)

    def _expression(self, least: int) -> Node:
        left = self._operand()
        while (token := self._peek()).kind == "operator" and _BINDS.get(token.text, -1) > least:
            self._take()
            holds = _BINDS[token.text]
            right = self._expression(holds - 1 if token.text == "^" else holds)
            left = Operation(token.text, (left, right), token.position)
        return left

    def _operand(self) -> Node:
        token = self._take()
        match token.kind, token.text:
            case "number", _:
                return Number(float(token.text), token.position)
            case "text", _:
                return Text(token.text, token.position)
            case "name", _:
                return self._call(token) if self._peek().text == "(" else Name(token.text, token.position)
            case "operator", "(":
                return Bracket(self._closed(token), token.position)
            case "operator", "-" | "+":
                return Operation(token.text, (self._expression(_SIGN),), token.position)
            case "operator", "~":
                self._fail(token, "the outcome is missing", "Write the outcome column before ~, as in: score ~ prior.")
        self._next -= 1
        what = "the formula ends too soon" if token.kind == "end" else f"'{token.text}' stands where a term should be"
        self._fail(token, what, "Write a column name, a number, or a function such as I(prior^2) here.")
        raise AssertionError

    def _closed(self, opening: Token) -> Node:
        inside = self._expression(0)
        token = self._take()
        if token.text != ")":
            self._fail(opening, "this bracket is never closed", "Close it with ) .")
        return inside

    def _call(self, name: Token) -> Call:
        opening = self._take()
        arguments: list[Node] = []
        named: list[tuple[str, Node]] = []
        while self._peek().text != ")":
            if self._peek().kind == "name" and self._tokens[self._next + 1].text == "=":
                key = self._take().text
                self._take()
                named.append((key, self._expression(0)))
            else:
                arguments.append(self._expression(0))
            if self._peek().text not in (",", ")"):
                self._fail(opening, "this bracket is never closed", "Close it with ) .")
            if self._peek().text == ",":
                self._take()
        self._take()
        return Call(name.text, tuple(arguments), tuple(named), name.position)
