"""The pages on which comparisons are read: all of them, and one with what came out and why to trust it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.disclosure import POLICY
from collegiate.improve.otherwise import Verdict
from collegiate.improve.otherwise.rounding import Rounding
from collegiate.store import Store
from collegiate.vocabulary.subjects import subject_name
from collegiate.web.authorization.rights import Right
from collegiate.web.called import called
from collegiate.web.clock import today
from collegiate.web.components import Cell, Count, Counts, Fact
from collegiate.web.effects.access import comparison_of, readable
from collegiate.web.effects.acts import work_out
from collegiate.web.effects.models import Comparison
from collegiate.web.effects.saying import Line, between, chart_of, checked_words, pictures, sentence
from collegiate.web.home.answers import Link
from collegiate.web.whose import counts_of, trusts, whole_trusts
from collegiate.web.words import counted, day, listed, number

SECTION = "effects"
_ORDER = (
    Verdict.BETTER,
    Verdict.HIGHER,
    Verdict.LOWER,
    Verdict.WORSE,
    Verdict.NO_CLEAR,
    Verdict.CANNOT,
    Verdict.NOT_DUE,
)


def listing(request: HttpRequest) -> HttpResponse:
    """Show every comparison that somebody may read, what came out first, and what programmes came to."""
    store = Store(settings.COLLEGIATE_STORE)
    for uid, _ in trusts(request, Right.READ_STRATEGY):
        work_out(uid, store)
    lines = [Line.of(c) for c in readable(request)]
    stand = [line for line in lines if line.state != "withdrawn"]
    tally = Counter(line.state for line in lines)
    parts = [Count(tally[v.value], v.value, mind=v is Verdict.WORSE) for v in _ORDER if tally[v.value]]
    if tally["withdrawn"]:
        parts.append(Count(tally["withdrawn"], "withdrawn"))
    programmes = _programmes(request)
    context = {
        "section": SECTION, "lines": lines, "lead": _lead(stand), "counts": Counts(Count(len(lines), "locked"), parts),
        "columns": ("What began", "School", "Measure", "What came out", "How far to trust it"), "rows": [_row(line) for line in _sorted(lines)],
        "may_lock": bool(whole_trusts(request, Right.LEAD_IMPROVEMENT)), "programmes": [_programme(r) for r in programmes], "programme_columns": PROGRAMME_COLUMNS,
        "programme_lead": _programme_lead(programmes) if programmes else "",
    }  # fmt: skip
    return render(request, "effects/list.html", context)


def _sorted(lines: list[Line]) -> list[Line]:
    return sorted(
        lines, key=lambda n: (n.state == "withdrawn", n.found is None, n.locked.due if n.found is None else today())
    )


def _lead(lines: list[Line]) -> str:
    out = [n for n in lines if n.found is not None and n.found.effect is not None]
    if not lines:
        return ""
    better = sum(n.state == Verdict.BETTER.value for n in out)
    waiting = [n for n in lines if n.found is None]
    said = (
        f"Of {counted(len(out), 'comparison')} that came out, {better or 'none'} went better than it would have"
        if out
        else "Nothing came out yet"
    )
    due = (
        f"; {number(len(waiting))} still to come, the next on {day(min(n.locked.due for n in waiting))}"
        if waiting
        else ""
    )
    return f"{said}{due}."


def _row(line: Line) -> list[object]:
    c = line.comparison
    return [
        Cell(f"{line.locked.about} ({c.reference})", c.path), line.locked.school.name, line.locked.series.title,
        Cell(line.said, mind=line.state == Verdict.WORSE.value, gap=line.found is None or line.found.effect is None), line.grade or "–",
    ]  # fmt: skip


PROGRAMME_COLUMNS = (
    "Programme",
    "Children",
    "Points beside the nearest others",
    "Points by regression",
    "What it shows",
)


def _programmes(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what became of programmes, for whoever sees the counts of all academies: children beside others who began alike."""
    people = counts_of(request)
    if people is None or people.scope.urns is not None:
        return []
    return people.programmes()


def _programme_lead(rows: list[dict[str, Any]]) -> str:
    """Say in one sentence what programmes came to."""
    found = Counter(r["verdict"] for r in rows)
    said = listed([f"{number(n)} {PROGRAMME_SAID.get(verdict, verdict)}" for verdict, n in found.most_common()])
    return f"Of {counted(len(rows), 'programme and subject', 'programmes and subjects')}, the regression shows {said}."


PROGRAMME_SAID = {
    "better": "better than without",
    "worse": "worse than without",
    "too few": "with too few children to say",
}


def _programme(row: dict[str, Any]) -> list[object]:
    alone = row.get("unmatched")
    children = str(_about(row["pupils"])) + (f", {_about(alone)} without a match" if alone else "")
    return [
        f"{row['programme']}: {subject_name(row['subject']).lower()}", children, _points(row, "matched_"), _points(row, ""), row["verdict"],
    ]  # fmt: skip


def _points(row: dict[str, Any], way: str) -> str:
    """Write an effect and its interval; a picture of an earlier version has no matched one."""
    effect, low, high = (row.get(f"{way}{name}") for name in ("effect", "low", "high"))
    if effect is None or low is None or high is None:
        return "–"
    write = Rounding(0.1, 1, "").write
    return f"{write(effect)} ({write(low)} to {write(high)})"


def _about(children: int) -> int | str:
    return "none" if not children else "fewer than 10" if children < POLICY.least_mean else round(children / 5) * 5


def one(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a comparison: what came out, beside whom, how far to trust it, and the text that was locked."""
    comparison = comparison_of(request, reference)
    work_out(comparison.trust_uid, Store(settings.COLLEGIATE_STORE))
    comparison = comparison_of(request, reference)
    line = Line.of(comparison)
    found, locked = line.found, line.locked
    context = {
        "section": SECTION, "line": line, "comparison": comparison, "locked": locked, "found": found, "lead": sentence(locked, found),
        "facts": _facts(line), "chart": chart_of(locked, found) if found else None, "checked": checked_words(locked, found) if found else [],
        "pictures": pictures(comparison), "siblings": _siblings(comparison), "others": _others(line), "left_out": found.left_out if found else locked.left_out,
        "other_columns": ("School", "Share in the second opinion"), "may": comparison.trust_uid in whole_trusts(request, Right.LEAD_IMPROVEMENT), "links": _links(line),
    }  # fmt: skip
    return render(request, "effects/one.html", context)


def _siblings(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Return every other comparison of the same school and measure, those that were withdrawn too: nobody sees one of several for the only one."""
    same = Comparison.objects.filter(trust_uid=comparison.trust_uid, urn=comparison.urn, series=comparison.series)
    found = [
        Line.of(c) for c in same.exclude(pk=comparison.pk).select_related("withdrawal").prefetch_related("evaluations")
    ]
    return [(n.comparison.reference, n.comparison.path, n.said) for n in found]


def _facts(line: Line) -> list[Fact]:
    locked, found, c = line.locked, line.found, line.comparison
    facts = [Fact("What began", f"{locked.about}, on {day(locked.start)}"), Fact("Due", day(locked.due))]
    if found and found.effect is not None and found.low is not None and found.high is not None:
        write = Rounding.of(locked.series).write
        facts = [
            Fact("What came out", found.verdict.value.capitalize()),
            Fact("Effect", f"{write(found.effect)}, 95% interval {between(found.low, found.high, locked.series)}"),
            Fact("Worth having", found.worth),
            Fact("How far to trust it", found.grade),
            *facts,
        ]
    else:
        least = Rounding.of(locked.series).write(float(locked.minimum), signed=False)
        facts = [*facts, Fact("Smallest effect worth having", least)]
    return [*facts, Fact("Compared with", found.compared if found else f"{len(locked.others)} of {locked.design.beside}"), Fact("Locked", f"{day(locked.locked_on)} by {called(c.by)}, {locked.when}")]  # fmt: skip


def _others(line: Line) -> list[list[object]]:
    shares = dict(line.found.second.weights) if line.found and line.found.second else {}
    others = line.found.others if line.found else line.locked.others
    return [[o.name, f"{shares.get(o.urn, 0):.0%}" if shares else "–"] for o in others]


def _links(line: Line) -> list[Link]:
    places = (("Case", "cases", line.locked.case), ("Plan", "plans", line.locked.plan), ("Request", "support/requests", line.locked.request))  # fmt: skip
    return [Link(f"{words} {reference}", f"/{part}/{reference}/") for words, part, reference in places if reference]


def locked_text(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand out the text that was locked, letter for letter, so that anybody can work out its fingerprint."""
    comparison = comparison_of(request, reference)
    if not comparison.text:
        raise Http404("There is no text.")
    response = HttpResponse(comparison.text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{comparison.reference}.json"'
    return response
