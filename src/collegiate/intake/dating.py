"""Which year, which day, which release: from an answer, the manifest, a column, the name or the source; never guessed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from collegiate.intake.headers import plain
from collegiate.intake.sources import Origin, Source, SourceError, read_toml
from collegiate.vocabulary.years import AcademicYear

MANIFEST = "collegiate.toml"
"""The file that a user may lay beside the data, to say what the data do not."""

RELEASES = ("provisional", "revised", "final")

_PAIR = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/ ]?(?:to[-_ ]?)?((?:19|20)?\d\d)(?!\d)")
_LONE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d\d)[-_.](\d\d)[-_.]((?:19|20)\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(\d\d)(?!\d)")
_MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name}
_NAMED = re.compile(rf"(?<!\d)(?:(\d\d?)(?:st|nd|rd|th)?[-_ ]*)?({'|'.join(_MONTHS)})[-_ ]*((?:19|20)\d\d)(?!\d)", re.I)


@dataclass(frozen=True, slots=True)
class Dated:
    """What is known about when a file's rows were true, and how; `column` is the header where it stands row by row."""

    period: int | None = None
    period_how: str = ""
    period_column: str = ""
    as_of: dt.date | None = None
    as_of_column: str = ""
    release: str = ""
    release_column: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the caller and the manifest say of a file."""

    answer: str = ""
    manifest: Mapping[str, Any] | None = None
    parts: Mapping[str, str] = field(default_factory=dict)

    def said(self, what: str) -> str:
        """Return the caller's or the manifest's word on year, as_of, sent, release, source, urn or system."""
        value = self.parts.get(what) or (self.manifest or {}).get(what, "")
        return value.isoformat() if isinstance(value, dt.date) else str(value)


def told(path: Path, root: Path, relative: str, member: str, answers: Mapping[str, str]) -> Told:
    """Gather what has been said of this file, by the manifest beside it first, then by those of the folders above it.

    An answer may say several things: "2018/19; urn 100000; system sims". Raises SourceError when a manifest cannot be read.
    """
    names = [n for n in (f"{relative}/{member}" if member else "", member, relative, path.name) if n]
    answer, parts = _parts(next((answers[n] for n in names if n in answers), ""))
    for folder in folders_up(path.parent, root):
        within = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""
        said = _entry(_files(folder / MANIFEST), [*names, within], path.name)
        if said is not None:
            return Told(answer, said, parts)
    return Told(answer, None, parts)


def folders_up(folder: Path, root: Path) -> Iterator[Path]:
    """Yield a folder and those above it, up to the one that was given; that one alone where the folder is not within it."""
    above = (folder, *folder.parents)
    yield from above[: above.index(root) + 1] if root in above else dict.fromkeys((folder, root))


def _parts(answer: str) -> tuple[str, Mapping[str, str]]:
    """Part an answer into the word that stands alone and what is said by name."""
    said = [part.strip() for part in answer.split(";")]
    named = {part: found for part in said if (found := _SAID.fullmatch(part))}
    return next((part for part in said if part and part not in named), ""), {f[1]: f[2] for f in named.values()}


_SAID = re.compile(r"(year|as_of|sent|release|source|urn|system)\s*[=: ]\s*(.+)")


def manifest(path: Path) -> Mapping[str, Any]:
    """Return what a manifest says, nothing where there is none. Raises SourceError when it cannot be read."""
    if not path.is_file():
        return {}
    stat = path.stat()
    return _manifest_as_of(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=256)
def _manifest_as_of(path: Path, _changed: int, _size: int) -> Mapping[str, Any]:
    return read_toml(path)


def _files(path: Path) -> Mapping[str, Any]:
    files = manifest(path).get("files", {})
    if not isinstance(files, dict):
        raise SourceError(f'{MANIFEST} must hold sections such as [files."results.csv"].')
    return files


def _entry(files: Mapping[str, Any], names: list[str], name: str) -> Mapping[str, Any] | None:
    exact = next((files[n] for n in names if n in files), None)
    found = exact if exact is not None else next((v for k, v in files.items() if fnmatchcase(name, k)), None)
    return found if isinstance(found, dict) else None


def year_in_name(name: str, reads: str) -> int | None:
    """Return the year that a file's name states: a pair such as 2018-19, else a lone year. Two different ones are none."""
    pairs = {y for y in (_year_of_pair(a, b) for a, b in _PAIR.findall(name)) if y}
    if pairs:
        return pairs.pop() if len(pairs) == 1 else None
    lone = {int(y) for y in _LONE.findall(name)}
    return lone_year(lone.pop(), reads) if len(lone) == 1 else None


def _year_of_pair(first: str, second: str) -> int | None:
    try:
        return AcademicYear.parse(f"{first}/{second}").end
    except ValueError:
        return None


def lone_year(year: int, reads: str) -> int | None:
    """Read a four-digit year as the source says it is meant; a source of six digits takes none."""
    if reads == "six_digits":
        return None
    return year + 1 if reads == "start_year" else year


def year_of_cell(cell: str, reads: str) -> int | None:
    """Read a cell of a year column: a pair, six digits, or a lone year as the source says it is meant."""
    text = cell.strip().removesuffix(".0")
    if re.fullmatch(r"(19|20)\d\d", text):
        return lone_year(int(text), reads)
    try:
        return AcademicYear.parse(text).end
    except ValueError:
        return None


def day_in_name(name: str) -> dt.date | None:
    """Return the day that a file's name states; a month alone is its last day. Two different days are none."""
    days = {d for d in (_day(y, m, d) for y, m, d in _DAY.findall(name)) if d}
    days |= {d for d in (_day(y, m, d) for d, m, y in _DAY_FIRST.findall(name)) if d}
    days |= {d for d in (_named_day(*found) for found in _NAMED.findall(name)) if d}
    if not days:
        days = {d for d in (_last_day(int(y), int(m)) for y, m in _MONTH.findall(name)) if d}
    return days.pop() if len(days) == 1 else None


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _named_day(day: str, month: str, year: str) -> dt.date | None:
    number = _MONTHS[month.casefold()]
    return _day(year, str(number), day) if day else _last_day(int(year), number)


def _last_day(year: int, month: int) -> dt.date | None:
    return dt.date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None


def date_file(source: Source, name: str, known: Told, present: frozenset[str]) -> Dated:
    """Find the year, the day and the release of a file, or the question to be asked. `present`: plain headers."""

    def column(origin: Origin | None) -> str:
        places = origin.places if origin else ()
        return next((p[7:] for p in places if p.startswith("column:") and plain(p[7:]) in present), "")

    period, how, question = _period(source, name, known, column(source.period), present)
    day, day_question = _as_of(source, name, known, period, column(source.as_of))
    release, release_column = _release(source.release, name, known, column(source.release))
    return Dated(
        period=period,
        period_how=how,
        period_column=column(source.period) if how.startswith("column") else "",
        as_of=day,
        as_of_column=column(source.as_of) if day is None else "",
        release=release,
        release_column=release_column,
        question=question or day_question,
    )


def _period(
    source: Source, name: str, known: Told, column: str, present: frozenset[str]
) -> tuple[int | None, str, str]:
    """Return the year, how it was found, and, where it was not, the question."""
    if not source.needs_period:
        return None, "", ""
    answers = ((known.answer, "answered by the caller"), (known.said("year"), f"the manifest {MANIFEST}"))
    for said, how in answers[source.dated_by_day :]:
        if said:
            return _told_year(said, how, name)
    if column:
        return None, f"column {column}", ""
    year, how = _found_year(source, name, known, present)
    if year is not None or source.dated_by_day:
        return year, how, ""
    return (
        None,
        "",
        _question(name, 'year = "2018/19"', "The academic or financial year is nowhere in the file or its name"),
    )


def _found_year(source: Source, name: str, known: Told, present: frozenset[str]) -> tuple[int | None, str]:
    """Look for the year where the source says that it stands, in the source's order."""
    origin = source.period or Origin()
    for place in origin.places:
        year, how = _year_at(place, origin, name, present)
        if place == "as_of":
            day, _ = _as_of(source, name, known, None, "")
            year, how = (AcademicYear.of(day).end if day else None), "the day of the extract"
        if year is not None:
            return year + origin.shift, how
    return None, ""


def _year_at(place: str, origin: Origin, name: str, present: frozenset[str]) -> tuple[int | None, str]:
    kind, _, rest = place.partition(":")
    if kind == "name":
        return year_in_name(name, origin.reads), "the file's name"
    if kind == "history":
        return _year_of_history(rest, present), "the columns of earlier years, of which it is the next"
    return (year_of_cell(rest, "end_year") if kind == "fixed" else None), "the source: its files are all of one year"


def _year_of_history(stem: str, present: frozenset[str]) -> int | None:
    """Return the year after the newest of columns such as READPROG_17, which repeat the years before."""
    pattern = re.compile(rf"{re.escape(stem.casefold())}_(\d\d)")
    years = [2000 + int(found[1]) for header in present if (found := pattern.fullmatch(header))]
    return max(years) + 1 if years else None


def _told_year(said: str, how: str, name: str) -> tuple[int | None, str, str]:
    try:
        return AcademicYear.parse(said).end, how, ""
    except ValueError as error:
        return None, "", _question(name, 'year = "2018/19"', f"The year that was given cannot be read: {error}")


def _question(name: str, line: str, why: str) -> str:
    short = name.rsplit("/", 1)[-1]
    what = line.split('"')[1]
    return (
        f'{why}. Write into {MANIFEST} beside the file: [files."{short}"] and under it {line} (with the true one), '
        f"or answer on the command line with {short}={what}."
    )


def _as_of(source: Source, name: str, known: Told, period: int | None, column: str) -> tuple[dt.date | None, str]:
    if not source.needs_as_of or source.as_of is None:
        first = source.as_of is not None and source.as_of.reads == "first_day"
        if period is None:
            return None, ""
        return (AcademicYear(period).first_day if first else AcademicYear(period).last_day), ""
    answers_day = source.dated_by_day or not source.needs_period
    said = (known.answer if answers_day else "") or known.said("as_of")
    if said:
        found = day_in_name(said)
        return found, "" if found else _question(name, 'as_of = "2022-07-31"', f"'{said}' is not a day")
    if column:
        return None, ""
    spoken = {"name": name, "sent": (known.said("sent") or known.said("sent_at"))[:10]}
    words = [spoken.get(place, place.removeprefix("fixed:")) for place in source.as_of.places]
    day = next((d for d in map(day_in_name, words) if d), None)
    return day, "" if day else _question(name, 'as_of = "2022-07-31"', _NO_DAY)


_NO_DAY = "The day of this extract is nowhere in the file or its name"


def _release(origin: Origin, name: str, known: Told, column: str) -> tuple[str, str]:
    said = release_in(known.said("release"))
    if said:
        return said, ""
    if column:
        return "", column
    if "name" in origin.places and (found := release_in(name)):
        return found, ""
    return next((p[6:] for p in origin.places if p.startswith("fixed:")), ""), ""


def release_in(words: str) -> str:
    """Return provisional, revised or final where one of them, and no other, stands in the words; else empty."""
    found = [r for r in RELEASES if r in words.casefold()]
    return found[0] if len(found) == 1 else ""
