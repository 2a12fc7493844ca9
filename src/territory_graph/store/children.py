"""Child processes: what each is given of the environment, and how one ends with the process that started it."""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

from territory_graph.settings import SECRETS

T = TypeVar("T")

_PR_SET_PDEATHSIG = 1
_WORK = "from territory_graph.store.children import work_for_parent; work_for_parent()"


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


def in_child(work: Callable[..., T], *given: object) -> T:
    """What a function of a module returns, called in a child process: the memory that it takes is free afterwards.

    Raises:
        ChildProcessError: somebody else ended the process.
        Exception: what the function raises.
    """
    command = [sys.executable, "-P", "-c", _WORK]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=child_environment()) as child:
        try:
            told, _ = child.communicate(pickle.dumps((work, given)))
        finally:
            child.kill()  # an interrupt stops the work too
    if child.returncode:
        raise ChildProcessError(f"{work.__name__} ended with status {child.returncode}")
    found: T | Exception = pickle.loads(told)
    if isinstance(found, Exception):
        raise found
    return found


def work_for_parent() -> None:
    """What ``in_child`` has a child do: it reads which function is called, and writes what that returns or raises."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answer:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the function prints is no answer
        work, given = pickle.load(sys.stdin.buffer)
        found: Any
        try:
            found = work(*given)
        except Exception as error:
            error.add_note(traceback.format_exc())
            found = error
        pickle.dump(found, answer)
