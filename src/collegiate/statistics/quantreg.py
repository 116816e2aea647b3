"""Quantile regression: exact for small cohorts, by cells of equal rows for large ones.

`exact` solves each linear programme by Portnoy and Koenker's interior point and then steps to the vertex, where the
exact answer lies. `by_cells` minimises a check loss whose corner is rounded over a small width, for all quantiles at
once; what it needs of the scores is only how many of a cell's lie below a value, so its cost follows the number of
distinct rows of the design.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


def check_loss(residuals: Array, tau: float) -> float:
    """Koenker's loss: what quantile regression makes smallest."""
    return float((residuals * (tau - (residuals < 0))).sum())


def exact(x: Array, y: Array, tau: float) -> Array:
    """Return the coefficients (p,) of the regression quantile at `tau`."""
    inner, between = _interior_point(x, y, tau)
    vertex = _vertex(x, y, between)
    if vertex is not None and check_loss(y - x @ vertex, tau) <= check_loss(y - x @ inner, tau):
        return vertex
    return inner


def _vertex(x: Array, y: Array, between: Array) -> Array | None:
    """Return the coefficients that pass through p rows, those whose dual lies farthest inside its bounds."""
    p = x.shape[1]
    rows = np.argsort(-between, kind="stable")[:p]
    if np.linalg.cond(x[rows]) > 1e10:
        return None
    return np.linalg.solve(x[rows], y[rows])


def _interior_point(x: Array, y: Array, tau: float) -> tuple[Array, Array]:
    """Frisch-Newton on the dual: maximise y'a with x'a = (1 - tau) x'1 and 0 <= a <= 1."""
    a = np.full(len(y), 1.0 - tau)
    s = 1.0 - a
    target = x.T @ a
    beta = -np.linalg.lstsq(x, y, rcond=None)[0]
    r = -y - x @ beta
    r = np.where(r == 0, 1e-3 * (np.abs(y).mean() + 1e-12), r)
    z, w = np.maximum(r, 0.0), np.maximum(-r, 0.0)
    scale = max(float(np.abs(y - y.mean()).sum()), 1e-300)
    for _ in range(80):
        gap = float(-y @ a - beta @ target + w.sum())
        if gap < 1e-10 * scale:
            break
        q = 1.0 / (z / a + w / s)
        r = z - w
        weighted = x * q[:, None]
        normal = weighted.T @ x
        d_beta = np.linalg.solve(normal, weighted.T @ r)
        d_a = q * (x @ d_beta - r)
        d_z, d_w = -z * (1 + d_a / a), -w * (1 - d_a / s)
        primal, dual = _reach(a, d_a, s, -d_a), _reach(z, d_z, w, d_w)
        if min(primal, dual) < 1:
            mu = float(z @ a + w @ s)
            ahead = float((z + dual * d_z) @ (a + primal * d_a) + (w + dual * d_w) @ (s - primal * d_a))
            mu *= (ahead / mu) ** 3 / (2 * len(y))
            bend, bow = d_a * d_z / a, -d_a * d_w / s
            xi = mu * (1 / a - 1 / s)
            d_beta = np.linalg.solve(normal, weighted.T @ (r + bend - bow - xi))
            d_a = q * (x @ d_beta + xi - r - bend + bow)
            d_z = mu / a - z - z * d_a / a - bend
            d_w = mu / s - w + w * d_a / s - bow
            primal, dual = _reach(a, d_a, s, -d_a), _reach(z, d_z, w, d_w)
        a, s = a + primal * d_a, s - primal * d_a
        beta = beta + dual * d_beta
        z, w = z + dual * d_z, w + dual * d_w
    return -beta, np.minimum(a, s)


def _reach(one: Array, step_one: Array, two: Array, step_two: Array) -> float:
    """How far both may move and stay positive, at most 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(step_one < 0, -one / step_one, np.inf).min()
        second = np.where(step_two < 0, -two / step_two, np.inf).min()
    return float(min(0.9995 * min(first, second), 1.0))


@dataclass(frozen=True)
class Cells:
    """Scores sorted within cells, with what is needed to count and sum those below any value.

    x: (cells, p) the cells' rows of the design. keys: the scores, each cell's moved apart, ascending. sums: running
    sums of the scores. starts: (cells + 1,) where each cell begins.
    """

    x: Array
    keys: Array
    sums: Array
    starts: Array
    low: float
    gap: float

    @classmethod
    def of(cls, x: Array, cell: Array, y: Array) -> Cells:
        """Sort scores `y` by `cell`, the positions of their rows in `x`."""
        order = np.lexsort((y, cell))
        scores, cells = y[order], cell[order]
        low, gap = float(y.min()), float(np.ptp(y)) * 1.5 + 1.0
        starts = np.searchsorted(cells, np.arange(len(x) + 1))
        return cls(x, cells * gap + (scores - low), np.concatenate([[0.0], np.cumsum(scores - low)]), starts, low, gap)

    def below(self, values: Array) -> Array:
        """Return the position, among all sorted scores, after the last one of the cell below `values` (cells, t)."""
        inside = np.clip(values - self.low, -0.1, self.gap / 1.25) + np.arange(len(self.x))[:, None] * self.gap
        return np.searchsorted(self.keys, inside)

    def smooth(self, values: Array, width: float) -> tuple[Array, Array]:
        """Return (cells, t) twice: the rounded count of scores below `values`, and how fast it grows with them."""
        lower, upper = self.below(values - width), self.below(values + width)
        within = upper - lower
        sums = self.sums[upper] - self.sums[lower]
        part = (within * (values - self.low + width) - sums) / (2 * width)
        return lower - self.starts[:-1, None] + part, within / (2 * width)


def by_cells(cells: Cells, taus: Array, *, at_once: int = 200_000_000) -> Array:
    """Return the coefficients (taus, p) of all regression quantiles."""
    block = max(1, int(at_once / (8 * 8 * len(cells.x))))
    parts = [_block(cells, taus[k : k + block]) for k in range(0, len(taus), block)]
    return np.concatenate(parts)


def _block(cells: Cells, taus: Array) -> Array:
    x, counts = cells.x, np.diff(cells.starts).astype(float)
    n, p = counts.sum(), x.shape[1]
    means = np.diff(cells.sums[cells.starts]) / np.maximum(counts, 1) + cells.low
    gram = x.T @ (x * counts[:, None])
    centre = np.linalg.solve(gram, x.T @ (counts * means))
    spread = _spread(cells, x @ centre)
    beta = centre + np.zeros((len(taus), p))
    beta[:, 0] += spread * np.sqrt(2) * _normal_quantile(taus)
    squares = (x[:, :, None] * x[:, None, :]).reshape(len(x), p * p)
    final = spread * max(0.5 * ((p + np.log(n)) / n) ** 0.4, 1e-3)
    floor = 1e-5 * np.diag(gram) / spread
    for width, enough in ((16 * final, 1.0), (4 * final, 1e-1), (final, 1e-4)):
        beta = _newton(cells, squares, counts, taus, beta, width, floor, enough * spread)
    return beta


def _newton(
    cells: Cells, squares: Array, counts: Array, taus: Array, beta: Array, width: float, floor: Array, enough: float
) -> Array:
    """Newton's method on the rounded loss, all quantiles together; a step is cut where the slope does not fall."""
    x, p = cells.x, beta.shape[1]
    aim = counts[:, None] * taus
    damping = np.full(len(taus), 1e-6)
    below, growth = cells.smooth(x @ beta.T, width)
    slope = (below - aim).T @ x
    for _ in range(25):
        curve = (growth.T @ squares).reshape(-1, p, p)
        ridge = np.einsum("tpp->tp", curve) * damping[:, None] + floor
        step = np.linalg.solve(curve + ridge[:, :, None] * np.eye(p), slope[:, :, None])[:, :, 0]
        fall = np.einsum("tp,tp->t", step, slope)
        candidate = beta - step
        new_below, new_growth = cells.smooth(x @ candidate.T, width)
        new_slope = (new_below - aim).T @ x
        # Along the step the loss falls on the whole way if the slope at its end still points the same way, or little back.
        better = np.abs(np.einsum("tp,tp->t", step, new_slope)) <= 0.9 * np.abs(fall) + 1e-12 * counts.sum()
        damping = np.where(better, damping / 10, np.maximum(damping * 10, 1e-3))
        beta = np.where(better[:, None], candidate, beta)
        slope = np.where(better[:, None], new_slope, slope)
        growth = np.where(better[None, :], new_growth, growth)
        if np.all(fall < enough):
            break
    return beta


def _spread(cells: Cells, centre: Array) -> float:
    """The mean absolute distance of scores from their cell's centre, as a normal SD."""
    lower = cells.below(centre[:, None])[:, 0]
    ends, at = cells.starts, cells.sums
    aim = centre - cells.low
    under = (lower - ends[:-1]) * aim - (at[lower] - at[ends[:-1]])
    over = (at[ends[1:]] - at[lower]) - (ends[1:] - lower) * aim
    return max(float((under + over).sum() / ends[-1]) * 1.2533, 1e-12)


def _normal_quantile(taus: Array) -> Array:
    from scipy.special import ndtri

    return ndtri(taus) / np.sqrt(2)
