"""The fast way agrees with a slow and obvious one, and the corrected mode keeps what it promises."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from compare.dfe.dfe_tables import ENERGY, TEACHING, ratings_by, school, sets_by, table
from hypothesis import given, settings
from hypothesis import strategies as st

from collegiate.compare.dfe import Benchmark, MemberError, WeightError, method, nearest
from collegiate.compare.dfe.distances import Space

REGIONS = ("London", "North East", "")


@st.composite
def nations(draw, least=2, most=45):
    """Schools with few different values, so that ties, repeats, gaps and lone schools all come up."""
    coarse = st.one_of(st.none(), st.integers(0, 4).map(lambda v: v * 12.5))
    spend = st.one_of(st.none(), st.sampled_from([-3.0, 0.0, 0.0, 5.0, 7.5, 20.0]))
    return [
        school(
            100 + i, pupils=draw(coarse), fsm=draw(coarse), sen=draw(coarse), area=draw(coarse), age=draw(coarse),
            phase=draw(st.sampled_from(["Primary", "Primary", "Special"])), region=draw(st.sampled_from(REGIONS)),
            boarders=draw(st.sampled_from(["Boarding", "Not Boarding", "Unknown"])), pfi=draw(st.booleans()),
            part_year=draw(st.integers(0, 9)) == 0, did_not_submit=draw(st.integers(0, 9)) == 0, finance=draw(st.integers(0, 9)) > 0,
            building_data=draw(st.integers(0, 5)) > 0, ofsted=draw(st.sampled_from(["Good", "OUTSTANDING", None])),
            school_type=draw(st.sampled_from(["academies", "maintained_schools"])), teaching=draw(spend), energy=draw(spend),
        )
        for i in range(draw(st.integers(least, most)))
    ]  # fmt: skip


# --- the slow and obvious reference -------------------------------------------------------------------------------------


def known(values):
    return [v for v in values if v is not None]


def filled(schools, column, mode):
    """Each school's number, by URN; in the same-answer mode the median of the whole type where it is missing."""
    found = {}
    for s in schools:
        of_type = known(o[column] for o in schools if o["SchoolType"] == s["SchoolType"])
        gap = statistics.median(of_type) if of_type and mode == "same" else math.nan
        found[s["URN"]] = gap if s[column] is None else s[column]
    return found


def distance_of(one, other, group, numbers, basis):
    total = 0.0
    for root in method().distance(basis, one["SchoolPhaseType"]).roots:
        under = 0.0
        for column, weight in root.items():
            values = numbers[column]
            there = [values[s["URN"]] for s in group if not math.isnan(values[s["URN"]])]
            spread = max(there) - min(there) if there else math.nan
            step = abs(values[one["URN"]] - values[other["URN"]])
            under += 0.0 if spread == 0 else weight * ((step / spread) * (step / spread))
        total += math.sqrt(under)
    return total


def reference_set(schools, one, basis, mode):
    """The set of a school, one sentence of the method after another."""
    data = {
        "pupil": ["Pupil Comparator Data Present"],
        "building": ["Pupil Comparator Data Present", "Building Comparator Data Present"],
    }[basis]
    columns = method().distance(basis, one["SchoolPhaseType"]).columns
    numbers = {column: filled(schools, column, mode) for column in columns}
    group = [
        s for s in schools if (s["SchoolType"], s["SchoolPhaseType"]) == (one["SchoolType"], one["SchoolPhaseType"])
    ]

    def complete(s):
        return mode == "same" or not any(math.isnan(numbers[c][s["URN"]]) for c in columns)

    if one["Did Not Submit"] or not one["Financial Data Present"] or not all(one[d] for d in data) or not complete(one):
        return []
    others = [
        s
        for s in group
        if s is not one and not s["Partial Years Present"] and not s["Did Not Submit"] and s[data[-1]] and complete(s)
    ]
    far = {s["URN"]: distance_of(one, s, group, numbers, basis) for s in others}
    near = sorted(others, key=lambda s: (math.isnan(far[s["URN"]]), far[s["URN"]], s["URN"]))[:60]
    region = [s for s in near if s["GOR (name)"] and s["GOR (name)"] == one["GOR (name)"]]
    liked = [s for s in near if one["Is PFI"] and s["Is PFI"]]
    liked += [s for s in near if one["Boarders (name)"] == s["Boarders (name)"] == "Boarding"]
    ordered = [s["URN"] for s in [*liked, *region, *(s for s in near if s not in region)]]
    if mode == "corrected":
        ordered = list(dict.fromkeys(ordered))
    return [one["URN"], *ordered[:29]] if ordered else []


def reference_rating(schools, one, members, column, mode):
    """Value, median and percentile of a school's spend; None for a spend that is not rated."""
    spend = {s["URN"]: s[column] for s in schools}
    if mode == "same":
        spend = {urn: value or 0.0 for urn, value in spend.items()}
        values = [spend[urn] for urn in set(members) if spend[urn] > 0 or urn == one["URN"]]
    else:
        values = [spend[urn] for urn in set(members) - {one["URN"]} if spend[urn] is not None and spend[urn] > 0]
    own = spend[one["URN"]]
    if mode == "corrected" and (own is None or own <= 0 or not values):
        return None
    return own, statistics.median(values), sum(v <= own for v in values) / len(values) * 100


@pytest.mark.parametrize("mode", ["same", "corrected"])
@settings(max_examples=60, deadline=None)
@given(schools=nations())
def test_sets_are_those_of_the_slow_way(mode, schools):
    found = sets_by(Benchmark(table(schools), mode).sets)
    for one in schools:
        for basis in ("pupil", "building"):
            assert found.get((one["URN"], basis.capitalize()), []) == reference_set(schools, one, basis, mode)


@pytest.mark.parametrize("mode", ["same", "corrected"])
@settings(max_examples=60, deadline=None)
@given(schools=nations())
def test_ratings_are_those_of_the_slow_way(mode, schools):
    benchmark = Benchmark(table(schools), mode)
    sets, ratings = sets_by(benchmark.sets), ratings_by(benchmark.ratings)
    for one in (s for s in schools if not s["Partial Years Present"]):
        for column, sub, kind in ((TEACHING, "Teaching staff", "Pupil"), (ENERGY, "Energy", "Building")):
            found, members = ratings.get((one["URN"], sub)), sets.get((one["URN"], kind))
            exists = any(s[column] is not None for s in schools if s["SchoolType"] == one["SchoolType"])
            assert (found is not None) == (members is not None and exists)
            if found is None:
                continue
            wanted = reference_rating(schools, one, members, column, mode)
            if wanted is None:
                assert (found["RAG"], found["Percentile"], found["Decile"]) == ("not rated", None, None)
                assert found["Reason"]
            else:
                assert (found["Value"], found["Median"], found["Percentile"]) == pytest.approx(wanted, abs=1e-12)
                assert found["Decile"] == int(wanted[2] / 10)
                assert found["RAG"] in {"red", "amber", "green"}


# --- what the corrected mode promises -----------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(schools=nations())
def test_corrected_sets_hold_each_member_once_and_the_school_first(schools):
    for (urn, _), members in sets_by(Benchmark(table(schools), "corrected").sets).items():
        assert members[0] == urn
        assert len(set(members)) == len(members) <= 30


@settings(max_examples=60, deadline=None)
@given(schools=nations())
def test_corrected_ratings_are_only_of_known_spend_above_zero(schools):
    for row in Benchmark(table(schools), "corrected").ratings.to_pylist():
        assert (row["RAG"] == "not rated") == (row["Value"] is None or row["Value"] <= 0 or row["Compared"] == 0)
        assert (row["RAG"] == "not rated") == bool(row["Reason"])


@settings(max_examples=40, deadline=None)
@given(schools=nations(least=6), spend=st.sampled_from([0.1, 9.0, 500.0]))
def test_a_schools_own_spend_does_not_move_the_median_it_is_compared_with(schools, spend):
    before = ratings_by(Benchmark(table(schools), "corrected").ratings)
    urn = schools[0]["URN"]
    schools[0][TEACHING] = spend
    after = ratings_by(Benchmark(table(schools), "corrected").ratings)
    if (urn, "Teaching staff") in before:
        assert after[(urn, "Teaching staff")]["Median"] == before[(urn, "Teaching staff")]["Median"]


@settings(max_examples=40, deadline=None)
@given(schools=nations(), seed=st.integers(0, 99))
def test_the_order_of_the_lines_changes_nothing(schools, seed):
    mixed = [schools[i] for i in np.random.default_rng(seed).permutation(len(schools))]
    one, other = Benchmark(table(schools)), Benchmark(table(mixed))
    assert one.sets.to_pylist() == other.sets.to_pylist()
    assert one.ratings.to_pylist() == other.ratings.to_pylist()


# --- the tree, where a phase is large -----------------------------------------------------------------------------------


def cloud(n, decimals, seed=3):
    rng = np.random.default_rng(seed)
    names = ("Number of pupils", "Percentage Free school meals", "Percentage SEN")
    features = {name: np.round(rng.gamma(2.0, 8.0, n), decimals) for name in names}
    return Space.of(method().distance("pupil", "Primary"), features, np.arange(n))


@pytest.mark.parametrize("decimals", [6, 0], ids=["hardly a tie", "ties everywhere"])
def test_a_tree_finds_what_measuring_all_finds(decimals, monkeypatch):
    n = 1500
    space, own, candidates = cloud(n, decimals), np.arange(n), np.arange(0, n, 2)
    by_tree = nearest.nearest(space, own, candidates, 60)
    monkeypatch.setattr(nearest, "_TREE_FROM", n + 1)
    by_all = nearest.nearest(space, own, candidates, 60)
    assert np.array_equal(by_tree[0], by_all[0])
    assert np.array_equal(by_tree[1], by_all[1])


def test_a_phase_whose_schools_are_all_alike_goes_by_urn():
    schools = [school(urn) for urn in range(1, 701)]
    found = sets_by(Benchmark(table(schools)).sets)
    assert found[(700, "Pupil")] == [700, *range(1, 30)]
    assert found[(5, "Building")] == [5, 1, 2, 3, 4, *range(6, 31)]


# --- what if ------------------------------------------------------------------------------------------------------------


def ladder(n=40):
    return [
        school(i, pupils=float(i), sen=float(n - i), fsm=float(i % 7), teaching=float(10 * i)) for i in range(1, n + 1)
    ]


@pytest.mark.parametrize("mode", ["same", "corrected"])
def test_asking_for_one_school_gives_what_asking_for_all_gives(mode):
    benchmark = Benchmark(table(ladder()), mode)
    one = benchmark.what_if(17)
    assert one.sets.to_pylist() == [r for r in benchmark.sets.to_pylist() if r["URN"] == 17]
    assert one.ratings.to_pylist() == [r for r in benchmark.ratings.to_pylist() if r["URN"] == 17]


def test_other_weights_choose_other_members():
    weights = {"Number of pupils": 0.0, "Percentage SEN": 0.0}
    members = sets_by(Benchmark(table(ladder())).what_if(21, weights=weights).sets)[(21, "Pupil")]
    assert members[:6] == [21, 7, 14, 28, 35, 1]


def test_chosen_members_serve_both_sets_and_the_school_is_among_them():
    found = Benchmark(table(ladder())).what_if(3, members=[5, 4, 5, 3])
    assert sets_by(found.sets) == {(3, "Pupil"): [3, 5, 4], (3, "Building"): [3, 5, 4]}
    assert ratings_by(found.ratings)[(3, "Teaching staff")]["Median"] == 40.0


def test_chosen_members_in_corrected_mode_leave_the_school_out_of_its_median():
    found = Benchmark(table(ladder()), "corrected").what_if(3, members=[5, 4])
    assert ratings_by(found.ratings)[(3, "Teaching staff")]["Median"] == 45.0


def test_distances_stand_beside_the_members():
    rows = Benchmark(table(ladder())).what_if(3).sets.to_pylist()
    far = [row["Distance"] for row in rows if row["SetType"] == "Pupil"]
    assert far[0] == 0
    assert far[1:] == sorted(far[1:])


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        ({"urn": 999}, MemberError, "no school with URN 999"),
        ({"urn": 3, "members": [4, 999]}, MemberError, "no school with URN 999"),
        ({"urn": 3, "members": [3]}, MemberError, "No other school"),
        ({"urn": 3, "weights": {"Pupils": 1.0}}, WeightError, "'Pupils' is not a column"),
        ({"urn": 3, "weights": {"Percentage SEN": -1.0}}, WeightError, "0 or more"),
        ({"urn": 3, "weights": {"Percentage SEN": math.nan}}, WeightError, "0 or more"),
        ({"urn": 3, "weights": {"Total Internal Floor Area": 0, "Age Average Score": 0}}, WeightError, "equally near"),
    ],
)
def test_what_cannot_be_asked_is_said_plainly(asked, error, says):
    with pytest.raises(error, match=says):
        Benchmark(table(ladder())).what_if(**asked)
