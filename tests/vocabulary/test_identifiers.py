from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collegiate.vocabulary import LAESTAB, TRN, UKPRN, ULN, UPN, URN, CompanyNumber, IdentifierError
from collegiate.vocabulary.identifiers import UPN_LETTERS, upn_authorities


@pytest.mark.parametrize("text", ["B801200005001", "P207000016049", "M80120000500A", " p207 0000 16049 "])
def test_a_upn_whose_letter_fits_is_read(text):
    assert UPN.parse(text).warnings == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Q207000016049", "first letter should be P"),
        ("B801200005002", "first letter should be"),
        ("I801200005001", "I, O and S are not used"),
        ("B80120000500", "a letter and twelve digits"),
        ("B80120000A001", "a letter and twelve digits"),
        ("", "must have one"),
    ],
)
def test_a_upn_that_cannot_be_says_what_is_wrong(text, why):
    with pytest.raises(IdentifierError, match=why):
        UPN.parse(text)


def test_a_temporary_upn_ends_in_a_letter():
    assert UPN.parse("M80120000500A").temporary
    assert not UPN.parse("B801200005001").temporary


@pytest.mark.parametrize("authority", [838, 839, 940, 941, 942, 943, 201, 420, 909])
def test_new_and_old_authorities_are_known(authority):
    assert authority in upn_authorities()


def test_an_unknown_authority_is_a_warning_and_not_an_error():
    upn = UPN.parse(UPN.check_letter("999200005001") + "999200005001")
    assert "999" in upn.warnings[0]


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from("0123456789" + UPN_LETTERS))
def test_every_upn_that_is_built_with_its_letter_is_read_back(digits, last):
    text = UPN.check_letter(digits + last) + digits + last
    assert str(UPN.parse(text)) == text


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_in_a_upn_is_always_found(digits, place, shift):
    letter = UPN.check_letter(digits)
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    with pytest.raises(IdentifierError):
        UPN.parse(letter + wrong)


@pytest.mark.parametrize("text", ["9276308686", "1000000043", 1000000043, "1000000043.0"])
def test_a_uln_whose_last_digit_fits_is_read(text):
    assert not ULN.parse(text).temporary


@pytest.mark.parametrize("text", ["1000000042", "0276308686", "123", "92763O8686", ""])
def test_a_uln_that_cannot_be_is_refused(text):
    with pytest.raises(IdentifierError, match="is not a ULN"):
        ULN.parse(text)


def test_nine_nines_and_a_nine_stand_for_a_uln_not_yet_known():
    assert ULN.parse("9999999999").temporary


@given(st.integers(100_000_000, 999_999_999).map(str))
def test_a_uln_has_one_check_digit_or_none(first_nine):
    right = [d for d in "0123456789" if _reads(first_nine + d)]
    digit = ULN.check_digit(first_nine)
    assert right == ([digit] if digit and digit != "10" else []) or first_nine == "999999999"


def _reads(text):
    try:
        return bool(ULN.parse(text))
    except IdentifierError:
        return False


@pytest.mark.parametrize(
    ("text", "value"), [("138549", 138549), (138549, 138549), ("138549.0", 138549), (" 20003 ", 20003)]
)
def test_a_urn_is_read_as_files_write_it(text, value):
    assert URN.parse(text).value == value


@pytest.mark.parametrize("text", ["", "12", "EY123456", "138549.5", "-138549", "12345678", "ABC"])
def test_a_urn_that_cannot_be_is_refused(text):
    with pytest.raises(IdentifierError, match="is not a URN"):
        URN.parse(text)


def test_a_ukprn_has_eight_digits_and_begins_with_one():
    assert UKPRN.parse("10059284").value == 10059284
    for text in ("20059284", "1005928", "100592845"):
        with pytest.raises(IdentifierError, match="UKPRN"):
            UKPRN.parse(text)


@pytest.mark.parametrize("text", ["1234567", "RP 12/34567", "rp1234567"])
def test_a_trn_is_read_with_and_without_its_prefix(text):
    assert str(TRN.parse(text)) == "1234567"


def test_a_trn_keeps_its_leading_zero_and_refuses_other_lengths():
    assert str(TRN.parse("0012345")) == "0012345"
    with pytest.raises(IdentifierError, match="seven digits"):
        TRN.parse("12345")


@pytest.mark.parametrize("text", ["861/4173", "8614173", 8614173, "861 4173", "8614173.0", "861-4173"])
def test_an_laestab_is_read_in_every_form(text):
    assert (str(LAESTAB.parse(text)), LAESTAB.parse(text).number) == ("861/4173", 8614173)


def test_a_short_establishment_number_is_filled_up_and_a_short_laestab_refused():
    assert str(LAESTAB.parse("820/12")) == "820/0012"
    with pytest.raises(IdentifierError, match="LAESTAB"):
        LAESTAB.parse("82012")


@given(st.integers(100, 999), st.integers(0, 9999))
def test_an_laestab_reads_back_from_its_number_and_its_words(authority, establishment):
    laestab = LAESTAB(authority, establishment)
    assert LAESTAB.parse(laestab.number) == LAESTAB.parse(str(laestab)) == laestab


@pytest.mark.parametrize(
    ("text", "number"),
    [("7746561.0", "07746561"), ("07746561", "07746561"), ("ip031234", "IP031234"), ("SC123456", "SC123456")],
)
def test_a_company_number_has_eight_characters_even_after_a_spreadsheet(text, number):
    assert str(CompanyNumber.parse(text)) == number


@pytest.mark.parametrize("text", ["", "0", "123456789", "A1234567", "not known"])
def test_a_company_number_that_cannot_be_is_refused(text):
    with pytest.raises(IdentifierError, match="Companies House"):
        CompanyNumber.parse(text)


@given(st.text(max_size=20), st.sampled_from([UPN, ULN, URN, UKPRN, TRN, LAESTAB, CompanyNumber]))
def test_whatever_is_typed_is_read_or_refused_in_words(text, kind):
    try:
        kind.parse(text)
    except IdentifierError as error:
        assert str(error).endswith(".")
