"""Fuzz the reader of tables about children: session marks and pupils as CSV, with something put in or taken out."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["collegiate"]):
    from oracle import look_at

_MARKS = b"Pupil ID,Day,Session,Code,Minutes late\r\n" + b"".join(
    b"p-%d,2025-09-%02d,%s,%s,\r\n" % (n % 3, n % 28 + 1, (b"AM", b"PM")[n % 2], (b"/", b"\\", b"I", b"C1")[n % 4])
    for n in range(12)
)
_PUPILS = (
    b"Pupil ID,Forename,Surname,UPN,Year group,Registration group,Birth date,Sex,Middle names,Preferred forename,Preferred surname,"
    b"Former surname,Former UPN,ULN,Ethnicity,Language,Outward code,Entry date,Leaving date,Leaving reason,Destination,"
    b"Enrolment status,Sen provision,Sen need,Free school meals,Pupil premium,Service child,Looked after\r\n"
    b'p-1,Ada,"Bird, Smith",A801200005001,4,4B,2016-02-29,F,,,,,,,WBRI,ENG,AB12,2021-09-01,,,,C,K,SLCN,true,false,,\r\n'
    b"p-2,Ben,Crow,,R,RC,2021-05-01,M,,,,,,,,,,2025-09-01,,,,,N,,,,,\r\n"
)
_GOOD = (("marks-2025-26.csv", _MARKS), ("pupils-2026-11-20.csv", _PUPILS))


def one(data: bytes) -> None:
    """Read one made file: a good one with the fuzzer's bytes put over or between its parts, or the bytes alone."""
    given = atheris.FuzzedDataProvider(data)
    name, good = _GOOD[given.ConsumeIntInRange(0, 1)]
    kind = given.ConsumeIntInRange(0, 3)
    place, width = given.ConsumeIntInRange(0, len(good)), given.ConsumeIntInRange(0, 100)
    rest = given.ConsumeBytes(2048)
    header = good[: good.index(b"\n") + 1]
    whole = {0: header + rest, 1: good[:place] + rest + good[place:], 2: good[:place] + rest + good[place + width :]}
    look_at(name, whole.get(kind, rest))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
