"""The pages of the support map, for the table of doors. Numbers are nobody's: such a page is not found by whoever may look."""

from __future__ import annotations

from door_rows import Row

_NOBODY = 999_999_999
_NONE = "SUP-2020-1"

ROWS = {
    "support": Row("/support/"),
    "support-bill": Row("/support/bill/2026/"),
    "support-people": Row("/support/people/"),
    "support-people-download": Row("/support/people/list.csv"),
    "support-person-add": Row("/support/people/add/"),
    "support-people-list": Row("/support/people/list/"),
    "support-cover": Row("/support/cover/"),
    "support-person": Row(f"/support/people/{_NOBODY}/"),
    "support-person-change": Row(f"/support/people/{_NOBODY}/change/"),
    "support-person-release": Row(f"/support/people/{_NOBODY}/release/"),
    "support-person-apart": Row(f"/support/people/{_NOBODY}/apart/"),
    "support-person-leave": Row(f"/support/people/{_NOBODY}/leave/"),
    "support-requests": Row("/support/requests/"),
    "support-request-add": Row("/support/requests/add/"),
    "support-request": Row(f"/support/requests/{_NONE}/"),
    "support-request-withdraw": Row(f"/support/requests/{_NONE}/withdraw/"),
    "support-request-choose": Row(f"/support/requests/{_NONE}/choose/"),
    "support-matches": Row("/support/matches/"),
    "support-propose": Row("/support/matches/propose/", sends={"term": "none"}),
    "support-match-accept": Row(f"/support/matches/{_NOBODY}/accept/"),
    "support-match-agree": Row(f"/support/matches/{_NOBODY}/agree/"),
    "support-match-refuse": Row(f"/support/matches/{_NOBODY}/refuse/"),
    "support-mine": Row("/support/mine/"),
    "support-booking": Row(f"/support/bookings/{_NOBODY}/"),
    "support-booking-days": Row(f"/support/bookings/{_NOBODY}/days/", sends={"version": "1"}),
    "support-booking-day-out": Row(f"/support/bookings/{_NOBODY}/days/1/out/", sends={}),
    "support-booking-undo": Row(f"/support/bookings/{_NOBODY}/undo/"),
    "support-visit": Row(f"/support/bookings/{_NOBODY}/visit/"),
    "support-visit-undo": Row(f"/support/visits/{_NOBODY}/undo/"),
}
