"""What may leave about children to people who see counts and never a child: rounded together, hidden where few, remembered once shown.

`publish` is the one way: a reader of counts goes in, a fixed set of cells comes out. See docs/explanation/disclosure.md.
"""

from collegiate.disclosure.cells import Cell, Published
from collegiate.disclosure.policy import POLICY, Policy
from collegiate.disclosure.publish import Disclosed, publish
from collegiate.disclosure.released import Released
from collegiate.disclosure.rounding import half_away, in_words, share
from collegiate.disclosure.suppression import Sum, derivable, suppress
from collegiate.disclosure.together import round_together

__all__ = [
    "POLICY",
    "Cell",
    "Disclosed",
    "Policy",
    "Published",
    "Released",
    "Sum",
    "derivable",
    "half_away",
    "in_words",
    "publish",
    "round_together",
    "share",
    "suppress",
]
