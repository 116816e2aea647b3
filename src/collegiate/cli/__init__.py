"""The command line: one module per command, heavy imports inside the command, so that `--help` answers at once."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; a known error is words for people and exit code 2, never a traceback."""
    from collegiate.cli.app import app
    from collegiate.cli.errors import told

    with told():
        app(prog_name="collegiate", args=sys.argv[1:])
