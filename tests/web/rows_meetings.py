"""The pages of meetings, for the table of doors. What has to exist first is made by the tests of the part itself."""

from __future__ import annotations

from door_rows import Row

_NONE = "/meetings/MEET-1999-1/"
_SENT = {"words": "Something", "why": "", "version": "1"}

ROWS = {
    "meetings": Row("/meetings/"),
    "meeting-call": Row("/meetings/call/"),
    "meeting": Row(_NONE),
    "meeting-change": Row(f"{_NONE}change/"),
    "meeting-item-add": Row(f"{_NONE}agenda/add/"),
    "meeting-item": Row(f"{_NONE}agenda/1/"),
    "meeting-item-drop": Row(f"{_NONE}agenda/1/drop/", sends=_SENT),
    "meeting-finance": Row(f"{_NONE}finance/"),
    "meeting-minute": Row(f"{_NONE}minutes/"),
    "meeting-decision": Row(f"{_NONE}decisions/"),
    "meeting-action": Row(f"{_NONE}actions/"),
    "meeting-draft": Row(f"{_NONE}draft/", sends=_SENT),
    "meeting-freeze": Row(f"{_NONE}freeze/"),
    "pack": Row(f"{_NONE}packs/1/"),
    "pack-going": Row(f"{_NONE}packs/1/going/"),
    "pack-file": Row(f"{_NONE}packs/1/pdf/"),
    "actions": Row("/actions/"),
    "action": Row("/actions/ACT-1999-1/"),
}
