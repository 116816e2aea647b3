"""The subjects of the pages of counts, one function each. A subject is added by a function and its entry in `SUBJECTS`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from collegiate.disclosure import Disclosed
from collegiate.disclosure.counts import CHILDREN
from collegiate.disclosure.gathering import (
    ABSENCE,
    ATTENDANCE,
    DATA,
    MOVING,
    NOBODY_MISSED,
    OUTCOMES,
    PACKS,
    STATES,
    WARNINGS,
)
from collegiate.disclosure.means import FALLING, GAIN, PROGRESS, RATE
from collegiate.vocabulary.subjects import subject_name
from collegiate.web.components import Cell
from collegiate.web.counts.sheets import (
    FEW,
    Beside,
    Maker,
    Sheet,
    Tabled,
    Who,
    about,
    academies,
    answered,
    cell,
    grouped,
    lines,
    week,
    year,
)
from collegiate.web.words import capital, counted, day, listed

_STATES = ("Acted on", "Looked at, no concern", "No data")
_MOST_NAMED = 4
_NOBODY_SAYS = "The record does not say. Ask whoever answers for it."


def nobody_missed(found: Disclosed, who: Who, beside: Beside) -> Sheet:
    """Every child of the roll once: acted on, looked at without concern, or no data."""
    weeks = found.periods(NOBODY_MISSED)
    now = next((w for w in weeks if who.line(found, NOBODY_MISSED, w)), None)
    title = "Nobody missed"
    if now is None:
        return Sheet("nobody-missed", title, "No week with school days is in the files of this picture.")
    own = who.line(found, NOBODY_MISSED, now)
    columns = ("On roll", *_STATES)
    parts = (CHILDREN, *STATES)
    history = [[week(w), *(cell(line[p]) for p in parts)] for w in weeks if (line := who.line(found, NOBODY_MISSED, w))]  # fmt: skip
    tables = [
        Tabled("Each academy" if who.urn is None else "The week", ("Academy", *columns), lines(found, who, NOBODY_MISSED, now, parts)),
        Tabled("By group", ("Group", *columns), grouped(found, who, NOBODY_MISSED, now, parts), f"Groups whose every count is {FEW} are not listed."),
        Tabled("Week by week", ("Week of", *columns), history),
    ]  # fmt: skip
    lead = (
        f"In the week of {week(now)}, {about(own[CHILDREN])} children were on roll at {who.name}, each counted once: {about(own['acted_on'])} acted on, "
        f"{about(own['looked_at'])} looked at with no concern, and {about(own['no_data'])} of whom nothing says that anybody looked."
    )
    return Sheet(
        "nobody-missed", title, lead, _there(tables), (own[CHILDREN].shown, "on roll"),
        [(own[s].shown, words.lower()) for s, words in zip(STATES, _STATES, strict=True)],
        why="Nobody may be missed: every child on roll is counted exactly once, whatever is known of them. The roll is first, because a list that leaves children out always looks well.",
        answers=answered(tables, f"{capital(about(own[CHILDREN]))} children on roll in that week.", "The weeks before, below. No other trust publishes this.",
                         "The academies' rolls, and the notes, looks and actions that adults wrote down in that week.", _NOBODY_SAYS),
    )  # fmt: skip


def attendance(found: Disclosed, who: Who, beside: Beside) -> Sheet:
    """Attendance by year beside similar schools and England, and the children who miss much."""
    periods = [p for p in found.periods(ATTENDANCE, RATE) if who.line(found, ATTENDANCE, p)]
    title = "Attendance"
    if not periods:
        return Sheet("attendance", title, "No attendance marks are in the files of this picture.")
    finished = next((p for p in periods if " to " not in p), periods[0])
    rows: list[list[object]] = []
    for p in periods:
        number = int(p.split(" ")[0])
        own, of = who.line(found, ATTENDANCE, p), who.line(found, ATTENDANCE, str(number))
        missing = [cell(of[k]) if k in of else Cell("x", gap=True) for k in (CHILDREN, *ABSENCE[:2])]
        rows.append([year(p), cell(own[RATE], "%"), _percent(beside.similar.get(number)), _percent(beside.england.get(number)), *missing])  # fmt: skip
    tables = [
        Tabled("Year by year", ("Year", "Attended", "Similar schools", "England", "Children", "Missed half or more", "Missed a tenth to a half"), rows,
               "x: nothing was published for that year, or the year is not over." if any(isinstance(c, Cell) and c.words == "x" for r in rows for c in r) else ""),
    ]  # fmt: skip
    if who.urn is None:
        parts = (RATE, CHILDREN, *ABSENCE[:2])
        tables.append(Tabled(f"Each academy in {year(finished)}", ("Academy", "Attended, %", "Children", "Missed half or more", "Missed a tenth to a half"), lines(found, who, ATTENDANCE, finished, parts)))  # fmt: skip
    tables.append(Tabled(f"By group in {year(finished)}", ("Group", "Attended"), grouped(found, who, ATTENDANCE, finished, (RATE,), "%")))  # fmt: skip
    own = who.line(found, ATTENDANCE, finished)
    rate = own[RATE]
    said = (
        f"{rate.shown}% of the sessions that they could have"
        if rate.symbol is None
        else "a share of their sessions that is not shown, because the children are few"
    )
    lead = f"In {year(finished)}, children at {who.name} attended {said}; {about(own.get('severely_absent', rate))} children missed half or more."
    number = int(finished.split(" ")[0])
    england = f" England: {beside.england[number]:.1f}%." if number in beside.england else ""
    return Sheet(
        "attendance", title, lead + england, _there(tables),
        why="A child who is not in school learns little there. The percentage is of half-days; the children who miss a tenth or more are counted apart, because a mean hides them.",
        answers=answered(tables, f"{capital(about(own.get(CHILDREN, rate)))} children with a possible session in the year.", "Similar schools' median and England, where the DfE published that year; the years before.",
                         "The academies' own register marks. England and similar schools: pupil absence in schools in England, DfE.", _NOBODY_SAYS,
                         "Every session is counted, none is sampled. Percentages of fewer than 20 children are hidden, and others beside them from which they could be worked out. A running year stands as at the end of its last whole month."),
    )  # fmt: skip


def moves(found: Disclosed, who: Who, beside: Beside) -> Sheet:
    """Children who move on, and how many have a complete pack."""
    title = "Moving on"
    period = next((p for p in found.periods(MOVING) if who.line(found, MOVING, p)), None)
    if period is None:
        return Sheet("moves", title, "No child of this picture is about to move to another stage.")
    own = who.line(found, MOVING, period)
    tables = [Tabled("Packs", ("Academy", "Children who move on", "Pack complete", "Pack not complete"), lines(found, who, MOVING, period, (CHILDREN, *PACKS)))]  # fmt: skip
    lead = f"At the end of {year(period)}, {about(own[CHILDREN])} children of {who.name} move to their next stage: {about(own['complete'])} with a complete pack, {about(own['not_complete'])} with something missing."
    return Sheet(
        "moves", title, lead, _there(tables), (own[CHILDREN].shown, "move on"), [(own["complete"].shown, "pack complete"), (own["not_complete"].shown, "not complete")],
        why="Children lose ground when what is known of them does not move with them. The pack is what the academies agreed to hand over.",
        answers=answered(tables, f"{capital(about(own[CHILDREN]))} children in their last year at an academy.", "The whole of those who move; every pack should be complete.",
                         "The academies' records of each child, item by item of the agreed pack.", _NOBODY_SAYS),
    )  # fmt: skip


def progress(found: Disclosed, who: Who, beside: Beside) -> Sheet:
    """What schools' children gained beyond those who began alike, by subject, with intervals."""
    title = "Progress"
    keys = sorted({(k[3], k[5]) for k, line in found.lines.items() if k[0] == PROGRESS and _mine(found, who, k[2])}, key=lambda k: (k[0], k[1]))  # fmt: skip
    if not keys:
        return Sheet(
            "progress", title, "No two tests of one child are in the files of this picture, so no gain can be told."
        )
    latest = keys[-1][0]
    columns = ("Gain, points", "From", "To", "Children")
    parts = (*GAIN, CHILDREN)
    tables = []
    better, worse = [], []
    for subject in sorted({s for p, s in keys if who.urn is not None or p == latest}, key=subject_name):
        if who.urn is not None:
            of = [(year(p), found.line(PROGRESS, p, urn=who.urn, grouping="subject", group=subject)) for p, s in reversed(keys) if s == subject]  # fmt: skip
        else:
            of = [(name, found.line(PROGRESS, latest, urn=urn, grouping="subject", group=subject)) for urn, name in academies(found, who, PROGRESS)]  # fmt: skip
        rows = [[name, *(cell(line[p]) for p in parts)] for name, line in of if line]
        for name, line in of:
            low, high = (line[p].value if line else None for p in ("low", "high"))
            what = (
                subject_name(subject).lower() if who.urn is not None else f"{name} in {subject_name(subject).lower()}"
            )
            if (who.urn is None or name == year(latest)) and low is not None and low > 0:
                better.append(what)
            elif (who.urn is None or name == year(latest)) and high is not None and high < 0:
                worse.append(what)
        tables.append(Tabled(subject_name(subject), ("Year" if who.urn is not None else "Academy", *columns), rows))
    lead = f"In {year(latest)}, beyond chance children {_gained('gained ground', better)} and {_gained('lost ground', worse)}."
    return Sheet(
        "progress", title, lead, _there(tables),
        why="A child who keeps pace with their age keeps the same score, so a school's mean gain says whether its children gained or lost ground while they were there.",
        answers=answered(tables, "Children with a test in this year and in the year before.", "Children of the same age: a gain of 0 is keeping pace.", "The trust's own standardised tests.",
                         _NOBODY_SAYS, "From and To hold the true gain in 95 of 100 such cases. Schools with fewer than ten such children are hidden; a figure stays until five more or fewer are behind it."),
    )  # fmt: skip


def falling(found: Disclosed, who: Who, beside: Beside) -> Sheet:
    """Whether a school falls while the trust's others do not. About schools."""
    title = "Schools that fall"
    of = [(k, line["raised"]) for k, line in found.lines.items() if k[0] == FALLING and _mine(found, who, k[2])]
    if not of:
        return Sheet("falling", title, "No school could be looked at for a fall yet: it takes three schools with children who were there the year before.")  # fmt: skip
    as_of = max(k[3] for k, _ in of)
    raised = [(k, c) for k, c in of if c.value == 1]
    names = [f"{who.names.get(k[2] or 0, '')}: {_series(k[5])}" for k, _ in raised]
    rows = sorted([who.names.get(k[2] or 0, ""), capital(_series(k[5])), Cell(c.shown, gap=c.hidden, mind=c.value == 1)] for k, c in of)  # fmt: skip
    tables = [Tabled("What was looked at", ("Academy", "Series", "Falls?"), rows)]
    schools = counted(len({k[2] for k, _ in of}), "school")
    lead = f"{capital(schools)} {'was' if schools.startswith('one ') else 'were'} looked at in {len(of)} series up to {week(as_of)}. " + (f"{capital(counted(len(raised), 'series falls', 'series fall'))} further than chance and the other schools would have it: {listed(names)}." if raised else "None falls further than chance and the other schools would have it.")  # fmt: skip
    return Sheet(
        "falling", title, lead, tables,
        why="A fall that the trust's other schools do not share is worth a question to the school's head. Alarms are about schools; no child is behind any single one.",
        answers=answered(tables, "All children of each school with marks or tests.", "The school's own year before, and the trust's other schools.", "Register marks and the trust's own tests.",
                         _NOBODY_SAYS, "An alarm is raised where chance alone would seldom raise one, after allowing for every series looked at. Schools with fewer than 20 children are hidden."),
    )  # fmt: skip


def warnings(found: Disclosed, who: Who, beside: Beside) -> Sheet:
    """Last year's early warnings scored: caught, missed, wrongly worried, rightly calm."""
    title = "Early warnings, scored"
    period = next((p for p in found.periods(WARNINGS) if who.line(found, WARNINGS, p)), None)
    if period is None:
        return Sheet("warnings", title, "No year of early warnings is over yet, so none can be scored.")
    own = who.line(found, WARNINGS, period)
    columns = ("Academy", "Children", "Warned, and it came", "Not warned, and it came", "Warned, and it did not come", "Neither")  # fmt: skip
    tables = [
        Tabled(f"Warnings of {year(period)}", columns, lines(found, who, WARNINGS, period, (CHILDREN, *OUTCOMES)))
    ]
    lead = f"In {year(period)}, warnings caught {about(own['caught'])} children of {who.name} who then drifted out of attendance and missed {about(own['missed'])}; they worried wrongly about {about(own['wrongly_worried'])}."
    return Sheet(
        "warnings", title, lead, tables,
        why="A warning that is never held against what came of it is a rumour. Each year's warnings are scored when the year is over, the misses too.",
        answers=answered(tables, f"{capital(about(own[CHILDREN]))} children who were looked at.", "What came of each child in the year.", "The warnings as they were made, and the register marks of the year.", "A person looked at every child who was warned of; the machine decided nothing."),
    )  # fmt: skip


def data(found: Disclosed, who: Who, beside: Beside) -> Sheet:
    """Findings about children's data, by rule and academy."""
    title = "Data quality"
    own = who.line(found, DATA, "now")
    if not own:
        return Sheet("data", title, "No rule about children's data found anything to look at.")
    rules = [r for r in own if r != CHILDREN]
    tables = [
        Tabled("By rule", ("Rule", "Findings"), [[capital(r.replace("_", " ")), cell(own[r])] for r in rules if not own[r].hidden], f"Rules with {FEW} are not listed."),
    ]  # fmt: skip
    if who.urn is None:
        tables.insert(0, Tabled("Each academy", ("Academy", "Findings"), lines(found, who, DATA, "now", (CHILDREN,))))
    lead = (
        f"The rules about children's data found {about(own[CHILDREN])} things to look at in the records of {who.name}."
    )
    return Sheet(
        "data", title, lead, _there(tables),
        why="Every number here stands on the academies' own records. What is doubtful in them is counted before the numbers that it may bend.",
        answers=answered(tables, "Findings, most of them about one child each.", "No findings at all.", "Rules over the academies' own files; a finding is a thing to look at, not an error that was proved.", "Data managers see each finding with its owner and a date."),
    )  # fmt: skip


SUBJECTS: Mapping[str, Maker] = MappingProxyType({
    "nobody-missed": nobody_missed, "attendance": attendance, "moves": moves, "progress": progress, "falling": falling, "warnings": warnings, "data": data,
})  # fmt: skip
TITLES = MappingProxyType({
    "nobody-missed": "Nobody missed", "attendance": "Attendance", "moves": "Moving on", "progress": "Progress", "falling": "Schools that fall",
    "warnings": "Early warnings, scored", "data": "Data quality",
})  # fmt: skip
TABLES = MappingProxyType({
    "nobody-missed": NOBODY_MISSED, "attendance": ATTENDANCE, "moves": MOVING, "progress": PROGRESS, "falling": FALLING, "warnings": WARNINGS, "data": DATA,
})  # fmt: skip
"""The table behind each subject."""


def _mine(found: Disclosed, who: Who, urn: int | None) -> bool:
    return urn == who.urn if who.urn is not None else found.trusts.get(urn or 0) == who.trust


def _there(tables: Sequence[Tabled]) -> list[Tabled]:
    return [t for t in tables if t.rows]


def _percent(value: float | None) -> Cell:
    return Cell("x", gap=True) if value is None else Cell(f"{value:.1f}%")


def _series(series: str) -> str:
    named = {
        "attendance": "attendance",
        "attendance_gap": "attendance of children with free school meals beside others",
    }
    return named.get(series) or f"progress in {subject_name(series).lower()}"


def _gained(what: str, where: Sequence[str]) -> str:
    if not where:
        return f"{what} nowhere"
    more = len(where) - _MOST_NAMED
    return f"{what} at {listed([*where[:_MOST_NAMED], *([f'{more} more'] if more > 0 else [])])}"


__all__ = ["SUBJECTS", "TABLES", "TITLES", "day"]
