"""What the table of doors says of the first screens."""

from __future__ import annotations

from door_rows import Row
from made_up_store import MIDDLE, TOWN_PRIMARY

ROWS = {
    "home": Row("/home/"),
    "monday": Row("/monday/"),
    "find": Row("/find/?q=maya"),
    "academy": Row(f"/academies/{MIDDLE}/", f"/academies/{TOWN_PRIMARY}/"),
    "my-child": Row("/my-child/"),
    "my-class": Row("/my-class/"),
    "children-class": Row(f"/children/schools/{MIDDLE}/class/?class=8A", f"/children/schools/{TOWN_PRIMARY}/class/?class=4T"),
    "children-year": Row(f"/children/schools/{MIDDLE}/year/?year=8", f"/children/schools/{TOWN_PRIMARY}/year/?year=4"),
    "children-needs": Row(f"/children/schools/{MIDDLE}/needs/", f"/children/schools/{TOWN_PRIMARY}/needs/"),
}  # fmt: skip
