"""The tags that write components; every template has them without loading anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.forms import BoundField, widgets
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from collegiate.charts import Chart
from collegiate.web.asked import Pages
from collegiate.web.components.parts import MOST_NEEDS, Banner, Cell, Choice, Counts, Fact, Need, Step
from collegiate.web.pictures.told import Told

register = template.Library()
Given = dict[str, Any]


def _written(part: str, **given: object) -> SafeString:
    return mark_safe(render_to_string(f"components/{part}.html", given).strip())  # noqa: S308 - a template's own output


@register.inclusion_tag("components/counts.html")
def counts(sum: Counts, label: str = "How the count adds up") -> Given:
    """Write a whole and its parts as an equation."""
    return {"sum": sum, "label": label}


@register.inclusion_tag("components/to_do.html")
def to_do(words: str, path: str, because: str = "") -> Given:
    """Write the one thing to do."""
    return {"words": words, "path": path, "because": because}


@register.inclusion_tag("components/needs.html")
def needs(needs: Sequence[Need], title: str = "What needs you", more: str = "") -> Given:
    """Write what needs a person, at most five, the first first; `more` leads to the rest."""
    return {"needs": list(needs)[:MOST_NEEDS], "left": max(len(needs) - MOST_NEEDS, 0), "title": title, "more": more}


@register.simple_block_tag(end_name="endwhy")
def why(content: str, title: str = "Why am I seeing this?", about: str = "") -> SafeString:
    """Fold away the reason for what was computed; `about` tells readers of the page's words alone what it is the reason for."""
    return _written("why", title=title, about=about, content=content)


@register.simple_block_tag(end_name="endnothing")
def nothing(content: str, words: str) -> SafeString:
    """Say that there is nothing, and what that means or what to do next."""
    return _written("nothing", words=words, content=content)


@register.simple_block_tag(end_name="enddone")
def done(content: str, words: str) -> SafeString:
    """Say what was just done, and what follows."""
    return _written("done", words=words, content=content)


@register.simple_block_tag(end_name="endwide")
def wide(content: str, label: str) -> SafeString:
    """Hold a wide table: it scrolls by itself, by keyboard too, and the page does not."""
    return _written("wide", label=label, content=content)


@register.inclusion_tag("components/banner.html")
def banner(banner: Banner) -> Given:
    """Write what holds for the whole page."""
    return {"banner": banner}


@register.inclusion_tag("components/know.html")
def know(told: Told, words: str = "How do you know?") -> Given:
    """Fold away the five questions that a figure answers."""
    return {"told": told, "words": words}


@register.inclusion_tag("components/figure.html")
def figure(told: Told) -> Given:
    """Write a figure: the number or why there is none, how sure, the verdict, and the five questions."""
    return {"told": told}


@register.inclusion_tag("components/verdict.html")
def verdict(verdict: str) -> Given:
    """Write a verdict in words, in the manner that its kind has everywhere."""
    return {"verdict": verdict}


@register.inclusion_tag("components/chart.html")
def chart(chart: Chart, of: str, words: str = "The same as a table") -> Given:
    """Write the sentence that reads a drawing, the drawing, and the table with the same numbers."""
    return {"chart": chart, "words": words, **_tabled(chart.columns, chart.rows, of)}


@register.inclusion_tag("components/table.html")
def table(columns: Sequence[str], rows: Sequence[Sequence[object]], caption: str) -> Given:
    """Write a table that becomes short blocks on a phone; cells are words or `Cell`s, the first of a row is its head."""
    return _tabled(columns, rows, caption)


def _tabled(columns: Sequence[str], rows: Iterable[Sequence[object]], caption: str) -> Given:
    rest = list(columns)[1:]
    written = [(_cell(row[0]), [(label, _cell(c)) for label, c in zip(rest, row[1:], strict=True)]) for row in rows]
    return {"columns": columns, "caption": caption, "rows": written}


def _cell(value: object) -> Cell:
    if isinstance(value, Cell):
        return value
    return Cell(value, number=isinstance(value, int))


@register.inclusion_tag("components/facts.html")
def facts(facts: Sequence[Fact]) -> Given:
    """Write what is so as a summary list, each with a way to change it where there is one."""
    return {"facts": facts}


@register.inclusion_tag("components/steps.html")
def steps(steps: Sequence[Step], label: str = "Steps") -> Given:
    """Write how far one has come."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, pages: Pages, label: str = "Pages") -> Given:
    """Write the way through a long list; whatever else the address asks for stays."""
    return {"pages": pages, "label": label, "asked": _asked(context, "page")}


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context: Context, choices: Sequence[Choice], button: str = "Show", label: str = "Narrow the list") -> Given:
    """Write what a list may be narrowed by; whatever else the address asks for stays, but the page."""
    names = {c.name for c in choices}
    kept = [(k, v) for k, v in _pairs(context) if k not in names and k != "page"]
    return {"choices": choices, "button": button, "label": label, "kept": kept}


def _pairs(context: Context) -> list[tuple[str, str]]:
    request = getattr(context, "request", None)
    return [(k, v) for k, values in request.GET.lists() for v in values] if request is not None else []


def _asked(context: Context, but: str) -> str:
    from urllib.parse import urlencode

    return urlencode([(k, v) for k, v in _pairs(context) if k != but])


_REQUIRED = "This field is required."
"""What Django says of an empty field: on top of a page it does not say which one, so the summary does."""


@register.inclusion_tag("components/errors.html")
def errors(form: Any, title: str = "There is a problem", focus: bool = True) -> Given:
    """Write every mistake of a form on top of the page, each leading to its field; it takes the focus, so that it is read first."""
    return {"form": form, "title": title, "focus": focus, "required": _REQUIRED}


_KINDS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, "checkboxes"),
    (widgets.RadioSelect, "radios"),
    (widgets.CheckboxInput, "tick"),
)
_CLASSES: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.Textarea, "govuk-textarea"),
    (widgets.FileInput, "govuk-file-upload"),
    (widgets.CheckboxInput, "govuk-checkboxes__input"),
    (widgets.Select, "govuk-select"),
    (widgets.Input, "govuk-input"),
)


@register.inclusion_tag("components/field.html")
def field(field: BoundField, hint: str = "", width: str = "") -> Given:
    """Write one field of a form with its label, hint and mistakes; `width` is a class such as govuk-input--width-10."""
    said = hint or str(field.help_text)
    name = field.id_for_label or field.html_name
    described = " ".join(i for i, there in ((f"{name}-hint", said), (f"{name}-error", field.errors)) if there)
    given = {"field": field, "hint": said, "id": name, "kind": _kind(field), "described": described}
    if given["kind"] == "hidden":
        given["widget"] = field.as_widget()
    elif given["kind"] not in ("radios", "checkboxes"):
        given["widget"] = field.as_widget(attrs=_attributes(field, width, described))
    return given


def _kind(field: BoundField) -> str:
    if field.is_hidden:
        return "hidden"
    return next((kind for cls, kind in _KINDS if isinstance(field.field.widget, cls)), "line")


def _attributes(field: BoundField, width: str, described: str) -> dict[str, str | bool]:
    base = next((name for cls, name in _CLASSES if isinstance(field.field.widget, cls)), "govuk-input")
    wrong = f"{base}--error" if field.errors and base != "govuk-checkboxes__input" else ""
    attributes: dict[str, str | bool] = {"class": " ".join(c for c in (base, wrong, width) if c)}
    if described:
        attributes["aria-describedby"] = described
    if field.errors:
        attributes["aria-invalid"] = "true"
    return attributes
