"""The words of OneRoster and what they mean here: roles, sexes, grades, class types, days, clocks, lists."""

from __future__ import annotations

import datetime as dt
import re

KNOWN_FILES = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics",
    "enrollments", "lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales", "orgs", "resources",
    "resultLearningObjectiveIds", "results", "resultScoreScales", "roles", "scoreScales", "userProfiles", "userResources",
    "users",
)  # fmt: skip
"""Every file that a bundle may hold, without .csv."""

READ_FILES = (
    "orgs", "academicSessions", "courses", "classes", "categories", "lineItems", "users", "roles", "demographics",
    "enrollments", "results",
)  # fmt: skip
"""The files that are read; the others hold nothing that a record of children keeps."""

CONTEXT = frozenset({"orgs", "academicSessions", "courses", "classes", "categories", "lineItems"})
"""Files whose rows are not facts of their own: other files refer to them."""

SECRET = frozenset({"password"})
"""Columns that are neither kept nor repeated in a refusal."""

_FAMILY = frozenset({"guardian", "parent", "relative"})
_SEXES = {"male": "M", "female": "F", "unspecified": "U", "other": "U"}
_UPN = re.compile(r"[A-Z]\d{11}[0-9A-Z]")
_TYPED = re.compile(r"\{\s*([A-Za-z_ -]+)\s*:\s*([^{}]*?)\s*\}")


def kind_of(role: str) -> str:
    """Return pupil, family or staff for a role; a role of the sender's own (`ext:`) is taken for a member of staff."""
    plain = role_word(role)
    return "pupil" if plain in ("student", "pupil", "learner") else "family" if plain in _FAMILY else "staff"


def role_word(role: str) -> str:
    """Return a role without the mark of an extension: ext:tutor is tutor."""
    return role.removeprefix("ext:").strip().casefold()


def class_kind(class_type: str) -> str:
    """Return registration or teaching: homeroom and what names registration are the first."""
    plain = role_word(class_type)
    return "registration" if plain in ("homeroom", "registration", "tutor", "form") else "teaching"


def sex_of(word: str) -> str | None:
    """Return M, F or U; None for a word that the format has not."""
    return _SEXES.get(role_word(word))


def year_group_of(grades: str) -> str | None:
    """Return the one National Curriculum year that a list of grades names; None for none, several, or PK.

    >>> year_group_of("04"), year_group_of("KG"), year_group_of("10,11")
    ('4', 'R', None)
    """
    found = listed(grades)
    if len(found) != 1:
        return None
    grade = found[0].upper().removeprefix("EXT:")
    if grade in ("KG", "R", "00"):
        return "R"
    if re.fullmatch(r"N[12]", grade):
        return grade
    return str(int(grade)) if re.fullmatch(r"0?[1-9]|1[0-4]", grade) else None


def listed(cell: str) -> list[str]:
    """Split a cell that holds a list."""
    return [part.strip() for part in cell.split(",") if part.strip()]


def typed_ids(cell: str) -> dict[str, str]:
    """Read userIds, `{UPN:A801200005001},{ULN:1000000043}`, by type in capitals.

    >>> typed_ids("{UPN:A801200005001}, {ULN:1000000043}")
    {'UPN': 'A801200005001', 'ULN': '1000000043'}
    """
    return {kind.strip().upper(): value for kind, value in _TYPED.findall(cell)}


def upn_in(cell: str) -> str | None:
    """Return the UPN where a cell is one, by its form."""
    plain = re.sub(r"\s", "", cell).upper()
    return plain if _UPN.fullmatch(plain) else None


def day_of(cell: str) -> dt.date | None:
    """Read a day, YYYY-MM-DD, with or without a time after it."""
    try:
        return dt.date.fromisoformat(cell[:10]) if cell else None
    except ValueError:
        return None


def clock_of(cell: str) -> str:
    """Read dateLastModified as ISO text without a zone, as receipts keep it; empty for what is no day.

    >>> clock_of("2023-05-01T18:25:43.511Z")
    '2023-05-01T18:25:43'
    """
    found = re.match(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?)?", cell.strip())
    if not found or day_of(found[1]) is None:
        return ""
    return f"{found[1]}T{found[2] or '00:00'}{found[3] or ':00'}"
