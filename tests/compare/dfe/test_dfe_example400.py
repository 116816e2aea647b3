"""400 made-up schools, and what the DfE's own code answered for them: every set in order, every rating."""

from __future__ import annotations

import csv
import gzip

import pytest
from shared import shared

from collegiate.compare.dfe import Benchmark, read_schools, write

pytestmark = pytest.mark.shared
FIGURES = ("Value", "Median", "DiffMedian", "PercentDiff", "Percentile")
WORDS = ("SchoolType", "URN", "Category", "SubCategory", "Decile", "Key", "RAG")


def expected(name: str) -> list[dict[str, str]]:
    with gzip.open(shared("fbit", name), "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    benchmark = Benchmark(read_schools(shared("fbit", "example400_input.csv")))
    paths = write(benchmark.sets, benchmark.ratings, tmp_path_factory.mktemp("dfe"))
    return [list(csv.DictReader(path.open(encoding="utf-8", newline=""))) for path in paths]


def test_every_set_is_the_same_in_the_same_order(written):
    assert written[0] == expected("example400_expected_sets.csv.gz")


def test_every_rating_is_the_same_in_the_same_order(written):
    wanted = expected("example400_expected_rag.csv.gz")
    assert [list(row) for row in written[1][:1]] == [list(wanted[0])]
    assert [[row[w] for w in WORDS] for row in written[1]] == [[row[w] for w in WORDS] for row in wanted]


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_is_the_same(written, figure):
    wanted = [float(row[figure]) for row in expected("example400_expected_rag.csv.gz")]
    assert [float(row[figure]) for row in written[1]] == pytest.approx(wanted, abs=1e-9, rel=0)


def test_asking_for_one_school_gives_what_asking_for_all_gives():
    benchmark = Benchmark(read_schools(shared("fbit", "example400_input.csv")))
    for urn in benchmark.schools.urn[::37]:
        one = benchmark.what_if(int(urn))
        assert one.sets.to_pylist() == [r for r in benchmark.sets.to_pylist() if r["URN"] == urn]
        assert one.ratings.to_pylist() == [r for r in benchmark.ratings.to_pylist() if r["URN"] == urn]


def test_writing_twice_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        benchmark = Benchmark(read_schools(shared("fbit", "example400_input.csv")))
        write(benchmark.sets, benchmark.ratings, tmp_path / name)
    for file in ("sets.csv", "rag.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
