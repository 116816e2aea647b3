"""The kinds of school in the made-up nation, and the register's words and codes for them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """What a school is, finer than its phase: first and high schools are primary and secondary to the register."""

    PRIMARY = 0
    SECONDARY = 1
    FIRST = 2
    MIDDLE = 3
    HIGH = 4
    ALL_THROUGH = 5
    SPECIAL = 6
    REFERRAL = 7
    INDEPENDENT = 8


@dataclass(frozen=True, slots=True)
class KindFacts:
    """The register's words for a kind, its ages, and the usual number of pupils in a year group."""

    words: str
    phase: str
    phase_code: str
    low_age: int
    high_age: int
    year_group: float
    spread: float
    census: str
    first_number: int

    @property
    def year_groups(self) -> int:
        """How many year groups there are, sixth form left out: it is counted on its own."""
        return max(1, min(self.high_age, 16) - max(self.low_age, 4))


KINDS: dict[Kind, KindFacts] = {
    Kind.PRIMARY: KindFacts("Primary School", "Primary", "2", 4, 11, 38, 0.45, "State-funded primary", 2000),
    Kind.SECONDARY: KindFacts("Secondary School", "Secondary", "4", 11, 16, 175, 0.30, "State-funded secondary", 4000),
    Kind.FIRST: KindFacts("First School", "Primary", "2", 4, 9, 24, 0.40, "State-funded primary", 2000),
    Kind.MIDDLE: KindFacts(
        "Middle School", "Middle deemed secondary", "5", 9, 13, 105, 0.25, "State-funded secondary", 4000
    ),
    Kind.HIGH: KindFacts("High School", "Secondary", "4", 13, 18, 210, 0.20, "State-funded secondary", 4000),
    Kind.ALL_THROUGH: KindFacts("School", "All-through", "7", 4, 18, 90, 0.30, "State-funded secondary", 4000),
    Kind.SPECIAL: KindFacts(
        "Special School", "Not applicable", "0", 4, 16, 10, 0.40, "State-funded special school", 7000
    ),
    Kind.REFERRAL: KindFacts(
        "Pupil Referral Unit", "Not applicable", "0", 11, 16, 11, 0.40, "Pupil referral unit", 1100
    ),
    Kind.INDEPENDENT: KindFacts(
        "Independent School", "Not applicable", "0", 11, 18, 55, 0.50, "Independent school", 6000
    ),
}


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """A type of establishment: the register's words, its group, and the short form of the performance tables."""

    words: str
    group_code: int
    group: str
    short: str
    spoken: str


COMMUNITY, AIDED, CONTROLLED, SPECIAL, INDEPENDENT, REFERRAL = 1, 2, 3, 7, 11, 14
SPONSORED, CONVERTER, FREE, SPECIAL_ACADEMY = 28, 34, 35, 44

_MAINTAINED = "Local authority maintained schools"
TYPES: dict[int, TypeFacts] = {
    COMMUNITY: TypeFacts("Community school", 4, _MAINTAINED, "CY", "Community school"),
    AIDED: TypeFacts("Voluntary aided school", 4, _MAINTAINED, "VA", "Voluntary aided school"),
    CONTROLLED: TypeFacts("Voluntary controlled school", 4, _MAINTAINED, "VC", "Voluntary controlled school"),
    SPECIAL: TypeFacts("Community special school", 5, "Special schools", "CYS", "Community special school"),
    INDEPENDENT: TypeFacts("Other independent school", 3, "Independent schools", "IND", "Independent schools"),
    REFERRAL: TypeFacts("Pupil referral unit", 4, _MAINTAINED, "PRU", "Pupil referral unit"),
    SPONSORED: TypeFacts("Academy sponsor led", 10, "Academies", "AC", "Sponsored academies"),
    CONVERTER: TypeFacts("Academy converter", 10, "Academies", "ACC", "Converter academies"),
    FREE: TypeFacts("Free schools", 11, "Free Schools", "F", "Free schools"),
    SPECIAL_ACADEMY: TypeFacts(
        "Academy special converter", 10, "Academies", "ACCS", "Converter academies - special school"
    ),
}
ACADEMIES = (SPONSORED, CONVERTER, FREE, SPECIAL_ACADEMY)

REGIONS = (
    "South West", "South East", "London", "East of England", "West Midlands",
    "East Midlands", "North West", "Yorkshire and the Humber", "North East",
)  # fmt: skip
"""The register's regions; in the made-up nation they hold other places."""

CHURCHES = ("Does not apply", "Church of England", "Roman Catholic")
