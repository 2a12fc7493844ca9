"""A revision: the current version, and in memory what a change makes of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain, islice

import pyoxigraph as ox
from rdflib import RDF

from territory_graph.errors import ChangeRefusedError, Problem, UnknownGraphError, VersionChangedError
from territory_graph.ingest.journal import Entry, journal_statements
from territory_graph.ingest.rdf import RdfFile, statement_problems
from territory_graph.ingest.rules import apply_rules, is_inferred
from territory_graph.ingest.ties import write_ties
from territory_graph.store.amendment import Amendment
from territory_graph.store.contents import contents_after
from territory_graph.store.default_graph import in_records
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest
from territory_graph.terms import node, states, text
from territory_graph.updating.change import MOST_PROBLEMS, Applied, Change, Step
from territory_graph.updating.past import identity
from territory_graph.vocabulary import ONTOLOGY_GRAPH, ONTOLOGY_RECORDS, TG, UPDATES_GRAPH, resource

MOST_AMENDED = 50_000
"""Statements by which two versions may differ for the new one to share files with the other."""
_TYPE, _RECORD, _DEFAULT = node(RDF.type), node(TG.Record), ox.DefaultGraph()
_MERGE = "DROP SILENT DEFAULT ; INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


class Revision:
    """The current version of a store, opened, and what a change makes of it.

    ``added`` and ``removed`` are the statements by which the two differ, without what rules infer and the journal;
    ``amendment`` has those too. ``journal`` are its statements of this change, whose activity is called ``name``.

    Raises:
        VersionChangedError: the version that the change was made for is no longer current.
        StoreError: the store cannot be read.
    """

    def __init__(self, folder: StoreFolder, change: Change) -> None:
        self._before, self.manifest = folder.open(whole=True)  # a damaged version does not become the next one
        if change.made_for not in (None, self.manifest.version):
            raise VersionChangedError(expected=change.made_for, current=self.manifest.version)
        self._change = change
        self.store = ox.Store()
        self.added: frozenset[ox.Quad] = frozenset()
        self.removed: frozenset[ox.Quad] = frozenset()
        self.name = ""
        self.journal: frozenset[ox.Quad] = frozenset()
        self.amendment = Amendment(self._before, self.added, self.removed)

    def apply(self, steps: Iterable[Step]) -> None:
        """Applies the change in memory.

        An update reads what queries read: the default graph has each statement once, what rules inferred is there, and
        what its earlier steps changed. It can write in neither: every statement belongs to a record, and rules are
        applied anew.

        Raises:
            ChangeRefusedError: the result would break what every version promises.
            UnknownGraphError: there is no graph to delete.
            QueryError: the engine cannot read the update.
        """
        self._check_graph()
        unnamed: list[Problem] = []
        self.store.bulk_extend(in_records(self._before))
        were = len(self.store)
        for step in steps:
            if step.reads_default:
                self.store.update(_MERGE)
            merged = self._default_graph()
            step.apply(self.store)
            if self._default_graph() != merged:
                unnamed = [Problem("no-graph", self._change.name)]
        self.store.remove_graph(_DEFAULT)
        self.added = frozenset(quad for quad in self.store if quad not in self._before)
        gone = were + len(self.added) - len(self.store)
        self.removed = frozenset(islice((quad for quad in in_records(self._before) if quad not in self.store), gone))
        problems = [*unnamed, *islice(self._problems(), MOST_PROBLEMS)]
        if problems:
            raise ChangeRefusedError(problems)
        self.added, self.removed = self._stated(self.added), self._stated(self.removed)

    def _default_graph(self) -> tuple[int, int]:
        """Number and sum of the hashes of what the default graph holds: others when it is changed."""
        hashes = [hash(quad) for quad in self.store.quads_for_pattern(None, None, None, _DEFAULT)]
        return len(hashes), sum(hashes)

    def _stated(self, quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
        return frozenset(quad for quad in quads if not is_inferred(text(quad.graph_name), self.manifest.base))

    def _check_graph(self) -> None:
        """Refuses a graph store's change to a graph of the software's, and the deletion of what is not there."""
        graph = self._change.graph
        if graph is not None and self._is_reserved(graph):
            raise ChangeRefusedError([Problem("reserved-graph", self._change.name, fields={"graph": graph})])
        if graph is not None and self._change.kind == "delete" and not states(self._before, graph=node(graph)):
            raise UnknownGraphError(graph=graph)

    def _is_reserved(self, graph: str) -> bool:
        """Whether only the software writes that graph: the ontology, what rules infer, the journal."""
        base = self.manifest.base
        return is_inferred(graph, base) or graph in {
            str(resource(base, path)) for path in (ONTOLOGY_GRAPH, ONTOLOGY_RECORDS, UPDATES_GRAPH)
        }

    def _problems(self) -> Iterator[Problem]:
        """What no version may hold, of the result; statements taken out of what rules infer come back by themselves."""
        name, base = self._change.name, self.manifest.base
        for graph in sorted(filter(self._is_reserved, _graphs(self.added) | _graphs(self._stated(self.removed)))):
            yield Problem("reserved-graph", name, fields={"graph": graph})
        stated = self._stated(self.added)
        yield from statement_problems(RdfFile(name, tuple(stated)))
        undescribed = {text(quad.subject) for quad in self.removed if quad.object == _RECORD}
        for graph in sorted(_graphs(stated) | undescribed):
            if states(self.store, graph=node(graph)) and not is_inferred(graph, base) and not self._is_record(graph):
                yield Problem("graph-without-record", name, fields={"graph": graph})

    def _is_record(self, graph: str) -> bool:
        return bool(self._stated(self.store.quads_for_pattern(node(graph), _TYPE, _RECORD, None)))

    def complete(self, author: str, moment: datetime) -> None:
        """Adds the entry in the journal and what rules infer: the two versions differ by the ``amendment`` then."""
        base = self.manifest.base
        inferred = [graph for graph in self.store.named_graphs() if is_inferred(text(graph), base)]
        for graph in inferred:
            self.store.remove_graph(graph)
        touched = _graphs(self.added | self.removed)
        left = {graph for graph in touched if states(self.store, graph=node(graph))}
        entry = Entry(
            author=author,
            moment=moment,
            kind=self._change.kind,
            before=self.manifest.version,
            sha256=self._change.sha256,
            changed=tuple(sorted(left)),
            removed=tuple(sorted(touched - left)),
        )
        self.name, self.journal = entry.name, frozenset(journal_statements(entry, base))
        self.store.extend(self.journal)
        apply_rules(self.store, base)
        write_ties(self.store, base)
        come, gone = self._own(self.store, self._before), self._own(self._before, self.store)
        self.amendment = Amendment(self._before, self.added.union(come), self.removed.union(gone))

    def _own(self, store: ox.Store, other: ox.Store) -> Iterator[ox.Quad]:
        """Statements of the software's graphs that a store has and another has not."""
        graphs = [graph for graph in store.named_graphs() if self._is_reserved(text(graph))]
        quads = chain.from_iterable(store.quads_for_pattern(None, None, None, graph) for graph in graphs)
        return (quad for quad in quads if quad not in other)

    def written(self) -> Iterable[ox.Quad] | Amendment:
        """What the new version is written from: of a large change all that it holds, else by what it differs."""
        return self.amendment if len(self.amendment.changed) <= MOST_AMENDED else self.store

    def new_manifest(self, moment: datetime, digest: str = "") -> Manifest:
        """The manifest of the new version: that of the version before, counted anew.

        With a ``digest`` the change is in the territory's files, whose digest that is.
        """
        change = self.amendment
        return replace(
            self.manifest,
            **asdict(contents_after(change.before, self.manifest, change.added, change.removed)),
            built_at=moment.astimezone(UTC).isoformat(timespec="seconds"),
            software=version("territory-graph"),
            updates=self.manifest.updates + (not digest),
            digest=digest or self.manifest.digest,
        )

    def line(self, manifest: Manifest, author: str, moment: datetime, *, kept: bool = False) -> str:
        """The change, whole, as a line of ``changes.jsonl``."""
        change, outcome = self._change, self.outcome(manifest)
        told = {
            "key": change.key,
            "at": moment.astimezone(UTC).isoformat(timespec="seconds"),
            "by": author,
            **identity(change),
            "before": outcome.before,
            "version": outcome.version,
            "added": outcome.added,
            "removed": outcome.removed,
            "created": outcome.created,
            "kept": kept,
            "content": change.content.decode("utf-8"),
        }
        return json.dumps(told, ensure_ascii=False)

    def outcome(self, manifest: Manifest) -> Applied:
        """What is told of the change."""
        graph = self._change.graph
        created = graph is not None and bool(self.added) and not states(self._before, graph=node(graph))
        return Applied(manifest.version, self.manifest.version, len(self.added), len(self.removed), created)


def _graphs(quads: Collection[ox.Quad]) -> set[str]:
    return {text(quad.graph_name) for quad in quads}
