"""The command line, run as a new user runs it."""

from __future__ import annotations

import subprocess
import sys


def collegiate(*arguments: object) -> subprocess.CompletedProcess:
    """Run a command in a process of its own and return what it printed."""
    command = [sys.executable, "-m", "collegiate", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
