"""What happened, as read from files: one table per kind of fact, each row with the line of the file that it came from."""

from __future__ import annotations

from collegiate.tables.core import FromFile, Table, date, flag, integer, number, text


class Establishment(FromFile):
    """A school or college as one register extract describes it.

    Source: Get Information About Schools (GIAS) extracts; the performance tables' school lists for schools closed since.
    """

    name = "establishment"
    grain = "one establishment in one extract"
    key = ("urn", "as_of", "file_id")

    as_of = date(
        "the day of the extract; for a performance-table list, the last day of its academic year", required=True
    )
    authority = integer(
        "how far to trust this row against others for the same URN: 3 the register, 2 a school list, 1 a by-catch"
    )
    urn = integer("Unique Reference Number", required=True)
    la_code = integer("local authority, three digits")
    la_name = text("local authority, name")
    establishment_number = integer("four digits within the authority")
    establishment_name = text("name")
    type_code = integer("GIAS type of establishment code")
    type_name = text("GIAS type of establishment, in words")
    type_group = text("GIAS establishment type group, in words")
    status = text("Open, Closed, Open, but proposed to close, Proposed to open")
    open_date = date("opened")
    close_date = date("closed")
    phase = text("a value of vocabulary.phases.Phase")
    low_age = integer("statutory lowest age", unit="years")
    high_age = integer("statutory highest age", unit="years")
    gender = text("Boys, Girls, Mixed")
    religious_character = text("in the register's words")
    diocese = text("in the register's words")
    admissions_policy = text("in the register's words")
    capacity = integer("school capacity", unit="pupils")
    roll = integer("pupils on roll by the register", unit="pupils")
    ukprn = integer("UK Provider Reference Number")
    street = text("street")
    locality = text("locality")
    town = text("town")
    county = text("county")
    postcode = text("postcode")
    website = text("web address")
    region = text("Government Office Region")
    district = text("local authority district")
    urban_rural = text("in the register's words")
    easting = integer("Ordnance Survey easting", unit="m")
    northing = integer("Ordnance Survey northing", unit="m")
    latitude = number("WGS84", unit="degrees")
    longitude = number("WGS84", unit="degrees")
    lsoa = text("Lower-layer Super Output Area code (2011)")


class Group(FromFile):
    """A multi-academy trust, single-academy trust, sponsor, federation or other group, as one extract describes it."""

    name = "establishment_group"
    grain = "one group in one extract"
    key = ("group_uid", "as_of")

    as_of = date("the day of the extract", required=True)
    group_uid = integer("GIAS Group UID", required=True)
    group_id = text("GIAS Group ID, such as TR01002")
    group_name = text("name, as registered")
    companies_house_number = text("eight characters, zero-padded")
    group_type_code = integer("1 federation, 2 trust, 5 sponsor, 6 multi-academy trust, 10 single-academy trust …")
    group_type = text("group type in words")
    status = text("Open, Closed …")
    open_date = date("opened or incorporated")
    close_date = date("closed")
    ukprn = integer("UK Provider Reference Number")


class GroupMember(FromFile):
    """A school's membership of a group, as one extract describes it. A sponsor is a group too: filter by its type."""

    name = "group_member"
    grain = "one school in one group in one extract"
    key = ("urn", "group_uid", "as_of")

    as_of = date("the day of the extract", required=True)
    urn = integer("Unique Reference Number", required=True)
    group_uid = integer("GIAS Group UID", required=True)
    group_name = text("name, as registered")
    companies_house_number = text("eight characters, zero-padded")
    group_type_code = integer("1 federation, 2 trust, 5 sponsor, 6 multi-academy trust, 10 single-academy trust …")
    group_type = text("group type in words")
    group_status = text("Open, Closed …")
    joined_date = date("the day on which the school joined")
    establishment_name = text("the school's name in this extract")
    type_code = integer("GIAS type of establishment code")
    type_name = text("type of establishment in words")
    phase = text("a value of vocabulary.phases.Phase")
    la_code = integer("local authority, three digits")
    la_name = text("local authority, name")


class EstablishmentLink(FromFile):
    """A predecessor or successor, as the register records it: often twice, and the two can differ by a day."""

    name = "establishment_link"
    grain = "one link, in one direction, in one extract"
    key = ("urn", "link_urn", "link_type")

    as_of = date("the day of the extract", required=True)
    urn = integer("the establishment whose record holds the link", required=True)
    link_urn = integer("the establishment that it points to", required=True)
    link_name = text("its name")
    link_type = text("Predecessor, Successor, Predecessor - merged … in the register's words", required=True)
    established = date("the day on which the link was made")


class EstablishmentType(FromFile):
    """The register's code list of establishment types and their groups."""

    name = "establishment_type"
    grain = "one type of establishment (and further-education type)"
    key = ("type_code", "further_education_type")

    group_code = integer("establishment type group code")
    group_name = text("establishment type group")
    type_code = integer("type of establishment code", required=True)
    type_name = text("type of establishment")
    further_education_type = text("further-education type that may go with it")


class Observation(FromFile):
    """A published number about a school, trust, authority, region or England, one row per number.

    Long, so that a new year's columns, a new file or a new measure is data and never a change of table. A cell that was not
    a number keeps its symbol and the publisher's own code.
    """

    name = "observation"
    grain = "one variable of one subject for one period in one release"
    key = ("level", "urn", "trust_uid", "la_code", "population", "variable", "period", "release")

    level = text("school, trust, la, region or england", required=True)
    urn = integer("for level school")
    trust_uid = integer("for level trust: GIAS Group UID")
    la_code = integer("for level la; for a school where the file carries it")
    population = text("for la and england: which schools are in it: all, state_funded, primary, secondary, special …")
    variable = text("what is counted or measured: a name of the source's columns file", required=True)
    period = integer("the year in which the academic or financial year ends: 2019 is 2018/19", required=True)
    release = text("provisional, revised or final; empty where the publisher makes no difference")
    value = number("the number, in the unit that the variable's definition states")
    symbol = text("why there is no number: a value of vocabulary.symbols.Symbol")
    code = text("the publisher's own code where the cell was not a number; or the words of a cell such as a grade")


class Inspection(FromFile):
    """One outcome of one inspection, in the inspectorate's own words and under the regime of its day."""

    name = "inspection"
    grain = "one area judged at one inspection"
    key = ("urn", "inspection_date", "as_of", "area")

    urn = integer("Unique Reference Number under which it was published", required=True)
    inspection_date = date("first day of the inspection; empty where the file gives none")
    as_of = date("the day of the file, for ratings published without their inspection date")
    regime = text("a regime of vocabulary.eras: graded, sub_judgements, report_card or ungraded", required=True)
    area = text("overall_effectiveness, quality_of_education, inclusion … a name of the regime", required=True)
    outcome = text("in the inspectorate's own words", required=True)


class SmallArea(FromFile):
    """Deprivation of one small area (LSOA 2011), English Indices of Deprivation."""

    name = "small_area"
    grain = "one LSOA in one edition of the indices"
    key = ("lsoa", "edition", "file_id")

    lsoa = text("LSOA code (2011)", required=True)
    edition = integer("year of the indices", required=True)
    lsoa_name = text("LSOA name")
    district_code = text("local authority district code")
    district_name = text("local authority district")
    imd_rank = integer("Index of Multiple Deprivation rank, 1 the most deprived")
    imd_decile = integer("IMD decile, 1 the most deprived tenth")
    idaci_rank = integer("Income Deprivation Affecting Children rank, 1 the most deprived")
    idaci_decile = integer("IDACI decile, 1 the most deprived tenth")


class PostcodeDistrict(FromFile):
    """Where an outward code is, for labels on maps."""

    name = "postcode_district"
    grain = "one outward code"
    key = ("outward_code",)

    outward_code = text("such as ST14", required=True)
    easting = integer("Ordnance Survey easting", unit="m")
    northing = integer("Ordnance Survey northing", unit="m")
    latitude = number("WGS84", unit="degrees")
    longitude = number("WGS84", unit="degrees")
    place = text("town or district")


class LocalAuthority(FromFile):
    """A local authority's code, name and region."""

    name = "local_authority"
    grain = "one authority in one list"
    key = ("la_code",)

    la_code = integer("three digits", required=True)
    la_name = text("name")
    region_code = integer("the performance tables' region number")
    region_name = text("the performance tables' region name")


class ReferenceRow(FromFile):
    """A cell of a published reference table that is kept as it stands: ready reckoners, transition matrices, code lists."""

    name = "reference_cell"
    grain = "one cell of one sheet of one reference file"
    key = ("file_id", "line", "column_name")

    sheet = text("the sheet of a workbook")
    column_name = text("the column's header", required=True)
    value = text("the cell, as text")


class Receipt(Table):
    """A file that was given to a build: what it was taken for, how that was known, and that its rows add up."""

    name = "receipt"
    grain = "one file (or one member of a ZIP, or one sheet) in one build"
    key = ("file_id",)

    file_id = integer("number of the file within the build", required=True)
    file = text("path as given, relative to the folder that was built", required=True)
    sha256 = text("hash of the bytes of the file that is kept", required=True)
    size = integer("size", unit="bytes")
    source = text("id of the source that it was recognised as; empty when not recognised")
    title = text("what it was recognised as, in words")
    how = text("how it was recognised, or the nearest guess")
    status = text("kept, partly, refused, unrecognised, waiting (a question is open)", required=True)
    question = text("what the build has to ask before it can read the file, and where to answer")
    encoding = text("utf-8, utf-8 with BOM, cp1252 …")
    period = integer("the academic or financial year, where the whole file has one: the year in which it ends")
    period_how = text("where the year was found: a column, the file's name, the manifest, the source")
    as_of = date("the day that a register extract stands for")
    release = text("provisional, revised, final")
    rows_in = integer("rows in the file, the header not counted", unit="rows", required=True)
    rows_kept = integer("rows of which something was kept", unit="rows", required=True)
    rows_refused = integer("rows refused whole", unit="rows", required=True)
    cells_refused = integer("cells of kept rows that were refused", unit="cells")
    people = flag("whether its rows may be about children or staff: such rows are shown only through a scope")
    columns_unused = text("headers that the source's columns file does not know, joined by ' | '")
    sent_at = text(
        "when the sender made the file, as the file or its name says, ISO 8601: of two files the later stands"
    )
    read_at = text("when it was read, ISO 8601 UTC")


class RefusedRow(Table):
    """A row, or a cell of a kept row, that could not be taken, with the place, the reason and the remedy."""

    name = "refused_row"
    grain = "one refusal"
    key = ("file_id", "line", "column_name")

    file_id = integer("which receipt", required=True)
    line = integer("line of the file, or row of the sheet, counted from 1", required=True)
    column_name = text("the column's header; empty when the whole row is meant")
    value = text("what stood there, cut to 200 characters")
    reason = text("what is wrong and why it matters", required=True)
    remedy = text("what to do next", required=True)
    whole_row = flag("whether the row was left out; otherwise only this cell was")
    row_text = text("the row as it stood in the file, cut to 2,000 characters, so that it can be mended and sent again")
