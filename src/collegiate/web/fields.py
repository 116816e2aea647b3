"""Fields of forms that many parts ask with: a person's own words, and a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from collegiate.web.said import SaidError, plain

_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


class Words(forms.CharField):
    """A person's own words, read as `plain` keeps them: at most `most` letters, over several `lines` where they may be long."""

    def __init__(self, *, most: int, lines: int = 1, needed: str = "", **more: Any) -> None:
        self.most = most
        widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
        widget.attrs["maxlength"] = most
        if needed:
            more["error_messages"] = {"required": needed}
        super().__init__(widget=widget, **more)

    def clean(self, value: Any) -> str:
        """Read them. Raises ValidationError with what to write instead."""
        try:
            said = plain(str(super().clean(value)), "this", longest=self.most, needed=False)
        except SaidError as error:
            raise forms.ValidationError(str(error)) from None
        if self.required and not said:
            raise forms.ValidationError(self.error_messages["required"])
        return said


class Day(forms.DateField):
    """A day of this century, typed or chosen."""

    def __init__(self, *, needed: str = "Choose a day.", **more: Any) -> None:
        messages = {"required": needed, "invalid": "This is no day. Write it as 2026-03-12."}
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, error_messages=messages, **more)

    def clean(self, value: Any) -> Any:
        """Read it. A day of another century is a slip of the hand."""
        day = super().clean(value)
        if isinstance(day, dt.date) and not _FIRST <= day <= _LAST:
            raise forms.ValidationError("Write a day of this century, such as 2026-03-12.")
        return day
