"""How a file names a person: by the sender's own number within its own system, or by UPN where it has nothing better.

A management system's number means something only within the school and the system that gave it, so that the two are said
with it. No such name is ever shown: what people see is the key that a store makes of it.
"""

from __future__ import annotations

_BY_UPN = "upn"


def local_person(urn: int, system: str, number: str) -> str:
    """Return the name of a person whom a school's system knows by a number of its own.

    >>> local_person(900123, "arbor", "4711")
    '900123/arbor 4711'
    """
    return f"{urn}/{system} {number.strip()}"


def upn_person(upn: str) -> str:
    """Return the name of a person whom a file knows by UPN alone, whether or not the UPN is a good one.

    >>> upn_person("a801200005001 ")
    'upn A801200005001'
    """
    return f"{_BY_UPN} {upn.strip().upper()}"


def upn_of_person(person: str) -> str | None:
    """Return the UPN that a person is named by, or None where the name is a system's number."""
    kind, _, number = person.partition(" ")
    return number if kind == _BY_UPN else None
