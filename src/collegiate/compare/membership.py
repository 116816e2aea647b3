"""Which trust a school counts in, in which period.

A school counts in the trust of which it is a member on 31 August of the period, the last day of the academic year. Results
before it joined are its predecessor's and count in nobody's trust. The register does not record the day of leaving: a school
counts until the first extract that no longer shows it. Where two trusts show it on that day, the one that it joined last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.measures.facts import Ints
from collegiate.vocabulary.years import AcademicYear

_YEARS = 10_000
_EPOCH = np.datetime64("1970-01-01", "D")
_FOREVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Members:
    """(school, period) → trust, sorted by school and period."""

    key: Ints
    trust: Ints

    @classmethod
    def of(cls, memberships: pa.Table, periods: list[int]) -> Members:
        """Read the Membership table for these periods."""
        urn, trust = memberships["urn"].to_numpy(), memberships["trust_uid"].to_numpy()
        joined = _days(memberships["joined"], 0)
        left = _days(memberships["left_before"], _FOREVER)
        keys, trusts, since = [], [], []
        for period in periods:
            day = int((np.datetime64(AcademicYear(period).last_day, "D") - _EPOCH).astype(np.int64))
            there = (joined <= day) & (left > day)
            keys.append(urn[there] * _YEARS + period)
            trusts.append(trust[there])
            since.append(joined[there])
        key, uid = _concatenated(keys), _concatenated(trusts)
        order = np.lexsort((uid, _concatenated(since), key))
        last = np.append(key[order][1:] != key[order][:-1], True) if len(order) else np.zeros(0, dtype=bool)
        return cls(key[order[last]], uid[order[last]])

    def trust_of(self, urn: Ints, period: Ints) -> Ints:
        """The trust in which each school counts in each period, or -1."""
        if not len(self.key):
            return np.full(len(urn), -1, dtype=np.int64)
        wanted = urn * _YEARS + period
        at = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        return np.where(self.key[at] == wanted, self.trust[at], -1)

    def in_period(self, period: int) -> tuple[Ints, Ints]:
        """The members of that period: schools and their trusts."""
        here = self.key % _YEARS == period
        return self.key[here] // _YEARS, self.trust[here]


def _days(column: pa.ChunkedArray, otherwise: int) -> Ints:
    days = pc.cast(pc.cast(column, pa.int32()), pa.int64())
    return pc.fill_null(days, otherwise).to_numpy()


def _concatenated(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
