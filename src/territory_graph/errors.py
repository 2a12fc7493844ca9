"""Errors that territory-graph raises, each also the built-in error that it is.

::

    TerritoryGraphError
    ├── InputError (ValueError)         bad files: every problem found, with file, line, column and remedy
    │   └── ChangeRefusedError          a change after which the graph would break its promises
    ├── ValidationError (ValueError)    the data break a SHACL shape
    │   └── ChangeInvalidError          a change after which they would
    ├── SettingsError (ValueError)      a setting or an argument that cannot be used
    ├── NotServedError (RuntimeError)   a screen run by itself
    ├── StoreError (OSError)
    │   ├── StoreNotFoundError          nothing was built in that folder
    │   ├── StoreDamagedError           the folder does not hold what was written there
    │   ├── StoreFormatError            another version of this software wrote it
    │   ├── StoreLockedError            another process is writing to it
    │   ├── StoreNotWritableError       the folder cannot be written
    │   ├── BackupError                 a file is no backup, or not whole
    │   └── RemoteStoreError            a server elsewhere cannot be asked or changed
    ├── QueryError (ValueError)         a SPARQL text that cannot be run, with line and column where known
    │   ├── QueryRefusedError           refused before any engine read it
    │   ├── QueryTimeoutError           stopped at its deadline
    │   ├── QueryMemoryError            stopped at its memory cap
    │   ├── QueryCrashError             ended the process that evaluated it
    │   ├── QueryAbortError             the engine gave up on an error of its own
    │   ├── QueryKilledError            somebody else ended the process that evaluated it, twice
    │   ├── QueryCancelledError         stopped because somebody asked for it
    │   ├── AnswerTooLargeError         the answer has more bytes than may be sent
    │   └── AnswerUnwritableError       the format asked for cannot hold the answer
    ├── BusyError (RuntimeError)        the query was not begun, and may be later: ``retry_after`` seconds
    │   ├── ServerBusyError             too many queries are waiting or running
    │   └── BudgetError                 this client has used what it may use for now
    ├── QueryIdUsedError (ValueError)   another running query has that id
    ├── QueryTooLongError (ValueError)  no address can hold the query
    ├── BrokenLinkError (ValueError)    an address holds no query
    ├── FormatError (ValueError)        a format cannot hold what was found
    ├── CitationError (ValueError)      a citation that says too little to be run again
    ├── CitedServerError (OSError)      the server that a citation names does not answer
    ├── ArchiveError (ValueError)       an archive that is none, or is not as it was written
    │   ├── ArchiveFileAddedError       a file was added to it
    │   └── ArchiveFileMissingError     a file of it is missing
    ├── SavedQueryError (ValueError)    a query that cannot be saved, or none of that name
    ├── ChangeStoppedError (RuntimeError)  a change whose process ended before it was applied
    ├── VersionChangedError (ValueError)   a change made for a version that is no longer current
    ├── KeyUsedError (ValueError)          another change was made under that idempotency key
    ├── UnknownVersionError (LookupError)  the store keeps no version of that name
    │   ├── FormerVersionError          it did once
    │   └── GoneAtServerError           a server that a citation names keeps it no more
    ├── UnknownGraphError (LookupError)    no named graph has that IRI
    ├── ContributionError (ValueError)     a contribution that cannot be sent or decided
    │   ├── UnknownContributionError (LookupError)  no proposal has that identifier
    │   ├── ContributionDecidedError    somebody decided on the proposal before
    │   ├── AlreadyWaitingError         the same proposal waits for a reviewer
    │   ├── SamePersonError             who wrote a proposal may not accept it
    │   ├── SameFactsError              the version to restore says what the current one does
    │   └── OtherTerritoryError         the store is not that of the territory's folder
    ├── AnalysisCancelledError (RuntimeError)  a long analysis that somebody ended
    ├── MeasureParameterError (ValueError)     a measure does not take that value, or that parameter
    ├── BrokenScenarioError (ValueError)       an address holds no scenario
    ├── UnknownMeasureError (LookupError)
    │   └── NodeMeasureError            the measure gives nodes no values
    ├── UnknownQuestionError (LookupError)
    ├── UnknownParameterError (LookupError)
    ├── UnknownEntityError (LookupError)
    │   └── UnknownNameError            no thing is called so; the nearest are told
    ├── NotNetworkError (TypeError)     something else than a network was given
    ├── SparkError (RuntimeError)           Apache Spark does not run, or does not answer
    └── MissingPackageError (ImportError)  a package that is asked for is not installed

An error carries a ``code`` and ``fields``. ``str(error)`` is its English sentence; ``messages`` holds the French
one under the same code, so that a border (command line, screen) says it in the reader's language.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar


def command(*words: object) -> str:
    """A command of the package as a reader can give it to a shell: the words are quoted where a shell needs it.

    >>> command("build", "Ma commune")
    "territory-graph build 'Ma commune'"
    """
    return shlex.join(map(str, ("territory-graph", *words)))


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
        super().__init__(self.template.format_map({name: _short(name, value) for name, value in fields.items()}))

    def __reduce__(self) -> tuple[Any, ...]:
        """How it goes to another process: an error that stays behind there ends a whole pool of them."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[TerritoryGraphError], args: tuple[Any, ...], state: dict[str, Any]) -> TerritoryGraphError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


_GIVEN, _LONGEST = frozenset({"name", "value", "iri", "version", "folder"}), 200


def _short(name: str, value: Any) -> Any:
    """What was given, cut where it is too long to be read in a sentence."""
    return f"{value[:_LONGEST]}…" if name in _GIVEN and isinstance(value, str) and len(value) > _LONGEST else value


class InputError(TerritoryGraphError, ValueError):
    """Files that cannot be read as they are; ``problems`` lists every one found."""

    code = "input"
    template = "{count} problem(s) in the input files: {first}"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(count=len(self.problems), first=f"{first.place}: {first.code} {first.fields}")


class ChangeRefusedError(InputError):
    """A change after which the graph would break its promises; nothing was changed."""

    code = "change-refused"


class ValidationError(TerritoryGraphError, ValueError):
    """Data that break a SHACL shape; ``report`` is the whole validation report."""

    code = "validation"
    template = "{count} violation(s) of the SHACL shapes; nothing was built"

    def __init__(self, report: Any) -> None:
        self.report = report
        super().__init__(count=len(report.violations))


class ChangeInvalidError(ValidationError):
    """A change after which the data would break a SHACL shape; nothing was changed."""

    code = "change-invalid"
    template = "{count} violation(s) of the SHACL shapes; nothing was changed"


class SettingsError(TerritoryGraphError, ValueError):
    """A setting or an argument that cannot be used."""

    code = "settings"
    template = "{name} cannot be {value!r}: {expected}"


class NotServedError(TerritoryGraphError, RuntimeError):
    """A screen that is run by itself, and not by what serves a store."""

    code = "not-served"
    template = "nothing is served to this page: start it with “territory-graph serve”, or “streamlit run app.py”"


class StoreError(TerritoryGraphError, OSError):
    """A store folder that cannot be used."""

    code = "store"


class StoreNotFoundError(StoreError):
    """Nothing was built in that folder."""

    code = "store-not-found"
    template = "no store was built in {folder}: run “territory-graph build TERRITORY --store {store}”"


class StoreDamagedError(StoreError):
    """The folder does not hold what was written there."""

    code = "store-damaged"
    template = (
        "the store in {folder} is damaged ({reason}): run “territory-graph build TERRITORY --store {store}” to make "
        "it anew{kept}"
    )


class StoreFormatError(StoreError):
    """The folder was written by another version of this software, in a format that this one does not read."""

    code = "store-format"
    template = (
        "the store in {folder} was written by another version of this software (format {found}, and this one reads "
        "{format}): run “{command}” to make it anew"
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
        "the folder {folder} cannot be written ({reason}): choose another with --store, make room there, or change its"
        " permissions"
    )


class BackupError(StoreError):
    """A file that is no backup of a store, or not whole."""

    code = "backup"
    template = "nothing was restored from {file}: {reason}"


class RemoteStoreError(StoreError):
    """A server elsewhere that holds the data and cannot be asked or changed."""

    code = "store-remote"
    template = "the data at {address} cannot be used: {reason}"


class QueryError(TerritoryGraphError, ValueError):
    """A SPARQL text that cannot be run."""

    code = "query"
    template = "the query cannot be run: {reason}"
    lessons: Mapping[str, str] = MappingProxyType({})
    """What is wrong with the text, where, and what to write instead, by language: what it says where it is known."""

    def __str__(self) -> str:
        return self.lessons.get("en") or super().__str__()


class QueryRefusedError(QueryError):
    """A SPARQL text refused before any engine read it; ``rule`` says which rule of the guard it broke."""

    template = "the query cannot be run: {reason}"

    def __init__(
        self, *, rule: str, reason: str, line: int | None = None, column: int | None = None, **fields: Any
    ) -> None:
        self.rule = rule
        self.code = f"refused-{rule}"  # type: ignore[misc]  # the sentence depends on the rule
        super().__init__(reason=reason, line=line, column=column, **fields)


class QueryStoppedError(QueryError):
    """A query whose evaluation was ended from outside; no place in its text is at fault."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(reason=self.template.format_map(fields), line=None, column=None, **fields)


class QueryTimeoutError(QueryStoppedError):
    """A query stopped at its deadline."""

    code = "query-timeout"
    template = "the query was stopped after {seconds:g} seconds"


class QueryMemoryError(QueryStoppedError):
    """A query stopped at its memory cap."""

    code = "query-memory"
    template = "the query was stopped: it needs more than {megabytes} MB of memory"


class QueryCrashError(QueryStoppedError):
    """A query that ended the process that evaluated it."""

    code = "query-crash"
    template = "the query is too complex for the engine, which stopped"


class QueryAbortError(QueryStoppedError):
    """A query that the engine gave up on an error of its own; neither time nor memory was short."""

    code = "query-abort"
    template = (
        "the engine failed on this query by an error of its own, not for want of memory: "
        "where it sorts values of different kinds, sort them as texts, as in ORDER BY STR(?x)"
    )


class QueryKilledError(QueryStoppedError):
    """A query whose process was ended from outside, as the system does where the machine has no memory left."""

    code = "query-killed"
    template = "the process that evaluated the query was ended from outside, twice: the machine may be short of memory"


class QueryCancelledError(QueryStoppedError):
    """A query stopped because somebody asked for it."""

    code = "query-cancelled"
    template = "the query was cancelled"


class AnswerTooLargeError(QueryStoppedError):
    """An answer with more bytes than may be sent."""

    code = "answer-too-large"
    template = "the answer is larger than {megabytes} MB"


class AnswerUnwritableError(QueryStoppedError):
    """An answer that the format asked for cannot hold."""

    code = "answer-unwritable"
    template = "XML cannot hold this answer: ask for another format"


class BusyError(TerritoryGraphError, RuntimeError):
    """A query that was not begun, and may be asked again in ``retry_after`` seconds."""

    retry_after: int

    def __init__(self, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(retry_after=retry_after)


class ServerBusyError(BusyError):
    """Too many queries are waiting or running."""

    code = "server-busy"
    template = "too many queries are running: try again in {retry_after} s"


class BudgetError(BusyError):
    """This client has used what it may use for now."""

    code = "budget"
    template = "your queries have used their share of this server: try again in {retry_after} s"


class QueryIdUsedError(TerritoryGraphError, ValueError):
    """Another running query has that id."""

    code = "query-id-used"
    template = "a query with the id {query_id} is running already: choose another id"


class QueryTooLongError(TerritoryGraphError, ValueError):
    """No address can hold the query: it would be cut on its way."""

    code = "query-too-long"
    template = "the query is too long for an address: {length} characters of {most}"


class BrokenLinkError(TerritoryGraphError, ValueError):
    """An address that should hold a query holds none."""

    code = "broken-link"
    template = "the address holds no query: it was cut or changed"


class CitationError(TerritoryGraphError, ValueError):
    """A citation that says too little to be run again."""

    code = "no-citation"
    template = "this citation cannot be run again: it lacks {missing}"


class CitedServerError(TerritoryGraphError, OSError):
    """The server that a citation names does not answer as one."""

    code = "cited-server"
    template = "{address} does not answer: {reason}"


class ArchiveError(TerritoryGraphError, ValueError):
    """An archive that is none of ours, or is not as it was written."""

    code = "bad-archive"
    template = "{file} is not the archive that was written: {reason}"


class ArchiveFileAddedError(ArchiveError):
    """A file of an archive that was not in it when it was written."""

    code = "archive-file-added"
    template = "{file} is not the archive that was written: {name} was added to it"


class ArchiveFileMissingError(ArchiveError):
    """A file that was in an archive when it was written, and is not any more."""

    code = "archive-file-missing"
    template = "{file} is not the archive that was written: {name} is missing"


class FormatError(TerritoryGraphError, ValueError):
    """A format that cannot hold what was found."""

    code = "format"
    template = "{format} cannot hold this answer: choose another format"


class SavedQueryError(TerritoryGraphError, ValueError):
    """A query that cannot be saved under that name, or a name under which none is."""

    code = "saved"
    template = "the query cannot be saved or read: {reason}"

    def __init__(self, *, rule: str, reason: str, **fields: Any) -> None:
        self.code = f"saved-{rule}"  # type: ignore[misc]  # the sentence depends on the rule
        super().__init__(reason=reason, **fields)


class ChangeStoppedError(TerritoryGraphError, RuntimeError):
    """A change whose process ended, or was ended, before it was applied; nothing was changed."""

    code = "change-stopped"
    template = "the change was stopped before it was applied, and nothing was changed: try again, or a smaller one"


class VersionChangedError(TerritoryGraphError, ValueError):
    """A change made for a version that is no longer current."""

    code = "version-changed"
    template = "the change was made for the version {expected}, and {current} is current: read it, then write again"


class KeyUsedError(TerritoryGraphError, ValueError):
    """Another change was made under that idempotency key."""

    code = "key-used"
    template = "another change was made under the key {key} (version {version}): give each change a key of its own"


class ContributionError(TerritoryGraphError, ValueError):
    """A contribution that cannot be sent or decided on."""


class UnknownContributionError(ContributionError, LookupError):
    """No proposal has that identifier."""

    code = "unknown-contribution"
    template = "no proposal is called {id}"


class ContributionDecidedError(ContributionError):
    """Somebody decided on the proposal before; ``state`` is what it is now, ``by`` who did."""

    code = "contribution-decided"
    template = "the proposal {id} was decided on before, by {by}: it is {state}"


class AlreadyWaitingError(ContributionError):
    """The same proposal waits for a reviewer; ``id`` is what it is called there, ``by`` who sent it."""

    code = "already-waiting"
    template = "the same proposal waits for a reviewer: {id}, sent by {by}"


class SamePersonError(ContributionError):
    """Who wrote a proposal may not accept it, where the territory asks for two persons."""

    code = "same-person"
    template = "{name} wrote this proposal: somebody else accepts it"


class SameFactsError(ContributionError):
    """A version is to be restored that says of facts what the current one does."""

    code = "same-facts"
    template = "that version says of facts what the current one does: there is nothing to restore"


class OtherTerritoryError(ContributionError):
    """The store was built of another territory than that of the folder."""

    code = "other-territory"
    template = "the store holds the territory {found}, and the folder {folder} is that of {expected}"


class AnalysisCancelledError(TerritoryGraphError, RuntimeError):
    """An analysis of a network that was ended because somebody asked for it."""

    code = "analysis-cancelled"
    template = "the analysis was stopped during {phase}: nothing was kept of it"


class MeasureParameterError(TerritoryGraphError, ValueError):
    """A parameter that a measure does not have, or a value that it does not take."""

    code = "measure-parameter"
    template = "{measure} cannot take {name} = {value!r}; expected: {expected}"


class BrokenScenarioError(TerritoryGraphError, ValueError):
    """A text that was to hold the steps of a scenario and does not."""

    code = "broken-scenario"
    template = "{text!r} is no step of a scenario: open the scenario again from the screen that made the address"


class UnknownMeasureError(TerritoryGraphError, LookupError):
    """No measure has that name."""

    code = "unknown-measure"
    template = "no measure is called {name!r}; nearest: {nearest}"


class NodeMeasureError(UnknownMeasureError):
    """A measure of ties or of the whole network, where one of nodes is needed."""

    code = "node-measure"
    template = "{name!r} measures no nodes, so that it ranks none; of those that do, nearest: {nearest}"


class UnknownVersionError(TerritoryGraphError, LookupError):
    """The store keeps no version of that name."""

    code = "unknown-version"
    template = "the store keeps no version {version}; it keeps {count}, the current one among them"


class FormerVersionError(UnknownVersionError):
    """A version that was current once, and is no longer kept."""

    code = "former-version"
    template = "version {version} was current from {since} until {until} and is not kept; {count} are; now: {current}"


class GoneAtServerError(UnknownVersionError):
    """The server that a citation names does not keep the version, and tells what became of it."""

    code = "gone-at-server"
    template = "{told}"


class UnknownGraphError(TerritoryGraphError, LookupError):
    """No named graph has that IRI."""

    code = "unknown-graph"
    template = "there is no graph <{graph}>"


class UnknownQuestionError(TerritoryGraphError, LookupError):
    """No packaged question has that name."""

    code = "unknown-question"
    template = "no packaged question is called {name!r}; nearest: {nearest}"


class UnknownProjectionError(UnknownQuestionError):
    """No packaged projection has that name: there is no such network."""

    code = "unknown-projection"
    template = "no network is called {name!r}; nearest: {nearest}"


class UnknownParameterError(TerritoryGraphError, LookupError):
    """The packaged question has no parameter of that name."""

    code = "unknown-parameter"
    template = "the question {question!r} has no parameter {name!r}; it has: {known}"


class UnknownEntityError(TerritoryGraphError, LookupError):
    """The graph says nothing of that IRI."""

    code = "unknown-entity"
    template = "the graph says nothing of <{iri}>"


class UnknownNameError(UnknownEntityError):
    """What is given names nothing in the graph as an IRI or identifier does; ``iri`` is what it would be called."""

    code = "unknown-name"
    template = "{name!r} identifies nothing in the graph; nearest: {nearest}"


class EmptyPartError(UnknownEntityError):
    """A thing that is no perimeter: no actor is in it."""

    code = "empty-part"
    template = "no actor is in {name!r}: a place, a sector or an actor is expected"


class NotNetworkError(TerritoryGraphError, TypeError):
    """Something else than a network, such as the name of one."""

    code = "not-network"
    template = "a network is expected, as graph.network({name!r}) gives one, and not {value}"


class SparkError(TerritoryGraphError, RuntimeError):
    """Apache Spark does not run, or the cluster that was named does not answer."""

    code = "spark"
    template = "Spark: {problem}. It needs Java 17 or later on this machine, and the address of a cluster that runs."


class MissingPackageError(TerritoryGraphError, ImportError):
    """A package that is asked for and not installed."""

    code = "missing-package"
    template = "{package} is not installed: pip install {package}"


class UnusedNameWarning(UserWarning):
    """A query that found nothing has a property or a class that nothing in the graph has; no error."""
