"""The pages of what slips, for the table of doors."""

from __future__ import annotations

from door_rows import Row
from made_up_store import DOVE, KILN, MIDDLE, TOWN_HIGH

_OWN, _OTHER = f"{DOVE}-{MIDDLE}-own.attendance", f"{KILN}-{TOWN_HIGH}-own.attendance"

ROWS = {
    "done-about": Row(f"/done/{MIDDLE}/persistent_absence/", f"/done/{TOWN_HIGH}/persistent_absence/"),
    "slipping": Row("/slipping/"),
    "slipping-alert": Row(f"/slipping/{_OWN}/", f"/slipping/{_OTHER}/"),
    "slipping-look": Row(f"/slipping/{_OWN}/look/", f"/slipping/{_OTHER}/look/", {"reason": "A bug that went round"}),
    "slipping-agree": Row(f"/slipping/{_OWN}/agree/", f"/slipping/{_OTHER}/agree/", {"agree": "yes"}),
}
