"""What addresses hold of identifiers: a child's key, a number, a period."""

from django.urls import register_converter


class Key:
    """What addresses hold of a child: opaque, and never a number that anybody else gave the child."""

    regex = "[0-9A-Za-z]{10}"

    def to_python(self, value: str) -> str:
        """Read it."""
        return value

    def to_url(self, value: str) -> str:
        """Write it."""
        return value


class Number:
    """A whole number of at most nine digits: no identifier is longer, and no longer one reaches the database."""

    regex = "[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        """Read it."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Write it."""
        return str(value)


class Period(Number):
    """The calendar year in which an academic year ends."""

    regex = "[12][0-9]{3}"


register_converter(Number, "number")
register_converter(Period, "period")
register_converter(Key, "key")
