"""The table of ASVS leaves no requirement out, names only tests that exist, and gives a reason for whatever is not held."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.M)
SECTIONS = """
1.1:1-7 1.2:1-4 1.4:1,4-5 1.5:1-4 1.6:1-4 1.7:1-2 1.8:1-2 1.9:1-2 1.10:1 1.11:1-2 1.12:2 1.14:1-6
2.1:1-12 2.2:1-3 2.3:1-3 2.4:1-5 2.5:1-7 2.6:1-3 2.7:1-6 2.8:1-7 2.9:1-3 2.10:1-4
3.1:1 3.2:1-4 3.3:1-4 3.4:1-5 3.5:1-3 3.7:1
4.1:1-3,5 4.2:1-2 4.3:1-3
5.1:1-5 5.2:1-8 5.3:1-10 5.4:1-3 5.5:1-4
6.1:1-3 6.2:1-6 6.3:1-2 6.4:1-2
7.1:1-4 7.2:1-2 7.3:1,3-4 7.4:1-3
8.1:1-4 8.2:1-3 8.3:1-8
9.1:1-3 9.2:1-4
10.2:1-2 10.3:1-3
11.1:1-8
12.1:1-3 12.2:1 12.3:1-6 12.4:1-2 12.5:1-2 12.6:1
13.1:1,3-5 13.2:1-3,5-6 13.3:1-2 13.4:1-2
14.1:1-4 14.2:1-6 14.3:2-3 14.4:1-7 14.5:1-4
"""
"""The requirements of levels 1 and 2 of version 4.0.3 that are not deleted there."""


def required() -> list[str]:
    found = []
    for section, parts in (word.split(":") for word in SECTIONS.split()):
        for part in parts.split(","):
            first, _, last = part.partition("-")
            found += [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]
    return found


def test_every_requirement_has_its_line_in_order() -> None:
    assert [number for number, *_ in ROWS] == required()


def test_every_line_says_how_it_is_and_why() -> None:
    assert {how for _, _, how, _ in ROWS} <= {"yes", "partly", "no", "trust", "n/a"}
    assert not [number for number, _, _, why in ROWS if len(why) < 6]
    said = Counter(how for _, _, how, _ in ROWS)
    assert (
        f"{len(ROWS)} requirements: {said['yes']} yes, {said['partly']} partly, {said['no']} no, {said['trust']} for the trust, {said['n/a']} not applicable."
        in PAGE
    )


def test_every_named_test_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))
    assert len(named) > 80
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).exists() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert not sorted(missing)


def test_every_named_document_exists() -> None:
    assert not [d for d in re.findall(r"`((?:docs/|CONTRIBUTING)[\w./-]*)`", PAGE) if not (ROOT / d).exists()]
