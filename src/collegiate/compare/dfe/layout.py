"""The columns of the benchmarking tool's prepared table: one row for each school, one column for each cost per unit."""

from __future__ import annotations

from collections.abc import Iterable

from collegiate.compare.dfe.definition import Category, method

URN = "URN"
SCHOOL_TYPE = "SchoolType"
PHASE = "SchoolPhaseType"
REGION = "GOR (name)"
BOARDERS = "Boarders (name)"
OFSTED = "OfstedRating (name)"
PFI = "Is PFI"
DID_NOT_SUBMIT = "Did Not Submit"
PART_YEAR = "Partial Years Present"
FINANCE = "Financial Data Present"
PUPIL_DATA = "Pupil Comparator Data Present"
BUILDING_DATA = "Building Comparator Data Present"
PER_UNIT = "_Per Unit"

WORDS = (SCHOOL_TYPE, PHASE, REGION, BOARDERS, OFSTED)
NEEDED_WORDS = (SCHOOL_TYPE, PHASE)
FLAGS = (PFI, DID_NOT_SUBMIT, PART_YEAR, FINANCE, PUPIL_DATA, BUILDING_DATA)


def needed() -> tuple[str, ...]:
    """The columns without which there is no comparing; cost columns come on top of them."""
    return (URN, *WORDS, *FLAGS, *method().features)


def cost_columns(header: Iterable[str]) -> list[str]:
    """The cost columns that belong to one of the categories, in the header's order."""
    return [name for name in header if category_of(name)]


def category_of(column: str) -> Category | None:
    """The category of a cost column such as `Utilities_Energy_Per Unit`, or None."""
    if not column.endswith(PER_UNIT):
        return None
    return next((c for c in method().categories if column.startswith(f"{c.name}_")), None)


def sub_category_of(column: str, category: Category) -> str:
    """The sub-category of a cost column: `Energy`."""
    return column.removeprefix(f"{category.name}_").removesuffix(PER_UNIT)
