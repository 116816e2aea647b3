"""Rules about times, filters and what is measured."""

from __future__ import annotations

import re
from collections import Counter

from collegiate.ees.geography import COLUMNS
from collegiate.ees.pair import TIME, Pair
from collegiate.ees.rule import rule, told

_QUARTERS = ("", " Q1", " Q2", " Q3", " Q4")
_TERMS = ("Autumn term", "Spring term", "Summer term", "Autumn and spring term")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_FAMILIES = (
    ("academic", tuple(f"Academic year{q}" for q in _QUARTERS), 6),
    ("term", _TERMS, 6),
    ("financial", tuple(f"Financial year{q}" for q in _QUARTERS), 6),
    ("half of a financial year", ("Part 1 (April to September)", "Part 2 (October to March)"), 6),
    ("tax", tuple(f"Tax year{q}" for q in _QUARTERS), 6),
    ("calendar", tuple(f"Calendar year{q}" for q in _QUARTERS), 4),
    ("reporting", ("Reporting year",), 4),
    ("month", _MONTHS, 4),
    ("week", tuple(f"Week {n}" for n in range(1, 53)), 4),
)
_FAMILY = {word: (name, digits) for name, words, digits in _FAMILIES for word in words}
_SYMBOLS = {"z", "x", "c", "low", "k", "u"}
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE]-?\d+)?")
_MOST_ITEMS = 25_000
_LONGEST_ITEM = 120
_WHOLE = {"Total", "total", "All", "all"}


@rule("precheck_time_period_num")
def time_numbers(pair: Pair) -> str:
    """A time_period is made of digits."""
    return told("A time_period is no number", [t for t in pair.column("time_period") if not re.fullmatch(r"[0-9]+", t)])


@rule("precheck_time_id_valid")
def time_known(pair: Pair) -> str:
    """A time_identifier is one that there is."""
    return told("There is no such time_identifier", [t for t in pair.column("time_identifier") if t not in _FAMILY])


@rule("precheck_time_id_mix")
def time_mixed(pair: Pair) -> str:
    """One file has one family of time_identifiers."""
    families = {_FAMILY[t][0] for t in pair.column("time_identifier") if t in _FAMILY}
    return told("The file mixes kinds of time", sorted(families) if len(families) > 1 else [])


@rule("check_time_period")
def time_length(pair: Pair) -> str:
    """A time_period has four digits for years by the calendar and six for years that span two."""
    return told("A time_period has the wrong number of digits for its time_identifier", [
        period for period, kind in _times(pair) if kind in _FAMILY and len(period) != _FAMILY[kind][1]
    ])  # fmt: skip


@rule("check_time_period_six")
def time_consecutive(pair: Pair) -> str:
    """Six digits are two years that follow each other."""
    return told("The six digits of a time_period are not two years in a row", [
        p for p, _ in _times(pair) if re.fullmatch(r"[0-9]{6}", p) and (int(p[2:4]) + 1) % 100 != int(p[4:])
    ])  # fmt: skip


@rule("check_general_null")
def nothing_said(pair: Pair) -> str:
    """No cell says NA or NULL, and there is something to say."""
    if not pair.rows or not pair.indicators:
        return "The file has no rows, or nothing that is measured."
    return told(
        "A cell says that there is nothing",
        [c for row in pair.rows for c in row if c in ("NA", "NULL", "NaN", "nan", "None", "null")],
    )


@rule("precheck_filter_not_singular")
def one_item(pair: Pair) -> str:
    """A filter has two items at least: with one there is nothing to choose."""
    return told(
        "A filter has one item alone", [m.col_name for m in pair.filters if len(set(pair.column(m.col_name))) == 1]
    )


@rule("check_filter_defaults")
def no_total(pair: Pair) -> str:
    """A filter, and what groups it, has the item Total."""
    columns = [m.col_name for m in pair.filters] + [m.filter_group for m in pair.filters if m.filter_group]
    return told("A filter has no item Total", [c for c in columns if "Total" not in pair.column(c)])


@rule("check_filter_group_level")
def groups_as_wide(pair: Pair) -> str:
    """What groups a filter has no more items than the filter."""
    return told("What groups a filter has more items than the filter", [
        m.filter_group for m in pair.filters if m.filter_group and len(set(pair.column(m.filter_group))) > len(set(pair.column(m.col_name)))
    ])  # fmt: skip


@rule("check_filter_item_limit")
def too_many_items(pair: Pair) -> str:
    """A filter has at most 25,000 items."""
    return told(
        "A filter has more than 25,000 items",
        [m.col_name for m in pair.filters if len(set(pair.column(m.col_name))) > _MOST_ITEMS],
    )


@rule("check_filter_whitespace")
def edges(pair: Pair) -> str:
    """An item of a filter has no space at its edges."""
    return told(
        "An item has a space at its edge", [i for c in _filter_columns(pair) for i in pair.column(c) if i != i.strip()]
    )


@rule("check_filter_blanks")
def blank_items(pair: Pair) -> str:
    """A filter has an item in every row."""
    return told("A filter is empty in some row", [c for c in _filter_columns(pair) if "" in pair.column(c)])


@rule("check_filter_ob_total")
def total_places(pair: Pair) -> str:
    """No time and no place is called Total or All: such cells are left empty."""
    return told(
        "A time or a place is called Total or All",
        [c for c in pair.columns if c in {*TIME, *COLUMNS} and _WHOLE & set(pair.column(c))],
    )


@rule("check_general_dupes")
def dupes(pair: Pair) -> str:
    """No two rows are of the same time, place and items."""
    measured = {m.col_name for m in pair.indicators}
    at = [i for i, c in enumerate(pair.columns) if c not in measured]
    keys = Counter(tuple(row[i] for i in at) for row in pair.rows)
    return told(
        "Two rows are of the same time, place and items", [" ".join(filter(None, k)) for k, n in keys.items() if n > 1]
    )


@rule("check_ind_invalid_entry")
def measured(pair: Pair) -> str:
    """What is measured is a number, or a symbol that says why there is none: z, x, c, low, k, u. It is never empty."""
    wrong = [
        (m.col_name, cell)
        for m in pair.indicators
        for cell in set(pair.column(m.col_name))
        if cell not in _SYMBOLS and not _NUMBER.fullmatch(cell)
    ]
    return told(
        "A cell of an indicator is neither a number nor a symbol",
        [f"{column}: {cell or 'empty'}" for column, cell in sorted(wrong)],
    )


@rule("check_api_char_filter_items")
def long_items(pair: Pair) -> str:
    """An item, or a place's name, has at most 120 letters."""
    columns = [*_filter_columns(pair), *(c for c in pair.columns if c in COLUMNS and c.endswith("_name"))]
    return told(
        "An item or a name is longer than 120 letters",
        [i for c in columns for i in set(pair.column(c)) if len(i) > _LONGEST_ITEM],
    )


@rule("check_no_formula")
def formulas(pair: Pair) -> str:
    """No cell begins as a formula does. This rule is ours: spreadsheets open these files."""
    return told(
        "A cell begins as a formula does",
        [
            c
            for row in pair.rows
            for c in row
            if c.startswith(("=", "+", "@", "\t", "\r")) or (c.startswith("-") and not _NUMBER.fullmatch(c))
        ],
    )


def _times(pair: Pair) -> list[tuple[str, str]]:
    return list(dict.fromkeys(zip(pair.column("time_period"), pair.column("time_identifier"), strict=False)))


def _filter_columns(pair: Pair) -> list[str]:
    return [c for m in pair.filters for c in (m.col_name, m.filter_group) if c]


RULES = (
    time_numbers, time_known, time_mixed, time_length, time_consecutive, nothing_said, one_item, no_total, groups_as_wide, too_many_items, edges,
    blank_items, total_places, dupes, measured, long_items, formulas,
)  # fmt: skip
