"""Editions of the official geographic code, as the npm package ``@etalab/decoupage-administratif`` publishes them.

A package is a folder, a tarball, or what the npm client fetches. What is needed of it is kept in the territory's folder
as a small tarball of its own, which is the same whatever it came from: an import can be taken up again, and a later
edition added, without asking anybody.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from territory_graph.causes import Cause, of_system, quoted
from territory_graph.errors import InputError, Problem
from territory_graph.scratch import replacing
from territory_graph.store.children import child_environment

PACKAGE = "@etalab/decoupage-administratif"
REPOSITORY = "https://github.com/etalab/decoupage-administratif"
"""The page that the package names as where it is made."""
_VERSIONS = {
    **{2019: "0.7.0", 2020: "0.8.0", 2021: "1.1.1", 2022: "2.3.1"},
    **{2023: "3.1.1", 2024: "4.1.0", 2025: "5.3.0", 2026: "6.0.0"},
}
"""The last version of each edition; from 1.x on, the first number counts the years since 2020."""
FIRST, LAST = 2019, 2099
_ABOUT = "package.json"
_NEEDED = ("data/communes.json", "data/epci.json", "data/departements.json", "data/regions.json")
_MOST_BYTES = 64 << 20
"""Bytes up to which a file of an edition is read: the largest has 9 MB."""
_YEARS = re.compile(r"([0-9]{4})(?:(?:\.\.|-)([0-9]{4}))?")
_VERSION = re.compile(r"([0-9]+)\.([0-9]+)\.[0-9]+")
_FETCHED_IN = 300
_KEYS: Mapping[str, frozenset[str]] = {
    "data/communes.json": frozenset({"code", "nom", "type"}),
    "data/epci.json": frozenset({"code", "nom", "type", "membres"}),
    "data/departements.json": frozenset({"code", "nom", "region"}),
    "data/regions.json": frozenset({"code", "nom"}),
}


@dataclass(frozen=True)
class Edition:
    """One edition: the state of communes and EPCI on 1 January of its ``year``, as package ``version`` gives it.

    ``files`` are the needed files by name; they are read when they are asked for, and not kept.
    """

    year: int
    version: str
    files: Mapping[str, bytes]
    origin: Path

    @property
    def communes(self) -> list[dict[str, Any]]:
        """Communes of the day, delegated and associated ones and municipal districts, by the package's own keys."""
        return self._read("data/communes.json")

    @property
    def epci(self) -> list[dict[str, Any]]:
        """Groupings of communes that levy taxes of their own, each with its members."""
        return self._read("data/epci.json")

    @property
    def departments(self) -> list[dict[str, Any]]:
        """Departments, each with the code of its region."""
        return self._read("data/departements.json")

    @property
    def regions(self) -> list[dict[str, Any]]:
        """Regions."""
        return self._read("data/regions.json")

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of each file: an edition may repeat one of another year."""
        return {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()}

    def _read(self, name: str) -> list[dict[str, Any]]:
        """The things that a file lists.

        Raises:
            InputError: it is no list of things that have the keys they need.
        """
        fields: dict[str, Any] = {"name": name}
        try:
            told = json.loads(self.files[name])
        except (ValueError, RecursionError) as error:
            raise InputError([Problem("edition-not-json", self.origin, fields=fields)]) from error
        if not isinstance(told, list) or not told:
            raise InputError([Problem("edition-not-json", self.origin, fields=fields)])
        for thing in told:
            missing = _KEYS[name] - (thing.keys() if isinstance(thing, dict) else set())
            if missing:
                keys = ", ".join(sorted(missing))
                raise InputError([Problem("edition-keys", self.origin, fields={"name": name, "keys": keys})])
        return told


def years_in(text: str) -> tuple[int, ...]:
    """The years that ``2019..2026``, ``2024`` or ``2019..2021,2024`` name, in their order.

    Raises:
        ValueError: the text names none, one twice, or one of which there is no edition.

    >>> years_in("2019..2021,2024")
    (2019, 2020, 2021, 2024)
    """
    found: list[int] = []
    for part in text.split(","):
        match = _YEARS.fullmatch(part.strip())
        if match is None:
            raise ValueError(part)
        first, last = int(match[1]), int(match[2] or match[1])
        if not FIRST <= first <= last <= LAST:
            raise ValueError(part)
        found += range(first, last + 1)
    if len(set(found)) < len(found):
        raise ValueError(text)
    return tuple(sorted(found))


def year_of(version: str) -> int | None:
    """The year of the edition that a version of the package holds; None where the version says none.

    >>> year_of("0.7.0"), year_of("0.8.0"), year_of("6.0.0"), year_of("0.6.1")
    (2019, 2020, 2026, None)
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        return None
    major, minor = int(match[1]), int(match[2])
    return 2020 + major if major else {7: 2019, 8: 2020}.get(minor)


def editions_at(path: Path, years: Sequence[int]) -> list[Edition]:
    """The editions of ``years`` that a package, or a folder of packages, holds.

    Raises:
        InputError: one is damaged, of another year than asked for, there twice, or missing.
    """
    packages = [path] if path.is_file() or (path / _ABOUT).is_file() else sorted(_packages(path))
    if not packages:
        raise InputError([Problem("no-edition", path)])
    found: dict[int, Edition] = {}
    for package in packages:
        edition = read_edition(package)
        if len(packages) == 1 and edition.year not in years:
            fields = {"found": str(edition.year), "version": edition.version, "asked": _told(years)}
            raise InputError([Problem("other-edition", package, fields=fields)])
        if edition.year in found:
            fields = {"year": str(edition.year), "other": found[edition.year].origin.name}
            raise InputError([Problem("edition-twice", package, fields=fields)])
        found[edition.year] = edition
    missing = [year for year in years if year not in found]
    if missing:
        raise InputError([Problem("edition-missing", path, fields={"years": _told(missing)})])
    return [found[year] for year in years]


def _told(years: Sequence[int]) -> str:
    return ", ".join(map(str, years))


def _packages(folder: Path) -> Iterator[Path]:
    """The tarballs and unpacked packages in a folder; npm unpacks into a folder named ``package``."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.endswith((".tgz", ".tar.gz")):
            yield path
        for inside in (path, path / "package"):
            if (inside / _ABOUT).is_file():
                yield inside


def read_edition(package: Path) -> Edition:
    """The edition that a tarball or an unpacked folder holds.

    Raises:
        InputError: it is truncated or damaged, too large, or no package of this name.
    """
    try:
        files = _unpacked(package) if package.is_dir() else _untarred(package)
        about = json.loads(files.pop(_ABOUT))
        name, version = about["name"], str(about["version"])
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError, KeyError, TypeError) as error:
        raise InputError([Problem("edition-damaged", package)]) from error
    except OSError as error:
        raise InputError([Problem("edition-unreadable", package, fields={"reason": of_system(error)})]) from error
    year = year_of(version)
    missing = [each for each in _NEEDED if each not in files]
    if name != PACKAGE or year is None or missing:
        fields = {"name": f"{name} {version}", "missing": ", ".join(missing) or "-", "package": PACKAGE}
        raise InputError([Problem("other-package", package, fields=fields)])
    return Edition(year, version, files, package)


def _unpacked(folder: Path) -> dict[str, bytes]:
    files = {}
    for name in (_ABOUT, *_NEEDED):
        path = folder / name
        if path.is_file():
            if path.stat().st_size > _MOST_BYTES:
                raise InputError([Problem("too-large", path, fields={"megabytes": _MOST_BYTES >> 20})])
            files[name] = path.read_bytes()
    return files


def _untarred(path: Path) -> dict[str, bytes]:
    """The needed files of a tarball, read to its end: one that is cut off is noticed."""
    files = {}
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            name = member.name.partition("/")[2]
            if member.isfile() and name in (_ABOUT, *_NEEDED):
                if member.size > _MOST_BYTES:
                    raise InputError([Problem("too-large", path, fields={"megabytes": _MOST_BYTES >> 20})])
                file = archive.extractfile(member)
                files[name] = file.read() if file else b""
    return files


def fetch_edition(year: int) -> Edition:
    """The edition of a year, fetched by the npm client of this machine, which knows where packages come from.

    Raises:
        InputError: there is no npm client, or it cannot fetch the package.
    """
    spec = f"{PACKAGE}@{_VERSIONS.get(year, year - 2020)}"
    client = shutil.which("npm")
    if client is None:
        raise InputError([Problem("no-npm", Path("npm"), fields={"package": spec})])
    with tempfile.TemporaryDirectory(prefix="territory-graph-npm-") as folder:
        command = [client, "pack", spec, "--silent", "--pack-destination", folder]
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=child_environment(),
                capture_output=True,
                text=True,
                timeout=_FETCHED_IN,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            fields = {"package": spec, "reason": Cause("late")}
            raise InputError([Problem("npm-failed", Path("npm"), fields=fields)]) from error
        tarballs = list(Path(folder).glob("*.tgz"))
        if done.returncode or not tarballs:
            told = quoted(re.sub(r"https?://\S+", "…", (done.stderr.strip().splitlines() or ["-"])[0]))
            raise InputError([Problem("npm-failed", Path("npm"), fields={"package": spec, "reason": told})])
        edition = read_edition(tarballs[0])
    if edition.year != year:
        fields = {"found": str(edition.year), "version": edition.version, "asked": str(year)}
        raise InputError([Problem("other-edition", Path(spec), fields=fields)])
    return edition


def keep_edition(edition: Edition, path: Path) -> None:
    """Writes what is needed of an edition into a tarball, the same bytes whatever it was read from.

    Raises:
        OSError: it cannot be written; what was there before stays.
    """
    about = json.dumps({"name": PACKAGE, "version": edition.version}).encode()
    with (
        replacing(path) as temporary,
        temporary.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=0) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w") as archive,
    ):
        for name, content in {_ABOUT: about, **{name: edition.files[name] for name in _NEEDED}}.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
