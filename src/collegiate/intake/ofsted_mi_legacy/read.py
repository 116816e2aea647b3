"""The regime of an inspection stands in no column: it is told by whether there is an overall grade."""

from __future__ import annotations

from collegiate.intake.grid import Grid, text_array
from collegiate.intake.headers import plain

_OVERALL = {
    "Regime": ("Overall effectiveness",),
    "Previous regime": (
        "Previous graded inspection overall effectiveness",
        "Previous full inspection overall effectiveness",
    ),
}
_GRADES = frozenset("1234") | {"outstanding", "good", "requires improvement", "satisfactory", "inadequate"}


def reshape(grid: Grid) -> Grid:
    """Add the columns Regime and Previous regime: 'graded' with an overall grade, else 'sub_judgements'."""
    added = {name: text_array(_regimes(grid, headers)) for name, headers in _OVERALL.items()}
    return grid.replaced(header=(*grid.header, *added), columns=(*grid.columns, *added.values()))


def _regimes(grid: Grid, headers: tuple[str, ...]) -> list[str]:
    wanted = {plain(header) for header in headers}
    place = next((i for i, header in enumerate(grid.header) if plain(header) in wanted), None)
    cells = [""] * grid.rows if place is None else grid.columns[place].to_pylist()
    return ["graded" if _is_grade(cell) else "sub_judgements" for cell in cells]


def _is_grade(cell: str | None) -> bool:
    return (cell or "").strip().removesuffix(".0").casefold() in _GRADES
