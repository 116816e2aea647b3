"""The performance tables: full files and shortened ones, releases, record types, words among numbers."""

from __future__ import annotations

KS2_FULL = """
RECTYPE,ALPHAIND,LEA,ESTAB,URN,SCHNAME,TOWN,PCODE,NFTYPE,ICLOSE,TELIG,BELIG,PBELIG,READPROG,READPROG_LOWER,READPROG_UPPER,READCOV,WRITPROG,MATPROG,PTREAD_EXP,PTRWM_EXP,READPROG_17,READPROG_16,TELIG_3YR
1,10,901,2001,900001,St Anne's,Northmoor,NM1 1AA,CY,0,30,16,53%,-1.9,-3.4,-0.3,100%,0.4,2,78%,63%,-2.1,-0.4,88
1,11,901,2002,900008,Tiny School,Northmoor,NM1 1AB,VC,0,4,SUPP,SUPP,SUPP,SUPP,SUPP,SUPP,SUPP,SUPP,SUPP,SUPP,SUPP,SUPP,15
1,12,901,2003,900009,Mobile School,Northmoor,NM1 1AC,ACC,0,20,10,50%,LOWCOV,LOWCOV,LOWCOV,45%,1,NA,120%,50%,,,60
2,13,901,7001,900010,Special School,Northmoor,NM1 1AD,CYS,0,6,4
3, ,901, , ,Northmoor, , , , ,1500,760,51%,-0.4,-0.5,-0.3,96%,-0.1,-0.7,75%,68%,-0.2,-0.1,4400
4, , , , , , , , , ,649249,331290,51%, , , , , , ,75%,65%, , ,1800000
5, , , , , , , , , ,644967,329113,51%, , , , , , ,75%,65%, , ,1790000
"""


def test_a_full_key_stage_2_file_tells_its_year_by_the_years_that_it_repeats(read_text) -> None:
    """Downloads are named by the year in which the academic year begins: READPROG_17 stands in the file of 2018."""
    read = read_text("2017-901-ks2.csv", KS2_FULL)
    assert read.receipt["source"] == "ks2_performance"
    assert read.receipt["period"] == 2018
    assert not any(name.endswith(("_16", "_17")) for name in read.variables)
    assert "ks2.telig_3yr" in read.variables


def test_a_school_its_authority_and_england_come_from_one_file(read_text) -> None:
    read = read_text("2017-901-ks2.csv", KS2_FULL)
    school = read.number("ks2.readprog", urn=900001)
    assert (school["value"], school["level"], school["period"], school["release"]) == (-1.9, "school", 2018, "")
    assert read.number("ks2.readprog_lower", urn=900001)["value"] == -3.4
    assert read.number("ks2.ptread_exp", urn=900001)["value"] == 78
    assert read.number("ks2.readprog", level="la", la_code=901)["value"] == -0.4
    assert read.number("ks2.ptrwm_exp", level="england", population="all")["value"] == 65
    assert read.number("ks2.telig", level="england", population="state_funded")["value"] == 644967
    blank = read.number("ks2.readprog", level="england", population="all")
    assert (blank["value"], blank["symbol"]) == (None, "x")


def test_missing_values_of_key_stage_2_keep_their_reason(read_text) -> None:
    read = read_text("2017-901-ks2.csv", KS2_FULL)
    suppressed = read.number("ks2.readprog", urn=900008)
    assert (suppressed["value"], suppressed["symbol"], suppressed["code"]) == (None, "c", "SUPP")
    assert read.number("ks2.readprog", urn=900009)["symbol"] == "u"
    assert read.number("ks2.matprog", urn=900009)["symbol"] == "z"


def test_a_percentage_over_a_hundred_is_refused_and_its_row_kept(read_text) -> None:
    read = read_text("2017-901-ks2.csv", KS2_FULL)
    (cell,) = [row for row in read.refused if not row["whole_row"]]
    assert (cell["line"], cell["column_name"], cell["value"]) == (4, "PTREAD_EXP", "120%")
    assert read.adds_up


def test_a_short_row_of_a_school_without_results_is_no_error(read_text) -> None:
    read = read_text("2017-901-ks2.csv", KS2_FULL)
    assert read.number("ks2.telig", urn=900010)["value"] == 6
    assert not [row for row in read.refused if row["line"] == 5]


def test_schools_of_a_performance_file_are_kept_as_a_by_catch(read_text) -> None:
    rows = read_text("2017-901-ks2.csv", KS2_FULL).rows("establishment")
    assert [row["urn"] for row in rows] == [900001, 900008, 900009, 900010]
    assert (rows[0]["authority"], rows[0]["la_code"], str(rows[0]["as_of"])) == (1, 901, "2018-08-31")
    assert (rows[0]["type_name"], rows[0]["status"], rows[0]["phase"]) == ("CY", "Open", None)


def test_a_shortened_final_file_gives_its_release_and_where_the_school_is(read_text) -> None:
    read = read_text(
        "england_ks2final_2019.csv",
        """
RECTYPE,URN,SCHNAME,PCODE,PCODE2,TOWN,READPROG,READPROG_DESCR,WRITPROG,WRITPROG_DESCR,MATPROG,MATPROG_DESCR,OFSTEDRATING,INSPECTIONDT,WEB,SCHTYPE,GENDER,RELIGION,LATITUDE,LONGITUDE,COLOUR1,COLOUR2,PHASE
1,900001,St Anne's,NM1 1AA,NM1,Northmoor,-5.3,5,-5.5,5,-4.1,5,Good,20191105,Not Available,Academy,Mixed,None,53.06,-2.19,red,green,Primary
1,900011,Moor Middle,NM1 2AA,NM1,Northmoor,SUPP,SUPP,2.4,,0.9,,,,www.example.org,Academy,Mixed,None,153.06,-2.19,red,green,Primary
""",
    )
    assert (read.receipt["period"], read.receipt["release"]) == (2019, "final")
    assert read.number("ks2.readprog", urn=900001)["release"] == "final"
    assert read.number("ks2.readprog_descr", urn=900001)["value"] == 5
    first, second = read.rows("establishment")
    assert (first["latitude"], first["longitude"], first["website"], first["phase"]) == (53.06, -2.19, None, None)
    assert (first["type_group"], first["type_name"]) == ("Academies", None)
    assert second["latitude"] is None
    assert read.variables == {
        f"ks2.{name}{tail}" for name in ("readprog", "writprog", "matprog") for tail in ("", "_descr")
    }


KS4 = """
RECTYPE,LEA,ESTAB,URN,SCHNAME,ICLOSE,NFTYPE,TPUP,ATT8SCR,P8PUP,P8MEA,P8CILOW,P8CIUPP,PTL2BASICS_95,EBACCAPS,PTEBACC_E_PTQ_EE,P8_BANDING
1,901,4001,900002,Northmoor Academy,0,ACC,194,39.8,189,-0.38,-0.56,-0.2,29.4%,3.01,12.9%,4
1,901,6001,900012,Northmoor Independent,0,IND,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA
2,901,7001,900010,Special School,0,CYS,3,NE,NE,SUPP,SUPP,SUPP,0.0%,NE,0.0%,SUPP
4,901,,,,,,2000,46,1900,-0.1,-0.15,-0.05,40%,4,30%,
5,,,,,,,605874,44.5,,,,,39.8%,3.86,36.5%,
7,,,,,,,542831,46.5,513055,-0.03,,,43.0%,4.06,40.0%,
9,,,,,,,1,46.5,1,-0.03,,,43.0%,4.06,40.0%,
"""


def test_provisional_key_stage_4_keeps_its_release_its_interval_and_its_codes(read_text) -> None:
    read = read_text("england_ks4provisional_2019.csv", KS4)
    score = read.number("ks4.p8mea", urn=900002)
    assert (score["value"], score["period"], score["release"], score["la_code"]) == (-0.38, 2019, "provisional", 901)
    assert read.number("ks4.p8cilow", urn=900002)["value"] == -0.56
    assert read.number("ks4.p8ciupp", urn=900002)["value"] == -0.2
    assert read.number("ks4.ptl2basics_95", urn=900002)["value"] == 29.4
    independent = read.number("ks4.p8mea", urn=900012)
    assert (independent["value"], independent["symbol"], independent["code"]) == (None, "z", "NA")
    special = read.number("ks4.att8scr", urn=900010)
    assert (special["symbol"], special["code"]) == ("z", "NE")


def test_englands_rows_are_all_schools_and_state_funded_schools(read_text) -> None:
    read = read_text("england_ks4provisional_2019.csv", KS4)
    assert read.number("ks4.att8scr", level="england", population="all")["value"] == 44.5
    assert read.number("ks4.p8mea", level="england", population="state_funded")["value"] == -0.03
    assert read.number("ks4.p8mea", level="la", la_code=901)["value"] == -0.1


def test_a_record_type_that_nobody_knows_is_refused_not_guessed(read_text) -> None:
    read = read_text("england_ks4provisional_2019.csv", KS4)
    (refused,) = [row for row in read.refused if row["whole_row"]]
    assert refused["line"] == 8
    assert read.adds_up


def test_a_final_file_that_repeats_earlier_years_leaves_them_to_those_years(read_text) -> None:
    read = read_text(
        "england_ks4final.csv",
        """
RECTYPE,LEA,ESTAB,URN,SCHNAME,ATT8SCR,P8MEA,TPUP,ATT8SCR_17,ATT8SCR_18,PTEBACC_E_18_PTQ_EE
1,901,4001,900002,Northmoor Academy,39.8,-0.39,194,41,40.5,11%
""",
    )
    assert (read.receipt["period"], read.receipt["release"]) == (2019, "final")
    assert read.variables == {"ks4.att8scr", "ks4.p8mea", "ks4.tpup"}


KS5 = """
RECTYPE,ALPHAIND,REGION,LEA,ESTAB,URN,SCHNAME,NFTYPE/FESITYPE,ICLOSE,TPUP1618,TALLPPE_ALEV_1618,TALLPPEGRD_ALEV_1618,TB3PTSE_GRD,PTAAB_2FAC,VA_INS_ALEV,TALLPPEGRD_AGEN
1,1,10,901,4001,900002,Northmoor Academy,ACC,0,199,31.87,C,C+,17.0%,-0.71,Dist+
1,2,10,901,4002,900003,Southmoor Academy,AC,0,12,NE,NE,NE,NE,NE,SUPP
1,3,10,901,4003,900013,Hard School,AC,0,22,4.1,U,U,0.0%,SUPP,Merit
3,4,10,901,4900,,Northmoor Joint Sixth,,,105,30,C,C,15%,0.1,Dist
5,,,,,,,,,,32.39,C+,B-,17.0%,,Dist
7,,,,,,,,,,31.14,C,C+,13.0%,,Dist
"""


def test_a_grade_of_c_is_a_grade_and_not_a_suppressed_value(read_text) -> None:
    read = read_text("england_ks5final_2017.csv", KS5)
    grade = read.number("ks5.tallppegrd_alev_1618", urn=900002)
    assert (grade["value"], grade["symbol"], grade["code"]) == (None, None, "C")
    failed = read.number("ks5.tallppegrd_alev_1618", urn=900013)
    assert (failed["symbol"], failed["code"]) == (None, "U")
    nobody = read.number("ks5.tallppegrd_alev_1618", urn=900003)
    assert (nobody["symbol"], nobody["code"]) == ("z", "NE")
    assert read.number("ks5.tallppegrd_agen", urn=900002)["code"] == "Dist+"
    assert read.number("ks5.tallppegrd_agen", urn=900003)["symbol"] == "c"


def test_points_value_added_and_shares_of_16_to_18_are_numbers(read_text) -> None:
    read = read_text("england_ks5final_2017.csv", KS5)
    assert (read.receipt["period"], read.receipt["release"]) == (2017, "final")
    assert read.number("ks5.tallppe_alev_1618", urn=900002)["value"] == 31.87
    assert read.number("ks5.va_ins_alev", urn=900002)["value"] == -0.71
    assert read.number("ks5.ptaab_2fac", urn=900002)["value"] == 17
    assert read.number("ks5.tallppe_alev_1618", level="england", population="all")["value"] == 32.39


def test_a_consortium_without_a_urn_is_left_out_with_the_reason(read_text) -> None:
    read = read_text("england_ks5final_2017.csv", KS5)
    (refused,) = read.refused
    assert "consortium" in refused["reason"].lower()
    assert read.adds_up


DESTINATIONS = """
RECTYPE,LEA,ESTAB,URN,ICLOSE,SCHNAME,NFTYPE,COHORT,OVERALL_DEST,APPREN,OVERALL_DESTPER,APPRENPER,COHORT_DIS,OVERALL_DESTPER_DIS,COHORT_18,OVERALL_DESTPER_18,COHORT_17,OVERALL_DESTPER_17
1,901,4001,900002,0,Northmoor Academy,ACC,195,179,6,92%,3%,73,86%,201,92%,208,94%
1,901,4002,900003,0,Southmoor Academy,AC,120,118,SUPP,98%,SUPP,SUPP,SUPP,110,97%,NA,NA
LA,901,,,,,,1513,1405,10,93%,SP,400,89%,1500,93%,1490,93%
NAT,,,,,,,528139,497037,22539,94%,4%,142045,88%,541121,94%,553912,94%
"""


def test_destinations_belong_to_the_year_in_which_the_pupils_left(read_text) -> None:
    read = read_text("england_ks4-pupdest_2019.csv", DESTINATIONS)
    assert read.receipt["source"] == "ks4_destinations"
    cohort = read.number("ks4dest.cohort", urn=900002)
    assert (cohort["value"], cohort["period"]) == (195, 2017)
    assert read.number("ks4dest.overall_destper", urn=900002)["value"] == 92
    assert read.number("ks4dest.cohort", level="england", population="state_funded")["value"] == 528139
    assert not any(name.endswith(("_17", "_18")) for name in read.variables)


def test_sp_is_a_share_that_rounds_to_zero(read_text) -> None:
    read = read_text("england_ks4-pupdest_2019.csv", DESTINATIONS)
    small = read.number("ks4dest.apprenper", level="la", la_code=901)
    assert (small["value"], small["symbol"], small["code"]) == (None, "low", "SP")
    assert read.number("ks4dest.appren", urn=900003)["symbol"] == "c"


INFORMATION = """
time_period,time_identifier,geographic_level,school_laestab,school_urn,school_name,old_la_code,la_name,version,establishment_type_group,iclose,egender,t_pupils,avg_ks2_scaledscore,pt_disadvantaged,diffn_p8mea,p8_banding
202324,Academic year,School,9014001,900002,Northmoor Academy,901,Northmoor,Final,Converter academies,0,Mixed,180,104.3,33.3,-1.03,Well below average
202324,Academic year,School,9016001,900012,Northmoor Independent,901,Northmoor,Final,Independent schools,2,Girls,40,z,z,z,z
202324,Academic year,School,9014002,900003,Southmoor Academy,901,Northmoor,Final,Sponsored academies,0,Gender unclassified,c,c,c,c,c
"""


def test_the_explore_education_statistics_style_has_six_digit_years_and_letters_for_missing(read_text) -> None:
    read = read_text("202324_information_about_schools_final.csv", INFORMATION)
    assert read.receipt["source"] == "ks4_school_information"
    pupils = read.number("ks4info.t_pupils", urn=900002)
    assert (pupils["value"], pupils["period"], pupils["release"]) == (180, 2024, "final")
    assert read.number("ks4info.t_pupils", urn=900003)["symbol"] == "c"
    assert read.number("ks4info.avg_ks2_scaledscore", urn=900012)["symbol"] == "z"
    assert read.number("ks4info.p8_banding", urn=900002)["code"] == "Well below average"
    assert read.number("ks4info.p8_banding", urn=900003)["symbol"] == "c"


def test_the_gap_of_disadvantaged_pupils_is_never_called_the_schools_progress_8(read_text) -> None:
    read = read_text("202324_information_about_schools_final.csv", INFORMATION)
    assert read.number("ks4info.diffn_p8mea", urn=900002)["value"] == -1.03
    assert not any(name.startswith("ks4.") for name in read.variables)
    school, independent, _ = read.rows("establishment")
    assert (school["establishment_number"], school["status"]) == (4001, "Open")
    assert independent["status"] is None
