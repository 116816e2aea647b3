"""Every hostile file, sent through the pages: told in words, within bounds, the server whole, and nothing of it published unread."""

from __future__ import annotations

import csv
import os
import re
import sys
import tempfile
import zipfile
from html import unescape
from pathlib import Path

import pytest
from hostile_files import HOSTILE
from test_hostile_people import DOCTYPES
from transfer_files import BIRD, transfer

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collegiate.web.settings")
os.environ.setdefault("COLLEGIATE_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault(
    "COLLEGIATE_DATABASE", str(Path(tempfile.mkdtemp(prefix="collegiate-tests-")) / "application.sqlite3")
)

from uploads_desk import MANAGER, Desk, sitting, words

_TECHNICAL = re.compile(r"\b(ArrowInvalid|UnicodeDecodeError|KeyError|ValueError|BadZipFile|Traceback)\b")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory):
    """Somebody at the data desk of an empty store."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from collegiate.web.accounts.models import User
    from collegiate.web.uploads.models import Job, Upload

    with sitting(tmp_path_factory.mktemp("store"), MANAGER) as sat:
        yield sat
    for model in (Job, Upload, User):
        model.objects.all().delete()


def sent(desk: Desk, path: Path) -> str:
    """Send a file, have it read, and return its key and what its page says; every page of it answers."""
    key = desk.send(path.name, path.read_bytes(), urn=900102, system="sims")
    desk.work()
    page = words(desk.get(f"/data/uploads/{key}/"))
    assert not _TECHNICAL.search(page)
    assert desk.client.get(f"/data/uploads/{key}/refused.csv").status_code == 200
    assert desk.client.get(f"/data/uploads/{key}/mend/").status_code in (200, 400)
    assert desk.client.get(f"/data/uploads/{key}/map/").status_code in (200, 404)
    assert desk.client.get(f"/data/uploads/{key}/map/?source=pupils").status_code in (200, 404)
    return page


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_spoiled_file_is_told_of_and_adds_up(desk: Desk, good: Path, tmp_path: Path, name: str) -> None:
    from collegiate.web.uploads.models import Upload

    spoiled = HOSTILE[name](good, tmp_path)
    if not spoiled.path.is_file():
        pytest.skip("a folder cannot be sent through a form")
    page = sent(desk, spoiled.path)
    upload = Upload.objects.first()
    assert upload.rows_in == upload.rows_kept + upload.rows_refused
    if spoiled.whole:
        assert not upload.rows_kept
        assert "Nothing of it can be taken" in page or "waits for an answer" in page or "not known" in page
    if spoiled.words and not spoiled.harmless:
        assert any(w.casefold() in page.casefold() for w in spoiled.words), page


@pytest.mark.parametrize("kind", DOCTYPES)
def test_entities_in_xml_are_refused_unread(desk: Desk, tmp_path: Path, kind: str) -> None:
    text = transfer([BIRD.replace("Bird", "&lol9;")]).replace(
        'encoding="UTF-8"?>', f'encoding="UTF-8"?>{DOCTYPES[kind]}'
    )
    path = tmp_path / "bomb.xml"
    path.write_text(text)
    page = sent(desk, path)
    assert "document type" in page
    assert "root:" not in page


def test_a_zip_that_unpacks_without_end_is_not_unpacked(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("marks.csv", b"0" * (64 << 20))
    assert "more than is safe to open" in sent(desk, path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.csv", "a,b\n1,2\n")
    assert "points outside the ZIP" in sent(desk, path)
    assert not list(desk.store.parent.rglob("outside.csv"))


def test_what_a_cell_holds_is_never_a_formula_or_a_tag(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "pupils-2026-11-20.csv"
    path.write_text(
        'Adno,Forename,Surname,DOB\n1,=cmd|calc,<script>alert(1)</script>,=1+1\n2,Ada,Bell,"<img src=x onerror=alert(1)>"\n'
    )
    key = desk.send(path.name, path.read_bytes(), urn=900102, system="sims")
    desk.work()
    for page in ("", "mend/", "map/?source=pupils"):
        raw = desk.client.get(f"/data/uploads/{key}/{page}").getvalue().decode()
        assert "<script>alert" not in raw
        assert "<img src=x" not in raw
        assert unescape(raw)
    lines = desk.client.get(f"/data/uploads/{key}/refused.csv").getvalue().decode("utf-8-sig").splitlines()
    cells = [cell for row in csv.reader(lines) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
