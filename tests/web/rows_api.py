"""The operations of the API for somebody, and the pages of tokens, for the table of doors. Public operations are open to anybody."""

from __future__ import annotations

from door_rows import Row
from made_up_store import MIDDLE, TOWN_PRIMARY

ROWS = {
    "api-actions": Row("/api/v1/actions"),
    "api-counts": Row(f"/api/v1/counts?urn={MIDDLE}", f"/api/v1/counts?urn={TOWN_PRIMARY}"),
    "api-counts-ees-file": Row("/api/v1/counts/attendance/ees/counts.csv"),
    "api-me": Row("/api/v1/me"),
    "tokens": Row("/account/tokens/"),
    "token-end": Row("/account/tokens/1/end/", sends={"end": "yes"}),
}
