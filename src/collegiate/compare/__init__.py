"""Similar schools, frozen by year, and what a figure is worth beside them; a trust's figures from its schools'."""

from collegiate.compare.complete import complete
from collegiate.compare.definition import SimilarSchools, similar_schools
from collegiate.compare.intake import intakes
from collegiate.compare.neighbours import similar_sets
from collegiate.compare.trusts import trust_figures

__all__ = ["SimilarSchools", "complete", "intakes", "similar_schools", "similar_sets", "trust_figures"]
