"""Papers made from the figures of the day: what is known of the school, what was asked of it, what was done so far. No child is in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collegiate.charts import Measured
from collegiate.improve.cases import FORM
from collegiate.improve.criterion import Criterion, Judged, judge
from collegiate.improve.series import OWN_ATTENDANCE, Point, Series, all_series, points
from collegiate.store import Reader, ScopedReader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.cases import others
from collegiate.web.cases.models import Case, Decision
from collegiate.web.home.figures import headline_rows
from collegiate.web.reading import Measures, school_names
from collegiate.web.words import GAPS, VERDICTS, counted, day

MOST_POINTS = 8
"""Spans of a series that papers show: the latest, so that a year of half terms and more is seen."""
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """What papers are made from: a picture, the reader of counts of whoever makes them, and the day."""

    reader: Reader
    people: ScopedReader | None
    on: dt.date


def urns_of(case: Case, reader: Reader) -> list[int]:
    """Return the academies that a case is about: its school, or those of the trust today."""
    if case.urn is not None:
        return [case.urn]
    return sorted(int(m["urn"]) for m in reader.memberships(trust=case.trust_uid) if m["left_before"] is None)


def document(case: Case, seen: Seen) -> dict[str, Any]:
    """Make the papers of a case as they would be today."""
    urns = urns_of(case, seen.reader)
    known = {s.id: s for s in all_series(seen.reader, seen.people)}
    parts = [
        _attached(case), _criterion(case, known, seen), *_series(case, urns, known, seen), _alerts(case, urns, seen), _plans(case, urns, seen),
        _support(case, urns, seen), _effects(case, urns), _decisions(case), _conditions(case), _reviews(case),
    ]  # fmt: skip
    return {
        "form": FORM,
        "case": {
            "reference": case.reference, "kind": case.kind, "urn": case.urn, "school": case.school, "series": case.series, "subject": case.subject,
            "referred_on": case.referred_on.isoformat(), "referred_for": case.referred_for,
            "hearing": case.hearing.isoformat() if case.hearing else None,
        },
        "made": {"on": seen.on.isoformat(), "picture": seen.reader.snapshot, "picture_made": seen.reader.made_at},
        "parts": [p for p in parts if p is not None],
    }  # fmt: skip


def judged_now(criterion: Criterion, seen: Seen, *, after: dt.date | None) -> tuple[Judged, Series | None]:
    """Judge a criterion on the figures of the day: on the latest span that ended after `after`, so that nothing is met by what went before."""
    series = next((s for s in all_series(seen.reader, seen.people) if s.id == criterion.series), None)
    found = points(criterion.series, [criterion.urn], seen.reader, seen.people) if series else []
    fresh = [p for p in found if after is None or p.last > after]
    return judge(criterion, fresh, seen.on, known=series is not None), series


def figure(value: float | None, series: Series | None) -> str:
    """Write a figure with its unit."""
    if value is None:
        return ""
    decimals, unit = (series.decimals, series.unit) if series else (1, "")
    return f"{value:.{decimals}f}{f' {unit}' if unit else ''}".replace("-", "−")


def point_words(point: Point | None, series: Series | None) -> str:
    """Say a point: its figure, or why there is none, and its span."""
    if point is None:
        return "no figure"
    return f"{figure(point.value, series) or GAPS.get(point.symbol, 'no figure')}, {point.when}"


def _attached(case: Case) -> Part | None:
    rows = [[r["name"], r["value"]] for r in case.attached.get("rows", [])]
    if not rows:
        return None
    lead = f"A copy of what was known on {day(case.referred_on)}, kept as it was."
    return _part("attached", "When it was referred", lead, ["What", "Was"], rows)


def _criterion(case: Case, known: dict[str, Series], seen: Seen) -> Part:
    decision = case.decision
    asks = decision.asks if decision else None
    if decision is None or asks is None:
        return _part(
            "criterion",
            "Criterion for leaving",
            "None is set yet: the hearing sets it.",
            ["Criterion", "Now", "Rests on"],
            [],
        )
    judged, series = judged_now(asks, seen, after=decision.counts_from)
    lead = "It has to be met at two reviews running, on figures that came after the decision."
    row = [decision.criterion_words, judged.verdict.value, point_words(judged.point, series or known.get(asks.series))]
    return _part("criterion", "Criterion for leaving", lead, ["Criterion", "Now", "Rests on"], [row])


def _series(case: Case, urns: list[int], known: dict[str, Series], seen: Seen) -> list[Part]:
    """Return what the case is about and what its criterion asks for, each whole; then, of a school, its attendance, tests and headlines."""
    decision = case.decision
    asks = decision.asks if decision else None
    asked = dict.fromkeys(i for i in (case.series, asks.series if asks else "") if i)
    found = [_known(i, case, urns, known, seen) for i in asked]
    if case.urn is not None:
        if OWN_ATTENDANCE not in asked and OWN_ATTENDANCE in known:
            found.append(_one_series(known[OWN_ATTENDANCE], urns, seen))
        found += [
            _tests(urns, [s for i, s in known.items() if s.own and i not in asked and i != OWN_ATTENDANCE], seen),
            _headlines(urns, seen),
        ]
    return [p for p in found if p is not None]


def _known(id_: str, case: Case, urns: list[int], known: dict[str, Series], seen: Seen) -> Part | None:
    if id_ in known:
        return _one_series(known[id_], urns, seen)
    lead = "Its measure is no longer in the data. What was known of it stands in earlier papers."
    return _part(f"series {id_}", case.series_title if id_ == case.series else id_, lead, ["When", "Value"], [])


def latest_points(series: Series, urn: int, seen: Seen, most: int = MOST_POINTS) -> list[Point]:
    """Return a school's latest points that have begun by the day, the oldest first."""
    found = points(series.id, [urn], seen.reader, seen.people)
    return [p for p in found if p.first <= seen.on][-most:]


def when(point: Point, on: dt.date) -> str:
    """Say a point's span, and that it still runs where it does."""
    return f"{point.when}, so far" if point.last > on else point.when


def _one_series(series: Series, urns: list[int], seen: Seen) -> Part | None:
    names = school_names(seen.reader, urns)
    whole = len(urns) > 1
    latest = [p for urn in urns for p in latest_points(series, urn, seen)]
    if not any(p.value is not None for p in latest):
        return None
    rows = [[*([names[p.urn]] if whole else []), when(p, seen.on), *_cells(p, series), p.source] for p in latest]
    columns = [
        *(["School"] if whole else []),
        "When",
        "Value",
        "95 % interval",
        "Children, to the nearest five",
        "Where from",
    ]
    lead = f"{_BETTER.get(series.better, '')} The oldest first.".strip()
    return _part(f"series {series.id}", series.title, lead, columns, rows, key=2 if whole else 1)


_BETTER = {"higher": "Higher is better.", "lower": "Lower is better."}


def _tests(urns: list[int], own: Sequence[Series], seen: Seen) -> Part | None:
    rows = [
        [s.title.removesuffix(", by academic year"), when(p, seen.on), *_cells(p, s)] for s in own for p in latest_points(s, urns[0], seen, 3)
    ]  # fmt: skip
    columns = ["Test", "When", "Value", "95 % interval", "Children, to the nearest five"]
    lead = "Beside what children with the same earlier results made; higher is better."
    return _part("tests", "The trust's own tests", lead, columns, rows, key=2) if rows else None


def _headlines(urns: list[int], seen: Seen) -> Part | None:
    measures = Measures.of(seen.reader)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(headline_rows(seen.reader, urns), key=lambda r: int(r["period"])):
        if row["value"] is not None and AcademicYear(row["period"]).first_day <= seen.on:
            found.setdefault(row["measure"], []).append(row)
    rows = [_headline(r, measures.get(m)) for m, of in found.items() for r in of[-3:]]
    columns = ["Measure", "When", "Value", "95 % interval", "Similar schools' median", "Beside them"]
    return _part("headlines", "Published figures", "The latest three years of each; published by the Department for Education.", columns, rows, key=2) if rows else None  # fmt: skip


def _headline(row: dict[str, Any], measured: Measured) -> list[str]:
    interval = f"{measured.write(row['low'])} to {measured.write(row['high'])}" if row["low"] is not None else ""
    median = measured.write(row["similar_median"]) if row.get("similar_median") is not None else ""
    return [
        measured.title,
        str(AcademicYear(row["period"])),
        measured.write(row["value"]),
        interval,
        median,
        VERDICTS.get(row["verdict"] or "", ""),
    ]


def _cells(point: Point, series: Series) -> list[str]:
    interval = (
        f"{figure(point.low, series)} to {figure(point.high, series)}"
        if point.low is not None and point.high is not None
        else ""
    )
    value = figure(point.value, series) or GAPS.get(point.symbol, "no figure")
    return [value, interval, f"{point.n:,}" if point.n else ""]


def _alerts(case: Case, urns: list[int], seen: Seen) -> Part:
    cards = others.alerts(case.trust_uid, urns, reader=seen.reader, people=seen.people)
    rows = [
        [a.words, a.compared, "" if a.chance is None else f"{100 * a.chance:.1f} times in a hundred", day(a.since), a.done] for a in cards
    ]  # fmt: skip
    lead = f"{counted(len(rows), 'alert is', 'alerts are').capitalize()} raised."
    return _part(
        "alerts",
        "What slips",
        lead,
        ["Alert", "Compared with", "Chance alone would raise it", "Since", "What was done"],
        rows,
    )


def _plans(case: Case, urns: list[int], seen: Seen) -> Part:
    cards = others.plans(case.trust_uid, urns, reader=seen.reader, people=seen.people, on=seen.on)
    rows = [
        [
            f"{p.reference}: {p.title}",
            p.purpose,
            p.owner,
            f"{p.met} of {p.priorities}",
            str(p.behind),
            "; ".join(p.overdue),
        ]
        for p in cards
    ]
    lead = "" if rows else "There is no plan."
    return _part("plans", "The plan", lead, ["Plan", "Purpose", "Owner", "Priorities met", "Behind", "Overdue"], rows)


def _support(case: Case, urns: list[int], seen: Seen) -> Part:
    first = AcademicYear.of(seen.on).first_day
    lines = others.support(case.trust_uid, urns, first, seen.on)
    names = {s.receiver_urn: s.receiver for s in lines}
    rows = [[s.giver if len(names) < 2 else f"{s.giver} to {s.receiver}", f"{s.days.normalize():f}"] for s in lines]
    lead = f"Since {day(first)}." if rows else f"None was given since {day(first)}."
    return _part("support", "Support so far", lead, ["From", "Days"], rows)


def _effects(case: Case, urns: list[int]) -> Part | None:
    rows = [
        [f"{e.reference}: {e.about}", e.verdict, _effect(e), e.grade, e.compared]
        for e in others.effects(case.trust_uid, urns)
    ]
    columns = ["What was tried", "Did it work?", "Effect, 95 % interval", "How far to trust it", "Compared with"]
    return _part("effects", "What would have happened", "", columns, rows) if rows else None


def _effect(card: Any) -> str:
    if card.effect is None:
        return ""
    return f"{card.effect:+.1f} ({card.low:+.1f} to {card.high:+.1f}) {card.unit}".replace("-", "−")


def _decisions(case: Case) -> Part | None:
    signed = case.decisions.filter(signed_at__isnull=False)
    rows = [[f"Decision {d.number}", day(d.signed_on), d.outcome, d.words, _corrected(d)] for d in signed]
    return (
        _part("decisions", "Decided before", "", ["Decision", "Signed", "What", "Words", "Corrects"], rows)
        if rows
        else None
    )


def _corrected(decision: Decision) -> str:
    return f"decision {decision.corrects}: {decision.why}" if decision.corrects else ""


def _conditions(case: Case) -> Part | None:
    decision = case.decision
    rows = [
        [c.words, c.owner, day(c.due), f"seen to on {day(c.done_on)}" if c.done_on else "not seen to yet"]
        for c in (decision.conditions.all() if decision else [])
    ]  # fmt: skip
    return _part("conditions", "Conditions", "", ["Condition", "Owner", "By", "State"], rows) if rows else None


def _reviews(case: Case) -> Part | None:
    rows = [[f"Review {r.number}", day(r.on), r.verdict, r.words, r.next] for r in case.reviews.all()]
    return (
        _part("reviews", "Reviews", "", ["Review", "Held", "Criterion", "What it means", "Next"], rows)
        if rows
        else None
    )


def _part(id_: str, title: str, lead: str, columns: list[str], rows: list[list[str]], *, key: int = 1) -> Part:
    return {"id": id_, "title": title, "lead": lead, "columns": columns, "rows": rows, "key": key}
