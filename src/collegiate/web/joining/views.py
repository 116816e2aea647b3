"""The pages of joining: the lock, the gate and the list; one joining with all that is known of it; the acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.growth import Candidate, Colour, Lock, Stage, broken, conditions, domains
from collegiate.improve.series import all_series
from collegiate.register.distances import kilometres
from collegiate.web.asked import number_in
from collegiate.web.authorization.rights import Right
from collegiate.web.called import called
from collegiate.web.clock import today
from collegiate.web.components import Count, Counts, Link
from collegiate.web.joining import acts, stands
from collegiate.web.joining.forms import PolicyForm, PromiseForm, ProposeForm
from collegiate.web.joining.models import GateDecision, Joiner, PolicyLine
from collegiate.web.overtaken import overtaken, written_in
from collegiate.web.reading import reader_of
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.references import TakenError
from collegiate.web.said import SaidError
from collegiate.web.whose import academies, counts_of, trust_of, trusts, whoever, whole_trusts
from collegiate.web.words import counted, day

_NOT_YET = "The trust's lock, its growth gate or a rule of its board forbids it yet."
_REFUSED = (acts.JoiningError, SaidError, TakenError, ChangedMeanwhileError)


def listing(request: HttpRequest) -> HttpResponse:
    """Show each trust's lock, gate and joinings."""
    return _listing(request)


def _listing(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    may = whole_trusts(request, Right.GROW)
    whole = whole_trusts(request, Right.READ_STRATEGY)
    shown = [
        _trust(request, uid, name) | {"may": uid in may} if uid in whole else _part(request, uid, name)
        for uid, name in trusts(request, Right.READ_STRATEGY)
    ]
    told = {"section": "joining", "trusts": shown, "error": error}
    return render(request, "joining/list.html", told, status=status)


def _trust(request: HttpRequest, uid: int, name: str) -> dict[str, Any]:
    evidence = evidence_of(request)
    joiners = list(Joiner.objects.filter(trust_uid=uid).prefetch_related("judged", "done"))
    by_stage = [Count(sum(j.at_stage is s for j in joiners), s.value, mind=s is Stage.JOINED) for s in Stage]
    gate, last = stands.gate_of(uid), PolicyLine.objects.filter(trust_uid=uid).last()
    return {
        "uid": uid, "name": name, "lock": stands.lock_of(uid, evidence), "gate": gate, "policy": last, "counts": Counts(Count(len(joiners), "joining" if len(joiners) == 1 else "joinings"), by_stage),
        "rows": [(j, stands.ready_of(j, evidence.on), _late(j, evidence)) for j in joiners],
        "history": list(reversed(GateDecision.objects.filter(trust_uid=uid)))[:20], "titles": {c.id: c.title for c in conditions()},
    }  # fmt: skip


def _part(request: HttpRequest, uid: int, name: str) -> dict[str, Any]:
    """Return what somebody reads who is appointed to some of a trust's academies: their own joinings, and whether the lock holds."""
    evidence = evidence_of(request)
    mine = Joiner.objects.filter(trust_uid=uid, urn__in=academies(request, Right.READ_STRATEGY))
    rows = [(j, stands.ready_of(j, evidence.on), _late(j, evidence)) for j in mine]
    return {"uid": uid, "name": name, "part": True, "rows": rows, "lock": _plainly(stands.lock_of(uid, evidence))}


def _plainly(lock: Lock) -> str:
    """Say of the lock whether it holds, and nothing of the academy that holds it."""
    if lock.open:
        return "The trust's lock is open."
    return "The trust's lock is shut: an academy is on its way, and has not met yet all that it was promised."


def _late(joiner: Joiner, evidence: stands.Evidence) -> int:
    if joiner.at_stage not in (Stage.PROPOSED, Stage.OPEN):
        return 0
    return sum(done is None and due < evidence.on for _, due, done in stands.tasks_of(joiner))


def evidence_of(request: HttpRequest) -> stands.Evidence:
    """Return what whoever asks may judge by: the picture, counts, and the day."""
    return stands.Evidence(reader_of(request), counts_of(request), today())


def propose(request: HttpRequest, uid: int) -> HttpResponse:
    """Propose a school: a rule that it breaks is shown and kept, and forbids opening."""
    name = _trust_of(request, uid, Right.GROW)
    form = ProposeForm(request.POST or None)
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_proposed(request, uid, form.cleaned_data).path)
        except _REFUSED as refused:
            error = str(refused)
    told = {"section": "joining", "form": form, "trust": name, "error": error}
    return render(request, "joining/propose.html", told, status=400 if form.errors or error else 200)


def _proposed(request: HttpRequest, uid: int, said: Mapping[str, Any]) -> Joiner:
    reader = reader_of(request)
    school = reader.school(said["urn"])
    if school is None:
        raise acts.JoiningError(f"There is no school {said['urn']} in this picture. Look its URN up by its name.")
    members = reader.members(uid)
    if any(m["urn"] == school["urn"] for m in members):
        raise acts.JoiningError(f"{school['school_name']} is an academy of this trust already.")
    known = [d for m in members if (d := kilometres(school, m)) is not None]
    candidate = Candidate(school["urn"], str(school["school_name"]), min(known, default=None))
    coming = Joiner.objects.filter(trust_uid=uid, stage=Stage.OPEN.value).count()
    breaks = broken(candidate, stands.policy_of(uid), len(members) + coming)
    return acts.propose(
        trust_uid=uid, urn=candidate.urn, school=candidate.name, cohort=said["cohort"], joins=said["joins"], breaks=breaks, by=whoever(request).email,
    )  # fmt: skip


def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one joining."""
    return _page(request, _joiner(request, reference, Right.READ_STRATEGY))


def _page(request: HttpRequest, joiner: Joiner, error: str = "", form: PromiseForm | None = None) -> HttpResponse:
    evidence = evidence_of(request)
    ready, steps, stood = (
        stands.ready_of(joiner, evidence.on),
        stands.tasks_of(joiner),
        stands.stood_of(joiner, evidence),
    )
    against = acts.forbidden_by(joiner, evidence) if joiner.at_stage is Stage.PROPOSED else []
    done = sum(x is not None for *_, x in steps)
    late = sum(x is None and due < evidence.on for _, due, x in steps)
    shown = stands.shown_of(joiner)
    whole = joiner.trust_uid in whole_trusts(request, Right.READ_STRATEGY)
    if against and not whole:
        against = [_NOT_YET]
    told = {
        "section": "joining", "joiner": joiner, "whole": whole, "stage": joiner.at_stage, "ready": ready, "steps": steps, "stood": [(s, shown.get(n)) for n, s in enumerate(stood)], "against": against, "today": evidence.on,
        "counts": Counts(Count(len(steps), "tasks"), [Count(done, "done"), Count(late, "late", mind=True), Count(len(steps) - done - late, "to come")]),
        "may": joiner.trust_uid in whole_trusts(request, Right.GROW), "may_work": joiner.trust_uid in whole_trusts(request, Right.LEAD_IMPROVEMENT),
        "form": form or PromiseForm(joiner.urn, _series(request)), "colours": [c.value for c in Colour if c is not Colour.UNKNOWN], "domains": domains(), "error": error, "me": whoever(request).email,
        "titles": {d.id: d.title for d in domains()}, "gone": _gone(request, joiner), "givers": acts.givers_of(joiner), "stages": {s.name: s for s in Stage}, "lead": _lead(joiner, against, stood),
    }  # fmt: skip
    return render(request, "joining/page.html", told, status=400 if error or (form and form.errors) else 200)


def _lead(joiner: Joiner, against: list[str], stood: list[Any]) -> str:
    met = sum(s.met for s in stood)
    said = {
        Stage.PROPOSED: f"It is proposed. {'Its joining cannot be opened yet.' if against else 'Nothing forbids opening its joining.'}",
        Stage.OPEN: f"It is joining, on {joiner.joins:%-d %B %Y}. Until it has joined and met what it was promised, no other joining can be opened.",
        Stage.JOINED: f"It has joined. {met} of {counted(len(stood), 'criterion is', 'criteria are')} met; until all are and somebody declares it secure, no other joining can be opened.",
        Stage.SECURE: f"It joined, met what it was promised, and was declared secure on {joiner.secure:%-d %B %Y} by {called(joiner.by)}." if joiner.secure else "",
        Stage.WITHDRAWN: f"It was withdrawn: {joiner.withdrawn}",
    }  # fmt: skip
    return said[joiner.at_stage]


def _gone(request: HttpRequest, joiner: Joiner) -> str:
    school = reader_of(request).school(joiner.urn)
    if school is None:
        return f"{joiner.school} is not in this picture. Its record is kept as it is."
    return f"{joiner.school} has closed. Its record is kept; withdraw it with the reason." if school["status"] == "closed" else ""  # fmt: skip


def _series(request: HttpRequest) -> list[Any]:
    return [s for s in all_series(reader_of(request), counts_of(request)) if s.better != "none"]


Act = Callable[[HttpRequest, Joiner], object]


def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Do what the board does about a joining."""
    return _acted(request, _joiner(request, reference, Right.GROW), _BOARDS, act)


def work(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Do what those do who prepare a joining: tasks, judgements, evidence."""
    return _acted(request, _joiner(request, reference, Right.LEAD_IMPROVEMENT), _WORK, act)


def _acted(request: HttpRequest, joiner: Joiner, acts_of: Mapping[str, Act], name: str) -> HttpResponse:
    if name not in acts_of:
        raise Http404("There is no such act.")
    try:
        acts_of[name](request, joiner)
    except _FormError as refused:
        return _page(request, joiner, form=refused.form)
    except ChangedMeanwhileError as error:
        return _overtaken(request, joiner, error)
    except _REFUSED as refused:
        return _page(request, joiner, error=str(refused))
    return redirect(joiner.path)


def _overtaken(request: HttpRequest, joiner: Joiner, error: ChangedMeanwhileError) -> HttpResponse:
    """Show what a joining says now beside what somebody wrote, who came second."""
    now = Joiner.objects.get(pk=joiner.pk)
    promised = "\n".join(p.words for p in stands.promises_of(now)) or "none"
    said = [("Stage", now.stage), ("Joins", day(now.joins)), ("What it has to have", promised)]
    asked = written_in(PromiseForm(joiner.urn, _series(request), request.POST)) if _said(request, "direction") else []
    why = _said(request, "why")
    return overtaken(
        request, error, section="joining", crumb=Link(f"{now.reference}, {now.school}", now.path), back=now.path, now=said,
        written=[*asked, *([("Why", why)] if why else [])],
    )  # fmt: skip


class _FormError(Exception):
    def __init__(self, form: PromiseForm) -> None:
        super().__init__("the form has errors")
        self.form = form


def _said(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, ""))


def _number(request: HttpRequest, name: str) -> int:
    sent = number_in(_said(request, name))
    return -1 if sent is None else sent


def _by(request: HttpRequest, joiner: Joiner) -> dict[str, Any]:
    return {"joiner": joiner, "version": _number(request, "version"), "by": whoever(request).email}


def _promise(request: HttpRequest, joiner: Joiner) -> None:
    form = PromiseForm(joiner.urn, _series(request), request.POST)
    if not form.is_valid():
        raise _FormError(form)
    acts.promise(**_by(request, joiner), promise=form.promise())


def _second(request: HttpRequest, joiner: Joiner) -> None:
    override = joiner.overrides.filter(pk=_number(request, "override")).first()
    if override is None:
        raise acts.JoiningError("There is no such override.")
    acts.second_override(override=override, by=whoever(request).email)


def _joined(request: HttpRequest, joiner: Joiner) -> None:
    acts.mark_joined(**_by(request, joiner), day=today())


_BOARDS: Mapping[str, Act] = {
    "promise": _promise,
    "drop": lambda r, j: acts.drop_promise(**_by(r, j), place=_number(r, "place")),
    "open": lambda r, j: acts.open_joining(**_by(r, j), evidence=evidence_of(r)),
    "override": lambda r, j: acts.ask_override(
        joiner=j, evidence=evidence_of(r), reason=_said(r, "reason"), minute=_said(r, "minute"), by=whoever(r).email
    ),
    "second": _second,
    "joined": _joined,
    "secure": lambda r, j: acts.declare_secure(**_by(r, j), evidence=evidence_of(r)),
    "withdraw": lambda r, j: acts.withdraw(
        **_by(r, j), why=_said(r, "why"), gone=bool(_gone(r, j)) or trust_of(r, j.urn) != j.trust_uid
    ),
}
_WORK: Mapping[str, Act] = {
    "tick": lambda r, j: acts.tick(
        joiner=j, task=_said(r, "task"), done=_said(r, "done") == "yes", evidence=_said(r, "evidence"), by=whoever(r).email
    ),
    "judge": lambda r, j: acts.judge_domain(
        joiner=j, domain=_said(r, "domain"), colour=_said(r, "colour"), evidence=_said(r, "evidence"), by=whoever(r).email
    ),
    "show": lambda r, j: acts.show(joiner=j, place=_number(r, "place"), evidence=_said(r, "evidence"), by=whoever(r).email),
}  # fmt: skip


def decide(request: HttpRequest, uid: int) -> HttpResponse:
    """Write down what the board decided of a condition of the gate."""
    _trust_of(request, uid, Right.GROW)
    try:
        acts.decide_condition(
            trust_uid=uid, condition=_said(request, "condition"), green=_said(request, "green") == "yes", minute=_said(request, "minute"), by=whoever(request).email,
        )  # fmt: skip
    except _REFUSED as refused:
        return _listing(request, str(refused), 400)
    return redirect("joining")


def policy(request: HttpRequest, uid: int) -> HttpResponse:
    """Settle who may join."""
    name = _trust_of(request, uid, Right.GROW)
    now = stands.policy_of(uid)
    begin = {"partnership": " ".join(map(str, sorted(now.partnership or ()))), "most_km": now.most_km, "most_academies": now.most_academies}  # fmt: skip
    form = PolicyForm(request.POST or None, initial=begin)
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            acts.settle_policy(trust_uid=uid, policy=form.policy(), minute=form.cleaned_data["minute"], by=whoever(request).email)  # fmt: skip
            return redirect("joining")
        except _REFUSED as refused:
            error = str(refused)
    lines = list(reversed(PolicyLine.objects.filter(trust_uid=uid)))
    told = {"section": "joining", "form": form, "trust": name, "lines": lines, "error": error}
    return render(request, "joining/policy.html", told, status=400 if form.errors or error else 200)


def _trust_of(request: HttpRequest, uid: int, right: Right) -> str:
    name = dict(trusts(request, right)).get(uid)
    if name is None or uid not in whole_trusts(request, right):
        raise Http404("There is no such trust that you decide on.")
    return name


def _joiner(request: HttpRequest, reference: str, right: Right) -> Joiner:
    found = Joiner.objects.filter(reference=reference).first()
    if found is None or not _reaches(request, found, right):
        raise Http404("There is no such joining.")
    return found


def _reaches(request: HttpRequest, joiner: Joiner, right: Right) -> bool:
    """Whether somebody has a right over a joining: over its whole trust, or, to read, over the academy that joins."""
    if joiner.trust_uid in whole_trusts(request, right):
        return True
    reading = right is Right.READ_STRATEGY and joiner.trust_uid in {u for u, _ in trusts(request, right)}
    return reading and joiner.urn in academies(request, right)
