"""The addresses of meetings, their packs and actions."""

from collegiate.web.authorization.rights import Right
from collegiate.web.doors import SIGNED_IN, Door
from collegiate.web.meetings.pages import actions, listing, meeting, minutes, packs

READING, CLERKING, FINANCE = Door(Right.READ_STRATEGY), Door(Right.CLERK), Door(Right.FINANCE)

_ONE = "meetings/<slug:reference>/"

ADDRESSES = [
    READING.at("meetings/", listing.listing, "meetings"),
    CLERKING.writing.at("meetings/call/", listing.call, "meeting-call"),
    READING.at(_ONE, meeting.page, "meeting"),
    CLERKING.writing.at(f"{_ONE}change/", meeting.change, "meeting-change"),
    CLERKING.writing.at(f"{_ONE}agenda/add/", meeting.add_item, "meeting-item-add"),
    CLERKING.writing.at(f"{_ONE}agenda/<number:pk>/", meeting.change_item, "meeting-item"),
    CLERKING.sending.at(f"{_ONE}agenda/<number:pk>/drop/", meeting.drop_item, "meeting-item-drop"),
    FINANCE.writing.at(f"{_ONE}finance/", meeting.finance, "meeting-finance"),
    CLERKING.writing.at(f"{_ONE}minutes/", minutes.minute, "meeting-minute"),
    CLERKING.writing.at(f"{_ONE}decisions/", minutes.decision, "meeting-decision"),
    CLERKING.writing.at(f"{_ONE}actions/", minutes.action, "meeting-action"),
    CLERKING.sending.at(f"{_ONE}draft/", packs.draft, "meeting-draft"),
    CLERKING.writing.at(f"{_ONE}freeze/", packs.freeze, "meeting-freeze"),
    READING.at(f"{_ONE}packs/<number:pk>/", packs.page, "pack"),
    READING.at(f"{_ONE}packs/<number:pk>/going/", packs.going, "pack-going"),
    READING.at(f"{_ONE}packs/<number:pk>/<slug:form>/", packs.file, "pack-file"),
    SIGNED_IN.at("actions/", actions.listing, "actions"),
    SIGNED_IN.writing.at("actions/<slug:reference>/", actions.page, "action"),
]
