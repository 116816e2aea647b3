"""The few SVG elements that the charts are made of.

Attributes only, never a `style`: pages forbid inline styles, and the colours come from one sheet, so that light, dark and
print are the same drawing.
"""

from __future__ import annotations

from functools import cache
from html import escape


class Markup(str):
    """Text that is already markup: Django prints it as it is, because it says so by `__html__`."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def element(name: str, *children: str, **attributes: object) -> Markup:
    """Return one element. `class_` becomes class and `font_size` font-size; None is left out; text children are escaped."""
    written = "".join(f' {_name(k)}="{escape(_value(v))}"' for k, v in attributes.items() if v is not None)
    inside = "".join(c if isinstance(c, Markup) else escape(c) for c in children)
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def drawing(label: str, width: float, height: float, *shapes: Markup, kind: str = "") -> Markup:
    """Return a whole drawing with its text alternative: to a screen reader it is one picture with one sentence."""
    return element(
        "svg", *shapes,
        role="img", aria_label=label, class_=f"chart {kind}".strip(), viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width, height=height,
    )  # fmt: skip


def decoration(width: float, height: float, *shapes: Markup, kind: str = "") -> Markup:
    """Return a drawing that only repeats what the text beside it says, and is silent to a screen reader."""
    return element(
        "svg", *shapes,
        aria_hidden="true", class_=f"chart {kind}".strip(), viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width, height=height,
    )  # fmt: skip


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def text(x: float, y: float, words: str, class_: str = "", *, anchor: str | None = None) -> Markup:
    """A label; `anchor` is start, middle or end."""
    return element("text", words, x=x, y=y, class_=class_ or None, text_anchor=anchor)


def group(*shapes: Markup, class_: str = "") -> Markup:
    """Shapes that belong together."""
    return element("g", *shapes, class_=class_ or None)


@cache  # attributes are few, and a page has thousands
def _name(attribute: str) -> str:
    return attribute if attribute == "viewBox" else attribute.rstrip("_").replace("_", "-")


def _value(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
