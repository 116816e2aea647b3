"""The pages of how academies stand, for the table of doors."""

from __future__ import annotations

from door_rows import Row
from made_up_store import DOVE, KILN, MIDDLE, TOWN_HIGH

_OWN, _OTHER = (f"/standing/schools/{urn}/report_card/achievement/" for urn in (MIDDLE, TOWN_HIGH))

ROWS = {
    "standing": Row("/standing/"),
    "standing-standard": Row(f"/standing/standard/{DOVE}/", f"/standing/standard/{KILN}/"),
    "standing-academy": Row(f"/standing/schools/{MIDDLE}/", f"/standing/schools/{TOWN_HIGH}/"),
    "standing-area": Row(_OWN, _OTHER),
    "standing-judge": Row(f"{_OWN}judge/", f"{_OTHER}judge/"),
    "standing-moderate": Row(f"{_OWN}moderate/", f"{_OTHER}moderate/"),
    "standing-evidence": Row(f"{_OWN}evidence/", f"{_OTHER}evidence/"),
    "standing-inspected": Row(f"{_OWN}inspected/", f"{_OTHER}inspected/"),
    "standing-back": Row(f"{_OWN}back/", f"{_OTHER}back/", sends={"line": "1", "words": "twice"}),
}
