"""Names as files write them, made comparable, and how alike two of them are."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Literal

Likeness = Literal["same", "short_form", "misspelt", "different"]

_ALIKE = 0.92
_SHORTEST_MISSPELT = 4
_NO_MARKS = str.maketrans(
    {"ł": "l", "ı": "i", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)

_SHORT_FORMS = """
abigail abby abbie gail; alexander alex alec sandy xander; alexandra alex alexa sandra lexi; amelia millie amy; andrew andy drew;
anthony tony; archibald archie; arthur art artie; benjamin ben benji; bethany beth; cameron cam; catherine katherine kathryn
katharine kate katie kathy cathy kitty; charles charlie chas; charlotte lottie charlie; christopher chris kit; christina tina
chrissie; daniel dan danny; danielle dani; david dave davie; dominic dom; edward ed eddie ted teddy ned; eleanor ellie nell nora;
elizabeth beth betty eliza liz lizzie libby ellie elsie; ella ellie; emily em emmy millie; florence flo florrie; frances fran
frankie; francis frank frankie; frederick fred freddie freddy; gabriel gabe; gabrielle gabby; george georgie; georgina georgie
gina; gregory greg; harold harry hal; harriet hattie harry; henry harry hal; isabel isabella isabelle izzy bella belle; isaac ike
zac; jack john johnny; jacob jake; james jim jimmy jamie; jennifer jen jenny; jessica jess jessie; jonathan jon jonny; joseph joe
joey; josephine josie jo; joshua josh; kenneth ken kenny; laura laurie; leonard leo len lenny; lewis lew; louis lou louie; lucas
luke; madeleine maddie; margaret maggie meg peggy daisy; martha mattie; matilda tilly tilda mattie; matthew matt matty; megan meg;
michael mike mick mickey; mohammed muhammad mohammad mohamed muhammed mo; natalie nat; nathan nathaniel nat nate; nicholas nick
nicky; nicola nicky; oliver ollie olly; olivia liv livvy ollie; oscar ozzy; patricia pat tricia patsy; patrick pat paddy; penelope
penny; peter pete; philip phil pip; rachel rach; rebecca becky becca; richard rick ricky dick richie; robert rob robbie bob bobby
bert; ronald ron ronnie; rosemary rosie rose; roxanne roxy; samantha sam sammy; samuel sam sammy; sarah sally sadie; sebastian seb
bastian; sophia sofia sophie; stanley stan; stephanie steph; stephen steven steve stevie; susan sue susie; theodore theo ted teddy;
thomas tom tommy; timothy tim; tobias toby; victoria vicky tori; vincent vince vinny; william will bill billy liam willy; zachary
zac zack zak; zofia zosia; zuzanna zuzia; jakub kuba
"""


@cache
def _forms() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(_SHORT_FORMS.split(";")):
        for name in group.split():
            found.setdefault(name, set()).add(number)
    return {name: frozenset(groups) for name, groups in found.items()}


@lru_cache(1 << 17)
def plain(name: str | None) -> str:
    """Return a name in small letters without accents, spaces, hyphens and apostrophes; empty for none.

    >>> plain("O'Neill-García ")
    'oneillgarcia'
    """
    folded = unicodedata.normalize("NFKD", (name or "").casefold().translate(_NO_MARKS))
    return "".join(c for c in folded if c.isalnum())


@lru_cache(1 << 17)
def first_of(forenames: str | None) -> str:
    """Return the first of several forenames, made plain; a double name with a hyphen is one."""
    words = (forenames or "").split()
    return plain(words[0]) if words else ""


@lru_cache(1 << 17)
def likeness(first: str, second: str) -> Likeness:
    """Say how alike two plain names are.

    A letter doubled or not is a misspelling; a transposed, missing or wrong one is from four letters on.

    >>> likeness("katie", "catherine"), likeness("oliver", "olvier"), likeness("mia", "mae")
    ('short_form', 'misspelt', 'different')
    """
    if first == second:
        return "same"
    forms = _forms()
    if forms.get(first, frozenset()) & forms.get(second, frozenset()):
        return "short_form"
    if _single(first) == _single(second):
        return "misspelt"
    if min(len(first), len(second)) < _SHORTEST_MISSPELT:
        return "different"
    from rapidfuzz.distance import OSA, JaroWinkler  # takes a tenth of a second to import

    near = OSA.distance(first, second, score_cutoff=1) <= 1 or JaroWinkler.similarity(first, second) >= _ALIKE
    return "misspelt" if near else "different"


def _single(name: str) -> str:
    """A name with each doubled letter once."""
    return "".join(c for c, before in zip(name, f" {name}", strict=False) if c != before)
