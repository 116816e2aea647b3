"""The forms of joining."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from collegiate.growth import Policy, Promise
from collegiate.improve.series import Series
from collegiate.web.asked import number_in
from collegiate.web.criteria import CriterionFields, needed
from collegiate.web.fields import Day, Words

_MOST_URNS = 200
_ASKED = CriterionFields()


class ProposeForm(forms.Form):
    """Which school, in which cohort, and when it would join."""

    urn = forms.IntegerField(label="The school's URN", min_value=100_000, max_value=999_999, help_text="Six digits, as on Get Information about Schools.", widget=forms.TextInput)  # fmt: skip
    cohort = Words(label="Cohort", most=60, help_text="Schools that convert together, such as “Autumn 2027”.")  # fmt: skip
    joins = Day(label="The day on which it would join", help_text="Every task is counted back from it.")


class PromiseForm(forms.Form):
    """What has to be so before the next may join: in words, or measured."""

    words = Words(label="Or in words", most=200, required=False, help_text="What evidence will show.")

    def __init__(self, urn: int, series: list[Series], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urn, self._series = urn, {s.id: s for s in series}
        labels = {"series": "Measured by", "direction": "It has to be", "value": "this value", "by": "To be so by"}
        hint = {"series": "Leave it out for what only evidence can show, such as a staff survey."}
        _ASKED.add(self, [(s.id, s.title) for s in series], labels, nothing="nothing in the data", hints=hint)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        said = super().clean() or {}
        _ASKED.check(self, said)
        needed(self, said, "by", "Choose the day by which it is to be so.")
        if not said.get("series") and not said.get("words"):
            self.add_error("words", "Say it in words, or choose what it is measured by.")
        return said

    def promise(self) -> Promise:
        """Return what the form says."""
        said: dict[str, Any] = self.cleaned_data
        by: dt.date = said["by"]
        criterion = _ASKED.criterion(said, self._urn)
        if criterion is None:
            return Promise(said["words"], by)
        return Promise(criterion.words(self._series[said["series"]]), by, criterion)


class PolicyForm(forms.Form):
    """Who may join."""

    partnership = forms.CharField(
        label="URNs of the partnership's schools", required=False, max_length=_MOST_URNS * 8, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="With spaces or commas between. Leave it empty once schools from outside may join, too.",
    )  # fmt: skip
    most_km = forms.FloatField(label="How far from the nearest academy, in km, at most", required=False, min_value=1, max_value=500, widget=forms.TextInput)  # fmt: skip
    most_academies = forms.IntegerField(label="How many academies at most", required=False, min_value=1, max_value=200, widget=forms.TextInput)  # fmt: skip
    minute = Words(label="The decision", most=400, help_text="Which meeting settled it, and the minute's number.")  # fmt: skip

    def clean_partnership(self) -> frozenset[int] | None:
        """Read URNs."""
        parts = self.cleaned_data["partnership"].replace(",", " ").split()
        urns = {p: number_in(p) for p in parts}
        wrong = [p for p, urn in urns.items() if urn is None or len(p) != 6]
        if wrong:
            raise forms.ValidationError(f"'{wrong[0][:20]}' is no URN: six digits.")
        return frozenset(u for u in urns.values() if u is not None) or None

    def policy(self) -> Policy:
        """Return what the form says."""
        said: dict[str, Any] = self.cleaned_data
        return Policy(said["partnership"], said["most_km"], said["most_academies"])
