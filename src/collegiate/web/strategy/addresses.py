"""The addresses of the strategy."""

from collegiate.web.authorization.rights import Right
from collegiate.web.doors import Door
from collegiate.web.strategy import deciding, views

READING, SETTLING, PLANNING = Door(Right.READ_STRATEGY), Door(Right.SETTLE), Door(Right.PLAN)

ADDRESSES = [
    READING.at("strategy/", views.listing, "strategy"),
    READING.at("strategy/<number:uid>/", views.trust, "strategy-trust"),
    SETTLING.writing.at("strategy/<number:uid>/begin/", deciding.begin, "strategy-begin"),
    SETTLING.writing.at("strategy/<number:uid>/add/", deciding.add, "strategy-add"),
    SETTLING.writing.at("strategy/<number:uid>/back/<number:pk>/", deciding.back, "strategy-back"),
    READING.at("strategy/<number:uid>/untouched/", views.untouched, "strategy-untouched"),
    PLANNING.sending.at("strategy/<number:uid>/notes/<number:pk>/back/", deciding.work_back, "strategy-work-back"),
    READING.at("strategy/<number:uid>/<slug:aim>/", views.aim, "strategy-aim"),
    PLANNING.writing.at("strategy/<number:uid>/<slug:aim>/note/", deciding.work, "strategy-work"),
    SETTLING.writing.at("strategy/<number:uid>/<slug:aim>/<slug:kind>/", deciding.settle, "strategy-settle"),
]
