"""Rules about the files' names, the columns that must be there, and what the meta file says of them."""

from __future__ import annotations

import re
from collections import Counter

from collegiate.ees.geography import COLUMNS
from collegiate.ees.pair import FILTER, INDICATOR, META_COLUMNS, REQUIRED, TIME, Pair
from collegiate.ees.rule import rule, told

UNITS = ("", "%", "pp", "£", "£m", "numberstring")
_OBSERVED = {*TIME, "geographic_level", *COLUMNS}
_ALSO_META = {"filter_default", "parent_filter"}
_LONGEST = {"col_name": 50, "label": 80}
_GROUPS_OF_PEOPLE = re.compile(
    "male|female|asian|chinese|indian|pakistani|bangladeshi|black|african|caribbean|white|roma|irish|english|british|scottish|welsh|arab",
    re.I,
)


@rule("check_filename_spaces")
def filename_spaces(pair: Pair) -> str:
    """A file's name has no spaces."""
    return told("The file's name has a space", [pair.name] if re.search(r"\s", pair.name) else [])


@rule("check_filename_special")
def filename_special(pair: Pair) -> str:
    """A file's name is made of letters, digits, hyphens and underscores."""
    return told(
        "The file's name has a letter that it may not have",
        [pair.name] if re.search(r"[^A-Za-z0-9_\-\s]", pair.name) or not pair.name else [],
    )


@rule("precheck_col_req_meta")
def required_meta(pair: Pair) -> str:
    """The meta file has every column that it must have."""
    return told("The meta file lacks a column", [c for c in META_COLUMNS if c not in pair.meta_columns])


@rule("precheck_col_invalid_meta")
def invalid_meta(pair: Pair) -> str:
    """The meta file has no column of its own making."""
    return told(
        "The meta file has a column that it may not have",
        [c for c in pair.meta_columns if c not in {*META_COLUMNS, *_ALSO_META}],
    )


@rule("precheck_col_req_data")
def required_data(pair: Pair) -> str:
    """The data file has the columns of time, level and country."""
    return told("The data file lacks a column", [c for c in REQUIRED if c not in pair.columns])


@rule("precheck_col_to_rows")
def as_wide_as_named(pair: Pair) -> str:
    """Every row of the data file has a cell for every column, and no column comes twice."""
    twice = [c for c, n in Counter(pair.columns).items() if n > 1]
    ragged = [i for i, row in enumerate(pair.rows, start=2) if len(row) != len(pair.columns)]
    return told("A column comes twice", twice) or told("A line has more or fewer cells than there are columns", ragged)


@rule("precheck_cross_meta_to_data")
def meta_in_data(pair: Pair) -> str:
    """Whatever the meta file names is a column of the data file."""
    return told(
        "The meta file names what the data file has not",
        [m.col_name for m in pair.meta if m.col_name not in pair.columns],
    )


@rule("precheck_cross_data_to_meta")
def data_in_meta(pair: Pair) -> str:
    """Every column that is neither of time nor of place is in the meta file."""
    named = {m.col_name for m in pair.meta} | {m.filter_group for m in pair.meta} | _OBSERVED
    return told("The meta file does not say what a column is", [c for c in pair.columns if c not in named])


@rule("check_col_names_spaces")
def names_spaces(pair: Pair) -> str:
    """A column's name has no spaces."""
    return told("A column's name has a space", [c for c in pair.columns if re.search(r"\s", c)])


@rule("check_col_snake_case")
def snake_case(pair: Pair) -> str:
    """A column's name is made of lower-case letters, digits and underscores."""
    return told(
        "A column's name is not in lower_snake_case", [c for c in pair.columns if re.search(r"[^a-z0-9_\s]", c)]
    )


@rule("check_col_var_start")
def begins_with_a_letter(pair: Pair) -> str:
    """A column's name begins with a lower-case letter."""
    return told("A column's name does not begin with a letter", [c for c in pair.columns if not re.match("[a-z]", c)])


@rule("check_col_ind_smushed")
def smushed(pair: Pair) -> str:
    """An indicator's name holds no group of people: groups are a filter."""
    return told(
        "An indicator's name holds a group of people, which should be a filter",
        [m.col_name for m in pair.indicators if _GROUPS_OF_PEOPLE.search(m.col_name)],
    )


@rule("precheck_meta_col_type")
def col_type(pair: Pair) -> str:
    """A column is a Filter or an Indicator."""
    return told(
        "A column is neither Filter nor Indicator",
        [m.col_name for m in pair.meta if m.col_type not in (FILTER, INDICATOR)],
    )


@rule("precheck_meta_ob_unit")
def observed(pair: Pair) -> str:
    """The meta file does not name columns of time or place."""
    return told(
        "The meta file names a column of time or place", [m.col_name for m in pair.meta if m.col_name in _OBSERVED]
    )


@rule("precheck_meta_col_name")
def nameless(pair: Pair) -> str:
    """Every line of the meta file names its column."""
    return told(
        "A line of the meta file names no column",
        [m.label or i for i, m in enumerate(pair.meta, start=2) if not m.col_name],
    )


@rule("check_meta_col_name_dupe")
def named_twice(pair: Pair) -> str:
    """The meta file names each column once."""
    return told(
        "The meta file names a column twice", [c for c, n in Counter(m.col_name for m in pair.meta).items() if n > 1]
    )


@rule("check_meta_col_name_spaces")
def meta_names_spaces(pair: Pair) -> str:
    """The meta file names columns without spaces."""
    return told(
        "The meta file names a column with a space", [m.col_name for m in pair.meta if re.search(r"\s", m.col_name)]
    )


@rule("check_meta_label")
def labelled(pair: Pair) -> str:
    """Every column has a label."""
    return told("A column has no label", [m.col_name for m in pair.meta if not m.label.strip()])


@rule("check_meta_dupe_label")
def labelled_twice(pair: Pair) -> str:
    """No two columns have one label."""
    return told("Two columns have one label", [c for c, n in Counter(m.label for m in pair.meta).items() if n > 1])


@rule("check_meta_ind_unit_validation")
def units(pair: Pair) -> str:
    """An indicator's unit is one that there is."""
    return told(
        f"A unit is none of {', '.join(u for u in UNITS if u)} or empty",
        [m.col_name for m in pair.indicators if m.unit not in UNITS],
    )


@rule("check_meta_ind_unit")
def units_of_filters(pair: Pair) -> str:
    """A filter has no unit."""
    return told("A filter has a unit", [m.col_name for m in pair.filters if m.unit])


@rule("check_meta_ind_dp_set")
def places_set(pair: Pair) -> str:
    """An indicator says how many decimal places are shown."""
    return told("An indicator does not say its decimal places", [m.col_name for m in pair.indicators if not m.decimals])


@rule("check_meta_ind_dp_values")
def places_valid(pair: Pair) -> str:
    """Decimal places are a whole number."""
    return told(
        "Decimal places are no whole number",
        [m.col_name for m in pair.indicators if m.decimals and not re.fullmatch(r"\d{1,2}", m.decimals)],
    )


@rule("check_meta_indicator_dp")
def places_of_filters(pair: Pair) -> str:
    """A filter has no decimal places."""
    return told("A filter has decimal places", [m.col_name for m in pair.filters if m.decimals])


@rule("check_meta_indicator_grouping")
def groups_of_filters(pair: Pair) -> str:
    """A filter is in no group of indicators."""
    return told("A filter is in a group of indicators", [m.col_name for m in pair.filters if m.grouping])


@rule("check_meta_filter_hint")
def hints(pair: Pair) -> str:
    """An indicator has no hint: hints are for filters."""
    return told("An indicator has a hint of a filter", [m.col_name for m in pair.indicators if m.hint])


@rule("check_meta_fil_grp")
def groups_of_indicators(pair: Pair) -> str:
    """An indicator is grouped by no filter."""
    return told("An indicator has a grouping of a filter", [m.col_name for m in pair.indicators if m.filter_group])


@rule("check_meta_fil_grp_match")
def groups_there(pair: Pair) -> str:
    """What groups a filter is a column of the data file."""
    return told(
        "A filter is grouped by a column that the data file has not",
        [m.filter_group for m in pair.filters if m.filter_group and m.filter_group not in pair.columns],
    )


@rule("check_meta_fil_grp_is_fil")
def groups_no_filters(pair: Pair) -> str:
    """What groups a filter is no filter itself."""
    filters = {m.col_name for m in pair.filters}
    return told("A filter is grouped by a filter", [m.filter_group for m in pair.filters if m.filter_group in filters])


@rule("check_meta_fil_grp_dupe")
def groups_once(pair: Pair) -> str:
    """A column groups one filter."""
    named = Counter(m.filter_group for m in pair.filters if m.filter_group)
    return told("A column groups two filters", [c for c, n in named.items() if n > 1])


@rule("check_api_char_col_name")
def long_names(pair: Pair) -> str:
    """A column's name has at most 50 letters."""
    return told("A column's name is longer than 50 letters", [c for c in pair.columns if len(c) > _LONGEST["col_name"]])


@rule("check_api_char_col_label")
def long_labels(pair: Pair) -> str:
    """A label has at most 80 letters."""
    return told("A label is longer than 80 letters", [m.label for m in pair.meta if len(m.label) > _LONGEST["label"]])


RULES = (
    filename_spaces, filename_special, required_meta, invalid_meta, required_data, as_wide_as_named, meta_in_data, data_in_meta, names_spaces,
    snake_case, begins_with_a_letter, smushed, col_type, observed, nameless, named_twice, meta_names_spaces, labelled, labelled_twice, units,
    units_of_filters, places_set, places_valid, places_of_filters, groups_of_filters, hints, groups_of_indicators, groups_there, groups_no_filters,
    groups_once, long_names, long_labels,
)  # fmt: skip
