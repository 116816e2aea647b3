"""Would it be otherwise? A school against other similar schools than its frozen ones, worked out while one looks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.pictures.otherwise import COUNTS, asked_of, options, otherwise
from collegiate.web.reading import Measures, reader_of
from collegiate.web.views.schools import chosen_of, frozen_of, required


def page(request: HttpRequest, urn: int, period: int) -> HttpResponse:
    """Show what 30, 50 and 75 similar schools say, and what the asked weights or members would."""
    reader = reader_of(request)
    school = required(reader, urn)
    frozen = frozen_of(reader, urn, period)
    measures = Measures.of(reader)
    own = reader.figures(urns=[urn], period=period, shown=True, columns=("measure", "value", "low"))
    offered = measures.ordered(r["measure"] for r in own if r["low"] is not None)
    chosen = chosen_of(request, school, [m.id for m in offered], measures)
    asked = asked_of(request.GET)
    try:
        found = otherwise(reader, frozen, measures.get(chosen), asked) if chosen else None
    except LookupError as error:
        raise Http404(
            f"{school['school_name']} has no intake in {AcademicYear(period)}, so no school is like it."
        ) from error
    return render(request, "trying.html", {
        "section": "trusts", "school": school, "period": period, "offered": offered, "chosen": measures.get(chosen) if chosen else None,
        "found": found, "asked": asked, "options": options(asked), "counts": [(c, c == asked.schools) for c in COUNTS],
        "without": " ".join(map(str, asked.without)),
    })  # fmt: skip
