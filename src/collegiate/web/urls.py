"""Every address of the pages."""

from django.urls import path, register_converter

from collegiate.web.views import (
    figures,
    measures,
    methods,
    placing,
    plain,
    schools,
    search,
    sources,
    start,
    trusts,
    trying,
)


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

urlpatterns = [
    path("", start.start, name="start"),
    path("search", search.search, name="search"),
    path("trusts/<number:uid>/", trusts.trust, name="trust"),
    path("trusts/<number:uid>/figures.csv", trusts.download, name="trust-download"),
    path("trusts/<number:uid>/placing/", placing.page, name="trust-placing"),
    path("trusts/<number:uid>/placing.csv", placing.download, name="trust-placing-download"),
    path("trusts/<number:uid>/figures/<slug:measure>/<period:period>/", figures.of_trust, name="trust-figure"),
    path("schools/<number:urn>/", schools.school, name="school"),
    path("schools/<number:urn>/figures.csv", schools.download, name="school-download"),
    path("schools/<number:urn>/similar/<period:period>/", schools.similar, name="similar"),
    path("schools/<number:urn>/similar/<period:period>/otherwise/", trying.page, name="otherwise"),
    path("schools/<number:urn>/similar/<period:period>/set.csv", schools.similar_download, name="similar-download"),
    path("schools/<number:urn>/figures/<slug:measure>/<period:period>/", figures.of_school, name="school-figure"),
    path("measures/", measures.index, name="measures"),
    path("measures/<slug:measure>/", measures.measure, name="measure"),
    path("methods/", methods.index, name="methods"),
    path("methods/<slug:method>/", methods.method, name="method"),
    path("sources/", sources.index, name="sources"),
    path("sources/<number:file_id>/", sources.file, name="source"),
    path("sources/<number:file_id>/refused.csv", sources.refused_download, name="refused-download"),
    path("sources/<number:file_id>/rows/<number:line>/", sources.row, name="source-row"),
    path("checks/", sources.checks, name="checks"),
    path("help/", plain.help_page, name="help"),
    path("accessibility/", plain.accessibility, name="accessibility"),
    path("robots.txt", plain.robots, name="robots"),
    path("health", plain.health, name="health"),
]

handler400 = plain.bad_request
handler404 = plain.not_found
handler500 = plain.broken
