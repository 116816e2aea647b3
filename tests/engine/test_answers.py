"""Answers kept in memory: the same question is asked once, another is never answered with it, and the room is bounded."""

import threading

import pyarrow as pa
import pytest

from collegiate.engine import Database, write_database
from collegiate.engine.answers import Answers


def asked(answers, rows, statement="select 1", **values):
    """Ask, and return the answer with whether the database was asked."""
    calls = []

    def ask():
        calls.append(1)
        return rows

    return answers.to(statement, values, ask), bool(calls)


def test_a_question_is_asked_once_and_another_is_not_answered_with_it():
    answers = Answers()
    assert asked(answers, [(1,)], v0=7) == ([(1,)], True)
    assert asked(answers, [(2,)], v0=7) == ([(1,)], False)
    assert asked(answers, [(3,)], v0=8) == ([(3,)], True)
    assert asked(answers, [(4,)], "select 2", v0=7) == ([(4,)], True)
    assert asked(answers, [(5,)], v0=7, v1=8) == ([(5,)], True)


@pytest.mark.parametrize("other", [True, 1.0])
def test_values_that_compare_as_equal_are_not_the_same_question(other):
    answers = Answers()
    asked(answers, [("one",)], v0=1)
    assert asked(answers, [("other",)], v0=other) == ([("other",)], True)


def test_whoever_gets_an_answer_may_change_their_copy():
    answers = Answers()
    first, _ = asked(answers, [(1, None), (2, [5, 6])])
    first[1][1].append(7)
    first.clear()
    assert asked(answers, []) == ([(1, None), (2, [5, 6])], False)


def test_the_oldest_make_room_and_what_is_too_large_is_not_kept():
    answers = Answers(most=1_000)
    for number in range(100):
        asked(answers, [(number,)], v0=number)
        assert answers.cells <= 1_000
    assert not asked(answers, [(0,)], v0=99)[1]
    assert asked(answers, [(0,)], v0=0)[1]
    many = [(n,) for n in range(500)]
    assert asked(answers, many, "large") == (many, True)
    assert asked(answers, many, "large") == (many, True)


def test_what_is_forgotten_is_asked_anew():
    answers = Answers()
    asked(answers, [(1,)], v0=7)
    answers.forget()
    assert (len(answers), answers.cells) == (0, 0)
    assert asked(answers, [(2,)], v0=7) == ([(2,)], True)


def test_many_threads_at_once_keep_the_count_right():
    answers = Answers(most=2_000)
    threads = [
        threading.Thread(target=lambda: [asked(answers, [(n % 50,)], v0=n % 50) for n in range(500)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.cells == sum(kept.cells for kept in answers._held.values())


def test_a_database_answers_from_memory_with_rows_that_are_the_readers_own(tmp_path):
    path = tmp_path / "one.duckdb"
    write_database(path, {"school": pa.table({"urn": [1, 2], "near": [[2], [1]]})})
    database = Database(path)
    first = database.select("school", where={"urn": 1})
    first[0]["near"].append(9)
    first[0]["urn"] = 5
    assert database.select("school", where={"urn": 1}) == [{"urn": 1, "near": [2]}]
    assert database.select("school", where={"urn": 2}) == [{"urn": 2, "near": [1]}]
    database.close()


def test_what_follows_from_a_database_is_worked_out_once(tmp_path):
    path = tmp_path / "one.duckdb"
    write_database(path, {"school": pa.table({"urn": [1, 2]})})
    database = Database(path)
    worked = []
    for _ in range(2):
        assert database.once("schools", lambda: worked.append(1) or database.count("school")) == 2
    assert worked == [1]
    database.close()
