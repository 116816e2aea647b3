"""The operations, a module for each subject. Importing them is what adds them."""

from collegiate.web.api.operations import (
    about,
    actions,
    counts,
    figures,
    me,
    measures,
    register,
    similar,
    sources,
    tidy_files,
)

__all__ = ["about", "actions", "counts", "figures", "me", "measures", "register", "similar", "sources", "tidy_files"]
