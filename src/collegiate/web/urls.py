"""Every address of the pages, each behind its door: who may open it, and whether anything may be sent in."""

from django.urls import register_converter

from collegiate.web.accounts import views as account
from collegiate.web.doors import ANYBODY, CHILDREN, SIGNED_IN
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
from collegiate.web.views.children import (
    alarms,
    attendance,
    child,
    data,
    find,
    flags,
    ledger,
    moving,
    progress,
    questions,
    reconciling,
)


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
    CHILDREN.at("children/", find.find, "children"),
    CHILDREN.at("children/schools/<number:urn>/", find.academy, "children-academy"),
    CHILDREN.at("children/schools/<number:urn>/roll/", find.roll, "children-roll"),
    CHILDREN.at("children/child/<key:key>/", child.child, "child"),
    CHILDREN.at("children/child/<key:key>/looks/", child.looks, "child-looks"),
    CHILDREN.at("children/ledger/", ledger.trust, "ledger"),
    CHILDREN.at("children/ledger/schools/<number:urn>/", ledger.academy, "ledger-academy"),
    CHILDREN.at("children/ledger/schools/<number:urn>/children/", ledger.listing, "ledger-list"),
    CHILDREN.at("children/ledger/without-action/", ledger.without_action, "without-action"),
    CHILDREN.at("children/attendance/", attendance.trust, "attendance"),
    CHILDREN.at("children/attendance/schools/<number:urn>/", attendance.academy, "attendance-academy"),
    CHILDREN.at("children/attendance/schools/<number:urn>/children/", attendance.listing, "attendance-list"),
    CHILDREN.at("children/attendance/why-figures-differ/", reconciling.page, "reconciling"),
    CHILDREN.at(
        "children/attendance/schools/<number:urn>/why-figures-differ/", reconciling.academy, "reconciling-academy"
    ),
    CHILDREN.at("children/flags/", flags.trust, "flags"),
    CHILDREN.at("children/flags/schools/<number:urn>/", flags.academy, "flags-academy"),
    CHILDREN.at("children/flags/scores/", flags.scores, "flag-scores"),
    CHILDREN.at("children/flags/model/", flags.model, "flag-model"),
    CHILDREN.at("children/moving/", moving.trust, "moving"),
    CHILDREN.at("children/moving/schools/<number:urn>/", moving.academy, "moving-academy"),
    CHILDREN.at("children/moving/schools/<number:urn>/list.csv", moving.download, "moving-download"),
    CHILDREN.at(
        "children/moving/schools/<number:urn>/transfer/<slug:move>/<number:next_urn>/", moving.transfer, "transfer-file"
    ),
    CHILDREN.sending.at("children/moving/schools/<number:urn>/step/", moving.step_of_academy, "moving-step-academy"),
    CHILDREN.sending.at(
        "children/moving/schools/<number:urn>/taken-back/<slug:batch>/", moving.taken_back, "moving-taken-back"
    ),
    CHILDREN.at("children/moving/child/<key:key>/<slug:move>/", moving.child, "moving-child"),
    CHILDREN.sending.at("children/moving/child/<key:key>/<slug:move>/step/", moving.step_of_child, "moving-step"),
    CHILDREN.at("children/progress/", progress.trust, "progress"),
    CHILDREN.at("children/progress/value-added.csv", progress.trust_download, "progress-download"),
    CHILDREN.at("children/progress/moves/", progress.moves, "progress-moves"),
    CHILDREN.at("children/progress/moves.csv", progress.moves_download, "progress-moves-download"),
    CHILDREN.at("children/progress/schools/<number:urn>/", progress.academy, "progress-academy"),
    CHILDREN.at("children/data/", data.trust, "data"),
    CHILDREN.at("children/data/counts.csv", data.counts_download, "data-counts-download"),
    CHILDREN.at("children/data/findings.csv", data.findings_download, "data-findings-download"),
    CHILDREN.at("children/data/sendings/", data.sendings, "data-sendings"),
    CHILDREN.at("children/data/sendings.csv", data.sendings_download, "data-sendings-download"),
    CHILDREN.at("children/data/schools/<number:urn>/", data.academy, "data-academy"),
    CHILDREN.at("children/data/schools/<number:urn>/<slug:rule>/", data.listing, "data-list"),
    CHILDREN.at("children/data/files/", data.files, "data-files"),
    CHILDREN.at("children/data/files/<number:file_id>/", data.refused, "data-refused"),
    CHILDREN.at("children/data/files/<number:file_id>/refused.csv", data.refused_download, "data-refused-download"),
    CHILDREN.at("children/questions/", questions.listing, "questions"),
    CHILDREN.at("children/questions/<slug:question>/", questions.question, "question"),
    CHILDREN.sending.at("children/questions/<slug:question>/answer/", questions.answered, "question-answer"),
    CHILDREN.sending.at(
        "children/questions/answers/<number:number>/taken-back/", questions.taken_back, "question-taken-back"
    ),
    CHILDREN.at("children/alarms/", alarms.trust, "alarms"),
    CHILDREN.at("children/alarms/schools/<number:urn>/", alarms.academy, "alarms-academy"),
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
