"""A pack set as PDF and as workbook: from its JSON alone, the same bytes whenever and wherever it is done with the same tools."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from collegiate.packs.pack import Json, PackError, fingerprint, frozen, read, tables

_HERE = Path(__file__).parent
_CANNOT_SHOW = re.compile(r"the text `?\"(.+?)\"`? could not be displayed")
_BY_NUMBER = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
_STEERING = frozenset(("Cc", "Cf", "Co", "Cs", "Cn"))
_MOST_LETTERS = 60
_IN_PLACE = "\u25a1"


def tools() -> dict[str, str]:
    """Return the versions of what sets packs: with others the bytes may differ."""
    return {name: version(name) for name in ("collegiate", "typst", "xlsxwriter")}


def as_pdf(text: str) -> bytes:
    """Set a pack's JSON as a tagged PDF (PDF/UA-1) that carries the JSON. Raises `PackError`.

    A letter that the paper's own letter sets do not have is set as a square; the JSON keeps it.
    """
    pack = read(text)
    template = _template(pack["templates"]["pdf"])
    missing: dict[int, str] = {}
    for _ in range(_MOST_LETTERS):
        try:
            return _compiled(template, text, json.dumps(_shown(pack, missing)), _moment(pack))
        except RuntimeError as error:
            found = _CANNOT_SHOW.search(str(error))
            letters = _letters(found.group(1)) - missing.keys() if found else set()
            if not letters:
                raise PackError(f"The PDF could not be made ({str(error).partition(chr(10))[0][:200]}).") from error
            missing |= dict.fromkeys(letters, _IN_PLACE)
    raise PackError("The PDF could not be made: it holds too many letters that the paper's letter sets do not have.")


def _shown(value: Any, missing: dict[int, str]) -> Any:
    """Return what is set: no signs that only steer, and squares for letters that cannot be set."""
    if isinstance(value, str):
        plain = "".join(c for c in value if c == "\n" or unicodedata.category(c) not in _STEERING)
        return plain.translate(missing)
    if isinstance(value, dict):
        return {k: _shown(v, missing) for k, v in value.items()}
    return [_shown(v, missing) for v in value] if isinstance(value, list) else value


def _letters(said: str) -> set[int]:
    """Return the letters that Typst names, written as they are or by their number."""
    numbered = {int(n, 16) for n in _BY_NUMBER.findall(said)}
    return numbered | {ord(c) for c in _BY_NUMBER.sub("", said) if not c.isascii()}


def _compiled(template: Path, text: str, shown: str, moment: dt.datetime) -> bytes:
    import typst

    pdf = typst.Compiler(str(template), root=str(_HERE), font_paths=_fonts(), ignore_system_fonts=True).compile(
        format="pdf",
        pdf_standards="ua-1",
        timestamp=moment,
        sys_inputs={"content": text, "shown": shown, "sha256": fingerprint(text)},
    )
    if not isinstance(pdf, bytes):
        raise PackError("The PDF could not be made: nothing came back.")
    return pdf


@cache
def _fonts() -> Any:
    """The letters that come along, and none of the machine's: a pack looks the same everywhere."""
    import typst

    own = str(files("collegiate.charts") / "fonts")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[own])


def _template(name: str) -> Path:
    path = _HERE / f"{name}.typ"
    if not re.fullmatch(r"pack-\d+", name) or not path.is_file():
        raise PackError(f"The pack was set by the template '{name}', which this version of Collegiate does not have.")
    return path


def as_xlsx(text: str) -> bytes:
    """Write every table of a pack as a workbook, one a sheet, with the entries of “How do you know?” last. Raises `PackError`."""
    pack = read(text)
    writer = _WORKBOOKS.get(pack["templates"]["xlsx"])
    if writer is None:
        raise PackError(
            f"The workbook was written in the form '{pack['templates']['xlsx']}', which this version of Collegiate does not have."
        )
    return writer(pack, fingerprint(text))


def _sheets_1(pack: Json, sha256: str) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    meeting = pack["meeting"]
    book.set_properties(
        {"title": f"{meeting['title']}, {meeting['day_words']}", "author": "Collegiate", "comments": sha256, "created": _moment(pack).replace(tzinfo=None)}
    )  # fmt: skip
    bold, wrap = (
        book.add_format({"bold": True, "text_wrap": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    caption = book.add_format({"bold": True, "font_size": 13})
    first = book.add_worksheet("Contents")
    first.set_column(0, 1, 44, wrap)
    _for_paper(first, last_head=0)
    state = f"Frozen pack {pack['made']['number']}" if frozen(pack) else "Not frozen: figures may still change"
    about = [(meeting["trust"], meeting["title"]), ("Day", meeting["day_words"]), ("State", state), ("Picture", pack["picture"]["id"]), ("Fingerprint of the content", sha256)]  # fmt: skip
    for line, pair in enumerate(about):
        for column, words in enumerate(pair):
            first.write_string(line, column, words, bold if column == 0 else wrap)
    first.write_row(len(about) + 1, 0, ["Sheet", "Table"], bold)
    for number, (part, table) in enumerate(tables(pack), start=1):
        name = _sheet_name(number, part)
        first.write_url(len(about) + 1 + number, 0, f"internal:'{name}'!A1", string=name)
        first.write_string(len(about) + 1 + number, 1, table["about"])
        sheet = book.add_worksheet(name)
        sheet.set_column(0, max(len(table["columns"]) - 1, 0), 26, wrap)
        _for_paper(sheet, last_head=1)
        sheet.write_string(0, 0, table["about"], caption)
        for column, words in enumerate(table["columns"]):
            sheet.write_string(1, column, words, bold)
        for line, row in enumerate(table["rows"], start=2):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, _with_number(cell))
        sheet.freeze_panes(2, 1)
    _known(book, pack, bold, wrap)
    book.close()
    return out.getvalue()


def _for_paper(sheet: Any, last_head: int) -> None:
    """Let a sheet print on A4, as wide as the paper, with its head on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, last_head)


def _known(book: Any, pack: Json, bold: Any, wrap: Any) -> None:
    questions = list(dict.fromkeys(q for f in pack["figures"] for q, _ in f["answers"]))
    sheet = book.add_worksheet("How do you know")
    sheet.set_column(0, len(questions) + 3, 30, wrap)
    _for_paper(sheet, last_head=0)
    for column, words in enumerate(["Number", "Figure", "Value", *questions, "Ask Collegiate"]):
        sheet.write_string(0, column, words, bold)
    for line, f in enumerate(pack["figures"], start=1):
        answers = dict(f["answers"])
        where = f["path"] and (f["path"] if f["path"].startswith("http") else pack["address"] + f["path"])
        for column, words in enumerate(
            [f["id"][1:], f["label"], f["value"], *(answers.get(q, "") for q in questions), where]
        ):
            sheet.write_string(line, column, words)
    sheet.freeze_panes(1, 2)


def _with_number(cell: Json) -> str:
    return f"{cell['words']} [{cell['to'][1:]}]" if cell.get("to") else str(cell["words"])


def _sheet_name(number: int, title: str) -> str:
    return f"{number} {re.sub(r'[^A-Za-z0-9 ,-]', '', title)}"[:31].strip()


def _moment(pack: Json) -> dt.datetime:
    """When the pack says that it was made: no clock is read."""
    moment = dt.datetime.fromisoformat(pack["made"]["at"])
    return moment.astimezone(dt.UTC).replace(microsecond=0)


_WORKBOOKS: dict[str, Callable[[Json, str], bytes]] = {"sheets-1": _sheets_1}
