"""Everything that was looked at for one trust, from published figures and from its own children, in one list.

About its own children stands here only what may be told to whoever sees counts: no school of few children, and no child.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collegiate.disclosure import POLICY
from collegiate.improve.cards import AlertCard
from collegiate.improve.series import OWN_ATTENDANCE
from collegiate.store import Reader, ScopedReader
from collegiate.watch.alarms import ATTENDANCE, FALSE_ALARMS, GAP
from collegiate.watch.slipping import programmes
from collegiate.watch.slipping.raising import NOT_LOOKED, RAISED
from collegiate.watch.slipping.words import Written, compared, odds, published, sure

Row = Mapping[str, Any]
Named = Callable[[str], str]

PUBLISHED, OWN, PROGRAMME = "published", "own", "programme"
WORSE = 1.25
"""A look of a person's holds until what was found is worse than this many times what they saw."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Something that slips. `size` says by how much, in its own unit, so that worse can be told from as bad; `about` what it is about.

    `series` is that in which a case about it is opened. `chance` is 0 to 1, or None where no chance can be given.
    """

    reference: str
    source: str
    urn: int | None
    school: str
    series: str
    about: str
    words: str
    compared: str
    sure: str
    chance: float | None
    since: dt.date | None
    size: float
    day: str
    rows: tuple[Row, ...] = ()

    def card(self, done: str) -> AlertCard:
        """Return what other parts are told of it; `done` says what a person did."""
        return AlertCard(
            self.reference, self.urn, self.school, self.series, self.since, self.words, self.compared, self.chance, done, f"/slipping/{self.reference}/",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something that could not be looked at, and why."""

    urn: int
    school: str
    about: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked at: by source and school each series, of which those in `slips` were raised; and what could not be looked at."""

    slips: tuple[Slip, ...] = ()
    looks: tuple[tuple[str, int | None], ...] = ()
    unseen: tuple[Unseen, ...] = ()

    @property
    def looked(self) -> int:
        """Series that were looked at."""
        return len(self.looks)

    @property
    def not_raised(self) -> int:
        """Series that were looked at and are no alert."""
        return self.looked - len(self.slips)

    def of_schools(self, urns: Iterable[int]) -> Found:
        """Return what was looked at about some academies alone: no programme, which is the whole trust's."""
        wanted = set(urns)
        return Found(
            tuple(s for s in self.slips if s.urn in wanted), tuple(w for w in self.looks if w[1] in wanted), tuple(u for u in self.unseen if u.urn in wanted),
        )  # fmt: skip


def found(reader: Reader, people: ScopedReader | None, trust: int, *, named: Named = str) -> Found:
    """Return everything that was looked at for a trust. people: a reader of counts, or None; named: a subject's name by its code.

    Alerts are ordered by how little chance explains them; those for which no chance can be given stand last.
    """
    schools = {s["urn"]: str(s["school_name"] or s["urn"]) for s in reader.members(trust)}
    looked = [*_published(reader, trust, schools), *_own(people, trust, schools, named), *_programmes(people, trust, named)]  # fmt: skip
    slips = sorted(
        (what for _, _, what in looked if isinstance(what, Slip)),
        key=lambda s: (s.chance is None, s.chance or 0.0, s.reference),
    )
    looks = tuple((source, urn) for source, urn, what in looked if not isinstance(what, Unseen))
    return Found(tuple(slips), looks, tuple(what for _, _, what in looked if isinstance(what, Unseen)))


def reference_of(trust: int, urn: int | None, series: str) -> str:
    """Return the words by which an alert is called: the same for as long as it is about the same."""
    said = re.sub(r"[^A-Za-z0-9._]+", "-", series).strip("-")
    return "-".join(str(part) for part in (trust, urn, said) if part is not None)


Looked = tuple[str, int | None, Slip | Unseen | None]


def _published(reader: Reader, trust: int, schools: Mapping[int, str]) -> Iterator[Looked]:
    """Both looks at one measure of a school are one: what chance explains least is what is said."""
    measures = {m["measure"]: Written.of(m) for m in reader.measures()}
    pairs: dict[tuple[int, str], list[Row]] = {}
    for row in reader.alerts(sorted(schools)):
        if row["trust_uid"] == trust and row["measure"] in measures:
            pairs.setdefault((row["urn"], row["measure"]), []).append(row)
    for (urn, measure), rows in pairs.items():
        raised = sorted((r for r in rows if r["state"] == RAISED), key=lambda r: r["chance"])
        if all(r["state"] == NOT_LOOKED for r in rows):
            yield PUBLISHED, urn, Unseen(urn, schools[urn], measures[measure].title, str(rows[0]["why"]))
        elif raised:
            yield PUBLISHED, urn, _of_figure(trust, schools[urn], raised, measures[measure])
        else:
            yield PUBLISHED, urn, None


def _of_figure(trust: int, school: str, rows: Sequence[Row], w: Written) -> Slip:
    row = rows[0]
    series = f"published.{row['measure']}"
    return Slip(
        reference_of(trust, row["urn"], series), PUBLISHED, row["urn"], school, series, w.title, published(row, w), compared(row), sure(row), row["chance"],
        min((r["since"] for r in rows if r["since"]), default=None), abs(row["difference"]), f"figures of {row['period'] - 1}/{row['period'] % 100:02d}", tuple(rows),
    )  # fmt: skip


def _own(people: ScopedReader | None, trust: int, schools: Mapping[int, str], named: Named) -> Iterator[Looked]:
    if people is None:
        return
    rolls = {urn: n for (urn,), n in people.count_pupils("urn", on_roll=True).items()}
    rows = [r for r in people.alarms() if r["urn"] in schools]
    day = max((r["as_of"] for r in rows), default=None)
    now = [r for r in rows if r["as_of"] == day]
    for urn in sorted(rolls.keys() & schools.keys()):
        why = _cannot(rolls[urn], urn, now)
        if why:
            yield OWN, urn, Unseen(urn, schools[urn], "Its own children's attendance and tests", why)
    for row in now:
        urn = row["urn"]
        if rolls.get(urn, 0) >= POLICY.least_rate:
            yield OWN, urn, _of_alarm(trust, schools[urn], row, named) if row["raised"] else None


def _cannot(roll: int, urn: int, now: Sequence[Row]) -> str:
    if roll < POLICY.least_rate:
        return "it has so few children that a look at it would be a look at them"
    if any(r["urn"] == urn for r in now):
        return ""
    return "too few of its children were there the year before, or there are not three schools to set beside each other"


def own_series(series: str) -> str:
    """Return the id of the series in which a case about one of the own alarms is opened."""
    return OWN_ATTENDANCE if series in (ATTENDANCE, GAP) else f"own.progress.{series}"


def own_name(series: str, named: Named) -> str:
    """Return what was looked at, in words."""
    known = {ATTENDANCE: "Attendance", GAP: "The gap in attendance of children with free school meals"}
    return known.get(series) or f"Progress in {named(series).lower()}"


def _of_alarm(trust: int, school: str, row: Row, named: Named) -> Slip:
    series = row["series"]
    slug = "own.attendance-gap" if series == GAP else own_series(series)
    beside = "the same children's year before" if series in (ATTENDANCE, GAP) else "the school's year before"
    said = str(row["found"]).replace(f"the trust's {series} test", f"the trust's own test of {named(series).lower()}")
    words, could_be, by_chance = said.partition(" Were no school")
    least = f"Every school is looked at together, which is allowed for (Holm): at most 1 look in {round(1 / FALSE_ALARMS)} at one series raises any alarm where no school falls."
    return Slip(
        reference_of(trust, row["urn"], slug), OWN, row["urn"], school, own_series(series), own_name(series, named), words,
        f"Itself ({beside}), and the trust's other schools in the same weeks.", f"{could_be}{by_chance} {least}".strip(), row["chance"], row["since"],
        abs(row["change"] or 0.0), f"up to {row['as_of']:%-d %B %Y}", (row,),
    )  # fmt: skip


def _programmes(people: ScopedReader | None, trust: int, named: Named) -> Iterator[Looked]:
    """Programmes are of the whole store's children: told to whoever may see all of them."""
    if people is None or people.scope.urns is not None:
        return
    for one in programmes.tried([r for r in people.programmes() if r["pupils"] >= POLICY.least_rate]):
        yield PROGRAMME, None, _of_programme(trust, one, named) if one.raised else None


def _of_programme(trust: int, one: programmes.Tried, named: Named) -> Slip:
    series = f"programme.{one.programme}"
    others = max(int(r["others"]) for r in one.rows)
    certain = (
        odds(one.chance)
        if one.chance is not None
        else "This is no alarm of harm. The intervals say how much help can be ruled out."
    )
    return Slip(
        reference_of(trust, None, series), PROGRAMME, None, "", series, one.programme, programmes.words(one, named),
        f"Up to {others:,} children of the same schools and years who began alike and were not given it, by the trust's own tests.", certain, one.chance,
        None, one.size, "all tests so far", one.rows,
    )  # fmt: skip


def still_stands(slip: Slip, size: float, on: dt.date) -> bool:
    """Whether a person's look on a day, at something of this size, still says all: it has not grown much, nor begun anew since."""
    return slip.size <= WORSE * size and (slip.since is None or slip.since <= on)
