"""Results: the trust's own tests, the nation's assessments from Reception to Year 13, and what children expect of themselves."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from collegiate.simulate.children.arrays import NEVER, days, fact, real, rng_of, whole, words
from collegiate.simulate.children.learning import test_day
from collegiate.simulate.children.plan import SUBJECTS
from collegiate.simulate.children.population import SUBSIDIARY
from collegiate.simulate.children.scene import Scene
from collegiate.tables import Result

_GOALS = (
    "LAU", "SPE", "SRG", "MSF", "BRL", "GMS", "FMS", "CMP", "WRD", "WRI", "NUM", "NPA", "PAP", "PCC", "NWD", "CWM", "BIE",
)  # fmt: skip
"""The 17 early learning goals since 2021; the first twelve decide on a good level of development."""

_FOR_GLD = 12
_NOT_HELD = {"EYFS": (2020, 2021), "PHONICS": (2020, 2021), "MTC": (2018, 2019, 2020, 2021), "KS2": (2020, 2021)}
"""National assessments that were not held, or not yet: by the year in which the academic year ends."""

_KS4 = (("ENG", 0), ("MAT", 1), ("SCI", 2), ("HUM", 0), ("LAN", 0), ("ART", 0), ("TEC", 1), ("PED", 2))
_A_LEVELS = (("ENG", 0), ("MAT", 1), ("SCI", 2))
_GRADES = ("U", "1", "2", "3", "4", "5", "6", "7", "8", "9")
_LETTERS = ("U", "E", "D", "C", "B", "A", "A*")
_PHONICS_PASS = 32


def results_table(scene: Scene) -> pa.Table:
    """Every result of every child, each on its own scale."""
    parts = [*_tests(scene), *_expectations(scene), *_early_years(scene), *_phonics(scene), *_tables_check(scene)]
    parts += [*_key_stage_2(scene), *_key_stage_4(scene), *_key_stage_5(scene)]
    return pa.concat_tables(parts)


def _rows(scene: Scene, seat: np.ndarray, day: np.ndarray, stage: str, subject: str, component: str, *,
          value: np.ndarray | None = None, code: pa.Array | None = None, status: str = "R") -> pa.Table:  # fmt: skip
    many = len(seat)

    def same(word: str) -> pa.Array:
        return pa.array([word] * many, pa.string())

    return fact(
        Result,
        **scene.who(seat),
        stage=same(stage),
        subject=same(subject),
        component=same(component),
        status=same(status),
        period=whole(scene.seats.period[seat]),
        day=days(day),
        value=pa.nulls(many, pa.float64()) if value is None else real(value),
        code=pa.nulls(many, pa.string()) if code is None else code,
    )


def _tests(scene: Scene) -> list[pa.Table]:
    made = []
    for summer, scores in ((False, scene.learning.autumn), (True, scene.learning.summer)):
        on = np.array([[test_day(y, summer=summer) for y in years] for years in scene.calendars])
        day = on[scene.seats.school, scene.numbers]
        for number, subject in enumerate(SUBJECTS):
            seat = np.flatnonzero(~np.isnan(scores[:, number]) & (day != NEVER))
            made.append(
                _rows(scene, seat, day[seat], "TEST", subject, "standardised_score", value=scores[seat, number])
            )
    return made


def _expectations(scene: Scene) -> list[pa.Table]:
    """In November children from Year 5 say what they expect of the summer's test, to the nearest five points."""
    rng = rng_of(scene.seed, 20)
    made = []
    for number, subject in enumerate(SUBJECTS[:2]):
        seat = _of_years(scene, range(5, 12), rng, 0.75)
        day = scene.day_in_year(seat, 11, 9)
        seat, day = seat[day != NEVER], day[day != NEVER]
        hoped = scene.learning.start[seat, number] + rng.normal(2.5, 6, len(seat))
        value = np.clip(5 * np.rint(hoped / 5), 60, 140)
        made.append(_rows(scene, seat, day, "TEST", subject, "standardised_score", value=value, status="O"))
    return made


def _sitting(scene: Scene, stage: str, year: int, month: int, day: int, rng: np.random.Generator, share: float = 0.985,
             ) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """The seats of the children of a year group who sit a national assessment, and on which day."""
    seat = _of_years(scene, [year], rng, share)
    seat = seat[~np.isin(scene.seats.period[seat], _NOT_HELD.get(stage, ()))]
    on = scene.day_in_year(seat, month, day)
    return seat[on != NEVER], on[on != NEVER]


def _of_years(scene: Scene, years: range | list[int], rng: np.random.Generator, share: float) -> np.ndarray:
    seats = scene.seats
    drawn = rng.random(len(seats)) < share
    return np.flatnonzero(np.isin(seats.year_group, list(years)) & (seats.status != SUBSIDIARY) & drawn)


def _z(scene: Scene, seat: np.ndarray, subject: int, rng: np.random.Generator, error: float = 0.35) -> np.ndarray:
    """How far beyond the nation's children a child is at the end of the year, as an assessment sees it."""
    return (scene.learning.end[seat, subject] - 100) / 15 + rng.normal(0, error, len(seat))


def _early_years(scene: Scene) -> list[pa.Table]:
    rng = rng_of(scene.seed, 21)
    seat, day = _sitting(scene, "EYFS", 0, 6, 14, rng)
    common = (_z(scene, seat, 0, rng) + _z(scene, seat, 1, rng)) / 2
    met = np.array([common + rng.normal(0, 0.4, len(seat)) > -1.45 + 0.02 * n for n in range(len(_GOALS))])
    made = [
        _rows(scene, seat, day, "EYFS", goal, "outcome", code=words(["1", "2"], met[n].astype(int)))
        for n, goal in enumerate(_GOALS)
    ]
    good = met[:_FOR_GLD].all(axis=0)
    return [*made, _rows(scene, seat, day, "EYFS", "ALL", "gld", code=words(["N", "Y"], good.astype(int)))]


def _phonics(scene: Scene) -> list[pa.Table]:
    rng = rng_of(scene.seed, 22)
    seat, day = _sitting(scene, "PHONICS", 1, 6, 10, rng)
    mark = np.clip(np.rint(34.5 + 6.5 * _z(scene, seat, 0, rng)), 0, 40)
    passed = words(["Wt", "Wa"], (mark >= _PHONICS_PASS).astype(int))
    return [_rows(scene, seat, day, "PHONICS", "READ", "mark", value=mark, code=passed)]


def _tables_check(scene: Scene) -> list[pa.Table]:
    rng = rng_of(scene.seed, 23)
    seat, day = _sitting(scene, "MTC", 4, 6, 12, rng)
    mark = np.clip(np.rint(21 + 5 * _z(scene, seat, 1, rng)), 0, 25)
    return [_rows(scene, seat, day, "MTC", "MAT", "mark", value=mark)]


def _key_stage_2(scene: Scene) -> list[pa.Table]:
    rng = rng_of(scene.seed, 24)
    seat, day = _sitting(scene, "KS2", 6, 5, 10, rng)
    made = []
    for subject, of in (("READ", 0), ("MAT", 1), ("GPS", 0)):
        scaled = np.clip(np.rint(104.5 + 7.5 * _z(scene, seat, of, rng)), 80, 120)
        made.append(_rows(scene, seat, day, "KS2", subject, "scaled_score", value=scaled))
    place = np.digitize(_z(scene, seat, 0, rng, 0.5), [-0.65, 1.1])
    return [*made, _rows(scene, seat, day, "KS2", "WRIT", "outcome", code=words(["WTS", "EXS", "GDS"], place))]


def _key_stage_4(scene: Scene) -> list[pa.Table]:
    rng = rng_of(scene.seed, 25)
    seat, day = _sitting(scene, "KS4", 11, 6, 16, rng)
    made, grades = [], []
    for subject, of in _KS4:
        grade = np.clip(np.rint(4.8 + 1.9 * _z(scene, seat, of, rng)), 0, 9)
        grades.append(grade)
        made.append(
            _rows(scene, seat, day, "KS4", subject, "grade", value=grade, code=words(_GRADES, grade.astype(int)))
        )
    total = np.sum(grades, axis=0) + grades[0] + grades[1]
    made.append(_rows(scene, seat, day, "KS4", "ALL", "attainment8", value=total))
    aimed, since = _sitting(scene, "KS4", 10, 11, 20, rng)
    for subject, of in _KS4[:3]:
        target = np.clip(np.ceil(5.0 + 1.9 * (scene.learning.start[aimed, of] - 100) / 15), 1, 9)
        made.append(
            _rows(
                scene, aimed, since, "KS4", subject, "grade",
                value=target, code=words(_GRADES, target.astype(int)), status="T",
            )
        )  # fmt: skip
    return made


def _key_stage_5(scene: Scene) -> list[pa.Table]:
    rng = rng_of(scene.seed, 26)
    seat, day = _sitting(scene, "KS5", 13, 6, 16, rng)
    made = []
    for subject, of in _A_LEVELS:
        grade = np.clip(np.rint(3.2 + 1.1 * _z(scene, seat, of, rng)), 0, 6)
        made.append(
            _rows(scene, seat, day, "KS5", subject, "grade", value=10 * grade, code=words(_LETTERS, grade.astype(int)))
        )
    return made
