"""What is kept longer than its rule: counts by rule and academy; the children of one rule when asked for, which is a look."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from collegiate.store.retention import RetentionReader, described, rules
from collegiate.web.asked import Pages
from collegiate.web.authorization.rights import Right
from collegiate.web.pictures.childhood.named import listed_name
from collegiate.web.reading import reader_of, school_names
from collegiate.web.scoped import children_of

A_PAGE = 100


def overview(request: HttpRequest) -> HttpResponse:
    """Show every rule with what is past it today, by academy: a dry run, nothing is removed."""
    people, today, some = RetentionReader.of(children_of(request, Right.ANSWER_PERSONS)), timezone.localdate(), rules()
    past = people.past(some, today)
    rows = described(past, school_names(reader_of(request), {p.urn for p in past}), some)
    by_rule = [(rule, rule.before(today), [r for r in rows if r["rule"] == rule.id]) for rule in some]
    whole = {
        "children": len(set().union(*(p.children for p in past))),
        "rows": sum(p.rows for p in past),
        "files": len(set().union(*(p.files for p in past))),
    }
    told = {"section": "persons", "rules": by_rule, "today": today, "whole": whole}
    return render(request, "audit/retention.html", told)


def listing(request: HttpRequest, rule: str, urn: int) -> HttpResponse:
    """Show the children of an academy of whom something is past a rule: a look at each."""
    known = next((r for r in rules() if r.id == rule), None)
    people = RetentionReader.of(children_of(request, Right.ANSWER_PERSONS))
    if known is None or not people.scope.holds_school(urn):
        raise Http404("There is no such rule, or no such academy in your part of the trust.")
    found = sorted(people.children_past(known, urn, timezone.localdate()), key=listed_name)
    pages = Pages.of(request, len(found), A_PAGE)
    told = {
        "section": "persons", "rule": known, "name": school_names(reader_of(request), [urn])[urn], "pages": pages,
        "children": found[pages.offset : pages.offset + A_PAGE],
    }  # fmt: skip
    return render(request, "audit/retention_list.html", told)
