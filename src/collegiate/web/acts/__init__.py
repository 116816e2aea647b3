"""What people do about children's records: each act says who did it and why, is written down before it is done, and can be taken back.

Nothing here changes a record. An act is a line in the journal of decisions, which pages lay over the picture at once and the
next build follows.
"""

from collegiate.web.acts.acting import ActError, Acting

__all__ = ["ActError", "Acting"]
