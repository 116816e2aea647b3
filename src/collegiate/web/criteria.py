"""The fields by which forms ask for a criterion: which series, at least or at most, what value, by which day. Every part asks with these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from collegiate.improve.criterion import Criterion, Direction
from collegiate.web.fields import Day

NAMES = ("series", "direction", "value", "by")
"""What the fields of a criterion are called, before the end that tells several on one form apart."""


@dataclass(frozen=True, slots=True)
class CriterionFields:
    """The fields of one criterion on a form; `end` follows their names where a form asks for several."""

    end: str = ""

    def add(
        self, form: forms.Form, series: Iterable[tuple[str, str]], labels: Mapping[str, str], *, nothing: str, hints: Mapping[str, str] | None = None, required: bool = False,
    ) -> None:  # fmt: skip
        """Put them on a form. `series` are the ids that may be chosen, each in words; `nothing` is what choosing none is called."""
        said = hints or {}
        form.fields |= {
            f"series{self.end}": forms.ChoiceField(label=labels["series"], choices=[("", nothing), *series], required=required, help_text=said.get("series", "")),
            f"direction{self.end}": forms.ChoiceField(label=labels["direction"], choices=[(d.value, d.value) for d in Direction], required=False),
            f"value{self.end}": forms.DecimalField(
                label=labels["value"], required=False, max_digits=12, decimal_places=4, error_messages={"invalid": "This is not a number."}
            ),
            f"by{self.end}": Day(label=labels["by"], required=False, help_text=said.get("by", "")),
        }  # fmt: skip

    def check(self, form: forms.Form, said: Mapping[str, Any]) -> None:
        """Ask for the other half of what was begun: a measure has its value, and a value its measure."""
        series, value = f"series{self.end}", f"value{self.end}"
        if said.get(series):
            needed(form, said, value, "Say the value that it has to reach.")
        elif said.get(value) is not None:
            form.add_error(series, "Choose the measure that has to reach this value.")

    def criterion(self, said: Mapping[str, Any], urn: int, otherwise: date | None = None) -> Criterion | None:
        """Return what was asked of a school; None where no measure was chosen. Without a day it is to be reached by `otherwise`."""
        series, direction = said.get(f"series{self.end}"), said.get(f"direction{self.end}")
        if not series:
            return None
        value: Decimal = said[f"value{self.end}"]
        by: Any = said.get(f"by{self.end}") or otherwise
        return Criterion(series, urn, Direction(direction or Direction.AT_LEAST), value, by)


def needed(form: forms.Form, said: Mapping[str, Any], name: str, words: str) -> None:
    """Ask for a field that is empty and has no other mistake."""
    if said.get(name) in (None, "") and name not in form.errors:
        form.add_error(name, words)
