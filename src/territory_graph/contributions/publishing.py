"""Publishing: a new version of a store that says what a contribution changes, without a look at all the rest."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF

from territory_graph.errors import ChangeInvalidError, ChangeRefusedError, Problem
from territory_graph.ingest.contributed import by_record
from territory_graph.ingest.rules import is_inferred
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.scratch import scratch_folder
from territory_graph.store.amendment import Amendment
from territory_graph.store.contents import contents_after
from territory_graph.store.manifest import Manifest
from territory_graph.terms import node, states, text
from territory_graph.updating.affected import validate_changed
from territory_graph.updating.consequences import Quads, consequences
from territory_graph.vocabulary import local, resource

_TYPE = node(RDF.type)
_INFERRED, _WRITTEN = 0.6, 0.9
"""About the share of a trial that is done when all is inferred, and when the store is written."""


@dataclass(frozen=True, slots=True)
class Delta:
    """The statements of records that a change adds to a store, and those that it takes out."""

    added: Quads
    removed: Quads


def delta(store: ox.Store, quads: Quads, targets: Mapping[str, Quads], base: str) -> Delta:
    """What changes where ``quads`` are added and each record of ``targets`` is to say what stands there."""
    _, rest = by_record(quads, targets.keys())
    added, removed = set(rest), set[ox.Quad]()
    for record, target in targets.items():
        own = frozenset(of_record(store, record, base))
        added |= target - own
        removed |= own - target
    return Delta(frozenset(quad for quad in added if quad not in store), frozenset(removed))


def of_record(store: ox.Store, record: str, base: str) -> Iterator[ox.Quad]:
    """What a record says and what is said of it, but for what rules say again."""
    thing = node(record)
    yield from store.quads_for_pattern(None, None, None, thing)
    for quad in store.quads_for_pattern(thing, None, None, None):
        graph = text(quad.graph_name)
        if graph not in ("", record) and not is_inferred(graph, base):
            yield quad


class Tried:
    """What a store would say after a change, as a store beside it that goes when nothing uses it any more.

    ``progress`` is called with the share that is done.

    Raises:
        OSError: there is no room for it.
    """

    def __init__(
        self,
        before: ox.Store,
        manifest: Manifest,
        change: Delta,
        progress: Callable[[float], None] = lambda _: None,
    ) -> None:
        found = consequences(before, change.added, change.removed, manifest.base, lambda: progress(0))
        progress(_INFERRED)
        self.amendment = Amendment(before, found.added, found.removed)
        self._manifest = manifest
        with ExitStack() as stack:
            folder = stack.enter_context(scratch_folder())
            self.store = self.amendment.write(folder / "oxigraph")
            progress(_WRITTEN)
            self.graph = KnowledgeGraph(self.store, self.manifest(manifest.digest, datetime.now(UTC)))
            weakref.finalize(self.graph, stack.pop_all().close)

    def problems(self) -> Iterator[Problem]:
        """Things that nothing would describe any more, and that records go on speaking of."""
        gone = {quad.subject for quad in self.amendment.removed if quad.predicate == _TYPE}
        for thing in sorted(gone, key=str):
            if not states(self.store, thing, _TYPE):
                graphs = {text(quad.graph_name) for quad in self.store.quads_for_pattern(None, None, thing, None)}
                facts = str(resource(self._manifest.base, "record/"))
                naming = [g for g in graphs if g.startswith(facts) and not is_inferred(g, self._manifest.base)]
                if naming:
                    fields = {"thing": local(text(thing)), "count": len(naming)}
                    yield Problem("still-named", Path("-"), fields=fields)

    def require_valid(self, progress: Callable[[float], None] = lambda _: None) -> None:
        """Looks at what the change can have broken; ``progress`` is called with the share that is done.

        Raises:
            ChangeRefusedError: records would speak of what nothing describes.
            ChangeInvalidError: it breaks a shape.
        """
        if problems := list(self.problems()):
            raise ChangeRefusedError(problems)
        report = validate_changed(self.store, self.amendment.changed, self._manifest.base, progress)
        if report.violations:
            raise ChangeInvalidError(report)

    def manifest(self, digest: str, moment: datetime) -> Manifest:
        """The manifest of the new version, whose territory has the files of ``digest``."""
        before, change = self._manifest, self.amendment
        return replace(
            before,
            **asdict(contents_after(change.before, before, change.added, change.removed)),
            built_at=moment.astimezone(UTC).isoformat(timespec="seconds"),
            software=version("territory-graph"),
            digest=digest,
        )
