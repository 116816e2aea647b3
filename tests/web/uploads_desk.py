"""What the tests of the data desk share: a store of their own, people at browsers, files to send, and a worker."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

MANAGER, OF_MIDDLE, OF_TOWN = "data@dove.example", "middle@dove.example", "town@kiln.example"

PUPILS = """Adno,Forename,Surname,DOB,UPN,Year,Reg,Date of Admission
000001,Ada,Bell,05/09/2015,Y801200001001,6,6A,03/09/2020
000002,Ben,Cole,17/02/2016,,6,6A,03/09/2020
000003,Cy,Dent,31/02/2016,,6,6A,03/09/2020
000004,Dee,,11/03/2016,,6,6A,03/09/2020
"""
"""A list of pupils in the manner of a SIMS report: one birth date and one surname are wrong."""

OWN_HEADERS = """No,First,Last,Born,NC year,Form,On roll from
000001,Ada,Bell,05/09/2015,6,6A,03/09/2020
000002,Ben,Cole,17/02/2016,6,6A,03/09/2020
"""


@dataclass
class Desk:
    """One person's browser at the data desk."""

    client: Any
    store: Path

    def get(self, path: str, status: int = 200) -> str:
        """Open a page."""
        response = self.client.get(path)
        assert response.status_code == status, (path, response.status_code)
        return unescape(response.content.decode())

    def post(self, address: str, /, status: int = 302, **fields: Any) -> Any:
        """Send a form."""
        response = self.client.post(address, fields)
        assert response.status_code == status, (address, response.status_code, response.content.decode()[:3000])
        return response

    def send(self, name: str, text: str | bytes, status: int = 302, **fields: Any) -> str:
        """Send a file; return its key."""
        response = self.post("/data/send/", status, files=named(name, text), **fields)
        found = re.search(r"/data/uploads/(\w{10})/", response.get("Location", ""))
        return found[1] if found else ""

    def work(self) -> int:
        """Let the worker do what waits."""
        from collegiate.web.worker import work_off

        return work_off(self.store)

    def publish(self, *keys: str) -> str:
        """Publish files, done by the worker; return the publishing's key."""
        response = self.post("/data/publish/", file=list(keys))
        self.work()
        return response["Location"].split("/")[3]


def named(name: str, text: str | bytes) -> io.BytesIO:
    """Make a file to send."""
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return file


@contextmanager
def sitting(store: Path, email: str, **post: Any):
    """Sit somebody down at a desk of a store."""
    from django.test import Client
    from django.test.utils import override_settings

    from collegiate.web.accounts.acts import Post, add_user

    with override_settings(COLLEGIATE_STORE=store):
        user = add_user(email=email, post=Post("data_manager", **post))
        client = Client(raise_request_exception=True)
        client.force_login(user)
        yield Desk(client, store)


def words(html: str) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
