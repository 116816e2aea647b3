"""Why our attendance figures, a management system's, the DfE's monitor and the official statistics differ: figure by figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from django.http import HttpRequest, HttpResponse

from collegiate.pupils.attendance import COUNTS, Reconciliation, RuleSet, day_ranges, reconcile, rule_sets
from collegiate.pupils.attendance import children_of as children_counted
from collegiate.store import ScopedReader
from collegiate.tables import PupilAttendance
from collegiate.tables.record import PupilEnrolment
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.asked import asked_year
from collegiate.web.pictures.childhood.counts import FEW, missed, share
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import school_of, show

_ABSENCE, _PERSISTENT = "absence", "persistent_absence"


@dataclass(frozen=True, slots=True)
class Compared:
    """One academy's year: ours, the official figure where the files of the picture have one, and ours counted in other ways."""

    urn: int
    name: str
    counts: Row
    official: Mapping[str, float]

    @property
    def few(self) -> bool:
        """Whether the children are too few for a percentage."""
        return int(self.counts["pupils"]) < FEW

    @property
    def ours(self) -> str:
        """Sessions missed, as these pages count."""
        return self._said(missed(self.counts), self.counts["possible"])

    @property
    def all_marks(self) -> str:
        """Sessions missed out of every mark, those that are no possible session too: how a report that divides by marks has it."""
        return self._said(missed(self.counts), self.counts["possible"] + self.counts["not_possible"])

    @property
    def without_education(self) -> str:
        """Sessions not spent in the building: how a report has it that takes approved educational activity for absence."""
        return self._said(missed(self.counts) + self.counts["educational"], self.counts["possible"])

    @property
    def persistent(self) -> str:
        """Children who missed one session in ten or more."""
        return self._said(self.counts["persistent"], self.counts["pupils"])

    @property
    def absence_beside(self) -> str:
        """The official absence and how far ours is from it."""
        return self._beside(_ABSENCE, missed(self.counts), self.counts["possible"])

    @property
    def persistent_beside(self) -> str:
        """The official persistent absence and how far ours is from it."""
        return self._beside(_PERSISTENT, self.counts["persistent"], self.counts["pupils"])

    def _said(self, part: int, whole: int) -> str:
        return f"{part:,} of {whole:,}" if self.few else share(part, whole)

    def _beside(self, measure: str, part: int, whole: int) -> str:
        theirs = self.official.get(measure)
        if theirs is None:
            return "not published for this year"
        if self.few or not whole:
            return f"{theirs:.1f}%"
        apart = round(100 * part / whole - theirs, 1)
        return (
            f"{theirs:.1f}%; ours is {abs(apart):.1f} points {'higher' if apart > 0 else 'lower'}"
            if apart
            else f"{theirs:.1f}%; the same"
        )


def page(request: HttpRequest) -> HttpResponse:
    """Show ours beside the official figures for a year, ours counted in other ways, and the reasons for differences."""
    counts = children_of(request).attendance_counts()
    periods = sorted({r["period"] for r in counts}, reverse=True)
    wanted = asked_year(request)
    period = wanted if wanted in periods else next(iter(periods), None)
    rows = _compared(request, [r for r in counts if r["period"] == period])
    return show(request, "reconciling", "attendance", {
        "periods": periods, "period": period, "rows": rows, "published": sum(bool(r.official) for r in rows), "few": FEW,
        "year": str(AcademicYear(period)) if period else "",
    })  # fmt: skip


def _compared(request: HttpRequest, rows: Sequence[Row]) -> list[Compared]:
    reader, urns = reader_of(request), [r["urn"] for r in rows]
    if not rows:
        return []
    names = school_names(reader, urns)
    figures = reader.figures(
        urns=urns, measure=(_ABSENCE, _PERSISTENT), period=rows[0]["period"], shown=True, columns=("urn", "measure", "period", "release", "value")
    )  # fmt: skip
    official: dict[int, dict[str, float]] = {}
    for f in figures:
        if f["value"] is not None:
            official.setdefault(f["urn"], {})[f["measure"]] = f["value"]
    return sorted(
        (Compared(r["urn"], names[r["urn"]], r, official.get(r["urn"], {})) for r in rows), key=lambda c: c.name
    )


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show one academy's year counted by each known set of rules, and what each rule adds or takes: the steps add up."""
    people = children_of(request)
    name = school_of(request, people, urn)
    periods = sorted({r["period"] for r in people.attendance_counts(urn=urn)}, reverse=True)
    wanted = asked_year(request)
    period = wanted if wanted in periods else next(iter(periods), None)
    found = _reconciled(people, urn, period) if period else None
    return show(request, "reconciling_academy", "attendance", {
        "urn": urn, "name": name, "periods": periods, "period": period, "year": str(AcademicYear(period)) if period else "",
        "sets": [_set(s, found) for s in rule_sets().values() if s.id in found.figures] if found else [],
    })  # fmt: skip


def _reconciled(people: ScopedReader, urn: int, period: int) -> Reconciliation:
    rows = people.register(urn, period, day_ranges(period))
    tables = {t.name: pa.Table.from_pylist(rows[t.name], schema=t.schema()) for t in (PupilAttendance, PupilEnrolment)}
    births = pa.Table.from_pylist(rows["pupil"], schema=pa.schema([("pupil", pa.int64()), ("birth_date", pa.date32())]))
    children = children_counted(tables["pupil_attendance"], births, tables["pupil_enrolment"], urn, period)
    return reconcile(pa.Table.from_pylist(rows["counts"], schema=COUNTS), children, period)


def _set(rules: RuleSet, found: Reconciliation) -> Row:
    """Return a set of rules with its figures, the steps that change something, and how many change nothing here."""
    figures, steps = found.figures[rules.id], found.steps.get(rules.id, [])
    telling = [
        s for s in steps if any(getattr(s.change, n) for n in ("possible", "authorised", "unauthorised", "persistent"))
    ]
    return {
        "title": rules.title, "about": rules.about, "verified": rules.verified, "figures": figures, "missed": figures.authorised + figures.unauthorised,
        "rate": share(figures.authorised + figures.unauthorised, figures.possible), "silent": len(steps) - len(telling),
        "steps": [(s, _signed(s.change.possible), _signed(s.change.authorised + s.change.unauthorised), _signed(s.change.persistent)) for s in telling],
    }  # fmt: skip


def _signed(number: int) -> str:
    return f"{number:+,}".replace("-", "−") if number else "0"
