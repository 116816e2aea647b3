"""Columns of words that repeat: kept as small numbers while figures are made, written out once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.measures.facts import Ints


@dataclass(frozen=True, slots=True)
class Words:
    """The few different texts of a column; a code of -1 is an empty cell."""

    texts: tuple[str | None, ...]

    def column(self, codes: Ints) -> pa.DictionaryArray:
        """Write the texts that `codes` stand for."""
        empty = [k for k, text in enumerate(self.texts) if text is None]
        mask = (codes < 0) | np.isin(codes, empty)
        indices = pa.array(np.where(mask, 0, codes).astype(np.int32), mask=mask)
        return pa.DictionaryArray.from_arrays(indices, pa.array([t or "" for t in self.texts] or [""], pa.string()))


class Texts:
    """Collects texts and gives each its code."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def code(self, text: str) -> int:
        """The code of a text; the same text has the same code."""
        return self._codes.setdefault(text, len(self._codes))

    def words(self) -> Words:
        """The texts so far."""
        return Words(tuple(self._codes))


def joined_words(first: pa.Array | pa.ChunkedArray, second: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """Put two columns of words after each other, with a semicolon where both have some; an empty cell adds nothing."""
    one, other = (pc.cast(column, pa.string()) for column in (first, second))
    return pc.dictionary_encode(pc.coalesce(pc.binary_join_element_wise(one, other, "; "), one, other))
