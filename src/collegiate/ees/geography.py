"""The geographic levels of Explore Education Statistics, with the columns that tell of each. Source: the screener's geography table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ROWS = """
National|country_code|country_name|
Regional|region_code|region_name|
Local authority|new_la_code|la_name|old_la_code
Local authority district|lad_code|lad_name|
RSC region||rsc_region_lead_name|
Parliamentary constituency|pcon_code|pcon_name|
Local skills improvement plan area|lsip_code|lsip_name|
Local enterprise partnership|local_enterprise_partnership_code|local_enterprise_partnership_name|
English devolved area|english_devolved_area_code|english_devolved_area_name|
Opportunity area|opportunity_area_code|opportunity_area_name|
Ward|ward_code|ward_name|
MAT|trust_id|trust_name|
Sponsor|sponsor_id|sponsor_name|
School|school_urn|school_name|school_laestab
Provider|provider_ukprn|provider_name|
Institution|institution_id|institution_name|
Planning area|planning_area_code|planning_area_name|
Police force area|pfa_code|pfa_name|
"""

LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    level: tuple(c for c in columns if c) for level, *columns in (line.split("|") for line in _ROWS.strip().splitlines())
})  # fmt: skip
"""Every level with its columns: a code, a name, a second code."""

COLUMNS = frozenset(c for columns in LEVELS.values() for c in columns)

LOW = frozenset({"School", "Provider", "Institution"})
"""Levels whose rows may say which wider places they are in."""
