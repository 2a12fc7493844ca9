"""The context of a command, its exit codes, and what several commands do: open the graph, show a bar, print a table."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from territory_graph.causes import of_system
from territory_graph.errors import TerritoryGraphError
from territory_graph.messages import Translator
from territory_graph.settings import Settings

if TYPE_CHECKING:
    from territory_graph.knowledge_graph import KnowledgeGraph

OK, FAILED, INTERRUPTED = 0, 1, 130


@dataclass(frozen=True, slots=True)
class Context:
    """What every command needs: its arguments, the settings, sentences, and where to print."""

    args: argparse.Namespace
    settings: Settings
    say: Translator
    out: Console
    err: Console

    def answer(self, message: str) -> None:
        """Prints one line of the answer, on standard output."""
        self.out.print(message, markup=False, highlight=False, soft_wrap=True)

    def tell(self, message: str) -> None:
        """Prints one line that is no part of the answer, on standard error."""
        self.err.print(message, markup=False, highlight=False, soft_wrap=True)

    def fail(self, message: str) -> int:
        """Prints one message on standard error; the command has failed."""
        self.tell(message)
        return FAILED


def open_graph(context: Context) -> KnowledgeGraph:
    """The knowledge graph of the store of the settings, or of the servers that they name."""
    from territory_graph.knowledge_graph import KnowledgeGraph  # noqa: PLC0415  it loads networks

    if context.settings.remotes:
        return KnowledgeGraph.published(context.settings.remotes)
    return KnowledgeGraph.open(context.settings.store)


@contextmanager
def progress_bar(context: Context, total: int) -> Iterator[Callable[[str, float], None]]:
    """A progress bar on a terminal, and what is called with what is being done and how much of ``total`` is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=context.err, transient=True, disable=not context.err.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda doing, done: progress.update(task, description=doing, completed=done)


def print_table(context: Context, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows of text under their headers, on standard output; square brackets are shown as they are."""
    table = Table()
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    context.out.print(table)


def write_file(context: Context, path: Path, write: Callable[[Path], None]) -> int:
    """Writes a file and says so with its size, or says why it could not: an exit code."""
    try:
        write(path)
    except OSError as error:
        return cannot_write(context, path, error)
    size = path.stat().st_size
    told = f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, size // 1000)} kB"
    context.tell(context.say("cli.written", file=path, size=told))
    return OK


def cannot_write(context: Context, path: Path | str, error: OSError) -> int:
    """Says why a file or a folder cannot be written: an exit code; an error that is told by itself is raised again."""
    if isinstance(error, TerritoryGraphError):
        raise error
    return context.fail(context.say("cli.cannot_write", file=path, reason=of_system(error)))
