"""The pages around a hearing: papers, interests declared, a decision proposed, signed, withdrawn, corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.cases import Outcome, State, changes, papers_by, papers_late, review_window
from collegiate.improve.criterion import Criterion
from collegiate.improve.series import Series, all_series, points
from collegiate.packs import PaperError, as_pdf
from collegiate.web.acts.acting import ActError
from collegiate.web.asked import number_in
from collegiate.web.authorization.rights import Right
from collegiate.web.cases import hearing
from collegiate.web.cases.access import case_of, doing, gone, may
from collegiate.web.cases.forms import CONDITIONS, DecisionForm, DeclareForm, FreezeForm, WhyForm
from collegiate.web.cases.making import Seen, document, figure, judged_now, point_words, urns_of
from collegiate.web.cases.members import free_members, has_declared
from collegiate.web.cases.models import Case, Decision, Papers
from collegiate.web.cases.pages import SECTION, acted, changed, first_error, overtaken, refused, shown
from collegiate.web.cases.paper import as_paper
from collegiate.web.cases.reviewing import why_it_stays
from collegiate.web.clock import today
from collegiate.web.reading import reader_of, school_names
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.whose import counts_of, whoever, write_down
from collegiate.web.words import day


def papers(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a case's papers: the frozen ones with what changed since, or the live ones as they would be frozen today."""
    case = case_of(request, reference)
    frozen, told, since = _papers(request, case)
    late = bool(case.hearing) and papers_late(case.hearing, today())  # type: ignore[arg-type]
    waiting = case.stands is State.TAKEN_ON
    context = {
        "section": SECTION, "case": case, "papers": frozen, "document": told, "changed": since, "late": late, "waiting": waiting,
        "by": papers_by(case.hearing) if case.hearing else None, "all": list(case.papers.all()), "may_freeze": waiting and may(request, case, Right.CLERK),
        "may_accept": waiting and late and not case.late_because and may(request, case, Right.DECIDE), "left": gone(request, case),
        "form": FreezeForm(initial={"version": case.version}), "again": case.frozen is not None, "pdf": f"{case.path}papers.pdf{_asked(request)}",
    }  # fmt: skip
    return render(request, "cases/papers.html", context)


def _asked(request: HttpRequest) -> str:
    """Return the question of an address that names papers, to be asked of the PDF too."""
    wanted = request.GET.get("number", "")
    return f"?number={wanted}" if wanted == "live" or number_in(wanted) is not None else ""


def papers_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand out a case's papers as a PDF; that is written down."""
    case = case_of(request, reference)
    frozen, told, since = _papers(request, case)
    try:
        pdf = as_pdf(as_paper(told, frozen, since))
    except PaperError as error:
        return refused(request, case, error)
    write_down(request, f"took away the papers of case {case.reference}", "papers of the Raising Achievement Board")
    name = f"{case.reference}-papers{f'-{frozen.number}' if frozen else '-not-frozen'}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _papers(request: HttpRequest, case: Case) -> tuple[Papers | None, dict[str, Any], list[str]]:
    """Return the papers asked for (None where they are live), the document, and what changed since they were frozen."""
    wanted = request.GET.get("number", "")
    if wanted == "live":
        frozen = None
    elif wanted:
        frozen = case.papers.filter(number=number_in(wanted)).first()
        if frozen is None:
            raise Http404("There are no such papers of this case.")
    else:
        frozen = case.papers.last()
    people = counts_of(request)
    live = document(case, Seen(reader_of(request), people, today()))
    if frozen is None:
        return None, live, []
    return frozen, frozen.document, changes(frozen.document, live) if people is not None else []


def freeze(request: HttpRequest, reference: str) -> HttpResponse:
    """Freeze the papers as they are."""
    case = case_of(request, reference, Right.CLERK)
    form = FreezeForm(request.POST)
    if not form.is_valid():
        return refused(request, case, first_error(form))
    said = form.cleaned_data
    try:
        made = document(case, Seen(reader_of(request), counts_of(request), today()))
        hearing.freeze(doing=doing(request), case=case.pk, version=said["version"], document=made, why=said["why"])
    except ChangedMeanwhileError as error:
        return changed(request, case, form, error)
    except ActError as error:
        return refused(request, case, error)
    return redirect(f"{case.path}papers/")


def late(request: HttpRequest, reference: str) -> HttpResponse:
    """Accept papers that are frozen late, with the reason."""
    case = case_of(request, reference, Right.DECIDE)
    form = WhyForm(request.POST or None, initial={"version": case.version})

    def act() -> Any:
        said = form.cleaned_data
        return hearing.accept_late(doing=doing(request), case=case.pk, version=said["version"], words=said["words"])

    return acted(request, case, form, act, then=f"{case.path}papers/") or shown(request, "late", case, form)


def declare(request: HttpRequest, reference: str) -> HttpResponse:
    """Say whether one has an interest in a case; the form for deciding is shown only after it."""
    case = case_of(request, reference, Right.DECIDE)
    form = DeclareForm(request.POST or None)

    def act() -> Any:
        said = form.cleaned_data
        return hearing.declare(
            doing=doing(request), case=case.pk, conflict=said["conflict"] == "yes", words=said["words"]
        )

    then = case.path if form.is_bound and form.data.get("conflict") == "yes" else _onward(case)
    mine = case.declarations.filter(member=whoever(request).email).last()
    return acted(request, case, form, act, then=then) or shown(request, "declare", case, form, mine=mine)


def _onward(case: Case) -> str:
    """Return where somebody goes who has declared: to what waits for whoever decides."""
    if case.proposed is not None:
        return f"{case.path}sign/"
    if case.stands is State.TAKEN_ON:
        return f"{case.path}decide/"
    return f"{case.path}exit/" if case.stands is State.DECIDED and not why_it_stays(case) else case.path


def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose what the board decided."""
    case = case_of(request, reference, Right.DECIDE)
    return _before_deciding(request, case) or _proposing(request, case, None)


def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose the correction of a signed decision: a new one, which names it and says why."""
    case = case_of(request, reference, Right.DECIDE)
    stands = case.decision
    if stands is None or case.stands not in (State.DECIDED, State.STEPPED_DOWN):
        refusal = f"{case.reference} is '{case.state}': there is no signed decision that could be corrected."
        return _overtaken(request, case) or refused(request, case, refusal)
    return _before_deciding(request, case) or _proposing(request, case, stands)


def _before_deciding(request: HttpRequest, case: Case) -> HttpResponse | None:
    """Send whoever has not declared to where it is done; turn away who has an interest, or came too early."""
    me = whoever(request).email
    if me in case.conflicted:
        return refused(request, case, "You declared a conflict of interest in this case: others decide on it.")
    if not has_declared(case, me):
        return redirect(f"{case.path}declare/")
    if case.proposed is not None:
        return _overtaken(request, case) or redirect(f"{case.path}sign/")
    return _overtaken(request, case)


def _overtaken(request: HttpRequest, case: Case) -> HttpResponse | None:
    return overtaken(request, case, DecisionForm([], [], request.POST or None))


def _proposing(request: HttpRequest, case: Case, stands: Decision | None) -> HttpResponse:
    reader, people = reader_of(request), counts_of(request)
    urns = urns_of(case, reader)
    known = {s.id: s for s in all_series(reader, people)}
    names = school_names(reader, urns)
    schools = sorted(((str(u), n) for u, n in names.items()), key=lambda c: c[1])
    heard = stands.hearing if stands else max(case.hearing or today(), today())
    initial = (
        _as_it_stands(stands)
        if stands
        else {"series": case.series, "review_on": review_window(heard)[0], "urn": str(urns[0]) if urns else ""}
    )
    form = DecisionForm(
        schools, _told(known, case.urn, reader, people), request.POST or None, initial={"version": case.version, **initial}, correcting=stands is not None,
        whole=case.urn is None,
    )  # fmt: skip

    def act() -> Any:
        said = form.cleaned_data
        criterion = form.criterion(case.urn)
        proposal = hearing.Proposal(
            Outcome(said["outcome"]), said["words"], form.conditions, criterion, _words(criterion, known, names),
            said["support_days"] if said["outcome"] == Outcome.SUPPORT else None, said["review_on"] if criterion else None,
            stands.number if stands else None, said.get("why", ""),
        )  # fmt: skip
        return hearing.propose(doing=doing(request), case=case.pk, version=said["version"], proposal=proposal)

    return acted(request, case, form, act, then=f"{case.path}sign/") or shown(
        request, "decide", case, form, stands=stands, papers=case.papers.last(), window=_window(heard), whole=case.urn is None,
        early=stands is None and (case.hearing is None or case.frozen is None or today() < case.hearing),
    )  # fmt: skip


def _window(heard: date) -> str:
    first, last = review_window(heard)
    return f"Six to eight weeks after the hearing: from {day(first)} to {day(last)}."


def _words(criterion: Criterion | None, known: dict[str, Series], names: dict[int, str]) -> str:
    if criterion is None:
        return ""
    school = f"{names.get(criterion.urn, f'School {criterion.urn}')}: " if len(names) > 1 else ""
    return f"{school}{criterion.words(known.get(criterion.series))}"


def _as_it_stands(decision: Decision) -> dict[str, Any]:
    """Return a decision as the form for correcting it begins with."""
    asks = decision.asks
    found: dict[str, Any] = {
        "outcome": decision.outcome,
        "words": decision.words,
        "support_days": decision.support_days,
        "review_on": decision.review_on,
    }
    if asks is not None:
        found |= {
            "series": asks.series,
            "direction": asks.direction.value,
            "value": f"{asks.value.normalize():f}",
            "by": asks.by,
            "urn": str(asks.urn),
        }
    for n, c in enumerate(decision.conditions.all()[:CONDITIONS], start=1):
        found |= {f"condition_{n}": c.words, f"owner_{n}": c.owner, f"due_{n}": c.due}
    return found


def _told(known: dict[str, Series], urn: int | None, reader: Any, people: Any) -> list[tuple[str, str]]:
    """Return the series that a criterion may be said in, each with its latest figure at the school; without a school, all."""
    if urn is None:
        return [(s.id, s.title) for s in known.values()]
    rows = reader.figures(urns=[urn], shown=True, columns=["urn", "measure", "period", "value"])
    latest = {
        f"published.{r['measure']}": r["value"]
        for r in sorted(rows, key=lambda r: r["period"])
        if r["value"] is not None
    }
    for id_ in (i for i, s in known.items() if s.own):
        own = [p.value for p in points(id_, [urn], reader, people) if p.value is not None]
        latest |= {id_: own[-1]} if own else {}
    return [
        (i, f"{s.title}{f' ({s.unit})' if s.unit else ''}, now {figure(latest[i], s)}")
        for i, s in known.items()
        if i in latest
    ]


def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a proposed decision whole, and sign it as the second person."""
    case = case_of(request, reference, Right.DECIDE)
    decision, me = case.proposed, whoever(request).email
    if decision is None:
        return refused(request, case, "No decision waits for a signature.")
    if me not in case.conflicted and not has_declared(case, me):
        return redirect(f"{case.path}declare/")
    form = FreezeForm(request.POST or None, initial={"version": case.version})

    def act() -> Any:
        return hearing.sign(doing=doing(request), case=case.pk, version=form.cleaned_data["version"])

    others = sorted(free_members(case) - {me})
    return acted(request, case, form, act) or shown(
        request, "sign", case, form, decision=decision, mine=decision.by == me, now=_now(request, decision), others=others, conflicted=me in case.conflicted,
        may_sign=me not in case.conflicted and (decision.by != me or not others), withdrawing=WhyForm(initial={"version": case.version}),
    )  # fmt: skip


def _now(request: HttpRequest, decision: Decision) -> str:
    """Say how the proposed criterion stands on the figures of today, so that nobody signs one that is met already unseen."""
    if decision.asks is None:
        return ""
    judged, series = judged_now(decision.asks, Seen(reader_of(request), counts_of(request), today()), after=None)
    return f"{judged.verdict.value} ({point_words(judged.point, series)})"


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw a proposed decision."""
    case = case_of(request, reference, Right.DECIDE)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return refused(request, case, first_error(form))
    said = form.cleaned_data
    try:
        hearing.withdraw(doing=doing(request), case=case.pk, version=said["version"], words=said["words"])
    except ChangedMeanwhileError as error:
        return changed(request, case, form, error)
    except ActError as error:
        return refused(request, case, error)
    return redirect(case.path)
