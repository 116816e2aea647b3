"""The forms of plans. Whatever is written is kept as written, without pupil numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from collegiate.improve.plans import MOST_CRITERIA, Purpose, Step
from collegiate.web.criteria import NAMES, CriterionFields, needed
from collegiate.web.fields import Day, Words
from collegiate.web.plans.acts import Says
from collegiate.web.plans.models import Milestone, Wording

STEPS = 4
MEASURES = tuple(CriterionFields(f"_{n}") for n in range(1, MOST_CRITERIA + 1))


class PlanForm(forms.Form):
    """What stands on top of a plan."""

    title = Words(label="What the plan is called", most=120)
    purpose = forms.ChoiceField(
        label="What it is for",
        choices=[(Purpose.IMPROVE.value, "To improve"), (Purpose.SUSTAIN.value, "To sustain: we are strong, and plan to stay so")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    owner = Words(label="Who answers for it", most=120, help_text="A name or a post, such as the headteacher.")
    first = Day(label="First day")
    last = Day(label="Last day")

    def clean(self) -> dict[str, Any]:
        """A plan ends after it begins, and within three years."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and not first < last:
            self.add_error("last", "The last day has to come after the first.")
        elif first and last and (last - first).days > 3 * 366:
            self.add_error("last", "A plan spans at most three years: plan the first part, and copy it on.")
        return found


class NewPlanForm(PlanForm):
    """A plan to begin: for which academy."""

    academy = forms.TypedChoiceField(label="Academy", coerce=int, empty_value=None)
    field_order = ("academy", "title", "purpose", "owner", "first", "last")

    def __init__(self, *args: Any, academies: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Any = self.fields["academy"]
        places.choices = [("", "Choose an academy"), *academies.items()]


class PriorityForm(forms.Form):
    """A priority with up to three measures and four milestones. `series` and `aims` are the ids that may be chosen, each in words."""

    what = Words(label="What is to change", most=200, help_text="One sentence, as you would say it to a governor.")  # fmt: skip
    why = Words(label="Why, and what you will do", most=4000, lines=4)
    aim = forms.ChoiceField(label="Aim of the strategy that it serves", required=False)
    owner = Words(label="Who answers for it", most=120)
    cost = forms.DecimalField(
        label="Cost in pounds", required=False, min_value=Decimal(0), max_digits=10, decimal_places=2,
        help_text="Leave it empty where nobody knows it yet: empty is not nought.",
    )  # fmt: skip
    stop = Day(label="Stop date", help_text="If it has not worked by then, you are asked: change or stop?")

    def __init__(self, *args: Any, urn: int, series: Iterable[tuple[str, str]], aims: Iterable[tuple[str, str]], **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._urn = urn
        serves: Any = self.fields["aim"]
        serves.choices = [("", "None of them"), *aims]
        choices = list(series)
        for n, asked in enumerate(MEASURES, 1):
            labels = {"series": f"Measure {n}", "direction": f"Measure {n} has to be", "value": f"Value of measure {n}", "by": f"Measure {n} by"}  # fmt: skip
            asked.add(self, choices, labels, nothing="No measure", hints={"by": "The stop date, where it is empty."}, required=n == 1)  # fmt: skip
        for n in range(1, STEPS + 1):
            self.fields[f"step_{n}"] = Words(label=f"Milestone {n}: what is done", most=200, required=False)
            self.fields[f"day_{n}"] = Day(label=f"Milestone {n} by", required=False)
            self.fields[f"who_{n}"] = Words(label=f"Milestone {n}: who", most=120, required=False)

    @property
    def measures(self) -> Iterator[dict[str, Any]]:
        """The fields of each measure, for the page."""
        for n in range(1, MOST_CRITERIA + 1):
            yield {k: self[f"{k}_{n}"] for k in NAMES} | {"n": n, "open": n == 1 or self._given(f"series_{n}")}  # fmt: skip

    @property
    def steps(self) -> Iterator[dict[str, Any]]:
        """The fields of each milestone, for the page."""
        for n in range(1, STEPS + 1):
            yield {k: self[f"{k}_{n}"] for k in ("step", "day", "who")} | {"n": n, "open": n == 1 or self._given(f"step_{n}")}  # fmt: skip

    def _given(self, name: str) -> bool:
        return bool(self[name].value()) or bool(self.errors.get(name))

    def clean(self) -> dict[str, Any]:
        """A measure has its value and its day; a milestone has its day."""
        found: dict[str, Any] = super().clean() or {}
        for asked in MEASURES:
            asked.check(self, found)
        for n in range(1, STEPS + 1):
            if found.get(f"step_{n}"):
                needed(self, found, f"day_{n}", "Say by which day it is done.")
            elif found.get(f"day_{n}"):
                self.add_error(f"step_{n}", "Say what is done by this day.")
        return found

    def says(self) -> Says:
        """Return what the form says. A measure without a day has to be reached by the stop date."""
        f = self.cleaned_data
        criteria = tuple(c for asked in MEASURES if (c := asked.criterion(f, self._urn, f["stop"])))
        steps = tuple(
            (Step(f[f"step_{n}"], f[f"day_{n}"]), f[f"who_{n}"]) for n in range(1, STEPS + 1) if f[f"step_{n}"]
        )
        return Says(f["what"], f["why"], f["owner"], f["stop"], criteria, f["cost"], f["aim"].strip(), steps)


class ChangeForm(PriorityForm):
    """A priority that did not work, changed: why, and what it says now."""

    because = Words(label="Why it is changed, and not stopped", most=2000, lines=3)
    field_order = ("because",)


class WordsForm(forms.Form):
    """Words that are kept with an act."""

    words = Words(most=4000, lines=4)

    def __init__(self, label: str, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label, self.fields["words"].help_text = label, hint


def filled(wording: Wording, steps: Iterable[Milestone]) -> dict[str, Any]:
    """Return what a form of a wording begins with."""
    found: dict[str, Any] = {k: getattr(wording, k) for k in ("what", "why", "aim", "owner", "cost", "stop")}
    for n, c in enumerate(wording.measured, 1):
        found |= {f"series_{n}": c.series, f"direction_{n}": c.direction.value, f"value_{n}": c.value.normalize(), f"by_{n}": c.by}  # fmt: skip
    for n, m in enumerate(steps, 1):
        found |= {f"step_{n}": m.words, f"day_{n}": m.day, f"who_{n}": m.owner}
    return found
