"""Attendance counted the slow and obvious way: one mark at a time, in plain Python, straight from the words of the rules."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from collegiate.vocabulary.codes import code_list

KINDS = {
    "present": "attended",
    "approved_educational_activity": "attended",
    "authorised_absence": "authorised",
    "unauthorised_absence": "unauthorised",
    "not_a_possible_session": "not_possible",
}


def year_of(day):
    return day.year + 1 if day.month >= 9 else day.year


def monday_of(day):
    return day - dt.timedelta(days=day.weekday())


def standing_marks(rows, receipts, links):
    """(pupil, urn, day, session) → row: rows gone through in the order of their files, the later in place of the earlier."""
    when = {
        r["file_id"]: (r["sent_at"] or (r["as_of"].isoformat() if r["as_of"] else ""), r["file_id"]) for r in receipts
    }
    found = {}
    for row in sorted(rows, key=lambda r: (*when[r["file_id"]], r["line"])):
        pupil = links.get(row["person"])
        if pupil is None:
            continue
        key = (pupil, row["urn"], row["day"], row["session"])
        if row["deleted"]:
            found.pop(key, None)
        else:
            found[key] = row
    return found


def was_on_roll(enrolments, pupil, urn, day):
    for e in enrolments:
        left_without_a_day = e["enrolment_status"] == "P" and e["leaving_date"] is None
        if e["pupil"] != pupil or e["urn"] != urn or e["enrolment_status"] == "G" or left_without_a_day:
            continue
        if e["entry_date"] <= day and (e["leaving_date"] is None or day <= e["leaving_date"]):
            return True
    return False


def sessions(marks, enrolments, by):
    """Count what counts: `by` says which group a mark belongs to."""
    counts = defaultdict(lambda: defaultdict(int))
    for (pupil, urn, day, _), row in marks.items():
        meaning = code_list("attendance").meaning(row["code"], day)
        if not was_on_roll(enrolments, pupil, urn, day) or meaning is None:
            continue
        kind = KINDS[meaning.group]
        group = counts[by(pupil, urn, day)]
        group[kind] += 1
        group["possible"] += kind != "not_possible"
        group["late"] += row["code"] == "L"
        group["educational"] += meaning.group == "approved_educational_activity"
    return counts


def most_in_ten_weeks(weeks, pupil, urn, period):
    """`weeks`: (pupil, urn, Monday, period) → counts. Ten weeks in which the school was open, the last one in `period`."""
    opened = sorted({w for (_, u, w, _), c in weeks.items() if u == urn and c["possible"]})
    best = 0
    for (p, u, week, year), counts in weeks.items():
        if (p, u, year) != (pupil, urn, period) or not counts["unauthorised"]:
            continue
        place = opened.index(week)
        ten = set(opened[max(0, place - 9) : place + 1])
        best = max(best, sum(c["unauthorised"] for (q, v, w, _), c in weeks.items() if (q, v) == (p, u) and w in ten))
    return best
