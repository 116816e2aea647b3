"""A made-up trust is counted to the session, and a file sent twice, corrected or taken back does not change what is true."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from marks_made_up import PupilEnrolment, links_table, pupils_table, receipt, receipts_table

from collegiate.pupils.attendance import publish_marks
from collegiate.simulate.children import make_trust
from collegiate.tables import SessionMark

COUNTS = ("possible", "attended", "authorised", "unauthorised", "persistent", "severe", "pupils")


@pytest.fixture(scope="module")
def trust():
    return make_trust(seed=5, pupils=420, years=2, trust="three-tier")


@pytest.fixture(scope="module")
def given(trust):
    """Links and spells: each sender's name is a child of its own, which is all that a school's own count needs."""
    spells = trust.facts["enrolment"]
    persons = sorted(set(spells["person"].to_pylist()))
    link = {person: n for n, person in enumerate(persons)}
    pupil = pa.array([link[p] for p in spells["person"].to_pylist()])
    rows = spells.drop_columns(["person", "deleted"]).append_column("pupil", pupil)
    return link, PupilEnrolment.conform(rows)


def sent(trust, folder):
    """A file a school and year, numbered from 1, as intake would leave them."""
    folder.mkdir()
    parts = []
    for number, (_, _, rows) in enumerate(trust.marks(), 1):
        numbered = rows.set_column(0, "file_id", pa.array([number] * rows.num_rows, pa.int64()))
        numbered = numbered.set_column(1, "line", pa.array(range(2, rows.num_rows + 2), pa.int64()))
        parts.append(folder / f"session_mark-{number:05d}.parquet")
        pq.write_table(SessionMark.conform(numbered), parts[-1])
    return parts


def counted(parts, given, folder, receipts=()):
    link, spells = given
    found = publish_marks(
        parts, links_table(link), spells, pupils_table([]), receipts_table(list(receipts)), folder / "marks"
    )
    rows = [r for r in found.attendance_count.to_pylist() if r["grouping"] == "all"]
    return found, {(r["urn"], r["period"]): tuple(r[n] for n in COUNTS) for r in rows}


def truth(trust):
    return {(r["urn"], r["period"]): tuple(r[n] for n in COUNTS) for r in trust.truth["attendance"] if r["pupils"]}


def test_every_school_and_year_is_counted_to_the_session(trust, given, tmp_path):
    found, counts = counted(sent(trust, tmp_path / "parts"), given, tmp_path)
    assert counts == truth(trust)
    assert found.unlinked.num_rows == found.not_valid.num_rows == found.off_roll.num_rows == 0


def test_corrections_repeats_and_deletions_end_in_the_truth(trust, given, tmp_path):
    parts = sent(trust, tmp_path / "parts")
    first = pq.read_table(parts[0])
    wrong = first.set_column(first.schema.get_field_index("code"), "code", pa.array(["O"] * first.num_rows))
    later = pa.array([day + dt.timedelta(days=5000) for day in wrong["day"].slice(0, 40).to_pylist()])
    ghosts = SessionMark.conform(wrong.slice(0, 40).set_column(first.schema.get_field_index("day"), "day", later))
    taken_back = ghosts.set_column(first.schema.get_field_index("deleted"), "deleted", pa.array([True] * 40))
    more = {
        901: ("2026-01-01", SessionMark.conform(wrong)),
        902: ("2026-01-02", first),
        903: ("2026-01-02", first),
        904: ("2026-01-01", ghosts),
        905: ("2026-01-03", taken_back),
    }
    receipts = [receipt(n, "2025-01-01") for n in range(1, len(parts) + 1)]
    for file_id, (sent_at, rows) in more.items():
        numbered = rows.set_column(0, "file_id", pa.array([file_id] * rows.num_rows, pa.int64()))
        parts.append(tmp_path / "parts" / f"more-{file_id}.parquet")
        pq.write_table(SessionMark.conform(numbered), parts[-1])
        receipts.append(receipt(file_id, sent_at))
    _, counts = counted(parts, given, tmp_path, receipts)
    assert counts == truth(trust)
