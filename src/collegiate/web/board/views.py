"""The pages on which a board's own numbers are read and settled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.store import Store
from collegiate.strategy import NO_THRESHOLD, BoardNumber, board_numbers, words_of
from collegiate.web.accounts.models import User, signed_in
from collegiate.web.authorization.rights import Right
from collegiate.web.board.acts import settle
from collegiate.web.board.models import Settled, settled
from collegiate.web.reading import reader_of


class NumberForm(forms.Form):
    """A number and the minute that settles it."""

    value = forms.CharField(label="Number", max_length=12, required=False)
    minute = forms.CharField(
        label="The decision",
        max_length=400,
        help_text="Which meeting settled it, and the minute's number. It is kept with the number.",
    )

    def __init__(self, number: BoardNumber, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._number = number
        self.fields["value"].label = number.asks
        self.fields[
            "value"
        ].help_text = (
            f"In {number.unit}, from {number.least} to {number.most}. Leave it empty to take it back: {NO_THRESHOLD}."
        )

    def clean_value(self) -> Any:
        """Read it as the board wrote it; empty takes it back."""
        text = self.cleaned_data["value"]
        try:
            return self._number.read(text) if text.strip() else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


def listing(request: HttpRequest) -> HttpResponse:
    """Show every number of one's trusts, settled or not."""
    me = _whoever(request)
    may = {uid for uid, _ in _trusts(request, Right.SETTLE)}
    trusts: list[dict[str, Any]] = [
        {"uid": uid, "name": name, "may": uid in may, "numbers": _told(uid)}
        for uid, name in _trusts(request, Right.READ_STRATEGY)
    ]
    unset = sum(not n["settled"] for t in trusts for n in t["numbers"])
    return render(request, "board/list.html", {"section": "settings", "trusts": trusts, "unset": unset, "person": me})


def change(request: HttpRequest, uid: int, number: str) -> HttpResponse:
    """Settle a number, or take it back."""
    trust = dict(_trusts(request, Right.SETTLE)).get(uid)
    asked = next((n for n in board_numbers() if n.id == number), None)
    if trust is None or asked is None:
        raise Http404("There is no such number of a trust that you settle numbers for.")
    stands = settled(uid).get(number)
    form = NumberForm(
        asked, request.POST or None, initial={"value": "" if stands is None else f"{stands.normalize():f}"}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["value"] != stands:
            settle(
                store=Store(settings.COLLEGIATE_STORE), snapshot=reader_of(request).snapshot, trust_uid=uid, number=asked,
                value=said["value"], minute=said["minute"], by=_whoever(request).email,
            )  # fmt: skip
        return redirect("settings")
    lines = list(Settled.objects.filter(trust_uid=uid, number=number))
    history = [(line, words_of(number, line.value)) for line in reversed(lines)]
    context = {
        "section": "settings",
        "number": asked,
        "trust": trust,
        "form": form,
        "history": history,
        "now": words_of(number, stands),
    }
    return render(request, "board/number.html", context, status=400 if form.errors else 200)


def _told(uid: int) -> list[dict[str, Any]]:
    now = settled(uid)
    last = {line.number: line for line in Settled.objects.filter(trust_uid=uid)}
    return [
        {"number": n, "settled": n.id in now, "words": words_of(n.id, now.get(n.id)), "line": last.get(n.id)}
        for n in board_numbers()
    ]  # fmt: skip


def _trusts(request: HttpRequest, right: Right) -> list[tuple[int, str]]:
    """Return the trusts for which somebody has a right, by name: an academy's governors read those of its trust."""
    reader = reader_of(request)
    held = _whoever(request).holding(right)
    uids = {a.trust_uid for a in held if a.span == "trust"}
    if None in uids:
        urns = reader.schools_with_children()
        uids = {s["trust_uid"] for s in reader.schools(urns, columns=["urn", "trust_uid"])}
    urns = [a.urn for a in held if a.urn is not None]
    uids |= {s["trust_uid"] for s in reader.schools(urns, columns=["urn", "trust_uid"])}
    found = [(uid, reader.trust(uid)) for uid in uids if uid is not None]
    return sorted(((int(uid), str(row["trust_name"])) for uid, row in found if row), key=lambda t: t[1])


def _whoever(request: HttpRequest) -> User:
    user = signed_in(request)
    if user is None:
        raise PermissionDenied
    return user
