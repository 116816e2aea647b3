"""A frozen set of similar schools, with what makes them alike."""

from __future__ import annotations

from dataclasses import dataclass

from collegiate.store import Reader
from collegiate.web.reading import Row
from collegiate.web.words import listed


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of the intake, as a column."""

    id: str
    words: str
    decimals: int = 1
    percent: bool = True

    def write(self, value: float | None) -> str:
        """Write a value; what is not known says so."""
        return "not known" if value is None else f"{value:,.{self.decimals}f}{'%' if self.percent else ''}"


FEATURES = (
    Feature("prior_attainment", "Prior attainment", percent=False),
    Feature("free_school_meals", "Free school meals"),
    Feature("english_additional_language", "Additional language"),
    Feature("special_needs", "Special needs"),
    Feature("deprivation", "Deprivation of the area", 0),
    Feature("roll", "On roll", 0, percent=False),
)


def used_features(ids: str) -> str:
    """Write the features that a distance was made of, from their ids joined by commas."""
    words = {f.id: f.words.lower() for f in FEATURES}
    found = [i.strip() for i in ids.split(",") if i.strip()]
    return listed([words.get(i, i.replace("_", " ")) for i in found]) or "not recorded"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A similar school: its place (0 is the school itself), its distance and its intake."""

    place: int
    school: Row
    distance: float
    intake: Row

    @property
    def values(self) -> list[float | None]:
        """The intake's numbers in the order of `FEATURES`."""
        return [self.intake.get(f.id) for f in FEATURES]

    @property
    def cells(self) -> list[tuple[str, str]]:
        """The intake as written, each with its column's words."""
        return [(f.words, f.write(self.intake.get(f.id))) for f in FEATURES]


def neighbours(reader: Reader, own: Row, frozen: Row) -> list[Neighbour]:
    """Return the school itself and then its similar schools, nearest first; one that the picture lost keeps its URN."""
    order = [own["urn"], *frozen["neighbours"]]
    distances = [0.0, *frozen["distances"]]
    schools = {s["urn"]: s for s in reader.schools(order, columns=("urn", "school_name", "phase", "la_name"))}
    intakes = {i["urn"]: i for i in reader.intakes(order, frozen["period"])}
    return [
        Neighbour(place, schools.get(urn) or _lost(urn), distance, intakes.get(urn, {}))
        for place, (urn, distance) in enumerate(zip(order, distances, strict=False))
    ]


def _lost(urn: int) -> Row:
    return {"urn": urn, "school_name": f"URN {urn}", "phase": "", "la_name": ""}
