"""The children of a made-up trust: clean facts in canonical tables, session marks on demand, and what was planted in them."""

from collegiate.simulate.children.schools import SYSTEMS, MadeUpSchool, academies, trust_schools, year_group_word
from collegiate.simulate.children.trust import MadeUpTrust, make_trust

__all__ = ["SYSTEMS", "MadeUpSchool", "MadeUpTrust", "academies", "make_trust", "trust_schools", "year_group_word"]
