"""Phases of education, with the two kinds of middle school kept apart from the phases that the law deems them to be."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Phase(StrEnum):
    """A phase, as the register names it."""

    NURSERY = "nursery"
    PRIMARY = "primary"
    MIDDLE_DEEMED_PRIMARY = "middle_deemed_primary"
    MIDDLE_DEEMED_SECONDARY = "middle_deemed_secondary"
    SECONDARY = "secondary"
    SIXTEEN_PLUS = "sixteen_plus"
    ALL_THROUGH = "all_through"
    SPECIAL = "special"
    ALTERNATIVE = "alternative_provision"
    NOT_APPLICABLE = "not_applicable"

    @property
    def words(self) -> str:
        """The phase as it is written on a page."""
        return self.value.replace("_", " ").replace("sixteen plus", "16 plus").replace("all through", "all-through")


REGISTER_WORDS: Mapping[str, Phase] = MappingProxyType(
    {
        "nursery": Phase.NURSERY,
        "primary": Phase.PRIMARY,
        "middle deemed primary": Phase.MIDDLE_DEEMED_PRIMARY,
        "middle deemed secondary": Phase.MIDDLE_DEEMED_SECONDARY,
        "secondary": Phase.SECONDARY,
        "16 plus": Phase.SIXTEEN_PLUS,
        "all-through": Phase.ALL_THROUGH,
        "all through": Phase.ALL_THROUGH,
        "not applicable": Phase.NOT_APPLICABLE,
    }
)
"""The register's words for a phase, in lower case. It calls special schools and alternative provision 'not applicable'."""


def phase_of(words: str | None) -> Phase | None:
    """Return the phase that the register's words name, or None when it is empty or unknown."""
    return REGISTER_WORDS.get((words or "").strip().lower())
