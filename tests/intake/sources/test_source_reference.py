"""Places, areas, code lists, and tables that are kept as they stand."""

from __future__ import annotations

import pytest


def test_small_areas_have_the_ranks_of_their_edition(read_workbook) -> None:
    area = [
        "LSOA code (2011)",
        "LSOA name (2011)",
        "Local Authority District code (2019)",
        "Local Authority District name (2019)",
    ]
    imd = [*area, "Index of Multiple Deprivation (IMD) Rank", "Index of Multiple Deprivation (IMD) Decile"]
    (read,) = read_workbook(
        "IMD2019.xlsx",
        {
            "IMD2019": [
                imd,
                ["E01000001", "Northmoor 001A", "E09000001", "Northmoor", 29199, 9],
                ["E01000002", "Northmoor 001B", "E09000001", "Northmoor", 99999, 10],
            ]
        },
    )
    first, second = read.rows("small_area")
    assert (first["edition"], first["imd_rank"], first["imd_decile"], first["idaci_rank"]) == (2019, 29199, 9, None)
    assert second["imd_rank"] is None
    assert [(row["line"], row["value"]) for row in read.refused] == [(3, "99999")]


def test_children_in_income_deprivation_are_told_from_the_general_index(read_workbook) -> None:
    header = [
        "LSOA code (2011)",
        "LSOA name (2011)",
        "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)",
        "Income Deprivation Affecting Children Index (IDACI) Rank (where 1 is most deprived)",
        "Income Deprivation Affecting Children Index (IDACI) Decile (where 1 is most deprived 10% of LSOAs)",
    ]
    notes = [["Notes"], ["These are notes."]]
    reads = read_workbook(
        "File_3_IDACI.xlsx",
        {"Notes": notes, "IoD2019 IDACI": [header, ["E01000001", "Northmoor 001A", 29199, 32806, 10]]},
    )
    (read,) = [r for r in reads if r.receipt["source"] == "idaci"]
    (row,) = read.rows("small_area")
    assert (row["imd_rank"], row["idaci_rank"], row["idaci_decile"]) == (29199, 32806, 10)


def test_a_scorecard_is_about_an_authority_in_one_year(read_text) -> None:
    read = read_text(
        "scorecard_data_2025_2023.csv",
        """
Year,geographic_level,country_code,country_name,region_code,Region,LANumber,new_la_code,LA_name,PriNOR,For_3_P,SecNOR,Quan_S_Su,Pref_P_1_CY,NoR_19_to_current_S_percent
2024/25,Local authority,E92000001,England,E12000005,Moors,901,E08000027,Northmoor,25673,-0.006426986,18659,0.04,95.7,NaN
2023/24,Local authority,E92000001,England,E12000005,Moors,901,E08000027,Northmoor,25773,Low,18559,z,NA,0.1
2024/25,National,E92000001,England,,,1000,,England,4500000,0.01,3500000,0.1,93,0.2
""",
    )
    assert read.receipt["source"] == "la_place_scorecards"
    assert read.number("places.prinor", la_code=901, period=2025)["value"] == 25673
    assert read.number("places.pref_p_1_cy", la_code=901, period=2025)["value"] == 95.7
    low = read.number("places.for_3_p", la_code=901, period=2024)
    assert (low["value"], low["symbol"]) == (None, "low")
    unpublished = read.number("places.pref_p_1_cy", la_code=901, period=2024)
    assert (unpublished["symbol"], unpublished["code"]) == ("x", "NA")
    assert read.number("places.nor_19_to_current_s_percent", la_code=901, period=2025)["symbol"] == "z"
    assert read.number("places.prinor", level="england")["value"] == 4500000
    assert read.refused == []


def test_postcode_districts_have_a_middle_and_perhaps_a_town(read_text) -> None:
    read = read_text(
        "postcodes.csv",
        """
postcode,easting,northing,latitude,longitude,city,county,country_code,country_name,iso3166-2,region_code,region_name
NM1,425700,400800,53.50302,-1.61249,Northmoor,Moorshire,ENG,England,GB-ENG,NORTHWEST,North West
NM2,444500,402600,153.5,-1.32879,,Moorshire,ENG,England,GB-ENG,NORTHWEST,North West
""",
    )
    first, second = read.rows("postcode_district")
    assert (first["outward_code"], first["place"], first["easting"]) == ("NM1", "Northmoor", 425700)
    assert (second["place"], second["latitude"]) == (None, None)


def test_authorities_have_the_performance_tables_regions(read_text) -> None:
    read = read_text(
        "la_and_region_codes_meta.csv",
        "LEA,LA Name,REGION,REGION NAME\n901,Northmoor,1,North East A\n,Nowhere,2,North East B\n",
    )
    (row,) = read.rows("local_authority")
    assert (row["la_code"], row["la_name"], row["region_code"], row["region_name"]) == (
        901,
        "Northmoor",
        1,
        "North East A",
    )
    assert [refused["line"] for refused in read.refused] == [3]


REFERENCE = [
    (
        "p8_att8_splits.csv",
        "progress8_ready_reckoner",
        "KS2 prior attainment group,KS2 average scaled score range,Attainment 8 average,English average\n1,59 to 82,15.96,3.86\n",
        ("KS2 average scaled score range", "59 to 82"),
    ),
    (
        "ebac_att8_splits.csv",
        "progress8_ready_reckoner",
        "KS2 prior attainment group,KS2 average scaled score range,Science average\n1,59 to 82,1.83\n",
        ("Science average", "1.83"),
    ),
    (
        "p8_pupil_coefficients_file.csv",
        "progress8_coefficients",
        "ks2emss_grp,p8est,p8esteng\n1,15.96,3.86\n",
        ("p8est", "15.96"),
    ),
    ("p8_stdev_file.csv", "progress8_deviations", "p8stdev,p8engstdev\n1.41628,1.614052\n", ("p8stdev", "1.41628")),
    (
        "p8_dummy_v6.csv",
        "progress8_example",
        "Pupil included in progress 8 calculations,Pupil's adjusted progress 8 score\n1,0.3\n",
        ("Pupil's adjusted progress 8 score", "0.3"),
    ),
    (
        "2024_Tidy_Data_Output_91.csv",
        "transition_matrices",
        "time_period,version,ks2_scaled_score_group,subject,num_1,all_grades\n202324,Revised,Less than 80,Biology,1,4\n",
        ("all_grades", "4"),
    ),
    (
        "2023_Tidy_Data_Output_Attainment.csv",
        "transition_headlines",
        "time_period,version,KS2_Prior,EBacc_9-4_Achieved,Basics_9-5_Achieved\n202223,Revised,Less than 80,93,137\n",
        ("EBacc_9-4_Achieved", "93"),
    ),
    (
        "EM_progress_202425.csv",
        "english_maths_progress",
        "academic_year,subject,sex,points_prior,points_1618,progress_score,student_count\n202425,Maths,All,0,0.25,z,c\n",
        ("progress_score", "z"),
    ),
    (
        "2017-2018_ks2_meta.csv",
        "performance_column_dictionary",
        'Column,Field Name,Label/Description\n1,RECTYPE,"Record type"\n',
        ("Field Name", "RECTYPE"),
    ),
    (
        "ks4_final_meta.csv",
        "performance_column_dictionary",
        "Column,Metafile heading,Metafile description\n1,RECTYPE,Record type\n",
        ("Metafile heading", "RECTYPE"),
    ),
    (
        "metadata.csv",
        "scorecard_column_dictionary",
        "programmer_friendly_names,user_friendly_names\nLANumber,LA Number\n",
        ("user_friendly_names", "LA Number"),
    ),
]


@pytest.mark.parametrize(("name", "source", "text", "cell"), REFERENCE, ids=[case[0] for case in REFERENCE])
def test_a_reference_table_is_kept_cell_by_cell(
    read_text, name: str, source: str, text: str, cell: tuple[str, str]
) -> None:
    read = read_text(name, text)
    assert read.receipt["source"] == source
    assert cell in {(row["column_name"], row["value"]) for row in read.rows("reference_cell")}
    assert {row["line"] for row in read.rows("reference_cell")} == {2}
    assert read.adds_up


def test_a_districts_lookup_is_kept_with_its_sheet(read_workbook) -> None:
    (read,) = read_workbook(
        "LSIP_lookup.xlsx",
        {
            "LA Districts to LSIPs": [
                ["LAD23CD", "LAD23NM", "LSIP23CD", "LSIP23NM"],
                ["E06000060", "Moorshire", "E69000002", " Moor "],
            ]
        },
    )
    assert read.receipt["source"] == "lsip_lookup"
    assert {row["sheet"] for row in read.rows("reference_cell")} == {"LA Districts to LSIPs"}


def test_each_sheet_of_the_value_added_workbook_is_known(read_workbook) -> None:
    reads = read_workbook(
        "2025R_l3va.xlsx",
        {
            "national_bands": [
                ["qual_id", "cohort_name", "qualification_name", "subject_name", "x_0", "x_1"],
                ["1", "A level", "GCE A level", "Biology", 0.8, 4.6],
            ],
            "subject_variance": [
                ["qual_id", "qual_co_id", "cohort_name", "sublevno", "size", "sd_suqu"],
                ["1", "11", "A level", "111", "1", 1.06],
            ],
            "points_lookup": [
                ["qual_id", "cohort_name", "qualification_name", "subject_name", "size", "points", "grade"],
                ["1", "A level", "GCE A level", "Biology", 1, 60, "*"],
            ],
            "qualid_lookup": [
                ["cohort_code", "cohort_name", "qualification_name", "subject_name", "size", "qual_id"],
                [1, "A level", "GCE A level", "Biology", "1", "1"],
            ],
        },
    )
    assert [read.receipt["source"] for read in reads] == ["va_bands", "va_variances", "va_lookups", "va_lookups"]


def test_a_form_filled_in_about_children_is_not_read(read_text) -> None:
    header = "Forename,Surname,Sex,Qualification code,Subject code,Prior attainment,Value Added score\n"
    empty = read_text("pupil_upload_template.csv", header)
    assert (empty.receipt["source"], empty.receipt["rows_in"]) == ("va_pupil_template", 0)
    filled = read_text("pupil_upload_template.csv", header + "Ada,Byron,F,111,11010,6.5,0.4\n")
    assert filled.rows("reference_cell") == []
    (refused,) = filled.refused
    assert "named students" in refused["reason"]


GUIDANCE = """
Key stage 4 performance
Academic year 2023/24

Data files

Filename: national_data.csv
Variable name             |  Variable description
------------------------  |  --------------------
admission_type            |  School admissions policy
"""


def test_data_guidance_is_known_as_documentation_and_kept_line_by_line(read_text) -> None:
    read = read_text("202324_data-guidance.txt", GUIDANCE)
    assert read.receipt["source"] == "data_guidance"
    assert "admission_type            |  School admissions policy" in {
        row["value"] for row in read.rows("reference_cell")
    }
    assert read.variables == set()


def test_the_employment_workbook_is_known_by_its_sheets(read_workbook) -> None:
    sheet = [["Industry Table 1  Employment by Industry Sector"], ["6 Industries", "", "thousands"], ["", 2015, 2035]]
    reads = read_workbook(
        "ST_LSIP_MainTables.xlsx", dict.fromkeys(("Ind T1", "Occ T1", "Qual T1", "RD T1", "name"), sheet)
    )
    assert {read.receipt["source"] for read in reads} == {"local_employment"}
    cells = [row for read in reads for row in read.rows("reference_cell")]
    assert ("C", "thousands", "Ind T1") in {(row["column_name"], row["value"], row["sheet"]) for row in cells}
