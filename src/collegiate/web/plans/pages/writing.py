"""Beginning a plan, and writing in it while it is a draft. Who was overtaken sees both texts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.plans import Purpose, Stage, span_of_year
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.asked import number_in
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.plans import acts
from collegiate.web.plans.forms import NewPlanForm, PlanForm, PriorityForm, filled
from collegiate.web.plans.models import Milestone, Plan, Priority, Wording
from collegiate.web.plans.pages.plan import book_of
from collegiate.web.plans.pages.sending import act, form_page, kept, version_of
from collegiate.web.plans.seen import Academy, academies_seen, by_of, plan_of
from collegiate.web.plans.telling import Book, baselines
from collegiate.web.words import day


def new(request: HttpRequest) -> HttpResponse:
    """Begin a plan, for an academy, or for what a case decided."""
    mine = {a.urn: a for a in academies_seen(request, Right.PLAN)}
    case = _case(request)
    form = NewPlanForm(
        request.POST or None, academies={a.urn: a.name for a in mine.values()}, initial=_begins(request, case)
    )
    if request.method == "POST" and form.is_valid():
        f = form.cleaned_data
        academy = mine[f["academy"]]
        plan = acts.begin(
            trust_uid=academy.trust_uid, urn=academy.urn, school=academy.name, title=f["title"], purpose=Purpose(f["purpose"]),
            owner=f["owner"], first=f["first"], last=f["last"], on=today(), case=_of(case, academy), by=by_of(request),
        )  # fmt: skip
        return redirect("plan", plan.reference)
    context = {"section": "plans", "form": form, "case": case, "mine": mine}
    return render(request, "plans/new.html", context, status=400 if form.errors else 200)


def _case(request: HttpRequest) -> Any:
    """Return the case that asks for the plan: one that may be read, of an academy that one plans for. None where none is named. Raises Http404."""
    named = request.GET.get("case", "").strip()
    if not named:
        return None
    from collegiate.web.cases.access import case_of
    from collegiate.web.cases.told import card_of

    case = case_of(request, named)
    if case.urn is not None and case.urn not in {a.urn for a in academies_seen(request, Right.PLAN)}:
        raise Http404("There is no such case of an academy that you plan for.")
    return card_of(case, today())


def _of(case: Any, academy: Academy) -> str:
    """Return the reference of the case that asks for an academy's plan; empty where it asks for another's."""
    return case.reference if case and case.urn in (None, academy.urn) else ""


def _begins(request: HttpRequest, case: Any) -> dict[str, Any]:
    first, last = span_of_year(today())
    urn = case.urn if case else number_in(request.GET.get("urn", ""))
    title = f"After the hearing: {case.subject}"[:120] if case and case.subject else f"Plan for {first.year}/{last.year % 100:02d}"  # fmt: skip
    return {"academy": urn, "title": title, "first": first, "last": last, "purpose": Purpose.IMPROVE.value if case else None}  # fmt: skip


def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what stands on top of a plan."""
    plan = plan_of(request, reference, Right.PLAN)
    now = {k: getattr(plan, k) for k in ("title", "purpose", "owner", "first", "last")}
    form = PlanForm(request.POST or None, initial=now)
    done = kept(form, lambda: acts.mend(pk=plan.pk, version=version_of(request, plan.version), fields=form.cleaned_data, by=by_of(request)), request)  # fmt: skip
    if done is True:
        return redirect("plan", plan.reference)
    plan.refresh_from_db()
    said = [("Called", plan.title), ("Purpose", f"to {plan.purpose}"), ("Answers for it", plan.owner), ("From", day(plan.first)), ("To", day(plan.last))]  # fmt: skip
    return form_page(request, "plans/change.html", plan, form, plan.version, said if done == "overtaken" else [])


def priority(request: HttpRequest, reference: str, place: int | None = None) -> HttpResponse:
    """Add a priority to a draft, or write one anew."""
    plan = plan_of(request, reference, Right.PLAN)
    there = _there(plan, place) if place is not None else None
    wording, steps = there or (None, [])
    begins = filled(wording, steps) if wording else {"stop": plan.last, "owner": plan.owner}
    form = PriorityForm(request.POST or None, urn=plan.urn, series=choices(book_of(request, plan), plan, wording), aims=aims_of(plan, wording), initial=begins)  # fmt: skip

    def keep() -> object:
        if wording is None:
            return acts.add_priority(pk=plan.pk, says=form.says(), by=by_of(request))
        return acts.mend_priority(
            pk=wording.pk, version=version_of(request, wording.version), says=form.says(), by=by_of(request)
        )

    done = kept(form, keep, request)
    if done is True:
        return redirect("plan", plan.reference)
    if wording:
        wording.refresh_from_db()
    theirs = said_of(wording, list(wording.priority.milestones.filter(taken_out=False))) if wording and done == "overtaken" else []  # fmt: skip
    return form_page(request, "plans/priority.html", plan, form, wording.version if wording else 0, theirs, place=place)


def out(request: HttpRequest, reference: str, place: int) -> HttpResponse:
    """Take a priority out of a draft, or put it back."""
    plan = plan_of(request, reference, Right.PLAN)
    found = Priority.objects.filter(plan=plan, place=place).first()
    if found is None:
        raise Http404("There is no such priority.")
    return act(request, plan, lambda: acts.take_out(pk=found.pk, back="back" in request.POST, by=by_of(request)))


def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree a draft; what its measures are today is locked."""
    plan = plan_of(request, reference, Right.PLAN)
    book, on = book_of(request, plan), today()
    found = {w.pk: baselines(w.measured, book, on) for p in plan.priorities.all() for w in list(p.wordings.all())[-1:]}
    return act(request, plan, lambda: acts.agree(
        pk=plan.pk, version=version_of(request, 0), baselines=found, day=on, by=by_of(request)
    ))  # fmt: skip


def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin the next year's plan from this one."""
    plan = plan_of(request, reference, Right.PLAN)
    if plan.urn not in {a.urn for a in academies_seen(request, Right.PLAN)}:
        raise Http404("The academy of this plan is not one that you plan for today.")
    there = Plan.objects.filter(copied=plan.reference, stage=Stage.DRAFT.value).first()
    if there is not None:
        return redirect("plan", there.reference)
    year = AcademicYear(max(AcademicYear.of(plan.first).end + 1, AcademicYear.of(today()).end))
    made = acts.copy(of=plan, first=year.first_day, last=year.last_day, on=today(), by=by_of(request))
    return redirect("plan", made.reference)


def choices(book: Book, plan: Plan, wording: Wording | None) -> list[tuple[str, str]]:
    """Return the measures of the plan's academy in words, each with today's value; what a wording names stays, gone or not."""
    found = [(s.id, p) for s in book.series.values() if (p := [x for x in book.points(s.id, plan.urn) if x.last <= today()])]  # fmt: skip
    told = [(id_, f"{book.series[id_].title}: now {book.value(p[-1], id_)}") for id_, p in found]
    there = {id_ for id_, _ in told}
    named = [c.series for c in wording.measured] if wording else []
    bare = [(id_, f"{book.series[id_].title if id_ in book.series else id_}: no figure of this academy") for id_ in named if id_ not in there]  # fmt: skip
    return [*told, *bare]


def aims_of(plan: Plan, wording: Wording | None) -> list[tuple[str, str]]:
    """Return the trust's aims; what a wording names stays, held by the trust still or not."""
    from collegiate.web.strategy.told import aim_choices

    found = aim_choices(plan.trust_uid)
    if wording and wording.aim and wording.aim not in dict(found):
        return [*found, (wording.aim, wording.aim)]
    return found


def said_of(wording: Wording, steps: list[Milestone]) -> list[tuple[str, str]]:
    """Return what a wording says now, for who was overtaken."""
    return [
        ("What", wording.what), ("Why", wording.why), ("Answers for it", wording.owner), ("Stop date", day(wording.stop)),
        ("Cost", "not known" if wording.cost is None else f"£{wording.cost:,.2f}"),
        *(("Measure", c.words(None)) for c in wording.measured), *(("Milestone", f"{m.words}, by {day(m.day)}") for m in steps),
    ]  # fmt: skip


def _there(plan: Plan, place: int) -> tuple[Wording, list[Milestone]]:
    found = next((p for p in plan.priorities.all() if p.place == place), None)
    if found is None:
        raise Http404("There is no such priority.")
    return list(found.wordings.all())[-1], list(found.milestones.all())
