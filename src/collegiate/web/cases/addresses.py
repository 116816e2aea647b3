"""The addresses of the Raising Achievement Board's cases."""

from collegiate.web.authorization.rights import Right
from collegiate.web.cases import deciding, referring, views
from collegiate.web.doors import Door

READING, LEADING, DECIDING = Door(Right.READ_STRATEGY), Door(Right.LEAD_IMPROVEMENT), Door(Right.DECIDE)
PLANNING, CLERKING = Door(Right.PLAN), Door(Right.CLERK)
_ONE = "cases/<slug:reference>/"

ADDRESSES = [
    READING.at("cases/", referring.listing, "cases"),
    PLANNING.writing.at("cases/refer/", referring.referring, "case-refer"),
    READING.at(_ONE, views.one, "case"),
    LEADING.writing.at(f"{_ONE}triage/", views.triage, "case-triage"),
    READING.writing.at(f"{_ONE}hearing/", views.hearing_day, "case-hearing"),
    READING.at(f"{_ONE}papers/", deciding.papers, "case-papers"),
    READING.at(f"{_ONE}papers.pdf", deciding.papers_pdf, "case-papers-pdf"),
    CLERKING.sending.at(f"{_ONE}papers/freeze/", deciding.freeze, "case-papers-freeze"),
    DECIDING.writing.at(f"{_ONE}papers/late/", deciding.late, "case-papers-late"),
    DECIDING.writing.at(f"{_ONE}declare/", deciding.declare, "case-declare"),
    DECIDING.writing.at(f"{_ONE}decide/", deciding.decide, "case-decide"),
    DECIDING.writing.at(f"{_ONE}correct/", deciding.correct, "case-correct"),
    DECIDING.writing.at(f"{_ONE}sign/", deciding.sign, "case-sign"),
    DECIDING.sending.at(f"{_ONE}sign/withdraw/", deciding.withdraw, "case-withdraw"),
    PLANNING.sending.at(f"{_ONE}conditions/<number:number>/", views.condition, "case-condition"),
    READING.writing.at(f"{_ONE}review/", views.reviewing, "case-review"),
    DECIDING.writing.at(f"{_ONE}exit/", views.leaving, "case-exit"),
    LEADING.writing.at(f"{_ONE}left/", views.left_trust, "case-left"),
]
