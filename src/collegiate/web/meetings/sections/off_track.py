"""What is off track, slipping or overdue: the risks, in one place."""

from __future__ import annotations

from collegiate.improve.cards import ActionCard, AimCard, AlertCard, CaseCard, PlanCard
from collegiate.packs.pack import Cell, Json, Said, grid
from collegiate.web.meetings.given import Given, Part, Section, said_day, told
from collegiate.web.meetings.sections.strategy import chance
from collegiate.web.words import counted, listed


def _make(given: Given) -> Part | None:
    alerts, aims = _alerts(given), _aims(given)
    late = _late(given)
    said = [
        *([counted(len(aims), "aim is off track", "aims are off track")] if aims else []),
        *([counted(len(alerts), "series slips", "series slip")] if alerts else []),
        *([counted(len(late), "promise is overdue", "promises are overdue")] if late else []),
    ]
    if not said:
        return Part("Nothing that is followed is off track, slipping or overdue.")
    blocks = [*_aim_block(aims), *_alert_block(alerts, given), *_late_block(late)]
    lead = listed(said)
    return Part(f"{lead[:1].upper()}{lead[1:]}.", blocks)


def _alerts(given: Given) -> list[AlertCard]:
    make = told("slipping", "alert_cards")
    return make(given.reader, given.people, given.trust_uid) if make else []


def _aims(given: Given) -> list[AimCard]:
    make = told("strategy", "aim_cards")
    found: list[AimCard] = make(given.reader, given.people, given.trust_uid, given.on) if make else []
    return [a for a in found if a.state == "off track"]


def _late(given: Given) -> list[tuple[Said, ...]]:
    """Return what is overdue as rows: what, whose, since when."""
    rows: list[tuple[Said, ...]] = []
    cases, plans, actions = told("cases", "case_cards"), told("plans", "plan_cards"), told("meetings", "open_actions")
    found: list[CaseCard] = cases(given.trust_uid, on=given.on) if cases else []
    rows += [(Cell(f"{c.reference}: {c.next_step}", path=c.path), c.school, said_day(c.next_day)) for c in found if c.overdue]  # fmt: skip
    written: list[PlanCard] = (
        plans(given.trust_uid, reader=given.reader, people=given.people, on=given.on) if plans else []
    )
    rows += [(Cell(f"{p.reference}: {words}", path=p.path), f"{p.school} ({p.owner})", "as it says") for p in written for words in p.overdue]  # fmt: skip
    asked: list[ActionCard] = actions(given.trust_uid) if actions else []
    rows += [(Cell(f"{a.reference}: {a.words}", path=a.path), a.owner_called, said_day(a.due)) for a in asked if a.due < given.on]  # fmt: skip
    return rows


def _aim_block(aims: list[AimCard]) -> list[Json]:
    rows = [
        (Cell(a.called or a.wording, path=a.path), a.latest or "–", a.target or "–", chance(a.chance)) for a in aims
    ]
    return [grid("Aims off track", ("Aim", "Now", "Target", "Chance of meeting it"), rows, (8, 3, 3, 3))] if rows else []  # fmt: skip


def _alert_block(alerts: list[AlertCard], given: Given) -> list[Json]:
    rows = [
        (given.figure(
            f"{a.school}, {a.series}: alert {a.reference}", a.words, compared=a.compared,
            sure=f"Chance alone would raise it {chance(a.chance)} looks." if a.chance is not None else "How often chance alone would raise it is not known.",
            where=f"{a.series}; {given.picture}.", who="The children of the school whose series it is; none is named.", done=a.done or "Nobody yet.",
            path=a.path, mind=True), a.school, said_day(a.since), a.done or "nobody yet")
        for a in alerts
    ]  # fmt: skip
    return [grid("What slips", ("What", "School", "Since", "What a person did"), rows, (8, 4, 3, 4))] if rows else []


def _late_block(late: list[tuple[Said, ...]]) -> list[Json]:
    return [grid("Overdue", ("What", "Whose", "It was due"), late, (9, 5, 3))] if late else []


SECTION = Section("off_track", "Risks: off track, slipping, overdue", _make)
