"""Is the promise being kept, and how do we know? From public figures alone."""

from __future__ import annotations

from typing import Any

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Answer, Consequence, Link
from collegiate.web.home.asking import SCHOOLS, Asked, Question
from collegiate.web.home.figures import figure_path, headline_rows, latest_year, verdicts
from collegiate.web.home.thresholds import thresholds, trusts_of
from collegiate.web.reading import Measures
from collegiate.web.words import capital, counted, number

WHY = (
    "Each published headline figure of each academy is counted once, by whether its 95 % interval lies above or below the median of similar schools, "
    "or holds it. It is shown to whoever governs: no child is behind it that could be told from another."
)
ELSEWHERE = "How each aim of the strategy stands, and its chance, is on the page of the strategy."
NUMBERS = ("several", "most_schools", "some_schools", "top_quarter_chance")


def _answer(asked: Asked) -> Answer | None:
    urns = asked.academies
    trusts = trusts_of(asked.reader, urns)
    not_here = f"{thresholds(trusts, NUMBERS)} {ELSEWHERE}"
    rows = headline_rows(asked.reader, urns)
    period = latest_year(rows)
    if period is None:
        return Answer(f"No published figure of {asked.ours} is compared with similar schools in this picture.", WHY,
                      one_thing=Link("See which files were given", "/sources/"), not_here=not_here)  # fmt: skip
    counts = verdicts(rows, period)
    better, _, worse, _ = (p.number for p in counts.parts)
    said = (
        f"Of {counted(counts.whole.number, 'headline figure')} of {asked.ours} in {AcademicYear(period)}, {number(better) if better else 'none'} "
        f"{'is' if better < 2 else 'are'} better than at similar schools and {number(worse) if worse else 'none'} worse, beyond chance."
    )
    return Answer(
        said, WHY, counts, _one_thing(asked, rows, period), _links(asked, urns), not_here, Consequence.SCHOOL, worse
    )


def _one_thing(asked: Asked, rows: list[dict[str, Any]], period: int) -> Link:
    """Return the figure to ask of first: the worst of those that are worse, else any that is compared."""
    own = [r for r in rows if r["period"] == period and r["verdict"] and r["value"] is not None]
    first = max(own, key=lambda r: (r["verdict"] == "worse", r["n"] or 0, r["measure"], -r["urn"]))
    title = Measures.of(asked.reader).get(first["measure"]).title
    name = asked.names([first["urn"]])[first["urn"]]
    return Link(f"Ask “how do you know?” of {title.lower()} at {name}", figure_path(first))


def _links(asked: Asked, urns: list[int]) -> tuple[Link, ...]:
    if len(urns) == 1:
        return (
            Link(capital(asked.ours), f"/schools/{urns[0]}/"),
            Link("The academy's own page", f"/academies/{urns[0]}/"),
            Link("Strategy on a page", "/strategy/"),
        )
    trusts = trusts_of(asked.reader, urns)
    strategy = Link("Strategy on a page", "/strategy/")
    return (*(Link("The family of schools", f"/trusts/{uid}/") for uid in trusts[:1]), strategy)


QUESTION = Question(
    "Is the promise being kept?", _answer, Right.READ_STRATEGY, SCHOOLS,
    frozenset({"trustee", "local_governor", "diocesan_officer"}),
)  # fmt: skip
