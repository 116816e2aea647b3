"""Similar schools, frozen by year, and what a figure is worth beside them; a trust's figures from its schools'."""

from collegiate.compare.complete import complete
from collegiate.compare.definition import SimilarSchools, similar_schools
from collegiate.compare.intake import intakes
from collegiate.compare.neighbours import similar_sets
from collegiate.compare.significant import Significant, significantly_better
from collegiate.compare.standing import TARGET_CHANCE, standing
from collegiate.compare.trusts import trust_figures
from collegiate.compare.what_if import WhatIf, sensitivity, similar_to, what_if

__all__ = [
    "TARGET_CHANCE",
    "Significant",
    "SimilarSchools",
    "WhatIf",
    "complete",
    "intakes",
    "sensitivity",
    "significantly_better",
    "similar_schools",
    "similar_sets",
    "similar_to",
    "standing",
    "trust_figures",
    "what_if",
]
