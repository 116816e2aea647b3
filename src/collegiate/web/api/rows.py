"""Answers made of canonical tables: the tables' own descriptions say what a field is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, Field, create_model

from collegiate.tables import Column, Table
from collegiate.web.api.answers import Answer
from collegiate.web.api.cursors import Place

Row = dict[str, Any]

_TYPES: dict[str, Any] = {
    "integer": int, "number": float, "text": str, "word": str, "date": dt.date, "flag": bool, "integers": list[int], "numbers": list[float],
}  # fmt: skip


def answer_of(
    table: type[Table], called: str, *, only: Sequence[str] = (), without: Sequence[str] = ()
) -> type[Answer]:
    """Return the answer with a table's columns, each with what the table says of it."""
    wanted = {n: c for n, c in table.columns().items() if (n in only or not only) and n not in without}
    fields: dict[str, Any] = {name: _field(column) for name, column in wanted.items()}
    return create_model(called, __base__=Answer, __doc__=" ".join((table.__doc__ or "").split()), **fields)


def list_of(row: type[BaseModel], called: str) -> type[Answer]:
    """Return the answer that is one page of a list of rows."""
    fields: dict[str, Any] = {
        "snapshot": (str, Field(description="id of the picture that the list is of")),
        "total": (int, Field(description="rows in the whole list", ge=0)),
        "next": (str | None, Field(description="cursor of the next page; null after the last")),
        "rows": (list[row], Field(description="this page")),  # type: ignore[valid-type]  # made for this row
    }
    return create_model(called, __base__=Answer, __doc__="One page of a list.", **fields)


def page(answer: type[Answer], place: Place, total: int, rows: Iterable[Row]) -> Answer:
    """Return a page; a column that an earlier version's picture lacks is empty."""
    row = answer.model_fields["rows"].annotation.__args__[0]  # type: ignore[union-attr]  # a list of a model, by `list_of`
    told = [told_of(row, r) for r in rows]
    return answer.model_validate({"snapshot": place.snapshot, "total": total, "next": place.next(total), "rows": told})


def told_of(answer: type[BaseModel], row: Row) -> Row:
    """Return the fields of an answer from a row of its table."""
    return {name: row.get(name) for name in answer.model_fields}


def _field(column: Column) -> Any:
    kind = _TYPES[column.type]
    words = f"{column.meaning} ({column.unit})" if column.unit else column.meaning
    return (kind if column.required else kind | None, Field(description=words))
