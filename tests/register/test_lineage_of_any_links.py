"""Whatever links a register holds: every chain ends, and no school is joined to two."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from registers import APRIL_2025

from collegiate.register import institutions, steps_of
from collegiate.register.lineage import Evidence, Kind

URNS = st.integers(131_000, 131_009)
TYPES = st.sampled_from(
    [
        "Predecessor",
        "Successor",
        "Predecessor - merged",
        "Successor - Split School",
        "Result of Amalgamation",
        "Merged - change in age range",
        "Closure",
        "Other",
    ]
)
DAYS = st.one_of(st.none(), st.dates(date(2009, 1, 1), date(2026, 1, 1)))
LINKS = st.lists(
    st.fixed_dictionaries(
        {"as_of": st.just(APRIL_2025), "urn": URNS, "link_urn": URNS, "link_type": TYPES, "established": DAYS}
    ),
    max_size=30,
)


@given(LINKS, st.dictionaries(URNS, st.dates(date(2009, 1, 1), date(2025, 1, 1))), st.dictionaries(URNS, st.booleans()))
def test_every_chain_ends_and_no_school_is_joined_to_two(links, opened, is_open):
    steps = steps_of(links, Evidence(opened, is_open.get), APRIL_2025)
    joined = [step for step in steps if step.joined]
    assert len({step.urn for step in joined}) == len({step.next_urn for step in joined}) == len(joined)
    assert all(step.kind is Kind.CONVERSION for step in joined)
    assert all(step.happened is None or step.happened <= APRIL_2025 for step in joined)
    last = institutions(steps)
    before = {step.urn for step in joined}
    assert all(end not in before for end in last.values())
    assert all(last[step.urn] == last[step.next_urn] for step in joined)


@given(LINKS)
def test_the_order_of_the_links_does_not_matter_when_each_is_written_once(links):
    once = {(row["urn"], row["link_urn"]): row for row in links}.values()
    nothing = Evidence({}, {}.get)
    forwards = steps_of(once, nothing, APRIL_2025)
    backwards = steps_of(list(once)[::-1], nothing, APRIL_2025)
    assert [(s.urn, s.next_urn, s.kind, s.joined) for s in forwards] == [
        (s.urn, s.next_urn, s.kind, s.joined) for s in backwards
    ]
