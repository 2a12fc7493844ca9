"""Communes and EPCI of France by year, from editions of the official geographic code, into a territory's folder.

::

    package ─▶ Edition ─▶ history_of ─▶ History ─▶ lines_of ─▶ imported/cog.nq.gz, which the build reads
                  └─▶ imported/cog/YEAR.tgz, what is needed of it, for the next import

Contributions are for what persons bring in; these are tens of thousands of things that one source tells every year, and
the file is made anew by each import. It is written whole and takes the place of the last one in one step.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from territory_graph import resources
from territory_graph.errors import InputError, Problem
from territory_graph.importing.cog.editions import (
    Edition,
    editions_at,
    fetch_edition,
    keep_edition,
    read_edition,
    years_in,
)
from territory_graph.importing.cog.history import History, history_of
from territory_graph.importing.cog.known import KnownHistory
from territory_graph.importing.cog.statements import lines_of
from territory_graph.ingest.description import DESCRIPTION, read_description
from territory_graph.ingest.imported import IMPORTED
from territory_graph.ingest.territory import read_territory
from territory_graph.scratch import remove_files_beside, replacing
from territory_graph.vocabulary import DEFAULT_BASE

__all__ = ["CogImport", "bring_in_cog", "look_at_cog", "years_in"]

Progress = Callable[[str, int], None]
"""Called with the name of a step (``fetch``, ``read``, ``compare``, ``write``) and a year, or 0."""


@dataclass(frozen=True, slots=True)
class CogImport:
    """What an import of editions would write.

    ``years`` are those of all editions that the territory would have, ``added`` those that it has not yet or has
    otherwise; ``history`` is what they say together, ``statements`` how many lines it makes, ``known`` how many of its
    bodies and places have an IRI of the territory's own.
    """

    folder: Path
    editions: tuple[Edition, ...]
    added: tuple[int, ...]
    history: History
    known: KnownHistory

    @property
    def years(self) -> tuple[int, ...]:
        """The year of each edition."""
        return tuple(edition.year for edition in self.editions)

    @property
    def moves(self) -> int:
        """Memberships that ended while the member is in another grouping at the next list."""
        ended = {(spell.member, spell.after) for spell in self.history.spells if spell.after}
        return sum((spell.member, spell.first) in ended for spell in self.history.spells)


def look_at_cog(
    folder: Path, years: Sequence[int], path: Path | None = None, progress: Progress = lambda *_: None
) -> CogImport:
    """What importing the editions of ``years`` would do; nothing is written into the territory's folder.

    Editions come from ``path``, a package or a folder of packages; without it from those that the folder keeps, and
    what is missing there from the npm client.

    Raises:
        InputError: an edition cannot be read, or is another one than said; or the territory's own files are wrong.
    """
    kept = _kept(folder)
    if path is not None:
        progress("read", 0)
        asked = editions_at(path, years)
    else:
        asked = []
        for year in years:
            if year not in kept:
                progress("fetch", year)
            asked.append(kept.get(year) or fetch_edition(year))
    every = {**kept, **{edition.year: edition for edition in asked}}
    editions = tuple(every[year] for year in sorted(every))
    progress("compare", 0)
    told = read_territory(folder) if (folder / DESCRIPTION).exists() else None
    known = KnownHistory(told.quads if told else (), told.description.base if told else DEFAULT_BASE)
    added = tuple(
        edition.year for edition in asked if edition.year not in kept or kept[edition.year].digests != edition.digests
    )
    return CogImport(folder, editions, added, history_of(editions), known)


def bring_in_cog(planned: CogImport, progress: Progress = lambda *_: None) -> int:
    """Writes what an import would; returns the number of statements. A folder that is no territory becomes France.

    Stopped or failing in between, it leaves what was there before, and what was fetched is kept for the next time.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    folder = planned.folder / IMPORTED
    (folder / "cog").mkdir(parents=True, exist_ok=True)
    remove_files_beside(folder)
    remove_files_beside(folder / "cog")
    for edition in planned.editions:
        if edition.year in planned.added:
            keep_edition(edition, folder / "cog" / f"{edition.year}.tgz")
    if not (planned.folder / DESCRIPTION).exists():
        text = (resources.PACKAGE / "importing" / "cog" / "france.toml").read_text(encoding="utf-8")
        with replacing(planned.folder / DESCRIPTION) as temporary:
            day = f"{max(planned.years)}-01-01"
            temporary.write_text(text.replace("{day}", day), encoding="utf-8")
    progress("write", 0)
    count = 0
    with (
        replacing(folder / "cog.nq.gz") as temporary,
        temporary.open("wb") as file,
        gzip.GzipFile("", "wb", 3, file, mtime=0) as squeezed,
    ):
        for line in lines_of(planned.history, planned.known, read_description(planned.folder).base):
            squeezed.write(line.encode())
            count += 1
    return count


def _kept(folder: Path) -> dict[int, Edition]:
    """The editions that a territory's folder keeps."""
    paths = sorted((folder / IMPORTED / "cog").glob("[0-9][0-9][0-9][0-9].tgz"))
    kept = {int(path.name[:4]): read_edition(path) for path in paths}
    for year, edition in kept.items():
        if edition.year != year:
            fields = {"found": str(edition.year), "version": edition.version, "asked": str(year)}
            raise InputError([Problem("other-edition", edition.origin, fields=fields)])
    return kept
