"""Subjects as people say them: files and tests name them by short codes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SUBJECTS: Mapping[str, str] = MappingProxyType({
    "READ": "Reading", "WRIT": "Writing", "MAT": "Mathematics", "GPS": "Grammar, punctuation and spelling", "SCI": "Science", "ENG": "English",
    "HUM": "Humanities", "LAN": "Languages", "ART": "Arts", "TEC": "Technology", "PED": "Physical education", "ALL": "All together",
})  # fmt: skip
"""Names by code, in the order in which they are shown."""


def subject_name(code: str | None) -> str:
    """Return a subject's name; one that is not known stays as its sender writes it.

    >>> subject_name("MAT"), subject_name("Latin"), subject_name(None)
    ('Mathematics', 'Latin', 'Subject not said')
    """
    return SUBJECTS.get(code or "", code or "Subject not said")


def own_test(code: str) -> str:
    """Return what the trust's own test of a subject is called within a sentence.

    >>> own_test("MAT"), own_test("Latin")
    ("the trust's own test of mathematics", "the trust's own test of Latin")
    """
    name = subject_name(code)
    return f"the trust's own test of {name.lower() if code in SUBJECTS and name != 'English' else name}"
