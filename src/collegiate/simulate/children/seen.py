"""What is known of a trust by a day: the rows that are dated up to it, and of what goes on longer no end."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children.calendar import day_of

_DATED = ("day", "start_date", "entry_date")
_ENDS = ("end_date", "leaving_date")


def by(today: int, table: pa.Table) -> pa.Table:
    """Return the rows of a table that began by a day; an end that lies after it is not known yet.

    A table without any such column is of what is so today already.
    """
    now = pa.scalar(day_of(today), pa.date32())
    for name in _DATED:
        if name in table.column_names:
            table = table.filter(pc.less_equal(table[name], now))
    for name in _ENDS:
        if name in table.column_names:
            known = pc.less_equal(table[name], now)
            table = table.set_column(
                table.column_names.index(name), table.schema.field(name), pc.if_else(known, table[name], None)
            )
    return table
