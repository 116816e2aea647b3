"""The page of settings names every setting that the code reads, and none that it does not."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "settings.md"
INSIDE = {"COLLEGIATE_CAN_MAIL", "COLLEGIATE_BEHIND_PROXY"}
"""Names that Django's own settings have and that nobody sets from outside."""


def test_every_setting_is_on_the_page_and_nothing_else() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r'"(COLLEGIATE_[A-Z_]+)"', code)) - INSIDE
    told = {
        name
        for row in re.findall(r"^\| (`COLLEGIATE[^|]*)\|", PAGE.read_text(), re.M)
        for name in re.findall(r"COLLEGIATE_[A-Z_]+", row)
    }
    assert len(read) > 20
    assert read - told == set(), "the code reads settings that the page does not name"
    assert told - read == set(), "the page names settings that the code does not read"
