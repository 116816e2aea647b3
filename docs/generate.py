"""Write the reference pages that are made from the code, or check that the committed ones are current.

Run `uv run python docs/generate.py` to write them, `--check` to change nothing and fail when one is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"


def tables() -> Iterator[str]:
    """The canonical tables with their grain, key and columns."""
    from collegiate.tables import BOOKS, FACTS, PICTURE

    yield "# Tables"
    yield "What intake hands on (facts), what a build keeps about files (books), and what a snapshot publishes (picture)."
    for heading, group in (("Facts", FACTS), ("Books", BOOKS), ("Picture", PICTURE)):
        yield f"## {heading}"
        for table in group:
            yield f"### {table.name}\n\n{_flat(table.__doc__)}\n\nGrain: {table.grain}. Key: {', '.join(table.key)}."
            rows = [f"| `{n}` | {c.type} | {c.unit} | {_flat(c.meaning)} |" for n, c in table.columns().items()]
            yield "\n".join(["| column | type | unit | meaning |", "|---|---|---|---|", *rows])


def sources() -> Iterator[str]:
    """The sources that are recognised."""
    from collegiate.intake import sources as known

    yield "# Sources"
    yield "The files that are recognised, by their headers; the name of a file does not matter. `collegiate identify FILE` says what a file is and what of it would be refused."
    rows = [f"| `{s.id}` | {s.title} | {_flat(s.about)} |" for s in known()]
    yield "\n".join(["| id | what | about |", "|---|---|---|", *rows])


def measures() -> Iterator[str]:
    """The measures and their definitions."""
    from collegiate.measures import definitions

    yield "# Measures"
    yield "Each measure is one reviewed file. Nothing is converted from one era into another."
    for measure in definitions():
        yield f"## {measure.title}\n\n`{measure.id}` · unit: {measure.unit} · better when: {measure.polarity} · version {measure.version}"
        yield f"{_flat(measure.question)} {_flat(measure.about)}"
        yield f"Source: {_flat(measure.source)} Author: {measure.author}. Checked by: {measure.checker}. Next review: {measure.next_review}."


def commands() -> Iterator[str]:
    """The commands, as `--help` prints them."""
    import os

    os.environ["COLUMNS"] = os.environ["TERMINAL_WIDTH"] = "100"
    from typer.main import get_command
    from typer.testing import CliRunner

    from collegiate.cli.app import app

    yield "# Commands"
    names = list(get_command(app).commands)  # type: ignore[attr-defined]
    for name in names:
        text = CliRunner().invoke(app, [name, "--help"], prog_name="collegiate", terminal_width=100).output
        yield f"## {name}\n\n```text\n{text.strip()}\n```"


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "tables": tables,
    "sources": sources,
    "measures": measures,
    "commands": commands,
}


def _flat(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def index() -> str:
    """The page that lists the pages."""
    lines = [f"- [{name.capitalize()}]({name}.md): {_flat(page.__doc__)}" for name, page in PAGES.items()]
    return "# Reference\n\nMade from the code by `docs/generate.py`.\n\n" + "\n".join(lines) + "\n"


def main(check: bool) -> int:
    """Write the pages, or say which are out of date. Returns the exit code."""
    wanted = {f"{name}.md": "\n\n".join(page()) + "\n" for name, page in PAGES.items()} | {"README.md": index()}
    stale = [
        n
        for n, text in wanted.items()
        if not (REFERENCE / n).exists() or (REFERENCE / n).read_text(encoding="utf-8") != text
    ]
    if check:
        for name in stale:
            print(f"docs/reference/{name} is out of date. Run: uv run python docs/generate.py")
        return 1 if stale else 0
    for name in stale:
        (REFERENCE / name).write_text(wanted[name], encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
