"""Whoever has a pack can see whether anything in it was changed, and where."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from pack_contents import content

from collegiate.packs import pack as p
from collegiate.packs.setting import as_pdf, as_xlsx
from collegiate.packs.verifying import content_of, of_itself, with_store


@pytest.fixture(scope="module")
def text() -> str:
    return p.canonical(content())


@pytest.fixture(scope="module")
def pdf(text: str) -> bytes:
    return as_pdf(text)


class Kept:
    """A reader of one picture that holds the made-up figures."""

    def __init__(self, changed: dict[int, float | None] | None = None) -> None:
        self.changed = changed or {}

    def figures(self, *, urns: list[int], measure: str, period: int, shown: bool) -> list[dict[str, Any]]:
        assert (measure, period, shown) == ("persistent_absence", 2019, True)
        return [{"value": self.changed.get(u, float(u))} for u in urns if self.changed.get(u, 0.0) is not None]


def wrong(found: list[Any]) -> str:
    return "\n".join(f.words for f in found if f.right is False)


def test_a_pack_as_it_was_made_is_right_in_everything(text: str, pdf: bytes) -> None:
    found = of_itself(pdf, beside=as_xlsx(text)) + with_store(text, Kept(), None, [{"sha256": p.fingerprint(text), "who": "clerk@x.example"}])  # fmt: skip
    assert all(f.right for f in found) and len(found) == 6
    assert "all 10 figures" in found[-1].words


def test_a_changed_byte_is_said_with_its_place(pdf: bytes) -> None:
    place = pdf.rindex(b"startxref") - 40
    changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    assert f"the first that differs is byte {place + 1:,}" in wrong(of_itself(changed))


def test_other_pages_around_the_same_content_are_said_by_page(text: str, pdf: bytes) -> None:
    from pypdf import PdfReader, PdfWriter

    other = as_pdf(text.replace('"3.1%"', '"9.9%"'))
    writer = PdfWriter()
    import io

    writer.append(PdfReader(io.BytesIO(other)))
    writer._root_object.pop("/Names", None)
    writer.add_attachment("pack.json", text.encode())
    out = io.BytesIO()
    writer.write(out)
    said = wrong(of_itself(out.getvalue()))
    assert "is not what its content makes" in said and "9.9%" in said and "3.1%" in said and "Page " in said


def test_a_changed_workbook_is_said_by_sheet(text: str, pdf: bytes) -> None:
    said = wrong(of_itself(pdf, beside=as_xlsx(text.replace('"3.1%"', '"9.9%"'))))
    assert "Sheet '3 Part 1'" in said and "9.9%" in said


def test_content_that_was_written_by_other_means_is_said(text: str) -> None:
    assert "changed by other means" in wrong(of_itself(text.replace('"figures":', '"figures": ').encode()))


def test_a_changed_figure_is_said_beside_its_picture(text: str) -> None:
    found = with_store(text, Kept({3: 3.5}), None, [{"sha256": p.fingerprint(text), "who": "x"}])
    assert "School 1-3, persistent absence: the pack has 3.0, the picture 3.5." in wrong(found)
    assert "the picture nothing" in wrong(with_store(text, Kept({2: None}), None, []))


def test_a_pack_that_was_never_frozen_here_is_said(text: str) -> None:
    assert "knows no pack with this fingerprint" in wrong(
        with_store(text, Kept(), None, [{"sha256": "0" * 64, "who": "x"}])
    )
    draft = p.canonical(content(number=None))
    assert not wrong(with_store(draft, Kept(), None, []))


def test_a_picture_that_is_gone_is_said_and_is_no_fault(text: str) -> None:
    last = with_store(text, None, None, [{"sha256": p.fingerprint(text), "who": "x"}])[-1]
    assert last.right is None and "no longer kept" in last.words


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7 nonsense", b"\xff\xfe", b"{}", b"[1]", b"PK\x03\x04", b"%PDF-1.7\n%%EOF"]
)
def test_a_file_that_is_no_pack_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(p.PackError) as said:
        of_itself(data)
    assert str(said.value).endswith((".", "changed."))


def test_figures_of_children_that_cannot_be_read_here_are_not_said_to_agree(text: str) -> None:
    pack = p.read(text)
    pack["figures"][0]["source"] = {"kind": "point", "series": "own.attendance", "urn": 1, "last": "2026-10-25", "value": 91.0}  # fmt: skip
    own = p.canonical(pack)
    *_, unread, rest = with_store(own, Kept(), None, [{"sha256": p.fingerprint(own), "who": "x"}])
    assert unread.right is None and unread.words.startswith("1 of its figures")
    assert rest.right and "the other 9 figures" in rest.words


def test_what_a_reader_of_pdf_thinks_of_a_damaged_file_is_not_printed(pdf: bytes, caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip
    for end in (100, len(pdf) // 2, len(pdf) - 500):
        with contextlib.suppress(p.PackError):
            of_itself(pdf[:end])
    assert not caplog.records


def test_a_pack_cut_short_is_refused(pdf: bytes) -> None:
    for end in (100, len(pdf) // 2, len(pdf) - 500):
        try:
            assert wrong(of_itself(pdf[:end]))
        except p.PackError as error:
            assert "PDF" in str(error)


def test_the_content_comes_out_of_the_pdf(text: str, pdf: bytes) -> None:
    assert content_of(pdf) == text == content_of(text.encode())
