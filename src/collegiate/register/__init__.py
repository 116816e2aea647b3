"""Schools through time and the trusts that they belonged to: one picture from many extracts of the register."""

from collegiate.register.lineage import Kind, Step, institutions, steps_of
from collegiate.register.membership import Stay, current_trusts, stays_of
from collegiate.register.names import reading_case
from collegiate.register.picture import build_register

__all__ = [
    "Kind",
    "Stay",
    "Step",
    "build_register",
    "current_trusts",
    "institutions",
    "reading_case",
    "stays_of",
    "steps_of",
]
