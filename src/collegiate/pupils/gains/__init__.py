"""What children gained between two of the trust's own tests: beyond their age group within a school, and across a move."""

from collegiate.pupils.gains.across import ground_lost
from collegiate.pupils.gains.programmes import programme_effects, programme_years
from collegiate.pupils.gains.steps import Steps, steps
from collegiate.pupils.gains.within import value_added

__all__ = ["Steps", "ground_lost", "programme_effects", "programme_years", "steps", "value_added"]
