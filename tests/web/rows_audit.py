"""What the table of doors says of the journal, of emergencies, and of persons' rights."""

from children_store import MAYA, TOWN_CHILD
from door_rows import Row

ROWS = {
    "audit": Row(f"/audit/?child={MAYA}", f"/audit/?child={TOWN_CHILD}"),
    "audit-download": Row("/audit/lines.csv"),
    "audit-check": Row("/audit/check/", sends={}),
    "emergency": Row("/emergency/"),
    "emergency-end": Row("/emergency/999999/end/", sends={}),
    "emergencies": Row("/emergency/review/"),
    "emergency-seen": Row("/emergency/review/999999/", sends={"found": "Rang the academy: it was right."}),
}
