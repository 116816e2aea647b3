"""The model card: what the model looks for, in whom it was fitted, how it did on what it had not seen, and for whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import Array
from collegiate.statistics.additive import AdditiveModel
from collegiate.statistics.calibration import calibration, net_benefit
from collegiate.tables import FlagModel
from collegiate.watch.flags.learn import Learnt
from collegiate.watch.flags.look import Look
from collegiate.watch.flags.outcome import FEWEST_SESSIONS, LOOKED_FOR
from collegiate.watch.flags.signs import NEVER_READ, SIGNS, Sign

_FEWEST_FOR_SLOPE = 20
_POINTS = 21
_DIGITS = 4
LIMITS = (
    "It decides nothing: a flag asks a person to look, and the person may see at once that there is no concern.",
    "It sees registers, tests, effort grades, behaviour and moves, nothing else: who drifts without a sign is missed.",
    "A weight says what the sign is worth beside an average child; it does not say that the sign is the cause.",
    "What is done for a flagged child changes what comes: a flag that worked looks like a child wrongly worried about.",
    "It learnt from this trust's own past; after a change of rules or of schools it may be off until it is fitted anew.",
)


def model_id(look: Look) -> str:
    """The id of the model of a day."""
    return f"drift-out-of-attendance {look.as_of.isoformat()}"


def card_row(look: Look, card: Mapping[str, Any]) -> pa.Table:
    """Return a `FlagModel` row."""
    return FlagModel.conform(pa.table({"model": [model_id(look)], "card": [json.dumps(card)]}))


def common(look: Look, capacity: float) -> dict[str, Any]:
    """What every card says, also that of a model that could not be fitted."""
    return {
        "as_of": look.as_of.isoformat(),
        "period": look.period,
        "looks_for": LOOKED_FOR,
        "not_known_below_sessions": FEWEST_SESSIONS,
        "capacity": capacity,
        "never_read": list(NEVER_READ),
        "limits": list(LIMITS),
    }


def not_fitted(look: Look, capacity: float, why: str) -> dict[str, Any]:
    """The card of a day on which there is no model."""
    return common(look, capacity) | {"fitted": False, "why": why}


def fitted(look: Look, capacity: float, learnt: Learnt, x: Array) -> dict[str, Any]:
    """The card of a fitted model, with its curves over the values of the children looked at."""
    return common(look, capacity) | {
        "fitted": True,
        "base": round(learnt.model.base, _DIGITS),
        "fitted_on": list(learnt.fitted_on),
        "calibrated_on": learnt.calibrated_on or "schools left out in turn: there is one closed year",
        "children": learnt.children,
        "came": learnt.came,
        "signs": [_curve(sign, learnt.model, x, i) for i, sign in enumerate(SIGNS)],
    }


def trial(came: Array, chance: Array, raised: Array, capacity: float) -> dict[str, Any]:
    """How chances did on children whom the model had not seen; recall and precision at a school's capacity."""
    threshold = float(np.quantile(chance, 1 - capacity))
    return _rounded(
        asdict(calibration(came, chance))
        | _detected(raised, came)
        | {
            "threshold": threshold,
            "net_benefit": net_benefit(came, raised, threshold),
            "net_benefit_of_all": net_benefit(came, np.ones(len(came), bool), threshold),
        }
    )


def trial_by_group(came: Array, chance: Array, raised: Array, groups: Mapping[str, Array]) -> list[dict[str, Any]]:
    """Detection and calibration of every group; a slope only where enough came for it to say something."""
    found = []
    for grouping, group in groups.items():
        for value in sorted(set(group)):
            who = group == value
            told = calibration(came[who], chance[who])
            enough = min(told.events, told.rows - told.events) >= _FEWEST_FOR_SLOPE
            found.append(
                {"grouping": grouping, "value": str(value)}
                | _rounded(
                    {
                        "rows": told.rows,
                        "events": told.events,
                        "expected": told.expected,
                        "error": told.error,
                        "intercept": told.intercept if enough else None,
                        "slope": told.slope if enough else None,
                        "slope_error": told.slope_error if enough else None,
                    }
                    | _detected(raised[who], came[who])
                )
            )
    return found


def _detected(raised: Array, came: Array) -> dict[str, Any]:
    caught = int((raised & came).sum())
    return {
        "raised": int(raised.sum()),
        "caught": caught,
        "recall": caught / int(came.sum()) if came.any() else None,
        "precision": caught / int(raised.sum()) if raised.any() else None,
    }


def _curve(sign: Sign, model: AdditiveModel, x: Array, column: int) -> dict[str, Any]:
    """A sign with its weight at some values, from the least to the 99th hundredth of the children looked at."""
    known = x[~np.isnan(x[:, column]), column]
    values = np.linspace(known.min(), np.quantile(known, 0.99), _POINTS) if len(known) else np.zeros(0)
    weight = model.parts[column](np.append(values, np.nan))
    told = {"sign": sign.id, "kind": sign.kind, "about": sign.about}
    return told | {
        "weights": [
            [round(v, _DIGITS), round(w, _DIGITS)] for v, w in zip(values.tolist(), weight.tolist(), strict=False)
        ],
        "weight_unknown": round(float(weight[-1]), _DIGITS) if sign.unknown else None,
    }


def _rounded(told: Mapping[str, Any]) -> dict[str, Any]:
    """Figures with four digits; NaN is no JSON and becomes None."""
    return {k: (None if np.isnan(v) else round(v, _DIGITS)) if isinstance(v, float) else v for k, v in told.items()}
