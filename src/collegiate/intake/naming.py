"""How the rows of a file name people: the sender's number with its school and system, or a UPN; no row names nobody."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from collegiate.intake.cells import Mask, distinct, spread
from collegiate.intake.frame import Frame, Rejected
from collegiate.intake.grid import Problem
from collegiate.intake.subjects import Subjects, missing_column
from collegiate.vocabulary.persons import local_person, upn_person

_NOBODY = frozenset({"", "NULL", "NONE", "#N/A", "N/A"})

WORD = pa.dictionary(pa.int32(), pa.string())
"""The type of a column of names: each is kept once."""


def persons(frame: Frame, about: Subjects, rejected: Rejected) -> pa.Array:
    """Return whom each row is about, by number where it has one, else by UPN; a row that has neither is refused."""
    spec = frame.source.person
    found = [
        _named(frame, about, headers, by_upn=by_upn)
        for headers, by_upn in ((spec.headers, False), (spec.upn, True))
        if frame.first(headers) is not None
    ]
    if not found:
        raise missing_column(" or ".join((*spec.headers, *spec.upn)), "without it nobody knows whom a row is about")
    names = found[0] if len(found) == 1 or not found[0].null_count else _first_of(*found)
    shown = " and ".join(frame.shown(frame.first(h)[0]) for h in (spec.headers, spec.upn) if frame.first(h))  # type: ignore[index]
    problem = Problem(
        f"{shown} {'are' if ' and ' in shown else 'is'} empty, and without it the row belongs to nobody.",
        "Fill it in, and read the file again.",
        shown,
    )
    rejected.rows_where(np.asarray(names.is_null()), lambda _: problem)
    return names


def staff(frame: Frame, about: Subjects, headers: tuple[str, ...]) -> pa.Array:
    """Return which member of staff each row names; null where it names none, or the file has no such column."""
    if frame.first(headers) is None:
        return pa.nulls(frame.rows, WORD)
    return _named(frame, about, headers, by_upn=False)


def _named(frame: Frame, about: Subjects, headers: tuple[str, ...], *, by_upn: bool) -> pa.Array:
    found = frame.first(headers)
    assert found is not None  # noqa: S101
    words, places = distinct(found[1])
    if by_upn:
        return _spread([None if _nobody(word) else upn_person(word) for word in words], places)
    system, urns = about.system, about.columns["urn"].dictionary_encode()
    schools = urns.dictionary.to_pylist()
    if len(schools) == 1 and not urns.null_count:
        return _spread([_local(schools[0], system, word) for word in words], places)
    pairs = np.asarray(urns.indices.fill_null(len(schools))).astype(np.int64) * max(1, len(words)) + places
    different, places = np.unique(pairs, return_inverse=True)
    known = (divmod(pair, max(1, len(words))) for pair in different.tolist())
    urn_of = [*schools, None]
    return _spread([_local(urn_of[school], system, words[word]) for school, word in known], places)


def _local(urn: int | None, system: str, number: str) -> str | None:
    return None if urn is None or _nobody(number) else local_person(urn, system, number)


def _nobody(number: str) -> bool:
    """Whether a cell names nobody. A word that a database writes for nothing would make one child of all who have it."""
    return number.upper() in _NOBODY


def _spread(names: list[str | None], places: npt.NDArray[np.int64]) -> pa.DictionaryArray:
    return spread(pa.array(names, pa.string()), places)


def _first_of(number: pa.DictionaryArray, upn: pa.DictionaryArray) -> pa.DictionaryArray:
    """Take the name by UPN where there is none by number."""
    lacking: Mask = np.asarray(number.is_null())
    names = pa.concat_arrays([number.dictionary, upn.dictionary])
    offset = len(number.dictionary)
    indices = np.where(
        lacking,
        np.asarray(upn.indices.fill_null(-1 - offset)) + offset,
        np.asarray(number.indices.fill_null(0)),
    )
    return pa.DictionaryArray.from_arrays(pa.array(indices.astype(np.int32), mask=indices < 0), names)
