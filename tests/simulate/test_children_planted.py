"""What was planted in the made-up children is there, as strong as the truth says."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np
import pytest

from collegiate.simulate.children import MadeUpTrust, make_trust
from collegiate.simulate.children.register import counts


@pytest.fixture(scope="module")
def trust() -> MadeUpTrust:
    """Both trusts, 2,500 pupils on roll, four years and an autumn."""
    return make_trust(seed=11, pupils=2_500, years=4)


@pytest.fixture(scope="module")
def scores(trust) -> dict[tuple[str, str, int], dict[str, tuple[int, float]]]:
    """(UPN, subject, period) to autumn and summer: URN and score."""
    record = trust.facts["pupil_record"]
    upn = dict(zip(record["person"].to_pylist(), record["upn"].to_pylist(), strict=True))
    found: dict = defaultdict(dict)
    of = trust.facts["result"].select(["stage", "status", "person", "urn", "subject", "period", "day", "value"])
    for row in of.to_pylist():
        if row["stage"] == "TEST" and row["status"] == "R":
            when = "autumn" if row["day"].month > 8 else "summer"
            found[upn[row["person"]], row["subject"], row["period"]][when] = (row["urn"], row["value"])
    return found


def _gains(scores) -> dict[tuple[int, str], list[float]]:
    gains = defaultdict(list)
    for (_, subject, _), of in scores.items():
        if len(of) == 2 and of["autumn"][0] == of["summer"][0]:
            gains[of["autumn"][0], subject].append(of["summer"][1] - of["autumn"][1])
    return gains


def test_a_years_gain_at_a_school_is_the_schools_effect_and_the_subjects(trust, scores):
    gains, subject = _gains(scores), trust.truth["subject_effects"]
    beyond = []
    for row in trust.truth["school_effects"]:
        seen = np.array(gains[row["urn"], row["subject"]])
        expected = row["effect"] + subject[row["subject"]]
        beyond.append((seen.mean() - expected) / (seen.std() / np.sqrt(len(seen))))
    assert len(beyond) > 30
    assert max(map(abs, beyond)) < 4
    assert np.mean(np.abs(beyond) < 1.96) >= 0.85
    assert np.std([r["effect"] for r in trust.truth["school_effects"]]) > 1


def test_scores_are_of_the_nations_mean_and_spread(scores):
    every = np.array([v for of in scores.values() for _, v in of.values()])
    assert abs(every.mean() - 100) < 2.5
    assert 13 < every.std() < 16.5


@pytest.mark.parametrize("pair", ["lost", "not_lost"])
def test_ground_is_lost_at_one_move_and_not_at_the_other(trust, scores, pair):
    planted = trust.truth["ground_lost"][pair]
    assert planted["move"] == "8_to_9"
    lost = []
    for (upn, subject, period), of in scores.items():
        before = scores.get((upn, subject, period - 1), {}).get("summer")
        after = of.get("autumn")
        if (
            subject == planted["subject"]
            and before
            and after
            and before[0] == planted["urn"]
            and after[0] == planted["next_urn"]
        ):
            lost.append(after[1] - before[1])
    assert len(lost) > 30
    assert abs(np.mean(lost) - planted["points"]) < 4 * np.std(lost) / np.sqrt(len(lost))


def test_one_programme_helps_and_the_other_only_seems_to(trust, scores):
    record = trust.facts["pupil_record"]
    upn = dict(zip(record["person"].to_pylist(), record["upn"].to_pylist(), strict=True))
    for planted, low, high in zip(trust.truth["interventions"], (3.0, -2.0), (7.0, 2.0), strict=True):
        given = {
            (upn[row["person"]], row["start_date"].year + 1)
            for row in trust.facts["support"].to_pylist()
            if row["programme"] == planted["programme"]
        }
        assert len(given) > 100
        rows = [
            (of["autumn"][1], (child, period) in given, of["summer"][1])
            for (child, subject, period), of in scores.items()
            if subject == planted["subject"] and len(of) == 2
        ]
        before, treated, after = np.array(rows, dtype=float).T
        fit = np.linalg.lstsq(np.column_stack([np.ones_like(before), before, treated]), after, rcond=None)[0]
        assert low < fit[2] < high


def _absence(trust: MadeUpTrust) -> dict[tuple[int, int], float]:
    return {
        (r["urn"], r["period"]): (r["authorised"] + r["unauthorised"]) / r["possible"]
        for r in trust.truth["attendance"]
    }


def test_attendance_is_like_englands_and_falls_at_one_school_alone(trust):
    decline, absence = trust.truth["decline"], _absence(trust)
    since = date.fromisoformat(decline["since"])
    assert since.year == 2025
    fell = absence[decline["urn"], 2027] - (absence[decline["urn"], 2024] + absence[decline["urn"], 2025]) / 2
    expected = -decline["change_a_year"]
    assert 0.7 * expected < fell < 1.3 * expected
    steady = [u for u in trust.truth["steady"] if trust.truth["roll"][str(u)] > 100]
    assert all(abs(absence[u, 2026] - absence[u, 2024]) < 0.02 for u in steady)
    whole = [r for r in trust.truth["attendance"] if r["urn"] != decline["urn"] and r["period"] <= 2026]
    missed = sum(r["authorised"] + r["unauthorised"] for r in whole) / sum(r["possible"] for r in whole)
    assert 0.055 < missed < 0.08
    assert 0.14 < sum(r["persistent"] for r in whole) / sum(r["pupils"] for r in whole) < 0.26
    assert 0 < sum(r["severe"] for r in whole) / sum(r["pupils"] for r in whole) < 0.03


def test_drifting_children_miss_more_and_more_and_most_show_it_before(trust):
    planted = set(trust.truth["drifting"]["2026"])
    quiet = set(trust.truth["drifting_without_signs"]["2026"])
    assert 0.01 * 2_500 < len(planted) < 0.06 * 2_500
    assert quiet < planted
    assert len(quiet) < 0.25 * len(planted)
    autumn, later, others = [], [], []
    for number in range(len(trust.schools)):
        register = trust.register(number, 2026)
        half = 2 * int(np.searchsorted(register.days, 20_454))  # 2026-01-01
        names = trust.scene.persons.take(trust.scene.seats.place[register.seats]).to_pylist()
        absent = ~np.isin(register.codes, _present_numbers())
        for row, name in enumerate(names):
            if name in planted:
                autumn.append(absent[row, :half].mean())
                later.append(absent[row, half:].mean())
            else:
                others.append(absent[row, half:].mean())
    assert len(autumn) == len(planted)
    assert 0.08 < np.mean(autumn) < np.mean(later) - 0.1
    assert np.mean(later) > 0.3
    assert np.mean(others) < 0.12


def test_those_who_will_drift_work_less_in_the_summer_before(trust):
    record = trust.facts["pupil_record"]
    upn = dict(zip(record["person"].to_pylist(), record["upn"].to_pylist(), strict=True))
    planted = {upn[p] for p in trust.truth["drifting"]["2026"]} - {
        upn[p] for p in trust.truth["drifting_without_signs"]["2026"]
    }
    grades: dict[tuple[bool, str], list[int]] = defaultdict(list)
    of = trust.facts["effort"].select(["person", "period", "term", "grade"]).to_pylist()
    for row in of:
        if row["period"] == 2025:
            grades[upn[row["person"]] in planted, row["term"]].append(row["grade"])
    fell = {who: np.mean(grades[who, "summer"]) - np.mean(grades[who, "autumn"]) for who in (True, False)}
    assert fell[True] < fell[False] - 0.6


def test_a_count_of_a_register_is_the_count_in_the_truth(trust):
    row = trust.truth["attendance"][0]
    register = trust.register([s.urn for s in trust.schools].index(row["urn"]), row["period"])
    assert {k: row[k] for k in counts(register)} == counts(register)


def _present_numbers() -> list[int]:
    from collegiate.simulate.children.register import CODES

    return [CODES.index(c) for c in ("/", "\\", "L", "B", "V", "W", "P", "D", "X", "#", "Y4")]
