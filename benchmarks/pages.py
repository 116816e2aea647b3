"""Requests a second and waiting times of every kind of page, under eight clients that ask as fast as they are answered.

uv run python benchmarks/pages.py --store S [--seconds 30] [--clients 8]

The pages are drawn at random from the store, each kind as often as the others, so that no cache of a few pages helps.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from measured import save, table

MOST_MS = 200.0
"""What is aimed at: 95 of 100 pages within 200 ms."""

_EACH = 200


@dataclass(slots=True)
class Heard:
    """What the clients were answered: seconds by kind of page, and answers that were not 200."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: list[tuple[str, int]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def addresses(store: Path, rng: random.Random) -> dict[str, list[str]]:
    """Draw addresses of every kind of page from the store."""
    from collegiate.store import Store

    reader = Store(store).reader()
    trusts = [t["trust_uid"] for t in reader.trusts() if (t["academies"] or 0) > 0]
    chosen = rng.sample(trusts, min(_EACH, len(trusts)))
    members = {uid: [m["urn"] for m in reader.members(uid)] for uid in chosen}
    schools = [urn for urns in members.values() for urn in urns]
    schools = rng.sample(schools, min(_EACH, len(schools)))
    of_trusts = [f for uid in chosen[:40] for f in reader.figures(trust=uid)]
    of_schools = [f for urn in schools[:60] for f in reader.figures(urns=[urn])]
    words = [str(s["school_name"]).split()[0] for s in reader.schools(schools)]
    receipts = [r["file_id"] for r in reader.receipts()]
    return {
        "start": ["/"],
        "trust": [f"/trusts/{uid}/" for uid in chosen],
        "school": [f"/schools/{urn}/" for urn in schools],
        "how do you know (trust)": _some(
            rng, [f"/trusts/{f['trust_uid']}/figures/{f['measure']}/{f['period']}/" for f in of_trusts]
        ),
        "how do you know (school)": _some(
            rng, [f"/schools/{f['urn']}/figures/{f['measure']}/{f['period']}/" for f in of_schools]
        ),
        "search": [f"/search?q={quote(word)}" for word in words],
        "sources": ["/sources/", *(f"/sources/{number}/" for number in receipts)],
        "measures": ["/measures/", *(f"/measures/{m['measure']}/" for m in reader.measures())],
        "downloads": [f"/trusts/{uid}/figures.csv" for uid in chosen],
    }


def _some(rng: random.Random, every: list[str]) -> list[str]:
    every = sorted(set(every))
    return rng.sample(every, min(_EACH, len(every)))


def client(port: int, pages: dict[str, list[str]], until: float, heard: Heard, seed: int) -> None:
    """Ask for one page after the other over one connection until the time is over."""
    rng, kinds = random.Random(seed), [kind for kind, urls in pages.items() if urls]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < until:
        kind = rng.choice(kinds)
        url = rng.choice(pages[kind])
        began = time.perf_counter()
        connection.request("GET", url)
        answer = connection.getresponse()
        answer.read()
        seconds = time.perf_counter() - began
        with heard.lock:
            heard.seconds[kind].append(seconds)
            if answer.status != 200:
                heard.refused.append((url, answer.status))
    connection.close()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; end when it does not within a minute."""
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            connection.getresponse().read()
        except OSError:
            if server.poll() is not None:
                sys.exit(f"The server ended with {server.returncode}.")
            time.sleep(0.1)
        else:
            return
    sys.exit("The server did not answer within a minute.")


def percentile(seconds: list[float], share: float) -> float:
    """The waiting time, in milliseconds, that so large a share of the requests did not exceed."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _row(kind: str, seconds: list[float], elapsed: float) -> list[str]:
    times = (f"{percentile(seconds, share):.0f}" for share in (0.5, 0.95, 0.99))
    return [kind, f"{len(seconds):,}", f"{len(seconds) / elapsed:.0f}", *times]


def load(port: int, pages: dict[str, list[str]], clients: int, seconds: float) -> Heard:
    """Let so many clients ask for so many seconds; one round beforehand is not counted."""
    for urls in pages.values():
        client(port, {"warm": urls[:1]} if urls else {}, time.monotonic() + 0.05 if urls else 0, Heard(), 0)
    heard, until = Heard(), time.monotonic() + seconds
    threads = [threading.Thread(target=client, args=(port, pages, until, heard, number)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def _stop(server: subprocess.Popen[bytes]) -> float:
    """Stop the server and its workers; return the seconds of processor that they used."""
    server.terminate()
    _, status, used = os.wait4(server.pid, 0)
    server.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Serve the store, ask, and write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, required=True)
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--clients", type=int, default=8)
    asked = options.parse_args()
    pages, port = addresses(asked.store, random.Random(1)), free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "collegiate", "serve", "--store", str(asked.store), "--port", str(port)]
    )
    try:
        wait_until_up(port, server)
        began = time.monotonic()
        heard = load(port, pages, asked.clients, asked.seconds)
        elapsed = time.monotonic() - began
    finally:
        processor = _stop(server)
    every = [s for kind in heard.seconds.values() for s in kind]
    rows = [_row(kind, heard.seconds[kind], elapsed) for kind in pages if heard.seconds[kind]] + [
        _row("all", every, elapsed)
    ]
    text = table(("page", "requests", "requests/s", "p50 ms", "p95 ms", "p99 ms"), rows)
    text += f"\n\n{asked.clients} clients for {asked.seconds:g} s; {len(heard.refused)} answers were not 200; "
    text += f"{1000 * processor / max(1, len(every)):.0f} ms of the server's processor a request, its start included. Aimed at: p95 under {MOST_MS:g} ms."
    figures = {
        "clients": asked.clients,
        "requests_a_second": len(every) / elapsed,
        "processor_ms_a_request": 1000 * processor / max(1, len(every)),
        "not_200": heard.refused[:20],
        "pages": {
            k: {f"p{int(q * 100)}": percentile(v, q) for q in (0.5, 0.95, 0.99)} | {"requests": len(v)}
            for k, v in heard.seconds.items()
        },
    }
    save("pages", "Pages under clients that do not wait", text, figures)


if __name__ == "__main__":
    main()
