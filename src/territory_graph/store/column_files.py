"""Files of columns: written with a large version when it is built, and amended with what a change brings and takes."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from territory_graph.store.columns import FEW, HASH, KIND, VALUE

if TYPE_CHECKING:
    import duckdb

SMALLEST = 200_000
"""Statements of the default graph from which on columns are written: below, Oxigraph takes some milliseconds."""
_MEGABYTES, _A_MEGABYTE = 200, 40_000
"""Memory that is taken: so many megabytes, and one more for so many statements. What needs more goes to the disk."""
_LOG = logging.getLogger(__name__)

_LINES = (
    "SELECT l[:a - 1] AS s, l[a + 1:b - 1] AS p, l[b + 1:-3] AS o FROM ("
    " SELECT l, a, a + instr(l[a + 1:], ' ') AS b FROM (SELECT l, instr(l, ' ') AS a FROM read_csv(?,"
    " header = false, auto_detect = false, delim = '\x01', quote = '', escape = '', columns = {'l': 'VARCHAR'},"
    " max_line_size = 2097152)))"
)
_TERMS = "SELECT s AS term FROM {0} UNION SELECT p FROM {0} UNION SELECT o FROM {0}"
_TRIPLES = (
    "SELECT p.id AS p, s.id AS s, o.id AS o, kind.k AS k, o.v AS v FROM {0} AS line"
    " JOIN {1} p ON p.term = line.p JOIN {1} s ON s.term = line.s"
    f" JOIN (SELECT id, term, kind, {VALUE} AS v FROM {{1}}) o ON o.term = line.o"
    " JOIN kind ON kind.kind = o.kind"
)
_PROPERTIES = "SELECT p, k, count(*) AS n FROM triple {} GROUP BY p, k"
_FREQUENT = "SELECT p, o, count(*) AS n FROM triple {} GROUP BY p, o HAVING count(*) >= {}"


def write_columns(file: Path, said: ox.Store | Path, triples: int) -> None:
    """Writes the columns of a store's default graph, which has so many ``triples``, or a file of it has as N-Triples.

    None are written where there are few, or where something in the data is more than DuckDB takes.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    if triples < SMALLEST:
        return
    text = said if isinstance(said, Path) else file.with_suffix(".nt")
    try:
        if isinstance(said, ox.Store):
            said.dump(str(text), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        _written(file, triples, lambda database: _fill(database, text))
    finally:
        text.unlink(missing_ok=True)


def amend_columns(
    file: Path, before: Path, added: Collection[ox.Triple], removed: Collection[ox.Triple], triples: int
) -> None:
    """Writes the columns of a version from those ``before``, and the ``triples`` that its default graph then has.

    ``added`` are statements that it has more, ``removed`` those that it has no longer. None are written where there
    were none, or where they cannot be amended.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    if not before.exists() or not _readable(before):
        return
    texts = {name: file.with_suffix(f".{name}.nt") for name in ("added", "removed")}
    try:
        shutil.copyfile(before, file)
        for name, told in (("added", added), ("removed", removed)):
            ox.serialize(told, str(texts[name]), format=ox.RdfFormat.N_TRIPLES)
        _written(file, triples, lambda database: _amend(database, texts))
    finally:
        for text in texts.values():
            text.unlink(missing_ok=True)


def _readable(file: Path) -> bool:
    """Whether a file is of columns, as the DuckDB that is here writes and reads them."""
    import duckdb  # noqa: PLC0415  few stores are so large

    with suppress(duckdb.Error), duckdb.connect(str(file), read_only=True) as database:
        return bool(database.execute("SELECT 1 FROM triple LIMIT 1").fetchall())
    return False


def _written(file: Path, triples: int, fill: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    """Fills a file, and removes it where it does not hold so many statements in the end."""
    import duckdb  # noqa: PLC0415  few stores are so large

    scratch = file.with_suffix(".tmp")
    settings: dict[str, Any] = {
        "memory_limit": f"{_MEGABYTES + triples // _A_MEGABYTE}MB",
        "temp_directory": str(scratch),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
    }
    whole = False
    try:
        with duckdb.connect(str(file), config=settings) as database:
            fill(database)
            whole = database.execute("SELECT count(*) FROM triple").fetchone() == (triples,)
    except duckdb.IOException as error:
        raise OSError(str(error)) from error
    except duckdb.Error as error:
        _LOG.warning("no columns were written: %s", error)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if not whole:
            file.unlink(missing_ok=True)


def _fill(database: duckdb.DuckDBPyConnection, text: Path) -> None:
    """Fills the tables from N-Triples: terms sorted by hash, statements by property.

    One join after another: each can leave memory for the disk, which several at once cannot.
    """
    database.execute(f"CREATE TEMP TABLE line AS {_LINES}", [str(text)])
    database.execute(
        "CREATE TABLE term AS SELECT row_number() OVER ()::INTEGER AS id, hash, term FROM"
        f" (SELECT term, {HASH.format('term')} AS hash FROM ({_TERMS.format('line')}) ORDER BY hash, term)"
    )
    database.execute(f"CREATE TEMP TABLE kinded AS SELECT id, term, {KIND} AS kind FROM term")
    database.execute(
        "CREATE TABLE kind AS SELECT row_number() OVER (ORDER BY kind)::SMALLINT AS k, kind FROM"
        " (SELECT DISTINCT kind FROM kinded)"
    )
    database.execute(f"CREATE TEMP TABLE named AS SELECT id, term, k, {VALUE} AS v FROM kinded JOIN kind USING (kind)")
    database.execute("DROP TABLE kinded")
    database.execute("CREATE TEMP TABLE of_p AS SELECT id AS p, s, o FROM line JOIN named ON term = p")
    database.execute("DROP TABLE line")
    database.execute("CREATE TEMP TABLE of_s AS SELECT p, id AS s, o FROM of_p JOIN named ON term = s")
    database.execute("DROP TABLE of_p")
    database.execute(
        "CREATE TABLE triple AS SELECT DISTINCT p, s, id AS o, k, v FROM of_s JOIN named ON term = o ORDER BY p, s, id"
    )
    database.execute(f"CREATE TABLE property AS {_PROPERTIES.format('')}")
    database.execute(f"CREATE TABLE frequent AS {_FREQUENT.format('', FEW)}")


def _amend(database: duckdb.DuckDBPyConnection, texts: dict[str, Path]) -> None:
    """Puts statements into the tables and takes others out, with the terms and counts that this changes."""
    for name, text in texts.items():
        database.execute(f"CREATE TEMP TABLE {name} AS {_LINES}", [str(text)])
    told = f"{_TERMS.format('added')} UNION {_TERMS.format('removed')}"
    database.execute(
        f"CREATE TEMP TABLE told AS SELECT *, {KIND} AS kind FROM"
        f" (SELECT term, {HASH.format('term')} AS hash FROM ({told}))"
    )
    database.execute(
        "INSERT INTO term SELECT (SELECT max(id) FROM term) + row_number() OVER (ORDER BY hash, term), hash, term"
        " FROM told WHERE NOT EXISTS (SELECT 1 FROM term WHERE term.hash = told.hash AND term.term = told.term)"
    )
    database.execute(
        "INSERT INTO kind SELECT (SELECT max(k) FROM kind) + row_number() OVER (ORDER BY kind), kind FROM"
        " (SELECT DISTINCT kind FROM told) AS new WHERE kind NOT IN (SELECT kind FROM kind)"
    )
    database.execute(
        "CREATE TEMP TABLE named AS SELECT term.id, told.* FROM told"
        " JOIN term ON term.hash = told.hash AND term.term = told.term"
    )
    database.execute(
        f"DELETE FROM triple USING ({_TRIPLES.format('removed', 'named')}) AS gone"
        " WHERE triple.p = gone.p AND triple.s = gone.s AND triple.o = gone.o"
    )
    database.execute(f"INSERT INTO triple {_TRIPLES.format('added', 'named')} ORDER BY p.id, s.id, o.id")
    changed = "WHERE p IN (SELECT named.id FROM named JOIN (SELECT p FROM added UNION SELECT p FROM removed) AS one"
    changed += " ON named.term = one.p)"
    for table, counted in (("property", _PROPERTIES), ("frequent", _FREQUENT)):
        database.execute(f"DELETE FROM {table} {changed}")
        database.execute(f"INSERT INTO {table} {counted.format(changed, FEW)}")
    used = " UNION ".join(f"SELECT {place} FROM triple WHERE {place} IN (SELECT id FROM named)" for place in "spo")
    database.execute(f"DELETE FROM term WHERE id IN (SELECT id FROM named) AND id NOT IN ({used})")
    database.execute("DELETE FROM kind WHERE k NOT IN (SELECT k FROM property)")
