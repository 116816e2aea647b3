"""Census, absence, free school meals, pupil premium, workforce."""

from __future__ import annotations


def test_the_january_census_belongs_to_the_academic_year_that_it_stands_in(read_text) -> None:
    read = read_text(
        "england_census_2019.csv",
        """
URN,LA,ESTAB,SCHOOLTYPE,NOR,NORG,NORB,PNORG,TSENELSE,PSENELSE,TSENELK,PSENELK,NUMEAL,PNUMEAL,NUMFSM,NUMFSMEVER,PNUMFSMEVER
900001,901,2001,State-funded primary,285,141,144,49.5,5,1.8,50,17.5,141,49.5,32,38,16.2
900012,901,6001,Independent school,752,752,0,100,0,0,58,7.7,NA,NA,NA,NA,NA
NAT,,PRI,State-funded primary,4727089,2318560,2408528,49,74404,1.6,595708,12.6,1002292,21.2,745453,1018995,23
NAT,,SEC,State-funded secondary,3327970,1657342,1670628,49.8,55233,1.7,358555,10.8,561002,16.9,468779,808599,27.7
NAT,,SPE,State-funded special school,121738,33793,87945,27.8,122268,98.3,2014,1.6,18345,14.7,47048,53935,50.3
""",
    )
    assert (read.receipt["source"], read.receipt["period"]) == ("census", 2019)
    assert read.number("census.nor", urn=900001)["value"] == 285
    assert read.number("census.tsenelse", urn=900001)["la_code"] == 901
    assert read.number("census.numeal", urn=900012)["symbol"] == "z"
    assert read.number("census.pnumfsmever", level="england", population="secondary")["value"] == 27.7
    assert read.number("census.nor", level="england", population="special")["value"] == 121738
    assert read.receipt["rows_refused"] == 0


def test_each_threshold_of_persistent_absence_is_a_variable_of_its_own(read_text) -> None:
    old = read_text(
        "england_abs_2013.csv",
        """
LA,ESTAB,URN,PERCTOT,PPERSABS15
901,2001,900001,3.5,0
901,2002,900008,5.4,SUPP
NAT,PRI,,4.8,3.6
NAT,SEC,,5.8,6.5
""",
    )
    new = read_text(
        "england_abs_2019.csv",
        """
LA,ESTAB,URN,PERCTOT,PPERSABS10
901,2001,900001,2.6,3.4
901,2002,,5.4,6.1
901,2003,900014,104,7.1
NAT,SPE,,10.1,28.8
""",
    )
    assert old.variables == {"absence.perctot", "absence.ppersabs15"}
    assert new.variables == {"absence.perctot", "absence.ppersabs10"}
    assert old.number("absence.ppersabs15", urn=900001)["value"] == 0
    assert old.number("absence.ppersabs15", urn=900008)["symbol"] == "c"
    assert old.number("absence.perctot", level="england", population="secondary")["period"] == 2013
    assert new.number("absence.ppersabs10", level="england", population="special")["value"] == 28.8
    assert [(row["line"], row["whole_row"]) for row in new.refused] == [(3, True), (4, False)]


def test_free_school_meals_are_a_percentage_or_do_not_apply(read_text) -> None:
    read = read_text(
        "school_fsm_2023.csv",
        """
urn,school_name,la_name,fsm_prop
900001,St Anne's,Northmoor,14.3
900012,Northmoor Independent,Northmoor,z
900014,Empty School,Northmoor,0
""",
    )
    assert (read.receipt["source"], read.receipt["period"]) == ("fsm", 2023)
    assert read.number("fsm.fsm_prop", urn=900001)["value"] == 14.3
    assert read.number("fsm.fsm_prop", urn=900012)["symbol"] == "z"
    assert read.number("fsm.fsm_prop", urn=900014)["value"] == 0


def pupil_premium(numbers: tuple[int, ...]) -> str:
    """The layout of the allocations, with the footnote numbers of some year in its headers."""
    roll, primary, first, secondary, second = numbers
    return f"""
URN,LAEstab,LA,Local Authority,School Name,Number of pupils on roll ({roll}),Number of Primary pupils on roll ({primary}),Number of Primary pupils eligible for the Deprivation Pupil Premium,Percentage of Primary pupils eligible for the Deprivation Pupil Premium,Deprivation Pupil Premium Allocation ({first}),Number of  Secondary pupils on roll ({secondary}),Number of Secondary pupils eligible for the Deprivation Pupil Premium,Percentage of Secondary pupils eligible for the Deprivation Pupil Premium,Deprivation Pupil Premium Allocation ({second}),Total number of pupils eligible for the Deprivation Pupil Premium,Total allocation for the Deprivation Pupil Premium
900001,9012001,901,Northmoor,St Anne's,234,234,38,0.162,50160,0,0,0,0,38,50160
900015,9014005,901,Northmoor,Moor All-through,500,200,50,0.25,66000,300,90,1.3,84150,140,150150
"""


def test_footnote_numbers_in_headers_are_not_compared(read_text) -> None:
    for year, numbers in (("2019-2020", (7, 9, 11, 10, 12)), ("2020-2021", (3, 4, 5, 6, 8))):
        read = read_text(f"pupil-premium-{year}.csv", pupil_premium(numbers))
        assert read.receipt["source"] == "pupil_premium"
        assert read.receipt["period"] == int(year[-4:])
        assert read.number("pupil_premium.roll", urn=900001)["value"] == 234
        assert read.number("pupil_premium.eligible", urn=900015)["value"] == 140
        assert read.number("pupil_premium.primary_allocation", urn=900015)["value"] == 66000
        assert read.number("pupil_premium.secondary_allocation", urn=900015)["value"] == 84150
        assert read.number("pupil_premium.allocation", urn=900015)["value"] == 150150


def test_a_share_of_the_pupil_premium_becomes_a_percentage_and_one_over_a_hundred_is_refused(read_text) -> None:
    read = read_text("pupil-premium-2019-2020.csv", pupil_premium((7, 9, 11, 10, 12)))
    assert round(read.number("pupil_premium.primary_share", urn=900001)["value"], 9) == 16.2
    assert [(row["line"], row["value"]) for row in read.refused] == [(3, "1.3")]


WORKFORCE = """
LA Number,Establishment Number,URN,School Phase,Total Number of Teachers (Headcount),Total Number of Teaching Assistants (Headcount),"Total Number of Non Classroom-based School Support Staff, Excluding Auxiliary Staff (Headcount)",Total Number of Teachers (Full-Time Equivalent),Total Number of Teaching Assistants (Full-time Equivalent),"Total Number of Non Classroom-based School Support Staff, Excluding Auxiliary Staff (Full-Time Equivalent)",Pupil:     Teacher Ratio,Mean Gross FTE Salary of All Teachers (£s)
901,2001,900001,Primary,24,18,30,19.1,13.4,15.9,15.0,"£45,421"
901,2002,900008,Primary,2,1,1,1.8,0.5,0.6,SUPP,SUPP
901,2003,900014,Primary,13,15,2,11.6,12,
"""


def test_the_workforce_file_is_asked_for_its_year_and_read_once_it_is_known(read_text) -> None:
    waiting = read_text("england_swf_partial.csv", WORKFORCE)
    assert waiting.receipt["status"] == "waiting"
    assert "england_swf_partial.csv" in waiting.receipt["question"]
    read = read_text("england_swf_partial.csv", WORKFORCE, answer="2018/19")
    salary = read.number("workforce.mean_salary", urn=900001)
    assert (salary["value"], salary["period"]) == (45421, 2019)
    assert read.number("workforce.pupil_teacher_ratio", urn=900001)["value"] == 15
    assert read.number("workforce.support_headcount", urn=900001)["value"] == 30
    assert read.number("workforce.mean_salary", urn=900008)["symbol"] == "c"
    (cut,) = read.refused
    assert (cut["line"], cut["whole_row"]) == (4, True)
    assert len(read.variables) == 8
