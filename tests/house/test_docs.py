"""What the documentation shows works: every console and Python block is run, in order, page by page."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [
    p
    for p in sorted([*DOCS.glob("tutorial/*.md"), *DOCS.glob("how-to/*.md")])
    if "```console" in p.read_text() or "```python" in p.read_text()
]
BLOCK = re.compile(r"^```(console|python|(?:toml|csv) title=\S+)\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|#|mailto:)([^)#\s]+)")
COMMAND = re.compile(r"(?:^|[`$] ?|run )collegiate ([a-z][a-z-]*)([^`\n]*)", re.M)
OPTION = re.compile(r"(?<=\s)--[a-z-]+")
CHECK = doctest.OutputChecker()


def run(command: str, folder: Path) -> str:
    """Run one line of a console block as a reader would; progress is left out, the words of an error are not."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "200",
    }
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, check=False, capture_output=True, text=True, timeout=300
    )
    return done.stdout + (done.stderr if done.returncode else "")


def check_console(block: str, folder: Path) -> None:
    for step in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, expected = step.partition("\n")
        got = run(command, folder)
        assert CHECK.check_output(expected, got, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE), (
            f"$ {command}\nexpected:\n{expected}\ngot:\n{got}"
        )


def check_python(block: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=folder, check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(DOCS)))
def test_a_page_does_what_it_shows(page, tmp_path):
    for kind, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "console":
            check_console(block, tmp_path)
        elif kind == "python":
            check_python(block, tmp_path)
        else:
            target = tmp_path / kind.partition("=")[2]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block, encoding="utf-8")


@pytest.mark.parametrize(
    "page", [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))], ids=lambda p: str(p.relative_to(ROOT))
)
def test_every_link_between_pages_leads_somewhere(page):
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert not broken


@pytest.mark.parametrize("folder", ["how-to", "explanation", "reference", "adr"])
def test_every_page_is_in_the_list_of_its_folder(folder):
    home = DOCS / folder
    listed = set(LINK.findall((home / "README.md").read_text(encoding="utf-8")))
    listed |= {link for page in listed if (home / page).exists() for link in LINK.findall((home / page).read_text())}
    pages = {str(p.relative_to(home)) for p in home.rglob("*.md")} - {"README.md"}
    assert pages <= listed


@pytest.mark.parametrize("page", sorted(DOCS.glob("tutorial/*.md")), ids=lambda p: p.name)
def test_the_readme_leads_to_every_tutorial(page):
    assert f"docs/tutorial/{page.name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_and_option_that_a_page_names_is_there():
    from typer.main import get_command

    from collegiate.cli.app import app

    commands = get_command(app).commands
    named = [
        (page.name, *found)
        for page in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
        if page.parent.name not in ("reference", "adr")
        for found in COMMAND.findall(page.read_text(encoding="utf-8"))
    ]
    assert len(named) > 20
    for page, command, rest in named:
        assert command in commands, f"{page} names collegiate {command}"
        below = getattr(commands[command], "commands", {}).get(rest.split()[0] if rest.split() else "")
        known = {o for p in (below or commands[command]).params for o in p.opts}
        assert set(OPTION.findall(rest)) <= known | {"--help"}, f"{page}: collegiate {command} {rest}"


def test_generated_pages_are_current():
    done = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_test_command_is_what_ci_runs():
    command = "python3 -m pip install uv && python3 -m uv run pytest"
    assert command in (ROOT / "README.md").read_text()
    assert command in (ROOT / ".ci" / "run").read_text()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_nothing_of_the_real_files_or_of_one_machine_is_committed():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=False, capture_output=True, text=True).stdout.split()
    assert not [f for f in tracked if f.endswith((".duckdb", ".parquet")) or f.startswith("shared/")]
    home = str(Path(ROOT.parent)) + "/"
    texts = [f for f in tracked if f.endswith((".py", ".md", ".toml", ".html", ".css", ".json"))]
    assert not [
        f for f in texts if (ROOT / f).exists() and home in (ROOT / f).read_text(encoding="utf-8", errors="replace")
    ]
