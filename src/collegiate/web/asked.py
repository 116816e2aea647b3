"""What an address asks for, read without trust."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from collegiate.vocabulary.years import AcademicYear

FURTHEST_PAGE = 1_000_000


def asked_year(request: HttpRequest) -> int | None:
    """Return the year that `?year=` names, as 2018/19 or 2019; None when it names none."""
    text = request.GET.get("year", "").strip()
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    try:
        return AcademicYear.parse(text).end
    except ValueError:
        return None


def asked_page(request: HttpRequest) -> int:
    """Return the page that `?page=` names, from 1; anything odd is the first."""
    text = request.GET.get("page", "").strip()
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    return min(max(wanted, 1), FURTHEST_PAGE)


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
