"""What is given to people on paper: documents that anybody can read, also with a screen reader, and the same for machines.

`pack`, `setting` and `verifying` are the papers of a meeting; the rest is the answer to a person.
"""

from collegiate.packs.answer import (
    Answer,
    LeftOut,
    answer_of_child,
    answer_of_staff,
    as_json,
    as_paper,
    free_texts,
    schools_in,
)
from collegiate.packs.pack import PackError
from collegiate.packs.paper import Facts, Grid, Paper, PaperError, Section, Words, as_pdf

__all__ = [
    "Answer",
    "Facts",
    "Grid",
    "LeftOut",
    "PackError",
    "Paper",
    "PaperError",
    "Section",
    "Words",
    "answer_of_child",
    "answer_of_staff",
    "as_json",
    "as_paper",
    "as_pdf",
    "free_texts",
    "schools_in",
]
