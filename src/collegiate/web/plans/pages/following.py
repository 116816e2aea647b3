"""What is done while a plan runs: milestones, "change or stop?", reviews, the end."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.plans import acts
from collegiate.web.plans.forms import ChangeForm, WordsForm, filled
from collegiate.web.plans.models import Milestone, Plan
from collegiate.web.plans.pages.plan import book_of, context_of
from collegiate.web.plans.pages.sending import act, kept, version_of
from collegiate.web.plans.pages.writing import aims_of, choices, said_of
from collegiate.web.plans.seen import by_of, plan_of
from collegiate.web.plans.telling import Told, baselines, told

LEARNT = "What worked, what did not, and what somebody else should know before they try it. No child's name."


def tick(request: HttpRequest, reference: str, milestone: int) -> HttpResponse:
    """Say that a milestone is done, or take that back."""
    plan = plan_of(request, reference, Right.PLAN)
    if not Milestone.objects.filter(pk=milestone, priority__plan=plan, taken_out=False).exists():
        raise Http404("There is no such milestone.")
    done = request.POST.get("done") == "yes"
    return act(request, plan, lambda: acts.tick(pk=milestone, done=done, day=today(), by=by_of(request)))


def answer(request: HttpRequest, reference: str, place: int) -> HttpResponse:
    """Ask "change or stop?" and record which, and why."""
    plan = plan_of(request, reference, Right.PLAN)
    book, on = book_of(request, plan), today()
    asked = next((t for t in told(plan, book, on) if t.priority.place == place), None)
    if asked is None or not plan.agreed:
        raise Http404("There is no such priority of a plan that runs.")
    wording = asked.wording
    stopping = request.POST.get("which") == "stop"
    posted = request.POST or None
    stop = WordsForm("Why it is stopped", posted if stopping else None, hint="What was tried, and why going on would not help.")  # fmt: skip
    change = ChangeForm(
        None if stopping else posted,
        urn=plan.urn,
        series=choices(book, plan, wording),
        aims=aims_of(plan, wording),
        initial=_begins(asked, plan),
    )
    version = version_of(request, wording.version)

    def say_stop() -> object:
        return acts.stop(pk=wording.pk, version=version, why=stop.cleaned_data["words"], day=on, by=by_of(request))

    def say_change() -> object:
        says = change.says()
        began = baselines(says.criteria, book, on)
        return acts.change(pk=wording.pk, version=version, says=says, why=change.cleaned_data["because"], baselines=began, day=on, by=by_of(request))  # fmt: skip

    done = kept(stop, say_stop, request) if stopping else kept(change, say_change, request)
    if done is True:
        return redirect("plan", plan.reference)
    return _answering(request, plan, asked, stop, change, overtaken=done == "overtaken")


def _answering(
    request: HttpRequest, plan: Plan, asked: Told, stop: WordsForm, change: ChangeForm, *, overtaken: bool
) -> HttpResponse:
    form: Any = stop if stop.is_bound else change
    theirs = []
    if overtaken:
        last = asked.priority.wordings.last()
        asked.wording.refresh_from_db()
        theirs = said_of(last, list(asked.steps)) if last else []
    context = {"section": "plans", "plan": plan, "asked": asked, "stop": stop, "change": change, "form": form, "version": asked.wording.version, "theirs": theirs}  # fmt: skip
    return render(request, "plans/answer.html", context, status=(409 if overtaken else 400) if form.errors else 200)


def _begins(asked: Told, plan: Plan) -> dict[str, Any]:
    begins = filled(asked.wording, ()) | {"stop": plan.last}
    return {k: v for k, v in begins.items() if not k.startswith("by_")}


def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep what is said of a plan today, with how each priority stands."""
    plan = plan_of(request, reference, Right.PLAN)
    form = WordsForm("What you say of it today", request.POST or None, hint="How each priority goes is kept with it as the data says it.")  # fmt: skip
    context = context_of(request, plan)

    def keep() -> object:
        return acts.review(pk=plan.pk, words=form.cleaned_data["words"], stood=[_stood(t) for t in context["told"]], day=today(), by=by_of(request))  # fmt: skip

    if kept(form, keep, request) is True:
        return redirect("plan", plan.reference)
    return render(request, "plans/review.html", context | {"form": form}, status=400 if form.errors else 200)


def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Close a plan with what was learnt."""
    plan = plan_of(request, reference, Right.PLAN)
    form = WordsForm("What was learnt", request.POST or None, hint=LEARNT)
    version, context = version_of(request, plan.version), context_of(request, plan)

    def keep() -> object:
        return acts.close(
            pk=plan.pk, version=version, learnt=form.cleaned_data["words"], stood=[_stood(t) for t in context["told"]], day=today(), by=by_of(request)
        )  # fmt: skip

    done = kept(form, keep, request)
    if done is True:
        return redirect("plan", plan.reference)
    plan.refresh_from_db()
    context |= {"form": form, "version": plan.version}
    status = 409 if done == "overtaken" else 400 if form.errors else 200
    return render(request, "plans/close.html", context, status=status)


def _stood(found: Told) -> dict[str, Any]:
    """Return how a priority stands, as it is kept with a review."""
    steps = [m.step for m in found.steps]
    return {
        "place": found.priority.place, "what": found.wording.what, "state": found.stood.state.value, "reasons": list(found.stood.reasons),
        "measures": [{"words": m.words, "today": m.today, "verdict": m.judged.verdict.value} for m in found.measures],
        "steps_done": sum(s.done is not None for s in steps), "steps": len(steps),
    }  # fmt: skip
