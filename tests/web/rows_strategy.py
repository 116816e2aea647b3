"""The pages of the strategy, for the table of doors."""

from __future__ import annotations

from door_rows import Row
from made_up_store import DOVE, KILN

AIM = "u-expected-progress"
ROWS = {
    "strategy": Row("/strategy/"),
    "strategy-trust": Row(f"/strategy/{DOVE}/", f"/strategy/{KILN}/"),
    "strategy-begin": Row(f"/strategy/{DOVE}/begin/", f"/strategy/{KILN}/begin/"),
    "strategy-add": Row(f"/strategy/{DOVE}/add/", f"/strategy/{KILN}/add/"),
    "strategy-back": Row(f"/strategy/{DOVE}/back/1/", f"/strategy/{KILN}/back/1/"),
    "strategy-untouched": Row(f"/strategy/{DOVE}/untouched/", f"/strategy/{KILN}/untouched/"),
    "strategy-work-back": Row(f"/strategy/{DOVE}/notes/1/back/", f"/strategy/{KILN}/notes/1/back/", {}),
    "strategy-aim": Row(f"/strategy/{DOVE}/{AIM}/", f"/strategy/{KILN}/{AIM}/"),
    "strategy-work": Row(f"/strategy/{DOVE}/{AIM}/note/", f"/strategy/{KILN}/{AIM}/note/"),
    "strategy-settle": Row(f"/strategy/{DOVE}/{AIM}/target/", f"/strategy/{KILN}/{AIM}/target/"),
}
