"""Small made-up registers: rows as a school would send them, and the tables that attendance reads beside them."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from collegiate.tables import RESOLVED, PersonLink, Pupil, Receipt, SessionMark

URNS = (900001, 900002)
PERSONS = {f"{urn}/arbor {n}": n for urn in URNS for n in (1, 2, 3)} | {"upn A801200005001": 1}
"""Two schools know the same three children by numbers of their own, and a file names one of them by UPN."""

PupilEnrolment = next(t for t in RESOLVED if t.name == "pupil_enrolment")
NOBODY = "900001/arbor 77"
DAYS = [dt.date(2024, 7, 15) + dt.timedelta(days=d) for d in (0, 1, 2, 3, 4, 36, 37, 45, 46, 47, 48, 49, 50, 63, 70)]


def mark(person, day, session="AM", code="/", *, urn=900001, file_id=1, line=2, deleted=None, minutes=None):
    return {
        "file_id": file_id,
        "line": line,
        "urn": urn,
        "person": person,
        "deleted": deleted,
        "day": day,
        "session": session,
        "code": code,
        "minutes_late": minutes,
    }


def receipt(file_id, sent_at=None, as_of=None):
    return {"file_id": file_id, "sent_at": sent_at, "as_of": as_of}


def spell(pupil, urn=900001, entry=dt.date(2020, 9, 1), leaving=None, status="C"):
    return {
        "pupil": pupil,
        "urn": urn,
        "entry_date": entry,
        "leaving_date": leaving,
        "enrolment_status": status,
        "file_id": 1,
        "line": 1,
    }


def receipts_table(rows):
    return Receipt.conform(pa.Table.from_pylist(rows, schema=pa.schema([Receipt.schema().field(n) for n in ("file_id", "sent_at", "as_of")])))  # fmt: skip


def enrolments_table(rows):
    return pa.Table.from_pylist(rows, schema=PupilEnrolment.schema())


def links_table(links):
    rows = [{"person": p, "pupil": n, "pupil_key": f"K{n}", "how": "number"} for p, n in links.items()]
    return pa.Table.from_pylist(rows, schema=PersonLink.schema())


def pupils_table(rows):
    return pa.Table.from_pylist(rows, schema=Pupil.schema())


def write_parts(folder, rows, *, rows_a_part=None):
    """One part a file, or parts of so many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for file_id in sorted({r["file_id"] for r in rows}):
        mine = [r for r in rows if r["file_id"] == file_id]
        step = rows_a_part or len(mine)
        for at in range(0, len(mine), step):
            part = folder / f"session_mark-{len(parts):05d}.parquet"
            pq.write_table(pa.Table.from_pylist(mine[at : at + step], schema=SessionMark.schema()), part)
            parts.append(part)
    return parts


@st.composite
def registers(draw):
    """Rows of up to four files, with repeats, corrections and rows taken back, receipts in another order, and spells on roll."""
    files = draw(st.integers(1, 4))
    row = st.builds(
        mark,
        st.sampled_from([*PERSONS, NOBODY]),
        st.sampled_from(DAYS),
        st.sampled_from(["AM", "PM"]),
        st.sampled_from(["/", "\\", "L", "I", "O", "U", "D", "C2", "H", "B", "Z"]),
        urn=st.sampled_from(URNS),
        file_id=st.integers(1, files),
        deleted=st.sampled_from([None, False, False, True]),
        minutes=st.sampled_from([None, 5]),
    )
    rows = draw(st.lists(row, min_size=1, max_size=60))
    rows = [r | {"line": n + 2} for n, r in enumerate(rows)]
    stamps = st.sampled_from([None, "2024-09-01T08:00:00", "2024-09-02T08:00:00"])
    receipts = [
        receipt(n, draw(stamps), draw(st.sampled_from([None, dt.date(2024, 9, 1)]))) for n in range(1, files + 1)
    ]
    some_day = st.sampled_from(DAYS)
    spells = draw(
        st.lists(
            st.builds(
                spell,
                st.integers(1, 3),
                st.sampled_from(URNS),
                some_day,
                st.one_of(st.none(), some_day),
                st.sampled_from(["C", "M", "S", "G", "P"]),
            ),
            max_size=8,
        )
    )
    spells = [s for s in spells if s["leaving_date"] is None or s["leaving_date"] >= s["entry_date"]]
    unique = {(s["pupil"], s["urn"], s["entry_date"]): s for s in spells}
    return rows, receipts, list(unique.values())
