"""The canonical tables: the only place that says what a fact looks like."""

from collegiate.tables.core import Column, FromFile, Table
from collegiate.tables.facts import (
    Establishment,
    EstablishmentLink,
    EstablishmentType,
    Group,
    GroupMember,
    Inspection,
    LocalAuthority,
    Observation,
    PostcodeDistrict,
    Receipt,
    ReferenceRow,
    RefusedRow,
    SmallArea,
)
from collegiate.tables.picture import (
    CheckResult,
    ContextualEffect,
    FigureRow,
    Intake,
    Lineage,
    MeasureRow,
    Membership,
    PublishedBand,
    School,
    SimilarSet,
    Trust,
)

FACTS: tuple[type[Table], ...] = (
    Establishment,
    Group,
    GroupMember,
    EstablishmentLink,
    EstablishmentType,
    Observation,
    Inspection,
    SmallArea,
    PostcodeDistrict,
    LocalAuthority,
    ReferenceRow,
)
"""What intake hands on."""

BOOKS: tuple[type[Table], ...] = (Receipt, RefusedRow)
"""What a build keeps about the files themselves."""

PICTURE: tuple[type[Table], ...] = (
    School,
    Lineage,
    Trust,
    Membership,
    FigureRow,
    SimilarSet,
    Intake,
    MeasureRow,
    CheckResult,
    ContextualEffect,
    PublishedBand,
)
"""What a snapshot publishes beside the facts."""

__all__ = [
    "BOOKS",
    "FACTS",
    "PICTURE",
    "CheckResult",
    "Column",
    "ContextualEffect",
    "Establishment",
    "EstablishmentLink",
    "EstablishmentType",
    "FigureRow",
    "FromFile",
    "Group",
    "GroupMember",
    "Inspection",
    "Intake",
    "Lineage",
    "LocalAuthority",
    "MeasureRow",
    "Membership",
    "Observation",
    "PostcodeDistrict",
    "PublishedBand",
    "Receipt",
    "ReferenceRow",
    "RefusedRow",
    "School",
    "SimilarSet",
    "SmallArea",
    "Table",
    "Trust",
]
