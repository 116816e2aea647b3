"""The style sheet is of the present sources and holds what pages use; components say what they should; the first page is light."""

from __future__ import annotations

import gzip
import hashlib
import html
import re
from pathlib import Path

import pytest
from made_up_people import people_with

ROOT = Path(__file__).resolve().parents[2]
LOOK = ROOT / "look"
WEB = ROOT / "src" / "collegiate" / "web"
SHEET = WEB / "static" / "collegiate" / "look.css"
HEAD = re.compile(r"/\*! Of the sources in look/, sha256 ([0-9a-f]{64})\.")
CLASS = re.compile(r"\.(govuk-[\w!-]+)")
GROUPS = {"govuk-radios", "govuk-checkboxes", "govuk-table__row", "govuk-table__body"}
"""Names of groups that have no look of their own."""

FIRST_PAGE = 100_000
"""Bytes that the first page may have in all, as they are and not only as they are packed for the wire."""


def _hash_of_sources() -> str:
    sheets = sorted(f"scss/{p.name}" for p in (LOOK / "scss").iterdir())
    made = hashlib.sha256()
    for name in ("build.mjs", "package-lock.json", *sheets):
        made.update((LOOK / name).read_bytes())
    return made.hexdigest()


def test_the_style_sheet_is_of_the_present_sources() -> None:
    found = HEAD.match(SHEET.read_text(encoding="utf-8"))
    assert found and found.group(1) == _hash_of_sources(), (
        "the sources in look/ changed: run `just look` and commit what it writes"
    )


def test_the_copy_for_the_wire_is_of_the_same_sheet() -> None:
    assert gzip.decompress(SHEET.with_name("look.css.gz").read_bytes()) == SHEET.read_bytes()
    assert SHEET.with_name("look.css.br").stat().st_size < SHEET.stat().st_size / 4


def test_every_class_of_gov_uk_frontend_that_a_template_names_is_in_the_sheet() -> None:
    sheet = SHEET.read_text(encoding="utf-8").replace("\\", "")
    held = set(CLASS.findall(sheet))
    for file in sorted((WEB / "templates").rglob("*.html")):
        text = re.sub(r"\S*{[{%#].*?[%#}]}\S*", " ", file.read_text(encoding="utf-8"))
        used = {c for value in re.findall(r'class="([^"]*)"', text) for c in value.split() if c.startswith("govuk-")}
        assert not used - held - GROUPS, (
            f"{file.relative_to(WEB)} uses {sorted(used - held)}: include that component in look/scss/_govuk.scss"
        )


def test_the_sheet_has_no_crest_no_font_of_its_own_and_asks_nobody() -> None:
    sheet = SHEET.read_text(encoding="utf-8")
    assert "GDS Transport" not in sheet and "@font-face" not in sheet
    assert "url(" not in sheet and "@import" not in sheet
    assert "govuk-header" not in sheet and "govuk-footer" not in sheet and "crest" not in sheet.lower()


def test_nothing_of_a_page_may_be_taken_for_a_government_page() -> None:
    for file in (WEB / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"GOV\.UK|crown|govuk-(header|footer|logo|template)", text, re.I), file.name


def test_the_first_page_is_light(browse) -> None:
    page = browse.get("/")
    sheet = browse.get("/static/collegiate/look.css", headers={"accept-encoding": "br"})
    packed = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content
    assert sheet.headers["Content-Encoding"] == "br" and len(packed) < 20_000
    assert len(page.content) + SHEET.stat().st_size + (WEB / "static/collegiate/mark.svg").stat().st_size < FIRST_PAGE
    assert b"<script" not in page.content


class TestComponents:
    @pytest.fixture
    def written(self, browse):
        from django.template import engines

        def write(text: str, **given: object) -> str:
            return engines["django"].from_string(text).render(given)

        return write

    def test_counts_say_what_the_parts_leave_out(self, written) -> None:
        from collegiate.web.components import Count, Counts

        text = written("{% counts sum %}", sum=Counts(Count(355, "on roll"), (Count(340, "looked at"),)))
        assert '<div class="mind"><b>15</b> not accounted for</div>' in text

    def test_counts_that_add_up_say_no_more(self, written) -> None:
        from collegiate.web.components import Count, Counts

        text = written(
            "{% counts sum %}", sum=Counts(Count(3, "in all"), (Count(2, "here"), Count(1, "there", mind=True)))
        )
        assert "accounted" not in text and text.count("<i>") == 2

    def test_counts_that_count_somebody_twice_say_so(self, written) -> None:
        from collegiate.web.components import Count, Counts

        assert "more than once" in written("{% counts s %}", s=Counts(Count(3, "in all"), (Count(4, "here"),)))

    def test_at_most_five_things_need_somebody_at_once(self, written) -> None:
        from collegiate.web.components import Need

        text = written("{% needs n %}", n=[Need(f"Thing {i}", f"/{i}/") for i in range(7)])
        assert text.count("<li>") == 5 and "And 2 more" in text

    def test_nothing_that_needs_somebody_is_said_too(self, written) -> None:
        assert "Nothing needs you" in written("{% needs n %}", n=[])

    def test_what_people_wrote_is_never_markup(self, written) -> None:
        from collegiate.web.components import Cell, Fact, Need

        evil = "<b onload=x>"
        text = written(
            "{% needs n %}{% table c r evil %}{% facts f %}{% nothing evil %}{{ evil }}{% endnothing %}{% done evil %}{% enddone %}"
            "{% why about=evil %}{{ evil }}{% endwhy %}{% to_do evil '/x/' because=evil %}{% wide evil %}{% endwide %}",
            n=[Need(evil, "/x/", evil, (evil,))], c=("a", "b"), r=[(evil, Cell(evil, mind=True))], f=[Fact(evil, evil)], evil=evil,
        )  # fmt: skip
        assert "<b onload" not in text and text.count("&lt;b onload") >= 12

    def test_a_gap_is_never_a_nought(self, written) -> None:
        text = written(
            "{% table c r 'Counts' %}", c=("Academy", "Children"), r=[("Hutchins", None), ("Picknoll", 1298)]
        )
        assert ">–</td>" in text and "1,298" in text and ">0<" not in text

    def test_nothing_that_the_gallery_leads_to_is_missing(self, browse) -> None:
        with people_with({}, "look.example") as people:
            browse.force_login(people["new"])
            page = browse.get("/components/").content.decode()
            led = {html.unescape(link) for link in re.findall(r'href="(/[^"#]*)"', page)}
            assert led
            assert not [link for link in sorted(led) if browse.get(link).status_code == 404]

    def test_pages_and_filters_keep_what_else_was_asked(self, browse) -> None:
        text = browse.get("/components/?year=8&sort=name&page=2").content.decode()
        assert 'href="?year=8&amp;sort=name&amp;page=4"' in text
        assert '<input type="hidden" name="sort" value="name">' in text and 'type="hidden" name="page"' not in text

    def test_a_mistake_is_said_on_top_and_at_its_field(self, browse) -> None:
        text = browse.get("/components/").content.decode()
        assert '<a href="#id_wrong-seen">Write what you saw</a>' in text
        assert 'aria-describedby="id_wrong-seen-hint id_wrong-seen-error"' in text
        assert 'id="id_wrong-seen-error"' in text
