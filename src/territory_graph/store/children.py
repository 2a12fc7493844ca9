"""Child processes: what each is given of the environment, and how one ends with the process that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from territory_graph.settings import SECRETS

_PR_SET_PDEATHSIG = 1


def child_environment() -> dict[str, str]:
    """The environment of a child process: that of this one without its secrets."""
    return {name: value for name, value in os.environ.items() if name not in SECRETS}


def end_with_parent() -> None:
    """Has the system end this process with the thread that started it, where the system can: on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def is_child_of(parent: int) -> bool:
    """Whether the process that started this one still runs: whoever is left alone gets another parent."""
    return os.getppid() == parent
