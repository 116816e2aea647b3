"""A file that only who knows the passphrase can read, and in which no byte can be changed, moved or cut off unseen.

Pieces of one mebibyte, each sealed with AES-256-GCM under a key made from the passphrase by scrypt. A piece's nonce is its number
and whether it is the last, and the head of the file is bound into each, so that pieces can be neither swapped nor left out.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

from collegiate.operations.errors import BackupError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC = b"collegiate backup, sealed 1\n"
_SALT = 16
_PIECE = 1 << 20
_TAG = 16
_WORK = 1 << 16
"""How much a guess at the passphrase costs, as scrypt counts it: 64 MB of memory and a fifth of a second."""
SHORTEST = 12
"""Characters that a passphrase needs at least; it can be tried by whoever has the file, as often as they like."""


class SealedError(BackupError):
    """A sealed file cannot be opened; the message says why and what to do."""


def is_sealed(path: Path) -> bool:
    """Tell whether a file was written by `SealedWriter`."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def passphrase_of(path: Path) -> str:
    """Read a passphrase from the first line of a file. Raises `SealedError` when there is none or it is too short."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SealedError(f"The passphrase file {path} cannot be read. Name a file with one line of text.") from error
    passphrase = lines[0].strip() if lines else ""
    if len(passphrase) < SHORTEST:
        raise SealedError(
            f"The first line of {path} has {len(passphrase)} characters; a passphrase needs {SHORTEST} or more. Make one: openssl rand -base64 32"
        )
    return passphrase


class SealedWriter(io.RawIOBase):
    """Writes to a file what only the passphrase opens. Without `end` the file cannot be opened."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(_SALT)
        self._head = _MAGIC + salt
        self._cipher = _cipher(passphrase, salt)
        self._file, self._held, self._number = file, bytearray(), 0
        file.write(self._head)

    def writable(self) -> bool:
        """It is written to."""
        return True

    def write(self, some: object) -> int:
        """Take bytes."""
        given = bytes(some)  # type: ignore[call-overload]
        self._held += given
        while len(self._held) > _PIECE:
            self._piece(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(given)

    def end(self) -> None:
        """Write the last piece; the file below stays open."""
        self._piece(bytes(self._held), last=True)

    def _piece(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), plain, self._head))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads what `SealedWriter` wrote. Raises `SealedError` at the first piece that is not what was written."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self._head = file.read(len(_MAGIC) + _SALT)
        if not self._head.startswith(_MAGIC) or len(self._head) != len(_MAGIC) + _SALT:
            raise SealedError("The file is not a sealed backup, or its beginning is missing.")
        self._cipher = _cipher(passphrase, self._head[len(_MAGIC) :])
        self._file, self._held, self._number = file, b"", 0
        self._next: bytes | None = file.read(_PIECE + _TAG)

    def readable(self) -> bool:
        """It is read from."""
        return True

    def readinto(self, buffer: object) -> int:
        """Give the next bytes."""
        if not self._held:
            self._held = self._piece()
        room = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        taken = self._held[: len(room)]
        room[: len(taken)] = taken
        self._held = self._held[len(taken) :]
        return len(taken)

    def _piece(self) -> bytes:
        from cryptography.exceptions import InvalidTag

        if self._next is None:
            return b""
        piece, following = self._next, self._file.read(_PIECE + _TAG)
        last = not following
        try:
            plain = self._cipher.decrypt(_nonce(self._number, last=last), piece, self._head)
        except (InvalidTag, ValueError) as error:
            raise SealedError(
                "The passphrase is not the one that the backup was sealed with, or its beginning was changed."
                if self._number == 0
                else f"The backup was changed or cut short after {self._number} MB. Use another copy of it."
            ) from error
        self._number += 1
        self._next = None if last else following
        return plain


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return AESGCM(Scrypt(salt=salt, length=32, n=_WORK, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
