"""Words that people write: kept plain, within bounds, and without what looks like a pupil number, on forms too."""

from __future__ import annotations

import pytest
from django.forms import Form

from collegiate.web.fields import Day, Words
from collegiate.web.said import SaidError, plain

pytestmark = pytest.mark.usefixtures("_django")


class Asked(Form):
    why = Words(most=10, lines=3)
    more = Words(most=10, required=False)
    on = Day()


@pytest.mark.parametrize("text", ["A860900104001", "see a860 900 104 001.", "(A86090010400A)"])
def test_a_pupil_number_is_refused(text: str) -> None:
    with pytest.raises(SaidError, match="The reason holds what looks like a pupil number"):
        plain(text, "the reason")


def test_words_are_kept_plain() -> None:
    assert plain(" one  two\x00\n\n three ", "it") == "one two\n\nthree"
    assert plain("RAB-2026-3, 12 August 2026, 900102", "it") and plain(" ", "it", needed=False) == ""
    with pytest.raises(SaidError, match="Write the reason in a few words"):
        plain("  ", "the reason")
    with pytest.raises(SaidError, match="longer than 10 letters: it has 11"):
        plain("x" * 11, "it", longest=10)


def test_a_line_end_counts_as_one_letter_as_browsers_count_it() -> None:
    form = Asked({"why": "1234\r\n56789", "on": "2026-03-12"})
    assert form.is_valid() and form.cleaned_data["why"] == "1234\n56789" and form.cleaned_data["more"] == ""
    assert 'maxlength="10"' in str(form["why"])


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"why": "x" * 11}, "longer than 10 letters"), ({"why": " "}, "required"), ({"on": "yesterday"}, "This is no day"),
        ({"on": "1026-03-12"}, "this century"), ({"more": "A860900104001"}, "pupil number"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_on_its_field(sent: dict[str, str], said: str) -> None:
    form = Asked({"why": "so", "on": "2026-03-12", **sent})
    assert not form.is_valid() and said in str(form.errors[next(iter(sent))])
