"""A sealed file opens with its passphrase alone, and no byte of it can be changed, moved or cut off unseen."""

from __future__ import annotations

import io
import os

import pytest

from collegiate.operations import sealed as sealing
from collegiate.operations.sealed import SealedError, SealedReader, SealedWriter, passphrase_of

MB = 1 << 20
WORDS = "three wet lapwings on a gate"
HEAD = len(b"collegiate backup, sealed 1\n") + 16


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_WORK", 1 << 8)


def sealed(plain: bytes) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, WORDS)
    writer.write(plain)
    writer.end()
    return file.getvalue()


def opened(text: bytes, words: str = WORDS) -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(text), words)).read()


@pytest.mark.parametrize("size", [0, 1, MB - 1, MB, MB + 1, 2 * MB])
def test_what_was_sealed_is_what_is_read(size: int) -> None:
    plain = os.urandom(size)
    assert opened(sealed(plain)) == plain


def test_nothing_of_the_text_stands_in_the_file_and_no_two_files_are_alike() -> None:
    plain = b"Maya Marsh, 8A, " * 100
    assert b"Maya" not in sealed(plain)
    assert sealed(plain)[HEAD : HEAD + 64] != sealed(plain)[HEAD : HEAD + 64]


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(SealedError, match="passphrase is not the one"):
        opened(sealed(b"plain"), "three dry lapwings on a gate")


@pytest.mark.parametrize("cut", [1, 16, MB, MB + 16])
def test_a_file_that_was_cut_short_is_found(cut: int) -> None:
    text = sealed(os.urandom(2 * MB + 5))
    with pytest.raises(SealedError):
        opened(text[:-cut])


def test_a_file_cut_between_two_pieces_is_found() -> None:
    text = sealed(os.urandom(2 * MB))
    with pytest.raises(SealedError, match=r"changed or cut short|beginning was changed"):
        opened(text[: HEAD + MB + 16])


def test_pieces_that_changed_places_are_found() -> None:
    text, piece = sealed(os.urandom(3 * MB)), MB + 16
    first, second = text[HEAD : HEAD + piece], text[HEAD + piece : HEAD + 2 * piece]
    with pytest.raises(SealedError):
        opened(text[:HEAD] + second + first + text[HEAD + 2 * piece :])


@pytest.mark.parametrize("at", [0, 30, HEAD, HEAD + MB, -1])
def test_a_changed_byte_is_found(at: int) -> None:
    text = bytearray(sealed(os.urandom(MB + 7)))
    text[at] ^= 1
    with pytest.raises(SealedError):
        opened(bytes(text))


def test_a_short_passphrase_is_refused(tmp_path) -> None:
    (tmp_path / "words").write_text("short\n")
    with pytest.raises(SealedError, match="has 5 characters"):
        passphrase_of(tmp_path / "words")
    (tmp_path / "words").write_text(f"{WORDS}\nanother line\n")
    assert passphrase_of(tmp_path / "words") == WORDS
