"""Reading a list of people who can be lent from a CSV file: rows that can be read, and rows that cannot, each with its line and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice

from collegiate.improve.support.expertise import expertise_of
from collegiate.vocabulary.phases import Phase

COLUMNS = ("name", "urn", "expertise", "phases", "days", "cover_cost", "address", "notes")
"""The columns of the file: expertise and phases hold several, joined by a semicolon; days are those of the term that is chosen."""
MOST_ROWS = 5000
MOST_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Listed:
    """A person of the file. `days` None: not said; `rate` None: not known."""

    line: int
    called: str
    urn: int
    expertise: tuple[str, ...]
    phases: tuple[str, ...]
    days: Decimal | None
    rate: Decimal | None
    address: str
    notes: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken: its line in the file, what it says, why, and what to do."""

    line: int
    said: str
    why: str


class RosterError(Exception):
    """The file as a whole cannot be read; the message says what to do."""


def read_roster(data: bytes, urns: Collection[int], most_days: int) -> tuple[list[Listed], list[Refused]]:
    """Read a file. `urns` are the academies for which people may be entered, `most_days` the weekdays of the term. Raises `RosterError`."""
    rows = _rows(data)
    taken, refused, seen = [], [], set[tuple[str, int]]()
    for line, row in rows:
        try:
            person = _once(_person(line, row, urns, most_days), seen)
        except ValueError as error:
            refused.append(Refused(line, ", ".join(v for v in row.values() if v)[:MOST_LETTERS], str(error)))
            continue
        taken.append(person)
    return taken, refused


def _once(person: Listed, seen: set[tuple[str, int]]) -> Listed:
    key = (person.called.casefold(), person.urn)
    if key in seen:
        raise ValueError(f"{person.called} stands in the file before, for the same academy. Keep one row.")
    seen.add(key)
    return person


def _rows(data: bytes) -> list[tuple[int, Mapping[str, str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise RosterError("This is no CSV file: it holds bytes that no text has. Save the sheet as CSV and send that.")
    try:
        found = list(_lines(text))
    except csv.Error as error:
        raise RosterError(f"The file cannot be read as CSV: {error}. Save the sheet as CSV and send that.") from None
    head = [" ".join(c.split()).casefold().replace(" ", "_") for c in found[0][1]] if found else []
    missing = [c for c in ("name", "urn", "expertise") if c not in head]
    if missing:
        raise RosterError(f"The first line has no column {' and no column '.join(missing)}. It has to have: {', '.join(COLUMNS)}; the last five may be left out.")  # fmt: skip
    if len(found) - 1 > MOST_ROWS:
        raise RosterError(f"The file has more than {MOST_ROWS:,} rows. Send at most {MOST_ROWS:,} at once.")
    return [
        (n, {c: v.strip() for c, v in zip(head, row, strict=False)})
        for n, row in found[1:] if any(v.strip() for v in row)
    ]  # fmt: skip


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield rows, the head among them, each with the line on which it begins: a note may run over several; no more than is asked."""
    reader, begins = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    for row in islice(reader, MOST_ROWS + 2):
        yield begins, row
        begins = reader.line_num + 1


def _person(line: int, row: Mapping[str, str], urns: Collection[int], most_days: int) -> Listed:
    called, urn = row.get("name", ""), row.get("urn", "")
    if not called or len(called) > MOST_LETTERS:
        raise ValueError(f"The name is empty or longer than {MOST_LETTERS} letters. Write it in the column name.")
    if not urn.isascii() or not urn.isdigit() or len(urn) != 6:
        raise ValueError(f"'{urn[:20]}' is no URN: it has six digits.")
    if int(urn) not in urns:
        raise ValueError(f"{urn} is no academy for which you enter people. Write the URN of one that is.")
    expertise = [(part, expertise_of(part)) for part in _parts(row.get("expertise", ""))]
    unknown = [part for part, found in expertise if found is None]
    if unknown or not expertise:
        raise ValueError(f"Expertise '{unknown[0][:40]}' is not in the list; see the page for the words." if unknown else "No expertise is written. Write at least one, several joined by a semicolon.")  # fmt: skip
    days = _number(row.get("days", ""), "days", Decimal(most_days))
    if days is not None and days * 2 != (days * 2).to_integral_value():
        raise ValueError(f"'{row['days']}' days: they are whole or half, as 2 or 2.5.")
    return Listed(
        line, called, int(urn), tuple(dict.fromkeys(i for _, i in expertise if i)), tuple(_phases(row.get("phases", ""))), days,
        _number(row.get("cover_cost", "").removeprefix("£"), "cover_cost", Decimal(5000)), _address(row.get("address", "")), row.get("notes", "")[:400],
    )  # fmt: skip


def _parts(text: str) -> list[str]:
    return [p.strip() for p in text.split(";") if p.strip()]


def _phases(text: str) -> list[str]:
    found = []
    for part in _parts(text):
        id_ = "_".join(part.casefold().replace("-", " ").split())
        if id_ not in set(Phase):
            raise ValueError(f"'{part[:40]}' is no phase. Write primary, secondary, special and so on.")
        found.append(id_)
    return found


def _number(text: str, column: str, most: Decimal) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"'{text[:20]}' in the column {column} is no number.") from None
    if not value.is_finite() or not 0 <= value <= most:
        raise ValueError(f"'{text[:20]}' in the column {column} is not between 0 and {most}.")
    return value


def _address(text: str) -> str:
    if text and ("@" not in text or " " in text or len(text) > 254):
        raise ValueError(f"'{text[:40]}' is no address to sign in with. Leave it empty if there is none.")
    return text.casefold()
