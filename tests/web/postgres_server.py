"""A PostgreSQL server of the tests' own: in a temporary folder, behind a socket in it, gone with the process that started it."""

from __future__ import annotations

import atexit
import getpass
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path


def start() -> str:
    """Start a server for this process and return the address of an empty database. Ends the tests in words without PostgreSQL."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="cpg-"))
    user = _somebody()
    if os.getuid() == 0:
        shutil.chown(folder, user)
    _run([*_as(user), str(programs / "initdb"), "-D", str(folder / "data"), "-U", "collegiate", "-A", "trust", "-E", "UTF8",
          "--locale=C.UTF-8", "--no-sync"])  # fmt: skip
    settings = {
        "listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off",
        "shared_buffers": "32MB", "max_connections": "40",
    }  # fmt: skip
    given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [*_as(user), str(programs / "postgres"), "-D", str(folder / "data"), *given], stdout=log, stderr=log, cwd=folder
    )
    atexit.register(_end, server, folder)
    _wait(server, programs, folder)
    _run([str(programs / "createdb"), "-h", str(folder), "-U", "collegiate", "collegiate"])
    return f"postgresql://collegiate@/collegiate?host={folder}"


def create(name: str, address: str) -> None:
    """Make one more empty database on a server that was started here."""
    _run([str(_programs() / "createdb"), "-h", address.partition("host=")[2], "-U", "collegiate", name])


def is_here() -> bool:
    """Whether this machine has PostgreSQL."""
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def _programs() -> Path:
    """The newest PostgreSQL on the machine: Debian keeps its server's programs outside the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    named = found[-1] if found else shutil.which("initdb")
    if named is None:
        raise SystemExit("COLLEGIATE_TEST_DATABASE=postgresql needs PostgreSQL here: apt-get install postgresql")
    return Path(named).resolve().parent


def _somebody() -> str:
    """PostgreSQL does not run as root, so that there somebody without rights runs it."""
    return "nobody" if os.getuid() == 0 else getpass.getuser()


def _as(user: str) -> list[str]:
    """The server is killed by the kernel when this process ends, however it ends."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return []
    other = ["--reuid", user, "--regid", "nogroup", "--clear-groups"] if os.getuid() == 0 else []
    return [setpriv, *other, "--pdeathsig", "QUIT"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tempfile.gettempdir())
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def _wait(server: subprocess.Popen[bytes], programs: Path, folder: Path) -> None:
    ready = [str(programs / "pg_isready"), "-q", "-h", str(folder)]
    for _ in range(600):
        if subprocess.run(ready, check=False).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


def _end(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.terminate()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
    shutil.rmtree(folder, ignore_errors=True)
