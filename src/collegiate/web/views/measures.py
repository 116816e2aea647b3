"""What each measure means, as it was defined when the picture was made."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.web.reading import Row, reader_of
from collegiate.web.words import listed, phase

POLARITY = {"higher": "more is better", "lower": "less is better", "none": "neither more nor less is better in itself"}


def index(request: HttpRequest) -> HttpResponse:
    """Show the measures by theme."""
    rows = reader_of(request).measures()
    themes = [
        (theme, [(r, _definition(r)) for r in group])
        for theme, group in groupby(rows, key=lambda r: r["theme"] or "Other")
    ]
    return render(request, "measures.html", {"section": "measures", "themes": themes, "count": len(rows)})


def measure(request: HttpRequest, measure: str) -> HttpResponse:
    """Show one measure: what it asks, how it is counted in each era, who wrote and checked it."""
    row = next((r for r in reader_of(request).measures() if r["measure"] == measure), None)
    if row is None:
        raise Http404(f"There is no measure '{measure}' in this picture.")
    definition = _definition(row)
    return render(request, "measure.html", {
        "section": "measures", "measure": row, "definition": definition, "polarity": POLARITY.get(row["polarity"] or "none", ""),
        "phases": listed([phase(p) for p in definition.get("phases", ())]), "variants": [_variant(v) for v in definition.get("variants", ())],
    })  # fmt: skip


def _definition(row: Row) -> dict[str, Any]:
    return dict(json.loads(row["definition"] or "{}"))


def _variant(variant: dict[str, Any]) -> dict[str, Any]:
    """Return a variant in words: how it is counted, when, with what interval."""
    ratio = f"{variant.get('numerator')} divided by {variant.get('denominator')}, times {variant.get('factor', 1):g}"
    return {
        "label": variant.get("label") or variant.get("era"),
        "counted": variant.get("value") or ratio,
        "years": _years(variant.get("first", 0), variant.get("last", 9999)),
        "interval": _interval(variant),
        "n": listed([c["counts"] for c in variant.get("n", ())]),
        "break_note": variant.get("break_note", ""),
    }


_INTERVALS = {
    "published": "as published",
    "wilson": "Wilson score interval from the number of pupils",
    "pupil_sd": "from the spread of pupils' scores and their number",
}


def _interval(variant: dict[str, Any]) -> str:
    ways = [_INTERVALS.get(w, w) for w in variant.get("interval", ())]
    return "; else ".join(ways) or f"none: {variant.get('no_interval') or 'not stated'}"


def _years(first: int, last: int) -> str:
    begin = f"{first - 1}/{first % 100:02d}" if first > 0 else ""
    end = f"{last - 1}/{last % 100:02d}" if last < 9999 else ""
    if begin and end:
        return begin if begin == end else f"{begin} to {end}"
    return f"from {begin}" if begin else f"until {end}" if end else "every year"
