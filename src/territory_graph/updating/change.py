"""What somebody asks to be changed, as a value and as what it does to a store in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal as OneOf

import pyoxigraph as ox

from territory_graph.causes import Cause, of_engine
from territory_graph.errors import ChangeRefusedError, InputError, Problem, SettingsError
from territory_graph.ingest.payload import FORMATS, TURTLE, read_payload
from territory_graph.store.engine import query_error
from territory_graph.store.guard import guard_update
from territory_graph.terms import is_iri, node, text
from territory_graph.updating.operations import Operation, operations

Kind = OneOf["update", "put", "post", "delete", "analyse"]
MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody asks to be changed.

    ``kind`` is ``update``, SPARQL 1.1 Update whose text is ``content``; or, as in the Graph Store Protocol, ``put``,
    ``post`` or ``delete``: replace the named graph ``graph`` by the triples of ``content``, add them, or delete it; or
    ``analyse``: add the measures that ``content`` holds as TriG, in place of the same measures of the same network.
    ``name`` is what problems call the content. With ``made_for`` the change is refused unless that version is current.
    ``key`` names the change among those of its author: under one key, one is made (``past``).
    """

    kind: Kind
    content: bytes = b""
    graph: str | None = None
    media_type: str = TURTLE
    name: Path = Path("-")
    made_for: str | None = None
    key: str | None = None

    @property
    def sha256(self) -> str:
        """The digest of what was sent."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Applied:
    """What a change did: the version that it made, or the one that stays where it changed nothing.

    ``added`` and ``removed`` count statements in their records, without those that rules infer; ``created`` tells that
    the graph of a ``put`` or ``post`` held nothing before; ``replayed`` that all this was done when the change was
    asked for before; ``kept`` that the territory's files say it too, so that the next build does.
    """

    version: str
    before: str
    added: int
    removed: int
    created: bool
    replayed: bool = False
    kept: bool = False

    @property
    def changed(self) -> bool:
        """Whether there is a new version."""
        return bool(self.added or self.removed)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a change does to a store, and whether it reads the default graph."""

    apply: Callable[[ox.Store], None]
    reads_default: bool = False


def steps_of(change: Change) -> list[Step]:
    """The change as what it does, step by step; whatever can be refused without a store is refused here.

    Raises:
        QueryRefusedError: the guard refuses the update.
        InputError: the content cannot be read.
        SettingsError: the graph or the media type cannot be used.
    """
    if change.kind == "update":
        return _update(change)
    if change.kind == "analyse":
        return _runs(change)
    if change.graph is None or not is_iri(change.graph):
        raise SettingsError(name=Cause("the-graph"), value=change.graph or "", expected=Cause("want-iri"))
    graph = node(change.graph)
    statements = [] if change.kind == "delete" else _payload(change, graph)

    def apply(store: ox.Store) -> None:
        if change.kind == "put" and not statements and any(store.quads_for_pattern(None, None, None, graph)):
            raise ChangeRefusedError([Problem("empty-content", change.name, fields={"graph": graph.value})])
        if change.kind != "post":
            store.remove_graph(graph)
        store.extend(statements)

    return [Step(apply)]


def _update(change: Change) -> list[Step]:
    try:
        sparql = guard_update(change.content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = change.content.count(b"\n", 0, error.start) + 1
        raise InputError([Problem("not-utf8", change.name, line)]) from error

    def run(operation: Operation, store: ox.Store) -> None:
        try:
            operation.run(store)
        except SyntaxError as error:
            raise query_error(str(error)) from error
        except (ValueError, RuntimeError, OSError) as error:
            raise ChangeRefusedError([Problem("engine", change.name, fields={"reason": of_engine(error)})]) from error

    return [Step(partial(run, each), each.reads_default) for each in operations(sparql)]


def _runs(change: Change) -> list[Step]:
    statements = list(ox.parse(change.content, ox.RdfFormat.TRIG))
    measured = {_measured(quad.graph_name) for quad in statements}

    def apply(store: ox.Store) -> None:
        for graph in list(store.named_graphs()):
            if _measured(graph) in measured:
                store.remove_graph(graph)
        store.extend(statements)

    return [Step(apply)]


def _measured(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> str:
    """What a run measured, whatever the version of the data: the name of its graph without the digest."""
    return text(graph).rpartition("-")[0]


def _payload(change: Change, graph: ox.NamedNode) -> list[ox.Quad]:
    """The statements that were sent, in their graph: the IRI of the graph is the base of relative ones."""
    if change.media_type not in FORMATS:
        raise SettingsError(name=Cause("the-media-type"), value=change.media_type, expected=", ".join(FORMATS))
    file = read_payload(change.content, change.media_type, graph.value, change.name)
    if file.problems:
        raise InputError(list(file.problems[:MOST_PROBLEMS]))
    return [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in file.quads]
