"""The pages of joining, for the table of doors."""

from __future__ import annotations

from door_rows import Row
from made_up_store import DOVE, KILN

ROWS = {
    "joining": Row("/joining/"),
    "joining-propose": Row(f"/joining/trusts/{DOVE}/propose/", f"/joining/trusts/{KILN}/propose/"),
    "joining-policy": Row(f"/joining/trusts/{DOVE}/who/", f"/joining/trusts/{KILN}/who/"),
    "joining-gate": Row(f"/joining/trusts/{DOVE}/gate/", f"/joining/trusts/{KILN}/gate/", {"condition": "secure", "green": "yes", "minute": "1"}),
    "joiner": Row("/joining/JOIN-2026-1/"),
    "joiner-act": Row("/joining/JOIN-2026-1/board/withdraw/", sends={"why": "no"}),
    "joiner-work": Row("/joining/JOIN-2026-1/prepare/tick/", sends={"task": "tupe"}),
}  # fmt: skip
