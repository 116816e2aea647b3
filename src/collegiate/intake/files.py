"""The files that were given: found in folders, opened by what they are and not by what they are called."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from collegiate.intake.dating import MANIFEST
from collegiate.intake.delimited import Delimited
from collegiate.intake.documents import Document, open_document
from collegiate.intake.frame import FileError
from collegiate.intake.mapping import SUFFIX
from collegiate.intake.oneroster.bundle import roster_documents
from collegiate.intake.sniff import decode, not_text
from collegiate.intake.workbook import Sheet, sheets

MOST_MEMBERS = 500
"""A ZIP of more members than this is not read."""

MOST_BYTES = 2 << 30
"""A ZIP that unpacks to more bytes than this is not read."""

MOST_TIMES = 300
"""A ZIP member that unpacks to more than this many times its packed size is not read."""

_SMALL = 1 << 20
_ZIP_BEGAN = 1980
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AGAIN = "Take the file from its publisher again."

Table = Delimited | Sheet

Opened = Table | Document


@dataclass(frozen=True, slots=True)
class Given:
    """A file to be read: where it is, its name within the folder that was given, and what kept it from being opened."""

    path: Path
    relative: str
    root: Path
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A table within a file: the file itself, a member of a ZIP, a sheet. `load` raises FileError when it is damaged."""

    member: str
    load: Callable[[], Opened]
    notes: tuple[str, ...] = ()
    sheet: str = ""
    siblings: tuple[str, ...] = ()


def walk(paths: Sequence[Path]) -> Iterator[Given]:
    """Yield every file of the paths, folders through and through; hidden files, manifests and mapping files excepted."""
    for path in map(Path, paths):
        if path.is_dir():
            yield from _folder(path)
        elif path.exists() or path.is_symlink():
            yield Given(path, path.name, path.parent, "" if path.is_file() else "It is not a file that can be read.")
        else:
            yield Given(path, path.name, path.parent, "There is no such file.")


def _folder(root: Path) -> Iterator[Given]:
    seen: set[str] = set()
    unopened: list[Given] = []

    def note(error: OSError) -> None:
        folder = Path(error.filename)
        unopened.append(Given(folder, _relative(folder, root), root, f"The folder cannot be opened: {error.strerror}."))

    for folder, folders, names in os.walk(root, onerror=note, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:
            folders.clear()
            yield Given(
                Path(folder), _relative(Path(folder), root), root, "The folder leads back to itself; it was read once."
            )
            continue
        seen.add(real)
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not _aside(name):
                yield _given(Path(folder, name), root)
    yield from unopened


def _aside(name: str) -> bool:
    return name.startswith((".", "~$")) or name == MANIFEST or name.endswith(SUFFIX)


def _given(path: Path, root: Path) -> Given:
    return Given(path, _relative(path, root), root, "" if path.is_file() else "It is not a file that can be read.")


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def pieces(name: str, data: bytes) -> list[Piece]:
    """Open a file's bytes. Raises FileError when it is empty, damaged, or nothing that holds a table."""
    if not data.strip():
        raise FileError("The file is empty.", _AGAIN)
    documents = open_document(name, data)
    if documents is not None:
        return [_document_piece(member, document) for member, document in documents]
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(name, data)
    if data.startswith(_OLD_WORKBOOK):
        return _sheets(data, "")
    return [_text("", name, data)]


def _document_piece(member: str, document: Document) -> Piece:
    return Piece(member, lambda: document)


def _text(member: str, name: str, data: bytes) -> Piece:
    what = not_text(data)
    if what:
        raise FileError(f"The file is {what}, not a table.", "Save the table in it as CSV or XLSX, and read that.")
    notes: tuple[str, ...] = ()
    if PurePosixPath(name).suffix.casefold() in (".xlsx", ".xlsm", ".xls", ".zip", ".ods"):
        notes = (f"the name says {PurePosixPath(name).suffix}, but the content is plain text and was read as such",)
    return Piece(member, lambda: Delimited(decode(data)), notes)


def _sheets(data: bytes, member: str) -> list[Piece]:
    try:
        found = sheets(data)
    except ValueError as error:
        raise FileError(str(error), _AGAIN) from error
    alone = len(found) == 1
    label = [(f"{member}/{name}" if member else name) if not alone else member for name, _ in found]
    names = tuple(name for name, _ in found)
    return [Piece(shown, _loader(load), (), name, names) for shown, (name, load) in zip(label, found, strict=True)]


def _loader(load: Callable[[], Sheet]) -> Callable[[], Sheet]:
    def loaded() -> Sheet:
        try:
            return load()
        except ValueError as error:
            raise FileError(str(error), _AGAIN) from error

    return loaded


def _zipped(name: str, data: bytes) -> list[Piece]:
    archive, members = _archive(data)
    names = {m.filename for m in members}
    if "[Content_Types].xml" in names or "mimetype" in names:
        return _sheets(data, "")
    shown = [m for m in members if not _hidden(m.filename)]
    rosters = roster_documents(_unpackers(archive, shown), _clock(shown)) or {}
    found = [piece for m in shown for piece in _roster_piece(m.filename, rosters) or _member(archive, m)]
    if not found:
        raise FileError("The ZIP holds no files.", _AGAIN)
    return found


def zip_members(data: bytes) -> tuple[dict[str, Callable[[], bytes]], str]:
    """Return what unpacks each member of a ZIP, by name, and the clock of the ZIP. Raises FileError, as each of them does."""
    archive, members = _archive(data)
    shown = [m for m in members if not _hidden(m.filename)]
    return _unpackers(archive, shown), _clock(shown)


def _archive(data: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [m for m in archive.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileError(f"The ZIP or workbook is damaged and cannot be opened ({error}).", _AGAIN) from error
    _refuse_bombs(members)
    return archive, members


def _unpackers(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, Callable[[], bytes]]:
    return {m.filename: partial(_checked, archive, m) for m in members}


def _clock(members: list[zipfile.ZipInfo]) -> str:
    """When the ZIP says that its newest member was made; empty where it says nothing, which is 1980."""
    year, month, day, hour, minute, second = max((m.date_time for m in members), default=(1980, 1, 1, 0, 0, 0))
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}" if year > _ZIP_BEGAN else ""


def _roster_piece(name: str, rosters: Mapping[str, Document]) -> list[Piece]:
    return [_document_piece(name, rosters[name])] if name in rosters else []


def _hidden(name: str) -> bool:
    return any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _refuse_bombs(members: list[zipfile.ZipInfo]) -> None:
    total = sum(m.file_size for m in members)
    swollen = [
        m.filename for m in members if m.file_size > _SMALL and m.file_size > MOST_TIMES * max(1, m.compress_size)
    ]
    if len(members) > MOST_MEMBERS or total > MOST_BYTES or swollen:
        raise FileError(
            f"The ZIP holds {len(members)} members that unpack to {total:,} bytes"
            + (f", {swollen[0]} to more than {MOST_TIMES} times its size" if swollen else "")
            + ": more than is safe to open.",
            "Unpack it yourself if you trust it, and read the folder.",
        )


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> list[Piece]:
    """Open one member; what is wrong with it is its own trouble and not that of its neighbours."""
    try:
        return _opened(archive, info)
    except FileError as problem:
        return [Piece(info.filename, _raiser(problem))]


def _raiser(problem: FileError) -> Callable[[], Table]:
    def fail() -> Table:
        raise problem

    return fail


def _checked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack a member, unless its name leads out of the ZIP or it is locked."""
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        raise FileError("The member's name points outside the ZIP.", "Do not trust this ZIP. " + _AGAIN)
    if info.flag_bits & 1:
        raise FileError("The member is locked with a password.", "Unpack it yourself, and read the folder.")
    return _unpacked(archive, info)


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> list[Piece]:
    data = _checked(archive, info)
    if not data.strip():
        raise FileError("The file is empty.", _AGAIN)
    documents = open_document(info.filename, data)
    if documents is not None:
        return [_document_piece(info.filename, document) for _, document in documents]
    if data.startswith(b"PK\x03\x04"):
        return _inner(info, data)
    return (
        _sheets(data, info.filename) if data.startswith(_OLD_WORKBOOK) else [_text(info.filename, info.filename, data)]
    )


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    import lzma
    import zlib

    try:
        with archive.open(info) as stream:
            return stream.read(info.file_size + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise FileError(f"The member is damaged and cannot be unpacked ({error}).", _AGAIN) from error


def _inner(info: zipfile.ZipInfo, data: bytes) -> list[Piece]:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise FileError(f"The ZIP or workbook is damaged and cannot be opened ({error}).", _AGAIN) from error
    _refuse_bombs(members)
    if not {"[Content_Types].xml", "mimetype"} & {m.filename for m in members}:
        raise FileError("It is a ZIP within a ZIP, which is not opened.", "Unpack the outer ZIP, and read the folder.")
    return _sheets(data, info.filename)
