"""Small helps for reading the elements of a transfer file, whatever namespace they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

_GAPS = re.compile(r">\s+<")


def children(element: Any, name: str = "") -> list[Any]:
    """Return the child elements, or those of one name."""
    return list(element.iterchildren(f"{{*}}{name}" if name else "*"))


def at(element: Any, path: str) -> Any:
    """Return the first element at a path such as Address/PostCode, or None."""
    for name in path.split("/"):
        if element is None:
            break
        element = next(element.iterchildren(f"{{*}}{name}"), None)
    return element


def every(element: Any, path: str) -> Iterator[Any]:
    """Yield every element at a path such as SENhistory/SEN."""
    name, _, rest = path.partition("/")
    for child in children(element, name):
        if rest:
            yield from every(child, rest)
        else:
            yield child


def words(element: Any, path: str = "") -> str | None:
    """Return the text of an element, or of the first at a path; None where it is absent or empty."""
    found = at(element, path) if path else element
    text = "" if found is None else "".join(found.itertext()).strip()
    return text or None


def raw(element: Any) -> str:
    """Return an element as XML, without the white space between its elements."""
    return _GAPS.sub("><", etree.tostring(element, encoding="unicode", with_tail=False).strip())
