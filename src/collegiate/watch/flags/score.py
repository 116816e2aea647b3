"""How past flags came out: for all, by school and by group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import Array, SchoolWeeks, monday_of, number_of, words
from collegiate.pupils.ledger.groups import NOT_KNOWN, groupings
from collegiate.tables import FlagScore
from collegiate.vocabulary.codes import code_list

GROUPINGS = ("all", "sex", "free_school_meals", "sen_provision", "english_additional", "ethnicity")


def groups_on(tables: Mapping[str, pa.Table], day: date, today: date) -> dict[str, Array]:
    """The group of every child on a day, by grouping, in words; for scoring alone, after every flag has been raised."""
    now = np.array([number_of(day)])
    found = groupings(tables, SchoolWeeks(monday_of(now), now, np.zeros(1, np.int64)), today)
    groups = {name: np.array(found[name].values, object)[found[name].code[:, 0]] for name in GROUPINGS if name in found}
    ethnicity = {c.code: c.group for c in code_list("ethnicity")}
    pupil = tables["pupil"].sort_by("pupil")
    groups["ethnicity"] = np.array(
        [ethnicity.get(w, NOT_KNOWN).replace("_", " ") if w else NOT_KNOWN for w in words(pupil["ethnicity"])], object
    )
    return groups


def score_rows(
    period: int, urn: Array, raised: Array, came: Array, chance: Array, groups: Mapping[str, Array]
) -> pa.Table:
    """Return `FlagScore` rows of the whole trust (without urn) and of every school, for all and by group."""
    rows = []
    schools: list[tuple[int | None, Array]] = [(None, np.ones(len(urn), bool))]
    schools += [(int(u), urn == u) for u in np.unique(urn)]
    for school, here in schools:
        for grouping, group in groups.items():
            for value in sorted(set(group[here])):
                who = here & (group == value)
                rows.append(
                    {"period": period, "urn": school, "grouping": grouping, "value": str(value)}
                    | _tally(raised[who], came[who], chance[who])
                )
    names = FlagScore.schema().names
    return FlagScore.conform(pa.table({n: [r[n] for r in rows] for n in names}, schema=FlagScore.schema()))


def _tally(raised: Array, came: Array, chance: Array) -> dict[str, int | float]:
    return {
        "pupils": len(came),
        "caught": int((raised & came).sum()),
        "missed": int((~raised & came).sum()),
        "wrongly_worried": int((raised & ~came).sum()),
        "rightly_calm": int((~raised & ~came).sum()),
        "expected": float(chance.sum()),
    }
