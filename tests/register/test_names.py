from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collegiate.register import reading_case


@pytest.mark.parametrize(
    ("registered", "read"),
    [
        ("CITY LEARNING TRUST", "City Learning Trust"),
        ("UTTOXETER LEARNING TRUST", "Uttoxeter Learning Trust"),
        (
            "THE DIOCESE OF NORWICH ST BENET'S MULTI-ACADEMY TRUST",
            "The Diocese of Norwich St Benet's Multi-Academy Trust",
        ),
        ("ST OSMUND'S CE MIDDLE SCHOOL", "St Osmund's CE Middle School"),
        ("ST BEDE'S RC PRIMARY SCHOOL", "St Bede's RC Primary School"),
        ("KING EDWARD VII SCIENCE AND SPORT COLLEGE", "King Edward VII Science and Sport College"),
        ("SOUTH BANK MAT", "South Bank MAT"),
        ("LEEDS ADVANCED MANUFACTURING UTC LIMITED", "Leeds Advanced Manufacturing UTC Limited"),
        ("ST CHAD'S C OF E TRUST", "St Chad's C of E Trust"),
        ("THE McAULEY CATHOLIC HIGH SCHOOL", "The McAuley Catholic High School"),
        ("THE MCAULEY CATHOLIC HIGH SCHOOL", "The McAuley Catholic High School"),
        ("O'NEILL ACADEMY", "O'Neill Academy"),
        ("PARKWOOD HALL CO-OPERATIVE ACADEMY TRUST", "Parkwood Hall Co-operative Academy Trust"),
        ("CITY OF STOKE-ON-TRENT TRUST", "City of Stoke-on-Trent Trust"),
        ("21ST CENTURY TRUST", "21st Century Trust"),
        ("DRB IGNITE", "DRB Ignite"),
        ("Ark Schools", "Ark Schools"),
        ("LADY HAWKINS\x92 SCHOOL", "Lady Hawkins’ School"),
        ("L.E.A.D. ACADEMY TRUST", "L.E.A.D. Academy Trust"),
    ],
)
def test_a_registered_name_is_read_as_english_writes_it(registered, read):
    assert reading_case(registered) == read


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ '-&.", max_size=60))
def test_only_the_case_and_the_spaces_of_a_name_change(registered):
    assert reading_case(registered).upper() == " ".join(registered.split())
