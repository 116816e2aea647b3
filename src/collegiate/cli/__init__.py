"""The command line: one module per command, heavy imports inside the command, so that `--help` answers at once."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; a known error is words for people and exit code 2, never a traceback."""
    one_thread_for_small_solves()
    from collegiate.cli.app import app
    from collegiate.cli.errors import told

    with told():
        app(prog_name="collegiate", args=sys.argv[1:])


def one_thread_for_small_solves() -> None:
    """Tell the linear algebra that NumPy loads to use one thread: models here are many small solves, and threads only wait for each other.

    It must be said before NumPy is imported; what a person has set stays.
    """
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
