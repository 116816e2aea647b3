"""The quality of children's data: rules that say what is wrong, when it matters, how to mend it, who can and by when.

A rule is one file in `rulebook/`; nothing else is edited to add one.
"""

from collegiate.pupils.quality.dates import next_census_day, school_days_after
from collegiate.pupils.quality.rule import Rule, Tables
from collegiate.pupils.quality.run import findings, rules
from collegiate.pupils.quality.sending import sendings

__all__ = ["Rule", "Tables", "findings", "next_census_day", "rules", "school_days_after", "sendings"]
