"""The real public files: every one is recognised, every row is accounted for, and known figures come out."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from shared import shared

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("real_files")]

# file: source, rows in, rows refused
EXPECTED: Mapping[str, tuple[str, int, int]] = {
    "census/england_abs_2013.csv": ("absence", 20059, 0),
    "census/england_abs_2019.csv": ("absence", 21217, 0),
    "census/england_census_2019.csv": ("census", 23942, 0),
    "census/england_swf_partial.csv": ("workforce", 8178, 1),
    "census/pupil-premium-2019-2020.csv": ("pupil_premium", 21567, 0),
    "census/school_fsm_2023.csv": ("fsm", 24442, 0),
    "finance/financials_2014.csv": ("finance_maintained", 17848, 0),
    "finance/financials_2015.csv": ("finance_maintained", 16500, 0),
    "finance/financials_2016.csv": ("finance_maintained", 16240, 0),
    "finance/financials_2017.csv": ("finance_maintained", 15275, 2),
    "finance/financials_2018.csv": ("finance_maintained", 13599, 0),
    "finance/multi_academy_trust_funding.xlsx": ("trust_funding", 2513, 0),
    "inspection/ofsted_ratings_2005-2020.csv": ("ofsted_ratings_history", 60134, 3),
    "inspection/school_ofsted_rating_2024-04.csv": ("ofsted_ratings_snapshot", 20571, 0),
    "performance/2017-2018_england_spine.xlsx": ("performance_school_list", 26078, 0),
    "performance/2017-2018_ks2_meta.csv": ("performance_column_dictionary", 326, 0),
    "performance/2017-850-ks2.csv": ("ks2_performance", 331, 0),
    "performance/2018-850-ks2.csv": ("ks2_performance", 334, 0),
    "performance/202324_data-guidance.txt": ("data_guidance", 1425, 0),
    "performance/202324_information_about_schools_final.csv": ("ks4_school_information", 5709, 0),
    "performance/england_ks2final_2019.csv": ("ks2_performance", 16355, 0),
    "performance/england_ks4-pupdest_2019.csv": ("ks4_destinations", 3877, 0),
    "performance/england_ks4final_2019.csv": ("ks4_performance", 5516, 0),
    "performance/england_ks4provisional_2019.csv": ("ks4_performance", 5652, 0),
    "performance/england_ks5final_2017.csv": ("ks5_performance", 3376, 16),
    "performance/england_ks5final_2019.csv": ("ks5_performance", 2903, 0),
    "performance/ks2_perf_2016.csv": ("ks2_performance", 16162, 0),
    "performance/ks2_perf_2017.csv": ("ks2_performance", 16313, 0),
    "performance/ks2_perf_2018.csv": ("ks2_performance", 16364, 0),
    "performance/ks4_final_meta.csv": ("performance_column_dictionary", 505, 0),
    "performance/ks4_perf_2016.csv": ("ks4_performance", 5335, 0),
    "performance/ks4_perf_2017.csv": ("ks4_performance", 5399, 0),
    "performance/ks4_perf_2018.csv": ("ks4_performance", 5519, 0),
    "performance/la_and_region_codes_meta.csv": ("la_codes", 151, 0),
    "reference/EM_progress_202425.csv": ("english_maths_progress", 1142, 0),
    "reference/LSIP_lookup.xlsx": ("lsip_lookup", 296, 0),
    "reference/metadata.csv": ("scorecard_column_dictionary", 223, 0),
    "reference/postcodes.csv": ("postcode_districts", 2848, 0),
    "reference/scorecard_data_2025_2023.csv": ("la_place_scorecards", 462, 0),
    "reference/ks5_value_added/pupil_upload_template.csv": ("va_pupil_template", 0, 0),
    "reference/progress8_ready_reckoner/ebac_att8_splits.csv": ("progress8_ready_reckoner", 34, 0),
    "reference/progress8_ready_reckoner/ebac_pupil_modelvalues_file.csv": ("progress8_coefficients", 40, 0),
    "reference/progress8_ready_reckoner/p8_att8_splits.csv": ("progress8_ready_reckoner", 34, 0),
    "reference/progress8_ready_reckoner/p8_dummy_v6.csv": ("progress8_example", 9, 0),
    "reference/progress8_ready_reckoner/p8_pupil_coefficients_file.csv": ("progress8_coefficients", 34, 0),
    "reference/progress8_ready_reckoner/p8_stdev_file.csv": ("progress8_deviations", 1, 0),
    "reference/progress8_ready_reckoner/p8_stdev_file_named.csv": ("progress8_deviations", 1, 0),
    "reference/transition_matrices/2023_Tidy_Data_Output_91_Scaled_Scores_Final.csv": ("transition_matrices", 3280, 0),
    "reference/transition_matrices/2023_Tidy_Data_Output_Attainment_Scaled_Scores_Final.csv": (
        "transition_headlines",
        99,
        0,
    ),
    "reference/transition_matrices/2023_Tidy_Data_Output_Comb_Science_Scaled_Scores_Final.csv": (
        "transition_matrices",
        99,
        0,
    ),
    "reference/transition_matrices/2024_Tidy_Data_Output_91_Scaled_Scores_Final_v2.csv": (
        "transition_matrices",
        3883,
        0,
    ),
    "reference/transition_matrices/2024_Tidy_Data_Output_Attainment_Scaled_Scores_Final_v2.csv": (
        "transition_headlines",
        117,
        0,
    ),
    "reference/transition_matrices/2024_Tidy_Data_Output_Comb_Science_Scaled_Scores_Final_v2.csv": (
        "transition_matrices",
        117,
        0,
    ),
    "register/edubasealldata20250422-establishment-types.csv": ("gias_establishment_types", 50, 0),
    "register/edubasealldata_open_202207.csv": ("gias_establishments", 20188, 0),
    "register/grouplinks_202203.csv": ("gias_group_links", 20395, 1623),
    "register/grouplinks_202206.csv": ("gias_group_links", 20582, 1603),
    "register/grouplinks_edubaseallacademiesandfree20190601.csv": ("gias_group_links", 14621, 0),
    "register/groups_202206.csv": ("gias_groups", 6905, 0),
    "register/links_edubasealldata20250422.csv": ("gias_links", 33801, 0),
}

# sheet of a workbook: source, rows in
SHEETS: Mapping[str, tuple[str, int]] = {
    "IoD2019 IDACI & IDAOPI": ("idaci", 32844),
    "IMD2019": ("imd", 32844),
    "national_bands": ("va_bands", 504),
    "subject_variance": ("va_variances", 504),
    "qualification_variance": ("va_variances", 51),
    "points_lookup": ("va_lookups", 3077),
    "qualid_lookup": ("va_lookups", 504),
    "disadvantaged_subject_variance": ("va_variances", 497),
    "qan_lookup": ("va_lookups", 934),
}

WATCHED = (138549, 144558, 144002, 141405, 144007, 100000)


@dataclass(frozen=True)
class Real:
    """What a reading of all the real files left behind: receipts, and the observations of a few schools and of England."""

    receipts: tuple[Mapping[str, Any], ...]
    observations: tuple[Mapping[str, Any], ...]

    def receipt(self, file: str) -> Mapping[str, Any]:
        """The one receipt whose file ends so."""
        (found,) = [r for r in self.receipts if r["file"].endswith(file)]
        return found

    def number(self, variable: str, **subject: Any) -> Any:
        """The one value of a variable about a subject."""
        found = {
            row["value"]
            for row in self.observations
            if row["variable"] == variable and all(row[name] == value for name, value in subject.items())
        }
        assert len(found) == 1, f"{variable} of {subject} is {found}"
        return found.pop()


@pytest.fixture(scope="module")
def real() -> Real:
    import pyarrow as pa
    import pyarrow.compute as pc

    from collegiate.intake import read

    receipts, kept = [], []
    for reading in read([shared("dfe")], answers={"england_swf_partial.csv": "2018/19"}):
        receipts.append(reading.receipt)
        table = reading.facts.get("observation")
        if table is not None:
            wanted = pc.or_kleene(
                pc.is_in(table["urn"], pa.array(WATCHED, pa.int64())), pc.equal(table["level"], "england")
            )
            kept += table.filter(wanted).to_pylist()
    return Real(tuple(receipts), tuple(kept))


@pytest.mark.parametrize("file", EXPECTED, ids=lambda f: f.rsplit("/", 1)[-1])
def test_each_file_is_recognised_and_its_rows_add_up(real: Real, file: str) -> None:
    source, rows, refused = EXPECTED[file]
    receipt = real.receipt(file)
    assert (receipt["source"], receipt["rows_in"], receipt["rows_refused"]) == (source, rows, refused)
    assert receipt["rows_in"] == receipt["rows_kept"] + receipt["rows_refused"]


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_sheet_of_a_workbook_is_recognised(real: Real, sheet: str) -> None:
    receipt = real.receipt("/" + sheet)
    assert (receipt["source"], receipt["rows_in"], receipt["rows_refused"]) == (*SHEETS[sheet], 0)


def test_nothing_that_holds_a_row_stays_unrecognised(real: Real) -> None:
    assert [r["file"] for r in real.receipts if not r["source"] and r["rows_in"]] == []


def test_no_file_is_forgotten(real: Real) -> None:
    workbooks = {
        "IDACI_and_IDAOPI.xlsx",
        "IMD2019.xlsx",
        "l3va_step5_outputs_Rversion.xlsx",
        "ST_LSIP_MainTables.Main.xlsm",
    }
    files = {p.relative_to(shared("dfe")).as_posix() for p in shared("dfe").rglob("*") if p.is_file()}
    assert {f for f in files if not any(f.endswith(w) for w in workbooks)} == set(EXPECTED)


def test_progress_8_of_2019_as_published(real: Real) -> None:
    for urn, score in ((138549, -0.39), (144558, 0.13), (144002, 0.38)):
        assert real.number("ks4.p8mea", urn=urn, period=2019, release="final") == score
    for variable, value in (("ks4.p8mea", -0.38), ("ks4.p8cilow", -0.56), ("ks4.p8ciupp", -0.2), ("ks4.p8pup", 189)):
        assert real.number(variable, urn=138549, period=2019, release="provisional") == value
    assert real.number("ks4.p8mea", level="england", population="state_funded", period=2019) == -0.03
    assert real.number("ks4.p8mea", urn=138549, period=2018) == -0.2


def test_key_stage_2_progress_of_2019_as_published(real: Real) -> None:
    for urn, scores in ((141405, (-5.3, -5.5, -4.1)), (144007, (-0.1, 2.4, 0.9))):
        found = tuple(real.number(f"ks2.{name}prog", urn=urn, period=2019) for name in ("read", "writ", "mat"))
        assert found == scores


def test_national_figures_as_published(real: Real) -> None:
    england = {"level": "england"}
    assert real.number("ks4dest.cohort", period=2017, **england) == 528139
    assert real.number("census.pnumfsmever", population="secondary", period=2019, **england) == 27.7
    assert real.number("absence.ppersabs10", population="secondary", period=2019, **england) == 13.7
    assert real.number("absence.ppersabs15", population="secondary", period=2013, **england) == 6.5
    assert real.number("ks5.tallppe_alev_1618", population="all", period=2017, **england) == 32.39
    assert real.number("ks2.ptrwm_exp", population="state_funded", period=2019, **england) == 65


def test_a_schools_other_figures_as_published(real: Real) -> None:
    assert real.number("ks4dest.cohort", urn=138549, period=2017) == 195
    assert real.number("ks5.va_ins_alev", urn=138549, period=2019) == -0.71
    assert real.number("workforce.mean_salary", urn=100000, period=2019) == 45421
    assert real.number("finance.balance", urn=100000, period=2014) == -11223.65
    assert real.number("pupil_premium.eligible", urn=100000, period=2020) == 38
    assert real.number("gias.numberofpupils", urn=100000, period=2022) == 270
    assert round(real.number("pupil_premium.primary_share", urn=100000, period=2020), 6) == 16.2


SHARED_COLUMNS = ("telig", "readprog", "writprog", "matprog", "read_average", "mat_average", "gps_average")
SHARED_COLUMNS += (
    "ptread_exp",
    "ptread_high",
    "ptgps_exp",
    "ptgps_high",
    "ptmat_exp",
    "ptmat_high",
    "ptrwm_exp",
    "ptrwm_high",
)


def _numbers(*file: str) -> dict[tuple[int, str, int], float]:
    from collegiate.intake import read

    (reading,) = read([shared("dfe", "performance", *file)])
    rows = reading.facts["observation"].to_pylist()
    return {(r["urn"], r["variable"], r["period"]): r["value"] for r in rows if r["value"] is not None and r["urn"]}


def test_every_number_of_the_third_party_is_the_publishers_number() -> None:
    """328 Hampshire schools of 2017/18 are in both files: the mapping's columns and its year are right, or these would differ."""
    theirs, ours = _numbers("ks2_perf_2018.csv"), _numbers("2017-850-ks2.csv")
    both = [key for key in theirs.keys() & ours.keys() if key[1].removeprefix("ks2.") in SHARED_COLUMNS]
    assert len(both) == 4704
    assert [key for key in both if theirs[key] != ours[key]] == []


def test_the_full_file_named_2018_is_that_of_2018_19() -> None:
    final, full = _numbers("england_ks2final_2019.csv"), _numbers("2018-850-ks2.csv")
    both = [key for key in final.keys() & full.keys() if key[1] in ("ks2.readprog", "ks2.writprog", "ks2.matprog")]
    assert len(both) == 963
    assert [key for key in both if final[key] != full[key]] == []


def _cells(file: str) -> list[dict[str, str]]:
    with shared("dfe", "performance", file).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _number(cell: str | None) -> float | None:
    try:
        return float((cell or "").strip().rstrip("%"))
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("theirs", "full", "year"),
    [("ks2_perf_2016.csv", "2017-850-ks2.csv", "16"), ("ks2_perf_2017.csv", "2018-850-ks2.csv", "17")],
)
def test_the_years_that_a_full_file_repeats_are_the_third_partys_years(theirs: str, full: str, year: str) -> None:
    """READPROG_16 of the file named 2017 is the third party's 2016: the suffixes tell the year, the file's name does not."""
    columns = {
        "Reading Progress": "READPROG",
        "Maths Progress": "MATPROG",
        "Maths Score": "MAT_AVERAGE",
        "Overall Meet Std": "PTRWM_EXP",
    }
    one = {row["URN"]: row for row in _cells(theirs)}
    other = {row["URN"]: row for row in _cells(full)}
    for their_name, name in columns.items():
        pairs = [
            (_number(one[urn][their_name]), _number(other[urn][f"{name}_{year}"])) for urn in one.keys() & other.keys()
        ]
        known = [pair for pair in pairs if None not in pair]
        assert len(known) > 300
        assert [pair for pair in known if pair[0] != pair[1]] == []


def test_a_cohort_of_destinations_is_the_year_group_that_left_two_years_before() -> None:
    leavers = {row["URN"]: row["KS4 Pupils"] for row in _cells("ks4_perf_2017.csv")}
    found = [
        row["COHORT"] == leavers[row["URN"]]
        for row in _cells("england_ks4-pupdest_2019.csv")
        if leavers.get(row["URN"]) and row["COHORT"].isdigit()
    ]
    assert (len(found), sum(found)) == (3556, 3552)


def test_the_register_in_its_full_set_of_columns_waits_for_its_day_and_then_gives_types_and_dioceses(
    tmp_path: Path,
) -> None:
    from collegiate.intake import read

    file = tmp_path / "gias.csv"
    file.write_bytes(shared("interop", "dfe_finance_and_census_raw", "gias.csv").read_bytes())
    (waiting,) = read([file])
    assert (waiting.receipt["source"], waiting.receipt["status"]) == ("gias_establishments", "waiting")
    (tmp_path / "collegiate.toml").write_text('[files."gias.csv"]\nas_of = "2024-02-09"\n', encoding="utf-8")
    (reading,) = [r for r in read([file]) if r.receipt["source"]]
    rows = reading.facts["establishment"].to_pylist()
    assert len(rows) == 60
    assert (rows[0]["type_code"], rows[0]["ukprn"], rows[0]["phase"]) == (28, 10000001, "secondary")


def test_a_full_key_stage_4_workbook_of_515_columns_tells_its_year_by_the_years_that_it_repeats() -> None:
    from collegiate.intake import read

    (reading,) = read([shared("interop", "dfe_finance_and_census_raw", "ks4.xlsx")])
    assert (reading.receipt["source"], reading.receipt["period"], reading.receipt["rows_kept"]) == (
        "ks4_performance",
        2023,
        60,
    )
    variables = set(reading.facts["observation"]["variable"].to_pylist())
    assert {"ks4.p8mea", "ks4.p8cilow", "ks4.p8meacov", "ks4.tpup"} <= variables
    assert not {name for name in variables if name.endswith(("_21", "_22", "_21_ptq_ee"))}
