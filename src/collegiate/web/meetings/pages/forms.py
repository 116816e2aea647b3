"""The forms of meetings. What is typed is judged by the acts; a form asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from collegiate.web.accounts.models import User
from collegiate.web.fields import Day
from collegiate.web.meetings.kinds import kinds

_DAY_HINT = "For example 2026-12-01."


class CallForm(forms.Form):
    """Calling a meeting."""

    trust = forms.TypedChoiceField(label="Trust", coerce=int)
    kind = forms.ChoiceField(label="Which meeting", choices=lambda: [(k.key, k.title) for k in kinds().values()])
    day = Day(label="Day", help_text=_DAY_HINT)
    begins = forms.CharField(label="Time", max_length=40, required=False)
    place = forms.CharField(label="Place", max_length=200, required=False)

    def __init__(self, own: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trust = self.fields["trust"]
        assert isinstance(trust, forms.TypedChoiceField)  # noqa: S101 - as it is declared above
        trust.choices = list(own)
        if len(trust.choices) == 1:
            trust.widget, trust.initial = forms.HiddenInput(), trust.choices[0][0]


class MeetingForm(forms.Form):
    """Moving a meeting, or calling it off."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    day = Day(label="Day", help_text=_DAY_HINT)
    begins = forms.CharField(label="Time", max_length=40, required=False)
    place = forms.CharField(label="Place", max_length=200, required=False)
    called_off = forms.CharField(
        label="Called off because", max_length=400, required=False, help_text="Leave it empty for a meeting that takes place."
    )  # fmt: skip


class ItemForm(forms.Form):
    """An item of an agenda."""

    words = forms.CharField(label="Item", max_length=200)
    who = forms.CharField(label="Led by", max_length=120, required=False)
    paper = forms.CharField(label="To read", max_length=200, required=False)


class ChangeItemForm(ItemForm):
    """An item that is there already."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    position = forms.IntegerField(label="Its place on the agenda", min_value=1, max_value=200)


class FinanceForm(forms.Form):
    """The finance paper."""

    words = forms.CharField(
        label="What the board should know about money", max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="The first line is what the pack's first page says. Name no child.",
    )  # fmt: skip
    figures = forms.CharField(
        label="Figures", required=False, max_length=40_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One a line: the figure; the amount; where it is from. For example: Reserves at 31 August; £412,000; management accounts, period 12.",
    )  # fmt: skip

    def clean_figures(self) -> list[dict[str, str]]:
        """Read the lines. A line without its three parts is said with its number."""
        rows = []
        for number, line in enumerate(self.cleaned_data["figures"].splitlines(), start=1):
            if not line.strip():
                continue
            parts = [p.strip() for p in line.split(";")]
            if len(parts) != 3 or not all(parts):
                raise forms.ValidationError(
                    f"Line {number} does not have three parts with semicolons between: the figure; the amount; where it is from. Without where it is from nobody can ask how it is known."
                )
            rows.append(dict(zip(("name", "value", "from"), parts, strict=True)))
        return rows


class MinuteForm(forms.Form):
    """A minute."""

    item = forms.CharField(label="Item of the agenda", max_length=200, required=False)
    words = forms.CharField(label="What was said", max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}), help_text="Name no child.")  # fmt: skip


class DecisionForm(forms.Form):
    """A decision."""

    words = forms.CharField(label="What was decided", max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}))
    about = forms.CharField(
        label="About", max_length=60, required=False, help_text="The reference of a case, a plan or an aim, such as RAB-2026-3. Empty for none."
    )  # fmt: skip


class ActionForm(forms.Form):
    """Something that is asked of somebody."""

    words = forms.CharField(label="What is asked", max_length=400)
    owner = forms.ChoiceField(label="Of whom")
    due = Day(label="By", help_text=_DAY_HINT)
    about = forms.CharField(label="About", max_length=60, required=False, help_text="The reference of a case, a plan or an aim. Empty for none.")  # fmt: skip

    def __init__(self, people: Iterable[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101 - as it is declared above
        owner.choices = [
            ("", "Choose a person"),
            *((u.email, f"{u.called} ({u.email})" if u.name else u.email) for u in people),
        ]


class TickForm(forms.Form):
    """Saying that an action is done, or is not after all."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(label="What was done", max_length=400, required=False)


class FreezeForm(forms.Form):
    """Freezing a pack; one that corrects another says why."""

    why = forms.CharField(label="What is corrected", max_length=400, required=False)
