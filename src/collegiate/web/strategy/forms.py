"""The forms on which a board's decisions on its strategy are written, and work on an aim is noted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from collegiate.improve.series import Series
from collegiate.strategy import Horizon, Kind, Rule, State, Target
from collegiate.web.clock import today
from collegiate.web.fields import Day, Words
from collegiate.web.strategy.offers import SERIES, offers

_MOST = Decimal(10**9)


class DecimalWords(forms.CharField):
    """A number as people write it: 85, 85 %, 1,200."""

    def clean(self, value: Any) -> Any:
        """Return a Decimal; None for nothing."""
        said = str(super().clean(value) or "").strip().removesuffix("%").replace(",", "").strip()
        if not said:
            return None
        try:
            number = Decimal(said)
        except InvalidOperation:
            raise forms.ValidationError(f"'{value}' is not a number. Write digits, such as 85.") from None
        if not number.is_finite() or abs(number) > _MOST:
            raise forms.ValidationError("That number cannot be meant.")
        return number


class Minuted(forms.Form):
    """What every decision carries: the minute, and up to which decision whoever writes it has read."""

    minute = Words(label="The decision", most=400, help_text="Which meeting decided it, and the minute's number. It is kept with the decision.")  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    kind: Kind | None = None

    def said(self) -> dict[str, Any]:
        """What is decided, as it is kept."""
        return {}


class StartForm(Minuted):
    """The day from which the horizons count."""

    day = Day(label="From which day does the strategy count?", help_text="Such as 2026-09-01. The first year ends a year later, and so on.")  # fmt: skip
    field_order = ("day", "minute")
    kind = Kind.START

    def said(self) -> dict[str, Any]:
        """The day."""
        return {"day": self.cleaned_data["day"].isoformat()}


class Measured(Minuted):
    """A form about a value in a rule's unit."""

    def __init__(self, rule: Rule, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule

    def within(self, value: Decimal | None) -> Decimal | None:
        """Return a value that the unit can have. Raises ValidationError."""
        if value is not None and self.rule.unit == "%" and not 0 <= value <= 100:
            raise forms.ValidationError("A share lies between 0 and 100%.")
        return value


class TargetForm(Measured):
    """How much is meant."""

    value = DecimalWords(label="Target", required=False, max_length=14)
    most = DecimalWords(label="And at most, if it is a range", required=False, max_length=14, help_text="Leave it empty where there is none.")  # fmt: skip
    field_order = ("value", "most", "minute")
    kind = Kind.TARGET

    def __init__(self, rule: Rule, *args: Any, **kwargs: Any) -> None:
        super().__init__(rule, *args, **kwargs)
        side = "at most" if rule.better == "lower" else "at least"
        self.fields["value"].help_text = f"{rule.title}: {side} how much, in {rule.unit}? Leave it empty for no threshold: the aim is then never met."  # fmt: skip

    def clean_value(self) -> Decimal | None:
        """Within the unit."""
        return self.within(self.cleaned_data["value"])

    def clean(self) -> dict[str, Any]:
        """A range has two ends in order."""
        given = super().clean() or {}
        value, most = given.get("value"), given.get("most")
        if most is not None and (value is None or most < value):
            self.add_error("most", "A range goes from a lower number to a higher one.")
        return given

    def said(self) -> dict[str, Any]:
        """The target."""
        return Target(self.cleaned_data["value"], self.cleaned_data["most"]).as_dict()


class BaselineForm(Measured):
    """From where progress counts."""

    value = DecimalWords(label="Baseline", max_length=14)
    field_order = ("value", "minute")
    kind = Kind.BASELINE

    def __init__(self, rule: Rule, *args: Any, **kwargs: Any) -> None:
        super().__init__(rule, *args, **kwargs)
        self.fields["value"].help_text = f"{rule.title}, in {rule.unit}, when the strategy began."

    def clean_value(self) -> Decimal | None:
        """Within the unit."""
        return self.within(self.cleaned_data["value"])

    def said(self) -> dict[str, Any]:
        """The baseline."""
        return {"value": str(self.cleaned_data["value"])}


class OwnerForm(Minuted):
    """Who answers for it."""

    owner = Words(label="Who answers for it?", most=80, help_text="A role, such as chief executive; no name is needed.")  # fmt: skip
    field_order = ("owner", "minute")
    kind = Kind.OWNER

    def said(self) -> dict[str, Any]:
        """The owner."""
        return {"owner": self.cleaned_data["owner"]}


class OffForm(Minuted):
    """That it is no aim of this trust."""

    kind = Kind.OFF


class WordForm(Minuted):
    """A board's own word on an aim that nothing measures."""

    state = forms.ChoiceField(
        label="How does it stand?", widget=forms.RadioSelect, choices=[(s.value, s.value.capitalize()) for s in (State.MET, State.ON_TRACK, State.OFF_TRACK)],
    )  # fmt: skip
    evidence = Words(label="By which evidence?", most=400, help_text="What the board saw. A year later it is asked again.")  # fmt: skip
    field_order = ("state", "evidence", "minute")
    kind = Kind.JUDGED

    def said(self) -> dict[str, Any]:
        """The judgement, of today."""
        return {"state": self.cleaned_data["state"], "evidence": self.cleaned_data["evidence"], "on": today().isoformat()}  # fmt: skip


class WordingForm(Minuted):
    """An aim's words and what measures it."""

    wording = Words(label="The aim, in words", most=600, lines=3)
    measure = forms.ChoiceField(label="What measures it?", required=False)
    series = forms.ChoiceField(label="Which series, if it is one?", required=False)
    direction = forms.ChoiceField(label="At least or at most?", required=False, choices=[("at least", "At least"), ("at most", "At most")])  # fmt: skip
    value = DecimalWords(label="Which value of the series?", required=False, max_length=14)
    target = DecimalWords(label="Target", required=False, max_length=14, help_text="In the unit of the measure: for a share of academies, the percentage. Empty: no threshold set.")  # fmt: skip
    field_order: tuple[str, ...] = ("wording", "measure", "series", "direction", "value", "target", "minute")
    kind = Kind.RESTATED

    def __init__(self, series: Iterable[Series], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offers = {o.key: o for o in offers()}
        _choose(self.fields["measure"], [("", "Nothing here: the board minutes it"), *((o.key, o.words) for o in self._offers.values())])  # fmt: skip
        _choose(self.fields["series"], [("", "None"), *((s.id, s.title) for s in series)])

    def clean(self) -> dict[str, Any]:
        """A series needs its value."""
        given = super().clean() or {}
        if given.get("measure") == SERIES and (not given.get("series") or given.get("value") is None):
            self.add_error("series", "Choose the series and say which value of it counts.")
        return given

    def measured(self) -> dict[str, Any]:
        """The rule, what it is given, and the target."""
        said, offer = self.cleaned_data, self._offers.get(self.cleaned_data["measure"])
        given = dict(offer.given) if offer else {}
        if offer and offer.key == SERIES:
            given = {"series": said["series"], "direction": said["direction"] or "at least", "value": str(said["value"])}  # fmt: skip
        return {"rule": offer.rule.id if offer else "", "given": given, "target": Target(said["target"]).as_dict()}

    def said(self) -> dict[str, Any]:
        """The new words."""
        return {"wording": self.cleaned_data["wording"], **self.measured()}


class AimForm(WordingForm):
    """An aim of the board's own."""

    called = Words(label="In one line", most=80)
    horizon = forms.ChoiceField(label="By when?", choices=[(h.value, h.value.capitalize()) for h in Horizon])
    owner = Words(label="Who answers for it?", most=80)
    field_order = (
        "called",
        "wording",
        "horizon",
        "owner",
        "measure",
        "series",
        "direction",
        "value",
        "target",
        "minute",
    )
    kind = Kind.ADDED


class WorkForm(forms.Form):
    """That somebody worked on an aim."""

    on = Day(label="On which day?", help_text="Such as 2026-11-20.")
    words = Words(label="What was done?", most=400, help_text="A few words. No child's name and no pupil number.")
    evidence = Words(label="Where can it be seen?", most=400, help_text="A paper, a page, a visit: what somebody else could look at.")  # fmt: skip

    def clean_on(self) -> dt.date:
        """No day that is still to come."""
        on: dt.date = self.cleaned_data["on"]
        if on > today():
            raise forms.ValidationError("That day is still to come.")
        return on


class BackForm(Minuted):
    """That a decision is taken back."""


def _choose(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
