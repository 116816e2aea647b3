"""Taking in what a form sends: straight to disk, piece by piece, hashed on the way, and no further than the bounds."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers, StopUpload
from django.http import HttpRequest

from collegiate.web.asked import number_in
from collegiate.web.uploads.folders import FileNameError, Places, safe_name
from collegiate.web.uploads.limits import most_bytes, most_files

_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has come: under which safe name, where it lies, and what its bytes are."""

    name: str
    path: Path
    sha256: str
    size: int


class ReceivedFile(UploadedFile):
    """What Django hands to the view for a file that was received."""

    def __init__(self, received: Received) -> None:
        super().__init__(file=None, name=received.name, size=received.size)
        self.received = received


class Refused(Exception):  # noqa: N818 - it is an answer
    """What was sent cannot be taken; the message says why and what to do."""


class Receiver(FileUploadHandler):
    """Writes each file of a form to disk as it comes. What breaks a bound ends the whole form, and nothing of it is kept."""

    chunk_size = 1 << 20

    def __init__(self, places: Places, request: HttpRequest) -> None:
        super().__init__(request)
        self._places = places
        self._most, self._most_files = most_bytes(), most_files()
        self._out: Any = None
        self._path = Path()
        self._hash = hashlib.sha256()
        self._size = 0
        self._name = ""
        self.paths: list[Path] = []
        self.refused = ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        if len(self.paths) >= self._most_files:
            self._end(
                f"More than {self._most_files} files were sent at once. Send them in several goes, or as one ZIP."
            )
        try:
            self._name = safe_name(self.file_name or "")
        except FileNameError as error:
            self._end(str(error))
        self._places.incoming.mkdir(parents=True, exist_ok=True)
        self._path = self._places.incoming / secrets.token_hex(12)
        self._out, self._hash, self._size = self._path.open("xb"), hashlib.sha256(), 0
        self.paths.append(self._path)
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        self._size += len(raw_data)
        if self._size > self._most:
            self._end(
                f"{self._name} is larger than {self._most // 1_000_000:,} MB, which is as much as may be sent here. "
                "Send it in parts, or ask whoever runs this installation to raise the bound."
            )
        self._hash.update(raw_data)
        self._out.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """End a file and hand it on."""
        self._out.close()
        return ReceivedFile(Received(self._name, self._path, self._hash.hexdigest(), self._size))

    def upload_interrupted(self) -> None:
        """Throw away what came of a form that broke off."""
        self.throw_away()

    def throw_away(self) -> None:
        """Delete what was written and not moved on."""
        if self._out is not None:
            self._out.close()
        for path in self.paths:
            path.unlink(missing_ok=True)

    def _end(self, why: str) -> None:
        self.refused = why
        self.throw_away()
        raise StopUpload(connection_reset=False)


def prepare(request: HttpRequest, places: Places) -> Receiver:
    """Make a request's files go to disk; before anything of it is read. Raises `Refused` for one that is far too large to be listened to."""
    length = number_in(request.headers.get("Content-Length", ""), 18) or 0
    if length > (most_bytes() + 1_000_000) * most_files():
        raise Refused("What you send is larger than may be sent at once. Send fewer files, or smaller ones.")
    _sweep(places)
    receiver = Receiver(places, request)
    request.upload_handlers = [receiver]
    return receiver


def received(request: HttpRequest, receiver: Receiver) -> list[Received]:
    """Return the files of a form. Raises `Refused` for none, and for what broke a bound."""
    files = [f.received for f in request.FILES.getlist("files") if isinstance(f, ReceivedFile)]
    if receiver.refused:
        raise Refused(receiver.refused)
    if not files:
        raise Refused("Choose at least one file first.")
    return files


def _sweep(places: Places) -> None:
    """Delete what broke off more than a day ago and was left."""
    with contextlib.suppress(OSError):
        for path in places.incoming.iterdir():
            if time.time() - path.stat().st_mtime > _DAY:
                path.unlink(missing_ok=True)
