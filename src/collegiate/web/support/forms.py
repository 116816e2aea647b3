"""The forms of the support map."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from collegiate.improve.support.costs import days_of_hours
from collegiate.improve.support.expertise import PARTNERS, all_expertise
from collegiate.improve.support.terms import TermOfYear
from collegiate.vocabulary.phases import Phase
from collegiate.web.acts.acting import LONGEST_REASON
from collegiate.web.fields import Day, Words
from collegiate.web.support.models import Part

PHASES = [(p.value, p.words) for p in Phase if p is not Phase.NOT_APPLICABLE]
NO_CHILD = "Name no child here: whoever reads the support map reads it."


def _why(label: str = "Why", help_text: str = NO_CHILD) -> Words:
    return Words(label=label, most=LONGEST_REASON, lines=3, help_text=help_text)


def expertise_choices() -> list[tuple[str, str]]:
    """Return all expertise as choices."""
    return [(e.id, e.words[:1].upper() + e.words[1:]) for e in all_expertise()]


def _expertise(label: str, *, required: bool, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=expertise_choices,
        required=required,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


def _days(label: str, help_text: str = "Whole or half days, as 2 or 2.5.", *, least: str = "0.5") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(least),
        max_value=Decimal(90),
        decimal_places=1,
        max_digits=4,
        help_text=help_text,
    )


class VersionForm(forms.Form):
    """The version of a record that a form was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)


class WhyForm(VersionForm):
    """A reason."""

    why = _why(help_text=f"It is kept with the record. {NO_CHILD}")


class SupporterForm(forms.Form):
    """Somebody who can be lent, or a partner outside."""

    called = Words(label="Name", most=120)
    urn = forms.TypedChoiceField(label="Academy", coerce=int, empty_value=None, required=False)
    partner = forms.ChoiceField(
        label="Or a partner outside the trust", required=False, help_text="Choose this instead of an academy."
    )
    address = forms.EmailField(
        label="Address to sign in with",
        required=False,
        help_text="With it they see their own bookings, and write down their visits.",
    )
    expertise = _expertise("Expertise", required=True)
    phases = forms.MultipleChoiceField(
        label="Phases that they know", choices=PHASES, required=False, widget=forms.CheckboxSelectMultiple
    )
    day_rate = forms.DecimalField(
        label="Cost of a day, in pounds", required=False, min_value=Decimal(0), max_value=Decimal(5000), decimal_places=2, max_digits=8,
        help_text="Cover for a colleague, the fee of a partner. Leave it empty where the trust's rate holds, or it is not known.",
    )  # fmt: skip
    notes = Words(label="Notes", most=LONGEST_REASON, required=False, help_text=NO_CHILD)

    def __init__(self, academies: dict[int, str], *args: Any, partners: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = [("", "none: a partner outside")] if partners else []
        self.fields["urn"].choices = [*empty, *((u, n) for u, n in sorted(academies.items(), key=lambda i: i[1]))]  # type: ignore[attr-defined]
        if partners:
            self.fields["partner"].choices = [("", "no, a colleague"), *PARTNERS.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["partner"]

    def clean(self) -> dict[str, Any]:
        """Ask for an academy or a kind of partner, never both."""
        said: dict[str, Any] = super().clean() or {}
        said.setdefault("partner", "")
        if (said.get("urn") is None) == (not said["partner"]) and "urn" not in self.errors:
            self.add_error(
                "urn", "Choose an academy for a colleague, or a kind of partner for somebody outside; not both."
            )
        said["address"] = (said.get("address") or "").casefold()
        return said


class TermForm(forms.Form):
    """A term, of those that may still be planned."""

    term = forms.ChoiceField(label="Term")

    def __init__(self, terms: list[TermOfYear], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].choices = [(str(t), t.words) for t in terms]  # type: ignore[attr-defined]

    def clean_term(self) -> TermOfYear:
        """Read it."""
        return TermOfYear.parse(self.cleaned_data["term"])


class ReleaseForm(TermForm):
    """Days of a term on which somebody may be lent."""

    days = _days(
        "Days",
        "Whole or half days; 0 takes the release back. What is booked beyond it is shown as over-lent.",
        least="0",
    )


class ListForm(TermForm):
    """A file of people."""

    file = forms.FileField(label="CSV file", help_text="At most 1 MB.")

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be a list of people."""
        file = self.cleaned_data["file"]
        if file.size > 1_000_000:
            raise forms.ValidationError("The file is larger than 1 MB. Send the people of one academy at a time.")
        return file


class LeaveForm(VersionForm):
    """Somebody's last day."""

    left = Day(label="Last day", help_text="What is booked after it has to be matched anew; the past stays.")


class ApartForm(forms.Form):
    """A school to which somebody is not to be sent."""

    urn = forms.TypedChoiceField(label="School", coerce=int)
    why = _why()

    def __init__(self, academies: dict[int, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urn"].choices = sorted(academies.items(), key=lambda i: i[1])  # type: ignore[attr-defined]


class CoverForm(forms.Form):
    """What a day's cover costs the trust."""

    pounds = forms.DecimalField(
        label="Pounds a day", min_value=Decimal(0), max_value=Decimal(5000), decimal_places=2, max_digits=8
    )
    first_day = Day(label="From")
    source = Words(
        label="Where it comes from",
        most=LONGEST_REASON,
        help_text="The minute, the agency's rate card, the payroll.",
    )


class AskForm(forms.Form):
    """A request for support."""

    urn = forms.TypedChoiceField(label="Academy", coerce=int)
    needed = _expertise("What is needed", required=True, help_text="Whoever is sent has all that is ticked.")
    wished = _expertise("What is wished for besides", required=False)
    phase = forms.ChoiceField(label="Phase", choices=[("", "any"), *PHASES], required=False)
    phase_must = forms.BooleanField(label="The phase is a must", required=False)
    days = _days("Days")
    by_day = Day(label="By when")
    belongs = forms.RegexField(
        r"^(RAB|PLAN)-\d{4}-\d{1,6}$", label="Case or plan", required=False,
        help_text="Its reference, as RAB-2026-3 or PLAN-2026-12. Cases come first.",
        error_messages={"invalid": "Write the reference as RAB-2026-3 or PLAN-2026-12, or leave it empty."},
    )  # fmt: skip
    why = _why()

    def __init__(self, academies: dict[int, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urn"].choices = sorted(academies.items(), key=lambda i: i[1])  # type: ignore[attr-defined]


class ChooseForm(forms.Form):
    """Somebody and days, chosen by a person."""

    supporter = forms.TypedChoiceField(label="Who", coerce=int)
    days = _days("Days")

    def __init__(self, people: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supporter"].choices = people  # type: ignore[attr-defined]


class AcceptForm(ChooseForm, VersionForm):
    """A match as it is, or changed."""


class LayForm(VersionForm):
    """A day of a booking."""

    day = Day(label="Day")
    part = forms.ChoiceField(label="Which part of it", choices=[(p.value, p.label.capitalize()) for p in Part])


class VisitForm(forms.Form):
    """A visit, written down in two minutes."""

    day = Day(label="Day")
    long = forms.ChoiceField(
        label="How long",
        choices=[("1", "A day"), ("0.5", "Half a day"), ("hours", "Hours:")],
        widget=forms.RadioSelect,
        initial="1",
    )
    hours = forms.DecimalField(
        label="Hours", required=False, min_value=Decimal("0.25"), max_value=Decimal("6.5"), decimal_places=2, max_digits=4,
        help_text="Only if you chose hours. A day of school work counts 6.5 hours.",
    )  # fmt: skip
    done = _why("What did you do?")
    seen = Words(label="What did you see change?", most=LONGEST_REASON, lines=3, required=False)
    next = Words(label="What comes next?", most=LONGEST_REASON, lines=3, required=False)

    def clean(self) -> dict[str, Any]:
        """Work out the days; hours that are missing are asked for."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("long") == "hours":
            if said.get("hours") is None and "hours" not in self.errors:
                self.add_error("hours", "Write how many hours it was, or choose a day or half a day.")
            said["days"] = days_of_hours(said["hours"]) if said.get("hours") else None
        elif said.get("long"):
            said["days"] = Decimal(said["long"])
        return said
