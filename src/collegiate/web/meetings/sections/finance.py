"""The finance paper, as the finance director attached it."""

from __future__ import annotations

from collegiate.packs.pack import Cell, grid, paragraph
from collegiate.web.called import called
from collegiate.web.meetings.given import Given, Part, Section, said_day
from collegiate.web.meetings.models import Finance


def _make(given: Given) -> Part | None:
    paper: Finance | None = given.meeting.finances.last() if given.meeting else None
    if paper is None:
        return Part("No finance paper is attached: nothing is said here about money.")
    by = f"Attached by {called(paper.by)} on {said_day(paper.at.date())}."
    first, *lines = paper.words.splitlines()
    blocks = [paragraph(line) for line in ([first, *lines] if len(first) > 200 else lines) if line]
    rows = [(r["name"], _figure(given, paper, r), r["from"]) for r in paper.figures]
    table = [grid("Finance figures", ("Figure", "Amount", "Where from"), rows, (6, 3, 6))] if rows else []
    return Part(first if len(first) <= 200 else f"{first[:197]}…", [*blocks, *table, paragraph(by, quiet=True)])


def _figure(given: Given, paper: Finance, row: dict[str, str]) -> Cell:
    return given.figure(
        row["name"], row["value"], compared="What the paper says; Collegiate compares it with nothing.", sure="Collegiate does not know: the figure was written by a person.",
        where=f"{row['from']}; written down by {called(paper.by)} on {said_day(paper.at.date())}.", who="The trust's money, not its children.", done="The meeting says what is done.",
    )  # fmt: skip


SECTION = Section("finance", "Finance", _make)
