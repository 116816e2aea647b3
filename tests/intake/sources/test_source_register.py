"""The register's extracts, in each of the layouts in which they come."""

from __future__ import annotations

import datetime as dt

ESTABLISHMENTS = """
URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),EstablishmentTypeGroup (name),EstablishmentStatus (name),OpenDate,CloseDate,PhaseOfEducation (name),StatutoryLowAge,StatutoryHighAge,Gender (name),SchoolCapacity,NumberOfPupils,PercentageFSM,Town,County (name),Postcode,Easting,Northing,LSOA (code)
900001,901,Northmoor,2001,St Anne’s Primary School,Community school,Local authority maintained schools,Open,,,Primary,4,11,Mixed,210,205,12.5,Northmoor,Not recorded,NM1 1AA,400000,300000,E01000001
900002,901,Northmoor,4001,Northmoor Academy,Academy converter,Academies,"Open, but proposed to close",01-09-2012,31-08-2022,Secondary,11,18,Not reported,1200,,,Northmoor,,NM1 2AA,,,
900003,901,Northmoor,4002,Southmoor Academy,Academy sponsor led,Academies,Open,31-02-2019,,Secondary,11,16,Mixed,900,850,112,Northmoor,,NM1 3AA,410000,310000,E01000002
900003,901,Northmoor,4002,Southmoor Academy,Academy sponsor led,Academies,Open,31-02-2019,,Secondary,11,16,Mixed,900,850,112,Northmoor,,NM1 3AA,410000,310000,E01000002
x,901,Northmoor,4003,No Number School,Community school,Local authority maintained schools,Open,,,Secondary,11,16,Mixed,900,850,1,Northmoor,,NM1 3AA,410000,310000,E01000002
"""


def test_establishments_are_read_with_the_day_of_the_extract_from_its_name(read_text) -> None:
    read = read_text("edubasealldata20220715.csv", ESTABLISHMENTS, encoding="cp1252")
    assert read.receipt["source"] == "gias_establishments"
    assert read.receipt["as_of"] == dt.date(2022, 7, 15)
    first, second, third = read.rows("establishment")
    assert first["establishment_name"] == "St Anne’s Primary School"
    assert (first["authority"], first["la_code"], first["phase"], first["easting"]) == (3, 901, "primary", 400000)
    assert first["county"] is None
    assert second["open_date"] == dt.date(2012, 9, 1)
    assert (second["roll"], second["gender"]) == (None, None)
    assert third["open_date"] is None
    assert read.adds_up
    assert read.receipt["rows_refused"] == 2


def test_the_roll_of_an_extract_belongs_to_the_academic_year_of_its_day(read_text) -> None:
    read = read_text("edubasealldata20220715.csv", ESTABLISHMENTS, encoding="cp1252")
    assert read.number("gias.numberofpupils", urn=900001)["value"] == 205
    assert read.number("gias.numberofpupils", urn=900001)["period"] == 2022
    missing = read.number("gias.numberofpupils", urn=900002)
    assert (missing["value"], missing["symbol"]) == (None, "x")


def test_impossible_dates_shares_repeats_and_rows_without_a_school_are_refused_in_place(read_text) -> None:
    read = read_text("edubasealldata20220715.csv", ESTABLISHMENTS, encoding="cp1252")
    places = {(row["line"], row["column_name"], row["whole_row"]) for row in read.refused}
    assert (4, "OpenDate", False) in places
    assert (4, "PercentageFSM", False) in places
    assert {line for line, _, whole in places if whole} == {5, 6}


def test_an_extract_without_a_day_in_its_name_is_asked_about(read_text) -> None:
    read = read_text("gias.csv", ESTABLISHMENTS, encoding="cp1252")
    assert read.receipt["status"] == "waiting"
    assert "as_of" in read.receipt["question"]


def test_groups_get_the_zero_back_that_a_spreadsheet_took(read_text) -> None:
    read = read_text(
        "groups_202206.csv",
        """
Group UID,Group ID,Group Name,Companies House Number,Group Type (code),Group Type,Closed Date,Open date,Incorporated on (open date),Group Status (code),Group Status,UKPRN
90001,TR09001,MOORLAND LEARNING TRUST,7746561.0,6,Multi-academy trust,,,2011-08-23,OPEN,Open,10058482.0
90002,,Moor Federation,,1,Federation,2020-08-31,1900-01-01,,CLOSED,Closed,
""",
    )
    trust, federation = read.rows("establishment_group")
    assert (trust["companies_house_number"], trust["ukprn"], trust["group_type_code"]) == ("07746561", 10058482, 6)
    assert trust["as_of"] == dt.date(2022, 6, 30)
    assert (federation["status"], federation["close_date"]) == ("Closed", dt.date(2020, 8, 31))


MEMBERS_2019 = """
URN,Linked UID,Group Name,Companies House Number,Group Type,Closed Date,Group Status,FederationType,Joined date,EstablishmentName,TypeOfEstablishment (code),TypeOfEstablishment (name),PhaseOfEducation (code),PhaseOfEducation (name),LA (code),LA (name),HasSharedHT
900002,90001,MOORLAND LEARNING TRUST,07746561,Multi-academy trust,,Open,,01-09-2012,Northmoor Academy,34,Academy converter,4,Secondary,901,Northmoor
900002,90009,Moorland Sponsors,,School sponsor,,Open,,01-09-2012,Northmoor Academy,34,Academy converter,4,Secondary,901,Northmoor
900004,90001,MOORLAND LEARNING TRUST,07746561,Multi-academy trust,,Open,,01-09-2014,Moor Free School,35,Free schools,7,All through,901,Northmoor
"""

MEMBERS_2022 = """
URN,Group UID,Group ID,Group Name,Companies House Number,Group Type (code),Group Type,Closed Date,Open date,Incorporated on (open date),Group Status (code),Group Status,Joined date,EstablishmentName,TypeOfEstablishment (code),TypeOfEstablishment (name),PhaseOfEducation (code),PhaseOfEducation (name),LA (code),LA (name)
900002,90001,TR09001,MOORLAND LEARNING TRUST,7746561.0,6,Multi-academy trust,,,2011-08-23,OPEN,Open,2012-09-01,Northmoor Academy,34,Academy converter,4,Secondary,901,Northmoor
20003,90637,,Central,,8,Children's Centres Group,,1900-01-01,,OPEN,Open,1900-01-01,Central Children's Centre,47,Children's centre,0,Not applicable,901,Northmoor
"""


def test_members_in_the_layouts_of_2019_and_2022_become_the_same_fact(read_text) -> None:
    old = read_text("grouplinks_edubaseallacademiesandfree20190601.csv", MEMBERS_2019).rows("group_member")
    new = read_text("grouplinks_202206.csv", MEMBERS_2022).rows("group_member")
    same = ("urn", "group_uid", "companies_house_number", "group_type", "joined_date", "phase", "la_code")
    assert [old[0][name] for name in same] == [new[0][name] for name in same]
    assert old[0]["joined_date"] == dt.date(2012, 9, 1)
    assert (old[0]["as_of"], new[0]["as_of"]) == (dt.date(2019, 6, 1), dt.date(2022, 6, 30))


def test_a_school_is_in_its_trust_and_in_its_sponsor_and_both_are_kept(read_text) -> None:
    read = read_text("grouplinks_edubaseallacademiesandfree20190601.csv", MEMBERS_2019)
    assert [row["group_type"] for row in read.rows("group_member")] == [
        "Multi-academy trust",
        "School sponsor",
        "Multi-academy trust",
    ]
    assert read.rows("group_member")[2]["phase"] == "all_through"


def test_a_childrens_centre_is_left_out_with_the_reason(read_text) -> None:
    read = read_text("grouplinks_202206.csv", MEMBERS_2022)
    (refused,) = read.refused
    assert "children's centre" in refused["reason"].lower()
    assert read.adds_up


def test_links_may_have_no_date_or_one_to_come(read_text) -> None:
    read = read_text(
        "links_edubasealldata20250422.csv",
        """
URN,LinkURN,LinkName,LinkType,LinkEstablishedDate
900002,900001,St Anne's Primary School,Predecessor,01-09-2012
900001,900002,Northmoor Academy,Successor,31-08-2012
900005,900006,Moor Juniors,Predecessor - merged,
900006,900005,Moor Primary,Successor - merged,01-09-2026
900006,,Moor Primary,Successor - merged,01-09-2026
""",
    )
    rows = read.rows("establishment_link")
    assert [row["established"] for row in rows] == [
        dt.date(2012, 9, 1),
        dt.date(2012, 8, 31),
        None,
        dt.date(2026, 9, 1),
    ]
    assert rows[0]["as_of"] == dt.date(2025, 4, 22)
    assert [row["line"] for row in read.refused] == [6]


def test_a_type_stands_once_for_each_further_education_type(read_text) -> None:
    read = read_text(
        "edubasealldata20250422-establishment-types.csv",
        """
establishment-type-group-code,establishment-type-group-name,type-of-establishment-code,type-of-establishment-name,further-education-type-name-applicable
1,Colleges,18,Further education,
1,Colleges,18,Further education,Tertiary College
10,Academies,34,Academy converter,
""",
    )
    assert [(row["type_code"], row["further_education_type"]) for row in read.rows("establishment_type")] == [
        (18, None),
        (18, "Tertiary College"),
        (34, None),
    ]


def test_the_performance_tables_school_list_stands_for_the_end_of_its_year(read_workbook) -> None:
    header = [
        "URN",
        "LA",
        "ESTAB",
        "LAESTAB",
        "SCHNAME",
        "STREET",
        "TOWN",
        "POSTCODE",
        "ICLOSE",
        "OPENDATE",
        "CLOSEDATE",
    ]
    header += [
        "MINORGROUP",
        "NFTYPE",
        "ISPRIMARY",
        "ISSECONDARY",
        "ISPOST16",
        "AGEL",
        "AGEH",
        "GENDER",
        "RELDENOM",
        "ADMPOL",
    ]
    kind = ["Academy", "Academy - Converter mainstream", 1, 0, 0, 3, 11, "Mixed", "None", "Not recorded"]
    rows = [
        [900001, 901, 2001, 9012001, "St Anne's", "School Lane", "Northmoor", "NM1 1AA", 1, "", "", *kind],
        [900007, 901, 2002, 9012002, "Gone School", dt.date(2018, 4, 1), "", "", 2, "", dt.date(2017, 12, 31), *kind],
    ]
    (read,) = read_workbook("2017-2018_england_spine.xlsx", {"england": [header, *rows]})
    first, second = read.rows("establishment")
    assert read.receipt["source"] == "performance_school_list"
    assert (first["as_of"], first["authority"], first["status"]) == (dt.date(2018, 8, 31), 2, "Open")
    assert (second["status"], second["close_date"]) == ("Closed", dt.date(2017, 12, 31))
    assert (first["admissions_policy"], first["type_name"]) == (None, "Academy - Converter mainstream")
