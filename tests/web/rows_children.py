"""The pages about children, for the table of doors."""

from __future__ import annotations

from urllib.parse import quote

from children_store import MAYA, TOWN_CHILD, TOWN_CLASS
from deciding_rows import SURE
from door_rows import Row
from made_up_store import MIDDLE, PUPILS_FILE, TOWN_PRIMARY

_STEP = {"step": "sent", "on": "2026-11-20", "next": str(TOWN_PRIMARY), "why": "because"}


def _schools(rest: str, other: str | None = None) -> Row:
    """A page below an academy's address."""
    return Row(f"/children/{rest.format(MIDDLE)}", f"/children/{(other or rest).format(TOWN_PRIMARY)}")


ROWS = {
    "children": Row("/children/?q=maya", "/children/?q=townsend"),
    "children-academy": _schools("schools/{}/"),
    "children-roll": _schools("schools/{}/roll/?class=8A", f"schools/{{}}/roll/?class={quote(TOWN_CLASS)}"),
    "child": Row(f"/children/child/{MAYA}/", f"/children/child/{TOWN_CHILD}/"),
    "child-looks": Row(f"/children/child/{MAYA}/looks/", f"/children/child/{TOWN_CHILD}/looks/"),
    "ledger": Row("/children/ledger/"),
    "ledger-academy": _schools("ledger/schools/{}/"),
    "ledger-list": _schools("ledger/schools/{}/children/"),
    "without-action": Row(
        f"/children/ledger/without-action/?school={MIDDLE}&days=1",
        f"/children/ledger/without-action/?school={TOWN_PRIMARY}&days=1",
    ),
    "attendance": Row("/children/attendance/"),
    "attendance-academy": _schools("attendance/schools/{}/"),
    "attendance-list": _schools("attendance/schools/{}/children/"),
    "reconciling": Row("/children/attendance/why-figures-differ/"),
    "reconciling-academy": _schools("attendance/schools/{}/why-figures-differ/"),
    "flags": Row("/children/flags/"),
    "flags-academy": _schools("flags/schools/{}/"),
    "flag-scores": Row(f"/children/flags/scores/?school={MIDDLE}", f"/children/flags/scores/?school={TOWN_PRIMARY}"),
    "flag-model": Row("/children/flags/model/"),
    "moving": Row("/children/moving/"),
    "moving-academy": _schools("moving/schools/{}/"),
    "moving-child": Row(f"/children/moving/child/{MAYA}/8_to_9/", f"/children/moving/child/{TOWN_CHILD}/4_to_5/"),
    "moving-download": _schools("moving/schools/{}/list.csv"),
    "moving-step": Row(
        f"/children/moving/child/{MAYA}/8_to_9/step/", f"/children/moving/child/{TOWN_CHILD}/4_to_5/step/", _STEP
    ),
    "moving-step-academy": Row(
        f"/children/moving/schools/{MIDDLE}/step/", f"/children/moving/schools/{TOWN_PRIMARY}/step/", _STEP
    ),
    "moving-taken-back": Row(
        f"/children/moving/schools/{MIDDLE}/taken-back/abc/",
        f"/children/moving/schools/{TOWN_PRIMARY}/taken-back/abc/",
        {"why": "because"},
    ),
    "transfer-file": _schools(
        f"moving/schools/{{}}/transfer/8_to_9/{TOWN_PRIMARY}/", f"moving/schools/{{}}/transfer/4_to_5/{MIDDLE}/"
    ),
    "progress": Row("/children/progress/"),
    "progress-download": Row("/children/progress/value-added.csv"),
    "progress-moves": Row("/children/progress/moves/"),
    "progress-moves-download": Row("/children/progress/moves.csv"),
    "progress-academy": _schools("progress/schools/{}/"),
    "data": Row("/children/data/"),
    "data-counts-download": Row("/children/data/counts.csv"),
    "data-findings-download": Row(
        f"/children/data/findings.csv?school={MIDDLE}", f"/children/data/findings.csv?school={TOWN_PRIMARY}"
    ),
    "data-sendings": Row("/children/data/sendings/"),
    "data-sendings-download": Row("/children/data/sendings.csv"),
    "data-academy": _schools("data/schools/{}/"),
    "data-list": _schools("data/schools/{}/mark_after_leaving/"),
    "data-files": Row("/children/data/files/"),
    "data-refused": Row(f"/children/data/files/{PUPILS_FILE}/"),
    "data-refused-download": Row(f"/children/data/files/{PUPILS_FILE}/refused.csv"),
    "questions": Row("/children/questions/"),
    "question": Row(f"/children/questions/{SURE}/"),
    "question-answer": Row(
        f"/children/questions/{SURE}/answer/", sends={"answer": "one_child", "why": "they are the same"}
    ),
    "question-taken-back": Row("/children/questions/answers/99999/taken-back/", sends={"why": "because"}),
    "alarms": Row("/children/alarms/"),
    "alarms-academy": _schools("alarms/schools/{}/"),
}
