"""The pages of counts, for the table of doors."""

from __future__ import annotations

from door_rows import Row
from made_up_store import DOVE, KILN, MIDDLE, TOWN_PRIMARY


def _about(kind: str, own: int, other: int, rest: str = "") -> Row:
    return Row(f"/counts/{kind}/{own}/{rest}", f"/counts/{kind}/{other}/{rest}")


ROWS = {
    "counts": Row("/counts/"),
    "counts-trust": _about("trusts", DOVE, KILN),
    "counts-trust-subject": _about("trusts", DOVE, KILN, "attendance/"),
    "counts-trust-download": _about("trusts", DOVE, KILN, "nobody-missed.csv"),
    "counts-school": _about("schools", MIDDLE, TOWN_PRIMARY),
    "counts-school-subject": _about("schools", MIDDLE, TOWN_PRIMARY, "nobody-missed/"),
    "counts-school-download": _about("schools", MIDDLE, TOWN_PRIMARY, "nobody-missed.csv"),
}
