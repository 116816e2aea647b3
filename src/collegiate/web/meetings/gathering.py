"""Gathering a pack: everything that it says, as data, from one picture and the records of one moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from collegiate.packs.pack import Json, content, section
from collegiate.packs.setting import tools
from collegiate.packs.words import where_a_pupil_stands
from collegiate.store import Reader, Scope, ScopedReader, Store
from collegiate.web.called import called
from collegiate.web.clock import today
from collegiate.web.home.asking import modules_of
from collegiate.web.meetings.given import Given, Section, said_day
from collegiate.web.meetings.kinds import kinds
from collegiate.web.meetings.models import Meeting, Paper, last_frozen
from collegiate.web.reading import school_names
from collegiate.web.taking.drawn import style
from collegiate.web.words import day, moment


class NotGatheredError(Exception):
    """A pack cannot be gathered; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which pack is asked for. `number` is empty for one that is not frozen; `kind` says whose sections it has where there is no meeting."""

    trust_uid: int
    on: dt.date
    kind: str
    meeting: Meeting | None
    by: str
    at: dt.datetime
    address: str
    number: int | None = None
    corrects: Paper | None = None
    why: str = ""

    @classmethod
    def of(cls, paper: Paper) -> Asked:
        """Return what a paper that waits asks for."""
        meeting = paper.meeting
        before = last_frozen(meeting) if paper.frozen else None
        return cls(
            meeting.trust_uid, meeting.day, meeting.kind, meeting, paper.by, paper.at, paper.address, paper.number, before, paper.why,
        )  # fmt: skip


def sections() -> dict[str, Section]:
    """Return every section by its key: one for each file of `sections/`."""
    return {m.SECTION.key: m.SECTION for m in modules_of("collegiate.web.meetings.sections")}


def gather(asked: Asked, store: Store, tell: Callable[[str], None] = lambda _words: None) -> Json:
    """Return a pack's content. The picture is the one that is served now, to the end, also when another is published meanwhile.

    Raises `NotGatheredError`, and `NoSnapshotError` before the first build.
    """
    with store.staying(store.reader().snapshot) as reader:
        return _gathered(asked, store, reader, tell)


def _gathered(asked: Asked, store: Store, reader: Reader, tell: Callable[[str], None]) -> Json:
    given = _given(asked, store, reader, tell)
    there, parts = sections(), []
    for key in kinds()[asked.kind].sections:
        wanted = there[key]
        tell(f"Writing “{wanted.title}”.")
        part = wanted.make(given)
        if part is not None:
            parts.append(
                section(key, wanted.title, part.lead, part.blocks, own_page=wanted.own_page, at_the_end=part.at_the_end)
            )
    later = "" if store.current == reader.snapshot else "Another picture was published while this pack was made; none of it is here."  # fmt: skip
    pack = content(
        meeting=_meeting(asked, given.trust), picture={"id": reader.snapshot, "made_at": reader.made_at, "made_words": moment(reader.made_at), "later": later},
        made=_made(asked), address=asked.address.rstrip("/"), chart_style=style(), sections=parts, known=given.known, versions=tools(),
    )  # fmt: skip
    _no_child(pack)
    return pack


def _given(asked: Asked, store: Store, reader: Reader, tell: Callable[[str], None]) -> Given:
    trust = reader.trust(asked.trust_uid)
    if trust is None:
        raise NotGatheredError(f"The trust {asked.trust_uid} is not in the picture {reader.snapshot}.")
    stays = reader.memberships(trust=asked.trust_uid)
    urns = tuple(sorted({s["urn"] for s in stays if s["left_before"] is None}))
    names = school_names(reader, urns)
    ordered = tuple(sorted(urns, key=lambda u: names[u]))
    return Given(
        asked.trust_uid,
        str(trust["trust_name"]),
        min(asked.on, today()),
        reader,
        _people(asked, store, reader, urns),
        ordered,
        names,
        asked.meeting,
        tell=tell,
    )


def _people(asked: Asked, store: Store, reader: Reader, urns: tuple[int, ...]) -> ScopedReader | None:
    """Return the reader of counts of the trust's academies: no child can be read through it."""
    if not reader.has_children:
        return None
    what = asked.meeting.reference if asked.meeting else f"a meeting on {asked.on}"
    return reader.scoped(Scope(asked.by, f"made the pack of {what}", frozenset(urns), names=False), store.audit.looked)


def _meeting(asked: Asked, trust: str) -> Json:
    meeting = asked.meeting
    when = ", ".join(w for w in (meeting.begins, meeting.place) if w) if meeting else ""
    return {
        "reference": meeting.reference if meeting else f"{asked.on:%Y-%m-%d}", "kind": asked.kind, "title": kinds()[asked.kind].title, "trust": trust,
        "trust_uid": asked.trust_uid, "day": asked.on.isoformat(), "day_words": said_day(asked.on), "when": when,
    }  # fmt: skip


def _made(asked: Asked) -> Json:
    local = timezone.localtime(asked.at)
    made: Json = {
        "at": asked.at.astimezone(dt.UTC).replace(microsecond=0).isoformat(),
        "at_words": f"{day(local.date())} at {local:%H:%M}",
        "by": called(asked.by),
        "by_address": asked.by,
    }
    if asked.number is not None:
        made["number"] = asked.number
    if asked.corrects is not None:
        made |= {"corrects": {"number": asked.corrects.number, "sha256": asked.corrects.sha256}, "why": asked.why}
    return made


def _no_child(pack: Json) -> None:
    """Refuse a pack in which something looks like a pupil number: somebody wrote it where trustees read."""
    for part in pack["sections"]:
        words = [_without_drawings(b) for b in (*part["blocks"], *part.get("at_the_end", ()))]
        if next(where_a_pupil_stands([part["lead"], words]), None):
            raise NotGatheredError(
                f"In “{part['title']}” something looks like a pupil number. Trustees read this pack: find it there, leave it out, and make the pack again."
            )
    for figure in pack["figures"]:
        if next(where_a_pupil_stands([figure["label"], figure["value"], figure["answers"]]), None):
            raise NotGatheredError(
                f"In what is said of “{figure['label'][:60]}” something looks like a pupil number. Find it, leave it out, and make the pack again."
            )


def _without_drawings(block: Json) -> Json:
    """Return what people wrote of a block: a drawing's coordinates are no words."""
    inner = {k: [_without_drawings(b) for b in block[k]] for k in ("charts", "blocks") if k in block}
    return {k: v for k, v in block.items() if k != "svg"} | inner
