"""The forms of a case. Each that changes one carries the version that it was opened with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from collegiate.improve.cases import Kind, Outcome
from collegiate.improve.criterion import Criterion
from collegiate.web.cases.hearing import Asked
from collegiate.web.cases.models import Review
from collegiate.web.criteria import CriterionFields, needed
from collegiate.web.fields import Day, Words

CONDITIONS = 5
"""Conditions that a decision may have: more are seen to by nobody."""
Choices = Sequence[tuple[str, str]]


EXIT = CriterionFields()
"""What has to be reached before a case may be left."""


class CaseForm(forms.Form):
    """A form about a case, opened with a version of it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class ReferForm(forms.Form):
    """What is referred, and why. What it is about is found by the view."""

    kind = forms.ChoiceField(label="What is it about?", widget=forms.RadioSelect, choices=[
        (Kind.SCHOOL.value, "A school as a whole"), (Kind.SUBJECT.value, "A subject or one measure"), (Kind.GROUP.value, "A group of children"),
    ])  # fmt: skip
    urn = forms.ChoiceField(label="Which academy?")
    series = forms.ChoiceField(label="Which measure?", required=False, help_text="For a subject: what shows it. For a school or a group: what shows it best, if anything does.")  # fmt: skip
    group = Words(label="Which group?", most=120, required=False, help_text="For a group alone, such as “children with free school meals in year 9”. Never a child’s name.")  # fmt: skip
    words = Words(label="Why should the board look at it?", most=1000, lines=4, needed="Say why, in a few words: whoever reads it was not there.", help_text="What you see, and what was tried. Children are counted, never named.")  # fmt: skip
    alert = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, academies: Choices, series: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urn"].choices = list(academies)  # type: ignore[attr-defined]
        self.fields["series"].choices = [("", "None in particular"), *series]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A subject has its measure, a group its name, a school as a whole neither name nor need."""
        said = super().clean() or {}
        kind = said.get("kind")
        if kind == Kind.SUBJECT and not said.get("series"):
            self.add_error("series", "Say which measure shows it.")
        if kind == Kind.GROUP and not said.get("group") and "group" not in self.errors:
            self.add_error("group", "Say which group, in words that fit many children.")
        if kind in (Kind.SCHOOL, Kind.SUBJECT) and said.get("group"):
            self.add_error("group", "Choose “A group of children”, or leave this empty.")
        if said.get("urn") and str(said["urn"]).startswith("trust-") and kind not in (Kind.SUBJECT, None):
            self.add_error("urn", "Of the whole trust only a subject can be referred: choose an academy.")
        return said


class TriageForm(CaseForm):
    """What becomes of a referral."""

    TAKE, WATCH, BACK = "take", "watch", "back"
    answer = forms.ChoiceField(label="What becomes of it?", widget=forms.RadioSelect, choices=[
        (TAKE, "Take it on: the board hears it"), (WATCH, "Watch it, and look again on a day"), (BACK, "Send it back, with the reason"),
    ])  # fmt: skip
    on = Day(
        label="On which day?", required=False, help_text="Of the hearing; or the day on which somebody looks again."
    )
    words = Words(label="Why?", most=1000, lines=4, needed="Say why, for whoever referred it.")

    def clean(self) -> dict[str, Any]:
        """What is taken on or watched has its day."""
        said = super().clean() or {}
        if said.get("answer") in (self.TAKE, self.WATCH) and not said.get("on") and "on" not in self.errors:
            self.add_error("on", "Choose the day.")
        return said


class HearingForm(CaseForm):
    """On which day a case is heard."""

    on = Day(label="Day of the hearing")
    words = Words(label="Why this day?", most=400, lines=4)


class FreezeForm(CaseForm):
    """Freezing papers; `why` is for correcting ones that were frozen before."""

    why = Words(label="Why are they corrected?", most=400, required=False)


class WhyForm(CaseForm):
    """An act with its reason."""

    words = Words(label="Why?", most=400, lines=4)


class DeclareForm(forms.Form):
    """Whether somebody has an interest in a case."""

    conflict = forms.ChoiceField(label="Have you an interest in this case?", widget=forms.RadioSelect, choices=[
        ("no", "No: I have no interest in it"), ("yes", "Yes: I have one, and take no part in the decision"),
    ], help_text="A child or relative at the school, work or governance there, a contract, or anything else that a fair-minded reader would want to know.")  # fmt: skip
    words = Words(label="Which?", most=400, required=False, help_text="In a few words, if you have one. Name no child.")  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Who has an interest says which."""
        said = super().clean() or {}
        if said.get("conflict") == "yes" and not said.get("words") and "words" not in self.errors:
            self.add_error("words", "Say which, in a few words.")
        return said


class DecisionForm(CaseForm):
    """What is decided; for support and challenge with the criterion, the conditions and the day of the first review."""

    outcome = forms.ChoiceField(label="Decision", widget=forms.RadioSelect, choices=[
        (Outcome.SUPPORT.value, "Support: others help"), (Outcome.CHALLENGE.value, "Challenge: the school does it, and answers for it"),
        (Outcome.STEP_DOWN.value, "Step down: the board need not follow it"),
    ])  # fmt: skip
    words = Words(label="What was decided, and why", most=2000, lines=4)
    urn = forms.ChoiceField(label="Measured at which academy?", required=False)
    support_days = forms.DecimalField(
        label="Days of support", required=False, min_value=0, max_value=1000, max_digits=6, decimal_places=1
    )
    review_on = Day(label="First review", required=False)
    why = Words(label="Why is the decision corrected?", most=400, lines=4, required=False)

    def __init__(
        self,
        schools: Choices,
        series: Choices,
        *args: Any,
        correcting: bool = False,
        whole: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.correcting, self._whole = correcting, whole
        self.fields["urn"].choices = list(schools)  # type: ignore[attr-defined]
        labels = {"series": "Which measure has to move?", "direction": "It has to be", "value": "Value", "by": "Reached by"}  # fmt: skip
        hint = {"series": "The case may be left once it is reached at two reviews running."}
        EXIT.add(self, series, labels, nothing="Choose a measure", hints=hint)
        for n in range(1, CONDITIONS + 1):
            self.fields[f"condition_{n}"] = Words(label=f"Condition {n}", most=400, required=False)
            self.fields[f"owner_{n}"] = Words(label="Who sees to it", most=120, required=False)
            self.fields[f"due_{n}"] = Day(label="By", required=False)
        if not correcting:
            del self.fields["why"]

    @property
    def condition_rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each condition."""
        return [(self[f"condition_{n}"], self[f"owner_{n}"], self[f"due_{n}"]) for n in range(1, CONDITIONS + 1)]

    def clean(self) -> dict[str, Any]:
        """Support and challenge say when they are over and when they are looked at; a condition has its owner and day."""
        said = super().clean() or {}
        for n in range(1, CONDITIONS + 1):
            self._condition(said, n)
        if self.correcting and not said.get("why") and "why" not in self.errors:
            self.add_error("why", "Say why: the decision before stays in the record.")
        if said.get("outcome") in (Outcome.SUPPORT, Outcome.CHALLENGE):
            asked = {"series": "Choose the measure.", "value": "Say the value.", "by": "Say by which day.", "review_on": "Choose the day of the first review."}  # fmt: skip
            asked |= {"support_days": "Say how many days."} if said["outcome"] == Outcome.SUPPORT else {}
            asked |= {"urn": "Choose the academy at which it is measured."} if self._whole else {}
            for name, words in asked.items():
                needed(self, said, name, words)
        return said

    def _condition(self, said: dict[str, Any], n: int) -> None:
        given = {k: said.get(f"{k}_{n}") for k in ("condition", "owner", "due")}
        if not any(given.values()) or any(f"{k}_{n}" in self.errors for k in given):
            return
        for name, words in (
            ("condition", "Say what is asked."),
            ("owner", "Say who sees to it."),
            ("due", "Say by which day."),
        ):
            if not given[name]:
                self.add_error(f"{name}_{n}", words)

    @property
    def conditions(self) -> list[Asked]:
        """The conditions that were written."""
        said = self.cleaned_data
        rows = (
            (said.get(f"condition_{n}"), said.get(f"owner_{n}"), said.get(f"due_{n}")) for n in range(1, CONDITIONS + 1)
        )
        return [Asked(words, owner, due) for words, owner, due in rows if words and owner and due]

    def criterion(self, urn: int | None) -> Criterion | None:
        """The criterion; None where the board steps down."""
        said = self.cleaned_data
        return None if said["outcome"] == Outcome.STEP_DOWN else EXIT.criterion(said, urn or int(said["urn"]))


class ReviewForm(CaseForm):
    """What a review's verdict means, and what comes next."""

    words = Words(label="What does it mean?", most=2000, lines=4, needed="Say what it means: a verdict alone tells nobody what to do.", help_text="What changed at the school, what the figures cannot show, what helped.")  # fmt: skip
    next = forms.ChoiceField(label="What comes next?", widget=forms.RadioSelect, choices=Review.NEXT)
    next_on = Day(label="On which day?", help_text="Of the next review, six to eight weeks on; or of the hearing.")
