"""What each engine can do, as data: a form that an engine lacks is refused by name, not by a traceback."""

from __future__ import annotations

from dataclasses import dataclass


class MissingAbilityError(Exception):
    """An engine was asked for a form that it does not have; the message says which engine has it."""


@dataclass(frozen=True, slots=True)
class Ability:
    """What one engine has: its title, and the forms of `collegiate.engine.forms` that it lacks, each with the reason."""

    title: str
    lacks: dict[str, str]


ABILITIES: dict[str, Ability] = {
    "duckdb": Ability("DuckDB, on this machine", {}),
    "spark": Ability(
        "Apache Spark",
        {
            "read_csv": "Spark infers line numbers from partitions, so a refused row could not be named; read with DuckDB"
        },
    ),
}


def require(engine: str, form: str) -> None:
    """Raise `MissingAbilityError` when `engine` lacks `form`."""
    reason = ABILITIES[engine].lacks.get(form)
    if reason:
        raise MissingAbilityError(f"{ABILITIES[engine].title} has no '{form}': {reason}.")
