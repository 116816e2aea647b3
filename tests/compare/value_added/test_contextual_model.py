"""The contextual model on made-up nations whose truth is known, and on input that must be refused or left out."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from collegiate.compare.value_added import NoModelError, contextual_effects, contextual_model, coverage
from collegiate.compare.value_added.effects import recent_periods
from collegiate.statistics.mixed import fit
from collegiate.tables import ContextualEffect, FigureRow, Intake

LEVEL, TREND, DRIFT = 2.0, 0.5, 0.8


class Nation:
    """Schools whose expectation, level, trend and drift are drawn, with figures of known sampling error."""

    def __init__(self, seed, schools=1500, periods=(2016, 2017, 2018), phase="primary"):
        rng = np.random.default_rng(seed)
        self.urn = 100_000 + np.arange(schools)
        self.periods = np.array(periods)
        poverty = rng.beta(2, 5, schools) * 100
        roll = np.exp(rng.normal(5.5, 0.5, schools))
        self.expected = -0.05 * poverty + 0.4 * np.log(roll)
        self.level, self.trend = rng.normal(0, LEVEL, schools), rng.normal(0, TREND, schools)
        t = self.periods[None, :] - self.periods[:3].mean()
        self.effect = self.level[:, None] + self.trend[:, None] * t
        error = rng.uniform(0.5, 1.8, schools)[:, None]
        truth = self.expected[:, None] + self.effect + rng.normal(0, DRIFT, self.effect.shape)
        self.value = truth + error * rng.normal(size=truth.shape)
        self.figures = figures(np.repeat(self.urn, len(periods)), np.tile(periods, schools), self.value.ravel(),
                               np.repeat(error.ravel(), len(periods)))  # fmt: skip
        self.intake = intake(self.urn, periods, phase, free_school_meals=poverty, roll=roll)


def figures(urn, period, value, error, measure="m", era="e", shown=True):
    count = len(urn)
    return FigureRow.conform(pa.table({
        "subject": ["school"] * count, "urn": urn, "measure": [measure] * count, "period": period, "shown": [shown] * count,
        "era": [era] * count, "value": value, "low": value - 1.96 * error, "high": value + 1.96 * error,
    }))  # fmt: skip


def intake(urn, periods, phase, **features):
    times = len(periods)
    return Intake.conform(pa.table({
        "urn": np.repeat(urn, times), "period": np.tile(periods, len(urn)), "phase_group": [phase] * (times * len(urn)),
        **{name: np.repeat(column, times) for name, column in features.items()},
    }))  # fmt: skip


@pytest.fixture(scope="module")
def nations():
    return [Nation(seed, periods=(2016, 2017, 2018, 2019)) for seed in range(6)]


@pytest.fixture(scope="module")
def models(nations):
    return [contextual_model(n.figures, n.intake, "m", [2016, 2017, 2018]) for n in nations]


def test_intervals_of_effects_hold_the_truth_95_times_in_100(nations, models):
    held = []
    for nation, model in zip(nations, models, strict=True):
        for urn, truth in zip(nation.urn, nation.effect[:, 2], strict=True):
            low, high = model.effects[int(urn)].interval
            held.append(low <= truth <= high)
    assert 0.94 <= np.mean(held) <= 0.96


def test_next_years_figures_fall_in_their_intervals_95_times_in_100(nations, models):
    found = [coverage(m, n.figures, n.intake, 2019)[0] for n, m in zip(nations, models, strict=True)]
    assert sum(f.schools for f in found) == 9000
    assert 0.94 <= np.mean([f.covered for f in found]) <= 0.96


def test_shrunken_effects_are_nearer_the_truth_than_the_year_as_it_came_out(nations, models):
    nation, model = nations[0], models[0]
    ours = np.array([model.effects[int(u)].effect for u in nation.urn])
    raw = nation.value[:, 2] - nation.expected
    truth = nation.effect[:, 2]
    assert np.sqrt(np.mean((ours - truth) ** 2)) < 0.75 * np.sqrt(np.mean((raw - truth) ** 2))


def test_the_spreads_that_were_planted_are_found(models):
    kind = models[0].kinds[0]
    random = {(v.group, t): s for v in kind.fit.random for t, s in zip(v.terms, v.sds, strict=True)}
    assert random["urn", "(Intercept)"] == pytest.approx(LEVEL, rel=0.08)
    assert random["urn", "t"] == pytest.approx(TREND, rel=0.35)
    assert kind.drift_sd == pytest.approx(DRIFT, rel=0.15)


def test_drift_worked_out_first_gives_the_same_as_all_in_one_step():
    nation = Nation(13, schools=400)
    kind = contextual_model(nation.figures, nation.intake, "m", nation.periods).kinds[0]
    made, rows = kind.context, kind.panel
    columns = {name: made.columns[:, i] for i, name in enumerate(made.names)}
    whole = fit(
        f"value ~ {' + '.join(made.names)} + (1 + t | urn) + (1 | school_year)",
        {**columns, "value": rows.value, "variance": rows.variance, "urn": rows.urn, "t": rows.period - kind.centre,
         "school_year": np.arange(len(rows))},
        known_variance="variance",
    )  # fmt: skip
    drift = next(v.sds[0] for v in whole.random if v.group == "school_year")
    assert kind.drift_sd == pytest.approx(drift, rel=0.01)
    assert kind.fit.estimates == pytest.approx(whole.estimates, abs=0.02 * whole.standard_errors.max())
    effects = whole.effects_of("urn")
    assert np.abs(kind.level - effects.estimate[:, 0]).max() < 0.02 * effects.full_sd[:, 0].mean()


def test_what_is_predicted_of_one_school_is_its_row_of_the_table():
    nation = Nation(1, schools=200)
    model = contextual_model(nation.figures, nation.intake, "m", nation.periods)
    row = contextual_effects(nation.figures, nation.intake, ["m"]).to_pylist()[7]
    predicted, effect = model.predict(row["urn"], 2019), model.effects[row["urn"]]
    assert (row["predicted"], row["predicted_low"], row["predicted_high"]) == (
        predicted.predicted, predicted.low, predicted.high,
    )  # fmt: skip
    assert (row["effect"], row["sd"], row["trend"], row["n_years"]) == (effect.effect, effect.sd, effect.trend, 3)
    wider = model.predict(row["urn"], 2019, standard_error=9.0)
    assert wider.predicted == predicted.predicted
    assert wider.high - wider.low > 2 * 1.96 * 9


def test_an_era_is_not_crossed():
    nation = Nation(2, schools=200, periods=(2017, 2018))
    urn = nation.urn
    older = figures(urn, np.full(200, 2016), nation.value[:, 0] + 40, np.ones(200), era="letters")
    both = pa.concat_tables([older, nation.figures])
    known = intake(urn, (2016, 2017, 2018), "primary", roll=np.linspace(50, 400, 200))
    model = contextual_model(both, known, "m", [2016, 2017, 2018])
    assert (model.era, model.periods, model.left_out) == ("e", (2017, 2018), (2016,))
    assert recent_periods(both, "m") == [2017, 2018]


def test_with_two_years_no_trend_is_claimed():
    nation = Nation(3, schools=200, periods=(2017, 2018))
    table = contextual_effects(nation.figures, nation.intake, ["m"])
    assert table["trend"].null_count == table["trend_sd"].null_count == 200
    assert table["effect"].null_count == 0


def test_special_schools_have_a_model_of_their_own():
    mainstream, special = Nation(4, schools=300), Nation(5, schools=300, phase="special")
    shift = pa.array(special.figures["urn"].to_numpy() + 50_000)
    moved = special.figures.set_column(special.figures.schema.get_field_index("urn"), "urn", shift)
    places = special.intake.set_column(1, "urn", pa.array(special.intake["urn"].to_numpy() + 50_000))
    both = pa.concat_tables([mainstream.figures, FigureRow.conform(moved)])
    model = contextual_model(
        both, pa.concat_tables([mainstream.intake, Intake.conform(places)]), "m", mainstream.periods
    )
    alone = contextual_model(mainstream.figures, mainstream.intake, "m", mainstream.periods)
    assert [k.kind for k in model.kinds] == ["mainstream", "special"]
    assert model.effects[100_000] == alone.effects[100_000]
    assert model.effects[150_000].trend_sd == 0


def test_an_unknown_intake_is_marked_and_not_taken_for_average():
    nation = Nation(6, schools=400)
    poverty = nation.intake["free_school_meals"].to_numpy().copy()
    hidden = nation.intake["urn"].to_numpy() < 100_060
    table = nation.intake.set_column(
        nation.intake.schema.get_field_index("free_school_meals"), "free_school_meals", pa.array(poverty, mask=hidden)
    )
    model = contextual_model(nation.figures, Intake.conform(table), "m", nation.periods)
    assert "free_school_meals_unknown" in model.kinds[0].context.names
    assert len(model.effects) == 400


def test_a_school_without_an_intake_or_an_interval_has_no_effect():
    nation = Nation(7, schools=200)
    kept = nation.intake.filter(pc.not_equal(nation.intake["urn"], 100_000))
    bare = pc.if_else(pc.equal(nation.figures["urn"], 100_001), pa.scalar(None, pa.float64()), nation.figures["low"])
    table = nation.figures.set_column(nation.figures.schema.get_field_index("low"), "low", bare)
    model = contextual_model(table, kept, "m", nation.periods)
    assert 100_002 in model.effects
    for urn in (100_000, 100_001):
        assert urn not in model.effects
        with pytest.raises(KeyError, match=f"URN {urn}"):
            model.predict(urn, 2019)


def test_a_school_that_has_left_is_not_predicted():
    nation = Nation(8, schools=200)
    gone = pc.and_(pc.equal(nation.figures["urn"], 100_000), pc.equal(nation.figures["period"], 2018))
    table = contextual_effects(nation.figures.filter(pc.invert(gone)), nation.intake, ["m"])
    first, second = table.slice(0, 2).to_pylist()
    assert (first["period"], first["n_years"], first["predicted"], first["predicted_period"]) == (2017, 2, None, None)
    assert (second["period"], second["predicted_period"]) == (2018, 2019)


def test_one_countys_file_is_not_a_year_of_the_nation():
    nation = Nation(9, schools=400, periods=(2017, 2018, 2019))
    few = pc.and_(pc.equal(nation.figures["period"], 2019), pc.greater(nation.figures["urn"], 100_100))
    assert recent_periods(nation.figures.filter(pc.invert(few)), "m") == [2017, 2018]


def test_too_few_schools_are_refused_and_give_no_rows():
    nation = Nation(10, schools=40)
    with pytest.raises(NoModelError, match="60 schools"):
        contextual_model(nation.figures, nation.intake, "m", nation.periods)
    assert contextual_effects(nation.figures, nation.intake, ["m", "never_measured"]).equals(ContextualEffect.empty())
    assert contextual_effects(FigureRow.empty(), Intake.empty()).num_rows == 0


def test_two_runs_give_the_same_bytes():
    nation = Nation(11, schools=300)
    first, second = (contextual_effects(nation.figures, nation.intake, ["m"]) for _ in range(2))
    assert first.equals(second)


def test_another_era_is_not_scored():
    nation = Nation(12, schools=200)
    model = contextual_model(nation.figures, nation.intake, "m", nation.periods)
    later = figures(nation.urn, np.full(200, 2019), nation.value[:, 0], np.ones(200), era="other")
    with pytest.raises(ValueError, match="another era"):
        coverage(model, later, intake(nation.urn, (2019,), "primary", roll=np.linspace(9, 99, 200)), 2019)
