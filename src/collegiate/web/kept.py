"""Whole answers, kept in memory for as long as their snapshot is served.

A snapshot never changes, so an answer to an address of one snapshot stays right; the pointer is read at every request, so a new
snapshot is seen at once. Only pages that are open to anybody are kept: they look the same to everybody. Kept answers are compressed once; the headers of every page are added outside, anew each time.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from collegiate.store import Reader, Store
from collegiate.web.doors import is_shared
from collegiate.web.settings import HERE

Answer = Callable[[HttpRequest], HttpResponse]
Key = tuple[str, str, str, bool]

MOST_BYTES = 64 * 1024 * 1024
LARGEST = MOST_BYTES // 16
"""An answer larger than this is not kept: it would push out too many others."""

_NEVER = ("/health", "/robots.txt")
_OVERHEAD = 600


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer: what goes over the wire, and the headers that belong to it."""

    content: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return len(self.content) + sum(len(k) + len(v) for k, v in self.headers) + _OVERHEAD


class Shelf:
    """Answers by their address, the least recently used thrown away first; safe to use from many threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._held: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def get(self, key: Key) -> Kept | None:
        """Return what is kept, and remember that it was asked for."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer; the oldest make room."""
        with self._lock:
            before = self._held.pop(key, None)
            self.size += kept.size - (before.size if before else 0)
            self._held[key] = kept
            while self.size > self._most:
                self.size -= self._held.popitem(last=False)[1].size

    def __len__(self) -> int:
        return len(self._held)


SHELF = Shelf()


def kept_answers(answer: Answer) -> Answer:
    """Answer 304 where the browser has the page, else from the shelf; otherwise make the answer and keep it."""

    def answered(request: HttpRequest) -> HttpResponse:
        request.get_host()
        store = Store(settings.COLLEGIATE_STORE)
        snapshot = store.current
        if request.method != "GET" or snapshot is None or request.path in _NEVER or not is_shared(request.path_info):
            return answer(request)
        key = (str(store.layout.root), snapshot, address(request), "gzip" in request.headers.get("Accept-Encoding", ""))
        if _has(request, tag(key)):
            return HttpResponseNotModified(headers={"ETag": tag(key), "Vary": "Accept-Encoding"})
        found = SHELF.get(key)
        return HttpResponse(found.content, headers=dict(found.headers)) if found else _fresh(request, answer, key)

    return answered


def address(request: HttpRequest) -> str:
    """Return the address with its questions in order, so that their order makes no second copy.

    A question that is asked twice keeps its order: the last one counts.
    """
    asked = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
    return f"{request.path}?{urlencode(sorted(asked, key=lambda a: a[0]))}" if asked else request.path


def tag(key: Key) -> str:
    """Return the ETag of an address of one snapshot, as these pages write it now."""
    _, snapshot, asked, _ = key
    made_of = "\n".join((snapshot, asked, pages_version()))
    return f'W/"{hashlib.sha256(made_of.encode("utf-8", "replace")).hexdigest()[:24]}"'


@cache
def pages_version() -> str:
    """Return a name for the program that writes the pages: with another, a browser's copy is no longer the page."""
    files = sorted(p for p in HERE.parent.rglob("*") if p.suffix in (".py", ".html", ".css", ".toml") and p.is_file())
    return hashlib.sha256(b"".join(p.read_bytes() for p in files)).hexdigest()


def _has(request: HttpRequest, wanted: str) -> bool:
    had = parse_etags(request.headers.get("If-None-Match", ""))
    return wanted.removeprefix("W/") in {e.removeprefix("W/") for e in had}


def _fresh(request: HttpRequest, answer: Answer, key: Key) -> HttpResponse:
    """Make the answer; keep it when it is of the snapshot that the key names: another may have been published meanwhile."""
    response = answer(request)
    reader: Reader | None = getattr(request, "_collegiate_reader", None)
    personal = response.cookies or "cookie" in response.headers.get("Vary", "").lower()
    if response.status_code != 200 or response.streaming or personal or reader is None or reader.snapshot != key[1]:
        return response
    response.headers["ETag"] = tag(key)
    kept = Kept(response.content, tuple(response.headers.items()))
    if kept.size <= LARGEST:
        SHELF.put(key, kept)
    return response
