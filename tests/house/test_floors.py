"""The house: no room knows a room above it, and three rooms keep their libraries to themselves."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "collegiate"

FLOORS = {
    "vocabulary": 0, "engine": 0,
    "tables": 1,
    "statistics": 2, "store": 2, "intake": 2, "checks": 2,
    "measures": 3, "disclosure": 3,
    "compare": 4,
    "register": 5, "pupils": 5, "watch": 5, "strategy": 5, "improve": 5, "growth": 5,
    "charts": 6, "ees": 6, "packs": 6, "build": 6, "simulate": 6, "operations": 6,
    "cli": 7, "web": 7,
    "__main__": 8, "__init__": 0,
}  # fmt: skip

ALONE = {
    "ibis": {"engine"},
    "duckdb": {"engine"},
    "pyspark": {"engine"},
    "django": {"web"},
    "typer": {"cli"},
    "rich": {"cli"},
    "sklearn": {"statistics"},
    "statsmodels": {"statistics"},
    "httpx": {"intake"},
}
PURE = {
    "statistics": {"vocabulary", "statistics", "engine"},
    "simulate": {"vocabulary", "tables", "simulate"},
    "vocabulary": {"vocabulary"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                found.add(".".join(["collegiate", *path.relative_to(PACKAGE).parts[: -node.level], node.module or ""]))
            elif node.module == "collegiate":
                found |= {f"collegiate.{alias.name}" for alias in node.names if (PACKAGE / alias.name).exists()}
            else:
                found.add(node.module or "")
    return found


def rooms_used(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("collegiate.")}


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_every_room_has_a_floor():
    assert {room_of(p) for p in modules()} <= set(FLOORS)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_nothing_imports_a_room_above_it(path):
    here = FLOORS[room_of(path)]
    above = {room for room in rooms_used(path) if FLOORS[room] > here}
    assert not above, f"{name_of(path)} stands on floor {here} and reaches up to {', '.join(sorted(above))}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_library_stays_in_its_room(path):
    strangers = {
        lib
        for lib, rooms in ALONE.items()
        if room_of(path) not in rooms and lib in {i.split(".")[0] for i in imports(path)}
    }
    assert not strangers, (
        f"{name_of(path)} imports {', '.join(sorted(strangers))}, which stays in {ALONE[min(strangers)]}"
    )


def test_the_models_meet_the_engine_in_one_module():
    meeting = [name_of(p) for p in modules() if room_of(p) == "statistics" and "engine" in rooms_used(p)]
    assert meeting == ["statistics/mixed/tables.py"]


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_knows_only_what_it_may(room):
    for path in (p for p in modules() if room_of(p) == room):
        assert rooms_used(path) <= PURE[room], name_of(path)


@pytest.mark.parametrize("room", sorted({room_of(p) for p in modules()} - {"__main__"}))
def test_every_room_says_what_it_is_for(room):
    init = PACKAGE / room / "__init__.py" if (PACKAGE / room).is_dir() else PACKAGE / f"{room}.py"
    words = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or ""
    assert len(words.split()) >= 6, f"{room} does not say what it is for"


def test_the_test_would_see_an_import_that_reaches_up(tmp_path, monkeypatch):
    room = tmp_path / "vocabulary"
    room.mkdir()
    wrong = room / "wrong.py"
    wrong.write_text("def late():\n    from collegiate import web\n    import duckdb\n")
    (tmp_path / "web").mkdir()
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    assert rooms_used(wrong) == {"web"}
    assert "duckdb" in imports(wrong)


def test_no_two_helpers_of_the_tests_share_a_name():
    tests = PACKAGE.parents[1] / "tests"
    helpers = [p.stem for p in tests.rglob("*.py") if not p.name.startswith("test_") and p.stem != "conftest"]
    assert sorted(helpers) == sorted(set(helpers)), "the first that is imported hides the others"


def names_that_a_folder_could_take(init: Path) -> list[str]:
    """Names that a package gives out and that Python gives to a folder or module beside it as soon as somebody imports that one."""
    here = ".".join(("collegiate", *init.parent.relative_to(PACKAGE).parts))
    beside = {p.stem for p in init.parent.glob("*.py")} | {
        p.name for p in init.parent.iterdir() if p.is_dir() and any(f.suffix != ".pyc" for f in p.rglob("*.*"))
    }
    found = []
    for node in ast.walk(ast.parse(init.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.ImportFrom):
            names = [alias.asname or alias.name for alias in node.names]
            found += [n for n in names if node.module not in (here, f"{here}.{n}")]
    return sorted(beside & set(found))


@pytest.mark.parametrize("init", sorted(PACKAGE.rglob("__init__.py")), ids=name_of)
def test_no_name_of_a_package_can_turn_into_a_module(init):
    taken = names_that_a_folder_could_take(init)
    assert not taken, f"{name_of(init)} gives out {', '.join(taken)}, which is a folder or module beside it: rename one"


def test_the_test_would_see_a_name_that_turns_into_a_module(tmp_path, monkeypatch):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "a.toml").touch()
    (tmp_path / "own.py").touch()
    init = tmp_path / "__init__.py"
    init.write_text("from collegiate.reading import lists\nfrom collegiate.own import own\n\ndef other(): ...\n")
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    assert names_that_a_folder_could_take(init) == ["lists"]
