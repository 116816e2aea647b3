"""The addresses of what slips."""

from django.urls import register_converter

from collegiate.web.authorization.rights import Right
from collegiate.web.doors import SIGNED_IN, Door
from collegiate.web.slipping import about, views


class Reference:
    """The words by which an alert is called: its trust's number, its academy's, and the series."""

    regex = "[0-9]{1,9}-[0-9A-Za-z._-]{1,180}"

    def to_python(self, value: str) -> str:
        """Read it."""
        return value

    def to_url(self, value: str) -> str:
        """Write it."""
        return value


register_converter(Reference, "alert")

READING, PLANNING, LEADING = Door(Right.READ_STRATEGY), Door(Right.PLAN), Door(Right.LEAD_IMPROVEMENT)

ADDRESSES = [
    SIGNED_IN.at("done/<number:urn>/<slug:measure>/", about.about, "done-about"),
    READING.at("slipping/", views.listing, "slipping"),
    READING.at("slipping/<alert:reference>/", views.alert, "slipping-alert"),
    PLANNING.sending.at("slipping/<alert:reference>/look/", views.look, "slipping-look"),
    LEADING.sending.at("slipping/<alert:reference>/agree/", views.agree, "slipping-agree"),
]
