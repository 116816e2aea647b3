"""Identifiers of pupils, staff, schools and trusts, with the checks that each can be put to.

Every class has `parse`: it takes what people and files write, and returns the value or raises `IdentifierError`, whose message
says what is wrong. What is merely odd (an unknown local authority in a UPN) is a warning on the value, not an error.

A UPN may be used for education only, and never as a login, a display id or an address of a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar, Self


class IdentifierError(ValueError):
    """What was given cannot be this identifier; the message says why, for the person who has to put it right."""


@dataclass(frozen=True, slots=True, order=True)
class _Numbered:
    """An identifier that is a number of a fixed form."""

    value: int
    form: ClassVar[re.Pattern[str]]
    title: ClassVar[str]
    shape: ClassVar[str]

    @classmethod
    def parse(cls, text: str | int) -> Self:
        """Read the identifier; spaces, and the '.0' that spreadsheets add, are taken off."""
        plain = _plain(text)
        if not cls.form.fullmatch(plain):
            raise IdentifierError(f"'{text}' is not a {cls.title}: {cls.shape}.")
        return cls(int(plain))

    def __str__(self) -> str:
        return str(self.value)


class URN(_Numbered):
    """Unique Reference Number of an establishment: five to seven digits. A conversion brings a new one.

    >>> URN.parse("138549.0")
    URN(value=138549)
    """

    form = re.compile(r"[1-9]\d{4,6}")
    title = "URN"
    shape = "it has five to seven digits, as in 138549"


class UKPRN(_Numbered):
    """UK Provider Reference Number: eight digits, the first of them 1."""

    form = re.compile(r"1\d{7}")
    title = "UKPRN"
    shape = "it has eight digits and begins with 1, as in 10059284"


@dataclass(frozen=True, slots=True, order=True)
class ULN:
    """Unique Learner Number: ten digits, the last a check digit. 9999999999 stands for a number not yet known."""

    value: str

    @classmethod
    def parse(cls, text: str | int) -> ULN:
        """Read a ULN and check its last digit."""
        plain = _plain(text)
        if not re.fullmatch(r"[1-9]\d{9}", plain):
            raise IdentifierError(
                f"'{text}' is not a ULN: it has ten digits and does not begin with 0, as in 1000000043."
            )
        if plain != TEMPORARY_ULN and cls.check_digit(plain[:9]) != plain[9]:
            raise IdentifierError(
                f"'{text}' is not a ULN: its last digit does not fit the other nine, so a digit is wrong."
            )
        return cls(plain)

    @staticmethod
    def check_digit(first_nine: str) -> str:
        """Return the tenth digit; empty when the nine cannot begin a ULN."""
        rest = sum(int(d) * weight for d, weight in zip(first_nine, range(10, 1, -1), strict=True)) % 11
        return str(10 - rest) if rest else ""

    @property
    def temporary(self) -> bool:
        """Whether it only stands for a number not yet known."""
        return self.value == TEMPORARY_ULN

    def __str__(self) -> str:
        return self.value


TEMPORARY_ULN = "9999999999"

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The 23 letters of a UPN: no I, O or S, which look like digits."""


@dataclass(frozen=True, slots=True, order=True)
class UPN:
    """Unique Pupil Number: check letter, local authority, establishment, year, serial. A temporary one ends in a letter.

    >>> UPN.parse("p207 000016049").warnings
    ()
    >>> UPN.parse("M80120000500A").temporary
    True
    """

    value: str

    @classmethod
    def parse(cls, text: str) -> UPN:
        """Read a UPN and check its letter (census error 1510); a UPN left empty is error 1500."""
        plain = re.sub(r"\s", "", text).upper()
        if not plain:
            raise IdentifierError(
                "There is no UPN here. A pupil on roll must have one; a temporary one will do until it is known."
            )
        if not re.fullmatch(rf"[{UPN_LETTERS}]\d{{11}}[\d{UPN_LETTERS}]", plain):
            raise IdentifierError(
                f"'{text}' is not a UPN: it is a letter and twelve digits, as in B801200005001 (a temporary one ends in a"
                " letter), and the letters I, O and S are not used."
            )
        right = cls.check_letter(plain[1:])
        if plain[0] != right:
            raise IdentifierError(
                f"'{text}' is not a UPN: its first letter should be {right} for the characters that follow, so the letter"
                " or one of the digits is wrong."
            )
        return cls(plain)

    @staticmethod
    def check_letter(rest: str) -> str:
        """Return the letter for characters 2 to 13: their values times their places 2 to 13, modulo 23.

        >>> UPN.check_letter("207000016049")
        'P'
        """
        values = (int(c) if c.isdigit() else UPN_LETTERS.index(c) for c in rest)
        return UPN_LETTERS[sum(value * place for place, value in enumerate(values, start=2)) % 23]

    @property
    def temporary(self) -> bool:
        """Whether it was given until the real one is known."""
        return self.value[-1].isalpha()

    @property
    def local_authority(self) -> int:
        """The authority in which it was first given, which a pupil keeps for life."""
        return int(self.value[1:4])

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd about it without being wrong: an authority that no list has (census error 1530)."""
        if self.local_authority in upn_authorities():
            return ()
        return (
            f"No local authority has ever had the code {self.value[1:4]}, which this UPN carries in places 2 to 4.",
        )

    def __str__(self) -> str:
        return self.value


@cache
def upn_authorities() -> frozenset[int]:
    """Return the authority codes that UPNs carry, old ones too: a UPN keeps the authority in which it was first given."""
    text = (files("collegiate.vocabulary") / "lists" / "upn_authorities.txt").read_text(encoding="utf-8")
    spans = [line.split("#")[0].strip() for line in text.splitlines()]
    return frozenset(code for span in spans if span for code in _span(span))


def _span(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


@dataclass(frozen=True, slots=True, order=True)
class TRN:
    """Teacher Reference Number: seven digits, some with leading zeros."""

    value: str

    @classmethod
    def parse(cls, text: str | int) -> TRN:
        """Read a TRN; spaces, slashes and an 'RP' in front are taken off."""
        plain = re.sub(r"[\s/]", "", str(text)).upper().removeprefix("RP")
        if not re.fullmatch(r"\d{7}", plain):
            raise IdentifierError(f"'{text}' is not a teacher reference number: it has seven digits, as in 0123456.")
        return cls(plain)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class LAESTAB:
    """Local authority and establishment number, '861/4173' or 8614173. It changes when a school or an authority does."""

    local_authority: int
    establishment: int

    @classmethod
    def parse(cls, text: str | int) -> LAESTAB:
        """Read '861/4173', '8614173' or '861 4173'; an establishment number is filled up with zeros."""
        found = re.fullmatch(r"(\d{3})[/\s-]?(\d{4})|(\d{3})/(\d{1,3})", _plain(text, inside=False))
        if not found:
            raise IdentifierError(
                f"'{text}' is not an LAESTAB: three digits of the authority and four of the school, as in 861/4173."
            )
        return cls(int(found[1] or found[3]), int(found[2] or found[4]))

    @property
    def number(self) -> int:
        """As one number of seven digits, the way the performance tables write it."""
        return self.local_authority * 10_000 + self.establishment

    def __str__(self) -> str:
        return f"{self.local_authority:03d}/{self.establishment:04d}"


@dataclass(frozen=True, slots=True, order=True)
class CompanyNumber:
    """Companies House number: eight characters; digits alone are filled up with zeros in front.

    >>> str(CompanyNumber.parse("7746561.0"))
    '07746561'
    """

    value: str

    @classmethod
    def parse(cls, text: str | int) -> CompanyNumber:
        """Read a company number, also one that a spreadsheet has robbed of its zeros."""
        plain = _plain(text).upper()
        if re.fullmatch(r"\d{1,8}", plain) and int(plain):
            return cls(plain.zfill(8))
        if not re.fullmatch(r"[A-Z]{2}\d{6}|[A-Z]{2}\d{5}[A-Z]", plain):
            raise IdentifierError(
                f"'{text}' is not a Companies House number: it has eight characters, as in 07746561 or IP031234."
            )
        return cls(plain)

    def __str__(self) -> str:
        return self.value


def _plain(text: str | int, *, inside: bool = True) -> str:
    """Take off outer (and, unless told otherwise, inner) spaces and the '.0' that a spreadsheet adds to a number."""
    cell = str(text).strip()
    cell = re.sub(r"\s", "", cell) if inside else cell
    return re.sub(r"(?<=\d)\.0+$", "", cell)
