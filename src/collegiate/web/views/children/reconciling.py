"""Why our attendance figures, a management system's, the DfE's monitor and the official statistics differ: figure by figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.asked import asked_year
from collegiate.web.pictures.childhood.counts import FEW, missed, share
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import show

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
