"""The addresses of the journal, of emergencies, and of persons' rights."""

from collegiate.web.audit.pages import emergency, looks, persons, retention
from collegiate.web.authorization.rights import Right
from collegiate.web.doors import CHILDREN, Door

AUDIT = Door(Right.READ_AUDIT)
SAFEGUARDING = Door(Right.SAFEGUARD)
ANSWERING = Door(Right.ANSWER_PERSONS)

ADDRESSES = [
    AUDIT.at("audit/", looks.journal, "audit"),
    AUDIT.at("audit/lines.csv", looks.download, "audit-download"),
    AUDIT.sending.at("audit/check/", looks.check, "audit-check"),
    CHILDREN.writing.at("emergency/", emergency.ask, "emergency"),
    CHILDREN.sending.at("emergency/<number:number>/end/", emergency.end, "emergency-end"),
    SAFEGUARDING.at("emergency/review/", emergency.review, "emergencies"),
    SAFEGUARDING.sending.at("emergency/review/<number:number>/", emergency.seen, "emergency-seen"),
    ANSWERING.at("persons/", persons.find, "persons"),
    ANSWERING.writing.at("persons/child/<key:key>/", persons.child, "person-child"),
    ANSWERING.sending.at("persons/child/<key:key>/answer/", persons.child_answer, "person-child-answer"),
    ANSWERING.writing.at("persons/staff/", persons.staff, "person-staff"),
    ANSWERING.sending.at("persons/staff/answer/", persons.staff_answer, "person-staff-answer"),
    ANSWERING.at("persons/retention/", retention.overview, "retention"),
    ANSWERING.at("persons/retention/<slug:rule>/<number:urn>/", retention.listing, "retention-list"),
]
