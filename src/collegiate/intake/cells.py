"""Columns of text to typed columns: each distinct cell is read once, and a cell that cannot be read is said to be so."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.intake.days import parse_date
from collegiate.intake.problems import FORMULA, BadCell, Parsed, Parser
from collegiate.intake.pupil_cells import PUPIL_PARSERS, code_parser
from collegiate.intake.sources import ColumnSpec
from collegiate.vocabulary.phases import Phase, phase_of
from collegiate.vocabulary.symbols import CODES, parse_number

_WORDY = ("text", "phase")
"""Types in which a word such as NA stands for a missing one, but a letter does not."""

_VERBATIM = frozenset({*PUPIL_PARSERS, "code", "open_code", "choice"})
"""Types in which only an empty cell is empty: a child may be called Na, and a mark may be X."""
_NO_WORDS = frozenset({"", "NA", "N/A", "NULL", "NOT AVAIL", "SUPP", "-", ".", "..", "~", ":", "*"})
_SYMBOLS = frozenset({"z", "x", "c"})

Mask = npt.NDArray[np.bool_]

_PLAIN_NUMBER = r"^-?(\d+|\d*\.\d+)$"
_LAESTAB = re.compile(r"(\d{3})/?(\d{4})")
_FLAGS = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
_FLAGS |= {"t": True, "f": False}

_NO_NUMBER = BadCell("The cell is not a number, nor a known code for a missing one.", "Correct the cell, or empty it.")

_NO_URN = BadCell(
    "It is not a URN: a URN has six digits and does not begin with 0, and the row belongs to no school without one.",
    "Look the school up on Get Information About Schools and put its URN in.",
)
_SHORTENED = BadCell(
    "A spreadsheet has shortened the number, as 1.00E+07, and its last digits are lost.",
    "Take the number from the file before it was opened in the spreadsheet.",
)


@dataclass(frozen=True)
class Typed:
    """A column: its values, which cells are empty or missing, and which could not be read, with why."""

    values: pa.Array
    missing: Mask
    bad: Mask
    why: Callable[[int], BadCell]


@dataclass(frozen=True)
class Numbers:
    """A column of published numbers: value, the symbol and code where there is none, and which cells could not be read."""

    values: npt.NDArray[np.float64]
    has: Mask
    symbols: pa.Array
    codes: pa.Array
    bad: Mask
    words: Mask
    blank: Mask
    why: Callable[[int], BadCell]


def distinct(column: pa.Array) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the distinct cells, trimmed, and for each row which of them it has."""
    trimmed, places = _distinct(column)
    return trimmed.to_pylist(), places


def _distinct(column: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    encoded = column.dictionary_encode()
    return pc.utf8_trim_whitespace(encoded.dictionary), np.asarray(encoded.indices).astype(np.int64)


def is_missing(cell: str) -> bool:
    """Whether a trimmed cell is blank or a known code for missing."""
    return cell.upper() in CODES


def typed(column: pa.Array, spec: ColumnSpec, arrow: pa.DataType, missing: Collection[str] = ()) -> Typed:
    """Read a column as its specification says. `missing` holds further codes for a missing value, in capitals.

    What Arrow can read at once, plain words and plain whole numbers, it reads; every other distinct cell is read once.
    """
    words, places = _distinct(column)
    flat = arrow.value_type if pa.types.is_dictionary(arrow) else arrow
    values, done = _at_once(words, spec, flat)
    rest = np.flatnonzero(~done)
    parse = _ranged(_parser(spec), spec)
    parsed = [_one(word, parse, spec, missing) for word in words.take(pa.array(rest)).to_pylist()]
    wrong = {int(n): problem for n, (_, problem) in zip(rest, parsed, strict=True) if problem is not None}
    values = pc.replace_with_mask(values, pa.array(~done), pa.array([value for value, _ in parsed], flat))
    bad = np.zeros(len(words), bool)
    bad[list(wrong)] = True
    empty = np.asarray(values.is_null()) & ~bad
    taken = spread(values, places) if flat is not arrow else values.take(pa.array(places))
    return Typed(taken, empty[places], bad[places], lambda row: wrong[int(places[row])])


def spread(values: pa.Array, places: npt.NDArray[Any]) -> pa.DictionaryArray:
    """Give each row the value at its place, keeping each different value once."""
    encoded = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(encoded.indices.take(pa.array(places)), encoded.dictionary)


def _parser(spec: ColumnSpec) -> Parser:
    if spec.type in ("code", "open_code"):
        return code_parser(spec.list, open_=spec.type == "open_code")
    return _choice(spec) if spec.type == "choice" else PARSERS[spec.type]


def _choice(spec: ColumnSpec) -> Parser:
    """Return the parser of a column that holds nothing but the words, or what they are translated to."""
    allowed = {str(word).casefold(): word for word in spec.words.values()}
    problem = BadCell(f"It is none of {', '.join(map(str, allowed.values()))}.", "Correct the cell.")

    def parse(cell: str) -> Parsed:
        found = allowed.get(cell.casefold())
        return (found, None) if found is not None else (None, problem)

    return parse


def _at_once(words: pa.Array, spec: ColumnSpec, arrow: pa.DataType) -> tuple[pa.Array, Mask]:
    """Read the cells that need no thought; the mask says which those are."""
    none = np.zeros(len(words), bool)
    if spec.words or spec.missing:
        return pa.nulls(len(words), arrow), none
    if spec.type in ("text", "words"):
        done = _is_in(words, {""})
        done = ~done if spec.type == "words" else ~_is_in(pc.utf8_upper(words), _NO_WORDS) & ~_is_in(words, _SYMBOLS)
        return pc.if_else(pa.array(done), words, pa.scalar(None, pa.string())), done
    if spec.type not in ("integer", "urn"):
        return pa.nulls(len(words), arrow), none
    low, high = spec.range or ((100000, 999999) if spec.type == "urn" else (0, 10**15))
    digits = pc.match_substring_regex(words, r"^[0-9]{1,15}$")
    numbers_ = pc.cast(pc.if_else(digits, words, pa.scalar("0")), pa.int64())
    done = np.asarray(digits) & np.asarray(pc.greater_equal(numbers_, low)) & np.asarray(pc.less_equal(numbers_, high))
    return pc.if_else(pa.array(done), numbers_, pa.scalar(None, pa.int64())).cast(arrow), done


def _is_in(words: pa.Array, known: Collection[str]) -> Mask:
    return np.asarray(pc.is_in(words, pa.array(sorted(known), pa.string())))


def _one(word: str, parse: Parser, spec: ColumnSpec, missing: Collection[str]) -> Parsed:
    translated = spec.words.get(word.casefold(), word) if spec.words else word
    if word.casefold() in spec.missing:
        return None, None
    if spec.type in _VERBATIM:
        empty = not translated
    elif spec.type in _WORDY:
        empty = translated.upper() in _NO_WORDS or translated in _SYMBOLS
    else:
        empty = is_missing(translated) or translated.upper() in missing
    return (None, None) if empty else parse(translated)


def _ranged(parse: Parser, spec: ColumnSpec) -> Parser:
    if spec.range is None:
        return parse
    low, high = spec.range

    def within(cell: str) -> Parsed:
        value, problem = parse(cell)
        if problem is None and value is not None and not low <= value <= high:
            return None, BadCell(
                f"{spec.name.replace('_', ' ')} must lie between {low:g} and {high:g}.",
                "Correct the cell, or empty it if it is not known.",
            )
        return value, problem

    return within


def _text(cell: str) -> Parsed:
    return cell, None


def _outward_code(cell: str) -> Parsed:
    return cell.upper().replace(" ", ""), None


def _number(cell: str) -> Parsed:
    if cell.startswith("="):
        return None, BadCell(*FORMULA)
    read = parse_number(cell)
    if read is None:
        return None, _NO_NUMBER
    return read.value, None


def _integer(cell: str) -> Parsed:
    value, problem = _number(cell)
    if problem is not None or value is None:
        return value, problem
    if "e" in cell.casefold():
        return None, _SHORTENED
    if value != int(value) or abs(value) >= 2**53:
        return None, BadCell("The cell is not a whole number.", "Correct the cell, or empty it.")
    return int(value), None


def _urn(cell: str) -> Parsed:
    if cell.startswith("="):
        return None, BadCell(*FORMULA)
    digits = cell.removesuffix(".0")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6 and digits[0] != "0"):
        return None, _NO_URN
    return int(digits), None


def _date(cell: str) -> Parsed:
    found = parse_date(cell.removesuffix(".0"))
    if found is None:
        problem = BadCell(
            "It is not a day of the calendar, written day first (31-08-2019) or year first (2019-08-31).",
            "Write the day as 2019-08-31, or empty the cell if it is not known.",
        )
        return None, problem
    return found, None


def _laestab(part: int) -> Parser:
    def parse(cell: str) -> Parsed:
        found = _LAESTAB.fullmatch(cell.removesuffix(".0"))
        if not found:
            return None, BadCell(
                "It is not a DfE number: three digits for the authority and four for the school.",
                "Write it as 860/4000.",
            )
        return int(found[part]), None

    return parse


def _companies_house(cell: str) -> Parsed:
    text = cell.removesuffix(".0").upper().replace(" ", "")
    if text.isascii() and text.isdigit() and len(text) <= 8:
        return text.zfill(8), None
    if re.fullmatch(r"[A-Z]{2}[0-9]{5}[0-9A-Z]", text):
        return text, None
    return None, BadCell(
        "It is not a company number: eight digits, or two letters and six digits.", "Look it up at Companies House."
    )


def _phase(cell: str) -> Parsed:
    known = phase_of(cell) or (Phase(cell) if cell in set(Phase) else None)
    if known is None:
        return None, BadCell(
            "It is not a phase of education that the register knows.", "Write it as the register does, such as Primary."
        )
    return known.value, None


def _flag(cell: str) -> Parsed:
    value = _FLAGS.get(cell.casefold())
    return (value, None) if value is not None else (None, BadCell("It is neither yes nor no.", "Write yes or no."))


PARSERS: Mapping[str, Parser] = {
    "text": _text,
    "outward_code": _outward_code,
    "number": _number,
    "integer": _integer,
    "urn": _urn,
    "date": _date,
    "laestab": _laestab(1),
    "laestab_la": _laestab(1),
    "laestab_number": _laestab(2),
    "companies_house": _companies_house,
    "phase": _phase,
    "flag": _flag,
    **PUPIL_PARSERS,
}
"""How a cell of each type is read."""

_PERCENT = BadCell("A percentage must lie between 0 and 100.", "Correct the cell, or empty it if it is not known.")
_TOO_BIG = BadCell("The number is too large to be true.", "Correct the cell, or empty it.")


def numbers(
    column: pa.Array, *, percent: bool = False, scale: float = 1.0, missing: Mapping[str, str] | None = None
) -> Numbers:
    """Read a column of published numbers, keeping every code for a missing one; `missing` gives further codes' symbols."""
    trimmed, places = _distinct(column)
    values, symbols, codes, wrong = _distinct_numbers(trimmed, missing or {})
    values = values * scale
    if percent:
        outside = (values < 0) | (values > 100)
        wrong |= dict.fromkeys(np.flatnonzero(outside).tolist(), _PERCENT)
        values[outside] = np.nan
    has = ~np.isnan(values)
    bad = np.zeros(len(values), bool)
    bad[list(wrong)] = True
    wordy = np.zeros(len(values), bool)
    wordy[[n for n, problem in wrong.items() if problem is _NO_NUMBER]] = True
    blank = np.asarray(pc.equal(trimmed, ""))
    return Numbers(
        values[places],
        has[places],
        pa.array(symbols, pa.string()).take(pa.array(places)),
        pa.array(codes, pa.string()).take(pa.array(places)),
        bad[places],
        wordy[places],
        blank[places] if len(blank) else np.zeros(0, bool),
        lambda row: wrong[int(places[row])],
    )


def _distinct_numbers(
    words: pa.Array, missing: Mapping[str, str]
) -> tuple[npt.NDArray[np.float64], list[str | None], list[str | None], dict[int, BadCell]]:
    simple = np.asarray(pc.match_substring_regex(words, _PLAIN_NUMBER))
    values = np.full(len(words), np.nan)
    if simple.any():
        values[simple] = np.asarray(pc.cast(words.filter(pa.array(simple)), pa.float64()))
    symbols: list[str | None] = [None] * len(words)
    codes: list[str | None] = [None] * len(words)
    wrong: dict[int, BadCell] = dict.fromkeys(np.flatnonzero(np.isinf(values)).tolist(), _TOO_BIG)
    values[np.isinf(values)] = np.nan
    for place in np.flatnonzero(~simple).tolist():
        cell = words[place].as_py()
        read = None if cell.upper() in missing else parse_number(cell)
        if cell.upper() in missing:
            symbols[place], codes[place] = missing[cell.upper()], cell
        elif read is None:
            wrong[place] = BadCell(*FORMULA) if cell.startswith("=") else _NO_NUMBER
        elif read.value is None:
            symbols[place], codes[place] = str(read.symbol), read.code
        else:
            values[place] = read.value
    return values, symbols, codes, wrong
