"""Checksums of the files of a version: written when it is published, compared when it is opened.

Oxigraph finds a damaged block only when it reads it, and not in all of its files; some damages it answers with less.
The files of a version never change after it was published, so that any difference is damage. What this process has
compared it does not compare again while sizes and times of the files stay the same.

Also a program of its own, which loads nothing else of this package: ``checksums.py VERSION`` compares everything that
answers are made of, with the processor time that nobody else wants. It prints what is damaged, and then ends with 3.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

CHECKSUMS = "checksums.json"
AT_ONCE = 256 << 20
"""Bytes that are compared at every opening: a version that has more is compared in the background of a server."""
DAMAGED = 3

_OXIGRAPH = "oxigraph"
_UNREAD = ("LOCK", "LOG")  # nothing is read of them: what RocksDB did, and a lock that is for writers

Stamp = Mapping[str, tuple[int, int, int]]
"""Size, time of the last change in nanoseconds and number on the disk of each file."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that is not as it was written: ``kind`` is missing, extra, changed, or unreadable for a ``reason``."""

    file: str
    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Compared:
    stamp: Stamp
    whole: bool
    damage: Damage | None


_compared: dict[Path, _Compared] = {}
_comparing = threading.Lock()
_withdrawn: dict[Path, Damage] = {}


def write_checksums(version: Path, before: Path | None = None) -> None:
    """Writes size and SHA-256 of every file of a version into a file beside them.

    Those of files that it shares with the version ``before``, which was compared whole, are taken from there.
    """
    known = {} if before is None else read_checksums(before)
    shared = {} if before is None else stamp_of(before)
    stamps = sorted(stamp_of(version).items())
    sums = {
        name: known[name] if name in known and shared[name] == stamp else (stamp[0], sha256_of(version / name))
        for name, stamp in stamps
    }
    text = json.dumps(sums, indent=1)
    (version / CHECKSUMS).write_text(text + "\n", encoding="utf-8")


def answering(name: str) -> bool:
    """Whether answers are made of that file: the search does without its index, and nothing reads the changes."""
    return name in ("manifest.json", "columns.duckdb", CHECKSUMS) or name.startswith(f"{_OXIGRAPH}/")


def every(_: str) -> bool:
    """Whether a file is one of all."""
    return True


def damages(version: Path, *, whole: bool = True, of: Callable[[str], bool] = every) -> Iterator[Damage]:
    """The files of a version that are not as they were written; sizes alone are compared where not ``whole``.

    ``of`` says which files are compared.
    """
    try:
        sums = read_checksums(version)
    except OSError as error:
        yield _unreadable(CHECKSUMS, error)
        return
    except ValueError:
        yield Damage(CHECKSUMS, "changed")
        return
    found = stamp_of(version)
    for name in filter(of, sorted(sums.keys() | found.keys())):
        if (damage := _damage(version, name, sums.get(name), found, whole=whole)) is not None:
            yield damage


def damage_of(version: Path, name: str) -> Damage | None:
    """What is wrong with one file of a version; None where it is as it was written, or never was and is not there."""
    try:
        return _damage(version, name, read_checksums(version).get(name), stamp_of(version), whole=True)
    except OSError as error:
        return _unreadable(CHECKSUMS, error)
    except ValueError:
        return Damage(CHECKSUMS, "changed")


def _damage(version: Path, name: str, written: tuple[int, str] | None, found: Stamp, *, whole: bool) -> Damage | None:
    if written is None:
        return Damage(name, "extra") if name in found else None
    if name not in found:
        return Damage(name, "missing")
    try:
        right = found[name][0] == written[0] and (not whole or sha256_of(version / name) == written[1])
    except OSError as error:
        return _unreadable(name, error)
    return None if right else Damage(name, "changed")


def _unreadable(name: str, error: OSError) -> Damage:
    missing = isinstance(error, FileNotFoundError | NotADirectoryError)
    return Damage(name, "missing") if missing else Damage(name, "unreadable", error.strerror or str(error))


def read_checksums(version: Path) -> dict[str, tuple[int, str]]:
    """Size and digest of each file, by name.

    Raises:
        OSError: there is no such file, or it cannot be read.
        ValueError: it holds something else.
    """
    content = json.loads((version / CHECKSUMS).read_bytes())
    if not isinstance(content, dict):
        raise ValueError(CHECKSUMS)
    sums = {}
    for name, written in content.items():
        if not isinstance(written, list) or [type(value) for value in written] != [int, str]:
            raise ValueError(name)
        sums[name] = (written[0], written[1])
    return sums


def stamp_of(version: Path) -> Stamp:
    """The stamp of each file of a version that is read, or may be; empty where there is no version."""
    found = {}
    for folder, prefix in ((version, ""), (version / _OXIGRAPH, f"{_OXIGRAPH}/")):
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            if entry.name == CHECKSUMS or (prefix and entry.name.startswith(_UNREAD)) or entry.is_dir():
                continue
            with suppress(FileNotFoundError):
                found[prefix + entry.name] = _stamp(entry.stat(follow_symlinks=False))
    return found


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ino


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checked(version: Path, *, whole: bool | None = None) -> Damage | None:
    """The first damage of what answers are made of; None where there is none.

    Everything is read where ``whole``, and by default where there is no more than ``AT_ONCE``; else sizes are compared.
    """
    with _comparing:
        stamp = answering_stamp(version)
        wanted = sum(size for size, _, _ in stamp.values()) <= AT_ONCE if whole is None else whole
        known = _compared.get(version)
        if known is None or known.stamp != stamp or (wanted and not known.whole):
            known = _compared[version] = _Compared(stamp, wanted, _first_damage(version, whole=wanted))
        return known.damage


def compared_whole(version: Path, stamp: Stamp | None = None) -> bool:
    """Whether this process has compared all of a version as it is now, or was at a ``stamp``, and found it whole."""
    known = _compared.get(version)
    now = answering_stamp(version) if stamp is None else stamp
    return known is not None and known.whole and known.damage is None and known.stamp == now


def answering_stamp(version: Path) -> Stamp:
    """The stamp of what answers are made of."""
    found = {name: stamp for name, stamp in stamp_of(version).items() if answering(name)}
    with suppress(OSError):
        found[CHECKSUMS] = _stamp((version / CHECKSUMS).stat())
    return found


def _first_damage(version: Path, *, whole: bool) -> Damage | None:
    return next(damages(version, whole=whole, of=answering), None)


def withdraw(version: Path, damage: Damage | None) -> None:
    """Has this process no longer read a version, because of ``damage``; None has it read again."""
    if damage is None:
        _withdrawn.pop(version, None)
    else:
        _withdrawn[version] = damage


def withdrawn(version: Path) -> Damage | None:
    """Why a version is no longer to be read, if so."""
    return _withdrawn.get(version)


def main() -> int:
    """Compares a version; returns the exit code."""
    os.nice(19)
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    damage = _first_damage(Path(sys.argv[1]), whole=True)
    if damage is None:
        return 0
    print(json.dumps([damage.file, damage.kind, damage.reason]))
    return DAMAGED


if __name__ == "__main__":
    sys.exit(main())
