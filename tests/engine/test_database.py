"""The snapshot database: questions in words, values never statements."""

import pyarrow as pa
import pytest

from collegiate.engine import Between, Contains, Database, write_database

SCHOOLS = pa.table(
    {
        "urn": [100001, 100002, 100003, 100004],
        "name": ["dove bank high", "windmill park middle", "dove valley first", None],
        "roll": [1047, 355, 58, None],
    }
)


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "one.duckdb"
    write_database(path, {"school": SCHOOLS}, order={"school": ["urn"]})
    opened = Database(path)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("where", "urns"),
    [
        ({"urn": 100002}, [100002]),
        ({"urn": [100001, 100003]}, [100001, 100003]),
        ({"urn": []}, []),
        ({"roll": None}, [100004]),
        ({"roll": Between(50, 400)}, [100002, 100003]),
        ({"name": Contains(("bank", "dove"))}, [100001]),
        ({"name": Contains(("' OR true --",))}, []),
    ],
)
def test_a_question_in_words_finds_its_rows(database, where, urns):
    assert [row["urn"] for row in database.select("school", where=where, order=["urn"])] == urns
    assert database.count("school", where) == len(urns)


def test_order_limit_and_offset(database):
    rows = database.select("school", columns=["urn"], order=["-roll", "urn"], limit=2, offset=1)
    assert [r["urn"] for r in rows] == [100002, 100003]


def test_tally_counts_by_value(database):
    assert database.tally("school", ["roll"], {"urn": [100001, 100002]}) == {(355,): 1, (1047,): 1}


def test_an_unknown_column_is_refused(database):
    with pytest.raises(KeyError, match="has no column head"):
        database.select("school", where={"head": "x"})
