"""From what schools were to the panel that statistics are done on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from collegiate.improve.otherwise.held import Held
from collegiate.improve.otherwise.spans import Span
from collegiate.statistics.effects import Panel


def panel_of(every: Held, urns: Sequence[int], spans: Sequence[Span]) -> Panel:
    """Return the panel of some schools, the helped one first. Each has to have every span."""
    cells = [[every.by[urn][span] for span in spans] for urn in urns]
    weights = np.array([sum(row[place].weight for row in cells) for place in range(len(spans))])
    return Panel(
        np.array([[c.value for c in row] for row in cells], float), np.array([[c.variance for c in row] for row in cells], float), weights
    )  # fmt: skip
