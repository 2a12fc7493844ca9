"""Backups: the current version of a store as one file, and back, beside whatever reads or writes the store meanwhile.

A backup is a tar archive, compressed with gzip where its name ends so, of what one version is made of (``version/``)
and of the views that readers keep (``views/``). Files are compared with their checksums as they are read, and again
when they are restored: what is restored is what was built, or nothing is.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from territory_graph.causes import Cause
from territory_graph.errors import BackupError, StoreDamagedError, StoreFormatError
from territory_graph.scratch import replacing, scratch_folder
from territory_graph.store.checksums import CHECKSUMS, read_checksums
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest

_VERSION, _VIEWS = "version/", "views/"
_MEMBER = re.compile(r"version/(?:oxigraph/)?[A-Za-z0-9][A-Za-z0-9._-]*|views/[0-9a-f]{20}")
_ATTEMPTS = 3
"""How often a version is begun with that a build removed meanwhile."""

Progress = Callable[[int], None]
"""Told how many bytes were copied."""


def write_backup(folder: StoreFolder, file: Path, progress: Progress = lambda _: None) -> Manifest:
    """Writes the current version of a store, in use or not, into a file; what the file held stays until it is whole.

    Raises:
        StoreError: there is no store, it was written in another format, or is damaged.
        OSError: the file cannot be written.
    """
    for attempt in range(_ATTEMPTS):
        version = folder.version_folder()
        manifest = folder.manifest_of(version)
        with ExitStack() as stack:
            try:
                sums = read_checksums(version)
                # Open files outlast their names: a build may remove the version while it is read.
                opened = {name: stack.enter_context((version / name).open("rb")) for name in (*sorted(sums), CHECKSUMS)}
            except ValueError:
                raise folder.damaged(Cause("file-changed", file=CHECKSUMS)) from None
            except FileNotFoundError:
                if attempt + 1 < _ATTEMPTS and folder.version_folder() != version:
                    continue
                raise folder.damaged(Cause("version-file-missing")) from None
            with replacing(file) as unfinished, unfinished.open("wb") as target:
                packed = file.name.endswith("gz")
                with (
                    tarfile.open(fileobj=target, mode="w:gz")
                    if packed
                    else tarfile.TarFile(fileobj=target, mode="w") as archive
                ):
                    _add_version(folder, archive, opened, sums, progress)
                    _add_views(archive, folder.path / _VIEWS)
                target.flush()
                os.fsync(target.fileno())
        return manifest
    raise AssertionError("the last attempt returns or raises")


def _add_version(
    folder: StoreFolder,
    archive: tarfile.TarFile,
    opened: Mapping[str, IO[bytes]],
    sums: Mapping[str, tuple[int, str]],
    progress: Progress,
) -> None:
    for name, source in opened.items():
        status, told = os.fstat(source.fileno()), _Hashing(source, progress)
        archive.addfile(_member(f"{_VERSION}{name}", status.st_size, status.st_mtime), told)
        if name != CHECKSUMS and sums[name] != (status.st_size, told.digest()):
            raise folder.damaged(Cause("file-changed", file=name))


def _add_views(archive: tarfile.TarFile, views: Path) -> None:
    for path in sorted(views.glob("*")):
        if _MEMBER.fullmatch(f"{_VIEWS}{path.name}"):
            with suppress(FileNotFoundError):  # it gave way to another one
                content = path.read_bytes()
                member = _member(f"{_VIEWS}{path.name}", len(content), path.stat().st_mtime)
                archive.addfile(member, io.BytesIO(content))


def _member(name: str, size: int, written: float) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime = size, int(written)
    return member


class _Hashing(io.BytesIO):
    """A file that is read once, with the SHA-256 of what was read."""

    def __init__(self, source: IO[bytes], progress: Progress) -> None:
        super().__init__()
        self._source, self._progress, self._sum = source, progress, hashlib.sha256()

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes."""
        part = self._source.read(-1 if size is None else size)
        self._sum.update(part)
        self._progress(len(part))
        return part

    def digest(self) -> str:
        """The sum of all that was read, in hexadecimal."""
        return self._sum.hexdigest()


def restore_backup(folder: StoreFolder, file: Path, progress: Progress = lambda _: None) -> Manifest:
    """Makes the version of a backup the current one of a store, which may be in use; what was current is kept.

    Views of the backup that the store does not have are kept in it again.

    Raises:
        BackupError: the file is no backup, or not whole; nothing was changed.
        StoreError: the store is being written, or cannot be.
        OSError: there is no such file.
    """
    with scratch_folder() as views:

        def fill(version: Path) -> None:
            (version / "oxigraph").mkdir()
            for name, content in _members(file):
                kept = name.startswith(_VIEWS)
                path = views / name.removeprefix(_VIEWS) if kept else version / name.removeprefix(_VERSION)
                with path.open("wb") as target:
                    while part := content.read(1 << 20):
                        target.write(part)
                        progress(len(part))

        try:
            manifest = folder.take_in(fill)
        except (tarfile.TarError, EOFError, zlib.error) as error:
            raise BackupError(file=str(file), reason=Cause("backup-cut")) from error
        except StoreFormatError as error:
            raise BackupError(file=str(file), reason=Cause("backup-other-version")) from error
        except StoreDamagedError as error:
            raise BackupError(file=str(file), reason=error.fields["reason"]) from error
        _restore_views(folder.path / _VIEWS, views)
    return manifest


def _members(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The files in a backup with what they hold, in order.

    Raises:
        BackupError: it holds something else.
    """
    with tarfile.open(file, "r|*") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or not _MEMBER.fullmatch(member.name):
                raise BackupError(file=str(file), reason=Cause("backup-none", name=member.name[:80]))
            yield member.name, content


def _restore_views(views: Path, found: Path) -> None:
    """Keeps those of the views found that are not kept already."""
    for view in sorted(found.iterdir()):
        if not (views / view.name).exists():
            views.mkdir(exist_ok=True)
            with replacing(views / view.name) as unfinished:
                shutil.copyfile(view, unfinished)
