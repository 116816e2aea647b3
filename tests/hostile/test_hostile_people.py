"""Files about children that mean harm, or were badly made: refused with reason, within bounds, and the rest goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from adding_up import adds_up
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from roster_files import FILES_12, bundle
from transfer_files import BIRD, pupil, transfer

from collegiate.intake import Reading, read

GOOD = "good_CTF_file_001.xml"


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Path]:
    """A folder with a good transfer file in it, which must be read whatever lies beside it."""
    (tmp_path / GOOD).write_text(transfer())
    yield tmp_path
    good = next(r for r in read([tmp_path]) if r.original.name == GOOD)
    assert (good.receipt["status"], good.receipt["rows_kept"]) == ("kept", 1)


def others(folder: Path) -> list[Reading]:
    """Read the folder; what came of the files beside the good one. Everything adds up, and nothing is a fault of our own."""
    found = list(read([folder]))
    for reading in found:
        adds_up(reading)
        assert "fault of Collegiate" not in reading.receipt["how"]
    return [r for r in found if r.original.name != GOOD]


def told(readings: list[Reading]) -> str:
    """Everything that is said of the files."""
    return " ".join(r["reason"] for reading in readings for r in reading.refused.to_pylist())


LAUGHS = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = {
    "billion laughs": f'<!DOCTYPE CTfile [<!ENTITY lol0 "lol">{LAUGHS}]>',
    "quadratic blow-up": f'<!DOCTYPE CTfile [<!ENTITY lol9 "{"a" * 60_000}">]>',
    "a file of this machine": '<!DOCTYPE CTfile [<!ENTITY lol9 SYSTEM "file:///etc/passwd">]>',
    "a file of the network": '<!DOCTYPE CTfile [<!ENTITY lol9 SYSTEM "http://127.0.0.1:9/x">]>',
    "a parameter entity": '<!DOCTYPE CTfile [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>',
    "a document type elsewhere": '<!DOCTYPE CTfile SYSTEM "http://127.0.0.1:9/ctf.dtd">',
}


@pytest.mark.parametrize("kind", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_document_types_are_refused_unread(beside: Path, kind: str, encoding: str) -> None:
    text = transfer([BIRD.replace("Bird", "&lol9;")]).replace(
        'encoding="UTF-8"?>', f'encoding="{encoding}"?>{DOCTYPES[kind]}'
    )
    (beside / "bomb.xml").write_bytes(text.encode(encoding))
    found = others(beside)
    assert [(r.receipt["status"], r.facts) for r in found] == [("refused", {})]
    assert "document type" in told(found) or "neither CTfile" in told(found)
    assert "root:" not in told(found)


def test_an_entity_that_nobody_declared_ends_the_file_there(beside: Path) -> None:
    (beside / "e.xml").write_text(transfer([BIRD, BIRD.replace("Bird", "&whoever;")]))
    (found,) = others(beside)
    assert (found.receipt["rows_kept"], found.receipt["rows_refused"]) == (1, 1)


def test_deep_nesting_and_a_child_of_too_many_elements_cost_that_child_alone(beside: Path) -> None:
    (beside / "deep.xml").write_text(transfer([BIRD, pupil("<a>" * 100_000)]))
    (deep,) = others(beside)
    assert (deep.receipt["rows_kept"], deep.receipt["rows_refused"]) == (1, 1)
    assert "breaks off" in told([deep])
    (beside / "deep.xml").write_text(
        transfer([BIRD, pupil("<a/>" * 50_000, upn="B801200005002"), pupil("", surname="Crow", upn="C801200005003")])
    )
    (wide,) = others(beside)
    assert (wide.receipt["rows_kept"], wide.receipt["rows_refused"]) == (2, 1)
    assert "more than 20,000 elements" in told([wide])


WATCH = """
import resource, sys
from pathlib import Path
from collegiate.intake import read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for reading in read([Path(sys.argv[1])]):
    print(reading.receipt["status"], reading.receipt["rows_in"], reading.receipt["rows_kept"])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def watched(path: Path) -> tuple[list[str], int]:
    """Read a file in a process of its own; return what came of it, and by how many megabytes the process grew."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(path)], capture_output=True, text=True, timeout=120, check=False
    )
    *lines, grown = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr[-500:]
    return lines, int(grown) // 1024


def _swollen(path: Path, filler: bytes, megabytes: int) -> Path:
    """Write a transfer file whose one child has an element of that many megabytes; never hold it in memory."""
    before, after = transfer([pupil("<Note>HERE</Note>")]).encode().split(b"HERE")
    with path.open("wb") as file:
        file.write(before)
        for _ in range(megabytes):
            file.write((filler * ((1 << 20) // len(filler) + 1))[: 1 << 20])
        file.write(after)
    return path


def test_two_hundred_megabytes_of_one_element_are_not_even_read(tmp_path: Path) -> None:
    lines, grown = watched(_swollen(tmp_path / "8012001_CTF_8014001_001.xml", b"x", 200))
    assert lines == ["refused 0 0"]
    assert grown < 60


@pytest.mark.parametrize("filler", [b"x", b"<a/>"])
def test_sixty_megabytes_of_one_child_cost_little_more_than_themselves(tmp_path: Path, filler: bytes) -> None:
    megabytes = 60
    path = _swollen(tmp_path / "8012001_CTF_8014001_001.xml", filler, megabytes)
    lines, grown = watched(path)
    assert lines == ["refused 1 0"]
    assert grown < megabytes + 200


def test_bundles_that_are_bombs_or_climb_out_of_their_zip(beside: Path) -> None:
    with zipfile.ZipFile(beside / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", "propertyName,value\noneroster.version,1.2\nfile.users,bulk\n")
        archive.writestr("users.csv", "0" * (40 << 20))
    (bomb,) = others(beside)
    assert (bomb.receipt["status"], bomb.facts) == ("refused", {})
    assert "more than is safe" in told([bomb])
    (beside / "bomb.zip").unlink()
    with zipfile.ZipFile(beside / "climbing.zip", "w") as archive:
        archive.writestr("manifest.csv", "propertyName,value\noneroster.version,1.2\nfile.users,bulk\nfile.orgs,bulk\n")
        archive.writestr("orgs.csv", FILES_12["orgs"])
        archive.writestr("../../users.csv", FILES_12["users"])
        archive.writestr("/etc/roles.csv", FILES_12["roles"])
    found = {r.member: r for r in others(beside)}
    assert found["orgs.csv"].receipt["status"] == "kept"
    assert {found[n].receipt["status"] for n in ("../../users.csv", "/etc/roles.csv")} == {"refused"}
    assert "points outside the ZIP" in told([found["../../users.csv"]])
    assert not (beside.parent.parent / "users.csv").exists()


def test_a_bundle_whose_zip_is_damaged_in_one_member_gives_the_others(beside: Path) -> None:
    path = bundle(beside / "b.zip", FILES_12)
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("demographics.csv").header_offset
    raw[start + 50 : start + 70] = b"\xff" * 20
    path.write_bytes(bytes(raw))
    found = {r.member: r.receipt["status"] for r in others(beside)}
    assert found["demographics.csv"] == "refused"
    assert found["users.csv"] == found["enrollments.csv"] == "kept"


FORMULAS = ("=HYPERLINK(&quot;http://x&quot;)", "+1+1", "@SUM(A1)", "-2+3", "=cmd|' /C calc'!A0")


def test_formulas_in_names_are_names_and_nothing_more(beside: Path) -> None:
    children = [pupil("", surname=name, upn=f"A80120000500{n}") for n, name in enumerate(FORMULAS)]
    (beside / "f.xml").write_text(transfer(children))
    (found,) = others(beside)
    kept = found.facts["pupil_record"]["surname"].to_pylist()
    assert kept == [name.replace("&quot;", '"') for name in FORMULAS]
    (beside / "f.xml").unlink()
    bundle(beside / "b.zip", FILES_12 | {"users": FILES_12["users"].replace("Crow", "=1+1")})
    names = [
        n for r in others(beside) if "pupil_record" in r.facts for n in r.facts["pupil_record"]["surname"].to_pylist()
    ]
    assert "=1+1" in names


def test_ten_thousand_malformed_children_are_each_refused_with_their_line(beside: Path) -> None:
    bad = [f"<Pupil><Sex>F</Sex><DOB>{n}</DOB></Pupil>" for n in range(10_000)]
    (beside / "m.xml").write_text(transfer([*bad, BIRD]))
    (found,) = others(beside)
    assert (found.receipt["rows_in"], found.receipt["rows_refused"], found.receipt["rows_kept"]) == (10_001, 10_000, 1)
    lines = found.refused["line"].to_pylist()
    assert len(set(lines)) == 10_000


def test_ten_thousand_malformed_rows_of_a_bundle_are_each_refused(beside: Path) -> None:
    bad = (
        "".join(f"e{n},,,nowhere,org-1,nobody,student,,2025-09-0{n % 10},\n" for n in range(9_000))
        + "short,row\n" * 1_000
    )
    bundle(beside / "b.zip", FILES_12 | {"enrollments": FILES_12["enrollments"] + bad})
    found = next(r for r in others(beside) if r.member == "enrollments.csv")
    assert (found.receipt["rows_in"], found.receipt["rows_refused"]) == (10_003, 10_000)


def test_a_transfer_file_for_the_wrong_school_and_changes_before_their_bulk_stop_nothing_else(tmp_path: Path) -> None:
    school, other = tmp_path / "a", tmp_path / "b"
    for folder, urn in ((school, 900401), (other, 900777)):
        folder.mkdir()
        (folder / "collegiate.toml").write_text(f"[school]\nurn = {urn}\n")
        (folder / "8012001_CTF_8014001_001.xml").write_text(transfer())
    bundle(school / "delta.zip", {"users": FILES_12["users"]}, {"users": "delta"})
    found = {r.receipt["file"]: r.receipt["status"] for r in read([tmp_path])}
    assert found["a/8012001_CTF_8014001_001.xml"] == "kept"
    assert found["b/8012001_CTF_8014001_001.xml"] == "refused"
    assert found["a/delta.zip/users.csv"] in ("waiting", "refused")


def test_pages_of_replies_nested_beyond_all_measure_are_refused(beside: Path) -> None:
    (beside / "p.json").write_text(
        '{"collegiate-page": "wonde", "items": [\n' + "[" * 200_000 + "]" * 200_000 + "\n]}\n"
    )
    (found,) = others(beside)
    assert found.receipt["status"] == "refused"
    assert "damaged" in told([found])


@pytest.mark.skipif(os.name != "posix", reason="links are made by other means elsewhere")
def test_a_link_to_a_file_outside_is_read_as_what_it_leads_to_and_no_more(beside: Path) -> None:
    (beside / "link.xml").symlink_to("/etc/hostname")
    assert all(not r.facts for r in others(beside))


INNER = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
    lambda inner: st.tuples(st.sampled_from(["DOB", "SEN", "School", "Attendance", "YearData", "AttendSessions", "AttendanceMarks", "Contact", "UPN", "x"]), inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"),
    max_leaves=6,
)  # fmt: skip


@given(st.lists(INNER, max_size=4), st.integers(0, 1400), st.binary(max_size=6))
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_stands_in_a_transfer_file_it_adds_up(
    tmp_path: Path, inner: list[str], place: int, put: bytes
) -> None:
    data = transfer([BIRD, *map(pupil, inner)]).encode("utf-8", "replace")
    path = tmp_path / "8012001_CTF_8014001_001.xml"
    path.write_bytes(data[:place] + put + data[place:])
    for reading in read([path]):
        adds_up(reading)
        assert "fault of Collegiate" not in reading.receipt["how"]


@given(
    st.sampled_from(sorted(FILES_12)),
    st.integers(0, 400),
    st.text(st.sampled_from('",\n\r\0=é{}:0a-'), max_size=12),
    st.integers(0, 40),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_stands_in_a_bundle_it_adds_up(tmp_path: Path, name: str, place: int, put: str, taken: int) -> None:
    text = FILES_12[name]
    path = bundle(tmp_path / "b.zip", FILES_12 | {name: text[:place] + put + text[place + taken :]})
    for reading in read([path]):
        adds_up(reading)
        assert "fault of Collegiate" not in reading.receipt["how"]
