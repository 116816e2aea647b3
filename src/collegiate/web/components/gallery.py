"""Every component on one page, in its states, with made-up children and schools: for whoever writes pages, and for whoever checks them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.charts import Chart, Dot, Measured, Week, Weeks, draw_lone, draw_weeks
from collegiate.measures.figure import Figure, Similar
from collegiate.web.asked import Pages
from collegiate.web.components.parts import Banner, Cell, Choice, Count, Counts, Fact, Need, Option, Step
from collegiate.web.pictures.told import Link, Told

LONG = (
    "Llanfair Saint Bartholomew-upon-the-Marsh Church of England Voluntary Controlled Middle Deemed Secondary Academy"
)
"""The longest name that a page should be ready for."""

VERDICTS = ("better", "worse", "cannot be told apart", "higher", "lower", "")


@dataclass(frozen=True, slots=True)
class Shown(Told):
    """A figure of the gallery, which has no page of its own."""

    @property
    def path(self) -> str:
        """Where the gallery shows it."""
        return "#figure"


class Note(forms.Form):
    """A form with a field of each kind."""

    seen = forms.CharField(
        label="What did you see?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A few words. No pupil number.",
        error_messages={"required": "Write what you saw"},
    )
    on = forms.DateField(
        label="On which day?",
        help_text="Such as 2026-11-20",
        widget=forms.TextInput,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write the day as 2026-11-20: “yesterday” is another day tomorrow"},
    )
    about = forms.ChoiceField(
        label="What is it about?",
        choices=[("attendance", "Attendance"), ("effort", "Effort")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about"},
    )
    told = forms.MultipleChoiceField(
        label="Who knows?",
        choices=[("tutor", "Tutor"), ("home", "Home")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    year = forms.ChoiceField(label="Year", choices=[("8", "Year 8"), ("9", "Year 9")], required=False)
    file = forms.FileField(label="A file, if there is one", required=False)
    sure = forms.BooleanField(label="I have talked with the child", error_messages={"required": "Talk with the child first"})  # fmt: skip


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    return render(request, "gallery.html", {"section": "help", **SHOWN, **_forms()})


def _forms() -> dict[str, Note]:
    return {
        "plain_form": Note(prefix="plain", initial={"about": "effort", "told": ["tutor"]}),
        "wrong_form": Note({"wrong-seen": "", "wrong-on": "yesterday", "wrong-sure": ""}, prefix="wrong"),
    }


_PROGRESS = Measured("ks4_progress8", "Progress 8", "Progress 8", "grades", "higher", 2)


def _told(value: float | None, low: float | None, high: float | None, verdict: str, symbol: str = "") -> Shown:
    similar = Similar(50, 0.02, -0.15, 0.15, 8.0, verdict) if verdict else None
    figure = Figure(
        "ks4_progress8", 2026, urn=0, value=value, low=low, high=high, interval="from the published spread between pupils", n=82,
        england=-0.01, similar=similar, symbol=symbol or None, reason="fewer than six children" if symbol else "", rule_version="1",
    )  # fmt: skip
    return Shown(figure, _PROGRESS, "Windmill Park CE Middle School", done="Nobody yet: the school is made up.")


def _weeks() -> Chart:
    first = date(2026, 8, 31)
    missed = ((0, 0), (1, 0), (0, 0), (3, 2), (0, 1), (0, 0), (10, 0), (2, 4), (0, 0), (1, 1))
    weeks = [Week(first + timedelta(weeks=i), 10, leave, without) for i, (leave, without) in enumerate(missed)]
    return draw_weeks(Weeks("A child", 2027, weeks))


SHOWN = {
    "long": LONG,
    "verdicts": VERDICTS,
    "adding_up": Counts(
        Count(2298, "on roll"),
        (Count(187, "acted on", "#counts"), Count(2100, "looked at, no concern"), Count(11, "no data", "#counts", mind=True)),
    ),
    "short": Counts(Count(355, "on roll"), (Count(340, "looked at"), Count(0, "no data", mind=True))),
    "figures": (
        _told(0.31, 0.14, 0.48, "better"),
        _told(-0.34, -0.55, -0.13, "worse"),
        _told(0.10, -0.09, 0.29, "cannot be told apart"),
        _told(None, None, None, "", "c"),
    ),
    "dot": draw_lone(Dot(_PROGRESS, -0.34, -0.55, -0.13, -0.15, 0.02, 0.15, "worse", "Windmill Park CE Middle School", "2025/26"), -0.01),
    "weeks": _weeks(),
    "columns": ("Academy", "On roll", "No data", "In words"),
    "rows": (
        (Cell("Dove Bank High School", "#table"), 1047, 0, "every child looked at"),
        (Cell(LONG, "#table"), 58, Cell(11, "#table", mind=True), Cell("c: fewer than six children", gap=True)),
    ),
    "needed": (
        Need("Windmill Park: maths is falling faster than at schools like it", "#needs", "Three terms running. Nobody has acted yet.",
             ("The odds that this is chance are 1 in 40.", "It is shown to whoever leads school improvement."), Link("Refer to the board", "#needs")),
        Need("Eleven children have no data", "#needs", "Hutchins has not sent attendance since Tuesday.", act=Link("Ask the school", "#needs")),
    ),
    "no_needs": (),
    "facts": (
        Fact("Role", "Head of Windmill Park CE Middle School", Link("Change", "#facts")),
        Fact("Until", None, Link("Change", "#facts")),
        Fact("E-mail address", "a.very.long.name.that.nobody.would.want.to.type@dove-valley-learning-trust.example"),
    ),
    "steps": (
        Step("Choose the files", "done", "#steps"), Step("See what was recognised", "done", said="3 of 3 files"), Step("Answer what is open", "now"),
        Step("Publish", "ahead"),
    ),
    "banners_shown": (
        Banner("Emergency access to one child until 14:10.", "The safeguarding lead sees it.", "emergency", Link("End it now", "#banner")),
        Banner("You are reading an old picture, of 20 November 2026.", "Counts may have changed since.", "old", Link("Go to the latest", "#banner")),
        Banner("Registers of this week come in on Friday."),
    ),
    "pages": Pages(3, 50, 312),
    "choices": (
        Choice("year", "Year", (Option("", "Every year"), Option("8", "Year 8", chosen=True))),
        Choice("academy", "Academy", (Option("", "Every academy"), Option("1", LONG))),
        Choice("name", "Name", value="Sandford"),
    ),
}  # fmt: skip
"""What the page shows, made up once."""
