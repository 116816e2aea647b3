"""The addresses of comparisons with what would have happened."""

from collegiate.web.authorization.rights import Right
from collegiate.web.doors import Door
from collegiate.web.effects import locking, views

READING, LEADING = Door(Right.READ_STRATEGY), Door(Right.LEAD_IMPROVEMENT)

ADDRESSES = [
    READING.at("effects/", views.listing, "effects"),
    LEADING.writing.at("effects/lock/", locking.lock_one, "effect-lock"),
    READING.at("effects/<slug:reference>/", views.one, "effect"),
    READING.at("effects/<slug:reference>/locked.json", views.locked_text, "effect-locked"),
    LEADING.sending.at("effects/<slug:reference>/withdraw/", locking.withdraw_one, "effect-withdraw"),
]
