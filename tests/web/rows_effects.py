"""The pages of comparisons, for the table of doors."""

from __future__ import annotations

from door_rows import Row

ROWS = {
    "effects": Row("/effects/"),
    "effect-lock": Row("/effects/lock/"),
    "effect": Row("/effects/EFF-2026-999/"),
    "effect-locked": Row("/effects/EFF-2026-999/locked.json"),
    "effect-withdraw": Row("/effects/EFF-2026-999/withdraw/", sends={"why": "no"}),
}
