"""Publishing a built version on servers elsewhere: readers see the version before or this one, whole.

With two datasets the one that is not read is emptied and filled, counted, and marked at last: the mark is the swap, one
statement, and readers take the dataset whose mark is the latest. With one dataset everything is one update, which is
visible whole where the engine makes it so; others need two. A dataset that holds anything else is never emptied.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import TypeVar

import pyoxigraph as ox

from territory_graph.causes import Cause
from territory_graph.errors import RemoteStoreError
from territory_graph.store.dialects import MERGED, PUBLISHED
from territory_graph.store.engine import Answer
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest
from territory_graph.store.remote import Remote

_MANIFEST, _AT, _BEGUN = (f"urn:x-territory-graph:{name}" for name in ("manifest", "at", "begun"))
_DEFAULT = ox.DefaultGraph()
_T = TypeVar("_T")
_DROPPED = 100  # graphs of one request

Progress = Callable[[int], None]
"""Told how many statements were sent."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a dataset says that it holds, and since when (UTC, ISO 8601)."""

    manifest: Manifest
    at: str


@dataclass(frozen=True, slots=True)
class Published:
    """A dataset that holds a version whole, and its mark."""

    remote: Remote
    mark: Mark


def mark_of(remote: Remote) -> Mark | None:
    """The mark of a dataset; None where nothing was published there, or not to the end.

    Raises:
        RemoteStoreError: it cannot be asked, or its mark cannot be read.
    """
    asked = f"SELECT ?manifest ?at WHERE {{ GRAPH <{PUBLISHED}> {{ ?v <{_MANIFEST}> ?manifest ; <{_AT}> ?at }} }}"
    found = remote.evaluate(asked, bare=True)
    assert isinstance(found, Answer)
    for row in found:
        try:
            return Mark(Manifest(**json.loads(str(row["manifest"]))), str(row["at"]))
        except (ValueError, TypeError) as error:
            reason = Cause("published-other")
            raise RemoteStoreError(address=remote.address.host, reason=reason) from error
    return None


def current(remotes: Sequence[Remote]) -> Published:
    """The dataset that is read: that of the latest mark. One that cannot be asked is passed over.

    Raises:
        RemoteStoreError: none can be asked, or nothing was published in any.
    """
    found, errors = list[Published](), list[RemoteStoreError]()
    for remote in remotes:
        try:
            if (mark := mark_of(remote)) is not None:
                found.append(Published(remote, mark))
        except RemoteStoreError as error:
            errors.append(error)
    if found:
        return max(found, key=lambda one: one.mark.at)
    if errors:
        raise errors[0]
    raise RemoteStoreError(address=remotes[0].address.host, reason=Cause("nothing-published"))


def publish(folder: StoreFolder, remotes: Sequence[Remote], progress: Progress = lambda _: None) -> Published:
    """Publishes the current version of a store, and says where.

    Raises:
        StoreError: there is no store, or it cannot be used; what is read elsewhere stays as it was.
        RemoteStoreError: a server refuses, does not answer, holds other data, or counts otherwise; as above.
    """
    store, manifest = folder.open()
    mark = Mark(manifest, datetime.now(UTC).isoformat(timespec="microseconds"))
    target = _target(remotes)
    _require_ours(target)
    statements = _statements(store, own_default=target.dialect.own_default)
    if len(remotes) == 1:
        target.update(f"DROP ALL ;\n{_insert(statements)} ;\n{_insert(_marking(mark))}")
        progress(manifest.quads + manifest.triples)
    else:
        _empty(target)
        for part in _parts(statements, target.dialect.statements):
            target.update(_insert(part))
            progress(len(part))
        _require_whole(target, manifest)
        target.update(_insert(_marking(mark)))
    return Published(target, mark)


def _target(remotes: Sequence[Remote]) -> Remote:
    """The dataset that is filled: the only one, or the one that is not read."""
    if len(remotes) > 1:
        marks = [(remote, mark_of(remote)) for remote in remotes]
        return min(marks, key=lambda one: one[1].at if one[1] else "")[0]
    only = remotes[0]
    if not only.dialect.whole_updates:
        raise RemoteStoreError(address=only.address.host, reason=Cause("not-whole-at-once"))
    return only


def _require_ours(target: Remote) -> None:
    """Refuses a dataset that holds anything that was not published here."""
    graphs = _graphs(target)
    unnamed = target.dialect.own_default and target.evaluate("ASK { ?s ?p ?o }", bare=True)
    if PUBLISHED not in graphs and (graphs or unnamed):
        reason = Cause("other-data")
        raise RemoteStoreError(address=target.address.host, reason=reason)


def _graphs(target: Remote) -> list[str]:
    found = target.evaluate("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", bare=True)
    assert isinstance(found, Answer)
    own = target.dialect.system_graphs
    return sorted(graph for (graph,) in found.texts() if not (own and graph.startswith(own)))


def _empty(target: Remote) -> None:
    """Empties a dataset; it says meanwhile that it is being filled, and is known for ours if that is never done."""
    begun = ox.Quad(ox.NamedNode(PUBLISHED), ox.NamedNode(_BEGUN), ox.Literal("1"), ox.NamedNode(PUBLISHED))
    if target.dialect.own_default:
        target.update(f"DROP ALL ;\n{_insert([begun])}")
        return
    target.update(f"DROP SILENT GRAPH <{PUBLISHED}>")
    target.update(_insert([begun]))
    for part in _parts([graph for graph in _graphs(target) if graph != PUBLISHED], _DROPPED):
        target.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in part))


def _statements(store: ox.Store, *, own_default: bool) -> Iterator[ox.Quad]:
    """Everything that a version holds, by graph; the default graph as a named one where the engine has no own."""
    merged = _DEFAULT if own_default else ox.NamedNode(MERGED)
    for graph in [*store.named_graphs(), _DEFAULT]:
        for quad in store.quads_for_pattern(None, None, None, graph):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, merged) if graph == _DEFAULT else quad


def _insert(quads: Iterable[ox.Quad]) -> str:
    """The update that adds statements, a block for each graph."""
    blocks = []
    for graph, group in groupby(quads, key=lambda quad: quad.graph_name):
        lines = " .\n".join(f"{quad.subject} {quad.predicate} {quad.object}" for quad in group)
        blocks.append(f"{lines} .\n" if graph == _DEFAULT else f"GRAPH {graph} {{\n{lines} .\n}}\n")
    return f"INSERT DATA {{\n{''.join(blocks)}}}"


def _parts(things: Iterable[_T], size: int) -> Iterator[tuple[_T, ...]]:
    """The things in parts of so many, the last one perhaps smaller."""
    rest = iter(things)
    while part := tuple(islice(rest, size)):
        yield part


def _marking(mark: Mark) -> list[ox.Quad]:
    version, graph = ox.NamedNode(f"urn:x-territory-graph:version:{mark.manifest.version}"), ox.NamedNode(PUBLISHED)
    told = {_MANIFEST: json.dumps(asdict(mark.manifest), ensure_ascii=False), _AT: mark.at}
    return [ox.Quad(version, ox.NamedNode(name), ox.Literal(value), graph) for name, value in told.items()]


def _require_whole(target: Remote, manifest: Manifest) -> None:
    """Compares what the dataset counts with what was to be sent."""
    records = " && ".join(f'!STRSTARTS(STR(?g), "{own}")' for own in (PUBLISHED, *target.dialect.system_graphs))
    asked = (
        f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER({records}) }}",
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    )
    for query, right in zip(asked, (manifest.quads, manifest.triples), strict=True):
        found = target.evaluate(query)
        assert isinstance(found, Answer)
        counted = found.texts()[0][0]
        if counted != str(right):
            reason = Cause("counts-otherwise", counted=str(counted), sent=str(right))
            raise RemoteStoreError(address=target.address.host, reason=reason)
