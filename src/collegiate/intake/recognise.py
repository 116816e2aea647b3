"""Which source a table belongs to, by its headers; and where none fits, which it looks most like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from collegiate.intake.headers import bare, joined, plain
from collegiate.intake.sources import Source

Top = Sequence[tuple[int, int, list[str]]]
"""The first records of a table: line, line after, cells."""

_FIND = 10
_RESEMBLES = 0.2
_LINES = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A source that fits, the header that showed it, and the line where the rows begin."""

    source: Source
    header: tuple[str, ...]
    body: int
    how: str
    weight: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Guess:
    """The source that an unrecognised table looks most like, and what it lacks of it."""

    source: Source | None
    words: str
    closeness: float = 0.0


def recognise(top: Top, known: Iterable[Source], sheet: str = "") -> Match | None:
    """Return the source with the most headers in the table, or None when none has all that it requires."""
    matches = [m for source in known for m in [_match(top, source, sheet)] if m is not None]
    return max(matches, key=lambda m: m.weight, default=None)


def _match(top: Top, source: Source, sheet: str) -> Match | None:
    wanted = source.recognise.sheet
    if sheet and wanted and plain(sheet) != plain(wanted):
        return None
    for header, body in _headers(top, source):
        present = names(header)
        if _fits(present, source) and _cells_fit(top, header, body, source):
            weight = (len(source.recognise.cells), len(present & source.known_headers), len(source.recognise.headers))
            return Match(source, header, body, _how(source), weight)
    return None


@lru_cache(maxsize=64)
def names(header: tuple[str, ...]) -> frozenset[str]:
    """Return the headers as they are compared, with and without their footnote marks."""
    return frozenset(map(plain, header)) | frozenset(map(bare, header))


def _cells_fit(top: Top, header: Sequence[str], body: int, source: Source) -> bool:
    """Whether the first row's cells are among those by which the source is told from others with the same headers."""
    row = next((cells for line, _, cells in top if line >= body), [])
    cells = {plain(name): cell.strip().casefold() for name, cell in zip(header, row, strict=False)}
    wanted = source.recognise.cells.items()
    return all(cells.get(plain(name)) in {v.casefold() for v in values} for name, values in wanted)


def recognise_sheets(siblings: Sequence[str], known: Iterable[Source], width: int) -> Match | None:
    """Return the source whose sheets a workbook has: its sheets have no header, and columns go by their letters."""
    present = frozenset(map(plain, siblings))
    for source in known:
        wanted = source.recognise.sheets
        if wanted and all(plain(name) in present for name in wanted):
            shown = ", ".join(wanted)
            return Match(source, tuple(map(letter, range(width))), 1, f"by its sheets {shown}", (0, len(wanted), 0))
    return None


def recognise_lines(head: Sequence[str], known: Iterable[Source]) -> Match | None:
    """Return the source whose lines a text has: it is no table, and is kept line by line."""
    present = [plain(line) for line in head[:_LINES]]
    for source in known:
        wanted = source.recognise.lines
        if wanted and all(any(plain(line) in here for here in present) for line in wanted):
            return Match(source, ("line",), 1, f"by its lines {', '.join(wanted)}", (0, len(wanted), 0))
    return None


def letter(place: int) -> str:
    """Return a column's letter as spreadsheets name it: 0 is A, 26 is AA."""
    name = ""
    while place >= 0:
        name, place = chr(65 + place % 26) + name, place // 26 - 1
    return name


def _headers(top: Top, source: Source) -> Iterator[tuple[tuple[str, ...], int]]:
    """The headers that the table may have for this source, each with the line where its rows would begin."""
    rule = source.recognise
    if rule.header_rows > 1:
        part = [cells for line, _, cells in top if line <= rule.header_rows]
        if part:
            yield tuple(joined(part)), rule.header_rows + 1
    elif rule.header_row == "find":
        for _, after, cells in top[:_FIND]:
            yield tuple(cells), after
    else:
        found = [t for t in top if t[0] == rule.header_row] if rule.header_row != 1 else list(top[:1])
        for _, after, cells in found:
            yield tuple(cells), after


def _fits(present: frozenset[str], source: Source) -> bool:
    rule = source.recognise
    return (
        bool(rule.headers or rule.any)
        and all(plain(h) in present for h in rule.headers)
        and all(any(plain(h) in present for h in group) for group in rule.any)
        and not any(plain(h) in present for h in rule.none)
    )


def _how(source: Source) -> str:
    named = source.recognise.headers or tuple(" or ".join(group) for group in source.recognise.any)
    shown = ", ".join(named[:4]) + (" …" if len(named) > 4 else "")
    by = f" (mapping {source.mapped.file})" if source.mapped else ""
    return f"by its headers {shown}{by}"


def guess(top: Top, known: Iterable[Source], name: str) -> Guess:
    """Return the nearest source by shared headers and by the file's name, with what is missing, in words."""
    best = Guess(None, "")
    for source in known:
        for header, _ in _headers(top, source):
            best = max(best, _resemblance(names(header) - {""}, source, name), key=lambda g: g.closeness)
    if best.source is None or best.closeness < _RESEMBLES:
        return Guess(None, "it looks like no source that is known; collegiate sources lists them")
    return best


def _resemblance(present: frozenset[str], source: Source, name: str) -> Guess:
    known = source.known_headers
    overlap = len(present & known) / max(1, len(present | known))
    required = list(source.recognise.headers)
    missing = [h for h in required if plain(h) not in present]
    share = 1 - len(missing) / len(required) if required else 0.0
    named = any(fragment.casefold() in name.casefold() for fragment in source.recognise.name)
    closeness = max(overlap, 0.6 * share) + (0.25 if named else 0.0)
    return Guess(source, _words(source, present, missing, by_name=named), closeness)


def _words(source: Source, present: frozenset[str], missing: list[str], *, by_name: bool) -> str:
    absent = missing + [" or ".join(g) for g in source.recognise.any if not any(plain(h) in present for h in g)]
    unwanted = [h for h in source.recognise.none if plain(h) in present]
    text = f"looks most like {source.title}" + (" (by its name too)" if by_name else "")
    if absent:
        text += f": {', '.join(absent)} {'is' if len(absent) == 1 else 'are'} missing"
    return text + (f"; {', '.join(unwanted)} should not be there" if unwanted else "")
