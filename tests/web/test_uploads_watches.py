"""Watched folders: of this machine and of another; a file is taken once, when it has stood still; how the last look went is said."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from made_up_store import MIDDLE
from uploads_desk import MANAGER, OF_MIDDLE, PUPILS, Desk, sitting, words

from collegiate.store import Store

PASSWORD = "only for this test"


@pytest.fixture
def manager(_django: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from collegiate.web.accounts.models import User
    from collegiate.web.uploads import watching
    from collegiate.web.uploads.models import Job, Publishing, Upload, Watch

    monkeypatch.setattr(watching, "STILL", 0.0)
    folder = tmp_path / "store"
    (folder / "drops" / "middle").mkdir(parents=True)
    with sitting(folder, MANAGER) as desk:
        yield desk
    for model in (Job, Publishing, Upload, Watch, User):
        model.objects.all().delete()


def watch(**said: Any):
    from collegiate.web.uploads.models import Watch

    about = {
        "name": "Middle's export",
        "kind": "folder",
        "path": "middle",
        "urn": MIDDLE,
        "system": "sims",
        "by": MANAGER,
    }
    return Watch.objects.create(**(about | said))


def look(found) -> list[str]:
    from collegiate.web.uploads import watching
    from collegiate.web.uploads.models import Watch

    return watching.look(Watch.objects.get(pk=found.pk))


def drop(desk: Desk, name: str, text: str = PUPILS) -> Path:
    path = desk.store / "drops" / "middle" / name
    path.write_text(text)
    return path


def test_a_file_is_taken_once_when_it_stands_still_and_is_read(manager: Desk) -> None:
    from collegiate.web.uploads.models import Upload

    found = watch()
    drop(manager, "pupils-2026-11-20.csv")
    assert look(found) == [], "it was seen for the first time"
    assert look(found) == ["pupils-2026-11-20.csv"]
    assert look(found) == []
    drop(manager, "the same under another name.csv")
    look(found)
    assert look(found) == [], "it is known by its bytes"
    manager.work()
    upload = Upload.objects.get()
    assert (upload.urn, upload.rows_kept, upload.stage) == (MIDDLE, 4, "ready")
    page = words(manager.get("/data/watches/"))
    assert "Nothing new was there. Two files lie in it." in page
    assert "the watch Middle's export" in words(manager.get("/data/"))
    said = [e["what"] for e in Store(manager.store).audit.journal]
    assert [s.split(" (")[0] for s in said] == ["sent the file pupils-2026-11-20.csv"]


def test_a_file_that_still_grows_waits_and_one_that_changed_is_taken_again(manager: Desk) -> None:
    found = watch()
    path = drop(manager, "a.csv")
    look(found)
    path.write_text(PUPILS + "000009,Eve,Fox,01/01/2016,,6,6A,03/09/2020\n")
    assert look(found) == [], "it changed between two looks"
    assert look(found) == ["a.csv"]
    path.write_text(PUPILS)
    os.utime(path, (1, 1))
    look(found)
    assert look(found) == ["a.csv"]


def test_a_file_does_not_count_as_still_before_its_time(manager: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from collegiate.web.uploads import watching

    monkeypatch.setattr(watching, "STILL", 60.0)
    found = watch()
    drop(manager, "a.csv")
    assert [look(found), look(found), look(found)] == [[], [], []]


def test_hidden_files_links_folders_and_empty_files_are_left(manager: Desk, tmp_path: Path) -> None:
    found = watch()
    secret = tmp_path / "secret.csv"
    secret.write_text(PUPILS)
    home = manager.store / "drops" / "middle"
    (home / "link.csv").symlink_to(secret)
    (home / "folder.csv").mkdir()
    drop(manager, ".hidden.csv")
    drop(manager, "empty.csv", "")
    drop(manager, "collegiate.toml", "[school]\nurn = 1\n")
    look(found)
    assert look(found) == []


@pytest.mark.parametrize("path", ["../..", "/etc", "middle/../../.."])
def test_no_folder_outside_the_place_for_drops_is_looked_into(manager: Desk, path: str) -> None:
    found = watch(path=path)
    look(found)
    found.refresh_from_db()
    assert found.failed
    assert "the only place whose folders are watched" in found.words
    form = {"name": "x", "kind": "folder", "path": path, "minutes": 5, "port": 22, "on": "on"}
    assert "the only place" in manager.post("/data/watches/add/", 400, **form).content.decode()


def test_a_watch_may_publish_by_itself_what_was_read_whole_and_nothing_else(manager: Desk) -> None:
    from collegiate.web.uploads.models import Upload

    found = watch(publishes=True)
    drop(manager, "spoiled-2026-11-20.csv")
    drop(manager, "whole-2026-11-20.csv", PUPILS.replace("31/02/2016", "28/02/2016"))
    look(found)
    look(found)
    manager.work()
    stages = dict(Upload.objects.values_list("name", "stage"))
    assert stages == {"spoiled-2026-11-20.csv": "ready", "whole-2026-11-20.csv": "published"}
    assert Store(manager.store).current


def test_a_watch_is_set_changed_looked_into_and_removed_in_the_browser(manager: Desk) -> None:
    from collegiate.web.uploads.models import Watch
    from collegiate.web.uploads.watching import look_where_due

    form = {
        "name": "Middle's",
        "kind": "folder",
        "path": "middle",
        "urn": "",
        "system": "sims",
        "minutes": 5,
        "port": 22,
        "on": "on",
    }
    manager.get("/data/watches/add/")
    manager.post("/data/watches/add/", **form)
    found = Watch.objects.get()
    assert look_where_due() is True
    assert look_where_due() is False, "it is not due again"
    manager.post(f"/data/watches/{found.key}/look/")
    assert look_where_due() is True
    assert "5" in manager.get(f"/data/watches/{found.key}/")
    manager.post(f"/data/watches/{found.key}/", **{**form, "minutes": 0}, status=400)
    manager.post(f"/data/watches/{found.key}/", **{**form, "minutes": 60})
    found.refresh_from_db()
    assert found.minutes == 60
    manager.post(f"/data/watches/{found.key}/remove/")
    assert not Watch.objects.exists()
    said = [e["what"].split(":")[0] for e in Store(manager.store).audit.journal]
    assert said == ["set the watch Middle's", "set the watch Middle's", "removed the watch Middle's"]


def test_a_data_manager_of_one_academy_sets_watches_for_it_alone(manager: Desk) -> None:
    form = {"name": "mine", "kind": "folder", "path": f"{MIDDLE}/nightly", "minutes": 5, "port": 22, "on": "on"}
    (manager.store / "drops" / str(MIDDLE) / "nightly").mkdir(parents=True)
    with sitting(manager.store, OF_MIDDLE, span="academy", urn=MIDDLE) as desk:
        desk.post("/data/watches/add/", 400, **form, urn="")
        desk.post("/data/watches/add/", 400, **form, urn="900201")
        desk.post("/data/watches/add/", **form, urn=MIDDLE)


def test_watches_of_a_file_are_followed_and_not_changed_in_the_browser(
    manager: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collegiate.web.environment import SettingError
    from collegiate.web.uploads.models import Watch
    from collegiate.web.uploads.watch_file import follow

    follow()
    file = tmp_path / "watches.toml"
    monkeypatch.setenv("COLLEGIATE_WATCHES", str(file))
    file.write_text(f'[Nightly]\nkind = "folder"\npath = "middle"\nurn = {MIDDLE}\nsystem = "sims"\n')
    follow()
    follow()
    found = Watch.objects.get()
    assert (found.name, found.urn, found.from_file) == ("Nightly", MIDDLE, True)
    assert "set in a file" in manager.get(f"/data/watches/{found.key}/")
    manager.post(f"/data/watches/{found.key}/", 403, name="x")
    file.write_text("")
    follow()
    assert not Watch.objects.exists()
    for wrong in (
        "[x]\nkind = 'ftp'\n",
        "[x]\nkind = 'sftp'\npath = '/'\n",
        "[x]\nkind = 'folder'\npath = 'm'\nport = 'a'\n",
        "nothing",
    ):
        file.write_text(wrong)
        with pytest.raises(SettingError):
            follow()


@dataclass
class Elsewhere:
    """Another machine: where it listens, its public host key, and the folder that it shows."""

    port: int
    host_key: str
    folder: Path


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    """A real SFTP server on this machine's loopback, with one account."""
    import asyncssh

    root = tmp_path / "elsewhere"
    (root / "out").mkdir(parents=True)
    key = asyncssh.generate_private_key("ssh-ed25519")

    class OneAccount(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == ("dove", PASSWORD)

    def chrooted(channel: Any) -> Any:
        return asyncssh.SFTPServer(channel, chroot=str(root).encode())

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> Any:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[key], server_factory=OneAccount, sftp_factory=chrooted
        )

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(30)
    yield Elsewhere(server.get_port(), key.export_public_key().decode(), root / "out")
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


def far(elsewhere: Elsewhere, **said: Any):
    about = {
        "kind": "sftp", "path": "/out", "host": "127.0.0.1", "port": elsewhere.port, "account": "dove", "host_key": elsewhere.host_key, "secret": "dove-export",
    }  # fmt: skip
    return watch(**(about | said))


@pytest.mark.enable_socket
def test_another_machines_folder_is_looked_into_by_sftp(
    manager: Desk, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collegiate.web.uploads.models import Upload

    secret = tmp_path / "password"
    secret.write_text(PASSWORD + "\n")
    monkeypatch.setenv("COLLEGIATE_SFTP_DOVE_EXPORT_PASSWORD_FILE", str(secret))
    (elsewhere.folder / "pupils-2026-11-20.csv").write_text(PUPILS)
    (elsewhere.folder / "folder").mkdir()
    (elsewhere.folder / "link.csv").symlink_to("/etc/passwd")
    found = far(elsewhere)
    assert look(found) == []
    assert look(found) == ["pupils-2026-11-20.csv"]
    assert look(found) == []
    manager.work()
    assert Upload.objects.get().rows_kept == 4
    found.refresh_from_db()
    assert not found.failed
    page = manager.get("/data/watches/") + manager.get(f"/data/watches/{found.key}/")
    assert PASSWORD not in page + str(found.__dict__)


@pytest.mark.enable_socket
def test_another_host_key_is_not_believed_and_a_wrong_password_is_told(
    manager: Desk, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncssh

    monkeypatch.setenv("COLLEGIATE_SFTP_DOVE_EXPORT_PASSWORD", PASSWORD)
    (elsewhere.folder / "a.csv").write_text(PUPILS)
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    found = far(elsewhere, host_key=other)
    look(found)
    assert said(found) == (True, "another host key")
    found = far(elsewhere, name="wrong account", account="nobody")
    look(found)
    assert said(found) == (True, "did not take the account")
    found = far(elsewhere, name="no such folder", path="/nowhere")
    look(found)
    assert said(found) == (True, "The other machine said")
    found = far(elsewhere, name="no such secret", secret="other")
    look(found)
    assert said(found) == (True, "COLLEGIATE_SFTP_OTHER_KEY_FILE")
    found = far(elsewhere, name="nobody there", port=1)
    look(found)
    assert said(found) == (True, "could not be reached")


def said(found) -> tuple[bool, str]:
    found.refresh_from_db()
    known = (
        "another host key",
        "did not take the account",
        "The other machine said",
        "COLLEGIATE_SFTP_OTHER_KEY_FILE",
        "could not be reached",
    )
    return found.failed, next((k for k in known if k in found.words), found.words)


@pytest.mark.enable_socket
def test_a_watch_of_another_machine_is_set_with_its_host_key_or_not_at_all(manager: Desk, elsewhere: Elsewhere) -> None:
    from collegiate.web.uploads.models import Watch

    form = {
        "name": "Far", "kind": "sftp", "path": "/out", "host": "127.0.0.1", "port": elsewhere.port, "account": "dove", "secret": "dove-export", "minutes": 5, "on": "on",
    }  # fmt: skip
    for host_key in ("", "not a key"):
        wrong = manager.post("/data/watches/add/", 400, **form, host_key=host_key)
        assert "host key cannot be read" in wrong.content.decode()
    manager.post("/data/watches/add/", 400, **{**form, "secret": "a password, oh dear"}, host_key=elsewhere.host_key)
    manager.post("/data/watches/add/", **form, host_key=f"sftp.example.org {elsewhere.host_key.strip()} the office")
    assert Watch.objects.get().host_key == " ".join(elsewhere.host_key.split()[:2])
