"""What a user is told when data or a model cannot be used as asked."""

from __future__ import annotations


class FitError(ValueError):
    """The data do not allow the model that was asked for; the message says what, where, why and what to do."""
