"""How much each likeness between two records says for, or against, their being one child.

Each weight is a natural logarithm: how much more often this is so for two records of one child than for records of two
children (Fellegi and Sunter). For two children it is counted in the store's own data: a rare surname says more than a
common one. For one child it is what is known of how records come apart, written below. The weights add up, with the odds
before anything is known, to the odds that a person is asked about.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from collegiate.pupils.identity.children import Child, Children
from collegiate.pupils.identity.history import gap, shared_days
from collegiate.pupils.identity.names import Likeness, likeness
from collegiate.pupils.identity.senders import one_digit_off, swapped
from collegiate.pupils.identity.upns import worth

ONE_IN = 200
"""Of how many children one is expected to stand in the books twice."""

_LEAST_SHARE = 1 / 20_000
_SURNAME = {"same": 0.90, "misspelt": 0.02, "different": 0.08}
_FORENAME = {"same": 0.88, "short_form": 0.05, "misspelt": 0.04, "different": 0.03}
_BIRTH = {"same": 0.93, "swapped": 0.02, "one_digit_off": 0.03, "different": 0.02}
_SEX = {"same": 0.995, "different": 0.005}
_OUTWARD = {"same": 0.70, "different": 0.30}
_BY_CHANCE_MISSPELT = 0.01
_BY_CHANCE_SHORT_FORM = 0.02
_BY_CHANCE_SWAPPED = 0.4
"""Of the days on which a child can be born, the share whose day and month can change places."""

_BY_CHANCE_ONE_DIGIT = 25
"""How many dates differ from a given one in one digit and are birth dates of schoolchildren."""

_ANOTHER_UPN = -2.0
_SAME_UPN, _SAME_UPN_BUT_ONE = 7.0, 6.0
_SAME_ULN, _ANOTHER_ULN = 12.0, -5.0
_TWO_SCHOOLS_AT_ONCE, _A_FEW_DAYS = -9.0, -1.5
_FOLLOWS_ON, _APART = 1.5, -0.5
_TWINS = -15.0
"""Same surname and birth date, both at one school at one time, each with a good UPN, and not the same forename."""

_SEEN_SIDE_BY_SIDE = -3.0
"""Both at one school at one time, each with a good UPN: whoever takes the register sees two children, or one."""

_SAME_CONTACT, _OTHER_CONTACTS = 3.0, -2.3

FEW_DAYS = 21
"""Days that two schools' rolls may share when a child moves and the papers are late."""

_HOLIDAY = 110
"""Days between two spells that follow on one another: the summer holiday and a late start."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that two records agree or differ in, what each says, and its weight."""

    what: str
    first: str
    second: str
    weight: float

    def as_json(self) -> dict[str, Any]:
        """For the table of questions."""
        return {"what": self.what, "first": self.first, "second": self.second, "weight": round(self.weight, 2)}


def before(children: int) -> Reason:
    """The odds, before anything is known of them, that two of so many records are one child."""
    return Reason("any two of all children", "", "", -math.log(max(children, 2) * ONE_IN / 2))


def weigh(one: Child, other: Child, children: Children) -> list[Reason]:
    """Return what speaks for and against two records being one child; what either does not say is left out."""
    found = [compare(one, other, children) for compare in _COMPARISONS]
    return [reason for reason in found if reason is not None]


def _surname(one: Child, other: Child, children: Children) -> Reason | None:
    if _names_interchanged(one, other):
        return Reason("forename and surname interchanged", _name(one), _name(other), 4.0)
    return _by_name("surname", one.surnames, other.surnames, _SURNAME, children.shares["surname"])


def _forename(one: Child, other: Child, children: Children) -> Reason | None:
    if _twins(one, other):
        return Reason(
            "one family, one birth date, another forename: twins", one.forenames[0], other.forenames[0], _TWINS
        )
    if _names_interchanged(one, other):
        return None
    return _by_name("forename", one.forenames, other.forenames, _FORENAME, children.shares["forename"])


def _name(child: Child) -> str:
    return f"{child.forenames[0]} {child.surnames[0]}"


def _names_interchanged(one: Child, other: Child) -> bool:
    a, b = (set(c.surnames) for c in (one, other))
    return bool(a & set(other.forenames) and b & set(one.forenames) and not a & b)


def _twins(one: Child, other: Child) -> bool:
    if not (set(one.surnames) & set(other.surnames) and set(one.births) & set(other.births)):
        return False
    if set(one.forenames) & set(other.forenames) or not (one.forenames and other.forenames):
        return False
    alike = max(likeness(a, b) != "different" for a in one.forenames for b in other.forenames)
    return not alike or (_both_known(one, other) and shared_days(one.spells, other.spells, same_school=True) > FEW_DAYS)


def _both_known(one: Child, other: Child) -> bool:
    return all(any(worth(u) == "good" for u in c.upns) for c in (one, other)) and not one.upns & other.upns


_ORDER: tuple[Likeness, ...] = ("same", "short_form", "misspelt", "different")


def _by_name(
    what: str,
    ones: tuple[str, ...],
    others: tuple[str, ...],
    of_one: Mapping[str, float],
    shares: Mapping[str, float],
) -> Reason | None:
    if not ones or not others:
        return None
    like, a, b = min(((likeness(a, b), a, b) for a in ones for b in others), key=lambda found: _ORDER.index(found[0]))
    if like == "short_form" and like not in of_one:
        like = "different"
    share = max(shares.get(a, 0.0), shares.get(b, 0.0), _LEAST_SHARE)
    by_chance = {
        "same": share,
        "short_form": max(share, _BY_CHANCE_SHORT_FORM),
        "misspelt": max(share, _BY_CHANCE_MISSPELT),
        "different": 1.0,
    }[like]
    return Reason(f"{what} {like.replace('_', ' ')}", a, b, math.log(of_one[like] / by_chance))


def _birth_date(one: Child, other: Child, children: Children) -> Reason | None:
    pairs = [(a, b) for a in one.births for b in other.births]
    if not pairs:
        return None
    share = children.birth_share
    kinds: tuple[tuple[str, Callable[[Any, Any], bool], float], ...] = (
        ("same", lambda a, b: a == b, share),
        ("swapped", swapped, share * _BY_CHANCE_SWAPPED),
        ("one_digit_off", one_digit_off, min(share * _BY_CHANCE_ONE_DIGIT, 1.0)),
        ("different", lambda a, b: True, 1.0),
    )
    words = {"same": "birth date same", "swapped": "birth date with day and month interchanged",
             "one_digit_off": "birth date with one digit wrong", "different": "birth date different"}  # fmt: skip
    kind, (a, b), by_chance = next((k, pair, u) for k, fits, u in kinds for pair in pairs if fits(*pair))
    return Reason(words[kind], a.isoformat(), b.isoformat(), math.log(_BIRTH[kind] / by_chance))


def _sex(one: Child, other: Child, children: Children) -> Reason | None:
    if not (one.sexes and other.sexes):
        return None
    same = "same" if one.sexes & other.sexes else "different"
    return Reason(f"sex {same}", _words(one.sexes), _words(other.sexes), math.log(_SEX[same] / 0.5))


def _outward_code(one: Child, other: Child, children: Children) -> Reason | None:
    if not (one.outward_codes and other.outward_codes):
        return None
    shares, shared = children.shares["outward_code"], one.outward_codes & other.outward_codes
    same = "same" if shared else "different"
    by_chance = max([shares.get(o, 0.0) for o in shared] + [_LEAST_SHARE]) if shared else 1.0
    words = _words(one.outward_codes), _words(other.outward_codes)
    return Reason(f"home postcode district {same}", *words, math.log(_OUTWARD[same] / by_chance))


def _upn(one: Child, other: Child, children: Children) -> Reason | None:
    if not (one.upns and other.upns):
        return None
    kinds = _words({worth(u) for u in one.upns}), _words({worth(u) for u in other.upns})
    if one.upns & other.upns:
        return Reason("UPN same", *kinds, _SAME_UPN)
    if any(_all_but_one(a, b) for a in one.upns for b in other.upns):
        return Reason("UPN same but for one character", *kinds, _SAME_UPN_BUT_ONE)
    return Reason("UPN different", *kinds, _ANOTHER_UPN if _both_known(one, other) else 0.0)


def _all_but_one(a: str, b: str) -> bool:
    """Two good UPNs of one school and year often differ in one digit of the serial number alone: then it says nothing."""
    near = len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    return near and not (worth(a) == worth(b) == "good")


def _uln(one: Child, other: Child, children: Children) -> Reason | None:
    if not (one.ulns and other.ulns):
        return None
    same = bool(one.ulns & other.ulns)
    return Reason(f"learner number {'same' if same else 'different'}", "", "", _SAME_ULN if same else _ANOTHER_ULN)


def _history(one: Child, other: Child, children: Children) -> Reason | None:
    if not (one.spells and other.spells):
        return None
    schools = _schools(one), _schools(other)
    shared = shared_days(one.spells, other.spells, same_school=False)
    if shared > FEW_DAYS:
        return Reason("on the rolls of two schools at once, without dual registration", *schools, _TWO_SCHOOLS_AT_ONCE)
    if shared > 0:
        return Reason("on the rolls of two schools at once for a few days", *schools, _A_FEW_DAYS)
    if _both_known(one, other) and shared_days(one.spells, other.spells, same_school=True) > FEW_DAYS:
        return Reason("on the roll of one school at one time, each with a UPN", *schools, _SEEN_SIDE_BY_SIDE)
    days = gap(one.spells, other.spells)
    if days is not None and days <= _HOLIDAY:
        return Reason("one left as the other came", *schools, _FOLLOWS_ON)
    return Reason("not at school at the same time", *schools, _APART) if days is not None else None


def _schools(child: Child) -> str:
    return " ".join(dict.fromkeys(str(s.urn) for s in child.spells))


def _contacts(one: Child, other: Child, children: Children) -> Reason | None:
    if not (one.contacts and other.contacts):
        return None
    if one.contacts & other.contacts:
        return Reason("a parent or carer in common", "", "", _SAME_CONTACT)
    return Reason("no parent or carer in common", "", "", _OTHER_CONTACTS)


def _words(found: Any) -> str:
    return " ".join(sorted(found)).replace("_", " ")


_COMPARISONS = (_surname, _forename, _birth_date, _sex, _outward_code, _upn, _uln, _contacts, _history)
