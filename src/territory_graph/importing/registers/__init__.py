"""Registers that others publish whole, into a territory's folder: SIRENE, BANATIC, outlines, poles.

::

    files ─▶ open_table ─▶ rows ─▶ Register ─▶ lines ─▶ imported/NAME.nq.gz, which the build reads

A register may have millions of rows: it is read and written some rows at a time. What is written of each part of the
rows is kept until the import ends, so that one that was stopped goes on where it was. The file takes the place of the
last one in one step, and importing the same again writes the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from territory_graph.errors import InputError, Problem
from territory_graph.importing.registers.banatic import BANATIC
from territory_graph.importing.registers.outlines import OUTLINES
from territory_graph.importing.registers.poles import POLES
from territory_graph.importing.registers.register import Choice, Register, Writing
from territory_graph.importing.registers.sirene import SIRENE
from territory_graph.importing.registers.tables import Row, Table, open_table
from territory_graph.importing.registers.things import read_things
from territory_graph.ingest.description import read_description
from territory_graph.ingest.imported import IMPORTED, imported_files
from territory_graph.ingest.territory import read_territory
from territory_graph.scratch import remove_files_beside, replacing

__all__ = ["REGISTERS", "Choice", "RegisterImport", "bring_in_register", "look_at_register"]

REGISTERS: Mapping[str, Register] = {each.name: each for each in (SIRENE, BANATIC, OUTLINES, POLES)}
"""The registers that can be imported, by name."""
_PART = 200_000
"""Rows of a file after which what was written is kept."""
Progress = Callable[[str, int], None]
"""Called with a step (``known``, ``prepare``, ``look``, ``write``, ``resume``) and how many rows were read."""


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """What importing the files of a register writes, or would.

    ``counts`` are rows that were taken (``taken``) or left, by reason; ``statements`` the lines that they make.
    """

    register: Register
    folder: Path
    files: tuple[Path, ...]
    choice: Choice
    counts: Mapping[str, int]
    statements: int

    @property
    def rows(self) -> int:
        """Rows that were read."""
        return sum(self.counts.values())


def look_at_register(
    name: str, folder: Path, files: Sequence[Path], choice: Choice, progress: Progress = lambda *_: None
) -> RegisterImport:
    """What importing the files would do: everything is read, and nothing written.

    Raises:
        InputError: a file cannot be read, or is none of the register; or the territory's own files are wrong.
    """
    return _Import(name, folder, files, choice, progress).looked_at()


def bring_in_register(
    name: str, folder: Path, files: Sequence[Path], choice: Choice, progress: Progress = lambda *_: None
) -> RegisterImport:
    """Imports the files of a register, in place of what was imported of it before.

    Stopped or failing in between, it leaves what was there, and goes on from there when it is asked for again.

    Raises:
        InputError: a file cannot be read, or is none of the register; or the territory's own files are wrong.
        OSError: the folder cannot be written, or the disk is full.
    """
    return _Import(name, folder, files, choice, progress).brought_in()


class _Import:
    """Files of a register being imported."""

    def __init__(self, name: str, folder: Path, files: Sequence[Path], choice: Choice, progress: Progress) -> None:
        self._register = REGISTERS[name]
        self._folder, self._files, self._choice, self._progress = folder, tuple(files), choice, progress
        self._tables = [self._table(file) for file in self._files]
        progress("known", 0)
        self._target = folder / IMPORTED / f"{name}.nq.gz"
        self._base = read_description(folder).base
        others = [file for file in imported_files(folder) if file != self._target]
        territory = read_territory(folder)
        self._known = [territory.digest, *(f"{file.name} {file.stat().st_mtime_ns}" for file in others)]
        self._things = read_things(territory.quads, others, self._base)
        self._read = 0

    def _table(self, file: Path) -> Table:
        """The table of a file, of which a form of the register has every head.

        Raises:
            InputError: it cannot be read, or no form has its heads.
        """
        table = open_table(file)
        if self._register.form_of(table.heads) is None:
            wanted = " ; ".join(", ".join(sorted(form.heads)) for form in self._register.forms)
            fields = {"heads": wanted, "found": ", ".join(sorted(table.heads))[:200]}
            raise InputError([Problem("register-heads", file, 1, fields=fields)])
        return table

    def _writing(self) -> Writing:
        self._progress("prepare", 0)
        return Writing(self._register, self._things, self._base, self._choice, self._tables)

    def looked_at(self) -> RegisterImport:
        """Reads everything."""
        writing = self._writing()
        counts: Counter[str] = Counter()
        statements = sum(1 for _ in writing.words())
        for number in range(len(self._tables)):
            for part in self._parts(number):
                statements += sum(1 for _ in self._lines(writing, number, part, counts))
                self._progress("look", self._read)
        return self._told(counts, statements)

    def _told(self, counts: Mapping[str, int], statements: int) -> RegisterImport:
        return RegisterImport(self._register, self._folder, self._files, self._choice, counts, statements)

    def _parts(self, number: int) -> Iterator[list[Row]]:
        table = self._tables[number]
        form = self._register.form_of(table.heads)
        assert form is not None
        rows = table.rows(form.columns(table.heads, self._choice))
        while part := list(islice(rows, _PART)):
            self._read += len(part)
            yield part

    def _lines(self, writing: Writing, number: int, part: list[Row], counts: Counter[str]) -> Iterator[str]:
        """The lines of a part of the rows of a file, each row counted as taken or left."""
        writing.once.clear()
        for row in part:
            lines, left = writing.lines(number, row)
            yield from lines
            counts[left or "taken"] += 1

    def brought_in(self) -> RegisterImport:
        """Writes part by part, then puts the parts together."""
        room = self._target.with_name(f".{self._register.name}-parts")
        self._target.parent.mkdir(exist_ok=True)
        remove_files_beside(self._target.parent)
        own = room / self._key()
        for other in room.glob("*"):
            if other != own:
                shutil.rmtree(other)
        own.mkdir(parents=True, exist_ok=True)
        writing, counts, statements, parts = self._writing(), Counter[str](), 0, []
        for number in range(len(self._tables)):
            for place, part in enumerate(self._parts(number)):
                file = own / f"{number}-{place:05}.nq.gz"
                taken, lines = self._written_part(file, writing, number, part)
                counts.update(taken)
                statements += lines
                parts.append(file)
        with replacing(self._target) as temporary, temporary.open("wb") as joined:
            words = list(writing.words())
            joined.write(gzip.compress("".join(words).encode(), 3, mtime=0))
            for file in parts:
                with file.open("rb") as content:
                    shutil.copyfileobj(content, joined)
        shutil.rmtree(room)
        return self._told(counts, statements + len(words))

    def _key(self) -> str:
        """What tells one import from another: its files as they are, its choice, and what is known already."""
        told = [(str(file.resolve()), file.stat().st_size, file.stat().st_mtime_ns) for file in self._files]
        return hashlib.sha256(json.dumps([told, repr(self._choice), self._known]).encode()).hexdigest()[:16]

    def _written_part(
        self, file: Path, writing: Writing, number: int, part: list[Row]
    ) -> tuple[Mapping[str, int], int]:
        """Writes what a part of the rows makes, unless it was before; returns its counts and how many lines it has."""
        about = file.with_suffix(".json")
        if about.exists():  # written after the part itself, which is whole then
            self._progress("resume", self._read)
            told = json.loads(about.read_text(encoding="utf-8"))
            return told["counts"], told["statements"]
        counts, statements = Counter[str](), 0
        with (
            replacing(file) as temporary,
            temporary.open("wb") as content,
            gzip.GzipFile("", "wb", 3, content, mtime=0) as squeezed,
        ):
            for line in self._lines(writing, number, part, counts):
                squeezed.write(line.encode())
                statements += 1
        with replacing(about) as temporary:
            temporary.write_text(json.dumps({"counts": counts, "statements": statements}), encoding="utf-8")
        self._progress("write", self._read)
        return counts, statements
