"""What was done about one published figure of an academy: where the public pages lead for whoever wants to know.

Public pages look the same to everybody, so they cannot say it themselves; here it is said to whoever may read it, and nobody else learns whether there is anything.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.web import acted_on
from collegiate.web.authorization.rights import Right
from collegiate.web.home.thresholds import thresholds
from collegiate.web.reading import Measures, reader_of
from collegiate.web.whose import academies, trust_of, whole_trusts

_NUMBERS = ("several", "most_schools", "top_quarter_chance")


def about(request: HttpRequest, urn: int, measure: str) -> HttpResponse:
    """Show what was done about a measure of a school, to whoever reads the strategy of its trust or of the academy."""
    reader = reader_of(request)
    line = {s["urn"]: s["school_name"] or str(s["urn"]) for s in reader.institution(urn)}
    if not line or measure not in {m["measure"] for m in reader.measures()}:
        raise Http404("There is no such school, or no such measure, in this picture.")
    mine = next((u for u in sorted(line, reverse=True) if u in academies(request, Right.READ_STRATEGY)), None)
    trust = trust_of(request, mine) if mine is not None else None
    found: tuple[acted_on.Done, ...] = ()
    may_read, settled = False, ""
    if mine is not None and trust is not None:
        whole = trust in whole_trusts(request, Right.READ_STRATEGY)
        found, may_read = acted_on.done_about(trust, mine, f"published.{measure}", whole=whole), True
        settled = thresholds([trust], _NUMBERS)
    return render(request, "slipping/about.html", {
        "section": "slipping" if may_read else "trusts", "urn": urn, "mine": mine, "school": line.get(mine or urn, str(urn)), "measured": Measures.of(reader).get(measure),
        "found": found, "lead": acted_on.lead(found), "may_read": may_read, "settled": settled, "back_path": f"/schools/{urn}/",
        "may_refer": any(mine in academies(request, r) for r in (Right.PLAN, Right.LEAD_IMPROVEMENT)),
    })  # fmt: skip
