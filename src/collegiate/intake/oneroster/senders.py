"""Bundles that belong together: which bulk a delta changes, what went before it, and whether the clocks run forwards."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from collegiate.intake.dating import day_in_name
from collegiate.intake.documents import Setting
from collegiate.intake.frame import FileError
from collegiate.intake.oneroster.bundle import Bundle, is_bundle
from collegiate.intake.oneroster.roster import Roster

_MOST = 256 << 20


@dataclass(frozen=True)
class Sent:
    """A bundle of the same build: where it lies, when it was made, what it covers."""

    path: Path
    bundle: Bundle
    sent_at: str
    urns: frozenset[int]
    whole: bool


def sent_at(bundle: Bundle, path: Path, told: str = "") -> str:
    """Return when the sender made a bundle: as the manifest beside it says, its rows, its name, or the ZIP itself."""
    if told:
        return told
    clock, day = bundle.clock, day_in_name(path.name)
    if day is not None and not clock.startswith(day.isoformat()):
        return clock if bundle.is_delta and clock else f"{day.isoformat()}T00:00:00"
    return clock


def others(setting: Setting) -> list[Sent]:
    """Return the bundles of this build, opened once for all that ask."""
    found = setting.once(
        "oneroster bundles", lambda: [s for p in setting.given if p.suffix.casefold() == ".zip" for s in _sent(p)]
    )
    return list(found)


def _sent(path: Path) -> list[Sent]:
    from collegiate.intake.asides import told_of
    from collegiate.intake.files import Given, Piece, zip_members

    try:
        if path.stat().st_size > _MOST:
            return []
        members, clock = zip_members(path.read_bytes())
    except (FileError, OSError, zipfile.BadZipFile):
        return []
    if not is_bundle(members):
        return []
    bundle = Bundle(members, clock)
    roster = Roster()
    roster.take(bundle)
    told = told_of(Given(path, path.name, path.parent), Piece("", lambda: None), {}).said("sent")  # type: ignore[arg-type,return-value]
    whole = "users" in bundle.names and bundle.mode("users") == "bulk"
    return [Sent(path, bundle, sent_at(bundle, path, told), roster.urns, whole)]


def chain(setting: Setting, bundle: Bundle, urns: frozenset[int], moment: str) -> Sequence[Sent] | None:
    """Return the bulk that a delta changes and the deltas between the two, in order; None where no bulk is in the build."""
    mine = [s for s in others(setting) if s.path != setting.path and _same(s, setting, urns)]
    wholes = [s for s in mine if s.whole]
    if not wholes:
        return None
    before = [s for s in wholes if s.sent_at <= moment]
    bulk = max(before, key=lambda s: s.sent_at) if before else min(wholes, key=lambda s: s.sent_at)
    between = [s for s in mine if not s.whole and bulk.sent_at <= s.sent_at <= moment]
    return [bulk, *sorted(between, key=lambda s: (s.sent_at, s.path.name))]


def _same(other: Sent, setting: Setting, urns: frozenset[int]) -> bool:
    """Whether two bundles are of one sender: they name a school in common, or lie in one folder and name no other."""
    if urns and other.urns:
        return bool(urns & other.urns)
    return other.path.parent == setting.path.parent


def clock_note(moment: str, before: Sequence[Sent]) -> str:
    """Say when a delta was made before the bulk that it changes: what the bulk says then stands."""
    if before and moment and before[0].sent_at > moment:
        return (
            f"the sender's clock goes backwards: these changes are of {moment}, and the bulk they change, {before[0].path.name}, "
            f"is of {before[0].sent_at}, so what the bulk says stands"
        )
    return ""


def stem_version(version: str) -> str:
    """Return 1.1 or 1.2 for a version that is read; empty for another."""
    found = re.fullmatch(r"(1\.[12])(\.\d+)*", version)
    return found[1] if found else ""
