"""What people did about something that changed, from what they wrote down: a case that is open, a look with its reason, or nobody yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from collegiate.store import Reader
from collegiate.watch.slipping.finding import reference_of
from collegiate.web.accounts.models import User

NOBODY = "Nobody yet: no case is open about it, and nobody wrote down that they looked."
UNSEEN = "What was done is in records that are not open to you."


@dataclass(frozen=True)
class Acted:
    """What was done about the academies of whoever asks, told of those whose cases they may read (`reading`); each trust is asked once."""

    reader: Reader
    user: User
    urns: tuple[int, ...]
    reading: frozenset[int]

    @cached_property
    def schools(self) -> dict[int, dict[str, Any]]:
        """The academies with their trust of today and their roll by the register."""
        found = self.reader.schools(list(self.urns), columns=["urn", "trust_uid", "roll"])
        return {int(s["urn"]): s for s in found}

    @cached_property
    def _cases(self) -> dict[tuple[int | None, str], str]:
        from collegiate.web.cases.told import open_about

        return {about: words for uid in self._trusts for about, words in open_about(uid).items()}

    @cached_property
    def _looks(self) -> Mapping[str, Any]:
        from collegiate.web.slipping.models import last_looks

        return {reference: look for uid in self._trusts for reference, look in last_looks(uid).items()}

    @property
    def _trusts(self) -> list[int]:
        return sorted({uid for u in self.reading if (uid := self.trust_of(u)) is not None})

    def trust_of(self, urn: int) -> int | None:
        """Return the trust in which an academy is today; None for one of no trust, or that is not in the picture."""
        uid = self.schools.get(urn, {}).get("trust_uid")
        return None if uid is None else int(uid)

    def about(self, urn: int, series: str, alert: str = "") -> str:
        """Say what was done about a series of an academy; `alert` is how its alert is called, where not as the series."""
        if urn not in self.reading:
            return UNSEEN
        case = self._cases.get((urn, series)) or self._cases.get((urn, ""))
        if case:
            return f"{case.rstrip('.')}."
        looks = self._looks.get(self.reference(urn, alert or series))
        if looks is None:
            return NOBODY
        from collegiate.web.slipping.done import looked, viewed

        words = looked(looks.counting) if looks.view is None else viewed(looks.view, "Nobody yet")
        return f"{words.rstrip('.')}."

    def reference(self, urn: int, series: str) -> str:
        """Return the words by which an alert about a series of an academy is called; empty for a school of no trust."""
        uid = self.trust_of(urn)
        return "" if uid is None else reference_of(uid, urn, series)
