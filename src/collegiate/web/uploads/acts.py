"""What people do with files: send, replace, mend, answer for, publish, undo, discard. Each written to the audit journal first.

Every act is whole or not at all, says by whom, and raises `UploadError` with what to do instead.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from collegiate.intake.refusals import masked
from collegiate.store import Look, Store
from collegiate.web.uploads import building
from collegiate.web.uploads.folders import Places, write_manifest, write_mappings
from collegiate.web.uploads.limits import most_waiting
from collegiate.web.uploads.models import (
    Item,
    Job,
    Publishing,
    Stage,
    State,
    Upload,
    Version,
    Watch,
)
from collegiate.web.uploads.models import (
    Mapping as SavedMapping,
)
from collegiate.web.uploads.reach import Reach
from collegiate.web.uploads.receiving import Received
from collegiate.web.uploads.tasks import queue_publishing, queue_reading

LONGEST_REASON = 400
ANSWERS = {
    "system": re.compile(r"[a-z0-9][a-z0-9_-]{0,29}"),
    "year": re.compile(r"(19|20)\d\d/\d\d"),
    "as_of": re.compile(r"(19|20)\d\d-\d\d-\d\d"),
    "sent": re.compile(r"(19|20)\d\d-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?"),
    "source": re.compile(r"[a-z0-9_]{1,60}"),
}
"""What may be answered about a file, and how an answer looks."""

_HOW = {"system": "sims", "year": "2018/19", "as_of": "2026-11-20", "sent": "2026-11-20T16:00", "source": "pupils"}


class UploadError(Exception):
    """An act that cannot be done as asked; the message says what to do instead. Nothing was changed."""


def send(*, reach: Reach, files: Sequence[Received], urn: int | None, system: str = "", by: str) -> list[Upload]:
    """Take files in for an academy, or for none, and have them read. Raises `UploadError`."""
    _must_hold(reach, urn)
    if Upload.objects.filter(stage__in=[Stage.READING, Stage.READY], published=0).count() + len(files) > most_waiting():
        raise UploadError(f"{most_waiting():,} files lie here unpublished. Publish or discard some first.")
    said = checked({"system": system})
    return [_taken_in(received, urn, said, by, None) for received in files]


def take_from(*, watch: Watch, received: Received) -> Upload:
    """Take in a file that was found by a watch, and have it read."""
    said = {"system": watch.system} if watch.system else {}
    return _taken_in(received, watch.urn, said, f"the watch {watch.name}", watch)


def _taken_in(received: Received, urn: int | None, said: Mapping[str, str], by: str, watch: Watch | None) -> Upload:
    _written(by, f"sent the file {received.name} ({received.sha256[:12]}, {received.size:,} bytes)", _for(urn))
    with transaction.atomic():
        upload = Upload.objects.create(name=received.name, urn=urn, by=by, said=dict(said), watch=watch)
        _new_version(upload, received.path, received.sha256, received.size, "as it was sent", by)
        queue_reading(upload, by)
    return upload


def replace(*, upload: Upload, received: Received, what: str, by: str) -> None:
    """Put a new version of a file in the place of the present one, which is kept; it is read, and published only when asked for."""
    _must_rest(upload)
    if upload.versions.order_by("-number")[0].sha256 == received.sha256:
        received.path.unlink(missing_ok=True)
        raise UploadError("This is the same file as before, byte for byte: nothing was changed.")
    _written(by, f"put a new version of the file {upload.name} ({received.sha256[:12]}, {what})", _for(upload.urn))
    with transaction.atomic():
        upload.version = upload.versions.count() + 1
        _new_version(upload, received.path, received.sha256, received.size, what, by)
        _read_anew(upload, by)


def answer(*, reach: Reach, upload: Upload, urn: int | None, said: Mapping[str, str], why: str, by: str) -> None:
    """Answer what a file does not say: whose it is, its year, day or source; a source against what was recognised takes a reason."""
    _must_rest(upload)
    _must_hold(reach, urn)
    if upload.published and urn != upload.urn:
        raise UploadError(
            "The file is published as another academy's. Undo the publishing first, then change whose it is."
        )
    now = checked(said)
    if now.get("source", "") != upload.said.get("source", "") and now.get("source") and not why.strip():
        raise UploadError("Say in a few words why the file is of another kind than it was recognised as.")
    told = ", ".join(f"{k} {v}" for k, v in now.items()) or "nothing"
    _written(by, f"answered for the file {upload.name}: {told}", _for(urn), reason(why))
    with transaction.atomic():
        upload.said, upload.urn = {**now, **({"why": reason(why)} if now.get("source") else {})}, urn
        upload.save(update_fields=["said", "urn"])
        _same_bytes_anew(upload, "the same file, with other answers", by)


def publish(*, reach: Reach, uploads: Sequence[Upload], by: str) -> Publishing:
    """Have files published: the whole picture is built anew with them. Raises `UploadError` for one that may not be."""
    if not uploads:
        raise UploadError("Choose at least one file that was read.")
    for upload in uploads:
        _must_rest(upload)
        why = not_publishable(upload, reach)
        if why:
            raise UploadError(f"{upload.name}: {why}")
    _written(by, f"had {len(uploads)} file(s) published: {', '.join(u.name for u in uploads)}", "")
    with transaction.atomic():
        publishing = Publishing.objects.create(by=by)
        for upload in uploads:
            Item.objects.create(publishing=publishing, upload=upload, version=upload.version, was=upload.published)
            upload.stage, upload.trouble = Stage.PUBLISHING, ""
            upload.save(update_fields=["stage", "trouble"])
        queue_publishing(publishing, by)
    return publishing


def publish_of_watch(*, upload: Upload, watch: Watch) -> None:
    """Have a file published that a watch took and that was read whole: for watches that were told to.

    A watch for one academy publishes no more than whoever looks after that academy. Raises `UploadError`.
    """
    urns = None if watch.urn is None else frozenset({watch.urn})
    publish(reach=Reach(str(watch), urns), uploads=[upload], by=f"the watch {watch.name}")


def not_publishable(upload: Upload, reach: Reach) -> str:
    """Return why a file cannot be published by somebody, in words; empty when it can."""
    if upload.stage != Stage.READY:
        return f"It is {upload.get_stage_display()}."
    if upload.published == upload.version:
        return "This version is published already."
    if not upload.rows_kept:
        return "No row of it can be taken yet. Answer what is asked, mend it, or discard it."
    return "" if reach.everything else _beyond(upload, reach)


def _beyond(upload: Upload, reach: Reach) -> str:
    """Return why a file goes beyond what somebody looks after; empty when it does not."""
    if not all(p["people"] for p in upload.pieces if p["rows_kept"]):
        return "It is about more than your academies. Ask a data manager of the whole trust to publish it."
    strangers = sorted({u for p in upload.pieces for u in p["urns"] if not reach.holds(u)})
    if strangers:
        shown = ", ".join(map(str, strangers[:3]))
        return f"It has rows of schools that you do not look after (URN {shown}). Take them out, or ask a data manager of the whole trust."
    return ""


def undo(*, reach: Reach, publishing: Publishing, by: str) -> Publishing:
    """Take a publishing back. The picture before it serves again at once if nothing was built since; otherwise one is built without its files."""
    if publishing.state != State.DONE or publishing.undone or publishing.undoes_id:
        raise UploadError("This cannot be undone: it is not published, or was taken back already.")
    items = list(publishing.items.select_related("upload"))
    if not all(reach.holds(i.upload.urn) for i in items):
        raise UploadError(
            "It took in files of academies that you do not look after. Ask a data manager of the whole trust."
        )
    for item in items:
        if item.upload.published != item.version or item.upload.stage == Stage.PUBLISHING:
            raise UploadError(f"{item.upload.name} was published again since. Undo that first.")
    keys = [i.upload_id for i in items]
    if not publishing.before and not Upload.objects.filter(published__gt=0).exclude(key__in=keys).exists():
        raise UploadError(
            "It made the first picture, and there is none before it to go back to. Publish another file first."
        )
    _written(by, f"took back the publishing of {', '.join(i.upload.name for i in items)}", "")
    store = Store(settings.COLLEGIATE_STORE)
    with transaction.atomic():
        back = Publishing.objects.create(by=by, undoes=publishing, before=store.current or "")
        for item in items:
            Item.objects.create(publishing=back, upload=item.upload, version=item.was, was=item.version)
            Upload.objects.filter(key=item.upload_id).update(stage=Stage.PUBLISHING)
        others = Publishing.objects.filter(state__in=[State.WAITING, State.RUNNING]).exclude(key=back.key)
        at_once = (
            store.current == publishing.snapshot
            and publishing.before in store.layout.snapshots()
            and not others.exists()
        )
        if not at_once:
            queue_publishing(back, by)
    if at_once:
        building.place([(i.upload, i.was) for i in items])
        store.go_back_to(publishing.before)
        building.succeeded(back, publishing.before, "The picture that was served before serves again.")
    return back


def discard(*, upload: Upload, why: str, by: str) -> None:
    """Throw a file away that is not published, with all its versions; that it was there stays written down."""
    _must_rest(upload)
    if upload.published:
        raise UploadError("The file is published. Undo the publishing first, then discard it.")
    _written(by, f"discarded the file {upload.name}", _for(upload.urn), reason(why))
    upload.stage, upload.pieces, upload.near = Stage.DISCARDED, [], []
    upload.save(update_fields=["stage", "pieces", "near"])
    _places().forget(upload.key)


def keep_mapping(*, reach: Reach, upload: Upload, title: str, source: str, text: str, by: str) -> SavedMapping:
    """Keep a mapping for this file and the next ones with its headers, and have the file read by it.

    For the academy's files only; what is of no one academy, for all.
    """
    _must_rest(upload)
    _written(by, f"kept a mapping of headers to {source}: {title}", _for(upload.urn))
    with transaction.atomic():
        kept = SavedMapping.objects.create(title=title, source=source, urn=upload.urn, text=text, by=by)
        upload.said = {k: v for k, v in upload.said.items() if k not in ("source", "why")}
        upload.save(update_fields=["said"])
        _same_bytes_anew(upload, "the same file, with a mapping", by)
    return kept


def end_mapping(*, reach: Reach, mapping: SavedMapping, by: str) -> None:
    """Use a mapping no more; files that were read by it keep it. Raises `UploadError`."""
    if not reach.holds(mapping.urn):
        raise UploadError("The mapping holds for more than your academies.")
    _written(by, f"ended the mapping {mapping.title}", _for(mapping.urn))
    mapping.ended = timezone.now()
    mapping.save(update_fields=["ended"])


def checked(said: Mapping[str, str]) -> dict[str, str]:
    """Return answers as they are kept. Raises `UploadError` for one that cannot be read."""
    found = {k: v.strip() for k, v in said.items() if k in ANSWERS and v.strip()}
    for name, value in found.items():
        if not ANSWERS[name].fullmatch(value):
            raise UploadError(f"'{masked(value)[:40]}' cannot be read here. Write it as {_HOW[name]}.")
    return found


def reason(text: str) -> str:
    """Return a reason as it is kept. Raises `UploadError` for one that is too long or holds a pupil number."""
    said = " ".join(text.replace("\x00", " ").split())
    if len(said) > LONGEST_REASON:
        raise UploadError(f"The reason is longer than {LONGEST_REASON} letters. Say it in fewer.")
    if masked(said) != said:
        raise UploadError("The reason holds what looks like a pupil number. Leave it out: the reason is kept in a log.")
    return said


def written(by: str, what: str, why: str = "") -> None:
    """Write an act that is about no file to the audit journal."""
    _written(by, what, why)


def looked(*, upload: Upload, what: str, by: str) -> None:
    """Write down that somebody saw rows of a file: nobody knows yet whose children they are, so it is written without keys."""
    store = Store(settings.COLLEGIATE_STORE)
    store.audit.looked(Look(by, masked(f"{what} of the file {upload.name}"), _for(upload.urn), (), store.current or ""))


def _written(by: str, what: str, about: str, why: str = "") -> None:
    store = Store(settings.COLLEGIATE_STORE)
    said = "; gave as reason: ".join(p for p in (about, why) if p)
    store.audit.acted(Look(by, masked(what), said, (), store.current or ""))


def _for(urn: int | None) -> str:
    return f"for the academy {urn}" if urn else "for no one academy"


def _places() -> Places:
    return Places(Path(settings.COLLEGIATE_STORE))


def _must_hold(reach: Reach, urn: int | None) -> None:
    if not reach.holds(urn):
        raise UploadError("Choose one of the academies that you look after.")


def _must_rest(upload: Upload) -> None:
    if upload.stage in (Stage.READING, Stage.PUBLISHING):
        raise UploadError(f"{upload.name} is {upload.get_stage_display()}. Wait for that to end.")
    if upload.stage == Stage.DISCARDED:
        raise UploadError(f"{upload.name} was discarded. Send it again.")


def _new_version(upload: Upload, path: Path, sha256: str, size: int, what: str, by: str) -> None:
    """Lay a version's folder: the file under its name, what was said of it, and the mappings that may hold for it."""
    folder = _places().version(upload.key, upload.version)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path.replace(folder / upload.name)
    write_manifest(folder, upload.name, upload.urn, upload.said)
    write_mappings(folder, {m.key: m.text for m in _mappings_for(upload.urn)})
    Version.objects.create(upload=upload, number=upload.version, sha256=sha256, size=size, what=what[:200], by=by)


def _mappings_for(urn: int | None) -> list[SavedMapping]:
    found = SavedMapping.objects.filter(ended__isnull=True)
    return [*found.filter(urn__isnull=True), *(found.filter(urn=urn) if urn else ())]


def _same_bytes_anew(upload: Upload, what: str, by: str) -> None:
    """Make a version of the same bytes with other words beside them, and have it read."""
    present = upload.versions.order_by("-number")[0]
    old = _places().version(upload.key, present.number) / upload.name
    aside = _places().incoming / f"{upload.key}-again"
    aside.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(old, aside)
    upload.version = upload.versions.count() + 1
    _new_version(upload, aside, present.sha256, present.size, what, by)
    _read_anew(upload, by)


def _read_anew(upload: Upload, by: str) -> Job:
    upload.stage, upload.pieces, upload.near, upload.trouble = Stage.READING, [], [], ""
    upload.save(update_fields=["version", "stage", "pieces", "near", "trouble"])
    return queue_reading(upload, by)
