"""What a snapshot publishes: schools through time, trusts, figures, the sets they were compared with."""

from __future__ import annotations

from collegiate.tables.core import Table, date, flag, integer, integers, number, numbers, text, word


class School(Table):
    """An establishment as the picture shows it: the best row that any source has for its URN."""

    name = "school"
    grain = "one URN"
    key = ("urn",)

    urn = integer("Unique Reference Number", required=True)
    institution = integer(
        "the institution that this URN belongs to: the URN of its latest establishment", required=True
    )
    school_name = text("name")
    phase = text("a value of vocabulary.phases.Phase")
    type_code = integer("GIAS type of establishment code")
    type_name = text("type of establishment in words")
    type_group = text("type group in words: Academies, Free Schools, Local authority maintained schools …")
    sector = text("state_funded or independent")
    status = text("open or closed, as far as the sources know")
    open_date = date("opened")
    close_date = date("closed")
    low_age = integer("lowest age", unit="years")
    high_age = integer("highest age", unit="years")
    gender = text("Boys, Girls, Mixed")
    religious_character = text("in the register's words")
    diocese = text("in the register's words")
    admissions_policy = text("in the register's words")
    roll = integer("pupils on roll by the register", unit="pupils")
    capacity = integer("capacity", unit="pupils")
    la_code = integer("local authority, three digits")
    la_name = text("local authority")
    establishment_number = integer("four digits within the authority")
    region = text("region")
    town = text("town")
    postcode = text("postcode")
    website = text("web address")
    urban_rural = text("in the register's words")
    latitude = number("WGS84", unit="degrees")
    longitude = number("WGS84", unit="degrees")
    lsoa = text("LSOA code (2011)")
    idaci_rank = integer("of the school's own LSOA, 1 the most deprived")
    ukprn = integer("UK Provider Reference Number")
    trust_uid = integer("the trust it belongs to now; empty for none")
    trust_name = text("that trust's name")
    search_text = text("lower-case name, town, postcode, URN: what search looks through")
    file_id = integer("receipt of the row that this is mostly from")
    line = integer("its line")


class Lineage(Table):
    """How one establishment became another. Conversions are one institution; mergers and splits are marked and not joined."""

    name = "lineage"
    grain = "one step from an earlier URN to a later one"
    key = ("urn", "next_urn")

    urn = integer("the earlier establishment", required=True)
    next_urn = integer("the later establishment", required=True)
    happened = date("the day on which the later one began")
    kind = text("conversion (one to one), merger (many to one), split (one to many)", required=True)
    days_apart = integer("by how much the register's two directions of the link differ", unit="days")
    joined = flag("whether both URNs are one institution, so that histories run through")


class Trust(Table):
    """A multi-academy or single-academy trust."""

    name = "trust"
    grain = "one trust"
    key = ("trust_uid",)

    trust_uid = integer("GIAS Group UID", required=True)
    trust_name = text("name, in reading case")
    registered_name = text("name as registered")
    group_id = text("GIAS Group ID")
    companies_house_number = text("eight characters")
    kind = text("multi_academy_trust or single_academy_trust")
    status = text("Open, Closed …")
    open_date = date("incorporated")
    close_date = date("closed")
    ukprn = integer("UK Provider Reference Number")
    academies = integer("members at the latest extract")
    search_text = text("lower-case names, UID, company number: what search looks through")
    file_id = integer("receipt")
    line = integer("its line")


class Membership(Table):
    """A school in a trust from one day to another."""

    name = "membership"
    grain = "one stay of one school in one trust"
    key = ("urn", "trust_uid", "joined")

    urn = integer("Unique Reference Number", required=True)
    trust_uid = integer("GIAS Group UID", required=True)
    joined = date("joined, as the register records it")
    left_after = date("the last extract that still shows it; empty while it is a member")
    left_before = date("the first extract that no longer does; empty while it is a member")
    moved_to = integer("the trust that shows it next, where one does")
    file_id = integer("receipt")
    line = integer("its line")


class FigureRow(Table):
    """A figure: one measure of one school or trust in one period and release, with everything that it can be asked."""

    name = "figure"
    grain = "one measure of one subject, one period, one release"
    key = ("subject", "urn", "trust_uid", "measure", "period", "release")

    subject = word("school or trust", required=True)
    urn = integer("for a school: the URN under which it was published")
    trust_uid = integer("for a trust: GIAS Group UID")
    measure = word("id of the measure", required=True)
    period = integer("the year in which the academic year ends", required=True)
    release = word("provisional, revised, final; empty where there is no difference")
    shown = flag("whether this is the release that is shown; earlier ones are kept")
    era = word("id of the era that the number belongs to")
    value = number("the figure, in the measure's unit")
    low = number("lower end of the 95 % interval")
    high = number("upper end of the 95 % interval")
    interval = word("where the interval is from: published, or how it was derived; or why there is none")
    n = integer("people in it", unit="pupils")
    n_from = word("where n is from, when not from the same row")
    symbol = word("why there is no value")
    code = word("the publisher's own code")
    partial = flag("for a trust: parts of the whole were missing")
    parts = integers("for a trust: the URNs that were pooled")
    england = number("England, same measure, period and release")
    england_how = word("published, or pooled from the schools in the store")
    local_authority = number("the school's local authority")
    local_authority_how = word("published, or pooled from the schools in the store")
    set_id = word("the frozen set of similar schools")
    similar_k = integer("similar schools that have this figure", unit="schools")
    similar_low = number("their lower quartile")
    similar_median = number("their median")
    similar_high = number("their upper quartile")
    percentile = number(
        "share of similar schools that this figure is better than (higher than, for a measure without a good direction)",
        unit="%",
    )
    verdict = word(
        "better, worse, cannot be told apart; higher, lower for a measure without a good direction; empty when not compared"
    )
    p_top_quarter = number(
        "chance that the school's true value is in the top quarter of itself and its similar schools, 0 to 1; empty for a trust, "
        "and for a measure without an interval or a good direction"
    )
    rank = integer("place among itself and its similar schools by value, 1 the best")
    rank_low = integer("best place that the school may truly have: lower end of the 95 % interval")
    rank_high = integer("worst place that the school may truly have: upper end of the 95 % interval")
    rank_of = integer("schools that the place is among, itself counted", unit="schools")
    indistinguishable = integer("of those, the others from which it cannot be told apart", unit="schools")
    children_to_target = integer(
        "for a share of children: how many more of the cohort (fewer, where low is good) would have made the chance of the top "
        "quarter even; 0 where it is; empty where the whole cohort would not",
        unit="children",
    )
    points_to_target = number(
        "for a mean: how many points more (fewer, where low is good), over all the cohort's children together, would have made it even"
    )
    estimate = number("the school's true value as estimated: the figure drawn towards what its similar schools have")
    estimate_sd = number("standard deviation of that estimate")
    note = word("what a reader must be told, such as too few similar schools")
    rule_version = word("version of the measure's definition")
    file_ids = integers("receipts of the rows used")
    lines = integers("their lines, in the same order")


class SimilarSet(Table):
    """The schools that a school is compared with in one year, nearest first: frozen with the snapshot."""

    name = "similar_set"
    grain = "one school in one period"
    key = ("set_id", "urn")

    set_id = text("phase group and period, with the hash of its definition", required=True)
    period = integer("the year in which the academic year ends", required=True)
    phase_group = text("the group of phases within which schools are compared", required=True)
    urn = integer("the school", required=True)
    neighbours = integers("URNs of the similar schools, nearest first")
    distances = numbers("standardised distance to each", unit="SD")
    features = text("names of the intake features that the distance is made of, joined by ', '")
    pool = integer("schools that could have been chosen", unit="schools")


class Intake(Table):
    """The intake of a school in one period, as used to find similar schools; a feature that is absent says so."""

    name = "intake"
    grain = "one school in one period"
    key = ("period", "urn")

    period = integer("the year in which the academic year ends", required=True)
    urn = integer("Unique Reference Number", required=True)
    phase_group = text("the group of phases within which schools are compared")
    prior_attainment = number("mean prior attainment of the cohort, in its own unit")
    free_school_meals = number("pupils eligible in the last six years", unit="%")
    english_additional_language = number("pupils whose first language is not English", unit="%")
    special_needs = number("pupils with SEN support or an education, health and care plan", unit="%")
    deprivation = number("IDACI rank of the school's own area as a share of all areas: 100 the most deprived", unit="%")
    roll = number("pupils on roll", unit="pupils")


class MeasureRow(Table):
    """A measure's definition as it stood when the snapshot was made."""

    name = "measure"
    grain = "one measure"
    key = ("measure",)

    measure = text("id", required=True)
    position = integer("order in which measures are shown")
    title = text("title")
    short = text("title for a column head")
    theme = text("the heading it stands under")
    unit = text("unit")
    polarity = text("higher, lower or none")
    decimals = integer("decimal places shown")
    definition = text("the whole definition, as JSON")
    version = text("version of the definition")


class CheckResult(Table):
    """What a check over the whole store found: not a refusal, a thing to look at."""

    name = "check_result"
    grain = "one finding of one check"
    key = ("check", "urn", "file_id", "line", "found")

    check = text("id of the check", required=True)
    severity = text("look (someone should), or note")
    found = text("what it found, in words", required=True)
    matters = text("when it matters")
    remedy = text("how to resolve it")
    owner = text("who can: data manager, publisher …")
    urn = integer("the school it is about, where it is about one")
    file_id = integer("receipt of the row it was found in")
    line = integer("its line")


class ContextualEffect(Table):
    """A school beside what schools of its intake have, by the contextual model: shrunk, with its trend and next year's figure."""

    name = "contextual_effect"
    grain = "one school and measure, as of the school's last fitted year"
    key = ("urn", "measure")

    urn = integer("Unique Reference Number", required=True)
    measure = text("id of the measure", required=True)
    period = integer("the school's last fitted year", required=True)
    era = text("id of the era within which the model was fitted")
    kind = text("the model that the school belongs to: mainstream or special")
    n_years = integer("years of the school in the model", unit="years")
    expected = number("what schools of this intake have in that year, in the measure's unit")
    effect = number("the school's lasting difference from it, shrunk by how little is known, in the measure's unit")
    sd = number("standard deviation of the effect, in the measure's unit")
    low = number("lower end of the effect's 95 % interval")
    high = number("upper end of the effect's 95 % interval")
    trend = number("change of the effect in a year, shrunk; empty where a trend cannot be told from drift")
    trend_sd = number("standard deviation of the trend")
    predicted_period = integer("the year after the model's last; empty for a school without a figure in that last year")
    predicted = number("the figure to expect then")
    predicted_low = number("lower end of its 95 % interval, next year's sampling included")
    predicted_high = number("upper end of its 95 % interval")
    model_version = text("version of the contextual model")


class PublishedBand(Table):
    """The band that the Department for Education put a school's figure in, in its own number and words."""

    name = "published_band"
    grain = "one school, measure, period and release"
    key = ("urn", "measure", "period", "release")

    urn = integer("Unique Reference Number", required=True)
    measure = text("id of the measure", required=True)
    period = integer("the year in which the academic year ends", required=True)
    release = text("provisional, revised, final; empty where there is no difference")
    band = integer("1 well above average … 5 well below average")
    words = text("the band in words")
    file_id = integer("receipt")
    line = integer("its line")


class Alert(Table):
    """A school's published figure that was looked at for a fall beside its similar schools: raised, not raised, or why it could not be."""

    name = "alert"
    grain = "one academy, measure and kind of look, in its trust of today"
    key = ("urn", "measure", "kind")

    urn = integer("Unique Reference Number, of today's establishment", required=True)
    trust_uid = integer("the trust among whose looks chance is allowed for", required=True)
    measure = word("id of the measure", required=True)
    kind = word("decline (over two or three years) or break (the last year against the years before)", required=True)
    state = word("raised, not_raised, not_looked", required=True)
    why = word("for not_looked: what is missing, in words")
    era = word("id of the era within which was looked")
    period = integer("the measure's latest year: the one looked at, by the year in which it ends", required=True)
    first_period = integer("the first year that it is set beside")
    value = number("the figure of the latest year, in the measure's unit")
    before = number("decline: the figure of the first year; break: the mean of the years before")
    similar_change = number("by how much the similar schools' figures changed between the same years, their mean")
    difference = number("the school's change less that of its similar schools")
    low = number("lower end of the difference's 95 % interval")
    high = number("upper end of the difference's 95 % interval")
    similar_k = integer("similar schools that have the same years", unit="schools")
    alone = number("how often chance would put the school as far behind, had it alone been looked at", unit="share")
    chance = number("the same after allowing for every look at the trust's academies (Holm)", unit="share")
    looks = integer("looks at the trust's academies that were allowed for")
    since = date("raised: first day of the year in which it began to fall behind, as estimated")
