"""The addresses of the support map."""

from collegiate.web.authorization.rights import Right
from collegiate.web.doors import SIGNED_IN, Door
from collegiate.web.support import bookings, matches, people, requests, views

READING, LENDING, LEADING = Door(Right.READ_STRATEGY), Door(Right.SUPPORT), Door(Right.LEAD_IMPROVEMENT)

ADDRESSES = [
    READING.at("support/", views.overview, "support"),
    READING.at("support/bill/<period:year>/", views.bill, "support-bill"),
    LENDING.at("support/people/", people.listing, "support-people"),
    LENDING.at("support/people/list.csv", people.download, "support-people-download"),
    LENDING.writing.at("support/people/add/", people.add, "support-person-add"),
    LENDING.writing.at("support/people/list/", people.send_list, "support-people-list"),
    LEADING.writing.at("support/cover/", people.cover, "support-cover"),
    LENDING.at("support/people/<number:pk>/", people.page, "support-person"),
    LENDING.writing.at("support/people/<number:pk>/change/", people.change, "support-person-change"),
    LENDING.writing.at("support/people/<number:pk>/release/", people.release, "support-person-release"),
    LENDING.writing.at("support/people/<number:pk>/apart/", people.apart, "support-person-apart"),
    LENDING.writing.at("support/people/<number:pk>/leave/", people.leave, "support-person-leave"),
    READING.at("support/requests/", requests.listing, "support-requests"),
    LENDING.writing.at("support/requests/add/", requests.add, "support-request-add"),
    READING.at("support/requests/<slug:reference>/", requests.page, "support-request"),
    LENDING.writing.at("support/requests/<slug:reference>/withdraw/", requests.withdraw, "support-request-withdraw"),
    LEADING.writing.at("support/requests/<slug:reference>/choose/", requests.choose, "support-request-choose"),
    LENDING.at("support/matches/", matches.listing, "support-matches"),
    LEADING.sending.at("support/matches/propose/", matches.propose, "support-propose"),
    LEADING.writing.at("support/matches/<number:pk>/accept/", matches.accept, "support-match-accept"),
    LENDING.writing.at("support/matches/<number:pk>/agree/", matches.agree, "support-match-agree"),
    LENDING.writing.at("support/matches/<number:pk>/refuse/", matches.refuse, "support-match-refuse"),
    SIGNED_IN.at("support/mine/", bookings.mine, "support-mine"),
    SIGNED_IN.at("support/bookings/<number:pk>/", bookings.page, "support-booking"),
    SIGNED_IN.sending.at("support/bookings/<number:pk>/days/", bookings.lay, "support-booking-days"),
    SIGNED_IN.sending.at(
        "support/bookings/<number:pk>/days/<number:dated>/out/", bookings.take_out, "support-booking-day-out"
    ),
    LENDING.writing.at("support/bookings/<number:pk>/undo/", bookings.undo, "support-booking-undo"),
    SIGNED_IN.writing.at("support/bookings/<number:pk>/visit/", bookings.log, "support-visit"),
    SIGNED_IN.writing.at("support/visits/<number:pk>/undo/", bookings.undo_visit, "support-visit-undo"),
]
