"""How children attended: the register of one school and year, drawn.

Most sessions are present; what is otherwise is drawn as spells (an illness, a holiday), not session by session, so that a
hundred million marks are a matter of a minute. Codes are those that held on the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from collegiate.simulate.children.arrays import NEVER, rng_of
from collegiate.simulate.children.calendar import SchoolYear, day_number
from collegiate.simulate.children.households import ETHNICITIES, Children
from collegiate.simulate.children.plan import AFTERWARDS, BEFORE, CALM, DRIFTING, QUIETLY, Plan
from collegiate.simulate.children.population import LEFT_AT_END, MAIN, SUBSIDIARY, Seats
from collegiate.simulate.children.register import GROUP, NUMBER, Register
from collegiate.simulate.children.schools import NURSERY, MadeUpSchool

_NEW_CODES = day_number(date(2024, 8, 19))
"""The day from which the codes of the 2024 regulations hold."""

_USUAL = 0.036
_BY_YEAR_GROUP = np.array([1.2, 1.1, 1.05, 0.95, 0.95, 0.95, 0.95, 1.0, 1.0, 1.08, 1.14, 1.18, 1.2, 1.0, 1.0, 1.0])
_LATE = 0.012
_MAY_COME = np.array([NUMBER[code] for code in ("I", "O", "N", "U", "G")], dtype=np.uint8)
"""Absences that are none when a school does better; who is suspended, on leave or travelling stays away all the same."""

_TRAVELLERS = tuple(ETHNICITIES.index(code) for code in ("WROM", "WIRT"))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a register is drawn from; `suspended` and `part_time` are rows of (seat, first day, last day)."""

    seed: int
    seats: Seats
    children: Children
    plan: Plan
    suspended: np.ndarray
    part_time: np.ndarray


def make_register(of: Circumstances, here: np.ndarray, school: MadeUpSchool, calendar: SchoolYear) -> Register:
    """Draw the register of the seats `here`, which are all of one school in one year."""
    rng = rng_of(of.seed, 9, school.urn, calendar.period)
    drawing = _Drawing(of, here, school, calendar, rng)
    drawing.everyday()
    drawing.planned()
    drawing.drifting()
    drawing.declining()
    drawing.arranged()
    drawing.closures()
    drawing.helped()
    return drawing.register()


class _Drawing:
    """A register being drawn."""

    def __init__(self, of: Circumstances, here: np.ndarray, school: MadeUpSchool, calendar: SchoolYear,
                 rng: np.random.Generator) -> None:  # fmt: skip
        self.of, self.here, self.school, self.calendar, self.rng = of, here, school, calendar, rng
        self.days = calendar.days
        self.child = of.seats.child[here]
        self.years = of.seats.year_group[here]
        self.drift = of.plan.drift[here]
        self.low = np.searchsorted(self.days, of.seats.first[here])
        self.high = np.searchsorted(self.days, of.seats.last[here], side="right")
        self.sessions = 2 * len(self.days)
        codes = np.tile(np.array([NUMBER["/"], NUMBER["\\"]], dtype=np.uint8), len(self.days))
        self.codes = np.tile(codes, (len(here), 1))
        self.new = calendar.first >= _NEW_CODES
        self.rate = self._rates()
        self.weight = np.cumsum(self._weights())

    def register(self) -> Register:
        """What was drawn."""
        column = np.arange(self.sessions)
        opened = (column >= 2 * self.low[:, None]) & (column < 2 * self.high[:, None])
        is_late = self.codes == NUMBER["L"]
        late = np.zeros(self.codes.shape, dtype=np.uint8)
        late[is_late] = 1 + self.rng.geometric(0.12, int(is_late.sum())) % 29
        return Register(self.here, self.days, self.codes, opened, late)

    def everyday(self) -> None:
        """Lateness, then spells of absence for the usual reasons."""
        lateness = _LATE * np.exp(0.8 * self.of.children.absence[self.child])
        self._spells(lateness * len(self.days), "L", 1, morning=True, steady=True)
        sessions = self.rate * self.sessions
        hard = np.clip(np.exp(0.9 * (self.of.children.absence[self.child] - 0.4)), 0.2, 4)
        for code, share, days_long in (("I", 0.64, 1.7), ("G", 0.08, 4.2), ("O", 0.09, 1.2), ("C", 0.03, 1.5)):
            by = np.clip(hard, 0.3, 2.5) / 1.2 if code == "O" else 1.0
            self._spells(sessions * share * by / (2 * days_long), code, days_long)
        if not self.new:
            self._spells(sessions * 0.02 / 8, "H", 4.0)
        for code, share in (("M", 0.08), ("N", 0.015)):
            self._spells(sessions * share, code, 0.5)
        self._spells(sessions * 0.03 * hard, "U", 0.5, morning=True)

    def planned(self) -> None:
        """Whole year groups or some children of them: visits, sport, work experience, interviews, study leave, religious days."""
        for year in np.unique(self.years[self.years >= 0]):
            of_year = np.flatnonzero(self.years == year)
            for _ in range(2):
                self._on_day(of_year[self.rng.random(len(of_year)) < 0.8], self._some_day(), "V")
            self._on_day(of_year[self.rng.random(len(of_year)) < 0.08], self._some_day(), "P")
        self._work_experience()
        interviewed = np.flatnonzero((self.years == 11) & (self.rng.random(len(self.years)) < 0.2))
        for row in interviewed:
            self._on_day(np.array([row]), self._some_day(), "J1" if self.new else "J")
        self._religious_days()
        travelling = np.isin(self.of.children.ethnicity[self.child], _TRAVELLERS)
        self._spells(np.where(travelling, 1.0, 0.0), "T", 6.0)
        self._study_leave()

    def drifting(self) -> None:
        """Children who drift miss more and more, some already in the summer before; the year after, about a fifth of the sessions."""
        rows = np.flatnonzero(self.drift != CALM)
        if not len(rows):
            return
        at = (self.days - self.calendar.number_of(9, 1)) / 30.4
        ends = self.rng.uniform(0.42, 0.7, len(rows))[:, None]
        signs = self.rng.uniform(0.14, 0.24, len(rows))[:, None]
        early = np.clip(at / 1.2, 0.25, 1.0) * signs + np.clip((at - 1.5) / 5, 0, 1) * (ends - signs)
        quiet = np.clip((at - 2.6) / 4, 0, 1) * ends
        after = np.full_like(early, 0.14)
        before = np.clip((at - 8.0) / 1.5, 0, 1) * 0.16
        shapes = {DRIFTING: early, QUIETLY: quiet, AFTERWARDS: after, BEFORE: np.broadcast_to(before, early.shape)}
        chance = np.select([self.drift[rows][:, None] == state for state in shapes], list(shapes.values()))
        self._absent_days(rows, chance, ("I", "O", "N"), (0.4, 0.45, 0.15))

    def declining(self) -> None:
        """At one school everybody's attendance falls for some months since a day, and stays there."""
        plan = self.of.plan
        if self.school.urn != plan.declining_urn:
            return
        part = np.clip((self.days - plan.declines_since) / (plan.declines_until - plan.declines_since), 0, 1)
        if part.max(initial=0) > 0:
            rows = np.flatnonzero(self.years >= 0)
            chance = np.broadcast_to(-plan.decline_a_year * part / 0.93, (len(rows), len(self.days)))
            self._absent_days(rows, chance, ("I", "O", "G"), (0.6, 0.3, 0.1))

    def arranged(self) -> None:
        """Suspensions, part-time timetables, other provision, dual registration, nursery afternoons."""
        self._between(self.of.suspended, "E", slice(None))
        self._between(self.of.part_time, "C2" if self.new else "C", slice(1, None, 2))
        elsewhere = np.flatnonzero((self.years >= 8) & (self.rng.random(len(self.years)) < 0.004))
        for row in elsewhere:
            start = 2 * int(self.rng.integers(0, max(1, len(self.days) - 20)))
            self.codes[row, start : start + 60] = NUMBER["K" if self.new else "B"]
        off_site = np.flatnonzero((self.years >= 10) & (self.rng.random(len(self.years)) < 0.03))
        fridays = 2 * np.flatnonzero((self.days + 3) % 7 == 4) + 1
        for pupil in off_site.tolist():
            self.codes[pupil, fridays[self._present(pupil, fridays)]] = NUMBER["B"]
        self._dual()
        self.codes[np.ix_(self.years == NURSERY, np.arange(1, self.sessions, 2))] = NUMBER["X"]

    def closures(self) -> None:
        """A day of snow for one school in three, a bus that does not come, a polling day."""
        closed = "Y4" if self.new else "Y"
        snow = self.calendar.number_of(1, 8) + int(self.rng.integers(0, 40))
        if self.rng.random() < 0.33 and snow <= self.calendar.last:
            self._everyone(snow, closed)
        late_autumn = self.calendar.number_of(11, 3) + int(self.rng.integers(0, 60))
        no_bus = np.flatnonzero(self.rng.random(len(self.years)) < 0.12)
        if self.rng.random() < 0.5:
            self._on_day(no_bus, self._place(late_autumn), "Y1" if self.new else "Y")
        if self.rng.random() < 0.2 and self.calendar.on_or_after(5, 4) >= self.calendar.number_of(5, 4):
            self._everyone(self.calendar.on_or_after(5, 4), "#")
        if self.new:
            self._spells(np.full(len(self.years), 0.004), "Q", 3.0)

    def helped(self) -> None:
        """Where a school is supported, so many of each day's absences are none that the rate is higher by just the effect.

        Random numbers of its own: all else is as it would have been. Who was absent the whole day then comes the whole day.
        """
        plan = self.of.plan.helped
        if plan is None or plan.urn != self.school.urn or self.days[-1] < plan.since:
            return
        rng = rng_of(self.of.seed, 46, self.school.urn, self.calendar.period)
        column = np.arange(self.sessions)
        here = (column >= 2 * self.low[:, None]) & (column < 2 * self.high[:, None]) & (self.codes != NUMBER["S"])
        possible = (here & (GROUP[self.codes] > 0)).reshape(len(self.here), -1, 2).sum(axis=(0, 2))
        owed = 0.0
        for place in np.flatnonzero(self.days >= plan.since).tolist():
            order = rng.permutation(len(self.here))
            owed += plan.effect * float(possible[place])
            owed -= self._come(order, slice(2 * place, 2 * place + 2), here, round(owed))

    def _come(self, order: np.ndarray, day: slice, here: np.ndarray, sessions: int) -> int:
        """Let children in an order come on a day, until so many sessions more are attended; return how many there were."""
        away = here[order, day] & np.isin(self.codes[order, day], _MAY_COME)
        chosen = away & (np.cumsum(away.ravel()).reshape(away.shape) <= sessions)
        row, half = np.nonzero(chosen)
        self.codes[order[row], day.start + half] = np.array([NUMBER["/"], NUMBER["\\"]], dtype=np.uint8)[half]
        return len(row)

    def _rates(self) -> np.ndarray:
        factor = _BY_YEAR_GROUP[np.clip(self.years + 1, 0, 15)]
        return np.minimum(0.5, _USUAL * factor * np.exp(self.of.children.absence[self.child]))

    def _weights(self) -> np.ndarray:
        """How likely each day is to begin an absence: winter, Fridays and Mondays, and what goes round the trust that week."""
        week = (self.days + 3) // 7
        shared = rng_of(self.of.seed, 10, self.calendar.period).normal(0, 0.12, 60)[(week - week[0]) % 60]
        own = self.rng.normal(0, 0.06, 60)[(week - week[0]) % 60]
        weekday = np.array([1.1, 0.95, 0.93, 0.97, 1.25, 1.0, 1.0])[(self.days + 3) % 7]
        from_january = (self.days - self.calendar.number_of(1, 10)) / 365.25
        winter = 1 + 0.3 * np.cos(2 * np.pi * from_january)
        return weekday * winter * np.exp(shared + own)

    def _spells(self, expected: np.ndarray, code: str, days_long: float, *, morning: bool = False, steady: bool = False) -> None:  # fmt: skip
        """Draw spells of a code: `expected` of them a seat in the year, of about so many days (0.5: one session)."""
        number = self.rng.poisson(expected)
        rows = np.repeat(np.arange(len(number)), number)
        drawn = self.rng.random(len(rows))
        if steady:
            start = (drawn * len(self.days)).astype(int)
        else:
            start = np.minimum(np.searchsorted(self.weight, drawn * self.weight[-1]), len(self.days) - 1)
        column = 2 * start + (0 if morning else (self.rng.random(len(rows)) < (0.5 if days_long < 1 else 0.12)))
        longest = min(10.0, 3 * days_long)
        if days_long <= 1:
            length = np.ones(len(rows), dtype=int) if days_long < 1 or morning else np.full(len(rows), 2)
        else:
            length = 2 * np.minimum(self.rng.geometric(1 / days_long, len(rows)), int(longest))
        self._fill(rows, column, length, code)

    def _fill(self, rows: np.ndarray, column: np.ndarray, length: np.ndarray, code: str) -> None:
        total = int(length.sum())
        offset = np.arange(total) - np.repeat(np.cumsum(length) - length, length)
        row, at = np.repeat(rows, length), np.repeat(column, length) + offset
        inside = at < self.sessions
        self.codes[row[inside], at[inside]] = NUMBER[code]

    def _absent_days(self, rows: np.ndarray, chance: np.ndarray, codes: tuple[str, ...], shares: tuple[float, ...]) -> None:  # fmt: skip
        away = self.rng.random(chance.shape) < chance
        row, day = np.nonzero(away)
        code = np.array([NUMBER[c] for c in codes], dtype=np.uint8)[self.rng.choice(len(codes), len(row), p=shares)]
        self.codes[rows[row], 2 * day] = code
        self.codes[rows[row], 2 * day + 1] = code

    def _some_day(self) -> int:
        return int(self.rng.integers(0, len(self.days)))

    def _place(self, day: int) -> int:
        """The place of a day among the days of school, or -1 where it is none of them."""
        place = int(np.searchsorted(self.days, day))
        return place if place < len(self.days) and self.days[place] == day else NEVER

    def _present(self, row: int, column: np.ndarray) -> np.ndarray:
        return GROUP[self.codes[row, column]] == 1

    def _on_day(self, rows: np.ndarray, place: int, code: str) -> None:
        """Give a code to those of the rows who would be present on a day."""
        if place == NEVER:
            return
        for column in (2 * place, 2 * place + 1):
            there = rows[GROUP[self.codes[rows, column]] == 1]
            self.codes[there, column] = NUMBER[code]

    def _everyone(self, day: int, code: str) -> None:
        place = self._place(day)
        if place != NEVER:
            self.codes[:, 2 * place : 2 * place + 2] = NUMBER[code]

    def _work_experience(self) -> None:
        rows = np.flatnonzero(self.years == 10)
        first = self._place(self.calendar.on_or_after(7, 5))
        if len(rows) and first != NEVER and self.days[first] >= self.calendar.number_of(7, 5):
            for place in range(first, min(first + 5, len(self.days))):
                self._on_day(rows, place, "W")

    def _religious_days(self) -> None:
        observes = np.flatnonzero(
            np.isin(self.of.children.ethnicity[self.child], [ETHNICITIES.index(c) for c in ("APKN", "ABAN")])
        )
        shared = rng_of(self.of.seed, 11, self.calendar.period).random(2)
        for at in shared:
            self._on_day(
                observes[self.rng.random(len(observes)) < 0.85],
                min(int(at * len(self.days)), len(self.days) - 1),
                "R",
            )

    def _study_leave(self) -> None:
        leaving = np.flatnonzero(
            np.isin(self.years, (11, 13)) & (self.of.seats.ended[self.here] == LEFT_AT_END)
            | np.isin(self.years, (11, 13)) & (self.high == len(self.days))
        )
        first = np.searchsorted(self.days, self.calendar.number_of(6, 5))
        last = np.searchsorted(self.days, self.calendar.number_of(6, 20))
        columns = np.arange(2 * first, 2 * last)
        if len(leaving) and len(columns):
            away = self.rng.random((len(leaving), len(columns))) < 0.5
            row, column = np.nonzero(away)
            self.codes[leaving[row], columns[column]] = NUMBER["S"]

    def _between(self, rows: np.ndarray, code: str, step: slice) -> None:
        """Give a code to the sessions between two days of each of (seat, first day, last day)."""
        place = {int(seat): n for n, seat in enumerate(self.here)}
        mine = rows[np.isin(rows[:, 0], self.here)]
        for seat, first, last in mine.tolist():
            low, high = np.searchsorted(self.days, first), np.searchsorted(self.days, last, side="right")
            self.codes[place[seat], 2 * low : 2 * high][step] = NUMBER[code]

    def _dual(self) -> None:
        """Mondays and Tuesdays a dual registered child is at the second school."""
        second = np.repeat(np.isin((self.days + 3) % 7, (0, 1)), 2)
        status = self.of.seats.status[self.here]
        away_from_main = np.zeros((len(self.here), self.sessions), dtype=bool)
        since = self._second_since()
        after = np.repeat(self.days, 2)[None, :] >= since[:, None]
        away_from_main[status == MAIN] = (second & after)[status == MAIN]
        away_from_main[status == SUBSIDIARY] = ~second
        self.codes[away_from_main] = NUMBER["D"]

    def _second_since(self) -> np.ndarray:
        seats = self.of.seats
        since = np.full(len(self.here), self.calendar.last + 1)
        for n in np.flatnonzero(seats.status[self.here] == MAIN):
            other = (
                (seats.child == self.child[n]) & (seats.period == self.calendar.period) & (seats.status == SUBSIDIARY)
            )
            since[n] = seats.first[np.flatnonzero(other)[0]]
        return since
