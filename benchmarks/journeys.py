"""Fifty signed-in people of several roles clicking from page to page, as people do, while a picture is published and a file is sent.

uv run python benchmarks/journeys.py --folder F [--seconds 600] [--users 50] [--think 8] [--no-publish] [--no-upload]

The store of 20 academies and 12,000 children is built in the folder first, twice, so that there is a picture before, and kept for the
next run. Everybody signs in, opens the first page of their role and then follows links of the page that they are on, those that their
role comes for before others; between two clicks they wait, `think` seconds on average. At a third of the time a picture is built and
published beside the server, and at two thirds a data manager sends a file of 100 MB. Clients and server share the machine; people come
once the server has settled.
"""

from __future__ import annotations

import argparse
import gzip
import html
import http.client
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from journeys_trust import ACADEMIES, PUPILS, prepare
from measured import save, table
from pages import free_port, percentile

MOST_MS, MOST_GROWTH, MOST_FIRST_KB = 300.0, 0.05, 100.0
"""What is aimed at: 95 of 100 pages within 300 ms, memory flat within 5 %, a first page under 100 KB."""

PASSWORD = "three wet lapwings on a gate"
UPLOAD_MB = 100
_LINK = re.compile(rb'<a [^>]*href="([^"#]+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_ASSET = re.compile(
    r'<(?:link [^>]*rel="(?:stylesheet|icon)"[^>]*href|link [^>]*href|script [^>]*src|img [^>]*src)="([^"]+)"'
)
_COMES_FOR = {
    "head": ("/academies/", "/children/attendance/", "/children/ledger/", "/children/flags/", "/children/child/"),
    "teacher": ("/my-class/", "/children/child/", "/children/schools/"),
    "senior_leader": ("/academies/", "/children/schools/", "/children/child/", "/children/flags/"),
    "senco": ("/children/schools/", "/needs/", "/children/child/"),
    "data_manager": ("/data/", "/children/data/", "/children/questions/", "/sources/"),
    "school_improvement_lead": ("/trusts/", "/schools/", "/children/alarms/", "/children/progress/", "/figures/"),
    "trust_executive": ("/monday/", "/trusts/", "/academies/", "/children/ledger/", "/children/attendance/"),
    "safeguarding_lead": ("/audit/", "/children/child/", "/looks/", "/children/schools/"),
    "trustee": ("/trusts/", "/measures/", "/figures/", "/counts/"),
    "local_governor": ("/schools/", "/measures/", "/figures/", "/counts/"),
}
"""What the addresses begin with, or hold, that a role opens before others."""
_NEVER = re.compile(r"[?&]snapshot=|/sign-out|\.csv|\.xlsx|\.svg|\.png|\.pdf|\.json|\.zip|/api/|^/account/|/original")


@dataclass(frozen=True, slots=True)
class Asked:
    """One page that somebody waited for."""

    at: float
    kind: str
    seconds: float
    status: int
    size: int


@dataclass(slots=True)
class Heard:
    """Everything that was asked, by everybody."""

    began: float
    asked: list[Asked] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Person:
    """Somebody with a browser: cookies are kept, redirects followed, a page's compressed bytes counted."""

    def __init__(self, port: int, heard: Heard) -> None:
        self._port, self._heard, self._cookies = port, heard, {}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, path: str, form: dict[str, str] | None = None, *, count: bool = True) -> tuple[int, str, bytes]:
        """Open a page, or send a form; return the status, where it ended, and the page."""
        body = urlencode(form) if form else None
        for _ in range(5):
            began = time.monotonic()
            status, headers, raw = self.once(
                "POST" if body else "GET",
                path,
                body,
                {"Content-Type": "application/x-www-form-urlencoded"} if body else {},
            )
            if count:
                self._note(path, began, status, len(raw))
            if status not in (301, 302, 303):
                page = gzip.decompress(raw) if headers.get("Content-Encoding") == "gzip" else raw
                return status, path, page
            path, body = urljoin(path, headers["Location"]), None
        return status, path, b""

    def once(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        """Ask once over the connection that is kept; a connection that the server has ended meanwhile is opened anew."""
        more = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()), "Accept-Encoding": "gzip", **headers}
        try:
            self._connection.request(method, path, body, more)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()
            self._connection.request(method, path, body, more)
            answer = self._connection.getresponse()
        raw = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.headers, raw

    def sign_in(self, email: str) -> None:
        """Come in by the door."""
        _, _, page = self.ask("/account/sign-in/")
        token = _TOKEN.search(page.decode())
        status, where, page = self.ask(
            "/account/sign-in/",
            {"csrfmiddlewaretoken": token[1] if token else "", "email": email, "password": PASSWORD, "next": ""},
        )
        if where == "/account/sign-in/":
            raise RuntimeError(f"nobody was let in: {status}")

    def _note(self, path: str, began: float, status: int, size: int) -> None:
        seconds = time.monotonic() - began
        with self._heard.lock:
            self._heard.asked.append(Asked(began - self._heard.began, kind_of(path), seconds, status, size))
            if status >= 400:
                self._heard.errors.append(f"{status} {kind_of(path)}")


def kind_of(path: str) -> str:
    """The kind of a page: its address without who or what it is about."""
    plain = re.sub(r"/[0-9A-Z]{10}(?=/|$)", "/*", urlsplit(path).path)
    plain = re.sub(r"/\d[\w-]*(?=/|$)", "/*", plain)
    return re.sub(r"/(measures|figures)/[a-z0-9_]+/", r"/\1/*/", plain)


def walk(port: int, who: dict[str, str], heard: Heard, until: float, think: float, seed: int) -> None:
    """One person's journey until the time is over."""
    rng = random.Random(seed)
    time.sleep(rng.uniform(0, min(think * 2, 20)))
    person, wanted = Person(port, heard), _COMES_FOR[who["role"]]
    try:
        person.sign_in(who["email"])
        _, where, page = person.ask("/home/")
        while time.monotonic() < until:
            time.sleep(min(rng.expovariate(1 / think), 4 * think))
            status, where, page = person.ask(_next(rng, where, page, wanted))
            if status >= 400:
                _, where, page = person.ask("/home/")
    except Exception as error:
        with heard.lock:
            heard.errors.append(f"{who['role']}: {type(error).__name__}: {error}")


def _next(rng: random.Random, where: str, page: bytes, wanted: tuple[str, ...]) -> str:
    """Follow a link of the page: one of those that the role comes for, three times of four."""
    links = {urljoin(where, html.unescape(link.decode())) for link in _LINK.findall(page)}
    links = {link for link in links if link.startswith("/") and not _NEVER.search(link)}
    theirs = [link for link in links if any(part in link for part in wanted)]
    choice = sorted(theirs) if theirs and rng.random() < 0.75 else sorted(links)
    return rng.choice(choice) if choice else "/home/"


@dataclass(slots=True)
class Memory:
    """Megabytes of the server over time, shared memory counted once: the processes that answer, and the worker."""

    at: list[float] = field(default_factory=list)
    answering: list[float] = field(default_factory=list)
    worker: list[float] = field(default_factory=list)

    def watch(self, server: int, began: float, over: threading.Event) -> None:
        """Look every two seconds."""
        while not over.wait(2):
            sizes = {pid: _pss(pid) for pid in _below(server)}
            working = {pid for pid in sizes if "collegiate-worker" in _said(pid) or _is_worker(pid)}
            self.at.append(time.monotonic() - began)
            self.answering.append(sum(v for pid, v in sizes.items() if pid not in working))
            self.worker.append(sum(v for pid, v in sizes.items() if pid in working))

    def growth(self) -> float | None:
        """By how much the last fifth lies above the fifth after the first third, as a share."""
        count = len(self.answering)
        if count < 30:
            return None
        early, late = self.answering[count // 3 : count // 3 + count // 5], self.answering[-count // 5 :]
        return statistics.median(late) / statistics.median(early) - 1


def _below(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            found += [int(p) for p in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
            threads = [t for t in Path(f"/proc/{one}/task").iterdir() if t.name != str(one)]
            found += [int(p) for t in threads for p in (t / "children").read_text().split()]
        except OSError:
            continue
    return found


def _pss(pid: int) -> float:
    try:
        return int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1]) / 1024  # type: ignore[index]
    except (OSError, TypeError):
        return 0.0


def _said(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _is_worker(pid: int) -> bool:
    """The worker holds its lock open, and nobody else does."""
    try:
        return any(f.readlink().name == "worker.lock" for f in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


def publish(folder: Path, store: Path) -> None:
    """Build and publish the same files again, politely, beside the server."""
    command = [
        "nice",
        "-n",
        "10",
        sys.executable,
        "-m",
        "collegiate",
        "build",
        str(folder / "files"),
        "--store",
        str(store),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-500:])


def upload(port: int, email: str, file: Path, heard: Heard) -> None:
    """A data manager sends a file of 100 MB."""
    person = Person(port, heard)
    person.sign_in(email)
    _, _, page = person.ask("/data/")
    token = _TOKEN.search(page.decode())
    edge, school = "journeys-50b2f0", re.search(r'<option value="(\d{6})"', page.decode())
    fields = {"csrfmiddlewaretoken": token[1] if token else "", "urn": school[1] if school else "", "system": "arbor"}
    given = "".join(f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    head = f'{given}--{edge}\r\nContent-Disposition: form-data; name="files"; filename="marks.csv"\r\nContent-Type: text/csv\r\n\r\n'.encode()
    tail = f"\r\n--{edge}--\r\n".encode()
    length = len(head) + file.stat().st_size + len(tail)

    def parts() -> Any:
        yield head
        with file.open("rb") as bytes_of:
            while some := bytes_of.read(1 << 20):
                yield some
        yield tail

    began = time.monotonic()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(length)}
    status, _, _ = person.once("POST", "/data/send/", parts(), headers)
    with heard.lock:
        heard.asked.append(Asked(began - heard.began, "/data/send/ (100 MB)", time.monotonic() - began, status, 0))
        if status not in (200, 302, 303):
            heard.errors.append(f"{status} /data/send/")


def large_file(folder: Path) -> Path:
    """A file of marks as a school sends it, its rows over and over until there are 100 MB."""
    target = folder / "large.csv"
    if not target.exists():
        source = max((folder / "files" / "children").rglob("marks-*.csv"), key=lambda p: p.stat().st_size)
        head, _, rows = source.read_bytes().partition(b"\n")
        with target.open("wb") as file:
            file.write(head + b"\n")
            while file.tell() < UPLOAD_MB * 1_000_000:
                file.write(rows)
    return target


def first_page(port: int, path: str, email: str = "") -> dict[str, float]:
    """What a first visit weighs: bytes as they travel, and requests, of a page with all that it needs."""
    person = Person(port, Heard(time.monotonic()))
    if email:
        person.sign_in(email)
    _, headers, raw = person.once("GET", path, None, {})
    page = gzip.decompress(raw) if headers.get("Content-Encoding") == "gzip" else raw
    assets = {urljoin(path, html.unescape(a)) for a in _ASSET.findall(page.decode()) if not a.startswith("data:")}
    sizes = [len(person.once("GET", asset, None, {})[2]) for asset in sorted(assets)]
    return {"kb": (len(raw) + sum(sizes)) / 1000, "requests": 1 + len(sizes)}


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; a busy machine takes its time."""
    for _ in range(600):
        try:
            Person(port, Heard(0)).once("GET", "/health", None, {})
        except OSError:
            if server.poll() is not None:
                sys.exit(f"The server ended with {server.returncode}.")
            time.sleep(0.5)
        else:
            return
    sys.exit("The server did not answer within five minutes.")


def _settle(server: int, *, quiet: float = 3.0, most: float = 180.0) -> None:
    """Wait until every process of the server has done what it does at its start: a server runs for weeks, and is looked at here for minutes."""
    until, done, since = time.monotonic() + most, -1.0, time.monotonic()
    while time.monotonic() < min(until, since + quiet):
        now = sum(_worked(pid) for pid in _below(server))
        if now > done + 0.1:
            done, since = now, time.monotonic()
        time.sleep(0.5)


def _worked(pid: int) -> float:
    """Seconds of processor that a process has taken."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _aside(name: str, what: Callable[[], None], heard: Heard, spans: dict[str, tuple[float, float]]) -> None:
    began = time.monotonic() - heard.began
    try:
        what()
    except Exception as error:
        with heard.lock:
            heard.errors.append(f"{name}: {type(error).__name__}: {error}")
    spans[name] = (began, time.monotonic() - heard.began)


def run(options: argparse.Namespace) -> None:
    """Serve, walk, watch, and write the results."""
    prepare(options.folder)
    store = options.folder / "served"
    shutil.rmtree(store, ignore_errors=True)
    shutil.copytree(options.folder / "store", store)
    here = Path(__file__).parent
    made = subprocess.run(
        [sys.executable, str(here / "journeys_people.py"), str(store), PASSWORD, str(options.users)],
        capture_output=True,
        text=True,
        check=True,
    )
    people = json.loads(made.stdout)
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "collegiate", "serve", "--store", str(store), "--port", str(port), "--workers", "2"],
        stdout=subprocess.DEVNULL,
    )
    memory, over, spans = Memory(), threading.Event(), {}
    try:
        _wait(port, server)
        _settle(server.pid)
        sender = next(p["email"] for p in people if p["role"] == "data_manager")
        weights = {"/": first_page(port, "/"), "/home/ of a head": first_page(port, "/home/", people[0]["email"])}
        heard = Heard(time.monotonic())
        until = heard.began + options.seconds
        walkers = [
            threading.Thread(target=walk, args=(port, who, heard, until, options.think, n))
            for n, who in enumerate(people)
        ]
        watching = threading.Thread(target=memory.watch, args=(server.pid, heard.began, over))
        asides = []
        if options.publish:
            asides.append(
                threading.Timer(
                    options.seconds / 3,
                    _aside,
                    ("a picture is published", lambda: publish(options.folder, store), heard, spans),
                )
            )
        if options.upload:
            file = large_file(options.folder)
            asides.append(
                threading.Timer(
                    options.seconds * 2 / 3,
                    _aside,
                    ("100 MB are sent", lambda: upload(port, sender, file, heard), heard, spans),
                )
            )
        for thread in (*walkers, watching, *asides):
            thread.start()
        for thread in (*walkers, *asides):
            thread.join()
        over.set()
        watching.join()
    finally:
        server.terminate()
        server.wait(timeout=90)
    _write(options, heard, memory, spans, weights, len(people))


def _row(kind: str, asked: list[Asked]) -> list[str]:
    seconds = [a.seconds for a in asked]
    times = (f"{percentile(seconds, share):.0f}" for share in (0.5, 0.95, 0.99))
    return [f"`{kind}`" if kind.startswith("/") else kind, f"{len(seconds):,}", *times]


def _write(
    options: argparse.Namespace,
    heard: Heard,
    memory: Memory,
    spans: dict[str, tuple[float, float]],
    weights: dict[str, dict[str, float]],
    users: int,
) -> None:
    pages = [a for a in heard.asked if "100 MB" not in a.kind]
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for asked in pages:
        by_kind[asked.kind].append(asked)
    during = {name: [a for a in pages if begun <= a.at <= ended] for name, (begun, ended) in spans.items()}
    quiet = [a for a in pages if not any(begun <= a.at <= ended for begun, ended in spans.values())]
    parts = {"all": pages, "in quiet": quiet, **{f"while {name}": found for name, found in during.items()}}
    rows = [_row(name, found) for name, found in parts.items() if found]
    rows += [_row(kind, found) for kind, found in sorted(by_kind.items(), key=lambda item: -len(item[1]))]
    growth = memory.growth()
    text = table(("pages", "requests", "p50 ms", "p95 ms", "p99 ms"), rows)
    text += f"\n\n{users} people for {options.seconds:g} s, {options.think:g} s between two clicks on average: {len(pages) / options.seconds:.1f} requests a second; {len(heard.errors)} errors. "
    text += f"{ACADEMIES} academies, about {PUPILS:,} children; clients, server, worker and build share the machine. "
    text += (
        "; ".join(f"{name} from {begun:.0f} s to {ended:.0f} s" for name, (begun, ended) in spans.items()) + ". "
        if spans
        else ""
    )
    text += (
        f"Memory of the processes that answer: {_at(memory.answering, 1 / 3):.0f} MB after a third of the time, {_at(memory.answering, 1):.0f} MB at the end"
        + (f" ({growth:+.1%} between their medians)" if growth is not None else "")
        + f"; of the worker at most {max(memory.worker, default=0):.0f} MB. "
    )
    text += (
        "First visit: "
        + "; ".join(f"{name} {w['kb']:.0f} KB in {w['requests']:.0f} requests" for name, w in weights.items())
        + ". "
    )
    text += f"Aimed at: p95 under {MOST_MS:g} ms, no errors, memory flat within {MOST_GROWTH:.0%}, a first page under {MOST_FIRST_KB:g} KB."
    figures = {
        "users": users, "seconds": options.seconds, "think": options.think, "requests_a_second": len(pages) / options.seconds,
        "errors": heard.errors[:50], "error_count": len(heard.errors), "asides": spans, "memory_growth": growth,
        "memory_mb": {"at": memory.at, "answering": memory.answering, "worker": memory.worker}, "first_visit": weights,
        "pages": {name: {f"p{int(q * 100)}": percentile([a.seconds for a in found], q) for q in (0.5, 0.95, 0.99)} | {"requests": len(found)}
                  for name, found in {**parts, **by_kind}.items() if found},
    }  # fmt: skip
    save(options.name, "Journeys of signed-in people", text, figures)


def _at(series: list[float], share: float) -> float:
    return series[min(len(series) - 1, int(share * len(series)))] if series else 0.0


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--folder", type=Path, required=True)
    given.add_argument("--seconds", type=float, default=600)
    given.add_argument("--users", type=int, default=50)
    given.add_argument("--think", type=float, default=8)
    given.add_argument("--name", default="journeys")
    given.add_argument("--publish", action=argparse.BooleanOptionalAction, default=True)
    given.add_argument("--upload", action=argparse.BooleanOptionalAction, default=True)
    run(given.parse_args())
