"""The word that a trust's board settles as its standard."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.standing import frameworks
from collegiate.vocabulary.inspection import regime
from collegiate.web.authorization.rights import Right
from collegiate.web.plans.seen import by_of
from collegiate.web.standing import acts
from collegiate.web.standing.forms import StandardForm
from collegiate.web.standing.models import Standard, standard_of
from collegiate.web.whose import trusts


def standard(request: HttpRequest, uid: int) -> HttpResponse:
    """Settle the trust's standard, or take it back."""
    name = dict(trusts(request, Right.SETTLE)).get(uid)
    if name is None:
        raise Http404("There is no such trust whose standard you settle.")
    framework = frameworks()[0]
    now = standard_of(uid, framework.id)
    form = StandardForm(regime(framework.id).outcomes, request.POST or None, initial={"grade": now})
    if request.method == "POST" and form.is_valid():
        f = form.cleaned_data
        acts.settle(trust_uid=uid, framework=framework, grade=f["grade"], minute=f["minute"], by=by_of(request))
        return redirect("standing")
    history = Standard.objects.filter(trust_uid=uid, framework=framework.id).order_by("-pk")
    context = {"section": "standing", "form": form, "trust": name, "now": now, "history": history, "framework": framework}  # fmt: skip
    return render(request, "standing/standard.html", context, status=400 if form.errors else 200)
