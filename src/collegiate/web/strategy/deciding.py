"""The pages on which a board's decisions are written, and work on an aim is noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from collegiate.improve.series import all_series
from collegiate.strategy import Aim, Horizon, Kind, Line, Stood
from collegiate.web.authorization.rights import Right
from collegiate.web.called import called
from collegiate.web.clock import today
from collegiate.web.reading import reader_of
from collegiate.web.said import SaidError
from collegiate.web.strategy import acts, forms
from collegiate.web.strategy.asking import aim_of, name_of, settles, writing
from collegiate.web.strategy.models import Worked, decided
from collegiate.web.strategy.pages import decision_words
from collegiate.web.strategy.told import path
from collegiate.web.whose import counts_of, whoever

Make = Callable[[HttpRequest, Stood, Any, dict[str, Any]], forms.Minuted]

TITLES = {
    "target": "Settle the target", "baseline": "Settle the baseline", "owner": "Settle who answers for it", "restate": "Restate this aim",
    "word": "Minute how it stands", "off": "Switch this aim off",
}  # fmt: skip
SAYS = {
    "target": "Without a target an aim is never met. Earlier targets are kept.",
    "baseline": "From the baseline it is seen whether the trust moved towards its target, where there are too few figures for odds.",
    "owner": "The owner answers for it before the board.",
    "restate": "The old words and their figures to the last of their era stay on the page, beside the new ones; nothing is converted.",
    "word": "Nothing in Collegiate measures this aim. The board says how it stands, and by which evidence; a year later it is asked again.",
    "off": "It is no longer counted among the trust's aims. It stays listed, and is switched on again by taking this decision back.",
}


def _measured(form: type[forms.Measured]) -> Make:
    def make(request: HttpRequest, stood: Stood, data: Any, initial: dict[str, Any]) -> forms.Minuted:
        if stood.rule is None:
            raise Http404("Nothing measures this aim, so that there is no number to settle.")
        return form(stood.rule, data, initial=initial)

    return make


def _restate(request: HttpRequest, stood: Stood, data: Any, initial: dict[str, Any]) -> forms.Minuted:
    series = all_series(reader_of(request), counts_of(request))
    return forms.WordingForm(series, data, initial={**initial, "wording": stood.agreed.aim.wording})


def _word(request: HttpRequest, stood: Stood, data: Any, initial: dict[str, Any]) -> forms.Minuted:
    if stood.agreed.aim.rule:
        raise Http404("This aim is measured: its state is worked out, not minuted.")
    return forms.WordForm(data, initial=initial)


FORMS: dict[str, Make] = {
    "target": _measured(forms.TargetForm), "baseline": _measured(forms.BaselineForm), "restate": _restate, "word": _word,
    "owner": lambda _, __, data, initial: forms.OwnerForm(data, initial=initial),
    "off": lambda _, __, data, initial: forms.OffForm(data, initial=initial),
}  # fmt: skip


def settle(request: HttpRequest, uid: int, aim: str, kind: str) -> HttpResponse:
    """Settle something of an aim."""
    name = name_of(request, uid, Right.SETTLE)
    if kind not in FORMS:
        raise Http404("That cannot be settled of an aim.")
    _, agreed, stood = aim_of(request, uid, aim)
    if agreed.off:
        raise Http404("This aim is switched off.")
    form = FORMS[kind](request, stood, request.POST or None, {"seen": _last(agreed.lines)})
    if request.method == "POST" and form.is_valid() and _done(request, uid, aim, form, _before(kind, stood)):
        return redirect(path(uid, aim) if kind != "off" else path(uid))
    before = agreed.aim.wording if kind != "restate" else ""
    context = {
        "section": "strategy", "trust": name, "home": path(uid), "here": path(uid, aim), "called": agreed.aim.called, "title": TITLES[kind], "says": SAYS[kind],
        "quoted": before, "form": form, "now": _now(stood), "person": whoever(request),
    }  # fmt: skip
    return render(request, "strategy/settle.html", context, status=400 if form.errors else 200)


def begin(request: HttpRequest, uid: int) -> HttpResponse:
    """Settle from which day the strategy counts."""
    name = name_of(request, uid, Right.SETTLE)
    strategy = decided(uid)
    own = [x for x in strategy.lines if not x.aim]
    form = forms.StartForm(request.POST or None, initial={"seen": _last(own), "day": strategy.start})
    if request.method == "POST" and form.is_valid() and _done(request, uid, "", form, {}):
        return redirect(path(uid))
    undone = {x.undoes for x in own}
    context = {
        "section": "strategy", "trust": name, "home": path(uid), "here": "", "title": "From which day the strategy counts", "form": form, "quoted": "",
        "says": "The horizons of the aims (first year, 2–3 years, 3–5 years) count from this day. Until it is settled they have no date, and nothing is forecast.",
        "now": f"Now: {strategy.start:%-d %B %Y}." if strategy.start else "Now: not settled.", "person": whoever(request),
        "decisions": [(x, decision_words(x.kind.value, x.said), x.number in undone) for x in own], "back": f"{path(uid)}back/",
    }  # fmt: skip
    return render(request, "strategy/settle.html", context, status=400 if form.errors else 200)


def add(request: HttpRequest, uid: int) -> HttpResponse:
    """Add an aim of the board's own."""
    name = name_of(request, uid, Right.SETTLE)
    form = forms.AimForm(all_series(reader_of(request), counts_of(request)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, measured = form.cleaned_data, form.measured()
        store, snapshot, by = writing(request)
        aim = Aim.of({"id": "", "called": said["called"], "wording": said["wording"], "source": "board", "place": said["minute"], "horizon": Horizon(said["horizon"]).value, "owner": said["owner"], **measured})  # fmt: skip
        id_ = acts.add_aim(store=store, snapshot=snapshot, trust_uid=uid, aim=aim, minute=said["minute"], by=by)
        return redirect(path(uid, id_))
    context = {
        "section": "strategy", "trust": name, "home": path(uid), "here": "", "title": "Add an aim of the board's own", "form": form, "quoted": "", "now": "",
        "says": "It stands beside the aims of the sources, with its own measure, and is taken back by a minute too.", "person": whoever(request),
    }  # fmt: skip
    return render(request, "strategy/settle.html", context, status=400 if form.errors else 200)


def back(request: HttpRequest, uid: int, pk: int) -> HttpResponse:
    """Take a decision back."""
    name = name_of(request, uid, Right.SETTLE)
    line = next((x for x in decided(uid).lines if x.number == pk and x.kind is not Kind.UNDONE), None)
    if line is None:
        raise Http404("There is no such decision of this trust.")
    where = path(uid, line.aim) if line.kind is not Kind.ADDED else path(uid)
    form = forms.BackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        store, snapshot, by = writing(request)
        try:
            acts.take_back(store=store, snapshot=snapshot, trust_uid=uid, number=pk, minute=form.cleaned_data["minute"], by=by)  # fmt: skip
            return redirect(where)
        except (acts.StrategyError, SaidError) as error:
            form.add_error(None, str(error))
    context = {
        "section": "strategy", "trust": name, "home": path(uid), "here": path(uid, line.aim), "title": "Take a decision back", "form": form, "quoted": "",
        "called": decision_words(line.kind.value, line.said), "now": f"Decided on {line.at:%-d %B %Y} by {called(line.by)}: {line.minute}",
        "says": "The decision stays written, with this line beside it; what stood before it stands again.", "person": whoever(request),
    }  # fmt: skip
    return render(request, "strategy/settle.html", context, status=400 if form.errors else 200)


def work(request: HttpRequest, uid: int, aim: str) -> HttpResponse:
    """Note that somebody worked on an aim."""
    name = name_of(request, uid, Right.PLAN)
    agreed = decided(uid).get(aim)
    if agreed is None or agreed.off:
        raise Http404("There is no such aim of this trust.")
    form = forms.WorkForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        store, snapshot, by = writing(request)
        acts.note_work(store=store, snapshot=snapshot, trust_uid=uid, aim=aim, by=by, **form.cleaned_data)
        return redirect(path(uid, aim))
    context = {
        "section": "strategy", "trust": name, "home": path(uid), "here": path(uid, aim), "called": agreed.aim.called, "title": "Note work on this aim", "form": form,
        "says": "A dated note with its evidence. Plans, decisions and actions that name the aim are counted by themselves.", "quoted": agreed.aim.wording, "now": "",
        "person": whoever(request),
    }  # fmt: skip
    return render(request, "strategy/settle.html", context, status=400 if form.errors else 200)


def work_back(request: HttpRequest, uid: int, pk: int) -> HttpResponse:
    """Take a note of work back: one's own, or any for whoever settles."""
    name_of(request, uid, Right.PLAN)
    note = get_object_or_404(Worked, pk=pk, trust_uid=uid, undoes=None)
    store, snapshot, by = writing(request)
    if note.by != by and not settles(request, uid):
        raise Http404("That note is somebody else's.")
    try:
        acts.take_work_back(store=store, snapshot=snapshot, note=note, by=by)
    except acts.StrategyError:
        return redirect(path(uid, note.aim))
    return redirect(path(uid, note.aim))


def _done(request: HttpRequest, uid: int, aim: str, form: forms.Minuted, more: dict[str, Any]) -> bool:
    """Write a decision down; say on the form why it could not be."""
    store, snapshot, by = writing(request)
    if form.kind is None:
        raise ValueError("A form that decides says what kind of decision it is.")
    try:
        acts.decide(
            store=store, snapshot=snapshot, trust_uid=uid, aim=aim, kind=form.kind, said={**form.said(), **more}, minute=form.cleaned_data["minute"],
            by=by, seen=form.cleaned_data.get("seen"),
        )  # fmt: skip
    except (acts.StrategyError, SaidError) as error:
        form.add_error(None, str(error))
        return False
    return True


def _before(kind: str, stood: Stood) -> dict[str, Any]:
    """Return the figures that go with the old words of an aim, as they stand when it is restated."""
    if kind != "restate" or stood.found is None or stood.rule is None:
        return {}
    figures = [{"when": m.when, "written": stood.rule.write(m.value), "of": "" if m.whole is None else f"{m.part} of {m.whole}"} for m in stood.found.moments]  # fmt: skip
    return {"figures": figures, "era": stood.found.era}


def _now(stood: Stood) -> str:
    latest = f" Latest: {stood.latest}." if stood.latest else ""
    return f"Now: {stood.state.value}.{latest} Target: {stood.target_words}. Owner: {stood.agreed.owner}."


def _last(lines: tuple[Line, ...] | list[Line]) -> int:
    return max((x.number for x in lines), default=0)
