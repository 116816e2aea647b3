"""Cells as systems write them of children: a year group, a sex, a UPN, a postcode, an academic year, a code of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping

from collegiate.intake.days import parse_date
from collegiate.intake.problems import BadCell, Parsed, Parser
from collegiate.vocabulary.codes import CodeList, code_list
from collegiate.vocabulary.years import AcademicYear

_YEAR_GROUP = re.compile(r"(?:year|yr|y)?[ .]*0*([1-9]|1[0-4])", re.IGNORECASE)
_NURSERY = re.compile(r"(?:nursery|n) *([12])", re.IGNORECASE)
_RECEPTION = frozenset({"r", "rec", "reception", "yr", "year r", "yr r"})
_SEXES = {"1": "M", "boy": "M", "2": "F", "girl": "F", "0": "U", "9": "U", "unknown": "U"}
_OUTWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
_POSTCODE = re.compile(rf"({_OUTWARD})[0-9][A-Z]{{2}}")
_NUMBER = re.compile(r"-?([0-9]+|[0-9]*\.[0-9]+)")


def _words(cell: str) -> Parsed:
    return cell, None


def _upn(cell: str) -> Parsed:
    """Keep it as it is written: whether it is a right one is a finding, and no reason to lose the child."""
    return re.sub(r"\s", "", cell).upper(), None


_NO_YEAR_GROUP = BadCell(
    "It is not a year group: those are N1, N2, R and 1 to 14, also written Nursery 1, Reception, Year 7.",
    "Write the National Curriculum year, or empty the cell if the child has none.",
)


def _year_group(cell: str) -> Parsed:
    if found := _YEAR_GROUP.fullmatch(cell):
        return found[1], None
    if found := _NURSERY.fullmatch(cell):
        return f"N{found[1]}", None
    if cell.casefold() in _RECEPTION:
        return "R", None
    known = code_list("year_group").meaning(cell)
    return (known.code, None) if known else (None, _NO_YEAR_GROUP)


def _sex(cell: str) -> Parsed:
    known = _SEXES.get(cell.casefold())
    return (known, None) if known else code_parser("sex")(cell)


def _outward_of(cell: str) -> Parsed:
    """Keep the outward part of a postcode, written with or without the rest."""
    plain = re.sub(r"\s", "", cell).upper()
    if full := _POSTCODE.fullmatch(plain):
        return full[1], None
    if re.fullmatch(_OUTWARD, plain):
        return plain, None
    return None, BadCell(
        "It is not a postcode such as AB12 3CD, nor the first part of one.", "Correct the postcode, or empty the cell."
    )


def _year(cell: str) -> Parsed:
    """Read an academic year, or the one in which a day falls. A lone 2025 may be its beginning or its end: it is refused."""
    day = parse_date(cell)
    try:
        return (AcademicYear.of(day) if day else AcademicYear.parse(cell)).end, None
    except ValueError:
        problem = "It names no academic year, and the row cannot be placed without one."
        return None, BadCell(problem, "Write it as 2025/26.")


def _number_if(cell: str) -> Parsed:
    """Read a number, and leave every other word to the column that keeps words."""
    return (float(cell), None) if _NUMBER.fullmatch(cell) else (None, None)


def _words_if(cell: str) -> Parsed:
    return (None, None) if _NUMBER.fullmatch(cell) else (cell, None)


PUPIL_PARSERS: Mapping[str, Parser] = {
    "words": _words,
    "upn": _upn,
    "year_group": _year_group,
    "sex": _sex,
    "outward_of": _outward_of,
    "year": _year,
    "number_if": _number_if,
    "words_if": _words_if,
}
"""How cells about children are read, by type."""


def code_parser(name: str, *, open_: bool = False) -> Parser:
    """Return the parser of a code list, by code or by its meaning in words. `open_`: other words are kept as written."""
    known = code_list(name)
    meanings = {code.meaning.casefold(): code.code for code in known}

    def parse(cell: str) -> Parsed:
        found = known.meaning(cell)
        code = found.code if found else meanings.get(cell.casefold())
        if code is not None:
            return code, None
        return (cell, None) if open_ else (None, _not_in(known))

    return parse


def _not_in(known: CodeList) -> BadCell:
    some = " ".join(code.code for code in known)
    title = known.name.replace("_", " ")
    return BadCell(f"It is not a code of the list {title}: {some}.", "Correct the code, or empty the cell.")
