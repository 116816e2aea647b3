"""The pages of the board's numbers, for the table of doors."""

from __future__ import annotations

from door_rows import Row
from made_up_store import DOVE, KILN

ROWS = {
    "settings": Row("/settings/"),
    "setting": Row(f"/settings/{DOVE}/several/", f"/settings/{KILN}/several/"),
}
