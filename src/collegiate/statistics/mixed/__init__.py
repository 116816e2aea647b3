"""Mixed models on sufficient statistics: one pass over the rows, then a fit that does not grow with them."""

from collegiate.statistics.mixed.fitting import fit, fit_moments
from collegiate.statistics.mixed.moments import Moments, moments_of, slopes_of
from collegiate.statistics.mixed.result import Effects, Fit, Variation

__all__ = ["Effects", "Fit", "Moments", "Variation", "fit", "fit_moments", "moments_of", "slopes_of"]
