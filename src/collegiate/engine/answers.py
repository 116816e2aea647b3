"""Answers that a database gave, kept in memory: a database never changes, so the same question has the same answer for ever."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Rows = list[tuple[Any, ...]]
Question = tuple[str, tuple[Any, ...]]
"""A statement, and the values in it with their types: 1, 1.0 and True are the same key, but not the same question."""

MOST_CELLS = 400_000
"""Cells kept for one database: some 40 MB."""

_OVERHEAD = 20


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, and which of its columns are lists: what else a row holds cannot be changed."""

    rows: Rows
    lists: tuple[int, ...]
    cells: int

    def copy(self) -> Rows:
        if not self.lists:
            return list(self.rows)
        return [tuple(list(c) if isinstance(c, list) else c for c in row) for row in self.rows]


class Answers:
    """Answers by their question, the least recently used thrown away first; safe to use from many threads.

    A question holds every value that it asks by, and with them whatever the reader who asked was narrowed to: nobody gets
    an answer to a question that is not word for word their own. An answer of more than a sixteenth of the room is not kept.
    """

    def __init__(self, most: int = MOST_CELLS) -> None:
        self._most = most
        self._held: OrderedDict[Question, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self.cells = 0

    def to(self, statement: str, values: Mapping[str, Any], ask: Callable[[], Rows]) -> Rows:
        """Return the answer to a question, asking it only where it is not kept. Whoever gets it may change their copy."""
        asked = tuple(values.values())
        question = (statement, (*asked, *map(type, asked)))
        found = self._get(question)
        if found is not None:
            return found.copy()
        rows = ask()
        kept = _kept(rows, len(asked))
        if kept.cells > self._most // 16:
            return rows
        self._put(question, kept)
        return kept.copy()

    def forget(self) -> None:
        """Throw away every answer: they are asked for anew by whoever still wants them."""
        with self._lock:
            self._held.clear()
            self.cells = 0

    def _get(self, question: Question) -> _Kept | None:
        with self._lock:
            found = self._held.get(question)
            if found is not None:
                self._held.move_to_end(question)
            return found

    def _put(self, question: Question, kept: _Kept) -> None:
        with self._lock:
            if question in self._held:
                return
            self._held[question] = kept
            self.cells += kept.cells
            while self.cells > self._most:
                self.cells -= self._held.popitem(last=False)[1].cells

    def __len__(self) -> int:
        return len(self._held)


def _kept(rows: Rows, values: int) -> _Kept:
    width = len(rows[0]) if rows else 0
    lists = tuple(i for i in range(width) if any(isinstance(row[i], list) for row in rows))
    within = sum(len(row[i]) for row in rows for i in lists if row[i] is not None)
    return _Kept(rows, lists, _OVERHEAD + 2 * values + len(rows) * width + within)
