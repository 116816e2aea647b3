"""A name that another sender has otherwise."""

from __future__ import annotations

from collegiate.pupils.identity.names import likeness, plain
from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Children on roll whom their school calls by a name that another sender has not, former and preferred names apart."""
    found = []
    for child in tables.on_roll:
        rows = tables.by_child.get(child["pupil"], [])
        here = [r for r in rows if r["own"] and r["urn"] == child["urn"]]
        others = [r for r in rows if r not in here]
        if here and any(_apart(here[-1], other) for other in others):
            found.append(here[-1])
    return found


def _apart(one: Row, other: Row) -> bool:
    surname = ("surname", "preferred_surname", "former_surname")
    forename = ("forename", "preferred_forename")
    return any(_differ(_names(one, columns), _names(other, columns)) for columns in (surname, forename))


def _names(row: Row, columns: tuple[str, ...]) -> set[str]:
    return {plain(row[c]) for c in columns} - {""}


def _differ(ones: set[str], others: set[str]) -> bool:
    return bool(ones and others) and all(likeness(a, b) == "different" for a in ones for b in others)


RULE = Rule(
    find,
    title="Names that disagree",
    found="Another sender has a name for this child that the school has neither as a present nor as a former one.",
    matters="Transfer files, results and certificates carry the legal name.",
    remedy="Ask the parents which name is the legal one; enter an earlier one as the former surname.",
    owner="office",
)
