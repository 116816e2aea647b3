"""What an address asks for, read without trust."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from collegiate.vocabulary.years import AcademicYear

FURTHEST_PAGE = 1_000_000


def number_in(text: str, most: int = 9) -> int | None:
    """Return the whole number that a text is, of at most so many digits; None for all else: "²" and "٣" are digits, too, and a slip of the hand is long."""
    said = text.strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) <= most else None


def asked_year(request: HttpRequest) -> int | None:
    """Return the year that `?year=` names, as 2018/19 or 2019; None when it names none."""
    text = request.GET.get("year", "").strip()
    if len(text) == 4 and number_in(text) is not None:
        return number_in(text)
    try:
        return AcademicYear.parse(text).end
    except ValueError:
        return None


def asked_page(request: HttpRequest) -> int:
    """Return the page that `?page=` names, from 1; anything odd is the first."""
    wanted = number_in(request.GET.get("page", ""), 7)
    return min(max(wanted or 1, 1), FURTHEST_PAGE)


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is in a long list."""

    page: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.size

    @property
    def last(self) -> int:
        """The number of pages, at least one."""
        return max(-(-self.total // self.size), 1)

    @property
    def first_row(self) -> int:
        """The first row of this page, from 1."""
        return min(self.offset + 1, self.total)

    @property
    def last_row(self) -> int:
        """The last row of this page."""
        return min(self.offset + self.size, self.total)

    @property
    def earlier(self) -> int | None:
        """The page before this one."""
        return self.page - 1 if self.page > 1 else None

    @property
    def later(self) -> int | None:
        """The page after this one."""
        return self.page + 1 if self.page < self.last else None

    @classmethod
    def of(cls, request: HttpRequest, total: int, size: int) -> Pages:
        """Return the asked page; one beyond the end is the last."""
        last = max(-(-total // size), 1)
        return cls(min(asked_page(request), last), size, total)
