"""What may be opened and done, each thing under one name. A door asks for a right; roles hold them."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """Something that somebody may see or do, within the part of the trust that they are appointed for."""

    SEE_COUNTS = "see counts that show no child"
    SEE_CHILDREN = "see children's records"
    SEE_OWN_CHILD = "see one's own child"
    MOVE_CHILDREN = "hand children over to the next school"
    MEND_DATA = "send, mend and publish data"
    APPOINT = "add people and appoint them"
    SEE_PEOPLE = "see who is appointed to what"
    READ_AUDIT = "read who looked at what"
    SAFEGUARD = "be shown every emergency look"
    ANSWER_PERSONS = "answer people who ask what is held about them"
    SETTLE = "settle the board's own numbers"
    READ_STRATEGY = "read the strategy and the board's papers"
    LEAD_IMPROVEMENT = "open cases, plans and support"
    DECIDE = "decide at the Raising Achievement Board"
    PLAN = "write and follow an academy's plan"
    SUPPORT = "ask for support and lend colleagues"
    CLERK = "make and freeze the board's papers, and minute meetings"
    FINANCE = "attach the finance paper of a meeting"
    GROW = "open the joining of an academy, and decide on it"
    RUN = "look after the installation"
