"""Errors that territory-graph raises, each also the built-in error that it is.

::

    TerritoryGraphError
    ├── InputError (ValueError)         bad files: every problem found, with file, line, column and remedy
    ├── ValidationError (ValueError)    the data break a SHACL shape
    ├── SettingsError (ValueError)      a setting or an argument that cannot be used
    ├── StoreError (OSError)
    │   ├── StoreNotFoundError          nothing was built in that folder
    │   ├── StoreDamagedError           the folder does not hold what its manifest counts
    │   ├── StoreLockedError            another process is writing to it
    │   └── StoreNotWritableError       the folder cannot be written
    ├── QueryError (ValueError)         a SPARQL text that cannot be run, with line and column where known
    ├── UnknownQuestionError (LookupError)
    ├── UnknownParameterError (LookupError)
    └── UnknownEntityError (LookupError)

An error carries a ``code`` and ``fields``. ``str(error)`` is its English sentence; ``messages`` holds the French
one under the same code, so that a border (command line, screen) says it in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar


def place(file: Path, line: int | None) -> str:
    """File and line in the form that editors open, the file as seen from the working folder where it lies below it.

    >>> place(Path("tables/actors.csv"), 12)
    'tables/actors.csv:12'
    """
    here = Path.cwd()
    shown = file.relative_to(here) if file.is_relative_to(here) else file
    return f"{shown}:{line}" if line is not None else str(shown)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file: where it stands and what kind it is.

    ``code`` names the sentence in ``messages`` ([problems]); ``fields`` fill it. ``line`` counts from 1;
    ``column`` is a table's column name or a character position, where one is known.
    """

    code: str
    file: Path
    line: int | None = None
    column: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """File and line in the form that editors open: ``actors.csv:12``."""
        return place(self.file, self.line)


class TerritoryGraphError(Exception):
    """Root of every error that territory-graph raises on purpose."""

    code: ClassVar[str] = "error"
    template: ClassVar[str] = "{message}"

    def __init__(self, **fields: Any) -> None:
        self.fields = fields
        super().__init__(self.template.format_map(fields))


class InputError(TerritoryGraphError, ValueError):
    """Files that cannot be read as they are; ``problems`` lists every one found."""

    code = "input"
    template = "{count} problem(s) in the input files: {first}"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(count=len(self.problems), first=f"{first.place}: {first.code} {first.fields}")


class ValidationError(TerritoryGraphError, ValueError):
    """Data that break a SHACL shape; ``report`` is the whole validation report."""

    code = "validation"
    template = "{count} violation(s) of the SHACL shapes; nothing was built"

    def __init__(self, report: Any) -> None:
        self.report = report
        super().__init__(count=len(report.violations))


class SettingsError(TerritoryGraphError, ValueError):
    """A setting or an argument that cannot be used."""

    code = "settings"
    template = "{name} cannot be {value!r}: {expected}"


class StoreError(TerritoryGraphError, OSError):
    """A store folder that cannot be used."""

    code = "store"


class StoreNotFoundError(StoreError):
    """Nothing was built in that folder."""

    code = "store-not-found"
    template = "no store was built in {folder}: run “territory-graph build”"


class StoreDamagedError(StoreError):
    """The folder does not hold what its manifest counts."""

    code = "store-damaged"
    template = (
        "the store in {folder} is damaged ({reason}): run “territory-graph build” to make it anew; "
        "the version before it is kept in {previous}"
    )


class StoreLockedError(StoreError):
    """Another process is writing to the folder."""

    code = "store-locked"
    template = (
        "the store in {folder} is being written by another process: wait for it to end, or end it, then try again"
    )


class StoreNotWritableError(StoreError):
    """The folder cannot be written."""

    code = "store-not-writable"
    template = (
        "the folder {folder} cannot be written ({reason}): choose another with --store, or change its permissions"
    )


class QueryError(TerritoryGraphError, ValueError):
    """A SPARQL text that cannot be run."""

    code = "query"
    template = "the query cannot be run: {reason}"


class UnknownQuestionError(TerritoryGraphError, LookupError):
    """No packaged question has that name."""

    code = "unknown-question"
    template = "no packaged question is called {name!r}; nearest: {nearest}"


class UnknownParameterError(TerritoryGraphError, LookupError):
    """The packaged question has no parameter of that name."""

    code = "unknown-parameter"
    template = "the question {question!r} has no parameter {name!r}; it has: {known}"


class UnknownEntityError(TerritoryGraphError, LookupError):
    """The graph says nothing of that IRI."""

    code = "unknown-entity"
    template = "the graph says nothing of <{iri}>"
