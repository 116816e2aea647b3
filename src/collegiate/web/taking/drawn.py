"""A chart as a file of its own: the pages' colours and letters written into it, since no style sheet goes with it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from collegiate.web.settings import HERE

_RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
_BLOCK = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_DRAWN = re.compile(r"(^|;)\s*(fill|stroke[\w-]*|opacity|font-size|font-weight|font-style|paint-order)\s*:")
_FONTS = ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")
ZOOM = 2
"""Pixels of an image to one of the page, so that it is sharp in print."""


def as_svg(markup: str) -> bytes:
    """Return a drawing with its style inside."""
    opened, rest = markup.split(">", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opened}><style>{style()}</style>{rest}'.encode()


def as_png(markup: str) -> bytes:
    """Return a drawing as an image on white paper. Raises ValueError for one that cannot be drawn."""
    import resvg_py

    fonts = [str(files("collegiate.charts") / "fonts" / name) for name in _FONTS]
    return bytes(resvg_py.svg_to_bytes(
        svg_string=as_svg(markup).decode(), background="#ffffff", zoom=ZOOM, skip_system_fonts=True, font_files=fonts,
        font_family="Liberation Sans", sans_serif_family="Liberation Sans",
    ))  # fmt: skip


@cache
def style() -> str:
    """Return what the pages' sheet says of drawings by daylight, with its colours written out."""
    sheet = (HERE / "static" / "collegiate" / "look.css").read_text(encoding="utf-8")
    plain = _BLOCK.sub("", sheet)
    colours = {
        n: v for body in re.findall(r":root\{([^}]*)\}", plain) for n, v in re.findall(r"(--[\w-]+):([^;]+)", body)
    }
    kept = []
    for selector, body in _RULE.findall(plain):
        own = [s for s in selector.split(",") if "govuk" not in s and not re.search(r"[:>\[]", s)]
        if own and _DRAWN.search(body) and any("." in s for s in own):
            kept.append(f"{','.join(own)}{{{_VARIABLE.sub(lambda m: colours.get(m.group(1), 'currentColor'), body)}}}")
    return "\n".join(["svg{font-family:'Liberation Sans',system-ui,sans-serif}", *kept])
