"""Which measures a page shows first for which kind of school. Every other measure is on the school's own page."""

from __future__ import annotations

from collections.abc import Iterable

from collegiate.charts import Measured
from collegiate.web.reading import Measures

FEWEST, MOST = 1, 5

KINDS = ("Secondary schools", "Middle schools", "Primary and first schools", "Schools and colleges for 16 to 19", "Special schools and alternative provision", "Other schools")  # fmt: skip

_KIND_OF = {
    "secondary": KINDS[0],
    "all_through": KINDS[0],
    "middle_deemed_secondary": KINDS[1],
    "middle_deemed_primary": KINDS[1],
    "primary": KINDS[2],
    "nursery": KINDS[2],
    "sixteen_plus": KINDS[3],
    "special": KINDS[4],
    "alternative_provision": KINDS[4],
}

_KEY_STAGE_2 = (
    "ks2_progress_reading",
    "ks2_progress_writing",
    "ks2_progress_maths",
    "ks2_expected_standard",
    "persistent_absence",
)
_KEY_STAGE_4 = (
    "ks4_progress8",
    "ks4_attainment8",
    "ks4_english_maths_95",
    "ks4_english_maths_94",
    "persistent_absence",
)
_FIRST = {
    KINDS[0]: _KEY_STAGE_4,
    KINDS[1]: _KEY_STAGE_2,
    KINDS[2]: _KEY_STAGE_2,
    KINDS[3]: ("ks5_value_added", "ks5_a_level_aps"),
    KINDS[4]: ("persistent_absence", "ks4_destinations"),
}


HEADLINES = tuple(dict.fromkeys(i for ids in _FIRST.values() for i in ids))
"""Every measure that is shown first for some kind of school."""


def kind_of(phase: str | None) -> str:
    """Return the kind of school that a phase is shown under."""
    return _KIND_OF.get(phase or "", KINDS[5])


def headline_measures(kind: str, there: Iterable[str], measures: Measures) -> list[Measured]:
    """Choose the columns for a kind of school from the measures that are `there`.

    Results first; where there are hardly any, whatever has a good direction, and then what describes the school.
    """
    present = set(there)
    chosen = [i for i in _FIRST.get(kind, ()) if i in present]
    rest = [m for m in measures.ordered(present) if m.id not in chosen]
    rest.sort(key=lambda m: m.polarity == "none")
    while len(chosen) < FEWEST and rest:
        chosen.append(rest.pop(0).id)
    return [measures.get(i) for i in chosen[:MOST]]
