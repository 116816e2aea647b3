"""Another machine's folder, reached by SFTP: its host key is known beforehand, and its key or password is kept by the installation alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collegiate.web.environment import SettingError, setting
from collegiate.web.uploads.models import Watch
from collegiate.web.uploads.watching import MOST_FILES, Drop, Lying, WatchError

if TYPE_CHECKING:
    import asyncssh

_SECONDS = 20


def secret_of(name: str) -> tuple[str, str]:
    """Return the key and the password that an installation keeps under a name, each empty where it has none.

    They are COLLEGIATE_SFTP_<NAME>_KEY and COLLEGIATE_SFTP_<NAME>_PASSWORD, or files that the same names with _FILE lead to.
    Raises `WatchError` for a name without either.
    """
    stem = f"COLLEGIATE_SFTP_{name.upper().replace('-', '_')}"
    try:
        key, password = setting(f"{stem}_KEY"), setting(f"{stem}_PASSWORD")
    except SettingError as error:
        raise WatchError(str(error)) from error
    if not key and not password:
        raise WatchError(
            f"The installation has no key or password called {name}. Set {stem}_KEY_FILE or {stem}_PASSWORD_FILE where the worker runs."
        )
    return key, password


@contextmanager
def opened(watch: Watch) -> Iterator[Drop]:
    """Open a watch's folder on the other machine. Raises `WatchError` when that cannot be, in words."""
    with asyncio.Runner() as runner:
        connection = runner.run(_told(_connected(watch)))
        try:
            client = runner.run(_told(connection.start_sftp_client()))
            files = runner.run(_told(_lying(client, watch.path)))

            def fetch(name: str, target: Path) -> None:
                runner.run(_told(client.get(f"{watch.path.rstrip('/')}/{name}", str(target), follow_symlinks=False)))

            yield Drop(files, fetch)
        finally:
            connection.close()
            runner.run(connection.wait_closed())


async def _connected(watch: Watch) -> asyncssh.SSHClientConnection:
    import asyncssh  # takes half a second to import, here and below: only who fetches from another machine pays it

    key, password = secret_of(watch.secret)
    known = asyncssh.import_known_hosts(_known_host(watch))
    return await asyncssh.connect(
        watch.host, watch.port, username=watch.account, known_hosts=known, config=None, agent_path=None, gss_auth=False,
        client_keys=[asyncssh.import_private_key(key)] if key else None, password=password or None,
        connect_timeout=_SECONDS, login_timeout=_SECONDS, keepalive_interval=_SECONDS,
    )  # fmt: skip


def _known_host(watch: Watch) -> str:
    """The one line of known hosts that holds for this watch: nothing else is believed."""
    key = " ".join(watch.host_key.split()[-2:] if watch.host_key.count(" ") < 2 else _key_of(watch.host_key))
    name = watch.host if watch.port == 22 else f"[{watch.host}]:{watch.port}"
    return f"{name} {key}\n"


def _key_of(line: str) -> list[str]:
    """The kind and the key of a line that may begin with a host's name and end with a comment."""
    words = line.split()
    start = next((n for n, word in enumerate(words) if word.startswith(("ssh-", "ecdsa-", "sk-"))), 0)
    return words[start : start + 2]


def check_host_key(line: str) -> str:
    """Return a host key as it is kept: its kind and the key. Raises `WatchError` for what is none."""
    import asyncssh

    key = " ".join(_key_of(line))
    try:
        asyncssh.import_public_key(key)
    except (asyncssh.KeyImportError, ValueError) as error:
        raise WatchError(
            "The host key cannot be read. Ask whoever runs the other machine for the line of its public host key; it begins with ssh-ed25519 or the like."
        ) from error
    return key


async def _lying(client: Any, path: str) -> list[Lying]:
    import asyncssh

    found = []
    for entry in await client.readdir(path):
        name, about = str(entry.filename), entry.attrs
        regular = about.type == asyncssh.FILEXFER_TYPE_REGULAR
        if regular and not name.startswith((".", "~$")) and "/" not in name:
            found.append(Lying(name, about.size or 0, float(about.mtime or 0)))
    return sorted(found, key=lambda f: f.name)[:MOST_FILES]


async def _told(doing: Any) -> Any:
    """Wait for the other machine no longer than a while, and say in words what went wrong."""
    import asyncssh

    try:
        return await doing
    except asyncssh.HostKeyNotVerifiable as error:
        raise WatchError(
            "The other machine showed another host key than the one that was given: it may not be that machine. Ask its keeper before you change the key."
        ) from error
    except asyncssh.PermissionDenied as error:
        raise WatchError("The other machine did not take the account and its key or password.") from error
    except asyncssh.SFTPError as error:
        raise WatchError(f"The other machine said: {error.reason}.") from error
    except (asyncssh.Error, OSError, TimeoutError) as error:
        raise WatchError(
            f"The other machine could not be reached: {getattr(error, 'strerror', None) or error}."
        ) from error
