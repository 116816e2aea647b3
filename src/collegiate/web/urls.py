"""Every address of the pages, each behind its door: who may open it, and whether anything may be sent in."""

from django.urls import register_converter

from collegiate.web.accounts import views as account
from collegiate.web.doors import ANYBODY, SIGNED_IN
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
    ANYBODY.at("", start.start, "start"),
    ANYBODY.at("search", search.search, "search"),
    ANYBODY.at("trusts/<number:uid>/", trusts.trust, "trust"),
    ANYBODY.at("trusts/<number:uid>/figures.csv", trusts.download, "trust-download"),
    ANYBODY.at("trusts/<number:uid>/placing/", placing.page, "trust-placing"),
    ANYBODY.at("trusts/<number:uid>/placing.csv", placing.download, "trust-placing-download"),
    ANYBODY.at("trusts/<number:uid>/figures/<slug:measure>/<period:period>/", figures.of_trust, "trust-figure"),
    ANYBODY.at("schools/<number:urn>/", schools.school, "school"),
    ANYBODY.at("schools/<number:urn>/figures.csv", schools.download, "school-download"),
    ANYBODY.at("schools/<number:urn>/similar/<period:period>/", schools.similar, "similar"),
    ANYBODY.at("schools/<number:urn>/similar/<period:period>/otherwise/", trying.page, "otherwise"),
    ANYBODY.at("schools/<number:urn>/similar/<period:period>/set.csv", schools.similar_download, "similar-download"),
    ANYBODY.at("schools/<number:urn>/figures/<slug:measure>/<period:period>/", figures.of_school, "school-figure"),
    ANYBODY.at("measures/", measures.index, "measures"),
    ANYBODY.at("measures/<slug:measure>/", measures.measure, "measure"),
    ANYBODY.at("methods/", methods.index, "methods"),
    ANYBODY.at("methods/<slug:method>/", methods.method, "method"),
    ANYBODY.at("sources/", sources.index, "sources"),
    ANYBODY.at("sources/<number:file_id>/", sources.file, "source"),
    ANYBODY.at("sources/<number:file_id>/refused.csv", sources.refused_download, "refused-download"),
    ANYBODY.at("sources/<number:file_id>/rows/<number:line>/", sources.row, "source-row"),
    ANYBODY.at("checks/", sources.checks, "checks"),
    ANYBODY.at("help/", plain.help_page, "help"),
    ANYBODY.at("accessibility/", plain.accessibility, "accessibility"),
    ANYBODY.writing.at("account/sign-in/", account.sign_in, "sign-in"),
    ANYBODY.writing.at("account/choose/<str:who>/<str:token>/", account.choose_password, "choose-password"),
    SIGNED_IN.sending.at("account/sign-out/", account.sign_out, "sign-out"),
    SIGNED_IN.writing.at("account/password/", account.change_password, "change-password"),
    SIGNED_IN.at("account/", account.account, "account"),
    ANYBODY.at("robots.txt", plain.robots, "robots"),
    ANYBODY.at("health", plain.health, "health"),
]

handler403 = plain.refused
handler400 = plain.bad_request
handler404 = plain.not_found
handler500 = plain.broken
