"""Temporary files and folders that a killed process does not leave for ever.

Each is locked while its process lives; the system gives the lock back however that ends, and the next process that
comes by removes what nobody holds.
"""

from __future__ import annotations

import fcntl
import glob
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "territory-graph-scratch-"
_ANY = "[0-9a-f]" * 8


@contextmanager
def scratch_folder(within: Path | None = None) -> Iterator[Path]:
    """A new folder in ``within``, or among the temporary files of the system, which goes with the block."""
    path, lock = _locked_folder(within)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _locked_folder(within: Path | None) -> tuple[Path, int]:
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=within))
        with suppress(FileNotFoundError):  # another process found it before it was locked
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.exists():
                return path, lock
            os.close(lock)


def remove_scratch_folders(within: Path | None = None) -> None:
    """Removes the folders that this user's killed processes left there."""
    for path in (within or Path(tempfile.gettempdir())).glob(f"{PREFIX}*"):
        with suppress(OSError), _free(path, os.O_DIRECTORY):
            shutil.rmtree(path)


@contextmanager
def file_beside(path: Path) -> Iterator[Path]:
    """A new empty file beside ``path``, hidden, which is removed with the block unless it was moved.

    Raises:
        OSError: none can be made there.
    """
    remove_files_beside(path.parent, path.name)
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    lock = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        os.close(lock)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its place when the block ends well, else is removed."""
    with file_beside(path) as temporary:
        yield temporary
        temporary.replace(path)


def remove_files_beside(folder: Path, name: str | None = None) -> None:
    """Removes what killed processes left in a folder of the files beside ``name``, or beside any."""
    for path in folder.glob(f".{glob.escape(name) if name else '*'}-{_ANY}"):
        with suppress(OSError), _free(path):
            path.unlink()


@contextmanager
def _free(path: Path, flags: int = 0) -> Iterator[None]:
    """Holds what lies at ``path`` for the block.

    Raises:
        OSError: a process holds it, or it is another user's, or a link.
    """
    lock = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | flags)
    try:
        if os.fstat(lock).st_uid != os.geteuid():
            raise PermissionError(str(path))
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)
