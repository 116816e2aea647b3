"""The pages of the Raising Achievement Board's cases, for the table of doors. No case is there: each is 404 for whoever is let in."""

from __future__ import annotations

from door_rows import Row

_ONE = "/cases/RAB-2026-1/"

ROWS = {
    "cases": Row("/cases/"),
    "case-refer": Row("/cases/refer/"),
    "case": Row(_ONE),
    "case-triage": Row(f"{_ONE}triage/"),
    "case-hearing": Row(f"{_ONE}hearing/"),
    "case-papers": Row(f"{_ONE}papers/"),
    "case-papers-pdf": Row(f"{_ONE}papers.pdf"),
    "case-papers-freeze": Row(f"{_ONE}papers/freeze/", sends={"version": "1"}),
    "case-papers-late": Row(f"{_ONE}papers/late/"),
    "case-declare": Row(f"{_ONE}declare/"),
    "case-decide": Row(f"{_ONE}decide/"),
    "case-correct": Row(f"{_ONE}correct/"),
    "case-sign": Row(f"{_ONE}sign/"),
    "case-withdraw": Row(f"{_ONE}sign/withdraw/", sends={"version": "1", "words": "no"}),
    "case-condition": Row(f"{_ONE}conditions/1/", sends={"version": "1"}),
    "case-review": Row(f"{_ONE}review/"),
    "case-exit": Row(f"{_ONE}exit/"),
    "case-left": Row(f"{_ONE}left/"),
}
