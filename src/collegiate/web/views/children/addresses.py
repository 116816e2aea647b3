"""The addresses of the pages about children."""

from collegiate.web.doors import CHILDREN, DATA, MOVING
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
from collegiate.web.views.children.common import of_whole_academies

ADDRESSES = [
    CHILDREN.at("children/", find.find, "children"),
    CHILDREN.at("children/schools/<number:urn>/", find.academy, "children-academy"),
    CHILDREN.at("children/schools/<number:urn>/roll/", find.roll, "children-roll"),
    CHILDREN.at("children/child/<key:key>/", child.child, "child"),
    CHILDREN.at("children/child/<key:key>/looks/", child.looks, "child-looks"),
    CHILDREN.at("children/ledger/", of_whole_academies(ledger.trust), "ledger"),
    CHILDREN.at("children/ledger/schools/<number:urn>/", of_whole_academies(ledger.academy), "ledger-academy"),
    CHILDREN.at("children/ledger/schools/<number:urn>/children/", ledger.listing, "ledger-list"),
    CHILDREN.at("children/ledger/without-action/", ledger.without_action, "without-action"),
    CHILDREN.at("children/attendance/", of_whole_academies(attendance.trust), "attendance"),
    CHILDREN.at(
        "children/attendance/schools/<number:urn>/", of_whole_academies(attendance.academy), "attendance-academy"
    ),
    CHILDREN.at(
        "children/attendance/schools/<number:urn>/children/", of_whole_academies(attendance.listing), "attendance-list"
    ),
    CHILDREN.at("children/attendance/why-figures-differ/", of_whole_academies(reconciling.page), "reconciling"),
    CHILDREN.at(
        "children/attendance/schools/<number:urn>/why-figures-differ/",
        of_whole_academies(reconciling.academy),
        "reconciling-academy",
    ),
    CHILDREN.at("children/flags/", flags.trust, "flags"),
    CHILDREN.at("children/flags/schools/<number:urn>/", flags.academy, "flags-academy"),
    CHILDREN.at("children/flags/scores/", of_whole_academies(flags.scores), "flag-scores"),
    CHILDREN.at("children/flags/model/", flags.model, "flag-model"),
    CHILDREN.at("children/moving/", moving.trust, "moving"),
    CHILDREN.at("children/moving/schools/<number:urn>/", moving.academy, "moving-academy"),
    MOVING.at("children/moving/schools/<number:urn>/list.csv", moving.download, "moving-download"),
    MOVING.at(
        "children/moving/schools/<number:urn>/transfer/<slug:move>/<number:next_urn>/", moving.transfer, "transfer-file"
    ),
    MOVING.sending.at("children/moving/schools/<number:urn>/step/", moving.step_of_academy, "moving-step-academy"),
    MOVING.sending.at(
        "children/moving/schools/<number:urn>/taken-back/<slug:batch>/", moving.taken_back, "moving-taken-back"
    ),
    CHILDREN.at("children/moving/child/<key:key>/<slug:move>/", moving.child, "moving-child"),
    MOVING.sending.at("children/moving/child/<key:key>/<slug:move>/step/", moving.step_of_child, "moving-step"),
    CHILDREN.at("children/progress/", of_whole_academies(progress.trust), "progress"),
    CHILDREN.at("children/progress/value-added.csv", progress.trust_download, "progress-download"),
    CHILDREN.at("children/progress/moves/", of_whole_academies(progress.moves), "progress-moves"),
    CHILDREN.at("children/progress/moves.csv", progress.moves_download, "progress-moves-download"),
    CHILDREN.at("children/progress/schools/<number:urn>/", of_whole_academies(progress.academy), "progress-academy"),
    CHILDREN.at("children/data/", of_whole_academies(data.trust), "data"),
    CHILDREN.at("children/data/counts.csv", data.counts_download, "data-counts-download"),
    CHILDREN.at("children/data/findings.csv", data.findings_download, "data-findings-download"),
    CHILDREN.at("children/data/sendings/", of_whole_academies(data.sendings), "data-sendings"),
    CHILDREN.at("children/data/sendings.csv", data.sendings_download, "data-sendings-download"),
    CHILDREN.at("children/data/schools/<number:urn>/", of_whole_academies(data.academy), "data-academy"),
    CHILDREN.at("children/data/schools/<number:urn>/<slug:rule>/", of_whole_academies(data.listing), "data-list"),
    DATA.at("children/data/files/", data.files, "data-files"),
    DATA.at("children/data/files/<number:file_id>/", data.refused, "data-refused"),
    DATA.at("children/data/files/<number:file_id>/refused.csv", data.refused_download, "data-refused-download"),
    DATA.at("children/questions/", questions.listing, "questions"),
    DATA.at("children/questions/<slug:question>/", questions.question, "question"),
    DATA.sending.at("children/questions/<slug:question>/answer/", questions.answered, "question-answer"),
    DATA.sending.at(
        "children/questions/answers/<number:number>/taken-back/", questions.taken_back, "question-taken-back"
    ),
    CHILDREN.at("children/alarms/", of_whole_academies(alarms.trust), "alarms"),
    CHILDREN.at("children/alarms/schools/<number:urn>/", of_whole_academies(alarms.academy), "alarms-academy"),
]
