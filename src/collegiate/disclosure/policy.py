"""The numbers that disclosure goes by, each with its reason; a trust that has to be stricter sets others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """How few children are few.

    `step`: counts of children are shown in steps of so many, so that groups and changes of fewer cannot be told; 5, because the DfE
    suppresses five and fewer in performance tables and shows counts in fives where it rounds. `least_roll`: children below whom an
    academy's counts are not taken apart: with fewer than two steps, every part of a known roll is few. `least_mean`: children below
    whom no mean is shown. `least_rate`: children below whom no percentage is: one child more or less would move it by five points.
    `steps_of_rates`: how finely percentages may be shown, in points; the finest is taken that is at least `least_sessions` wide.
    """

    step: int = 5
    least_roll: int = 10
    least_mean: int = 10
    least_rate: int = 20
    steps_of_rates: tuple[float, ...] = (0.1, 0.5, 1, 2, 5)
    least_sessions: int = 5
    weeks: int = 12

    def __post_init__(self) -> None:
        if self.step < 3 or self.step % 2 == 0:
            raise ValueError(
                "The step is an odd number from 3, so that no count lies half-way between two of its multiples."
            )
        if self.least_roll < 2 * self.step:
            raise ValueError("The least roll is two steps at least: of fewer children no part can be kept.")


POLICY = Policy()
