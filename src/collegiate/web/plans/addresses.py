"""The addresses of plans."""

from collegiate.web.authorization.rights import Right
from collegiate.web.doors import Door
from collegiate.web.plans.pages import following, listing, plan, writing

READING, PLANNING = Door(Right.READ_STRATEGY), Door(Right.PLAN)
_ONE = "plans/<slug:reference>/"

ADDRESSES = [
    READING.at("plans/", listing.listing, "plans"),
    PLANNING.writing.at("plans/new/", writing.new, "plan-new"),
    READING.at(_ONE, plan.page, "plan"),
    READING.at(f"{_ONE}paper.pdf", plan.paper, "plan-paper"),
    PLANNING.writing.at(f"{_ONE}change/", writing.change, "plan-change"),
    PLANNING.sending.at(f"{_ONE}agree/", writing.agree, "plan-agree"),
    PLANNING.sending.at(f"{_ONE}copy/", writing.copy, "plan-copy"),
    PLANNING.writing.at(f"{_ONE}priority/", writing.priority, "plan-priority-add"),
    PLANNING.writing.at(f"{_ONE}priority/<number:place>/", writing.priority, "plan-priority"),
    PLANNING.sending.at(f"{_ONE}priority/<number:place>/out/", writing.out, "plan-priority-out"),
    PLANNING.writing.at(f"{_ONE}priority/<number:place>/answer/", following.answer, "plan-answer"),
    PLANNING.sending.at(f"{_ONE}milestone/<number:milestone>/", following.tick, "plan-tick"),
    PLANNING.writing.at(f"{_ONE}review/", following.review, "plan-review"),
    PLANNING.writing.at(f"{_ONE}close/", following.close, "plan-close"),
]
