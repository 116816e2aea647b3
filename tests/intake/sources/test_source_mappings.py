"""Files whose columns a third party renamed."""

from __future__ import annotations

KS2 = """
URN,KS2 Pupils,KS2 Boys,KS2 Girls,Reading Progress,Reading Score,Reading Meet Std,Reading Exceed Std,Reading Progress Band,Reading Progress Desc,Writing Progress,Writing Score,Writing Meet Std,Writing Exceed Std,Writing Progress Band,Maths Progress,Maths Score,Maths Meet Std,Maths Exceed Std,Maths Progress Band,Overall Meet Std,Overall Exceed Std,Academic Year
900001,26,10,16,3.1,109,92%,50%,1,Well Above Average,1.3,110,88%,62%,3,1.3,106,92%,19%,3,88%,8%,2018
900008,,,,,,,,,NOT AVAIL,,,,,,,,,,,,,2018
900009,20,10,10,LOWCOV,101,60%,5%,LOWCOV,LOWCOV,0.1,102,70%,9%,3,NA,100,61%,4%,,50%,0%,2018
"""


def test_renamed_key_stage_2_columns_get_the_publishers_names_back(read_text) -> None:
    read = read_text("ks2_perf_2018.csv", KS2)
    assert read.receipt["source"] == "ks2_performance"
    assert "ks2_renamed" in read.receipt["how"]
    reading = read.number("ks2.readprog", urn=900001)
    assert (reading["value"], reading["period"], reading["release"], reading["level"]) == (3.1, 2018, "final", "school")
    assert read.number("ks2.ptrwm_exp", urn=900001)["value"] == 88
    assert read.number("ks2.telig", urn=900001)["value"] == 26


def test_the_writing_score_of_a_third_party_is_grammar_punctuation_and_spelling(read_text) -> None:
    read = read_text("ks2_perf_2018.csv", KS2)
    assert read.number("ks2.gps_average", urn=900001)["value"] == 110
    assert read.number("ks2.ptgps_exp", urn=900001)["value"] == 88
    assert read.number("ks2.writprog", urn=900001)["value"] == 1.3
    assert "ks2.ptwritta_exp" not in read.variables


def test_a_suppressed_value_that_was_blanked_is_not_available_and_lowcov_is_still_known(read_text) -> None:
    read = read_text("ks2_perf_2018.csv", KS2)
    assert read.number("ks2.readprog", urn=900008)["symbol"] == "x"
    assert read.number("ks2.readprog", urn=900009)["symbol"] == "u"
    assert read.refused == []


def ks4(year: int) -> str:
    """Key stage 4 results in the third party's columns, of some year."""
    return f"""
URN,KS4 Pupils,KS4 Boys,KS4 Girls,Progress 8,Progress 8 Boys,Progress 8 Girls,Attainment 8,Attainment 8 Boys,Attainment 8 Girls,Eng Maths Grade 5,Entering EBacc,EBacc Avg Score,EBacc Avg Boys,EBacc Avg Girls,EBacc Grade 5,Progress 8 Band,P8 Desc,Academic Year
900002,177,93,84,-0.2,-0.51,0.13,41.1,36.7,46.1,27%,6%,3.09,2.74,3.47,3%,4,Below Average,{year}
900003,,,,,,,,,,,,,,,,,,{year}
"""


def test_renamed_key_stage_4_columns_get_the_publishers_names_back(read_text) -> None:
    read = read_text("ks4_perf_2018.csv", ks4(2018))
    assert read.receipt["source"] == "ks4_performance"
    score = read.number("ks4.p8mea", urn=900002)
    assert (score["value"], score["period"], score["release"]) == (-0.2, 2018, "")
    assert read.number("ks4.ptl2basics_95", urn=900002)["value"] == 27
    assert read.number("ks4.ebaccaps", urn=900002)["value"] == 3.09
    assert read.number("ks4.p8mea", urn=900003)["symbol"] == "x"


def test_grades_of_2016_are_not_called_grades_5_to_9(read_text) -> None:
    """There were no grades 9 to 1 in 2016, whatever the third party's header says."""
    read = read_text("ks4_perf_2016.csv", ks4(2016))
    assert read.number("ks4.ptl2basics_ll_ptq_ee", urn=900002)["value"] == 27
    assert read.number("ks4.ptebacc_ptq_ee", urn=900002)["value"] == 3
    assert not {"ks4.ptl2basics_95", "ks4.ptebacc_95"} & read.variables
    assert read.number("ks4.p8mea", urn=900002)["period"] == 2016
