"""collegiate pack: make the pack of a meeting, and verify one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collegiate.cli.options import StoreOption

if TYPE_CHECKING:
    from collegiate.packs.verifying import Finding
    from collegiate.store import Reader

app = typer.Typer(
    help="Make the pack of a meeting, and verify one: by itself, or beside its store.", no_args_is_help=True
)
_LOCAL = "http://localhost:8000"
_NEAR = dt.timedelta(days=731)
_SHOWN_DAYS = 5
CHANGED = 1
"""Exit code of `verify` where something is not as it was frozen."""


@app.command()
def make(
    store: StoreOption,
    date: Annotated[str, typer.Option("--date", help="Day of the meeting, as 2026-12-01.", metavar="YYYY-MM-DD")],
    out: Annotated[
        Path, typer.Option("--out", help="Folder to write the PDF, the workbook and the JSON to.", file_okay=False)
    ],
    trust: Annotated[
        int | None,
        typer.Option("--trust", help="The trust, by its Group UID; needed where the store is not made for one."),
    ] = None,
    meeting: Annotated[
        str, typer.Option("--meeting", help="The meeting, as MEET-2026-3; needed where several are on that day.")
    ] = "",
    address: Annotated[str, typer.Option("--address", help="Address of Collegiate, for the links back.")] = _LOCAL,
) -> None:
    """Make a pack. A meeting whose pack is frozen gives the frozen one again; otherwise today's figures, marked as not frozen."""
    from collegiate.cli.errors import PlainError
    from collegiate.packs.pack import canonical, frozen, read
    from collegiate.packs.setting import as_pdf, as_xlsx

    on = _day(date)
    uid = trust if trust is not None else _only_trust(store)
    name, text = _content(store, on, uid, meeting, address)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for ending, data in (("json", text.encode()), ("pdf", as_pdf(text)), ("xlsx", as_xlsx(text))):
            aside = out / f".{name}.{ending}.new"
            aside.write_bytes(data)
            aside.replace(out / f"{name}.{ending}")
            typer.echo(f"{out / f'{name}.{ending}'}  {len(data):,} bytes")
    except OSError as error:
        raise PlainError(
            f"Nothing can be written to {out}: {error.strerror}. Choose another folder with --out."
        ) from error
    pack = read(text)
    state = f"frozen pack {pack['made']['number']}" if frozen(pack) else "not frozen: its figures may still change"
    typer.echo(
        f"{pack['meeting']['title']}, {pack['meeting']['day_words']}: {state}; {len(pack['figures'])} figures from the picture {pack['picture']['id']}."
    )
    assert canonical(pack) == text  # noqa: S101 - what is written is what can be verified


@app.command()
def verify(
    file: Annotated[
        Path,
        typer.Argument(help="The PDF of a pack, or its JSON. A workbook of the same name beside it is looked at too."),
    ],
    store: Annotated[
        Path | None,
        typer.Option(
            "--store",
            help="Store whose journal and picture it is compared with.",
            envvar="COLLEGIATE_STORE",
            file_okay=False,
            resolve_path=True,
        ),
    ] = None,
) -> None:
    """Verify a pack: is its content whole, do its bytes come out of it again, do its figures agree with their picture?

    Needs no database and no store for the first two. Ends with 1 where something was changed, with 2 for a file that is no pack.
    """
    from collegiate.cli.errors import PlainError
    from collegiate.packs.verifying import content_of, of_itself

    try:
        data = file.read_bytes()
        beside = file.with_suffix(".xlsx")
        book = beside.read_bytes() if beside.is_file() and beside != file else None
    except OSError as error:
        raise PlainError(f"{file} cannot be read: {error.strerror}.") from error
    found = of_itself(data, beside=book)
    if store is not None:
        found += _beside_store(content_of(data), store)
    for finding in found:
        typer.echo(f"{ {True: 'yes', False: 'NO', None: '?'}[finding.right]:3}  {finding.words}")
    if any(f.right is False for f in found):
        typer.echo(
            "This is not the pack as Collegiate made it. Ask whoever minutes the meeting for the pack that stands."
        )
        raise typer.Exit(CHANGED)
    typer.echo(
        "Nothing was changed."
        if store is not None
        else "Nothing was changed. With --store its figures are compared with their picture too."
    )


def _day(text: str) -> dt.date:
    from collegiate.cli.errors import PlainError

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise PlainError(f"'{text}' is no day. Write --date 2026-12-01.") from None


def _only_trust(store: Path) -> int:
    from collegiate.cli.errors import PlainError
    from collegiate.store import Store

    reader = Store(store).reader()
    urns = reader.schools_with_children()
    held = {s["trust_uid"] for s in reader.schools(urns, columns=["urn", "trust_uid"]) if s["trust_uid"]}
    held = held or {int(p) for p in reader.about.get("trust", "").replace(",", " ").split() if p.isdigit()}
    if len(held) != 1:
        said = (
            f"The store tells of several trusts: {', '.join(_trust_words(reader, uid) for uid in sorted(held))}."
            if held
            else "The store does not say for which trust it was made."
        )
        raise PlainError(f"{said} Name one with --trust UID.")
    return int(held.pop())


def _trust_words(reader: Reader, uid: int) -> str:
    found = reader.trust(uid)
    return f"{uid} ({found['trust_name']})" if found else str(uid)


def _must_be_near(on: dt.date, uid: int) -> None:
    """Refuse a day without a meeting of which nothing is known: one that is past, or far ahead."""
    from collegiate.cli.errors import PlainError
    from collegiate.web.clock import today
    from collegiate.web.meetings.models import Meeting

    now = today()
    if now <= on <= now + _NEAR:
        return
    days = [f"{m.day} ({m.title})" for m in Meeting.objects.filter(trust_uid=uid, called_off="")[:_SHOWN_DAYS]]
    held = f"The trust's meetings: {', '.join(days)}." if days else "No meeting of the trust is written down."
    if on < now:
        raise PlainError(
            f"On {on} no meeting of the trust {uid} is written down, so no pack was frozen for it: what was known then was not kept, and today's figures are not those of then. {held}"
        )
    raise PlainError(f"{on} is more than two years ahead: nothing is known of it yet. {held} Name one of those days, or a nearer one.")  # fmt: skip


def _content(store: Path, on: dt.date, uid: int, reference: str, address: str) -> tuple[str, str]:
    """Return what the files are called and the pack's content: the frozen one where there is one."""
    from collegiate.cli.errors import PlainError
    from collegiate.cli.people import user_of_machine
    from collegiate.web.ready import ready

    ready(store)

    from collegiate.packs.pack import canonical
    from collegiate.store import Store
    from collegiate.web.clock import today
    from collegiate.web.meetings.gathering import Asked, gather
    from collegiate.web.meetings.models import Meeting, last_frozen

    found: list[Any] = list(Meeting.objects.filter(trust_uid=uid, day=on, called_off=""))
    found = [m for m in found if not reference or m.reference == reference]
    if reference and not found:
        raise PlainError(f"The trust {uid} has no meeting {reference} on {on}.")
    if len(found) > 1:
        raise PlainError(
            f"Several meetings are on {on}: {', '.join(f'{m.reference} ({m.title})' for m in found)}. Name one with --meeting."
        )
    meeting = found[0] if found else None
    stands = last_frozen(meeting) if meeting else None
    if meeting is not None and stands is not None:
        return f"{meeting.reference}-pack-{stands.number}".lower(), stands.content
    if meeting is None:
        _must_be_near(on, uid)
    elif on < today():
        typer.echo(f"No pack was frozen for {meeting.reference}, which is over: this one has the figures of now, not those of then.", err=True)  # fmt: skip
    asked = Asked(
        uid,
        on,
        meeting.kind if meeting else "board",
        meeting,
        f"{user_of_machine()} at the command line",
        dt.datetime.now(dt.UTC),
        address,
    )
    return (f"{meeting.reference}-draft".lower() if meeting else f"board-{on}-draft"), canonical(
        gather(asked, Store(store))
    )


def _beside_store(text: str, store: Path) -> list[Finding]:
    from collegiate.cli.people import user_of_machine
    from collegiate.packs.pack import read
    from collegiate.packs.verifying import with_store
    from collegiate.store import NoSnapshotError, Scope, Store

    kept, pack = Store(store), read(text)
    try:
        reader = kept.reader_of_evidence(pack["picture"]["id"])
    except NoSnapshotError:
        reader = None
    scope = Scope(f"{user_of_machine()} at the command line", "collegiate pack verify", None, names=False)
    people = reader.scoped(scope, kept.audit.looked) if reader and reader.has_counts else None
    lines = (
        [e for e in kept.audit.journal if e.get("kind") == "frozen_pack"] if (store / "audit.jsonl").exists() else []
    )
    return with_store(text, reader, people, lines)
