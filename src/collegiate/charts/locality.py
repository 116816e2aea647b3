"""The map of a family of schools: drawn on the server from coordinates alone, without tiles and without an outside host."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collegiate.charts.chart import Chart
from collegiate.charts.scale import round_step
from collegiate.charts.svg import Markup, drawing, element, line, text

WIDTH, HEIGHT, EDGE = 420.0, 330.0, 34.0
KM_PER_DEGREE = 111.2
NUMBERED = 24
MOST_PLACES = 12
ASTRAY = 3.0
_LETTER = 5.6


@dataclass(frozen=True, slots=True)
class Spot:
    """A school to be named on the map; `number` is its place in the list beside it."""

    number: int
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Place:
    """A town or outward code, for a sense of where one is."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Locality:
    """The family, the other schools around (latitude, longitude), and the places."""

    who: str
    spots: Sequence[Spot]
    others: Sequence[tuple[float, float]] = ()
    places: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular at the middle latitude: true in both directions there, and wrong by less than 1% across a county."""

    latitude: float
    longitude: float
    pixels_per_km: float

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return x and y on the paper."""
        east = (longitude - self.longitude) * KM_PER_DEGREE * math.cos(math.radians(self.latitude))
        north = (latitude - self.latitude) * KM_PER_DEGREE
        return WIDTH / 2 + east * self.pixels_per_km, HEIGHT / 2 - north * self.pixels_per_km

    @property
    def box(self) -> tuple[float, float, float, float]:
        """South, west, north, east of the paper, in degrees."""
        tall = HEIGHT / 2 / self.pixels_per_km / KM_PER_DEGREE
        wide = WIDTH / 2 / self.pixels_per_km / KM_PER_DEGREE / math.cos(math.radians(self.latitude))
        return self.latitude - tall, self.longitude - wide, self.latitude + tall, self.longitude + wide


def projection_for(spots: Sequence[Spot]) -> Projection:
    """Return the projection that holds every spot with a margin; never nearer than 6 km across."""
    south, north = min(s.latitude for s in spots), max(s.latitude for s in spots)
    west, east = min(s.longitude for s in spots), max(s.longitude for s in spots)
    middle = (south + north) / 2
    wide = max((east - west) * KM_PER_DEGREE * math.cos(math.radians(middle)), 4.0)
    tall = max((north - south) * KM_PER_DEGREE, 3.0)
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE - 12) / tall)
    return Projection(middle, (west + east) / 2, scale)


def draw_locality(locality: Locality) -> Chart:
    """Draw the map. Its table is the family with coordinates; the page sets the list with its numbers beside it.

    A family of more than `NUMBERED` schools is drawn as dots: so many numbers would have to stand far from their places.
    """
    at = projection_for(locality.spots)
    true = [at(s.latitude, s.longitude) for s in locality.spots]
    family = _named(locality, true) if len(locality.spots) <= NUMBERED else _unnamed(locality, true)
    taken = family.taken
    around = [*_faint(locality.others, at), *_places(locality.places, at, taken)]
    sentence = _read(locality, at)
    rows = tuple((str(s.number), s.name, f"{s.latitude:.4f}", f"{s.longitude:.4f}") for s in locality.spots)
    svg = drawing(sentence, WIDTH, HEIGHT, *around, *family.shapes, *_bar(at), kind="map")
    return Chart(svg, sentence, ("Number", "School", "Latitude", "Longitude"), rows)


@dataclass(frozen=True, slots=True)
class _Family:
    """The family's shapes, and the room that they take."""

    shapes: list[Markup]
    taken: list[Box]


def _named(locality: Locality, true: Sequence[Point2]) -> _Family:
    apart = spread(true)
    taken = [_around(x, y, 9.0) for x, y in apart]
    names = _labels([(s, x, y) for s, (x, y) in zip(locality.spots, apart, strict=True)], taken)
    return _Family([*names, *_dots(locality.spots, true, apart)], taken)


def _unnamed(locality: Locality, true: Sequence[Point2]) -> _Family:
    dots = [element("circle", cx=x, cy=y, r=4.0, class_="spot") for x, y in true]
    return _Family(dots, [_around(x, y, 4.5) for x, y in true])


def short_name(name: str) -> str:
    """Return a school's name as a map has room for it, without the words that every school has."""
    ends = (
        "Academy",
        "School",
        "College",
        "Primary",
        "High",
        "First",
        "Middle",
        "CofE",
        "CE",
        "(A)",
        "(Aided)",
        "(VA)",
        "(VC)",
    )
    words = name.replace(",", " ").split()
    while len(words) > 1 and words[-1] in ends:
        words.pop()
    short = " ".join(words)
    return short if len(short) <= 24 else short[:23].rstrip() + "…"


Box = tuple[float, float, float, float]
Point2 = tuple[float, float]


def _around(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius


def _free(box: Box, taken: Iterable[Box]) -> bool:
    inside = box[0] >= 2 and box[2] <= WIDTH - 2 and box[1] >= 2 and box[3] <= HEIGHT - 2
    return inside and not any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken)


def _labels(spots: list[tuple[Spot, float, float]], taken: list[Box]) -> list[Markup]:
    """Name a school to the right, left, above or below its dot, wherever there is room; else its number must do."""
    shapes = []
    for spot, x, y in spots:
        words = short_name(spot.name)
        long = len(words) * _LETTER * 1.12
        tries = (
            (x + 12, y + 4, "start", (x + 11, y - 7, x + 12 + long, y + 8)),
            (x - 12, y + 4, "end", (x - 12 - long, y - 7, x - 11, y + 8)),
            (x, y - 13, "middle", (x - long / 2, y - 24, x + long / 2, y - 10)),
            (x, y + 21, "middle", (x - long / 2, y + 10, x + long / 2, y + 24)),
        )
        for left, top, anchor, box in tries:
            if _free(box, taken):
                taken.append(box)
                shapes.append(text(left, top, words, "spot-name", anchor=anchor))
                break
    return shapes


def _faint(others: Sequence[tuple[float, float]], at: Projection) -> list[Markup]:
    found = (at(latitude, longitude) for latitude, longitude in others)
    return [element("circle", cx=x, cy=y, r=2.2, class_="near") for x, y in found if 0 < x < WIDTH and 0 < y < HEIGHT]


def _places(places: Sequence[Place], at: Projection, taken: list[Box]) -> list[Markup]:
    shapes, seen = [], set[str]()
    for place in places:
        here = _room_for(place, at, [*taken, (0.0, HEIGHT - 30, 130.0, HEIGHT)])
        if place.name not in seen and here and len(seen) < MOST_PLACES:
            seen.add(place.name)
            x, y, box = here
            taken.append((box[0] - 14, box[1] - 12, box[2] + 14, box[3] + 12))
            shapes.append(text(x, y, place.name, "place", anchor="middle"))
    return shapes


_BESIDE = ((0, 0), (0, -20), (0, 24), (-1, 0), (1, 0), (0, -38), (0, 42), (-1, 24), (1, 24), (-1, -24), (1, -24))
"""Where else a place's name may stand: lengths of the name to the side, and pixels up or down."""


def _room_for(place: Place, at: Projection, taken: Sequence[Box]) -> tuple[float, float, Box] | None:
    """Return where a place's name has room: on it, or beside it but never more than `ASTRAY` km away."""
    x, y = at(place.latitude, place.longitude)
    long = len(place.name) * _LETTER
    for sideways, down in _BESIDE:
        left, top = x + sideways * long, y + down
        box = (left - long / 2 - 3, top - 10, left + long / 2 + 3, top + 4)
        near = math.dist((x, y), (left, top)) <= ASTRAY * at.pixels_per_km
        if near and _free(box, taken):
            return left, top, box
    return None


def spread(
    points: Sequence[tuple[float, float]], *, distance: float = 18.5, rounds: int = 60
) -> list[tuple[float, float]]:
    """Push points apart that would hide each other, each as little as needed; a line leads back to the true place."""
    found = list(points)
    for _ in range(rounds):
        moved = False
        for i in range(len(found)):
            for j in range(i + 1, len(found)):
                (ax, ay), (bx, by) = found[i], found[j]
                gap = math.dist(found[i], found[j])
                if gap < distance:
                    angle = math.atan2(by - ay, bx - ax) if gap > 0.01 else 2.4 * j
                    push = (distance - gap) / 2 + 0.1
                    dx, dy = push * math.cos(angle), push * math.sin(angle)
                    found[i], found[j] = (ax - dx, ay - dy), (bx + dx, by + dy)
                    moved = True
        if not moved:
            break
    return found


def _dots(spots: Sequence[Spot], true: Sequence[Point2], apart: Sequence[Point2]) -> list[Markup]:
    shapes = [
        shape
        for place, shown in zip(true, apart, strict=True) if math.dist(place, shown) > 2
        for shape in (line(*place, *shown, "leader"), element("circle", cx=place[0], cy=place[1], r=2.2, class_="true"))
    ]  # fmt: skip
    for spot, (x, y) in zip(spots, apart, strict=True):
        shapes += [
            element("circle", cx=x, cy=y, r=8.5, class_="spot"),
            text(x, y + 3.6, str(spot.number), "spot-number", anchor="middle"),
        ]
    return shapes


def _bar(at: Projection) -> list[Markup]:
    km = round_step(60 / at.pixels_per_km)
    end = 12 + km * at.pixels_per_km
    y = HEIGHT - 12
    return [
        line(12.0, y, end, y, "axis"), line(12.0, y - 4, 12.0, y, "axis"), line(end, y - 4, end, y, "axis"),
        text(12.0, y - 7, f"{km:g} km", "tick"),
    ]  # fmt: skip


def _read(locality: Locality, at: Projection) -> str:
    count = len(locality.spots)
    if count == 1:
        return f"Map of {locality.who}: {locality.spots[0].name}, with the schools around it."
    near = max(
        math.dist(at(a.latitude, a.longitude), at(b.latitude, b.longitude))
        for a in locality.spots
        for b in locality.spots
    )
    return f"Map of {locality.who}: {count} schools, the furthest two {near / at.pixels_per_km:.0f} km apart."
