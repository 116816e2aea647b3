from __future__ import annotations

import re
from pathlib import Path

import pytest

from collegiate.vocabulary import Phase, Symbol, regimes

WORDS = (Path(__file__).resolve().parents[2] / "GLOSSARY.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^\*\*(.+?)\*\*", WORDS, re.MULTILINE)


def test_the_glossary_is_in_alphabetical_order():
    plain = [re.sub(r"[^a-z0-9 ]", "", entry.lower()) for entry in ENTRIES]
    assert plain == sorted(plain)
    assert len(set(plain)) == len(plain)


@pytest.mark.parametrize("word", [*(p.words for p in Phase), *(s.value for s in Symbol)])
def test_every_phase_and_symbol_is_explained(word):
    assert word in WORDS.lower()


@pytest.mark.parametrize("regime", [r.id.replace("_", "-") for r in regimes()])
def test_every_inspection_regime_is_explained(regime):
    assert regime.replace("report-card", "report card") in WORDS.lower()
