"""How far a family's schools are from each other, as the crow flies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

_EARTH_RADIUS_KM = 6371.0088


def kilometres(a: Mapping[str, Any], b: Mapping[str, Any]) -> float | None:
    """Return the great-circle distance between two places with latitude and longitude; None when one is not known.

    >>> round(kilometres({"latitude": 52.9, "longitude": -1.87}, {"latitude": 53.06, "longitude": -2.19}), 1)
    27.8
    """
    if None in (a["latitude"], a["longitude"], b["latitude"], b["longitude"]):
        return None
    lat_a, lat_b = math.radians(a["latitude"]), math.radians(b["latitude"])
    east = math.radians(b["longitude"] - a["longitude"])
    haversine = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(east / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(haversine))


def distance_matrix(schools: Sequence[Mapping[str, Any]]) -> list[list[float | None]]:
    """Return the distance in km between every two schools, in the order given; the diagonal is zero."""
    return [[0.0 if a is b else kilometres(a, b) for b in schools] for a in schools]
