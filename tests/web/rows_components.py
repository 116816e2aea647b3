"""The gallery, for the table of doors."""

from __future__ import annotations

from door_rows import Row

ROWS = {"components": Row("/components/")}
