"""The page of a case, and the forms by which it goes on: triage, the hearing's day, conditions, reviews, exit, closing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.cases import LAST_REVIEW, TRIAGE_WITHIN, State, papers_by, review_window
from collegiate.web.acts.acting import ActError
from collegiate.web.asked import number_in
from collegiate.web.authorization.rights import Right
from collegiate.web.called import called
from collegiate.web.cases import acts
from collegiate.web.cases.access import case_of, doing, gone, may
from collegiate.web.cases.came import came_of
from collegiate.web.cases.forms import HearingForm, ReviewForm, TriageForm, WhyForm
from collegiate.web.cases.hearing import tick
from collegiate.web.cases.making import Seen, judged_now, point_words
from collegiate.web.cases.members import has_declared
from collegiate.web.cases.models import Case, Review
from collegiate.web.cases.pages import SECTION, acted, overtaken, refused, shown
from collegiate.web.cases.reviewing import Said, last_looked, leave, review, why_it_stays
from collegiate.web.cases.steps import NextStep, next_step, onward
from collegiate.web.clock import today
from collegiate.web.components import Banner, Fact, Step
from collegiate.web.reading import reader_of
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.whose import counts_of, whoever
from collegiate.web.words import day

_WAY = ("Referred", "Taken on", "Papers frozen", "Heard and signed", "Reviewed", "Left")


def one(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a case: where it stands, what comes next, what was decided, everything that happened."""
    case = case_of(request, reference)
    on, left = today(), gone(request, case)
    step = next_step(case, on)
    decision, came = case.decision, came_of(request, case)
    there = {c.part for c in came}
    context = {
        "section": SECTION, "case": case, "lead": _lead(case), "left": left, "banners": _banners(case, left), "step": step, "because": _because(step), "left_path": f"{case.path}left/",
        "mine": bool(step.rights) and may(request, case, *step.rights), "steps": _steps(case), "facts": _facts(case),
        "decision": decision, "now": _now(request, case), "stays": why_it_stays(case) if case.stands is State.DECIDED else "",
        "older": [d for d in case.decisions.all() if decision is None or d.pk != decision.pk], "proposed": case.proposed,
        "came": came, "onward": [o for o in onward(case) if o.part not in there and may(request, case, *o.rights)], "reviews": list(case.reviews.all()), "happened": list(case.happened.all()),
        "papers": list(case.papers.all()), "declared": list(case.declarations.all()), "exit": getattr(case, "exit", None),
        "may_lead": may(request, case, Right.LEAD_IMPROVEMENT), "may_clerk": may(request, case, Right.CLERK, Right.LEAD_IMPROVEMENT),
        "may_decide": may(request, case, Right.DECIDE), "may_tick": may(request, case, Right.LEAD_IMPROVEMENT, Right.PLAN), "today": on,
    }  # fmt: skip
    return render(request, "cases/case.html", context)


def _because(step: NextStep) -> str:
    """Say until when the next step is to be taken."""
    if step.due is None:
        return ""
    return f"It was due by {day(step.due)} and is overdue." if step.overdue else f"By {day(step.due)}."


def _lead(case: Case) -> str:
    said = {
        State.REFERRED: f"It was referred on {day(case.referred_on)}. Somebody says by {day(case.triage_by)} what becomes of it.",
        State.WATCHED: f"It is watched. Somebody looks again on {day(case.look_again)}.",
        State.TAKEN_ON: f"The board hears it on {day(case.hearing)}.",
        State.PROPOSED: "A decision was proposed. It holds once a second person has signed it.",
        State.DECIDED: f"It was decided and is under review, next on {day(case.review_on)}.",
        State.SENT_BACK: f"It was sent back on {day(case.closed_on)}.",
        State.STEPPED_DOWN: f"The board stepped down on {day(case.closed_on)}: it follows this no longer.",
        State.EXITED: f"It was left on {day(case.closed_on)}: its criterion was met at two reviews running.",
        State.LEFT_TRUST: f"It was closed on {day(case.closed_on)}, because the school closed or left the trust. Its record is whole.",
    }
    return said[case.stands]


def _banners(case: Case, left: str) -> list[Banner]:
    if not left:
        return []
    return [
        Banner(
            left,
            "What is written about it stays. Whoever leads improvement may close the case."
            if case.open
            else "The case is closed; its record is whole.",
        )
    ]


def _steps(case: Case) -> list[Step]:
    """Return how far a case has come; a case that ended on the way shows how far it came."""
    reached = {
        State.REFERRED: 1,
        State.WATCHED: 1,
        State.TAKEN_ON: 2,
        State.PROPOSED: 3,
        State.DECIDED: 4,
        State.EXITED: 6,
    }.get(case.stands)
    if reached is None:
        return []
    reached += case.stands is State.TAKEN_ON and case.frozen is not None
    found = []
    for n, words in enumerate(_WAY):
        found.append(Step(words, "done" if n < reached else "now" if n == reached else "ahead"))
    return found


def _facts(case: Case) -> list[Fact]:
    alert = ", from an alert" if case.alert else ""
    referred = f"{called(case.referred_by)}, {day(case.referred_on)}{alert}"
    facts = [
        Fact("Why it is here", case.referred_for),
        Fact("Referred by", referred),
        Fact("About", f"a {case.kind}"),
    ]
    facts += [Fact("Hearing", day(case.hearing))] if case.hearing else []
    if case.stands is State.TAKEN_ON and case.hearing:
        facts.append(Fact("Papers", "frozen" if case.frozen else f"to be frozen by {day(papers_by(case.hearing))}"))
    return facts


def _now(request: HttpRequest, case: Case) -> dict[str, str] | None:
    """Return how the criterion stands on the figures of today."""
    decision = case.decision
    asks = decision.asks if decision else None
    if decision is None or asks is None:
        return None
    judged, series = judged_now(asks, Seen(reader_of(request), counts_of(request), today()), after=decision.counts_from)
    return {"verdict": judged.verdict.value, "point": point_words(judged.point, series)}


def triage(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what becomes of a referral."""
    case = case_of(request, reference, Right.LEAD_IMPROVEMENT)
    form = TriageForm(request.POST or None, initial={"version": case.version})
    if case.stands not in (State.REFERRED, State.WATCHED):
        return overtaken(request, case, form) or refused(
            request, case, f"{case.reference} is '{case.state}': somebody has said already what becomes of it."
        )

    def act() -> Any:
        said = form.cleaned_data
        given = {"doing": doing(request), "case": case.pk, "version": said["version"], "words": said["words"]}
        if said["answer"] == TriageForm.TAKE:
            return acts.take_on(hearing=said["on"], **given)
        if said["answer"] == TriageForm.WATCH:
            return acts.watch(until=said["on"], **given)
        return acts.send_back(**given)

    return acted(request, case, form, act) or shown(request, "triage", case, form, within=TRIAGE_WITHIN)


def hearing_day(request: HttpRequest, reference: str) -> HttpResponse:
    """Set another day for the hearing, or call a decided case back before the board."""
    case = case_of(request, reference, Right.CLERK, Right.LEAD_IMPROVEMENT)
    back = case.stands is State.DECIDED
    form = HearingForm(request.POST or None, initial={"version": case.version, "on": None if back else case.hearing})
    if not back and case.stands is not State.TAKEN_ON:
        return overtaken(request, case, form) or refused(
            request, case, f"{case.reference} is '{case.state}': no hearing can be set."
        )

    def act() -> Any:
        said = form.cleaned_data
        do = acts.take_on if back else acts.move_hearing
        return do(doing=doing(request), case=case.pk, version=said["version"], hearing=said["on"], words=said["words"])

    return acted(request, case, form, act) or shown(request, "hearing", case, form, back=back)


def left_trust(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the case of a school that closed or left the trust."""
    case = case_of(request, reference, Right.LEAD_IMPROVEMENT)
    left = gone(request, case)
    if not left or not case.open:
        return refused(
            request,
            case,
            f"{case.school} is in the trust, as the register has it." if not left else "The case is closed.",
        )
    form = WhyForm(request.POST or None, initial={"version": case.version})

    def act() -> Any:
        said = form.cleaned_data
        return acts.close_as_left(
            doing=doing(request), case=case.pk, version=said["version"], words=f"{left} {said['words']}"
        )

    return acted(request, case, form, act) or shown(request, "left", case, form, left=left)


def condition(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say that a condition was seen to, or not after all."""
    case = case_of(request, reference, Right.LEAD_IMPROVEMENT, Right.PLAN)
    version = number_in(request.POST.get("version", ""))
    if version is None:
        return refused(request, case, "This form says not which version of the case it is about. Open the case again.")
    try:
        done = request.POST.get("done") == "yes"
        tick(doing=doing(request), case=case.pk, version=version, condition=number, done=done)
    except (ActError, ChangedMeanwhileError) as error:
        return refused(request, case, error)
    return redirect(f"{case.path}#conditions")


def reviewing(request: HttpRequest, reference: str) -> HttpResponse:
    """Review a case: the verdict on the figures of today, what it means, what comes next."""
    case = case_of(request, reference, Right.LEAD_IMPROVEMENT, Right.DECIDE)
    decision, after = case.decision, last_looked(case)
    asks = decision.asks if decision else None
    if case.stands is not State.DECIDED or decision is None or asks is None or after is None:
        refusal = f"{case.reference} is '{case.state}': there is nothing to review."
        return overtaken(request, case, ReviewForm(request.POST or None)) or refused(request, case, refusal)
    judged, series = judged_now(asks, Seen(reader_of(request), counts_of(request), today()), after=decision.counts_from)
    form = ReviewForm(
        request.POST or None,
        initial={"version": case.version, "next": Review.CONTINUE, "next_on": review_window(today())[1]},
    )

    def act() -> Any:
        said = form.cleaned_data
        return review(
            doing=doing(request), case=case.pk, version=said["version"], judged=judged, criterion_words=decision.criterion_words,
            said=Said(said["words"], said["next"], said["next_on"]),
        )  # fmt: skip

    return acted(request, case, form, act) or shown(
        request, "review", case, form, decision=decision, judged=judged, point=point_words(judged.point, series), weeks=LAST_REVIEW // 7,
        early=today() < review_window(after)[0], first=review_window(after)[0], before=list(case.reviews.all()),
        open_conditions=[c for c in decision.conditions.all() if c.done_on is None],
    )  # fmt: skip


def leaving(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide that a case is left, where its criterion was met twice running."""
    case = case_of(request, reference, Right.DECIDE)
    stays = why_it_stays(case) if case.stands is State.DECIDED else f"{case.reference} is '{case.state}'."
    form = WhyForm(request.POST or None, initial={"version": case.version})
    if stays:
        return overtaken(request, case, form) or refused(request, case, stays)
    if not has_declared(case, whoever(request).email):
        return redirect(f"{case.path}declare/")

    def act() -> Any:
        said = form.cleaned_data
        return leave(doing=doing(request), case=case.pk, version=said["version"], words=said["words"])

    return acted(request, case, form, act) or shown(
        request, "exit", case, form, reviews=list(case.reviews.all())[-2:], decision=case.decision
    )
