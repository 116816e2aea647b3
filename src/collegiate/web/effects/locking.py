"""The page on which a comparison is chosen, looked at and locked, and the act of withdrawing one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.otherwise import Locked
from collegiate.improve.otherwise.designs import OWN_PROGRAMMES, PROGRAMME, design_of, earliest_due, year_that_counts
from collegiate.improve.otherwise.rounding import Rounding
from collegiate.improve.otherwise.spans import run_words
from collegiate.improve.series import Series, all_series
from collegiate.store import Store
from collegiate.web.acts.acting import ActError
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.components import Fact
from collegiate.web.effects.access import comparison_of
from collegiate.web.effects.acts import chosen, counts_of_all, keep, programmes_of, withdraw
from collegiate.web.fields import Day, Words
from collegiate.web.named import names_theirs
from collegiate.web.reading import reader_of
from collegiate.web.whose import academies, trust_of, trusts, whoever, whole_trusts
from collegiate.web.words import day

SECTION = "effects"
_REFERENCE = r"^[A-Z]{2,5}-\d{4}-\d{1,6}$"


class LockForm(forms.Form):
    """What begins, where, how it is measured, when it is due, and how much would be worth having."""

    urn = forms.TypedChoiceField(
        label="School", coerce=int, empty_value=None, required=False,
        help_text="For a programme the whole trust: its children are seen beside others of the same school and year.",
        error_messages={"invalid_choice": "Choose one of the schools."},
    )  # fmt: skip
    trust = forms.TypedChoiceField(
        label="Trust", coerce=int, empty_value=None, required=False, help_text="Only for a programme."
    )
    series = forms.ChoiceField(
        label="Measure",
        error_messages={"invalid_choice": "There is no such measure in this picture. Choose one of the list."},
    )
    about = Words(
        label="What begins",
        most=200,
        help_text="The plan, the support, or what is tried, in a few words. No child's name.",
    )
    start = Day(label="It begins on")
    due = Day(
        label="What came out is due on",
        help_text="Nothing is worked out before. For half terms at least twelve weeks later, for yearly figures at the end of a whole year.",
    )
    minimum = forms.DecimalField(
        label="Smallest effect worth having", min_value=Decimal("0.01"), max_digits=8, decimal_places=2,
        help_text="In the unit of the measure, such as 1 percentage point of attendance: with less you would not do it again.",
    )  # fmt: skip
    case = forms.RegexField(_REFERENCE, required=False, widget=forms.HiddenInput)
    plan = forms.RegexField(_REFERENCE, required=False, widget=forms.HiddenInput)
    request = forms.RegexField(_REFERENCE, required=False, widget=forms.HiddenInput)

    def __init__(
        self, schools: Sequence[tuple[int, str]], trusts: Sequence[tuple[int, str]], series: Sequence[Series], *args: Any, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        choose, whole, self.trusts = cast("Any", self.fields["urn"]), cast("Any", self.fields["trust"]), list(trusts)
        choose.choices = [*schools, ("", "The whole trust, for a programme")] if trusts else schools
        whole.choices = trusts
        measures: Any = self.fields["series"]
        measures.choices = [(s.id, f"{s.title}{f' ({s.unit})' if s.unit else ''}") for s in series]


def lock_one(request: HttpRequest) -> HttpResponse:
    """Choose a comparison, show beside whom and over which spans it would be made, and lock it when that was seen."""
    reader, store = reader_of(request), Store(settings.COLLEGIATE_STORE)
    people = counts_of_all(store, reader)
    form = _form(request, all_series(reader, people))
    seen: Locked | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen_trust = said.pop("trust")
        trust = _whole_trust(form, chosen_trust) if said["urn"] is None else trust_of(request, said["urn"])
        try:
            _of_today(store, reader.snapshot)
            seen = chosen(trust_uid=trust or 0, reader=reader, people=people, **said)
            _named(request, trust, said)
            if request.POST.get("sure") == seen.sha256():
                return redirect(
                    f"/effects/{keep(seen, store=store, snapshot=reader.snapshot, by=whoever(request).email)}/"
                )
        except ActError as refused:
            form.add_error(None, str(refused))
    context = {
        "section": SECTION,
        "form": form,
        "seen": seen,
        "seen_facts": _seen(seen),
        "written": [(field.html_name, field.value() or "") for field in form] if seen else [],
        "mark": seen.sha256() if seen else "",
    }
    return render(request, "effects/lock.html", context, status=400 if form.errors else 200)


def _whole_trust(form: LockForm, asked: int | None) -> int | None:
    """Return the trust that a comparison without a school is of: the only one, or the one that was chosen."""
    return form.trusts[0][0] if len(form.trusts) == 1 else asked


def _of_today(store: Store, snapshot: str) -> None:
    if store.current != snapshot:
        raise ActError(
            "You are looking at an earlier picture. Open this page without it: what is locked rests on the present one."
        )


def _named(request: HttpRequest, trust: int | None, said: dict[str, Any]) -> None:
    """Raises `ActError` for a case, a plan or a request of another trust or academy: it came with the address, not from a person."""
    for name in ("case", "plan", "request"):
        if said[name] and not names_theirs(request, said[name], trust, said["urn"]):
            raise ActError(
                f"There is no {said[name]} about this school. Open this page from the {name} again, or without it."
            )


def _form(request: HttpRequest, series: list[Series]) -> LockForm:
    held = academies(request, Right.LEAD_IMPROVEMENT)
    rows = reader_of(request).schools(sorted(held), columns=["urn", "school_name"])
    schools = sorted(((r["urn"], r["school_name"] or f"School {r['urn']}") for r in rows), key=lambda s: s[1])
    whole = whole_trusts(request, Right.LEAD_IMPROVEMENT)
    leading = [t for t in trusts(request, Right.LEAD_IMPROVEMENT) if t[0] in whole]
    series = [*series, *programmes_of(Store(settings.COLLEGIATE_STORE), reader_of(request), sorted(whole))]
    if request.method == "POST":
        return LockForm(schools, leading, series, request.POST)
    asked = {name: request.GET.get(name, "") for name in ("urn", "series", "case", "plan", "request", "about")}
    start = today()
    due = earliest_due(design_of(asked["series"] or "own.attendance"), start + dt.timedelta(days=28))
    if not asked["urn"] and not asked["series"].startswith(PROGRAMME) and schools:
        asked["urn"] = str(schools[0][0])
    return LockForm(schools, leading, series, initial={**asked, "start": start, "due": due})


def _seen(seen: Locked | None) -> list[Fact]:
    if seen is None:
        return []
    if seen.design is OWN_PROGRAMMES:
        return _seen_programme(seen)
    others = ", ".join(o.name for o in seen.others)
    left = "; ".join(f"{o.name} ({o.why})" for o in seen.left_out)
    facts = [
        Fact("School and measure", f"{seen.school.name}: {seen.series.title}"),
        Fact(f"Beside {len(seen.others)} of {seen.design.beside}", others),
        Fact(
            "What it was before",
            f"{run_words(list(seen.before))} ({len(seen.before)} {seen.design.span}{'' if len(seen.before) == 1 else 's'})",
        ),
        Fact("Due", day(seen.due)),
        Fact("Smallest effect worth having", Rounding.of(seen.series).write(float(seen.minimum), signed=False)),
        Fact("How it will be graded", f"Locked {seen.when}"),
    ]
    if seen.left_before:
        facts.insert(
            3, Fact("Left out, since it stood elsewhere beside the others then", run_words(list(seen.left_before)))
        )
    return [*facts, Fact("Schools left out", left)] if left else facts


def _seen_programme(seen: Locked) -> list[Fact]:
    return [
        Fact("Programme and measure", f"{seen.series.title}, {seen.school.name}"),
        Fact("Beside", f"{seen.design.beside}, at most 3 points apart; who has nobody so near is counted and left out"),
        Fact("The year that counts", str(year_that_counts(seen.design, seen.start))),
        Fact("Due", day(seen.due)),
        Fact("Smallest effect worth having", Rounding.of(seen.series).write(float(seen.minimum), signed=False)),
        Fact("How it will be graded", "Locked late: the later tests may have been sat" if seen.late else "Locked before the later tests"),
    ]  # fmt: skip


def withdraw_one(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw a comparison with a reason; it stays listed."""
    comparison = comparison_of(request, reference, Right.LEAD_IMPROVEMENT)
    store = Store(settings.COLLEGIATE_STORE)
    try:
        withdraw(
            store=store,
            snapshot=reader_of(request).snapshot,
            comparison=comparison,
            why=request.POST.get("why", ""),
            by=whoever(request).email,
        )
    except ActError as error:
        return render(
            request,
            "effects/refused.html",
            {"section": SECTION, "comparison": comparison, "error": str(error)},
            status=400,
        )
    return redirect(comparison.path)
