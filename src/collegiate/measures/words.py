"""Columns of words that repeat: kept as small numbers while figures are made, written out once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from collegiate.measures.facts import Ints


@dataclass(frozen=True, slots=True)
class Words:
    """The few different texts of a column; a code of -1 is an empty cell."""

    texts: tuple[str | None, ...]

    def column(self, codes: Ints) -> pa.Array:
        """Write the texts that `codes` stand for."""
        mask = codes < 0
        indices = pa.array(np.where(mask, 0, codes).astype(np.int32), mask=mask)
        return pa.DictionaryArray.from_arrays(indices, pa.array(self.texts or ("",), pa.string())).cast(pa.string())


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
