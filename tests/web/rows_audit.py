"""What the table of doors says of the journal, of emergencies, and of persons' rights."""

from children_store import MAYA, TOWN_CHILD
from door_rows import Row
from made_up_store import MIDDLE, TOWN_PRIMARY

ASKED = {"why": "Asked by the mother by letter; passport seen.", "reference": "SAR-7"}
ANSWERED = ASKED | {"words": "", "contacts": "on", "reviewed": "on", "form": "json"}

ROWS = {
    "audit": Row(f"/audit/?child={MAYA}", f"/audit/?child={TOWN_CHILD}"),
    "audit-download": Row("/audit/lines.csv"),
    "audit-check": Row("/audit/check/", sends={}),
    "emergency": Row("/emergency/"),
    "emergency-end": Row("/emergency/999999/end/", sends={}),
    "emergencies": Row("/emergency/review/"),
    "emergency-seen": Row("/emergency/review/999999/", sends={"found": "Rang the academy: it was right."}),
    "persons": Row("/persons/"),
    "person-child": Row(f"/persons/child/{MAYA}/", f"/persons/child/{TOWN_CHILD}/"),
    "person-child-answer": Row(
        f"/persons/child/{MAYA}/answer/", f"/persons/child/{TOWN_CHILD}/answer/", sends=ANSWERED
    ),
    "person-staff": Row("/persons/staff/"),
    "person-staff-answer": Row("/persons/staff/answer/", sends=ANSWERED | {"email": "nobody@nowhere.example"}),
    "retention": Row("/persons/retention/"),
    "retention-list": Row(f"/persons/retention/contacts/{MIDDLE}/", f"/persons/retention/contacts/{TOWN_PRIMARY}/"),
}
