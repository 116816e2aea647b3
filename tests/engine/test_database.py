"""The snapshot database: questions in words, values never statements."""

import pyarrow as pa
import pyarrow.parquet as pq
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


def test_totals_add_up_within_groups_and_missing_is_not_zero(database):
    assert database.totals("school", ["urn"], ["roll"], {"urn": [100003, 100004]}) == [
        {"urn": 100003, "roll": 58},
        {"urn": 100004, "roll": None},
    ]
    assert database.totals("school", [], ["roll"]) == [{"roll": 1460}]


def test_an_unknown_column_is_refused(database):
    with pytest.raises(KeyError, match="has no column head"):
        database.select("school", where={"head": "x"})


WORDED = pa.table(
    {
        "pupil": pa.array(range(200_000)),
        "code": pa.DictionaryArray.from_arrays(
            pa.array([None if n % 9 == 0 else n % 3 for n in range(200_000)], pa.int32()), ["/", "I'm", "\\"]
        ),
        "nothing": pa.DictionaryArray.from_arrays(pa.nulls(200_000, pa.int32()), pa.array([], pa.string())),
        "minutes": pa.array([n % 60 for n in range(200_000)]),
    }
)


@pytest.fixture(scope="module")
def from_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    parts = [folder / f"part-{n}.parquet" for n in range(4)]
    for n, part in enumerate(parts):
        pq.write_table(WORDED.slice(n * 50_000, 50_000), part)
    write_database(folder / "one.duckdb", {"school": SCHOOLS, "mark": parts})
    opened = Database(folder / "one.duckdb")
    yield opened
    opened.close()


def test_a_table_from_files_keeps_its_order_and_every_value(from_files):
    assert [tuple(r.values()) for r in from_files.select("mark")] == list(
        zip(*(c.to_pylist() for c in WORDED.columns), strict=True)
    )
    assert from_files.count("school") == 4


@pytest.mark.parametrize(
    "where",
    [
        {"code": "I'm"},
        {"code": None},
        {"code": ["/", "\\"]},
        {"nothing": None},
        {"pupil": Between(120_000, 120_009), "code": Contains(("'",))},
    ],
)
def test_words_of_files_are_asked_for_as_words(from_files, where):
    expected = [
        r for r in WORDED.to_pylist()
        if all(_meets(r[name], wanted) for name, wanted in where.items())
    ]  # fmt: skip
    assert from_files.count("mark", where) == len(expected) > 0


def _meets(value, wanted):
    if isinstance(wanted, Between):
        return wanted.low <= value <= wanted.high
    if isinstance(wanted, Contains):
        return value is not None and all(word in value for word in wanted.words)
    return value in wanted if isinstance(wanted, list) else value == wanted


def test_a_word_that_no_row_has_is_no_error(from_files):
    assert from_files.count("mark", {"code": "never"}) == from_files.count("mark", {"nothing": "never"}) == 0
    assert from_files.count("mark", {"code": ["never", "/"]}) == from_files.count("mark", {"code": "/"})
