"""The pages on which a board's own numbers are read and settled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.store import Store
from collegiate.strategy import NO_THRESHOLD, BoardNumber, board_numbers, words_of
from collegiate.web.authorization.rights import Right
from collegiate.web.board.acts import settle
from collegiate.web.board.models import Settled, settled
from collegiate.web.fields import Words
from collegiate.web.reading import reader_of
from collegiate.web.whose import trusts, whoever


class NumberForm(forms.Form):
    """A number and the minute that settles it."""

    value = forms.CharField(label="Number", max_length=12, required=False)
    minute = Words(
        label="The decision",
        most=400,
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
    may = {uid for uid, _ in trusts(request, Right.SETTLE)}
    shown: list[dict[str, Any]] = [
        {"uid": uid, "name": name, "may": uid in may, "numbers": _told(uid)}
        for uid, name in trusts(request, Right.READ_STRATEGY)
    ]
    unset = sum(not n["settled"] for t in shown for n in t["numbers"])
    return render(
        request, "board/list.html", {"section": "settings", "trusts": shown, "unset": unset, "person": whoever(request)}
    )


def change(request: HttpRequest, uid: int, number: str) -> HttpResponse:
    """Settle a number, or take it back."""
    trust = dict(trusts(request, Right.SETTLE)).get(uid)
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
                value=said["value"], minute=said["minute"], by=whoever(request).email,
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
