"""How often intervals hold the truth when one academy of a few is helped, and how often something is claimed that is not.

uv run python benchmarks/effects.py [--panels 1000] [--name effects]

Made-up panels of half terms as a trust has them: academies of unequal size, a season that all share, memory from half term to half
term, children's luck, slow drifts. One academy is helped by a known effect, after a fall, or picked because it was low by chance.
Beside it, in the same run: the usual regression with errors clustered by school, which is wrong where one school alone is helped; and
how much wider intervals have to be where spans were left out by bad luck alone, which is where the factor of it comes from.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from measured import save, table

from collegiate.statistics.effects import CHOSEN, Panel, steady_spans
from collegiate.statistics.effects.trends import MOST_SPANS

SPANS, START = 16, 12
SIZES = (5, 10, 20)
REGIMES: dict[str, dict[str, Any]] = {
    "nothing before": {},
    "fell by 3 points, three half terms before": {"fall": 3.0, "fell": 9},
    "fell by 3 points, two half terms before": {"fall": 3.0, "fell": 10},
    "fell by 1 point, four half terms before": {"fall": 1.0, "fell": 8},
    "strong memory from half term to half term": {"memory": 0.8},
    "a small academy of 100 children": {"pupils": 100},
    "picked because it was lowest by chance": {"picked": True},
}


def main() -> None:
    """Run every regime and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panels", type=int, default=1_000)
    parser.add_argument("--name", default="effects")
    asked = parser.parse_args()
    rows, kept = [], []
    for place, (name, regime) in enumerate(REGIMES.items()):
        for size in SIZES:
            found = look(place, size, asked.panels, regime)
            kept.append({"regime": name, "academies": size, **found})
            rows.append([f"{name}, {size} academies", *(f"{found[c]:.1%}" for c in ("held", "better", "worse")), f"{found['bias']:+.2f}", f"{found['width']:.1f}", f"{found['seen_2']:.0%}", f"{found['seen_4']:.0%}"])  # fmt: skip
            print(rows[-1], flush=True)
    heads = ("regime", "interval holds the truth", "“better” where nothing was done", "“worse” where nothing was done", "bias", "width", "2 points seen", "4 points seen")  # fmt: skip
    usual = usually(asked.panels // 5)
    text = table(heads, rows) + "\n\nThe usual regression, errors clustered by school, where nothing was done:\n\n" + table(("academies", "claims an effect, of 5% that it promises"), [[size, f"{share:.0%}"] for size, share in usual.items()])  # fmt: skip
    luck = bad_luck(asked.panels)
    text += "\n\nWhere no school fell and spans were left out by bad luck alone, schools alike:\n\n" + table(("academies, memory", "left out", "holds as it is", "has to be so many times as wide"), [[f"{r['academies']}, {r['memory']}", f"{r['left_out']:.0%}", f"{r['held']:.1%}", f"{r['needed']:.2f}"] for r in luck])  # fmt: skip
    held = [k["held"] for k in kept]
    text += f"\n\nOver all {len(held)} the interval holds the truth in {np.mean(held):.1%}, at least {min(held):.1%}, at most {max(held):.1%}."
    save(asked.name, f"Effects of {asked.panels:,} made-up panels each", text, {"panels": asked.panels, "looks": kept, "clustered": usual, "bad_luck": luck})  # fmt: skip


def look(place: int, size: int, panels: int, regime: dict[str, Any]) -> dict[str, float]:
    """Return what is found in many panels. The interval moves with the effect, so that one look at none tells of every effect."""
    draw = np.random.default_rng([place, size])
    began = time.perf_counter()
    found = np.array([_found(panel(draw, size, **regime)) for _ in range(panels)])
    effect, low, high = found.T
    return {
        "held": float(np.mean((low <= 0) & (high >= 0))), "better": float(np.mean(low > 0)), "worse": float(np.mean(high < 0)),
        "bias": float(effect.mean()), "width": float(np.mean(high - low)), "seen_2": float(np.mean(low + 2 > 0)), "seen_4": float(np.mean(low + 4 > 0)),
        "milliseconds": 1000 * (time.perf_counter() - began) / panels,
    }  # fmt: skip


def _found(made: Panel) -> tuple[float, float, float]:
    before = steady_spans(made, range(START))
    effect = made.effect(before, range(START, SPANS)).widened(CHOSEN if len(before) < MOST_SPANS else 1.0)
    return effect.effect, effect.low, effect.high


def panel(draw: np.random.Generator, size: int, *, fall: float = 0.0, fell: int = 0, memory: float = 0.4, pupils: int = 0, picked: bool = False) -> Panel:  # fmt: skip
    """Make up a panel in points of attendance; 60 is the variance of one child's half term, as the made-up trusts have it."""
    sizes = np.exp(draw.normal(np.log(300), 0.6, size)).clip(60, 1300)
    if pupils:
        sizes[0] = pupils
    luck = np.sqrt(60 / sizes)[:, None]
    values = (
        94
        + draw.normal(0, 1, (size, 1))
        + draw.normal(0, 0.8, SPANS)
        + draw.normal(0, 0.03, (size, 1)) * np.arange(SPANS)
    )
    values = values + 0.4 * _remembering(draw, size, memory) + luck * _remembering(draw, size, 0.2)
    if picked:
        change = values[:, START - 2 : START].mean(axis=1) - values[:, START - 6 : START - 2].mean(axis=1)
        first = int(np.argmin(change))
        order = [first, *(i for i in range(size) if i != first)]
        values, sizes = values[order], sizes[order]
    values[0, fell:] -= fall
    return Panel(values, np.repeat((60 / sizes)[:, None], SPANS, 1), np.ones(SPANS))


def _remembering(draw: np.random.Generator, size: int, by: float) -> np.ndarray:
    shocks = draw.normal(0, 1, (size, SPANS))
    for t in range(1, SPANS):
        shocks[:, t] = by * shocks[:, t - 1] + np.sqrt(1 - by**2) * shocks[:, t]
    return shocks


def bad_luck(panels: int) -> list[dict[str, float]]:
    """Return, where no school fell, how often the interval holds nought if spans were left out, and how wide it has to be to do so in 95 %."""
    found = []
    for memory in (0.0, 0.4):
        for size in SIZES:
            draw = np.random.default_rng([size, int(10 * memory)])
            made = [_alike(draw, size, memory) for _ in range(panels)]
            out = [found for found in map(_out_of_interval, made) if found is not None]
            held, needed = float(np.mean(np.array(out) <= 1)), float(np.quantile(out, 0.95))
            found.append({"academies": size, "memory": memory, "left_out": len(out) / panels, "held": held, "needed": needed})  # fmt: skip
    return found


def _alike(draw: np.random.Generator, size: int, memory: float) -> Panel:
    values = _remembering(draw, size, memory)
    return Panel(values, np.zeros_like(values), np.ones(SPANS))


def _out_of_interval(made: Panel) -> float | None:
    """Return how far nought is from the effect in half widths of the plain interval; None where no span was left out."""
    before = steady_spans(made, range(START))
    if len(before) == MOST_SPANS:
        return None
    effect = made.effect(before, range(START, SPANS))
    return abs(effect.effect) / (effect.high - effect.effect)


def usually(panels: int) -> dict[int, float]:
    """Return how often the regression with errors clustered by school claims an effect where nothing was done."""
    return {size: _share(lambda draw, size=size: _clustered(panel(draw, size)), size, panels) for size in SIZES}


def _share(claims: Callable[[np.random.Generator], bool], seed: int, panels: int) -> float:
    draw = np.random.default_rng(seed)
    return float(np.mean([claims(draw) for _ in range(panels)]))


def _clustered(made: Panel) -> bool:
    from statsmodels.regression.linear_model import OLS

    spans = range(START - MOST_SPANS, SPANS)
    values = made.values[:, list(spans)]
    schools, times = values.shape
    school, span = np.repeat(np.arange(schools), times), np.tile(np.arange(times), schools)
    helped = ((school == 0) & (span >= MOST_SPANS)).astype(float)
    design = np.column_stack([helped, np.eye(schools)[school], np.eye(times)[span][:, 1:]])
    fit = OLS(values.ravel(), design).fit(cov_type="cluster", cov_kwds={"groups": school}, use_t=True)
    return bool(fit.pvalues[0] < 0.05)


if __name__ == "__main__":
    main()
