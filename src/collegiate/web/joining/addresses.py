"""The addresses of joining."""

from collegiate.web.authorization.rights import Right
from collegiate.web.doors import Door
from collegiate.web.joining import views

READING, GROWING, WORKING = Door(Right.READ_STRATEGY), Door(Right.GROW), Door(Right.LEAD_IMPROVEMENT)

ADDRESSES = [
    READING.at("joining/", views.listing, "joining"),
    GROWING.writing.at("joining/trusts/<number:uid>/propose/", views.propose, "joining-propose"),
    GROWING.writing.at("joining/trusts/<number:uid>/who/", views.policy, "joining-policy"),
    GROWING.sending.at("joining/trusts/<number:uid>/gate/", views.decide, "joining-gate"),
    READING.at("joining/<slug:reference>/", views.page, "joiner"),
    GROWING.sending.at("joining/<slug:reference>/board/<slug:act>/", views.act, "joiner-act"),
    WORKING.sending.at("joining/<slug:reference>/prepare/<slug:act>/", views.work, "joiner-work"),
]
