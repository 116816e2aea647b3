"""Growing only when ready: what an academy is taken in with, what it was promised, and the lock that keeps the next one waiting."""

from collegiate.growth.gate import Condition, Decided, Gate, conditions, gate
from collegiate.growth.lock import Joining, Lock, Stage, lock
from collegiate.growth.promises import Promise, Stood, stood
from collegiate.growth.readiness import Colour, Domain, Judgement, Ready, domains, ready
from collegiate.growth.rules import Broken, Candidate, Policy, Rule, broken, rules
from collegiate.growth.tasks import Task, tasks

__all__ = [
    "Broken",
    "Candidate",
    "Colour",
    "Condition",
    "Decided",
    "Domain",
    "Gate",
    "Joining",
    "Judgement",
    "Lock",
    "Policy",
    "Promise",
    "Ready",
    "Rule",
    "Stage",
    "Stood",
    "Task",
    "broken",
    "conditions",
    "domains",
    "gate",
    "lock",
    "ready",
    "rules",
    "stood",
    "tasks",
]
