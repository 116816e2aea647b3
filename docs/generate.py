"""Write the reference pages that are made from the code, or check that the committed ones are current.

Run `uv run python docs/generate.py` to write them, `--check` to change nothing and fail when one is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parent / "reference"


def tables() -> Iterator[str]:
    """The canonical tables with their grain, key and columns."""
    from collegiate.tables import BOOKS, FACTS, PEOPLE, PICTURE, RECORD

    groups = (
        ("Facts", "What intake hands on of files about schools.", FACTS),
        (
            "Facts about people",
            "What intake hands on of files about children and staff. `person` is the sender's name for somebody.",
            PEOPLE,
        ),
        ("Books", "What a build keeps about the files themselves.", BOOKS),
        ("Picture", "What a snapshot publishes of schools.", PICTURE),
        (
            "Record",
            "What a snapshot publishes of children. It is reached only through a scope, and every look is written down.",
            RECORD,
        ),
    )
    yield "# Tables"
    yield "What intake hands on, what a build keeps about files, and what a snapshot publishes."
    for heading, about, group in groups:
        yield f"## {heading}"
        yield about
        for table in group:
            yield f"### {table.name}\n\n{_flat(table.__doc__)}\n\nGrain: {table.grain}. Key: {', '.join(table.key)}."
            rows = [f"| `{n}` | {c.type} | {c.unit} | {_flat(c.meaning)} |" for n, c in table.columns().items()]
            yield "\n".join(["| column | type | unit | meaning |", "|---|---|---|---|", *rows])


def sources() -> Iterator[str]:
    """The sources that are recognised."""
    from collegiate.intake import sources as known

    yield "# Sources"
    yield "The files that are recognised, by their headers; the name of a file does not matter. `collegiate identify FILE` says what a file is and what of it would be refused. [What was checked about them](sources/what-was-checked.md) gives the evidence."
    for heading, people in (("Files about schools", False), ("Files about children and staff", True)):
        yield f"## {heading}"
        rows = [f"| `{s.id}` | {s.title} | {_flat(s.about)} |" for s in known() if s.people is people]
        yield "\n".join(["| id | what | about |", "|---|---|---|", *rows])
    yield from _layouts()


def _layouts() -> Iterator[str]:
    """The layouts of management systems, each read as the source whose columns it renames."""
    from collegiate.intake.mapping import shipped_mappings
    from collegiate.intake.sources import sources as known

    yield "## Layouts of management systems"
    yield "Each is read as the source named beside it. They were checked against files of the simulated trust only: compare the headers with those of your own system."
    rows = [
        f"| {m.title} | `{m.id}` | {', '.join(m.headers)} |"
        for m in sorted(shipped_mappings(known()), key=lambda m: m.title)
        if m.people
    ]
    yield "\n".join(["| layout | read as | known by |", "|---|---|---|", *rows])


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
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        for words in [[name], *([name, below] for below in getattr(command, "commands", ()))]:
            text = CliRunner().invoke(app, [*words, "--help"], prog_name="collegiate", terminal_width=100).output
            yield f"{'#' * (len(words) + 1)} {' '.join(words)}\n\n```text\n{text.strip()}\n```"


def data_quality() -> Iterator[str]:
    """What is looked for in children's data: what is found, when it matters, how to mend it, who, and by when."""
    from collegiate.pupils.quality import rules

    due = {"census": "the next school census", "attendance": "within five weekdays"}
    yield "# Data quality"
    yield "The rules that look at children's data after every build. A finding names no child in its sentence and never a pupil number. The error number is the school census's, where it has one."
    for rule in rules():
        number = f" · census error {rule.error_number}" if rule.error_number else ""
        yield f"## {rule.title}\n\n`{rule.id}`{number} · for the {rule.owner} · fix by: {due[rule.due]}"
        yield f"Found: “{_flat(rule.found)}”"
        yield f"{_flat(rule.matters)} {_flat(rule.remedy)}"


def packs() -> Iterator[str]:
    """What a receiving school gets of every child who moves."""
    from collegiate.pupils.transition import packs as agreed

    yield "# Packs for a move"
    yield "What the schools of a trust agree to hand over. The list is `src/collegiate/pupils/transition/packs.toml`; its version is shown in the transition room."
    for pack in agreed():
        yield f"## {pack.title}\n\n`{pack.move}` · version {pack.version}"
        yield "\n".join(f"- {item.title}" for item in pack.items)


def api() -> Iterator[str]:
    """The API: its operations, what may be asked of each, what can go wrong, and the rules of its tidy files."""
    from collegiate.ees import RULES

    made = _description()
    yield "# API"
    yield made["info"]["description"]
    yield "The description for programs is [openapi.json](openapi.json) (OpenAPI 3.1). Every operation also takes HEAD; nothing takes anything else."
    for path, methods in made["paths"].items():
        for operation in methods.values():
            right = operation.get("x-right", "anybody")
            yield f"## {path}\n\n{operation['summary']} {operation.get('description', '')}".strip()
            yield f"For: {'whoever is known, by token or session' if right == 'signed in' else right}. Answers: {', '.join(operation['responses'])}."
            asked = [f"| `{p['name']}` | {p['in']} | {_flat(p['description'])} |" for p in operation["parameters"]]
            if asked:
                yield "\n".join(["| asked | where | what |", "|---|---|---|", *asked])
    yield "## Problems"
    yield "Every error is a problem in the form of RFC 9457."
    yield "\n".join(["| status | type | title | what to do |", "|---|---|---|---|", *_problems()])
    yield "## Rules of tidy files"
    yield "Every tidy file is screened by these rules before it is handed out; one that breaks a rule is refused with its words. They are those of the screener of Explore Education Statistics, by its names, as far as they bear on files of schools, trusts and counts. Left out: the levels that are not handed out here (wards, constituencies, authorities …) and the comparison with the Department's data dictionary."
    yield "\n".join(["| rule | says |", "|---|---|", *(f"| `{r.id}` | {_flat(r.says)} |" for r in RULES)])


def _description() -> dict[str, Any]:
    _set_up()
    from collegiate.web.api.description import description

    return description()


def _problems() -> Iterator[str]:
    from collegiate.web.api.problems import KINDS

    for kind in KINDS.values():
        yield f"| {kind.status} | `/api/#{kind.id}` | {kind.title} | {_flat(kind.means)} |"


def _set_up() -> None:
    """The application's settings, without a store."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collegiate.web.settings")
    import django

    django.setup()


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "tables": tables,
    "sources": sources,
    "measures": measures,
    "commands": commands,
    "data-quality": data_quality,
    "packs": packs,
    "api": api,
}


WRITTEN = {
    "Settings": ("settings", "Every setting of an installation."),
    "Data protection": (
        "data-protection",
        "What is processed about whom, why and for how long: a template for a trust's own records and assessment.",
    ),
    "Security": ("asvs", "OWASP ASVS 4.0.3, level 2, line by line, each with its test or the reason why not."),
}
"""Reference pages that people write; tests hold them to the code."""


_TITLES = {"api": "API"}


def _flat(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def index() -> str:
    """The page that lists the pages."""
    lines = [
        f"- [{_TITLES.get(name) or name.replace('-', ' ').capitalize()}]({name}.md): {_flat(page.__doc__)}"
        for name, page in PAGES.items()
    ]
    written = [f"- [{title}]({name}.md): {about}" for title, (name, about) in WRITTEN.items()]
    made, by_hand = "\n".join(lines), "\n".join(written)
    return f"# Reference\n\nMade from the code by `docs/generate.py`:\n\n{made}\n\nWritten by hand:\n\n{by_hand}\n"


def main(check: bool) -> int:
    """Write the pages, or say which are out of date. Returns the exit code."""
    wanted = {f"{name}.md": "\n\n".join(page()) + "\n" for name, page in PAGES.items()} | {"README.md": index()}
    from collegiate.web.api.description import as_text

    wanted["openapi.json"] = as_text()
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
