"""Publishing: a new version of a store that says what a contribution changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version

import pyoxigraph as ox

from territory_graph.errors import ChangeInvalidError
from territory_graph.ingest.rules import apply_rules, is_inferred
from territory_graph.ingest.ties import write_ties
from territory_graph.store.default_graph import in_records, with_default_graph
from territory_graph.store.folder import Manifest, contents_of
from territory_graph.terms import text
from territory_graph.updating.affected import validate_changed


@dataclass(frozen=True, slots=True)
class Revised:
    """What a version becomes by a change: its statements, and those by which it differs from the version before."""

    store: ox.Store
    changed: frozenset[ox.Quad]

    def with_default_graph(self) -> ox.Store:
        """A store that answers queries as a published one does."""
        store = ox.Store()
        store.bulk_extend(with_default_graph(self.store))
        return store


def revised(before: ox.Store, added: Iterable[ox.Quad], removed: Iterable[ox.Quad], base: str) -> Revised:
    """The version that ``before`` becomes, rules and ties applied."""
    store = ox.Store()
    store.bulk_extend(quad for quad in in_records(before) if not is_inferred(text(quad.graph_name), base))
    for quad in removed:
        store.remove(quad)
    store.extend(added)
    apply_rules(store, base)
    write_ties(store, base)
    new = {quad for quad in store if quad not in before}
    old = {quad for quad in in_records(before) if quad not in store}
    return Revised(store, frozenset(new | old))


def require_valid(found: Revised, base: str) -> None:
    """Looks at what a change can have broken.

    Raises:
        ChangeInvalidError: it breaks a shape.
    """
    report = validate_changed(found.store, found.changed, base)
    if report.violations:
        raise ChangeInvalidError(report)


def manifest_of(found: Revised, before: Manifest, digest: str, moment: datetime) -> Manifest:
    """The manifest of the new version."""
    return replace(
        before,
        **asdict(contents_of(found.store, before.base)),
        built_at=moment.astimezone(UTC).isoformat(timespec="seconds"),
        software=version("territory-graph"),
        digest=digest,
    )
