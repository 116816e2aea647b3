"""Where a school stands among itself and its similar schools, in words that say no more than is known."""

from __future__ import annotations

from collegiate.charts import Measured
from collegiate.measures.figure import Figure
from collegiate.web.pictures.placed import ordinal
from collegiate.web.words import capital, counted, number

EVEN = "an even chance of the top quarter"


def odds(chance: float) -> str:
    """Write a chance as people say odds: '9 in 10', '1 in 12'; never more digits than that.

    >>> [odds(p) for p in (0.003, 0.085, 0.42, 0.91, 0.997)]
    ['under 1 in 100', '1 in 12', '4 in 10', '9 in 10', 'over 9 in 10']
    """
    if chance < 0.01:
        return "under 1 in 100"
    if chance >= 0.95:
        return "over 9 in 10"
    return f"1 in {_round(1 / chance)}" if chance < 0.095 else f"{round(chance * 10)} in 10"


def _round(n: float) -> int:
    return round(n) if n < 20 else round(n / 10) * 10


def top_quarter(figure: Figure) -> str:
    """Write the odds that the school is truly in the top quarter; empty where they are not known."""
    chance = figure.standing.p_top_quarter
    return "" if chance is None else odds(chance)


def place(figure: Figure) -> str:
    """Write the places between which the school truly stands: 'between 4th and 31st of 50'; empty where not known."""
    s = figure.standing
    if s.place is None or s.low is None or s.high is None or s.of is None:
        return ""
    return (
        f"{ordinal(s.low)} of {s.of}"
        if s.low == s.high
        else f"between {ordinal(s.low)} and {ordinal(s.high)} of {s.of}"
    )


def others(figure: Figure) -> str:
    """Write from how many of the others it cannot be told apart; empty where not known."""
    s = figure.standing
    if s.indistinguishable is None:
        return ""
    if s.indistinguishable == 0:
        return "it can be told apart from every one of them"
    return f"cannot be told apart from {number(s.indistinguishable)} of them"


def takes(figure: Figure, m: Measured) -> str:
    """Write what would have made the chance of the top quarter even, in children where it is a share of them; empty where not known."""
    s = figure.standing
    if s.p_top_quarter is None or figure.n is None:
        return ""
    if s.children_to_target == 0 or s.points_to_target == 0:
        return f"It already has {EVEN} or better."
    more = "fewer" if m.polarity == "lower" else "more"
    if s.children_to_target:
        return f"For {EVEN}: {number(s.children_to_target)} {more} of these {counted(figure.n, 'child', 'children')}."
    if s.points_to_target:
        each = m.write(s.points_to_target / figure.n).lstrip("+−")
        unit = f" {m.unit_words}" if m.unit_words else ""
        return (
            f"For {EVEN}: {each}{unit} {more} for each of these {counted(figure.n, 'child', 'children')}, on average."
        )
    return f"Not even the whole cohort would have given it {EVEN}."


def sentences(figure: Figure, m: Measured) -> list[str]:
    """Say all of it: odds, places, how many it cannot be told from, and what it would take. Empty for a figure without a place."""
    chance, where, level = top_quarter(figure), place(figure), others(figure)
    said = []
    if chance:
        said.append(f"Odds that it is truly in the top quarter of schools like it: {chance}.")
    if where:
        said.append(f"Its place is {where}{'; it ' + level.removeprefix('it ') if level else ''}.")
    elif level:
        said.append(f"{capital(level)}.")
    needed = takes(figure, m)
    return [*said, needed] if needed else said
