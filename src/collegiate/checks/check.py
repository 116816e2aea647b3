"""What a check is, and the tables that it looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.engine import Session
from collegiate.tables import FACTS, PICTURE, Table

_CANONICAL: Mapping[str, type[Table]] = {table.name: table for table in (*FACTS, *PICTURE)}


class Tables:
    """Every canonical table, by name, as the engine's tables; one that was not given is empty."""

    def __init__(self, session: Session, given: Mapping[str, pa.Table]) -> None:
        self._session = session
        self._given = given
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._session.table(self.arrow(name))
        return self._made[name]

    def arrow(self, name: str) -> pa.Table:
        """Return a table's rows in memory, for what an expression cannot say, such as walking a chain."""
        return self._given[name] if name in self._given else _CANONICAL[name].empty()

    def run(self, expression: Any) -> pa.Table:
        """Return the rows of an expression."""
        return self._session.run(expression)

    def latest_day(self, name: str) -> date:
        """Return the day of a table's latest extract; a day long gone when it has none."""
        return pc.max(self.arrow(name)["as_of"]).as_py() or date.min


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    `find` returns the engine's expression (or Arrow rows) with one row a finding: columns `urn`, `file_id` and `line` where
    it has them, and whatever the sentence `found` names in braces. `variables` are the observations that it reads.
    """

    find: Callable[[Tables], Any]
    title: str
    found: str
    matters: str
    remedy: str
    owner: str
    severity: Literal["look", "note"] = "look"
    variables: tuple[str, ...] = ()
    id: str = ""
