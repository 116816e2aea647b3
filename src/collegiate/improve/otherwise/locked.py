"""A locked comparison: everything that decides what will be found, written down before it can be known, and its fingerprint."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from collegiate.improve.otherwise.designs import DESIGNS, METHOD, METHOD_VERSION, Design
from collegiate.improve.otherwise.spans import Span
from collegiate.improve.series import Series

KIND = "collegiate locked comparison"
BEFORE, LATE = "before anything after the start was known", "late"


@dataclass(frozen=True, slots=True)
class Other:
    """A school beside which another is seen, by its name as of the day of locking."""

    urn: int
    name: str


@dataclass(frozen=True, slots=True)
class Helped:
    """Whom help is for: a school by its name as of the day of locking, or the trust as a whole, which has no URN."""

    urn: int | None
    name: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A school that was not taken, and why."""

    urn: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Locked:
    """A comparison as it was locked. `minimum` is the smallest effect worth having, in the unit of the series, above 0.

    before: the spans that say what the school was; left_before: spans before those that were left out since the school was elsewhere
    then (it fell); seen: the last day of the data that the picture held on the day of locking; late: spans after the start among them.
    """

    trust_uid: int
    school: Helped
    series: Series
    design: Design
    start: dt.date
    due: dt.date
    minimum: Decimal
    about: str
    before: tuple[Span, ...]
    left_before: tuple[Span, ...]
    others: tuple[Other, ...]
    left_out: tuple[LeftOut, ...]
    locked_on: dt.date
    seen: dt.date | None
    late: int
    snapshot: str
    case: str = ""
    plan: str = ""
    request: str = ""
    method: str = METHOD
    version: str = METHOD_VERSION

    @property
    def urn(self) -> int:
        """The URN of the school. Raises ValueError for a comparison of the whole trust."""
        if self.school.urn is None:
            raise ValueError("A comparison of the whole trust is not of one school.")
        return self.school.urn

    @property
    def when(self) -> str:
        """How it is graded: locked before anything was known, or late."""
        return LATE if self.late else BEFORE

    def as_dict(self) -> dict[str, Any]:
        """The comparison as JSON carries it; `of` reads it back."""
        series = self.series
        return {
            "kind": KIND, "method": self.method, "method_version": self.version, "design": self.design.name, "trust": self.trust_uid,
            "about": self.about, "case": self.case, "plan": self.plan, "request": self.request,
            "school": {"urn": self.school.urn, "name": self.school.name},
            "series": {"id": series.id, "title": series.title, "unit": series.unit, "better": series.better, "decimals": series.decimals, "own": series.own},
            "start": self.start.isoformat(), "due": self.due.isoformat(), "minimum": f"{self.minimum.normalize():f}",
            "before": [s.as_list() for s in self.before], "left_before": [s.as_list() for s in self.left_before],
            "others": [{"urn": o.urn, "name": o.name} for o in self.others],
            "left_out": [{"urn": o.urn, "name": o.name, "why": o.why} for o in self.left_out],
            "locked_on": self.locked_on.isoformat(), "seen": self.seen.isoformat() if self.seen else None, "late": self.late, "snapshot": self.snapshot,
        }  # fmt: skip

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> Locked:
        """Read one back. Raises ValueError for what is none, or was locked for a method that is not known here."""
        if held.get("kind") != KIND or held.get("design") not in DESIGNS:
            raise ValueError("This is no locked comparison, or one of a kind that is not known here.")
        try:
            return cls(
                held["trust"], Helped(**held["school"]), Series(**held["series"]), DESIGNS[held["design"]],
                dt.date.fromisoformat(held["start"]), dt.date.fromisoformat(held["due"]), Decimal(held["minimum"]), held["about"],
                tuple(map(Span.of, held["before"])), tuple(map(Span.of, held["left_before"])),
                tuple(Other(**o) for o in held["others"]), tuple(LeftOut(**o) for o in held["left_out"]),
                dt.date.fromisoformat(held["locked_on"]), dt.date.fromisoformat(held["seen"]) if held["seen"] else None, held["late"],
                held["snapshot"], held["case"], held["plan"], held["request"], held["method"], held["method_version"],
            )  # fmt: skip
        except (KeyError, TypeError, InvalidOperation, ValueError) as error:
            raise ValueError(f"This is no locked comparison: {error}.") from error

    def canonical(self) -> str:
        """The text that is kept: one way to write it, so that its fingerprint says whether a letter was changed."""
        return json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def sha256(self) -> str:
        """The fingerprint of the text."""
        return fingerprint(self.canonical())


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
