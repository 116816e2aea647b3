"""Programmes: harm is raised beyond chance, long use without a help is said, and what helps anywhere is left alone."""

from __future__ import annotations

from typing import Any

from collegiate.watch.slipping.programmes import tried, words


def row(programme: str, subject: str, effect: float | None, half: float = 1.0, pupils: int = 150) -> dict[str, Any]:
    between = {"low": None, "high": None} if effect is None else {"low": effect - half, "high": effect + half}
    return {"programme": programme, "subject": subject, "pupils": pupils, "others": 900, "effect": effect, **between, "verdict": ""}  # fmt: skip


def found(*rows: dict[str, Any]) -> dict[str, Any]:
    return {t.programme: t for t in tried(rows)}


def test_a_programme_that_does_harm_is_raised_with_its_chance() -> None:
    one = found(row("Tablets", "MAT", -3.0), row("Reading", "READ", 3.0))["Tablets"]
    assert one.raised and one.worst is not None and one.chance < 0.001 and one.size == 3.0
    assert "3.0 points less in mathematics" in words(one, lambda _: "Mathematics")


def test_harm_within_chance_of_many_programmes_is_none() -> None:
    many = [row(f"P{n}", "MAT", 1.5, 2.0) for n in range(20)]
    assert not found(row("Tablets", "MAT", -1.1, 1.0), *many)["Tablets"].worst
    assert found(row("Tablets", "MAT", -1.1, 1.0))["Tablets"].worst, "alone it would have been"


def test_long_use_without_a_sign_of_help_is_said() -> None:
    one = found(row("Tablets", "MAT", 0.2), row("Tablets", "READ", -0.1))["Tablets"]
    assert one.raised and one.worst is None and one.chance is None
    assert "does not show that it helps" in words(one, str)


def test_what_helps_in_one_subject_or_is_not_known_well_is_left_alone() -> None:
    assert not found(row("Reading", "READ", 2.5), row("Reading", "MAT", 0.0))["Reading"].raised
    assert not found(row("New", "MAT", 0.5, 4.0))["New"].raised
    assert found(row("Few", "MAT", None)) == {}
