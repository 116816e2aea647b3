"""The measures' eras are the vocabulary's: one list of when each ruler held, not two."""

import pytest

from collegiate.measures import definitions
from collegiate.vocabulary.eras import eras, families

KNOWN = {era.id: era for family in families() for era in eras(family)}
VARIANTS = [(m.id, v) for m in definitions() for v in m.variants if v.era in KNOWN]


@pytest.mark.parametrize(("measure", "variant"), VARIANTS, ids=lambda x: x if isinstance(x, str) else x.era)
def test_a_variant_stays_within_the_years_of_its_era(measure, variant):
    same = [e for f in families() for e in eras(f) if e.id == variant.era]
    first, last = min(e.first or 0 for e in same), max(e.last or 9999 for e in same)
    assert variant.first in (0, *range(first, last + 1)), measure
    assert variant.last in (9999, *range(first, last + 1)), measure


def test_measures_with_a_break_take_it_from_the_vocabulary():
    breaking = [m for m in definitions() if len({v.era for v in m.variants}) > 1]
    assert {"ks4_progress8", "persistent_absence", "ks4_attainment8"} <= {m.id for m in breaking}
    assert all(v.era in KNOWN for m in breaking if m.id != "free_school_meals" for v in m.variants)
