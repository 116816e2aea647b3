"""The pages of plans, for the table of doors. The plan is nobody's: what each person sees of plans is tried in test_plans.py."""

from __future__ import annotations

from door_rows import Row

_PLAN = "/plans/PLAN-1999-999999/"

ROWS = {
    "plans": Row("/plans/"),
    "plan-new": Row("/plans/new/"),
    "plan": Row(_PLAN),
    "plan-paper": Row(f"{_PLAN}paper.pdf"),
    "plan-change": Row(f"{_PLAN}change/"),
    "plan-agree": Row(f"{_PLAN}agree/", sends={"version": "1"}),
    "plan-copy": Row(f"{_PLAN}copy/", sends={}),
    "plan-priority-add": Row(f"{_PLAN}priority/"),
    "plan-priority": Row(f"{_PLAN}priority/1/"),
    "plan-priority-out": Row(f"{_PLAN}priority/1/out/", sends={}),
    "plan-answer": Row(f"{_PLAN}priority/1/answer/"),
    "plan-tick": Row(f"{_PLAN}milestone/1/", sends={"done": "yes"}),
    "plan-review": Row(f"{_PLAN}review/"),
    "plan-close": Row(f"{_PLAN}close/"),
}
