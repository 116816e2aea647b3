"""Counts for people who see no child: what is shown, to whom, and what somebody who collects all of it can prove."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from children_store import WEEKS, children, record_tables
from made_up_store import DOVE, FIRST, HIGH, KILN, MIDDLE, SMALL_FIRST, TOWN_PRIMARY, make_store

sys.path.insert(0, str(Path(__file__).parents[1] / "disclosure"))

from attacker import Attacker, Seen, read

SUBJECTS = ("nobody-missed", "attendance", "moves", "progress", "falling", "warnings", "data")
TABLES = dict(zip(SUBJECTS, ("nobody_missed", "attendance", "moving", "progress", "falling", "warnings", "data"), strict=True))  # fmt: skip
ROLES = {
    "trustee": {"span": "trust", "trust_uid": DOVE},
    "finance_director": {"span": "trust", "trust_uid": DOVE},
    "foundation_lead": {"span": "trust", "trust_uid": DOVE},
    "head_of_people": {"span": "trust", "trust_uid": DOVE},
    "local_governor": {"span": "academy", "urn": MIDDLE},
    "diocesan_officer": {"span": "academy", "urn": SMALL_FIRST},
    "partner": {"span": "academy", "urn": FIRST},
}
OTHERS = {"trustee of the other trust": ("trustee", {"span": "trust", "trust_uid": KILN})}


@pytest.fixture(scope="module")
def people(_django: None) -> Iterator[dict[str, Any]]:
    """A user for each role that sees counts alone."""
    from collegiate.web.accounts.models import Appointment, User

    users = {}
    for name, (role, about) in ({r: (r, a) for r, a in ROLES.items()} | OTHERS).items():
        users[name] = User.objects.create_user(f"{name.replace(' ', '-')}@counts.example.org", name=name)
        Appointment.objects.create(user=users[name], role=role, **about)
    yield users
    User.objects.filter(pk__in=[u.pk for u in users.values()]).delete()


@pytest.fixture
def ask(browse, people):
    """Open a page as somebody."""

    def opened(who: str, path: str):
        browse.force_login(people[who])
        return browse.get(path)

    return opened


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S)
    assert main, response.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0]))


def crawl(browse, user) -> dict[str, Any]:
    """Everything below /counts/ that leads on from its first page."""
    browse.force_login(user)
    found: dict[str, Any] = {}
    ahead = ["/counts/"]
    while ahead:
        path = ahead.pop()
        if path in found:
            continue
        found[path] = browse.get(path)
        assert found[path].status_code == 200, path
        if not path.endswith(".csv"):
            ahead += re.findall(r'href="(/counts/[^"#?]*)"', found[path].content.decode())
    return found


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("role", ["trustee", "local_governor", "partner"])
def test_every_page_opens_and_names_no_child(browse, people, role: str) -> None:
    pages = crawl(browse, people[role])
    assert len(pages) > len(SUBJECTS)
    for path, response in pages.items():
        text = response.content.decode()
        shown = [c["surname"] for c in children() if c["pupil_key"] in text or f"{c['forename']} {c['surname']}" in text]  # fmt: skip
        assert not shown, path


def test_a_trust_adds_up_to_its_academies_and_every_line_to_its_parts(ask) -> None:
    rows = rows_of(ask("trustee", f"/counts/trusts/{DOVE}/nobody-missed.csv").content.decode())
    number = {(r["urn"], r["period"], r["grouping"], r["group"], r["measure"]): 0 if r["value"] == "c" else int(r["value"]) for r in rows}  # fmt: skip
    assert all(n % 5 == 0 for n in number.values())
    for urn, *line, part in number:
        if part == "children":
            assert number[urn, *line, part] == sum(number[urn, *line, s] for s in ("acted_on", "looked_at", "no_data"))
        if not urn:
            assert number[urn, *line, part] == sum(n for (u, *of), n in number.items() if u and of == [*line, part])
    assert number["", WEEKS[-1].isoformat(), "all", "all", "children"] == pytest.approx(
        sum(c["on_roll"] and c["urn"] in (FIRST, MIDDLE, SMALL_FIRST, HIGH) for c in children()), abs=12
    )


def test_a_trust_is_for_whoever_is_appointed_for_it_and_an_academy_for_its_own(ask) -> None:
    for path in (f"/counts/trusts/{DOVE}/", f"/counts/trusts/{DOVE}/attendance.csv", f"/counts/schools/{FIRST}/", f"/counts/schools/{FIRST}/moves.csv"):  # fmt: skip
        assert ask("local_governor", path).status_code == 404, path
        assert ask("trustee of the other trust", path).status_code == 404, path
        assert ask("trustee", path).status_code == 200, path
    assert ask("local_governor", f"/counts/schools/{MIDDLE}/progress/").status_code == 200
    assert ask("trustee", f"/counts/schools/{TOWN_PRIMARY}/").status_code == 404
    assert ask("trustee", f"/counts/trusts/{DOVE}/nonsense/").status_code == 404
    assert ask("trustee", f"/counts/schools/{MIDDLE}/nonsense.csv").status_code == 404


def test_a_governor_and_a_trustee_see_the_same_of_an_academy(ask) -> None:
    for subject in SUBJECTS:
        own = ask("local_governor", f"/counts/schools/{MIDDLE}/{subject}.csv").content
        assert own == ask("trustee", f"/counts/schools/{MIDDLE}/{subject}.csv").content
        whole = rows_of(ask("trustee", f"/counts/trusts/{DOVE}/{subject}.csv").content.decode())
        assert [r for r in whole if r["urn"] == str(MIDDLE)] == rows_of(own.decode())


def test_an_academy_of_few_children_is_not_taken_apart(ask) -> None:
    """Four children of the other trust's academy are all that its record has."""
    rows = rows_of(ask("trustee of the other trust", f"/counts/schools/{TOWN_PRIMARY}/nobody-missed.csv").content.decode())  # fmt: skip
    assert rows
    assert {r["value"] for r in rows} == {"c"}
    said = words(ask("trustee of the other trust", f"/counts/schools/{TOWN_PRIMARY}/nobody-missed/"))
    assert "fewer than five, or none" in said


def test_a_page_says_why_it_is_shown_how_it_is_known_and_how_much_is_hidden(ask) -> None:
    for subject in ("nobody-missed", "attendance"):
        said = words(ask("trustee", f"/counts/trusts/{DOVE}/{subject}/"))
        for what in ("Why am I seeing this?", "How do you know?", "Compared with what?", "How sure?", "Where from?", "Who is in it?", "Suppressed on this page:", "What was done about it?"):  # fmt: skip
            assert what in said, (subject, what)


def test_nothing_open_is_said_and_what_to_do(browse, _django: None) -> None:
    from collegiate.web.accounts.models import Appointment, User

    user = User.objects.create_user("nothing@counts.example.org", name="n")
    Appointment.objects.create(user=user, role="local_governor", span="academy", urn=1)
    browse.force_login(user)
    assert "Ask whoever appointed you" in words(browse.get("/counts/"))
    user.delete()


def test_every_number_on_a_page_is_in_its_download(browse, people) -> None:
    pages = crawl(browse, people["trustee"])
    for path, response in pages.items():
        found = re.fullmatch(r"(/counts/(?:trusts|schools)/\d+/)([a-z-]+)/", path)
        if not found or found[2] not in SUBJECTS:
            continue
        download = pages.get(f"{found[1]}{found[2]}.csv")
        if download is None:  # nothing to take away, because there is no table
            assert "<table" not in response.content.decode(), path
            continue
        told = {r["value"] for r in rows_of(download.content.decode())}
        cells = re.findall(r'<td data-label="([^"]*)"[^>]*>(.*?)</td>', response.content.decode())
        shown = {re.sub(r"<[^>]+>", "", c).replace(",", "").replace("−", "-").rstrip("%") for label, c in cells if label not in ("Similar schools", "England")}  # fmt: skip
        numbers = {n for n in shown if re.fullmatch(r"-?\d+(\.\d+)?", n)}
        assert {float(n) for n in numbers} <= {float(n) for n in told if re.fullmatch(r"-?\d+(\.\d+)?", n)}, path
        about = {int(n.replace(",", "")) for n in re.findall(r"[Aa]bout ([\d,]+)", words(response))}
        assert about <= {int(n) for n in told if n.isdigit()}, path


def _moved(record: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The same children after a week: one was acted on after all, one left, one pack is complete, one more sat a test."""
    rows = record["ledger_count"].to_pylist()
    for grouping in {r["grouping"] for r in rows}:
        for urn, week in ((MIDDLE, WEEKS[-1]), (SMALL_FIRST, WEEKS[-2])):
            of = [r for r in rows if (r["urn"], r["week"], r["grouping"]) == (urn, week, grouping) and r["looked_at"] > 1]  # fmt: skip
            if of:
                of[0]["looked_at"] -= 1
                of[0]["acted_on"] += 1
            for r in of[1:2]:
                r["looked_at"] -= 1
                r["roll"] -= 1
    moves = record["move"].to_pylist()
    moves[0]["complete"] = True
    gained = [r | {"pupils": r["pupils"] + 1, "effect": r["effect"] + 0.4} for r in record["pupil_value_added"].to_pylist()]  # fmt: skip
    changed = {"ledger_count": rows, "move": moves, "pupil_value_added": gained}
    return record | {n: pa.Table.from_pylist(of, schema=record[n].schema) for n, of in changed.items()}


@pytest.fixture(scope="module")
def two_snapshots(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, pa.Table]]:
    """The folder in which a second snapshot will follow the first, and the record."""
    return tmp_path_factory.mktemp("two"), record_tables()


def collect(browse, people, when: int) -> list[Seen]:
    """Everything that everybody who sees counts alone can take away; what two of them see of one thing must be the same."""
    seen: dict[tuple[Any, ...], Seen] = {}
    for user in people.values():
        browse.force_login(user)
        start = browse.get("/counts/").content.decode()
        trusts = re.findall(r'href="(/counts/trusts/[^"#?]*)"', start)
        for path in trusts or re.findall(r'href="(/counts/schools/[^"#?]*)"', start):
            for subject in SUBJECTS:
                for s in read(browse.get(f"{path}{subject}.csv").content.decode(), TABLES[subject], when):
                    assert seen.setdefault((s.table, s.period, s.line, s.part), s) == s
    return list(seen.values())


def test_whoever_collects_everything_over_two_snapshots_proves_nothing_of_a_few(browse, people, two_snapshots) -> None:
    from django.test.utils import override_settings

    root, record = two_snapshots
    seen: list[Seen] = []
    for when, now in enumerate((record, _moved(record)), start=1):
        with override_settings(COLLEGIATE_STORE=make_store(root, now, trust=str(DOVE))):
            seen += collect(browse, people, when)
    assert {s.when for s in seen} == {1, 2}
    assert len(seen) > 600
    assert Attacker(seen).proves() == []
    rolls = {r["urn"]: r["roll"] for r in _moved(record)["ledger_count"].to_pylist() if (r["week"], r["grouping"]) == (WEEKS[-1], "all") and r["roll"] >= 10}  # fmt: skip
    assert Attacker([s for s in seen if s.when == 2], rolls).proves() == []
    assert (root / "store" / "released.jsonl").exists()


def test_a_damaged_memory_shows_nothing(browse, people, two_snapshots) -> None:
    from django.test.utils import override_settings

    from collegiate.web.counts import published

    root, record = two_snapshots
    store = make_store(root, record, trust=str(DOVE))
    published._HELD.clear()
    memory = store / "released.jsonl"
    memory.write_text(memory.read_text()[:-40] if memory.exists() else "{", encoding="utf-8")
    with override_settings(COLLEGIATE_STORE=store):
        browse.force_login(people["trustee"])
        assert browse.get("/counts/").status_code == 500
    memory.unlink()
