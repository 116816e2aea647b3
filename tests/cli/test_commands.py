"""The commands as a new user types them: answers, errors in words, exit codes."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import subprocess
import sys

import pytest
from commands import collegiate
from typer.testing import CliRunner

from collegiate.cli.app import app
from collegiate.cli.errors import told
from collegiate.store import Store


def a_school(store) -> dict:
    reader = Store(store).reader()
    return reader.members(int(reader.about["trust"]))[0]


def test_help_names_every_command_and_loads_nothing_heavy():
    code = (
        "import sys\nfrom collegiate.cli import main\nsys.argv = ['collegiate', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('HEAVY', sorted(set(sys.modules) & {'ibis', 'duckdb', 'pandas', 'numpy', 'pyarrow', 'django', 'scipy', 'rich'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    for command in ("demo", "build", "serve", "figures", "sources", "identify", "simulate"):
        assert f"\n  {command}" in done.stdout
    assert "HEAVY []" in done.stdout


def test_figures_as_json_answer_the_five_questions(simulated_store):
    school = a_school(simulated_store.store)
    done = collegiate("figures", "--store", simulated_store.store, "--urn", school["urn"], "--json")
    figures = json.loads(done.stdout)
    assert done.returncode == 0
    assert figures
    wanted = {
        "measure", "urn", "period", "release", "value", "low", "high", "n", "unit", "symbol", "era", "england",
        "local_authority", "similar", "receipts",
    }  # fmt: skip
    for figure in figures:
        assert wanted <= figure.keys()
        assert (figure["value"] is None) == (figure["symbol"] is not None)
        assert all({"file", "sha256", "line"} <= r.keys() for r in figure["receipts"])
    compared = [f["similar"] for f in figures if f["similar"]]
    assert compared
    assert all({"k", "median", "percentile", "verdict"} <= s.keys() for s in compared)


def test_a_trusts_figures_say_whose_pupils_are_in_them(simulated_store):
    uid = Store(simulated_store.store).reader().about["trust"]
    figures = json.loads(collegiate("figures", "--store", simulated_store.store, "--trust", uid, "--json").stdout)
    assert figures
    assert all(f["trust"] == int(uid) and (f["academies"] or f["symbol"]) for f in figures)


def test_figures_can_be_narrowed_and_read_as_text(simulated_store):
    school = a_school(simulated_store.store)
    done = collegiate("figures", "--store", simulated_store.store, "--urn", school["urn"], "--measure", "roll")
    assert done.returncode == 0
    assert all("roll" in line for line in done.stdout.strip().splitlines())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["figures", "--store", "{store}"], "Say whose figures"),
        (["figures", "--store", "{store}", "--urn", "123"], "There is no school 123"),
        (["figures", "--store", "{store}", "--trust", "123"], "There is no trust 123"),
        (["figures", "--store", "{store}", "--urn", "{urn}", "--period", "2018"], "Write it as 2018/19"),
        (["figures", "--store", "{tmp}/none", "--urn", "1"], "There is no picture"),
        (["serve", "--store", "{tmp}/none"], "collegiate build FOLDER --store"),
        (["build", "{tmp}/nothing", "--store", "{tmp}/s"], "Give folders or files that exist"),
        (["build", "{tmp}", "--store", "{tmp}/s"], "Put the store elsewhere"),
        (["build", "{tmp}/empty", "--store", "{tmp}/s"], "There is no file in"),
        (["build", "{tmp}/empty", "--store", "{tmp}/s", "--year", "oops"], "Write --year FILE=2018/19"),
        (["identify", "{tmp}/nothing.csv"], "There is no file"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(simulated_store, tmp_path, arguments, words):
    (tmp_path / "empty").mkdir()
    names = {"store": simulated_store.store, "tmp": tmp_path, "urn": a_school(simulated_store.store)["urn"]}
    done = collegiate(*[a.format(**names) for a in arguments])
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_sources_lists_what_is_recognised():
    listed = json.loads(CliRunner().invoke(app, ["sources", "--json"]).output)
    assert {"gias_establishments", "ks2_performance", "ks4_performance", "census"} <= {s["id"] for s in listed}
    assert all(s["title"] and s["about"] for s in listed)


def test_identify_names_the_nearest_guess_for_a_stranger(tmp_path):
    strange = tmp_path / "strange.csv"
    strange.write_text("URN,READPROG,FAVOURITE COLOUR\n100001,1.2,green\n")
    done = collegiate("identify", strange)
    assert done.returncode == 2
    assert "Key stage 2" in done.stdout


def test_build_prints_a_line_a_file_that_adds_up(simulated_store, tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("census", "edubasealldata"):
        source = next(p for p in simulated_store.files.rglob("*.csv") if name in p.name)
        (tmp_path / "in" / source.name).write_bytes(source.read_bytes())
    (tmp_path / "in" / "strange.csv").write_text("a,b\n1,2\n")
    done = collegiate("build", tmp_path / "in", "--store", tmp_path / "store")
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines() if line.rstrip()[-1:].isdigit() and ".csv" in line]
    assert len(lines) == 3
    for line in lines:
        rows_in, kept, refused = (int(n.replace(",", "")) for n in line[-3:])
        assert rows_in == kept + refused
    assert "not recognised" in done.stdout


def told_of(*words: object) -> str:
    """Run a command in this process as `main` does, and return what it says on standard error; it has to end with 2."""
    error = io.StringIO()
    with pytest.raises(SystemExit) as ended, contextlib.redirect_stderr(error), told():
        app(prog_name="collegiate", args=list(map(str, words)))
    assert ended.value.code == 2
    return error.getvalue()


def test_what_cannot_be_read_or_written_is_said_whatever_the_command(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    (tmp_path / "scores.csv").write_text("score,prior\n1,2\n")
    (tmp_path / "spoilt.csv").write_bytes(b"\xff\xfe\x00a,b\n1,2\n")
    said = told_of("simulate", tmp_path / "file" / "below", "--nation", 60)
    assert "cannot be used" in said and "Name another" in said
    assert "60 pupils at least" in told_of("simulate", tmp_path / "made", "--nation", 60, "--pupils", 1)
    growth = ("--score", "score", "--out", tmp_path / "out.csv")
    assert "UTF-8" in told_of("growth", tmp_path / "spoilt.csv", *growth, "--priors", "a")
    assert "one column" in told_of("growth", tmp_path / "scores.csv", *growth, "--priors", " , ")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("collegiate.cli.growth._read", full)
    assert "disk is full" in told_of("growth", tmp_path / "scores.csv", *growth, "--priors", "prior")
