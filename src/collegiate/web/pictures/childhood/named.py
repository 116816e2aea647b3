"""The field's words for what a record holds as codes."""

from __future__ import annotations

from typing import Any

from collegiate.vocabulary.codes import code_list

Row = dict[str, Any]

_NEEDS = {
    "sen_provision": "Special educational needs", "sen_need": "Kind of need", "free_school_meals": "Free school meals", "pupil_premium": "Pupil premium",
    "looked_after": "Looked after by a local authority", "part_time_timetable": "Part-time timetable",
}  # fmt: skip

GROUPINGS = {
    "year_group": "Year groups", "registration_group": "Classes", "sen_provision": "Special educational needs", "free_school_meals": "Free school meals",
    "pupil_premium": "Pupil premium", "english_additional": "English as an additional language", "looked_after": "Looked after", "sex": "Girls and boys",
    "ethnicity": "Ethnicity",
}  # fmt: skip
"""How children are grouped on pages, in the order in which groups are shown."""

_YES_NO = {"yes": "yes", "true": "yes", "1": "yes", "no": "no", "false": "no", "0": "no"}
_EITHER = {
    "free_school_meals": {"yes": "Free school meals", "no": "No free school meals"},
    "pupil_premium": {"yes": "Pupil premium", "no": "No pupil premium"},
    "english_additional": {"yes": "English as an additional language", "no": "English as first language"},
    "looked_after": {"yes": "Looked after", "no": "Not looked after"},
}
_UNKNOWN = ("", "none", "unknown", "not known", "-")
_ORDER = ("E1", "E2", "N1", "N2", "R", *(str(n) for n in range(1, 15)), "X")

MOVES = {
    "nursery": "into nursery or Reception", "4_to_5": "Year 4 to 5", "6_to_7": "Year 6 to 7", "8_to_9": "Year 8 to 9", "11_to_12": "Year 11 to 12",
}  # fmt: skip


def child_name(row: Row) -> str:
    """Return a child's name as people say it; a child whose files give none is said to have none."""
    return " ".join(p for p in (row.get("forename"), row.get("surname")) if p) or "A child without a name in the files"


def listed_name(row: Row) -> str:
    """Return a child's name as a list sorts it."""
    return ", ".join(p for p in (row.get("surname"), row.get("forename")) if p) or "No name in the files"


def year_name(year_group: str | None) -> str:
    """Return a year group as people say it: Reception, Year 4."""
    found = code_list("year_group").meaning(year_group or "")
    return found.meaning if found else year_group or "year group not known"


def year_order(year_group: str | None) -> tuple[int, str]:
    """Return a key that puts year groups in the order in which children pass through them."""
    return (_ORDER.index(year_group), "") if year_group in _ORDER else (len(_ORDER), year_group or "")


def need_name(kind: str) -> str:
    """Return the kind of a need or circumstance in words."""
    return _NEEDS.get(kind, kind.replace("_", " "))


def need_value(kind: str, code: str | None) -> str:
    """Return what a need's code means."""
    if kind in ("sen_provision", "sen_need"):
        found = code_list(kind).meaning(code or "")
        return found.meaning if found else code or ""
    return code or "yes"


def group_name(grouping: str, value: str | None) -> str:
    """Return a group as people say it."""
    text = (value or "").strip()
    if text.casefold() in _UNKNOWN and grouping != "registration_group":
        return "not known"
    if grouping == "year_group":
        return year_name(text)
    if grouping in ("sen_provision", "sex", "ethnicity"):
        found = code_list(grouping).meaning(text)
        return found.meaning if found else text[:1].upper() + text[1:]
    if grouping in _EITHER:
        return _EITHER[grouping].get(_YES_NO.get(text.casefold(), ""), text)
    return text or "no class"


def in_order(grouping: str, value: str | None) -> tuple[int, str]:
    """Return a key that puts the groups of a grouping in their order."""
    return year_order(value) if grouping == "year_group" else (0, value or "")


def move_name(move: str) -> str:
    """Return a move between stages in words."""
    return MOVES.get(move, move.replace("_", " "))
