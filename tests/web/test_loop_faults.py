"""Faults that no single part of the loop can test: stores that lack something, tables of a later version, a real worker that is killed.

What one part can show by itself stands in its own tests: a measure that vanishes (test_plans, test_cases, test_otherwise, test_criterion), a school that
leaves (test_plans, test_cases, test_otherwise), a person who leaves with bookings (test_support), two people on one record (test_plans, test_cases,
test_meetings, test_support, test_joining), a picture published while a pack is frozen and a pack that is stopped at each step (test_packs_web).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from home_people import appointed, words
from made_up_store import MIDDLE

PAGES = (
    "/home/", "/monday/", "/slipping/", "/standing/", "/cases/", "/cases/refer/", "/plans/", f"/plans/new/?urn={MIDDLE}", "/support/", "/support/matches/", "/support/mine/", "/effects/",
    "/strategy/", "/strategy/9001/", "/meetings/", "/joining/", "/actions/", "/counts/", f"/academies/{MIDDLE}/",
)  # fmt: skip
LACKING = {
    "no children": "", "no series": "school_series", "alerts of a later version": "alert", "one academy": "membership",
}  # fmt: skip


def _lacking(what: str, root: Path) -> Path:
    """Publish the made-up picture without something."""
    import made_up_store
    from children_store import record_tables
    from series_rows import school_series

    from collegiate.tables import SchoolSeries

    record: dict[str, Any] = {}
    if what != "no children":
        record = dict(record_tables())
        if what != "no series":
            record["school_series"] = pa.Table.from_pylist(school_series(), schema=SchoolSeries.schema())
    if what == "one academy":
        record["membership"] = _alone()
    store = made_up_store.make_store(root, record, trust=str(made_up_store.DOVE))
    if what == "alerts of a later version":
        _drop(store, "alert", "school_series", "programme")
    return store


def _alone() -> pa.Table:
    import made_up_store

    from collegiate.tables import Membership

    rows = [r for r in made_up_store._memberships() if r["urn"] == MIDDLE or r["trust_uid"] != made_up_store.DOVE]
    return pa.Table.from_pylist(rows, schema=Membership.schema())


def _drop(store: Path, *tables: str) -> None:
    """Make a picture look as if it was made before these tables were thought of."""
    import duckdb

    picture = next((store / "snapshots").glob("*.duckdb"))
    with duckdb.connect(str(picture)) as connection:
        for table in tables:
            connection.execute(f"DROP TABLE IF EXISTS {table}")


@pytest.fixture(scope="module", params=LACKING)
def lacking(request, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _lacking(request.param, tmp_path_factory.mktemp("lacking"))


@pytest.mark.parametrize(("role", "span"), [("trust_executive", "trust"), ("trustee", "trust"), ("head", "academy")])
def test_a_store_that_lacks_something_opens_every_page_of_the_loop_in_words(browse, lacking, monkeypatch, role: str, span: str) -> None:  # fmt: skip
    from django.test.utils import override_settings

    from collegiate.web.accounts.models import User

    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-11-20")
    browse.force_login(appointed((role, span), email=f"{role}@lacking.example"))
    try:
        with override_settings(COLLEGIATE_STORE=lacking):
            found = {path: browse.get(path) for path in PAGES}
    finally:
        User.objects.filter(email__endswith="@lacking.example").delete()
    assert {p: r.status_code for p, r in found.items() if r.status_code not in (200, 302, 403)} == {}
    opened = [words(r.content.decode()) for r in found.values() if r.status_code == 200]
    assert len(opened) >= 14
    assert not [
        hit
        for said in opened
        for hit in re.findall(r".{60}(?:[a-z,(] None\b(?! less)|Traceback|\bnan\b|\{\{).{30}", said)
    ]


BEGIN = """
import sys, os, datetime as dt, time
from pathlib import Path
from collegiate.web.ready import ready
store = Path(sys.argv[1]); ready(store)
from collegiate.web.meetings import making
from collegiate.web.meetings.acts import call_meeting
meeting = call_meeting(trust_uid=9001, kind="board", day=dt.date(2026, 12, 1), by="clerk@kill.example", agenda=["Apologies"])
making.freeze(meeting=meeting, address="https://x.example", by="clerk@kill.example")
def sleeps(*_, **__):
    (store / "reached").touch(); time.sleep(600)
making.as_pdf = sleeps
from collegiate.web import worker
worker.work_off(store)
"""
AFTER = """
import sys, json
from pathlib import Path
from collegiate.web.ready import ready
store = Path(sys.argv[1]); ready(store)
from collegiate.web.meetings.models import Paper
from collegiate.web import worker
def told():
    p = Paper.objects.get()
    return [p.state, p.pdf is not None, p.xlsx is not None, p.sha256, p.tries]
left = told()
worker.work_off(store)
print(json.dumps([left, told(), bytes(Paper.objects.get().pdf or b"")[:5].decode()]))
"""


def test_a_worker_that_is_killed_half_way_through_a_pack_is_followed_by_one_that_finishes(made_up_store, tmp_path) -> None:  # fmt: skip
    store = tmp_path / "store"
    shutil.copytree(made_up_store, store, ignore=shutil.ignore_patterns("*.lock"))
    asks = os.environ | {"COLLEGIATE_DATABASE": str(store / "application.sqlite3"), "COLLEGIATE_TODAY": "2026-11-20", "COLLEGIATE_STORE": str(store)}  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", BEGIN, str(store)], env=asks, stderr=subprocess.PIPE) as worker:
        until = time.monotonic() + 90
        while not (store / "reached").exists() and worker.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        worker.kill()
        assert (store / "reached").exists(), (worker.stderr.read() if worker.stderr else b"").decode()[-2000:]
    done = subprocess.run([sys.executable, "-c", AFTER, str(store)], env=asks, capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    left, after, begins = json.loads(done.stdout)
    assert left[:3] == ["running", False, False] and left[3], "its content was frozen, and nothing half-done is seen"
    assert after[:3] == ["done", True, True] and begins == "%PDF-"
    assert after[3] == left[3] and after[4] == 2, "the next goes on from what was frozen"


def _said(monkeypatch, *arguments: str) -> tuple[int, str]:
    """Run a command as its user does: what it exits with and what it says."""
    from typer.testing import CliRunner

    from collegiate.cli.app import app
    from collegiate.cli.errors import _for_people

    monkeypatch.setattr("collegiate.web.ready.ready", lambda _store: None)
    done = CliRunner().invoke(app, list(arguments))
    if isinstance(done.exception, Exception):
        assert _for_people(done.exception), f"{arguments}: {done.exception!r}"
        return 2, str(done.exception)
    return done.exit_code, done.output


WRONG = [
    (("alerts", "--trust", "5"), "no trust 5"), (("strategy", "--trust", "5"), "no trust 5"), (("support", "propose", "--trust", "5"), "no trust 5"),
    (("support", "propose", "--term", "soon"), "is no term"), (("effect", "EFF-1900-1"), "Nothing is locked"), (("effect", "'; DROP TABLE"), "Nothing is locked"),
    (("pack", "make", "--date", "2026-99-99", "--out", "{out}"), "is no day"), (("pack", "make", "--date", "2026-12-01", "--trust", "5", "--out", "{out}"), "trust 5 is not"),
    (("pack", "make", "--date", "1990-01-01", "--trust", "9002", "--out", "{out}"), "what was known then was not kept"),
    (("pack", "make", "--date", "2099-01-01", "--trust", "9002", "--out", "{out}"), "nothing is known of it yet"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "says"), WRONG, ids=lambda a: " ".join(a) if isinstance(a, tuple) else "")
def test_a_wrong_trust_day_or_reference_is_said_in_words(_django, made_up_store, tmp_path, monkeypatch, asked: tuple[str, ...], says: str) -> None:  # fmt: skip
    from django.test.utils import override_settings

    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-11-20")
    with override_settings(COLLEGIATE_STORE=made_up_store):
        code, said = _said(monkeypatch, *(a.format(out=tmp_path) for a in asked), "--store", str(made_up_store))
    assert code == 2 and says in said, said


@pytest.mark.parametrize("asked", ["alerts", "strategy", "support propose", "effect EFF-2026-1", "pack make --date 2026-12-01 --out ."])  # fmt: skip
def test_a_folder_without_a_picture_is_said_in_words(_django, tmp_path, monkeypatch, asked: str) -> None:
    code, said = _said(monkeypatch, *asked.split(), "--store", str(tmp_path / "nothing"))
    assert code == 2 and "There is no picture in" in said and "Make one with" in said


@pytest.mark.parametrize(("name", "held"), [
    ("words.pdf", b"not a pack"), ("bytes.pdf", bytes(range(256)) * 8), ("cut.pdf", b"%PDF-1.7\n%cut"), ("other.json", b'{"a": 1}'), ("list.json", b"[]"),
    ("deep.json", b"[" * 100_000), ("number.json", b'{"form": "collegiate-pack/1"}'),
])  # fmt: skip
def test_a_file_that_is_no_pack_is_said_in_words(_django, tmp_path, monkeypatch, name: str, held: bytes) -> None:
    (tmp_path / name).write_bytes(held)
    code, said = _said(monkeypatch, "pack", "verify", str(tmp_path / name))
    assert code == 2 and ("pack" in said or "PDF" in said), said


def test_a_school_that_left_the_trust_with_requests_and_bookings_stays_on_the_support_map(browse, made_up_store, monkeypatch) -> None:  # fmt: skip
    from datetime import date
    from decimal import Decimal

    from made_up_store import DOVE, HIGH, TOWN_HIGH

    from collegiate.web.accounts.models import User
    from collegiate.web.support.models import Booking, Supporter, SupportRequest

    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-11-20")
    user = appointed(("trust_executive", "trust"), email="executive@lacking.example")
    browse.force_login(user)
    common = {"by": user.email}
    jo = Supporter.objects.create(trust_uid=DOVE, called="Jo March", urn=HIGH, expertise=["reading"], **common)
    asks = [
        SupportRequest.objects.create(
            trust_uid=DOVE, reference=f"SUP-2026-90{n}", urn=urn, needed=["reading"], days=Decimal(3), by_day=date(2026, 12, 1), why="Help.",
            asked_on=date(2026, 10, 1), **common,
        )
        for n, urn in enumerate((TOWN_HIGH, 999999))
    ]  # fmt: skip
    made = [Booking.objects.create(trust_uid=DOVE, request=r, supporter=jo, days=Decimal(1), giver_urn=HIGH, **common) for r in asks]  # fmt: skip
    try:
        paths = ("/support/", "/support/requests/", "/support/matches/", "/support/people/", "/support/bill/2027/", "/monday/", "/home/", *(f"/support/requests/{r.reference}/" for r in asks))  # fmt: skip
        found = {path: browse.get(path) for path in paths}
        assert {p: r.status_code for p, r in found.items() if r.status_code != 200} == {}
        for request in asks:
            said = words(found[f"/support/requests/{request.reference}/"].content.decode())
            assert request.reference in said and "Jo March" in said
            assert "has left the trust" in said or "is not in this picture" in said
            assert browse.get(f"/support/requests/{request.reference}/withdraw/").status_code == 200
            assert request.reference in found["/support/requests/"].content.decode()
    finally:
        for one in (*made, *asks, jo):
            one.delete()
        User.objects.filter(email__endswith="@lacking.example").delete()
