"""Hostile input, made from good files of a made-up nation: each function spoils one file in one way and says what must be told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A spoiled file and what intake owes us about it.

    `lines` are the physical lines of which something must be refused, by column where it is one cell ("" is the whole
    row); `words` must occur, any of them, in what is told; `whole` says that the file cannot be used at all, so that
    no row of it may be kept; `rows` is how many rows it has, where that can be counted.
    """

    path: Path
    words: tuple[str, ...] = ()
    lines: dict[int, str] = field(default_factory=dict)
    whole: bool = False
    rows: int | None = None
    harmless: bool = False


_Spoiler = Callable[[Path, Path], Spoiled]
HOSTILE: dict[str, _Spoiler] = {}


def hostile(spoil: _Spoiler) -> _Spoiler:
    """Add a way of spoiling to the list, under its function's name."""
    HOSTILE[spoil.__name__] = spoil
    return spoil


def _lines(base: Path, name: str, encoding: str = "utf-8-sig") -> list[str]:
    return (base / name).read_bytes().decode(encoding).split("\r\n")[:-1]


def _write(path: Path, lines: list[str], encoding: str = "utf-8", newline: str = "\r\n") -> Path:
    path.write_bytes((newline.join(lines) + newline).encode(encoding))
    return path


def _cells(lines: list[str], line: int) -> list[str]:
    return lines[line - 1].split(",")


def _put(lines: list[str], line: int, column: str, value: str) -> None:
    """Put a value into a cell of a file without quoted commas in that row."""
    cells = _cells(lines, line)
    cells[lines[0].split(",").index(column)] = value
    lines[line - 1] = ",".join(cells)


@hostile
def empty_file(base: Path, folder: Path) -> Spoiled:
    path = folder / "england_census_2018.csv"
    path.write_bytes(b"")
    return Spoiled(path, ("empty", "nothing"), whole=True, rows=0)


@hostile
def header_only(base: Path, folder: Path) -> Spoiled:
    path = _write(folder / "england_census_2018.csv", _lines(base, "england_census_2018.csv")[:1])
    return Spoiled(path, ("no row", "header", "empty"), whole=True, rows=0)


@hostile
def blank_lines_only(base: Path, folder: Path) -> Spoiled:
    path = _write(folder / "england_census_2018.csv", ["", "", ""])
    return Spoiled(path, ("empty", "blank", "nothing"), whole=True)


@hostile
def semicolons_for_commas(base: Path, folder: Path) -> Spoiled:
    lines = [line.replace(",", ";") for line in _lines(base, "england_census_2018.csv")]
    return Spoiled(
        _write(folder / "england_census_2018.csv", lines), ("semicolon", ";"), rows=len(lines) - 1, harmless=True
    )


@hostile
def a_delimiter_that_nobody_uses(base: Path, folder: Path) -> Spoiled:
    lines = [line.replace(",", "^") for line in _lines(base, "england_census_2018.csv")]
    path = _write(folder / "england_census_2018.csv", lines)
    return Spoiled(path, ("delimiter", "comma", "column", "recognised", "separat"), whole=True)


@hostile
def ragged_rows(base: Path, folder: Path) -> Spoiled:
    lines = _lines(base, "england_census_2018.csv")
    lines[2] = ",".join(_cells(lines, 3)[:5])
    lines[6] += ",1,2,3"
    return Spoiled(_write(folder / "england_census_2018.csv", lines), ("cells",), {3: "", 7: ""}, rows=len(lines) - 1)


@hostile
def nul_bytes(base: Path, folder: Path) -> Spoiled:
    lines = _lines(base, "england_census_2018.csv")
    _put(lines, 4, "NOR", "1\x002")
    return Spoiled(_write(folder / "england_census_2018.csv", lines), ("NUL",), {4: ""}, rows=len(lines) - 1)


@hostile
def mixed_encodings(base: Path, folder: Path) -> Spoiled:
    lines = _lines(base, "school_fsm_2019.csv")
    raw = [line.encode() for line in lines]
    raw[3] = lines[3].replace(_cells(lines, 4)[1], "Zoë's School").encode("utf-8")
    raw[5] = lines[5].replace(_cells(lines, 6)[1], "Zoë's School").encode("cp1252")
    path = folder / "school_fsm_2018.csv"
    path.write_bytes(b"\r\n".join(raw) + b"\r\n")
    return Spoiled(path, ("encoding", "UTF-8", "utf-8", "cp1252"), rows=len(lines) - 1, harmless=True)


@hostile
def a_urn_twice(base: Path, folder: Path) -> Spoiled:
    name = "edubasealldata20190715.csv"
    lines = _lines(base, name, "cp1252")
    again, other = len(lines) + 1, len(lines) + 2
    lines += [lines[3], lines[4].replace("Mixed", "Girls")]
    path = _write(folder / "edubasealldata20180715.csv", lines, "cp1252")
    return Spoiled(path, ("line 4", "line 5"), {again: "", other: ""}, rows=len(lines) - 1)


@hostile
def impossible_dates(base: Path, folder: Path) -> Spoiled:
    name = "england_dates"
    lines = _lines(base, "ofsted_ratings_2005-2019.csv")
    for line, value in ((2, "20190231"), (3, "31/31/2019"), (4, "yesterday")):
        _put(lines, line, "Inspection Date", value)
    refused = dict.fromkeys((2, 3, 4), "Inspection Date")
    return Spoiled(_write(folder / f"ofsted_ratings_{name}.csv", lines), ("date", "day"), refused, rows=len(lines) - 1)


@hostile
def impossible_percentages(base: Path, folder: Path) -> Spoiled:
    lines = _lines(base, "england_abs_2018.csv")
    for line, value in ((2, "140"), (3, "-3"), (4, "1e9")):
        _put(lines, line, "PERCTOT", value)
    refused = dict.fromkeys((2, 3, 4), "PERCTOT")
    return Spoiled(
        _write(folder / "england_abs_2018.csv", lines), ("0 and 100", "0 to 100"), refused, rows=len(lines) - 1
    )


@hostile
def words_where_numbers_belong(base: Path, folder: Path) -> Spoiled:
    lines = _lines(base, "england_abs_2018.csv")
    _put(lines, 5, "PERCTOT", "see note 3")
    return Spoiled(_write(folder / "england_abs_2018.csv", lines), ("number",), {5: "PERCTOT"}, rows=len(lines) - 1)


@hostile
def urns_that_are_none(base: Path, folder: Path) -> Spoiled:
    lines = _lines(base, "england_abs_2018.csv")
    _put(lines, 5, "URN", "12AB")
    _put(lines, 6, "URN", "99999999")
    return Spoiled(_write(folder / "england_abs_2018.csv", lines), ("URN",), {5: "URN", 6: "URN"}, rows=len(lines) - 1)


@hostile
def missing_key_column(base: Path, folder: Path) -> Spoiled:
    lines = _lines(base, "england_census_2018.csv")
    place = lines[0].split(",").index("URN")
    lines = [",".join(c for i, c in enumerate(line.split(",")) if i != place) for line in lines]
    return Spoiled(_write(folder / "england_census_2018.csv", lines), ("URN",), whole=True)


@hostile
def a_workbook_that_is_text(base: Path, folder: Path) -> Spoiled:
    path = folder / "england_census_2018.xlsx"
    path.write_bytes((base / "england_census_2018.csv").read_bytes())
    rows = len(_lines(base, "england_census_2018.csv")) - 1
    return Spoiled(path, ("content", "CSV", "text", "workbook"), rows=rows, harmless=True)


@hostile
def text_that_is_a_workbook(base: Path, folder: Path) -> Spoiled:
    path = folder / "multi_academy_trust_funding.csv"
    path.write_bytes((base / "multi_academy_trust_funding.xlsx").read_bytes())
    return Spoiled(path, ("content", "workbook", "XLSX"), harmless=True)


@hostile
def a_zip_that_was_cut_off(base: Path, folder: Path) -> Spoiled:
    whole = _zip(base, folder / "tables.zip")
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    return Spoiled(whole, ("ZIP", "zip"), whole=True)


@hostile
def a_zip_with_a_damaged_member(base: Path, folder: Path) -> Spoiled:
    path = _zip(base, folder / "tables.zip")
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 40] = b"\xff" * 40
    path.write_bytes(bytes(raw))
    return Spoiled(path, ("ZIP", "zip", "damaged", "corrupt"), whole=True)


def _zip(base: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.write(base / "england_ks2final_2018.csv", "england_ks2final_2018.csv")
    return path


@hostile
def a_file_of_another_country(base: Path, folder: Path) -> Spoiled:
    header = "SEED Code,School Name,Local Authority,School Roll,Placed in SIMD Quintile 1"
    rows = [f"52{n:05d},Invented Primary {n},Invented Council,{100 + n},{n}" for n in range(5)]
    return Spoiled(_write(folder / "school_level_2023.csv", [header, *rows]), ("recognised",), whole=True)


@hostile
def formulas_in_cells(base: Path, folder: Path) -> Spoiled:
    lines = _lines(base, "england_census_2018.csv")
    _put(lines, 2, "NOR", "=1+1")
    _put(lines, 3, "NUMEAL", "=cmd|' /C calc'!A0")
    _put(lines, 4, "URN", "=HYPERLINK(A1)")
    refused = {2: "NOR", 3: "NUMEAL", 4: "URN"}
    return Spoiled(_write(folder / "england_census_2018.csv", lines), ("=",), refused, rows=len(lines) - 1)


@hostile
def random_bytes(base: Path, folder: Path) -> Spoiled:
    path = folder / "england_ks4final_2018.csv"
    path.write_bytes(bytes((7 * n * n + 31 * n) % 256 for n in range(20_000)))
    return Spoiled(path, ("text", "recognised", "NUL", "binary", "bytes"), whole=True)


@hostile
def a_file_without_a_year(base: Path, folder: Path) -> Spoiled:
    path = folder / "england_swf_partial.csv"
    path.write_bytes((base / "england_swf_2018.csv").read_bytes())
    return Spoiled(path, ("year", "collegiate.toml"), whole=True, rows=len(_lines(base, "england_swf_2018.csv")) - 1)
