"""Income and expenditure of schools; grants of trusts."""

from __future__ import annotations


def test_a_maintained_schools_accounts_have_their_year_in_a_column(read_text) -> None:
    read = read_text(
        "financials_2018.csv",
        """
URN,Income,Expenditure,Balance,Academic Year
900001,2145540.94,2156764.59,-11223.65,2018
900008,0,0,0,2018
nan,0,0,0,2018
""",
    )
    assert read.receipt["source"] == "finance_maintained"
    balance = read.number("finance.balance", urn=900001)
    assert (balance["value"], balance["period"]) == (-11223.65, 2018)
    assert read.number("finance.income", urn=900008)["value"] == 0
    assert [row["line"] for row in read.refused] == [4]
    assert read.adds_up


HEADER = [
    ["", "", "Schools", "Pupils", "", "Grant Funding (2022-23 prices)", "", "Schools with cut in spending power"],
    ["", "", "", "2015-16", "2020-21", "2015-16", "2020-21", "2020-21"],
    ["Trusts (name)", "Trusts (code)", "", "", "", "", "", ""],
]
TAILS = [
    ["Grant Funding Per Pupil (2022-23 prices)", "", "Change in per pupil funding with 2015-16"],
    ["2015-16", "2020-21", "2020-21"],
    ["", "", ""],
]
LAST = [["Change in spending power with 2015-16 (%)"], ["2020-21"], [""]]


def test_a_header_of_three_rows_gives_a_trust_two_years(read_workbook) -> None:
    header = [a + b + c for a, b, c in zip(HEADER, TAILS, LAST, strict=True)]
    rows = [
        ["MOORLAND LEARNING TRUST", 90001, 3, 711, 811.5, 4217224.5, 5085439.5, 0.5, 6212.7, 6636.4, 423.7, -0.126],
        ["No Code Trust", "", 1, 100, 100, 1, 1, 0, 1, 1, 0, 0],
    ]
    (read,) = read_workbook("multi_academy_trust_funding.xlsx", {"Data": [*header, *rows]})
    assert read.receipt["source"] == "trust_funding"
    before = read.number("trust_funding.pupils", trust_uid=90001, period=2016)
    after = read.number("trust_funding.pupils", trust_uid=90001, period=2021)
    assert (before["value"], after["value"], after["level"]) == (711, 811.5, "trust")
    assert read.number("trust_funding.schools", trust_uid=90001)["period"] == 2021
    assert read.number("trust_funding.grant", trust_uid=90001, period=2016)["value"] == 4217224.5
    assert read.number("trust_funding.grant_per_pupil", trust_uid=90001, period=2021)["value"] == 6636.4
    assert read.number("trust_funding.schools_with_cut_share", trust_uid=90001)["value"] == 50
    assert round(read.number("trust_funding.spending_power_change", trust_uid=90001)["value"], 9) == -12.6
    assert [(row["line"], row["whole_row"]) for row in read.refused] == [(5, True)]
    assert after["line"] == 4
