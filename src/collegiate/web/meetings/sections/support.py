"""Support that academies gave one another this year, its bill, and whether there is enough for the coming terms."""

from __future__ import annotations

from decimal import Decimal

from collegiate.improve.cards import Capacity, SupportLine
from collegiate.packs.pack import Cell, Json, Said, grid
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.meetings.given import Given, Part, Section, said_day, told


def _make(given: Given) -> Part | None:
    lines, capacities = told("support", "support_lines"), told("support", "capacities")
    if lines is None and capacities is None:
        return None
    first = AcademicYear.of(given.on).first_day
    given_: list[SupportLine] = lines(given.trust_uid, first, given.on) if lines else []
    terms: list[Capacity] = capacities(given.trust_uid, given.on) if capacities else []
    blocks: list[Json] = []
    if given_:
        rows = [(line.giver, line.receiver, _days(given, line), *_money(line)) for line in given_]
        columns = ("Who gave", "Who received", "Days", "Cover", "Mileage")
        blocks.append(
            grid(f"Support since {said_day(first)}", columns, [*rows, _sum(given_)], (6, 6, 2, 3, 3), numbers=(2, 3, 4))
        )
    if terms:
        held = [
            (
                c.term,
                f"{c.needed.normalize():f}",
                f"{c.offered.normalize():f}",
                Cell(f"{c.left.normalize():f}", mind=c.left < 0),
            )
            for c in terms
        ]
        blocks.append(grid("Days needed and offered", ("Term", "Needed", "Offered", "Left"), held, numbers=(1, 2, 3)))
    return Part(_lead(given_, terms), blocks)


def _lead(lines: list[SupportLine], terms: list[Capacity]) -> str:
    days = sum((line.days for line in lines), Decimal(0))
    every = [c for line in lines for c in (line.cover_cost, line.mileage_cost)]
    costs = [c for c in every if c is not None]
    said = f"{days.normalize():f} days were given since September" if lines else "No support was given since September"
    if lines:
        said += f", at £{sum(costs, Decimal(0)):,.0f}" if costs else ""
        said += (
            "; for some of it a rate or the way is not known, so its cost is not in the sum"
            if len(costs) < len(every)
            else ""
        )
    short = [c.term for c in terms if c.left < 0]
    return f"{said}. {f'More is needed than offered in {short[0]}.' if short else ''}".strip()


def _sum(lines: list[SupportLine]) -> tuple[Said, ...]:
    """Return the last line of the bill; a sum in which a part is not known says so."""
    sums = []
    for costs in ([line.cover_cost for line in lines], [line.mileage_cost for line in lines]):
        known = [c for c in costs if c is not None]
        some = "" if len(known) == len(costs) else " and what is not known"
        sums.append(f"£{sum(known, Decimal(0)):,.2f}{some}" if known else "not known")
    return ("Together", "", f"{sum((line.days for line in lines), Decimal(0)).normalize():f}", *sums)


def _money(line: SupportLine) -> tuple[Said, Said]:
    cover = "no rate settled" if line.cover_cost is None else f"£{line.cover_cost:,.2f}"
    return cover, "the way is not known" if line.mileage_cost is None else f"£{line.mileage_cost:,.2f}"


def _days(given: Given, line: SupportLine) -> Cell:
    return given.figure(
        f"{line.giver} to {line.receiver}: days of support", f"{line.days.normalize():f}", compared="Nothing: it is a sum of visits that were logged.",
        sure="It is a sum of records, not an estimate.", where=f"The ledger of support, as it stood on {said_day(given.on)}.",
        who="Colleagues who were sent; they are not named here.", done="What it was for stands with its case.", path="/support/",
    )  # fmt: skip


SECTION = Section("support", "Support and its bill", _make)
