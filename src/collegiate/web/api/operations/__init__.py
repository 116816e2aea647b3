"""The operations, a module for each subject. Importing them is what adds them."""

from collegiate.web.api.operations import about, figures, me, measures, register, similar, sources

__all__ = ["about", "figures", "me", "measures", "register", "similar", "sources"]
