"""The record of every child that a snapshot publishes: facts that have found their child, and what is worked out of them.

`pupil` is a number within one snapshot: children are numbered by school, year group and name, so that what belongs
together lies together. People see `pupil_key`, which stays with a child through every build. Rows are reached only through
a scope.
"""

from __future__ import annotations

from typing import ClassVar

from collegiate.tables.core import Column, Table, date, flag, integer, number, text, word
from collegiate.tables.people import (
    Achievement,
    AdultNote,
    ChildsWord,
    ClassMembership,
    Conduct,
    Contact,
    Effort,
    Enrolment,
    KnownBy,
    Need,
    Result,
    Support,
)

_NOT_IN_RECORD = ("person", "deleted")


class OfPupil(Table):
    """A fact that has found its child: the fact's own columns, with `pupil` for `person`."""

    fact: ClassVar[type[Table]]

    pupil = integer("the child's number in this snapshot", required=True)

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """The child, then the columns of the fact."""
        own = {"pupil": OfPupil.pupil}
        return own | {n: c for n, c in cls.fact.columns().items() if n not in _NOT_IN_RECORD}


def _of(fact: type[Table]) -> type[OfPupil]:
    key = ("pupil", *(k for k in fact.key if k != "person"))
    name = f"pupil_{fact.name}"
    about = {"__doc__": fact.__doc__, "fact": fact, "name": name, "grain": fact.grain, "key": key}
    return type(f"Pupil{fact.__name__}", (OfPupil,), about)


PupilNeed = _of(Need)
PupilClass = _of(ClassMembership)
PupilResult = _of(Result)
PupilEffort = _of(Effort)
PupilConduct = _of(Conduct)
PupilAchievement = _of(Achievement)
PupilSupport = _of(Support)
PupilAdultNote = _of(AdultNote)
PupilChildsWord = _of(ChildsWord)
PupilKnownBy = _of(KnownBy)
PupilContact = _of(Contact)
PupilEnrolment = _of(Enrolment)

RESOLVED: tuple[type[OfPupil], ...] = (
    PupilEnrolment, PupilNeed, PupilClass, PupilResult, PupilEffort, PupilConduct, PupilAchievement, PupilSupport,
    PupilAdultNote, PupilChildsWord, PupilKnownBy, PupilContact,
)  # fmt: skip
"""The facts that are published with the child in place of the sender's name for the child."""


class Pupil(Table):
    """One child, as everything that was sent describes them now."""

    name = "pupil"
    grain = "one child"
    key = ("pupil",)

    pupil = integer("number within this snapshot", required=True)
    pupil_key = text("what people see and addresses hold: opaque, and the same in every build", required=True)
    urn = integer("the school whose roll the child is on, or was on last", required=True)
    on_roll = flag("whether on a roll of the store's schools on the day of the snapshot")
    surname = text("the surname that the child goes by")
    forename = text("the forename that the child goes by")
    legal_surname = text("legal surname")
    legal_forename = text("legal forename")
    middle_names = text("middle names")
    birth_date = date("date of birth")
    sex = text("M or F")
    upn = text("Unique Pupil Number: never shown, never in an address, a log or a file name")
    uln = text("Unique Learner Number")
    ethnicity = text("CBDS code")
    language = text("first language, CBDS code")
    english_additional = flag("English is an additional language")
    year_group = text("National Curriculum year")
    registration_group = text("registration or tutor group")
    enrolment_status = text("C, M, S, G, P")
    entry_date = date("came on the roll of `urn`")
    leaving_date = date("left it; empty while on roll")
    leaving_reason = text("as the sender words it")
    destination = text("as the sender words it")
    outward_code = text("outward part of the home postcode")
    sen_provision = text("N, K, E")
    sen_need = text("CBDS code")
    free_school_meals = flag("eligible for free school meals")
    pupil_premium = flag("attracts the pupil premium")
    service_child = flag("a parent serves in the armed forces")
    looked_after = flag("looked after by a local authority")
    search_text = text("small letters: every name that the child goes or went by", required=True)
    last_described = date("the latest day for which a file describes the child")


class PersonLink(Table):
    """Which child a sender's name for somebody is, how that is known, and the key that this name alone would have."""

    name = "person_link"
    grain = "one sender's name for a child"
    key = ("person",)

    person = text("a name of vocabulary.persons", required=True)
    pupil = integer("the child", required=True)
    pupil_key = text("the key of this name: an address that was ever given out finds its child", required=True)
    how = text("upn, former_upn, number (the sender's own), decision, alone", required=True)


class IdentityQuestion(Table):
    """A question for a person: are these two children one, or is this one child two?"""

    name = "identity_question"
    grain = "one question"
    key = ("question",)

    question = text("id of the question: the same as long as the two are", required=True)
    kind = text("maybe_one (two records may be one child), maybe_two (one UPN, two children)", required=True)
    pupil = integer("the first", required=True)
    other = integer("the second", required=True)
    person = text("a sender's name of the first: what a decision is about", required=True)
    other_person = text("a sender's name of the second", required=True)
    score = number("how alike they are: natural logarithm of the odds that they are one child")
    reasons = text("JSON: a list of {what, first, second, weight}", required=True)
    urn = integer("school of the first", required=True)
    other_urn = integer("school of the second", required=True)


class Mark(Table):
    """A session mark that has found its child: of several files that gave one, the last stands."""

    name = "mark"
    grain = "one child, school, day and session"
    key = ("pupil", "urn", "day", "session")

    pupil = integer("the child", required=True)
    urn = integer("the school", required=True)
    day = date("the day", required=True)
    session = word("AM or PM", required=True)
    code = word("attendance code", required=True)
    minutes_late = integer("minutes late", unit="minutes")
    counted = flag("whether it counts: the child was on this roll on the day")
    file_id = integer("which receipt", required=True)
    line = integer("its line", required=True)


_SESSIONS = "sessions"


class Sessions(Table):
    """What every count of sessions holds: possible = attended + authorised + unauthorised, always."""

    possible = integer("possible sessions", unit=_SESSIONS, required=True)
    attended = integer("attended, approved educational activity among them", unit=_SESSIONS, required=True)
    authorised = integer("authorised absence", unit=_SESSIONS, required=True)
    unauthorised = integer("unauthorised absence", unit=_SESSIONS, required=True)
    late = integer("of the attended, late before the register closed (L)", unit=_SESSIONS, required=True)
    educational = integer("of the attended, approved educational activity", unit=_SESSIONS, required=True)
    not_possible = integer("marks that are no possible session: D, Q, X, Y, Z, #", unit=_SESSIONS, required=True)


class PupilAttendance(Sessions):
    """A child's sessions at a school in an academic year."""

    name = "pupil_attendance"
    grain = "one child, school and academic year"
    key = ("pupil", "urn", "period")

    pupil = integer("the child", required=True)
    urn = integer("the school", required=True)
    period = integer("academic year, by the year in which it ends", required=True)
    year_group = text("National Curriculum year in that academic year")
    persistent = flag("missed at least one possible session in ten")
    severe = flag("missed at least half of the possible sessions")
    most_in_ten_weeks = integer("most unauthorised sessions in ten school weeks running", unit=_SESSIONS)


class AttendanceCount(Sessions):
    """A school's sessions in an academic year, all together and by group."""

    name = "attendance_count"
    grain = "one school, academic year and group"
    key = ("urn", "period", "grouping", "value")

    urn = integer("the school", required=True)
    period = integer("academic year, by the year in which it ends", required=True)
    grouping = text(
        "all, year_group, registration_group, sex, free_school_meals, pupil_premium, sen_provision, english_additional, looked_after",
        required=True,
    )
    value = text("which group; 'all' for all", required=True)
    pupils = integer("children with a possible session", unit="children", required=True)
    persistent = integer("children who missed at least one possible session in ten", unit="children", required=True)
    severe = integer("children who missed at least half", unit="children", required=True)


class AttendanceWeek(Sessions):
    """A school's sessions in a week, all together and by group."""

    name = "attendance_week"
    grain = "one school, week and group"
    key = ("urn", "week", "grouping", "value")

    urn = integer("the school", required=True)
    week = date("the Monday", required=True)
    grouping = text("all, year_group, registration_group, free_school_meals, sen_provision", required=True)
    value = text("which group; 'all' for all", required=True)
    pupils = integer("children with a mark", unit="children", required=True)
    on_roll = integer("children on roll in the week", unit="children", required=True)


class LedgerEntry(Table):
    """What is known of a child in a week: exactly one of three."""

    name = "ledger_entry"
    grain = "one child on roll and week of the latest academic year"
    key = ("pupil", "week")

    pupil = integer("the child", required=True)
    urn = integer("the school that counts the child: the main one for a dual registration", required=True)
    week = date("the Monday", required=True)
    state = word("acted_on, looked_at, no_data", required=True)
    missing = word("for no_data: what is missing, words joined by ' | '")


class LedgerCount(Table):
    """The ledger in numbers: the three always add up to the roll."""

    name = "ledger_count"
    grain = "one school, week and group"
    key = ("urn", "week", "grouping", "value")

    urn = integer("the school", required=True)
    week = date("the Monday", required=True)
    grouping = text(
        "all, year_group, registration_group, sex, free_school_meals, pupil_premium, sen_provision, english_additional, looked_after",
        required=True,
    )
    value = text("which group; 'all' for all", required=True)
    roll = integer("children on roll in the week", unit="children", required=True)
    acted_on = integer("an adult did something", unit="children", required=True)
    looked_at = integer("an adult looked, no concern", unit="children", required=True)
    no_data = integer("nothing says that anybody looked", unit="children", required=True)
    without_action = integer("no adult action in the days that the trust set", unit="children", required=True)


class KnownByNow(Table):
    """Who knows a child, and when an adult last wrote of them: nothing more."""

    name = "known_now"
    grain = "one child on roll"
    key = ("pupil",)

    pupil = integer("the child", required=True)
    urn = integer("the school", required=True)
    adult = text("the named adult; empty where nobody is named")
    last_note = date("day of the last note of any kind; empty where there is none")
    last_action = date("day on which an adult last acted; empty where there is none")
    days_without_action = integer("days since then, or since the child came on roll", unit="days", required=True)


class Flag(Table):
    """A child who may be drifting, with the reasons and their weight. It decides nothing: a person looks."""

    name = "flag"
    grain = "one child and day of flagging"
    key = ("pupil", "as_of")

    pupil = integer("the child", required=True)
    urn = integer("the school", required=True)
    as_of = date("the day up to which the model looked", required=True)
    period = integer("the academic year that the flag looks ahead into, by the year in which it ends", required=True)
    chance = number("the calibrated chance of what the model looks for", unit="share")
    place = integer("place among the children of the school, 1 the likeliest", required=True)
    raised = flag("whether within the share of children whom a school can look at")
    reasons = text(
        "JSON: a list of {reason, value, weight} with the largest first; weights add up to the log odds beside an average child",
        required=True,
    )
    outcome = text("for past flags: caught, missed, wrongly_worried, rightly_calm; empty while it is open")


class FlagScore(Table):
    """How past flags came out, for all and by group: published to the schools."""

    name = "flag_score"
    grain = "one academic year, school and group"
    key = ("period", "urn", "grouping", "value")

    period = integer("the academic year that the flags looked ahead into", required=True)
    urn = integer("the school; empty for the whole trust")
    grouping = text("all, sex, free_school_meals, sen_provision, english_additional, ethnicity …", required=True)
    value = text("which group; 'all' for all", required=True)
    pupils = integer("children", unit="children", required=True)
    caught = integer("flagged, and it came", unit="children", required=True)
    missed = integer("not flagged, and it came", unit="children", required=True)
    wrongly_worried = integer("flagged, and it did not come", unit="children", required=True)
    rightly_calm = integer("not flagged, and it did not come", unit="children", required=True)
    expected = number("sum of the chances: what the model expected to come", unit="children")


class FlagModel(Table):
    """The model card: what it looks for, in whom it was fitted, how well it did on what it had not seen."""

    name = "flag_model"
    grain = "one model"
    key = ("model",)

    model = text("id", required=True)
    card = text("JSON: the card", required=True)


class Alarm(Table):
    """A school's series that fell further than chance and the other schools would have it."""

    name = "alarm"
    grain = "one school, series and day of alarm"
    key = ("urn", "series", "as_of")

    urn = integer("the school", required=True)
    series = text(
        "what fell: attendance, attendance_gap (children with free school meals beside the others), or a test's subject",
        required=True,
    )
    as_of = date("the day up to which was looked", required=True)
    since = date("the day since which it falls, as estimated")
    change = number("change a year, in the unit of the series")
    low = number("lower end of its 95 % interval")
    high = number("upper end of its 95 % interval")
    chance = number(
        "how often chance alone would raise this alarm, after allowing for all series looked at", unit="share"
    )
    raised = flag("whether it was raised")
    found = text("in words: compared with what, how sure, since when", required=True)


class SchoolSeries(Table):
    """What a school's children did together in one half term: the sums that courses, criteria and effects are worked out from."""

    name = "school_series"
    grain = "one school, series and half term"
    key = ("urn", "series", "first")

    urn = integer("the school", required=True)
    series = text("what is counted: attendance", required=True)
    first = date("the first Monday of the half term", required=True)
    last = date("the Sunday after its last week with marks; of the running one, the latest", required=True)
    pupils = integer("children with possible sessions in it", unit="pupils", required=True)
    part = integer("sessions attended", unit="sessions", required=True)
    whole = integer("possible sessions", unit="sessions", required=True)
    change = number(
        "beside the same children's year before, given their age and all schools' children", unit="percentage points"
    )
    change_variance = number(
        "the variance of that change, from the children behind it", unit="percentage points squared"
    )
    change_pupils = integer("children behind that change: those who were there the year before", unit="pupils")
    kept_back = flag(
        "whether it is not shown: of few children, or those of few could be worked out from it; unknown is not shown"
    )


class Move(Table):
    """A child who moves, or should, from a school of the trust to the next stage: the agreed pack and where it stands."""

    name = "move"
    grain = "one child and move"
    key = ("pupil", "period", "move")

    pupil = integer("the child", required=True)
    period = integer("academic year at the end of which the child moves", required=True)
    move = text("nursery, 4_to_5, 6_to_7, 8_to_9, 11_to_12: the year groups between which", required=True)
    urn = integer("the school that the child leaves", required=True)
    next_urn = integer("the school that the child goes to, where known")
    complete = flag("whether nothing of the agreed pack is missing")
    missing = text("what is missing, words joined by ' | '")
    items = integer("items of the agreed pack", required=True)
    items_there = integer("of them there", required=True)
    sent = date("the pack was sent")
    received = date("the pack arrived, as the receiving school says")
    confirmed = date("the receiving school confirmed that it read it")


class GroundLost(Table):
    """Progress across a move, by pair of schools: what its children gained beside what those who did not move so gained."""

    name = "ground_lost"
    grain = "one pair of schools, move and subject"
    key = ("urn", "next_urn", "move", "subject")

    urn = integer("the school left", required=True)
    next_urn = integer("the school entered", required=True)
    move = text("as in Move", required=True)
    subject = text("subject of the test", required=True)
    pupils = integer("children", unit="children", required=True)
    effect = number("ground gained (lost when negative), in points of the test", unit="points")
    low = number("lower end of the 95 % interval", unit="points")
    high = number("upper end of the 95 % interval", unit="points")
    verdict = text("gained, lost, cannot be told apart, too few", required=True)


class SchoolValueAdded(Table):
    """What a school's children gained in a year by the trust's own tests: a child who keeps pace with their age keeps the score."""

    name = "pupil_value_added"
    grain = "one school, subject and academic year"
    key = ("urn", "subject", "period")

    urn = integer("the school", required=True)
    subject = text("subject", required=True)
    period = integer("academic year, by the year in which it ends", required=True)
    pupils = integer("children", unit="children", required=True)
    effect = number("mean gain, in points of the test", unit="points")
    low = number("lower end of the 95 % interval", unit="points")
    high = number("upper end of the 95 % interval", unit="points")


class CohortResult(Table):
    """How the children of a school who were born in one academic year did in an assessment, together."""

    name = "cohort_result"
    grain = "one school, year of birth, assessment and month"
    key = ("urn", "cohort", "stage", "subject", "component", "period", "month")

    urn = integer("the school at which it was taken", required=True)
    cohort = integer("the academic year of birth, by the year in which it ends", required=True)
    stage = text("as in Result", required=True)
    subject = text("as in Result", required=True)
    component = text("as in Result", required=True)
    period = integer("academic year of the assessment, by the year in which it ends", required=True)
    month = date("first day of the month of the assessment; empty where only the year is known")
    pupils = integer("children", unit="children", required=True)
    mean = number("mean of their numbers, on the component's scale")


class ProgrammeEffect(Table):
    """What became of children who were given a programme, beside others of the same school and year who began alike."""

    name = "programme_effect"
    grain = "one programme and subject"
    key = ("programme", "subject")

    programme = text("what was tried", required=True)
    subject = text("subject of the trust's test", required=True)
    pupils = integer("children in the programme with both tests", unit="children", required=True)
    others = integer("children beside whom they are seen", unit="children", required=True)
    effect = number("points of the test beyond the others", unit="points")
    low = number("lower end of the 95 % interval", unit="points")
    high = number("upper end of the 95 % interval", unit="points")
    verdict = text("better, worse, no clear effect, too few", required=True)
    matched_effect = number("points beyond the nearest children by the earlier score", unit="points")
    matched_low = number("lower end of its 95 % interval", unit="points")
    matched_high = number("upper end of its 95 % interval", unit="points")
    matched = integer("children in the programme with somebody near enough beside them", unit="children")
    unmatched = integer(
        "children in the programme without anybody near enough; left out of the matched effect", unit="children"
    )


class ProgrammeYear(Table):
    """What became of the children of one trust who were given a programme in one academic year: what a locked comparison is worked out from."""

    name = "programme_year"
    grain = "one trust, academic year, programme and subject"
    key = ("trust_uid", "period", "programme", "subject")

    trust_uid = integer("GIAS Group UID", required=True)
    period = integer(
        "academic year in which most of the time between the two tests lies, by the year in which it ends",
        required=True,
    )
    programme = text("what was tried", required=True)
    subject = text("subject of the trust's test", required=True)
    pupils = integer("children in the programme with both tests", unit="children", required=True)
    others = integer("children beside whom they are seen", unit="children", required=True)
    effect = number("points of the test beyond the others, by regression", unit="points")
    low = number("lower end of the 95 % interval", unit="points")
    high = number("upper end of the 95 % interval", unit="points")
    verdict = text("better, worse, no clear effect, too few", required=True)
    matched_effect = number("points beyond the nearest children by the earlier score", unit="points")
    matched_low = number("lower end of its 95 % interval", unit="points")
    matched_high = number("upper end of its 95 % interval", unit="points")
    matched = integer("children in the programme with somebody near enough beside them", unit="children", required=True)
    unmatched = integer(
        "children in the programme without anybody near enough; left out of the matched effect",
        unit="children",
        required=True,
    )


class PupilFinding(Table):
    """What a rule about children's data found: a thing to look at, with owner and date, not a refusal."""

    name = "pupil_finding"
    grain = "one finding of one rule"
    key = ("rule", "urn", "pupil", "file_id", "line", "found")

    rule = text("id of the rule", required=True)
    error_number = text("the school census's number for it, where it has one")
    urn = integer("the school", required=True)
    pupil = integer("the child; empty where the finding is about the school's sending")
    found = text("what it found, in words without the child's name or UPN", required=True)
    matters = text("when it matters", required=True)
    remedy = text("how to fix it", required=True)
    owner = text("who can: data manager, office, publisher of the system", required=True)
    fix_by = date("by when: the date on which it begins to matter", required=True)
    file_id = integer("receipt of the row it was found in")
    line = integer("its line")


class Sending(Table):
    """What a school sent, and what it should have: by kind of data, with the latest day that it covers."""

    name = "sending"
    grain = "one school and kind of data"
    key = ("urn", "kind")

    urn = integer("the school", required=True)
    kind = text("roll, marks, results, effort, conduct, achievements, notes, staff", required=True)
    rows = integer("rows", unit="rows", required=True)
    last_day = date("the latest day of which something was sent")
    state = text("sent, late, too_little, never", required=True)
    found = text("in words", required=True)
