"""What one school's change is worth beside the changes of a few others: two-step difference in differences, and a second opinion.

Errors clustered by school are wrong where one school alone was helped; docs/explanation/models/effects.md shows by how much.
"""

from collegiate.statistics.effects.panel import Panel
from collegiate.statistics.effects.spread import between
from collegiate.statistics.effects.synthetic import Synthetic, synthetic
from collegiate.statistics.effects.trends import CHOSEN, drift, placebo_schools, placebo_starts, steady_spans
from collegiate.statistics.effects.two_step import Effect, beside_comparators

__all__ = [
    "CHOSEN",
    "Effect",
    "Panel",
    "Synthetic",
    "beside_comparators",
    "between",
    "drift",
    "placebo_schools",
    "placebo_starts",
    "steady_spans",
    "synthetic",
]
