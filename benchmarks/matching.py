"""Programmes beside matched children, on made-up trusts whose truth is known: how often intervals hold, and what is claimed.

    uv run python benchmarks/matching.py [--seeds 5001-5100] [--pupils 3000] [--years 3]

Each seed makes two trusts with two programmes for children with low scores: one is worth 5 points, the other nothing. The tests are
put together without files, and both estimates are worked out, for all years together and for each trust and academic year alone,
which is what a locked comparison is worked out from. No seed was looked at before.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from loop import seeds_of, share, share_words
from measured import save, table
from programme_record import made_up_tests, trusts_of

WAYS = {"matching": ("matched_effect", "matched_low", "matched_high"), "regression": ("effect", "low", "high")}
PARTS = {"all": "all years and both trusts together", "year": "one trust and academic year alone"}


def main() -> None:
    """Run the seeds and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="5001-5100")
    parser.add_argument("--pupils", type=int, default=3_000)
    parser.add_argument("--years", type=int, default=3)
    asked = parser.parse_args()
    found = []
    for seed in seeds_of(asked.seeds):
        found.append(one(seed, asked.pupils, asked.years))
        print(json.dumps(found[-1])[:300], flush=True)
    title = f"Programmes beside matched children, on {len(found)} made-up trusts"
    told = _summary(found)
    save("matching", title, _report(told, asked.pupils, asked.years), {"seeds": asked.seeds, "summary": told})


def one(seed: int, pupils: int, years: int) -> dict[str, Any]:
    """Return the estimates of one seed, with the truth beside."""
    from collegiate.pupils.gains import programme_effects, programme_years, steps

    trust, results, support = made_up_tests(seed, pupils, years)
    true = {(p["programme"], p["subject"]): p["effect"] for p in trust.truth["interventions"]}
    tests = steps(results)
    rows = {
        "all": programme_effects(tests, support).to_pylist(),
        "year": programme_years(tests, support, trusts_of(trust)).to_pylist(),
    }
    keep = ("matched", "unmatched", "pupils", *(c for columns in WAYS.values() for c in columns))
    return {"seed": seed} | {
        part: [
            {"true": true[key], **{c: row[c] for c in keep}}
            for row in found if (key := (row["programme"], row["subject"])) in true
        ] for part, found in rows.items()
    }  # fmt: skip


def _summary(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        part: {
            "looks": sum(len(f[part]) for f in found),
            "unmatched": sum(r["unmatched"] for f in found for r in f[part]) / sum(r["pupils"] for f in found for r in f[part]),
            **{way: _of([r for f in found for r in f[part]], *columns) for way, columns in WAYS.items()},
        } for part in PARTS
    }  # fmt: skip


def _of(rows: Sequence[dict[str, Any]], effect: str, low: str, high: str) -> dict[str, Any]:
    said = [r for r in rows if r[low] is not None]
    nothing = [r for r in said if r["true"] == 0]
    return {
        "said": len(said),
        "held": share([r[low] <= r["true"] <= r[high] for r in said]),
        "nothing_said_to_work": share([r[low] > 0 for r in nothing]),
        "nothing_said_to_harm": share([r[high] < 0 for r in nothing]),
        "effect_found": share([r[low] > 0 for r in said if r["true"] > 0]),
        "bias": statistics.fmean([r[effect] - r["true"] for r in said]),
        "half_width": statistics.fmean([(r[high] - r[low]) / 2 for r in said]),
    }


def _report(told: dict[str, Any], pupils: int, years: int) -> str:
    head = (
        f"About {pupils:,} children in two trusts each, {years} academic years. One programme is worth 5 points, the other nothing; both are for children with low "
        "scores in autumn. In brackets: the 95 % interval of the share."
    )
    parts = [head]
    for part, words in PARTS.items():
        said = told[part]
        rows = [
            [name, *(show(said[way]) for way in WAYS)]
            for name, show in (
                ("Effects said", lambda w: str(w["said"])),
                ("Truth inside the 95 % interval", lambda w: share_words(w["held"])),
                ("Programme without effect said to work", lambda w: share_words(w["nothing_said_to_work"])),
                ("Programme without effect said to harm", lambda w: share_words(w["nothing_said_to_harm"])),
                ("Programme worth 5 points said to work", lambda w: share_words(w["effect_found"])),
                ("Points too high on average", lambda w: f"{w['bias']:+.2f}"),
                ("Half the interval's width, points", lambda w: f"{w['half_width']:.1f}"),
            )
        ]
        parts.append(
            f"## By {words}\n\n{table(['what', *WAYS], rows)}\n\nWithout a match: {100 * said['unmatched']:.1f} % of the children in a programme."
        )
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
