"""From a model and a day to flags: a place for every child of a school, and the reasons with their weights."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
from scipy.special import expit

from collegiate.pupils.ledger.grid import Array, number_of
from collegiate.pupils.ledger.known import dates
from collegiate.statistics.additive import AdditiveModel
from collegiate.tables import Flag
from collegiate.watch.flags.look import Look
from collegiate.watch.flags.signs import SIGNS

_DIGITS = 4
_SMALL = 0.05
REST = "all other signs together"


def weights_of(model: AdditiveModel, x: Array) -> tuple[float, Array, Array]:
    """Return base, weights and chances, rounded so that what a person adds up is the log odds that the chance comes from."""
    base, weights = round(model.base, _DIGITS), np.round(model.weights(x), _DIGITS)
    return base, weights, expit(base + weights.sum(axis=1))


def placed(urn: Array, chance: Array, capacity: float) -> tuple[Array, Array]:
    """Return each child's place in its school by chance, and whether it is within the share that the school can look at.

    The share is rounded half up, and one child at least; children with equal chances come in the order of their rows.
    """
    order = np.lexsort((np.arange(len(urn)), -chance, urn))
    start = np.append(True, urn[order][1:] != urn[order][:-1])[: len(urn)]
    first = np.maximum.accumulate(np.where(start, np.arange(len(urn)), 0))
    place = np.empty(len(urn), np.int64)
    place[order] = np.arange(len(urn)) - first + 1
    _, which, size = np.unique(urn, return_inverse=True, return_counts=True)
    return place, place <= np.maximum(np.floor(capacity * size + 0.5), 1)[which]


def flag_rows(
    look: Look, pupils: Array, urn: Array, x: Array, model: AdditiveModel, capacity: float, came: Array | None = None
) -> pa.Table:
    """Return `Flag` rows; `came` holds for past flags 1 it came, 0 it did not, -1 not known."""
    _, weights, chance = weights_of(model, x)
    place, raised = placed(urn, chance, capacity)
    return Flag.conform(
        pa.table(
            {
                "pupil": pupils,
                "urn": urn,
                "as_of": dates(np.full(len(pupils), number_of(look.as_of))),
                "period": np.full(len(pupils), look.period),
                "chance": chance,
                "place": place,
                "raised": raised,
                "reasons": pa.array(_reasons(x, weights), pa.string()),
                "outcome": pa.array(_outcomes(raised, came), pa.string()),
            }
        )
    )


def _outcomes(raised: Array, came: Array | None) -> list[str | None]:
    if came is None:
        return [None] * len(raised)
    names = {(True, 1): "caught", (False, 1): "missed", (True, 0): "wrongly_worried", (False, 0): "rightly_calm"}
    return [names.get((bool(r), int(c))) for r, c in zip(raised, came, strict=True)]


def _reasons(x: Array, weights: Array) -> list[str]:
    """The reasons of every child: largest weight first, small ones together, so that the list can be read and adds up."""
    heads = [f'{{"sign": {json.dumps(s.id)}, "kind": {json.dumps(s.kind)}, "reason": ' for s in SIGNS]
    told = [_told(i, x[:, i]) for i in range(len(SIGNS))]
    large = np.abs(weights) >= _SMALL
    order = np.argsort(-np.where(large, weights, -np.inf), axis=1, kind="stable")
    number = large.sum(axis=1)
    rest = np.round(np.where(large, 0.0, weights).sum(axis=1), _DIGITS)
    found = []
    for row, (ranked, many, left) in enumerate(zip(order.tolist(), number.tolist(), rest.tolist(), strict=True)):
        own = weights[row].tolist()
        parts = [f'{heads[i]}{told[i][row]}, "weight": {own[i]}}}' for i in ranked[:many]]
        if many < len(SIGNS):
            parts.append(f'{{"sign": null, "kind": null, "reason": "{REST}", "value": null, "weight": {left}}}')
        found.append(f"[{', '.join(parts)}]")
    return found


def _told(sign: int, values: Array) -> list[str]:
    """The sentence and the value of one sign for every child, as JSON; each different value is said once."""
    rounded = np.round(values, _DIGITS)
    different, which = np.unique(rounded, return_inverse=True)
    said = [
        f'{json.dumps(_sentence(sign, v))}, "value": {"null" if np.isnan(v) else repr(v)}' for v in different.tolist()
    ]
    return [said[i] for i in which.tolist()]


def _sentence(sign: int, value: float) -> str:
    one = SIGNS[sign]
    return one.unknown if np.isnan(value) else one.say(value)
