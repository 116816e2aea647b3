"""The pages of saved views, for the table of doors."""

from __future__ import annotations

from door_rows import Row

ROWS = {
    "saved": Row("/saved/"),
    "saved-add": Row("/saved/add/?page=/trusts/9001/"),
    "saved-delete": Row("/saved/999999999/delete/", sends={}),
}
