"""The twelve pupil downloads of Get Information About Pupils: joined without quoting, and shifted rows are never guessed at."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from adding_up import adds_up
from shared import shared

from collegiate.intake import Reading, read

SOURCES = {
    "CensusAutumn": "giap_census_autumn",
    "CensusSpring": "giap_census_spring",
    "CensusSummer": "giap_census_summer",
    "PupilPremium": "giap_pupil_premium",
    "Phonics": "giap_phonics",
    "MTC": "giap_multiplication_check",
    "KS1": "giap_ks1",
    "KS2": "giap_ks2",
    "KS4": "giap_ks4",
    "EYFSP": "giap_early_years",
    "FurtherEducationPP": "giap_further_education_pp",
    "FurtherEducationSEN": "giap_further_education_sen",
}
RESULTS = {"Phonics", "MTC", "KS1", "KS2", "KS4", "EYFSP"}
UPN = "A801200005001"
CELLS = {
    "AcademicYear": "2025/2026", "ACADYR": "2025/2026", "ACAD_YEAR": "2025/2026", "URN": "900001", "UPN": UPN, "ULN": "1000000043",
    "SURNAME": "O'Dell", "Surname": "O'Dell", "Forename": "Zoë", "FORENAMES": "Zoë", "DOB": "05/09/2015", "Sex": "F", "SEX": "F",
    "CensusTerm": "Any", "EntryDate": "03/09/2024", "NCyearActual": "4", "NCYear": "4", "EnrolStatus": "C", "SENProvision": "K",
    "SEN_PROVISION": "E", "FSMeligible": "1", "Ethnicity": "WBRI", "Deprivation Pupil Premium": "1", "Looked After Premium": "0",
    "PupilPremiumFYStartDate": "01/04/2026", "Pupil_Premium_FTE": "1.0", "PHONICS_MARK": "33", "PHONICS_OUTCOME": "Wa",
    "FormMark": "25", "READ_OUTCOME": "EXS", "READSCORE": "104", "MATSCORE": "A", "READOUTCOME": "EXS", "ATT8": "52.5",
    "APENG_91": "7", "P8SCORE": "-0.31", "GLD": "1", "COM_E01": "2", "COM_G01": "2",
}  # fmt: skip


@pytest.fixture(scope="module")
def headers() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with shared("interop", "code_lists", "giap_download_columns.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["download"], []).append(row["header"])
    return found


def cell(header: str) -> str:
    plain = header
    for prefix in ("Phonics_", "KS4_", "FSP_"):
        plain = plain.removeprefix(prefix)
    return CELLS.get(plain, "")


def download(folder: Path, name: str, header: list[str], *rows: list[str], tab: bool = True) -> Reading:
    between, ending = ("\t", ".tab") if tab else (",", ".csv")
    text = "\ufeff" + "".join(between.join(row) + "\r\n" for row in [header, *rows])
    (folder / f"{name}{ending}").write_text(text, encoding="utf-8", newline="")
    (folder / "collegiate.toml").write_text('[school]\nurn = 900123\nsystem = "sims"\n')
    (found,) = read([folder])
    adds_up(found)
    return found


@pytest.mark.shared
@pytest.mark.parametrize("tab", [True, False])
@pytest.mark.parametrize("name", SOURCES)
def test_every_download_is_known_by_its_headers_and_read(
    tmp_path: Path, headers: dict[str, list[str]], name: str, tab: bool
) -> None:
    found = download(tmp_path, name, headers[name], [cell(h) for h in headers[name]], tab=tab)
    assert (found.receipt["source"], found.receipt["status"]) == (SOURCES[name], "kept")
    assert found.receipt["people"] is True
    assert found.receipt["columns_unused"] == ""
    assert set(found.facts) == ({"result"} if name in RESULTS else {"pupil_record"})


def results(found: Reading) -> dict[tuple[str, str, str], tuple[float | None, str | None]]:
    return {
        (r["stage"], r["subject"], r["component"]): (r["value"], r["code"]) for r in found.facts["result"].to_pylist()
    }


@pytest.mark.shared
def test_wide_results_become_a_row_for_each_result_and_letters_say_why_there_is_no_number(
    tmp_path: Path, headers: dict[str, list[str]]
) -> None:
    found = download(tmp_path, "KS2", headers["KS2"], [cell(h) for h in headers["KS2"]])
    assert results(found) == {
        ("KS2", "READ", "scaled_score"): (104.0, None),
        ("KS2", "MAT", "scaled_score"): (None, "A"),
        ("KS2", "READ", "outcome"): (None, "EXS"),
    }
    (first, *_) = found.facts["result"].to_pylist()
    assert (first["person"], first["urn"], first["period"], first["status"]) == (f"upn {UPN}", 900001, 2026, "R")


@pytest.mark.shared
def test_a_mark_and_its_outcome_are_one_result(tmp_path: Path, headers: dict[str, list[str]]) -> None:
    found = download(tmp_path, "Phonics", headers["Phonics"], [cell(h) for h in headers["Phonics"]])
    assert results(found) == {("PHONICS", "READ", "mark"): (33.0, "Wa")}


@pytest.mark.shared
def test_a_mark_that_cannot_be_is_refused_and_an_absence_keeps_its_reason(
    tmp_path: Path, headers: dict[str, list[str]]
) -> None:
    names = headers["MTC"]

    def row(mark: str, why: str, upn: str) -> list[str]:
        said = {"FormMark": mark, "ReasonNotTakingCheck": why, "UPN": upn}
        return [said.get(h, cell(h)) for h in names]

    found = download(tmp_path, "MTC", names, row("26", "", "A801200005002"), row("", "A", "A801200005003"))
    kept = {r["person"]: (r["value"], r["code"]) for r in found.facts["result"].to_pylist()}
    assert kept["upn A801200005003"] == (None, "A")
    assert found.refused["column_name"].to_pylist() == ["FormMark"]


@pytest.mark.shared
def test_a_comma_in_a_name_refuses_the_row_even_if_the_last_cells_are_empty(
    tmp_path: Path, headers: dict[str, list[str]]
) -> None:
    """The last cells of the row are empty, so that the row would fit if its cells were taken as they come."""
    names = headers["CensusAutumn"]
    whole = [cell(h) for h in names]
    shifted = ["O'Dell, Smith" if h == "Surname" else cell(h) for h in names]
    found = download(tmp_path, "CensusAutumn", names, whole, shifted, tab=False)
    assert found.facts["pupil_record"]["surname"].to_pylist() == ["O'Dell"]
    (refused,) = found.refused.to_pylist()
    assert refused["line"] == 3
    assert "TAB" in refused["remedy"]
    assert UPN not in str(refused)


@pytest.mark.shared
def test_the_tab_download_holds_the_same_row_whole(tmp_path: Path, headers: dict[str, list[str]]) -> None:
    names = headers["CensusAutumn"]
    found = download(tmp_path, "CensusAutumn", names, ["O'Dell, Smith" if h == "Surname" else cell(h) for h in names])
    (row,) = found.facts["pupil_record"].to_pylist()
    assert (row["surname"], row["birth_date"], row["sen_provision"]) == ("O'Dell, Smith", dt.date(2015, 9, 5), "K")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("term", "day"),
    [("Autumn", dt.date(2025, 10, 2)), ("Spring", dt.date(2026, 1, 15)), ("Summer", dt.date(2026, 5, 21))],
)
@pytest.mark.parametrize("year", ["2025/2026", "2025"])
def test_a_census_stands_for_its_day(
    tmp_path: Path, headers: dict[str, list[str]], term: str, day: dt.date, year: Any
) -> None:
    names = headers[f"Census{term}"]
    row = [year if h == "AcademicYear" else cell(h) for h in names]
    (found,) = download(tmp_path, f"Census{term}", names, row).facts["pupil_record"].to_pylist()
    assert found["as_of"] == day


@pytest.mark.shared
def test_gender_is_read_as_sex(tmp_path: Path, headers: dict[str, list[str]]) -> None:
    names = ["Gender" if h == "Sex" else h for h in headers["CensusSummer"]]
    (row,) = (
        download(tmp_path, "CensusSummer", names, ["M" if h == "Gender" else cell(h) for h in names])
        .facts["pupil_record"]
        .to_pylist()
    )
    assert row["sex"] == "M"


@pytest.mark.shared
def test_students_without_a_upn_go_by_their_learner_number(tmp_path: Path, headers: dict[str, list[str]]) -> None:
    names = headers["FurtherEducationSEN"]
    (row,) = (
        download(tmp_path, "FurtherEducationSEN", names, [cell(h) for h in names]).facts["pupil_record"].to_pylist()
    )
    assert (row["person"], row["uln"], row["as_of"]) == ("900123/uln 1000000043", "1000000043", dt.date(2025, 9, 1))
