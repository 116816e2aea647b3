"""The addresses of the board's own numbers."""

from collegiate.web.authorization.rights import Right
from collegiate.web.board import views
from collegiate.web.doors import Door

READING, SETTLING = Door(Right.READ_STRATEGY), Door(Right.SETTLE)

ADDRESSES = [
    READING.at("settings/", views.listing, "settings"),
    SETTLING.writing.at("settings/<number:uid>/<slug:number>/", views.change, "setting"),
]
