"""What files say of children and of those who teach them: one table per kind of fact, each row with its file and line.

Nobody is identified here: `person` is the sender's name for somebody (`vocabulary.persons`), and which of these names are
one child is worked out, or asked, by `pupils`. A later file supersedes an earlier one by the key; `deleted` takes a row back.
"""

from __future__ import annotations

from collegiate.tables.core import FromFile, date, flag, integer, number, text, word


class OfPerson(FromFile):
    """What every row about a person carries: whom it is about, who sent it, and whether it takes an earlier row back."""

    urn = integer("the school that sent the row, or that it happened at", required=True)
    person = word("whom it is about, as the sender names them: a name of vocabulary.persons", required=True)
    deleted = flag("the sender takes the row with this key back; empty means no")


class PupilRecord(OfPerson):
    """A child as one file describes them. An empty cell says nothing: it never overwrites what another file said."""

    name = "pupil_record"
    grain = "one child in one file"
    key = ("person", "urn", "file_id")

    as_of = date("the day for which the file stands", required=True)
    upn = text("Unique Pupil Number as written, capitals; it may be a wrong one")
    former_upn = text("an earlier UPN, as written")
    uln = text("Unique Learner Number, as written")
    surname = text("legal surname")
    forename = text("legal forename")
    middle_names = text("middle names")
    preferred_surname = text("the surname that the child goes by")
    preferred_forename = text("the forename that the child goes by")
    former_surname = text("an earlier surname")
    birth_date = date("date of birth")
    sex = text("M or F; CBDS code set CS119")
    ethnicity = text("CBDS code")
    language = text("first language, CBDS code")
    outward_code = text("the outward part of the home postcode: no more of an address is kept here")
    entry_date = date("came on roll")
    leaving_date = date("left the roll")
    leaving_reason = text("as the sender words it")
    destination = text("where the child went, as the sender words it")
    enrolment_status = text("C single, M main, S subsidiary (dual), G guest, P previous")
    year_group = text("National Curriculum year: N1, N2, R, 1 to 14; vocabulary code list nc_year")
    registration_group = text("registration or tutor group")
    sen_provision = text("N none, K support, E plan")
    sen_need = text("primary need, CBDS code")
    free_school_meals = flag("eligible for free school meals")
    pupil_premium = flag("attracts the pupil premium")
    service_child = flag("a parent serves in the armed forces")
    looked_after = flag("looked after by a local authority")


class Enrolment(OfPerson):
    """A spell on a school's roll."""

    name = "enrolment"
    grain = "one child, school and first day"
    key = ("person", "urn", "entry_date")

    entry_date = date("first day on roll", required=True)
    leaving_date = date("last day on roll; empty while on roll")
    leaving_reason = text("as the sender words it")
    destination = text("where the child went, as the sender words it")
    enrolment_status = text("C single, M main, S subsidiary (dual), G guest, P previous")
    year_group = text("National Curriculum year on the last day that the file knows of")


class Need(OfPerson):
    """A need or circumstance with its dates: SEN support, a plan, free meals, pupil premium, in care."""

    name = "need"
    grain = "one child, kind and first day"
    key = ("person", "urn", "kind", "start_date", "code")

    kind = text(
        "sen_provision, sen_need, free_school_meals, pupil_premium, looked_after, part_time_timetable", required=True
    )
    code = text("the CBDS code within the kind; empty where the kind says all")
    start_date = date("since")
    end_date = date("until; empty while it holds")


class ClassMembership(OfPerson):
    """A child in a class or registration group."""

    name = "class_membership"
    grain = "one child, class and first day"
    key = ("person", "urn", "class_name", "start_date")

    class_name = text("name of the class", required=True)
    kind = text("registration or teaching", required=True)
    subject = text("subject of a teaching class")
    year_group = text("National Curriculum year of the class, where it has one")
    start_date = date("first day", required=True)
    end_date = date("last day; empty while it holds")


class ClassTeacher(FromFile):
    """Who teaches or leads a class."""

    name = "class_teacher"
    grain = "one class, member of staff and first day"
    key = ("urn", "class_name", "staff", "start_date")

    urn = integer("the school", required=True)
    class_name = text("name of the class", required=True)
    staff = text("the sender's name for the member of staff: a name of vocabulary.persons", required=True)
    role = text("teacher, tutor, teaching assistant", required=True)
    start_date = date("first day")
    end_date = date("last day; empty while it holds")
    deleted = flag("the sender takes the row back")


class StaffMember(FromFile):
    """Somebody who works at a school."""

    name = "staff_member"
    grain = "one member of staff in one file"
    key = ("staff", "urn", "file_id")

    urn = integer("the school", required=True)
    staff = text("the sender's name for the member of staff: a name of vocabulary.persons", required=True)
    surname = text("surname", required=True)
    forename = text("forename")
    title = text("title")
    role = text("what they do, as the sender words it")
    email = text("work e-mail address")
    start_date = date("began")
    end_date = date("ended; empty while there")
    deleted = flag("the sender takes the row back")


class SessionMark(OfPerson):
    """One child's register mark in one session."""

    name = "session_mark"
    grain = "one child, school, day and session"
    key = ("person", "urn", "day", "session")

    day = date("the day", required=True)
    session = word("AM or PM", required=True)
    code = word("attendance code that held on the day; vocabulary code list attendance", required=True)
    minutes_late = integer("minutes late", unit="minutes")


class Result(OfPerson):
    """An assessment on its own scale; never converted into another."""

    name = "result"
    grain = "one child, assessment, day and status"
    key = ("person", "urn", "stage", "subject", "component", "status", "period", "day")

    stage = text("EYFS, PHONICS, MTC, KS1, KS2, KS3, KS4, KS5, TEST (the trust's own standardised test)", required=True)
    subject = text("READ, WRIT, MAT, GPS, SCI, ENG, ALL … as the scale's publisher codes it", required=True)
    component = text(
        "which result of the subject: scaled_score, mark, outcome, grade, standardised_score, attainment8 …",
        required=True,
    )
    status = text(
        "R result, T target, E estimate, P provisional, I interim, O the child's own expectation", required=True
    )
    period = integer("academic year, by the year in which it ends", required=True)
    day = date("day of the assessment; empty where only the year is known")
    value = number("the number, on the component's scale")
    code = text("the grade or outcome in letters, or why there is no number")


class Effort(OfPerson):
    """How hard a child worked, as a teacher saw it: kept and shown apart from attainment."""

    name = "effort"
    grain = "one child, subject and report"
    key = ("person", "urn", "period", "term", "subject")

    period = integer("academic year, by the year in which it ends", required=True)
    term = text("autumn, spring, summer", required=True)
    subject = text("subject", required=True)
    grade = integer("1 lowest to 5 highest", required=True)
    day = date("day of the report")


class Conduct(OfPerson):
    """A behaviour incident, a suspension or an exclusion."""

    name = "conduct"
    grain = "one child, day and incident"
    key = ("person", "urn", "day", "kind", "code", "number")

    day = date("the day", required=True)
    kind = text("behaviour, suspension, exclusion", required=True)
    code = text("category as the sender words it; CBDS reason for a suspension or an exclusion")
    number = integer("tells two of one kind on one day apart", required=True)
    points = integer("behaviour points")
    sessions = integer("sessions lost to a suspension", unit="sessions")


class Achievement(OfPerson):
    """Something that a child achieved or took part in, of any of four kinds of equal standing."""

    name = "achievement"
    grain = "one child, day and achievement"
    key = ("person", "urn", "day", "kind", "title")

    day = date("the day", required=True)
    kind = text("academic, personal, curricular, extra_curricular", required=True)
    title = text("what it was, in words", required=True)
    enrichment = flag("an opportunity that the child took part in, such as a club, a visit, a performance")
    points = integer("achievement points")


class Support(OfPerson):
    """Something that was tried for a child, with its dates."""

    name = "support"
    grain = "one child, programme and first day"
    key = ("person", "urn", "programme", "start_date")

    programme = text("what was tried", required=True)
    start_date = date("first day", required=True)
    end_date = date("last day; empty while it runs")
    staff = text("who gave it: a name of vocabulary.persons")


class AdultNote(OfPerson):
    """An adult did something about a child, or looked and had no concern."""

    name = "adult_note"
    grain = "one child, day and kind"
    key = ("person", "urn", "day", "kind", "staff")

    day = date("the day", required=True)
    kind = text("acted_on, looked_at, contact (a talk that meant something)", required=True)
    staff = text("who: a name of vocabulary.persons")
    about = text("attendance, progress, effort, behaviour, wellbeing")
    words = text("the note; case notes stay in the safeguarding system")


class ChildsWord(OfPerson):
    """What a child said of their own hopes, in their own words."""

    name = "childs_word"
    grain = "one child and day"
    key = ("person", "urn", "day", "kind")

    day = date("the day", required=True)
    kind = text("aspiration, next_step", required=True)
    words = text("in the child's own words", required=True)


class KnownBy(OfPerson):
    """The adult who is named as knowing a child well."""

    name = "known_by"
    grain = "one child, adult and first day"
    key = ("person", "urn", "staff", "start_date")

    staff = text("who: a name of vocabulary.persons", required=True)
    staff_name = text("their name, where the file gives no more than that")
    start_date = date("since", required=True)
    end_date = date("until; empty while it holds")


class Contact(OfPerson):
    """A parent or carer of a child."""

    name = "contact"
    grain = "one child and contact"
    key = ("person", "urn", "order", "surname", "forename")

    order = integer("whom to ring first", required=True)
    title = text("title")
    surname = text("surname", required=True)
    forename = text("forename")
    relationship = text("CBDS code: PAM mother, PAF father …")
    responsibility = flag("has parental responsibility")
    phone = text("telephone number, as written")
    email = text("e-mail address")


class UnknownBlock(OfPerson):
    """A part of a transfer file that no table is made for, kept as it stood so that nothing is lost."""

    name = "unknown_block"
    grain = "one element of one child in one file"
    key = ("file_id", "line", "person", "element")

    element = text("name of the element", required=True)
    content = text("the XML of the element", required=True)
