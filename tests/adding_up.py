"""The law that every reading is held to: nothing is lost."""

from __future__ import annotations

from collegiate.intake import Reading
from collegiate.tables import FACTS, PEOPLE, Receipt, RefusedRow


def adds_up(reading: Reading) -> None:
    """Rows in are rows kept and rows refused; the refusals that the receipt counts are there; facts are canonical."""
    receipt, refused = reading.receipt, reading.refused
    assert list(receipt) == list(Receipt.columns())
    assert receipt["rows_in"] == receipt["rows_kept"] + receipt["rows_refused"]
    whole = refused["whole_row"].to_pylist()
    assert whole.count(True) == receipt["rows_refused"]
    assert receipt["rows_in"] == 0 or whole.count(False) == receipt["cells_refused"]
    assert refused.schema.names == RefusedRow.schema().names
    assert all(
        reason and remedy
        for reason, remedy in zip(refused["reason"].to_pylist(), refused["remedy"].to_pylist(), strict=True)
    )
    schemas = {table.name: table.schema() for table in (*FACTS, *PEOPLE)}
    for name, table in reading.facts.items():
        assert table.schema.equals(schemas[name])
        assert set(table["file_id"].to_pylist()) == {receipt["file_id"]}
