"""A pack is its content: the same content has the same bytes, and whatever a person wrote stays data."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pack_contents import content
from pypdf import PdfReader

from collegiate.packs import pack as p
from collegiate.packs import setting

TEMPLATE_1 = "8366ec53f3b36d9017f1e1c2df69ae2218044d4724b4eb1f93224dc62c71df18"
"""Packs were frozen with this template: if it has to change, it becomes pack-2.typ beside the first."""


@pytest.fixture(scope="module")
def text() -> str:
    return p.canonical(content())


@pytest.fixture(scope="module")
def pdf(text: str) -> PdfReader:
    return PdfReader(io.BytesIO(setting.as_pdf(text)))


def words(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_first_template_is_as_it_was() -> None:
    found = Path(setting.__file__).with_name("pack-1.typ").read_bytes()
    assert hashlib.sha256(found).hexdigest() == TEMPLATE_1


def test_the_same_content_has_the_same_bytes_in_another_process_and_another_time_zone(
    text: str, tmp_path: Path
) -> None:
    (tmp_path / "c.json").write_text(text, encoding="utf-8")
    code = "import sys,hashlib;from collegiate.packs.setting import *;t=open(sys.argv[1],encoding='utf-8').read();print(hashlib.sha256(as_pdf(t)).hexdigest(),hashlib.sha256(as_xlsx(t)).hexdigest())"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "c.json")], check=True, capture_output=True, text=True,
        env={"TZ": "Asia/Tokyo", "HOME": str(tmp_path), "PATH": ""},
    )  # fmt: skip
    here = [hashlib.sha256(f(text)).hexdigest() for f in (setting.as_pdf, setting.as_xlsx)]
    assert done.stdout.split() == here


def test_another_number_has_other_bytes(text: str) -> None:
    assert setting.as_pdf(text) != setting.as_pdf(text.replace('"3.1%"', '"3.2%"'))


def test_the_pdf_says_that_it_is_accessible_and_carries_its_content(pdf: PdfReader, text: str) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB" and "/StructTreeRoot" in root
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert pdf.attachments["pack.json"][0].decode() == text
    assert pdf.metadata is not None and pdf.metadata.creation_date == dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


def test_every_chart_has_its_sentence_as_text_alternative(pdf: PdfReader) -> None:
    alts = []

    def walk(node) -> None:
        node = node.get_object()
        if "/Alt" in node:
            alts.append(str(node["/Alt"]))
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if hasattr(kid.get_object(), "get"):
                walk(kid)

    walk(pdf.trailer["/Root"]["/StructTreeRoot"])
    assert sum("Persistent absence" in a for a in alts) == 4


def test_every_figure_leads_to_its_entry_and_its_entry_back(pdf: PdfReader) -> None:
    inside, outside = set(), set()
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            link = note.get_object()
            if "/URI" in link.get("/A", {}):
                outside.add(str(link["/A"]["/URI"]))
            elif "/Dest" in link or "/A" in link:
                inside.add(str(link.get("/Dest") or link["/A"].get("/D")))
    assert {f"https://collegiate.example/schools/{r}/" for r in range(1, 6)} <= outside
    assert {f"f{n}" for n in range(1, 11)} <= inside
    assert "How do you know?" in words(pdf) and "performance.csv, line 12" in words(pdf)


def test_a_pack_that_is_not_frozen_says_so_on_every_page() -> None:
    found = PdfReader(io.BytesIO(setting.as_pdf(p.canonical(content(number=None)))))
    assert len(found.pages) > 3 and all("Not frozen" in page.extract_text() for page in found.pages)
    frozen = PdfReader(io.BytesIO(setting.as_pdf(p.canonical(content()))))
    assert not any("Not frozen" in page.extract_text() for page in frozen.pages)


def test_a_correction_names_the_pack_that_it_corrects() -> None:
    made = content(number=2, corrects={"number": 1, "sha256": "0" * 64}, why="The roll of Picknoll was wrong.")
    said = words(PdfReader(io.BytesIO(setting.as_pdf(p.canonical(made)))))
    assert "It corrects frozen pack 1" in said and "The roll of Picknoll was wrong." in said


@pytest.mark.parametrize(
    "hostile",
    ["#panic()", '#read("/etc/passwd")', "$x$ *bold* @label <label>", "</style><script>", "漢字 العربية 👩‍🏫", "\u202e\u200b\u0007\ufeff", "a" * 400],
)  # fmt: skip
def test_what_people_wrote_stays_data(hostile: str) -> None:
    made = p.canonical(content(sections=1, rows=1, words=f"Before {hostile} after"))
    found = PdfReader(io.BytesIO(setting.as_pdf(made)))
    assert "Before" in words(found) and "after" in words(found)
    assert hostile in p.read(found.attachments["pack.json"][0].decode())["sections"][0]["blocks"][0]["words"]


def test_every_table_is_a_sheet_and_no_cell_a_formula(text: str) -> None:
    from python_calamine import CalamineWorkbook

    data = setting.as_xlsx(text)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["Contents", *(f"{n} Part {1 if n < 4 else 2}" for n in range(1, 7)), "How do you know"]
    rows = book.get_sheet_by_name("3 Part 1").to_python()
    assert rows[1] == ["School", "Absence", "Note"] and rows[2] == ["School 1", "1.1% [1]", "=1+1"]
    known = book.get_sheet_by_name("How do you know").to_python()
    assert (
        known[1][:3] == ["1", "School 1-1, persistent absence", "1.1%"]
        and known[1][-1] == "https://collegiate.example/schools/1/"
    )
    assert b"<f>" not in b"".join(zipfile.ZipFile(io.BytesIO(data)).read(n) for n in zipfile.ZipFile(io.BytesIO(data)).namelist())  # fmt: skip


def test_a_pack_of_another_form_or_template_is_refused_in_words(text: str) -> None:
    with pytest.raises(p.PackError, match="form collegiate-pack/1"):
        p.read(text.replace("collegiate-pack/1", "collegiate-pack/9"))
    with pytest.raises(p.PackError, match="template 'pack-7'"):
        setting.as_pdf(text.replace('"pdf":"pack-1"', '"pdf":"pack-7"'))
    with pytest.raises(p.PackError, match=r"template '\.\./paper'"):
        setting.as_pdf(text.replace('"pdf":"pack-1"', '"pdf":"../paper"'))


def test_numbers_that_json_does_not_know_are_no_content() -> None:
    made = content(sections=1)
    made["figures"][0]["source"]["value"] = float("nan")
    with pytest.raises(ValueError, match="JSON"):
        p.canonical(made)


def test_where_a_pupil_number_stands_is_found() -> None:
    from collegiate.packs.words import where_a_pupil_stands

    assert list(where_a_pupil_stands({"sections": [{"lead": "x"}, {"lead": "of A860400119001"}]})) == [
        "sections 2 lead"
    ]
    assert not list(where_a_pupil_stands(content()))
