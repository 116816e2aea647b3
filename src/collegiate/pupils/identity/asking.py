"""Which pairs of records a person is asked about: those that are likelier one child than two, and those that one UPN holds together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from collegiate.pupils.identity.children import Children
from collegiate.pupils.identity.keys import opaque
from collegiate.pupils.identity.senders import one_digit_off
from collegiate.pupils.identity.weighing import Reason, before, weigh
from collegiate.pupils.record_facts import Ints
from collegiate.tables import IdentityQuestion

MAYBE_ONE, MAYBE_TWO = "maybe_one", "maybe_two"

ASKED_FROM = 0.0
"""The log odds from which a pair is asked about: likelier one child than two."""

_LARGEST_BLOCK = 400
"""Records that share a block's key, above which the key says nothing (a birth date that a system fills in): other blocks
still bring such records together."""

_QUESTION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Question:
    """Two children, by number, and what speaks for and against their being one."""

    kind: str
    first: int
    second: int
    score: float
    reasons: tuple[Reason, ...]


def questions(
    children: Children, disagreeing: Iterable[tuple[int, int]], decided: set[tuple[int, int]]
) -> list[Question]:
    """Return the questions that are open. `disagreeing` are pairs with one UPN; `decided` need not be asked again."""
    apart = sorted({_ordered(*pair) for pair in disagreeing} - decided)
    pairs = [pair for pair in candidates(children) if pair not in decided and pair not in apart]
    known = children.gather([n for pair in (*apart, *pairs) for n in pair])
    asked_before = before(len(children))
    weighed = [
        _question(kind, pair, [*weigh(known[pair[0]], known[pair[1]], children), asked_before])
        for kind, some in ((MAYBE_TWO, apart), (MAYBE_ONE, pairs))
        for pair in some
    ]
    return [q for q in weighed if q.kind == MAYBE_TWO or q.score > ASKED_FROM]


def _ordered(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _question(kind: str, pair: tuple[int, int], reasons: list[Reason]) -> Question:
    reasons.sort(key=lambda r: -abs(r.weight))
    return Question(kind, *pair, sum(r.weight for r in reasons), tuple(reasons))


def candidates(children: Children) -> list[tuple[int, int]]:
    """Return the pairs that are worth weighing, each once: those that share one of several keys."""
    if not len(children):
        return []
    pairs = [_pairs(_numbered(keys)) for keys in _blocks(children)]
    pairs += [_near(children, *_pairs(_numbered(keys))) for keys in _blocks_of_namesakes(children)]
    low, high = (np.concatenate([p[side] for p in pairs]) for side in (0, 1))
    whole = np.unique(low * len(children) + high)
    return list(zip((whole // len(children)).tolist(), (whole % len(children)).tolist(), strict=True))


def _blocks(children: Children) -> Iterator[list[Any]]:
    """Keys that two records of one child are likely to share, whatever one fault has done to the others; None for no key."""
    c = children.columns
    born, surname, forename, home = c["birth_date"], c["surname"], c["forename"], c["outward_code"]
    either_way = [(b.year, min(b.day, b.month), max(b.day, b.month)) if b else None for b in born]
    yield _key(born, forename)
    yield _key(born, surname)
    yield _key(born, home, [f[:1] for f in forename])
    yield _key(either_way, surname, [f[:1] for f in forename])
    yield _key(
        born,
        [min(s, f) for s, f in zip(surname, forename, strict=True)],
        [max(s, f) for s, f in zip(surname, forename, strict=True)],
    )
    yield _key(c["uln"])
    yield _key([min((u[1:] for u in children.upns.get(n, ())), default=None) for n in range(len(children))])


def _blocks_of_namesakes(children: Children) -> Iterator[list[Any]]:
    """Keys of children with one name whose birth dates may be one with a digit wrong."""
    c = children.columns
    yield _key([b.year if b else None for b in c["birth_date"]], c["surname"], c["forename"])
    yield _key([(b.month, b.day) if b else None for b in c["birth_date"]], c["surname"], c["forename"])


def _near(children: Children, ones: Ints, others: Ints) -> tuple[Ints, Ints]:
    born = children.columns["birth_date"]
    near = np.array([one_digit_off(born[a], born[b]) for a, b in zip(ones, others, strict=True)], dtype=bool)
    return ones[near], others[near]


def _key(*parts: Sequence[Any]) -> list[Any]:
    return [key if all(key) else None for key in zip(*parts, strict=True)]


def _numbered(keys: Sequence[Any]) -> Ints:
    numbers: dict[Any, int] = {}
    return np.array([-1 if k is None else numbers.setdefault(k, len(numbers)) for k in keys], dtype=np.int64)


def _pairs(numbers: Ints) -> tuple[Ints, Ints]:
    """Pair the records of each number with one another."""
    order = np.argsort(numbers, kind="stable")
    order = order[numbers[order] >= 0]
    sorted_numbers = numbers[order]
    _, start, size = np.unique(sorted_numbers, return_index=True, return_counts=True)
    size = np.where(size > _LARGEST_BLOCK, 0, size)
    if not len(size) or size.max() < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    ones, others = [], []
    for step in range(1, int(size.max())):
        begins, left = start[size > step], size[size > step] - step
        at = np.repeat(begins - np.cumsum(left) + left, left) + np.arange(left.sum())
        ones.append(order[at])
        others.append(order[at + step])
    a, b = np.concatenate(ones), np.concatenate(others)
    return np.minimum(a, b), np.maximum(a, b)


def as_table(found: Sequence[Question], first_names: Sequence[str], urns: Sequence[int], secret: bytes) -> pa.Table:
    """Return questions as rows of IdentityQuestion, the likeliest first; `pupil` and `other` are still children by number."""
    rows = [
        {
            "question": opaque(secret, f"{q.kind}\n{_names(q, first_names)}", _QUESTION_LENGTH),
            "kind": q.kind,
            "pupil": q.first,
            "other": q.second,
            "person": first_names[q.first],
            "other_person": first_names[q.second],
            "score": round(q.score, 3),
            "reasons": json.dumps([r.as_json() for r in q.reasons], ensure_ascii=False),
            "urn": urns[q.first],
            "other_urn": urns[q.second],
        }
        for q in sorted(found, key=lambda q: (q.kind, -q.score, _names(q, first_names)))
    ]
    return pa.Table.from_pylist(rows, schema=IdentityQuestion.schema())


def _names(question: Question, first_names: Sequence[str]) -> str:
    return "\n".join(sorted((first_names[question.first], first_names[question.second])))
