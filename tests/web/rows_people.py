"""The pages about people and roles, for the table of doors. The number is nobody's: such a page is not found by whoever may look."""

from __future__ import annotations

from door_rows import Row

_NOBODY = 999_999_999

ROWS = {
    "people": Row("/people/"),
    "people-download": Row("/people/list.csv"),
    "roles": Row("/people/roles/"),
    "people-add": Row("/people/add/"),
    "person": Row(f"/people/{_NOBODY}/"),
    "person-appoint": Row(f"/people/{_NOBODY}/appoint/"),
    "appointment-end": Row(f"/people/{_NOBODY}/appointments/1/end/", sends={"why": "because"}),
    "person-link": Row(f"/people/{_NOBODY}/link/", sends={}),
    "person-shut-out": Row(f"/people/{_NOBODY}/shut-out/"),
}
