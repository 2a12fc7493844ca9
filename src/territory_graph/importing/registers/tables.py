"""Tables of registers, read some rows at a time: CSV in any of its forms, alone or in a ZIP, Parquet, GeoJSON."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.csv as arrow_csv
from pyarrow import parquet

from territory_graph.causes import of_file
from territory_graph.errors import InputError, Problem
from territory_graph.ingest.unread import unreadable

Row = dict[str, str]
_AT_ONCE = 20_000
_BLOCK = 4 << 20
_LOOKED_AT = 1 << 16
_LARGEST_JSON = 256 << 20
"""Bytes up to which a GeoJSON file is read: it is read whole."""
_DAMAGES = (
    *(pa.ArrowException, zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError),
    RuntimeError,  # of a ZIP that is locked, or packed in a way that Python does not know
)


@dataclass(frozen=True, slots=True)
class Table:
    """A file as a table: its heads, and its rows as texts by head."""

    file: Path
    heads: tuple[str, ...]
    read: Callable[[tuple[str, ...]], Iterator[Row]]

    def rows(self, columns: Collection[str]) -> Iterator[Row]:
        """The rows, of which only some columns are read.

        Raises:
            InputError: the file is truncated or damaged.
        """
        number = 0
        try:
            for row in self.read(tuple(head for head in self.heads if head in columns)):
                number += 1
                yield row
        except (*_DAMAGES, OSError) as error:  # those of Arrow and of gzip are some of them
            raise InputError([_damage(self.file, number + 1, error)]) from error


def _damage(file: Path, row: int, error: Exception) -> Problem:
    return Problem("register-damaged", file, fields={"row": row, "reason": of_file(error)})


def open_table(file: Path) -> Table:
    """The table that a file holds, of which only the heads are read.

    Raises:
        InputError: it cannot be read, or holds no table.
    """
    try:
        if _begins(file, b"PAR1"):
            return _parquet(file)
        if file.suffix.lower() in {".json", ".geojson"}:
            return _geojson(file)
        return _csv(file)
    except OSError as error:
        found = unreadable(file, error) if error.strerror else _damage(file, 1, error)  # Arrow gives its own none
        raise InputError([found]) from error
    except _DAMAGES as error:
        raise InputError([_damage(file, 1, error)]) from error


def _begins(file: Path, mark: bytes) -> bool:
    with file.open("rb") as content:
        return content.read(len(mark)) == mark


def _parquet(file: Path) -> Table:
    with parquet.ParquetFile(file) as opened:
        heads = tuple(opened.schema_arrow.names)

    def read(columns: tuple[str, ...]) -> Iterator[Row]:
        with parquet.ParquetFile(file) as opened:
            for batch in opened.iter_batches(batch_size=_AT_ONCE, columns=list(columns)):
                yield from _texts(batch)

    return Table(file, heads, read)


def _texts(batch: pa.RecordBatch) -> Iterator[Row]:
    for row in batch.to_pylist():
        yield {head: "" if value is None else str(value).strip() for head, value in row.items()}


def _csv(file: Path) -> Table:
    with _opened(file) as content:
        start = content.read(_LOOKED_AT)
    encoding = _encoding(file)
    text = start.decode(encoding, errors="replace").removeprefix("\ufeff")
    first = next(iter(text.splitlines()), "")
    delimiter = max(";,\t", key=first.count)
    if "\0" in text or delimiter not in first:
        raise InputError([Problem("register-form", file, 1)])
    quoted = delimiter != "\t"
    parsing = arrow_csv.ParseOptions(
        delimiter=delimiter, quote_char='"' if quoted else False, newlines_in_values=quoted
    )
    reading = arrow_csv.ReadOptions(encoding=encoding, block_size=_BLOCK)
    lines = io.StringIO(text, newline="")
    heads = next(csv.reader(lines, delimiter=delimiter)) if quoted else first.split(delimiter)

    def read(columns: tuple[str, ...]) -> Iterator[Row]:
        as_text = {head: pa.string() for head in columns}
        converting = arrow_csv.ConvertOptions(
            column_types=as_text, include_columns=list(columns), strings_can_be_null=False
        )
        with _opened(file) as content, arrow_csv.open_csv(content, reading, parsing, converting) as batches:
            for batch in batches:
                yield from _texts(batch)

    return Table(file, tuple(heads), read)


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes] | gzip.GzipFile]:
    """The content of a CSV file, or of the only one in a ZIP."""
    if _begins(file, b"PK\x03\x04"):
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))]
            if len(names) != 1:
                raise InputError([Problem("register-form", file)])
            with archive.open(names[0]) as content:
                yield content
    elif _begins(file, b"\x1f\x8b"):
        with gzip.open(file) as content:
            yield content
    else:
        with file.open("rb") as content:
            yield content


def _encoding(file: Path) -> str:
    """UTF-8, or what Windows wrote where any of it is none."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with _opened(file) as content:
            while some := content.read(_BLOCK):
                decoder.decode(some)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _geojson(file: Path) -> Table:
    """The features of a collection: their properties, and their geometry as JSON under ``geometry``."""
    if file.stat().st_size > _LARGEST_JSON:
        raise InputError([Problem("too-large", file, fields={"megabytes": _LARGEST_JSON >> 20})])
    try:
        rows = [
            {str(head): "" if value is None else str(value) for head, value in (feature["properties"] or {}).items()}
            | {"geometry": json.dumps(feature["geometry"])}
            for feature in json.loads(file.read_bytes())["features"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError([Problem("register-form", file, 1)]) from error
    heads = tuple(dict.fromkeys(head for row in rows for head in row))
    return Table(file, heads, lambda columns: ({head: row.get(head, "") for head in columns} for row in rows))
