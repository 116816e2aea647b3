"""An application database of the release before is brought up to date, and nobody in it loses what they had."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

BEFORE = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
for label in ("contenttypes", "auth", "sessions"):
    call_command("migrate", label, verbosity=0)
call_command("migrate", "accounts", "0001", verbosity=0)
executor = MigrationExecutor(connection)
old = executor.loader.project_state([("accounts", "0001_initial")]).apps
User, Appointment = old.get_model("accounts", "User"), old.get_model("accounts", "Appointment")
from datetime import date
from django.contrib.auth.hashers import make_password
ann = User.objects.create(email="ann@dove.example", name="Ann Archer", password=make_password("three wet lapwings on a gate"))
gone = User.objects.create(email="gone@dove.example", name="", password="!", is_active=False)
Appointment.objects.create(user=ann, role="trust_wide", scope="", start=date(2026, 9, 1))
Appointment.objects.create(user=gone, role="trust_wide", scope="", start=date(2025, 9, 1), end=date(2026, 3, 1))
"""

AFTER = """
import sys
from pathlib import Path
from collegiate.web.ready import ready
ready(Path(sys.argv[1]))
ready(Path(sys.argv[1]))
from django.core.management import call_command
from django.test import Client
from collegiate.web.accounts.models import Appointment, User
from collegiate.web.authorization.rights import Right
call_command("migrate", check=True, plan=True, verbosity=0)
ann = User.objects.get(email="ann@dove.example")
held = ann.appointments_now()
assert [(a.role, a.span, a.urn, str(a.start)) for a in held] == [("data_manager", "trust", None, "2026-09-01")], held
assert ann.may(Right.SEE_CHILDREN)
gone = User.objects.get(email="gone@dove.example")
assert gone.appointments_now() == [] and Appointment.objects.filter(user=gone).count() == 1
who = Client(headers={"host": "localhost"})
signed = who.post("/account/sign-in/", {"email": "ann@dove.example", "password": "three wet lapwings on a gate"})
assert signed.status_code == 302, signed.status_code
"""


def run(script: str, store: Path, *arguments: str) -> None:
    named = {"COLLEGIATE_STORE": str(store), "DJANGO_SETTINGS_MODULE": "collegiate.web.settings"}
    bare = {k: v for k, v in os.environ.items() if not k.startswith("COLLEGIATE_")}
    done = subprocess.run([sys.executable, "-c", script, *arguments], env=bare | named, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_data_of_the_release_before_comes_along(tmp_path) -> None:
    run(BEFORE, tmp_path)
    with closing(sqlite3.connect(tmp_path / "application.sqlite3")) as before:
        assert before.execute("SELECT role FROM accounts_appointment").fetchall() == [("trust_wide",)] * 2
    run(AFTER, tmp_path, str(tmp_path))


def test_processes_that_start_together_take_turns(tmp_path) -> None:
    script = "import sys; from pathlib import Path; from collegiate.web.ready import ready; ready(Path(sys.argv[1]))"
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("COLLEGIATE_", "DJANGO_"))}
    starting = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], env=bare, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ended = [(process.communicate(timeout=300)[1], process.returncode) for process in starting]
    assert [code for _, code in ended] == [0, 0, 0], ended
