"""Codes that hold between days: a code that did not hold on a row's own day means nothing there, and the row is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from collegiate.intake.cells import Mask
from collegiate.intake.frame import Frame, Rejected
from collegiate.intake.grid import Problem
from collegiate.intake.sources import ColumnSpec
from collegiate.vocabulary.codes import CodeMeaning, code_list


def refuse_out_of_date(
    frame: Frame, spec: ColumnSpec, columns: Mapping[str, pa.Array], where: Mask, rejected: Rejected
) -> None:
    """Refuse the rows whose code did not hold on the day that the column `spec.on` gives."""
    known = code_list(spec.list)
    codes, days = (columns[name].dictionary_encode() for name in (spec.name, spec.on))
    meanings = [known.codes.get(code) for code in codes.dictionary.to_pylist()]
    calendar = days.dictionary.to_pylist()
    if not meanings or not calendar:
        return
    holds = np.ones((len(meanings) + 1, len(calendar) + 1), bool)
    for row, meaning in enumerate(meanings):
        holds[row, : len(calendar)] = [meaning is None or meaning.holds(day) for day in calendar]
    if holds.all():
        return
    code, day = (np.asarray(c.indices.fill_null(len(c.dictionary))) for c in (codes, days))
    header = frame.first(spec.headers)
    name = header[0] if header else spec.name
    rejected.rows_where(
        ~holds[code, day] & where,
        lambda row: _problem(frame, name, meanings[code[row]], calendar[day[row]], row),
    )


def _problem(frame: Frame, header: str, code: CodeMeaning | None, day: dt.date, row: int) -> Problem:
    assert code is not None  # noqa: S101
    return Problem(
        f"The code {code.code} ({code.meaning}) {_span(code)}; on {_words(day)} it meant nothing, so the session would be "
        "counted wrongly.",
        "Look the session up in the register, put the code in that held on the day, and send the file again.",
        frame.shown(header),
        frame.cell(header, row),
    )


def _span(code: CodeMeaning) -> str:
    first = f"from {_words(code.valid_from)}" if code.valid_from else ""
    last = f"until {_words(code.valid_to)}" if code.valid_to else ""
    return f"may be used {' '.join(part for part in (first, last) if part)}"


def _words(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
