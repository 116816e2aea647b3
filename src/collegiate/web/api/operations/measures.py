"""What each measure means, as it was defined when the picture was made."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest
from pydantic import Field

from collegiate.web.api.answers import Answer
from collegiate.web.api.asked import PathMeasure, Snapshot, reader_asked
from collegiate.web.api.operation import reads
from collegiate.web.api.ways_in import PUBLIC


class Variant(Answer):
    """How a measure is counted in one era."""

    era: str = Field(description="id of the era: nothing is converted from one into another")
    label: str = Field(description="the era in words")
    counted: str = Field(description="the published column, or what is divided by what")
    first: int | None = Field(description="first year in which it was published; null where there is no bound")
    last: int | None = Field(description="last year in which it was published; null where there is no bound")
    interval: list[str] = Field(description="where its 95 % interval is from, the most trusted way first")
    break_note: str = Field(description="what a reader of a line through time must be told")


class Measure(Answer):
    """One reviewed definition."""

    measure: str = Field(description="its id")
    title: str = Field(description="title")
    theme: str = Field(description="the heading that it stands under")
    question: str = Field(description="the question that it answers")
    about: str = Field(description="what to know of it")
    unit: str = Field(description="unit")
    decimals: int = Field(description="decimal places that are shown")
    polarity: str = Field(description="higher, lower or none: what is better")
    phases: list[str] = Field(description="phases of education that it is of")
    source: str = Field(description="whose figures it is made of")
    author: str = Field(description="who wrote the definition")
    checker: str = Field(description="who checked it")
    version: str = Field(description="version of the definition: `rule_version` of its figures")
    variants: list[Variant] = Field(description="how it is counted, era by era")


class Measures(Answer):
    """Every measure, in the order in which they are shown."""

    snapshot: str = Field(description="id of the picture")
    rows: list[Measure]


@reads("measures", PUBLIC, "api-measures", tag="Measures", answers=Measures)
def measures(request: HttpRequest, snapshot: Snapshot = None) -> Measures:
    """List the measures with their definitions."""
    reader = reader_asked(request, snapshot)
    return Measures(snapshot=reader.snapshot, rows=[_told(r) for r in reader.measures()])


@reads("measures/{measure}", PUBLIC, "api-measure", tag="Measures", answers=Measure)
def measure(request: HttpRequest, measure: PathMeasure, snapshot: Snapshot = None) -> Measure:
    """Tell what one measure asks, how it is counted in each era, who wrote and checked it."""
    row = next((r for r in reader_asked(request, snapshot).measures() if r["measure"] == measure), None)
    if row is None:
        raise Http404(f"There is no measure '{measure}' in this picture.")
    return _told(row)


def _told(row: dict[str, Any]) -> Measure:
    said: dict[str, Any] = json.loads(row["definition"] or "{}")
    words = {n: str(said.get(n) or "") for n in ("question", "about", "source", "author", "checker")}
    return Measure(
        measure=row["measure"], title=row["title"] or row["measure"], theme=row["theme"] or "", unit=row["unit"] or "",
        decimals=1 if row["decimals"] is None else row["decimals"], polarity=row["polarity"] or "none", version=row["version"] or "",
        phases=list(said.get("phases", ())), variants=[_variant(v) for v in said.get("variants", ())], **words,
    )  # fmt: skip


def _variant(said: dict[str, Any]) -> Variant:
    ratio = f"{said.get('numerator')} divided by {said.get('denominator')}, times {said.get('factor', 1):g}"
    first, last = said.get("first", 0), said.get("last", 9999)
    return Variant(
        era=said.get("era") or "", label=said.get("label") or "", counted=said.get("value") or ratio, first=first or None,
        last=None if last == 9999 else last, interval=list(said.get("interval", ())), break_note=said.get("break_note") or "",
    )  # fmt: skip
