"""Rules about geographic levels and the columns that tell of places."""

from __future__ import annotations

from collections import defaultdict

from collegiate.ees.geography import LEVELS, LOW
from collegiate.ees.pair import Pair
from collegiate.ees.rule import rule, told

_ENGLAND = ("E92000001", "England")
_LONGEST_CODE = 30


@rule("precheck_geog_level")
def known_levels(pair: Pair) -> str:
    """A geographic_level is one that there is."""
    return told(
        "There is no such geographic_level", [level for level in pair.column("geographic_level") if level not in LEVELS]
    )


@rule("precheck_geog_level_present")
def columns_there(pair: Pair) -> str:
    """A level's columns are in the file."""
    lacking = [c for level in _levels(pair) for c in LEVELS.get(level, ()) if c not in pair.columns]
    return told("The file lacks a column of a level that it has rows of", lacking)


@rule("check_geog_level_completed")
def completed(pair: Pair) -> str:
    """A row says the code and the name of its own place; a new code of an authority may be missing."""
    lacking = [
        c
        for level, row in _by_level(pair)
        for c in LEVELS.get(level, ())
        if c != "new_la_code" and c in row and not row[c]
    ]
    return told("A row does not say its own place in a column", lacking)


@rule("check_geog_overcompleted_cols")
def overcompleted(pair: Pair) -> str:
    """A row says nothing of places that are narrower than its own or beside it."""
    over = [
        c for level, row in _by_level(pair) for other, columns in LEVELS.items()
        if other not in ("National", level) and not _within(level, other) for c in columns if row.get(c)
    ]  # fmt: skip
    return told("A row tells of a place that its level has not", over)


@rule("check_geog_ignored_rows")
def mixed_levels(pair: Pair) -> str:
    """Rows of schools or providers stand in a file of their own: beside others they would be passed over."""
    levels = _levels(pair)
    passed_over = [level for level in levels if level in LOW or level == "Planning area"]
    return told("Rows of a level would be passed over beside those of another", passed_over if len(levels) > 1 else [])


@rule("check_geog_country_combos")
def england(pair: Pair) -> str:
    """The country is England, by its code and its name."""
    pairs = set(zip(pair.column("country_code"), pair.column("country_name"), strict=False))
    return told("A country is not England", [" ".join(p) for p in sorted(pairs - {_ENGLAND})])


@rule("check_geog_other_dupes")
def codes_of_a_name(pair: Pair) -> str:
    """A trust has one code."""
    return told("A trust's name has several codes", _many(pair, "trust_name", "trust_id"))


@rule("check_geog_other_code_dupes")
def names_of_a_code(pair: Pair) -> str:
    """A code of a trust or a school has one name."""
    return told(
        "A code has several names", [*_many(pair, "trust_id", "trust_name"), *_many(pair, "school_urn", "school_name")]
    )


@rule("check_geog_na")
def not_available(pair: Pair) -> str:
    """A place that is called not available has the code x."""
    wrong = [row[columns[1]] for level, row in _by_level(pair) if (columns := LEVELS.get(level, ())) and len(columns) > 1
             and row.get(columns[1], "").casefold() == "not available" and row.get(columns[0]) != "x"]  # fmt: skip
    return told("A place that is not available has a code other than x", wrong)


@rule("check_api_char_loc_code")
def long_codes(pair: Pair) -> str:
    """A place's code has at most 30 letters."""
    codes = {c for columns in LEVELS.values() for c in columns if not c.endswith("_name")}
    return told(
        "A place's code is longer than 30 letters",
        [v for c in pair.columns if c in codes for v in pair.column(c) if len(v) > _LONGEST_CODE],
    )


def _levels(pair: Pair) -> list[str]:
    return list(dict.fromkeys(pair.column("geographic_level")))


def _by_level(pair: Pair) -> list[tuple[str, dict[str, str]]]:
    rows = [dict(zip(pair.columns, row, strict=False)) for row in pair.rows]
    return [(row.get("geographic_level", ""), row) for row in rows]


def _within(level: str, other: str) -> bool:
    """Whether rows of a level may say in which place of another they are. Written for the levels that are handed out here."""
    return level in LOW and other not in LOW


def _many(pair: Pair, one: str, other: str) -> list[str]:
    found: dict[str, set[str]] = defaultdict(set)
    for a, b in zip(pair.column(one), pair.column(other), strict=False):
        if a and b:
            found[a].add(b)
    return [a for a, bs in found.items() if len(bs) > 1]


RULES = (
    known_levels, columns_there, completed, overcompleted, mixed_levels, england, codes_of_a_name, names_of_a_code, not_available, long_codes,
)  # fmt: skip
