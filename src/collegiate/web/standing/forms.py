"""The forms by which evidence is brought, areas are judged, and a standard is settled."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import forms

from collegiate.improve.standing import Area
from collegiate.web.clock import today
from collegiate.web.fields import Day, Words

_LINK = re.compile(r"(/[^\s/\\][^\s\\]*|https://[^\s/\\@]+(/[^\s\\]*)?)")


class PastDay(Day):
    """A day that is not ahead."""

    def clean(self, value: Any) -> Any:
        """Read it."""
        found: dt.date | None = super().clean(value)
        if found and found > today():
            raise forms.ValidationError("This day is still ahead.")
        return found


class EvidenceForm(forms.Form):
    """A piece of evidence: in words, and a figure of Collegiate or another source."""

    words = Words(label="What it shows", most=2000, lines=3)
    series = forms.ChoiceField(label="A figure of Collegiate", required=False, help_text="It is kept as it is today, with its picture.")  # fmt: skip
    source = Words(
        label="Or another source", most=200, required=False,
        help_text="Such as: governors' visit of 3 November, minute 4. No child's name.",
    )  # fmt: skip
    link = forms.CharField(
        label="Where it can be read", max_length=400, required=False,
        help_text="An address of Collegiate that begins with /, or one that begins with https://",
    )  # fmt: skip
    as_of = PastDay(label="Of which day it is", required=False, help_text="Of a figure it is the figure's own day.")

    def __init__(self, *args: Any, series: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["series"]
        chosen.choices = [("", "None of them"), *series]

    def clean_link(self) -> str:
        """An address leads to a page of Collegiate or to a safe address, and to nothing else."""
        link: str = self.cleaned_data["link"].strip()
        if link and not _LINK.fullmatch(link):
            raise forms.ValidationError("Write an address that begins with / or with https://")
        return link

    def clean(self) -> dict[str, Any]:
        """It has a source, and a day."""
        found: dict[str, Any] = super().clean() or {}
        if not found.get("series") and not found.get("source"):
            self.add_error("source", "Say where it is from, or choose a figure.")
        if not found.get("series") and not found.get("as_of") and "as_of" not in self.errors:
            self.add_error("as_of", "Say of which day it is.")
        return found


class JudgementForm(forms.Form):
    """A judgement in a word of the scale and in one's own."""

    grade = forms.ChoiceField(label="Judgement", widget=forms.RadioSelect)
    words = Words(label="In words: what is strong, what is next", most=4000, lines=4)

    def __init__(self, area: Area, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades: Any = self.fields["grade"]
        grades.choices = [(g, g) for g in area.scale]


class InspectedForm(JudgementForm):
    """An inspection that no file tells of."""

    field_order = ("day", "grade", "words", "source")
    day = PastDay(label="First day of the inspection")
    source = Words(label="Where it can be read", most=200)


class BackForm(forms.Form):
    """Why a line is taken back."""

    line = forms.IntegerField(min_value=1, max_value=2**31)
    words = Words(label="Why it is taken back", most=400)


class StandardForm(forms.Form):
    """The trust's standard and the minute that settles it."""

    grade = forms.ChoiceField(label="Our standard is at least", required=False, help_text="Take the empty one to take it back.")  # fmt: skip
    minute = Words(label="The decision", most=400, help_text="Which meeting settled it, and the minute's number.")  # fmt: skip

    def __init__(self, scale: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades: Any = self.fields["grade"]
        grades.choices = [("", "no standard set"), *((g, g) for g in scale)]
