"""A comparison in words: what came out in one sentence, and what its page lists."""

from __future__ import annotations

from dataclasses import dataclass

from collegiate.charts import Chart, Measured
from collegiate.charts.otherwise import Otherwise, Step, draw_otherwise
from collegiate.improve.otherwise import CoursePoint, Found, Locked, Verdict
from collegiate.improve.otherwise.rounding import Rounding
from collegiate.improve.series import Series
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.effects.models import Comparison, Evaluation
from collegiate.web.effects.told import latest
from collegiate.web.words import day


@dataclass(frozen=True, slots=True)
class Line:
    """A comparison in the list: what it is about, and what is to be said of it."""

    comparison: Comparison
    locked: Locked
    found: Found | None
    state: str
    said: str
    grade: str

    @classmethod
    def of(cls, comparison: Comparison) -> Line:
        """Put a comparison into words."""
        locked, found = comparison.locked, latest(comparison)
        if comparison.withdrawn:
            return cls(comparison, locked, found, "withdrawn", f"Withdrawn: {comparison.withdrawn.why}", "")
        if found is None:
            return cls(comparison, locked, None, Verdict.NOT_DUE.value, f"Due on {day(locked.due)}.", "")
        return cls(comparison, locked, found, found.verdict.value, short(locked, found), found.grade)


def short(locked: Locked, found: Found) -> str:
    """Say what came out in a few words."""
    if found.effect is None or found.low is None or found.high is None:
        return f"{found.verdict.value.capitalize()}. {' '.join(found.reasons)}"
    write = Rounding.of(locked.series).write
    return (
        f"{found.verdict.value.capitalize()}: {write(found.effect)} ({between(found.low, found.high, locked.series)})"
    )


def between(low: float, high: float, series: Series) -> str:
    """Write an interval: −0.4 to +1.2."""
    plain = Rounding(Rounding.of(series).step, Rounding.of(series).decimals, "")
    return f"{plain.write(low)} to {plain.write(high)}"


def sentence(locked: Locked, found: Found | None) -> str:
    """Say what came out in one sentence that a head could read out."""
    name, title = locked.school.name, brief(locked.series)
    if found is None:
        return f"{title} at {name} is to be compared with what it would have been when it is due, on {day(locked.due)}. Until then nothing is worked out, so that nobody stops when it looks well."
    if found.effect is None or found.low is None or found.high is None:
        return f"What became of “{title}” at {name} cannot be said. {' '.join(found.reasons)}"
    write, sure = Rounding.of(locked.series).write, between(found.low, found.high, locked.series)
    if found.verdict is Verdict.NO_CLEAR:
        return (
            f"No clear effect: {title} at {name} was {write(found.effect)} beside what it would have been, and anything from {sure} fits the figures. "
            "That is the usual answer, and no failure."
        )
    way = "above" if found.effect > 0 else "below"
    size = Rounding.of(locked.series).write(abs(found.effect), signed=False)
    verdict = found.verdict.value.removesuffix(" than it would have been").capitalize()
    return f"{verdict}: {title} at {name} was {size} {way} what it would have been; the interval is {sure}, which 19 of 20 such comparisons hold the truth in."


def brief(series: Series) -> str:
    """Return what a series is called within a sentence: without how it is parted in time."""
    return series.title.partition(", by ")[0]


def _course_words(locked: Locked, found: Found) -> str:
    """Say what the drawing shows: the means after the start."""
    after = [p for p in found.course if p.part == "after"]
    was, would = (sum(values) / len(after) for values in ([p.value for p in after], [p.otherwise for p in after]))
    write = _measured(locked).write
    return f"{brief(locked.series)} at {locked.school.name} since {day(locked.start)}: {write(was)} on average; as the others went, it would have been {write(would)}."


def chart_of(locked: Locked, found: Found) -> Chart | None:
    """Draw the school's course beside the one it would have taken; None without a figure."""
    if not found.course:
        return None
    steps = [_step(p) for p in found.course]
    return draw_otherwise(
        Otherwise(_measured(locked), steps, f"began {day(locked.start)}", _course_words(locked, found))
    )


def _measured(locked: Locked) -> Measured:
    series = locked.series
    return Measured(
        series.id, series.title, unit=series.unit, polarity=series.better, decimals=Rounding.of(series).decimals
    )


def _step(point: CoursePoint) -> Step:
    year = AcademicYear.of(point.span.last)
    whole = (point.span.first, point.span.last) == (year.first_day, year.last_day)
    brief = f"{(year.end - 1) % 100:02d}/{year.end % 100:02d}" if whole else f"{point.span.first:%b %y}"
    return Step(brief, point.span.words, point.value, point.otherwise, point.low, point.high, point.part)


def pictures(comparison: Comparison) -> list[tuple[Evaluation, str]]:
    """Return every working out with its words, the first one first: a later figure stands beside the earlier, not in its place."""
    return [(e, short(comparison.locked, e.found)) for e in comparison.evaluations.all()]


def checked_words(locked: Locked, found: Found) -> list[str]:
    """Say what was looked at besides: the course before, the others as if they had been helped, other starts, the second opinion."""
    said, write = [], Rounding.of(locked.series).write
    checked, second = found.checked, found.second
    if checked and checked.drift is not None and checked.drift_chance is not None:
        said.append(
            f"Before the start it drifted {write(checked.drift)} a {locked.design.span} beside the others; chance alone shows as much {_odds(checked.drift_chance)}."
        )
    if checked and checked.schools:
        said.append(
            f"Had any of the {checked.schools[1]} others been taken for the helped one, {checked.schools[0] or 'none'} would have shown as large a change."
        )
    if checked and checked.starts:
        found_any = sum(low > 0 or high < 0 for _, _, low, high in checked.starts)
        said.append(
            f"Had it begun at one of {len(checked.starts)} earlier time{'' if len(checked.starts) == 1 else 's'}, when it had not, {found_any or 'none'} would have shown an effect."
        )
    if second and second.miss is None:
        said.append(
            f"A regression of all children of these schools, with a curve in the earlier score, gives {write(second.effect)}."
        )
    elif second and second.miss is not None:
        said.append(
            f"Beside a mixture of the others that went as it did before (it missed by {write(second.miss, signed=False)}), the effect is {write(second.effect)}; "
            f"among the {second.of} schools, each beside its own mixture, that is number {second.rank} by size."
        )
    return said


def _odds(chance: float) -> str:
    return "less than once in a hundred times" if chance < 0.01 else f"about {round(100 * chance)} times in a hundred"
