"""The operations of the API for somebody, and the pages of tokens, for the table of doors. Public operations are open to anybody."""

from __future__ import annotations

from door_rows import Row

ROWS = {
    "api-me": Row("/api/v1/me"),
    "tokens": Row("/account/tokens/"),
    "token-end": Row("/account/tokens/1/end/", sends={"end": "yes"}),
}
