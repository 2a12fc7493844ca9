"""Publishing: a new version of a store that says what a contribution changes, without a look at all the rest."""

from __future__ import annotations

import weakref
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version

import pyoxigraph as ox

from territory_graph.errors import ChangeInvalidError
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.scratch import scratch_folder
from territory_graph.store.folder import Amendment, Manifest, contents_after
from territory_graph.updating.affected import validate_changed
from territory_graph.updating.consequences import Quads, consequences


class Tried:
    """What a store would say after a change, as a store beside it that goes when nothing uses it any more.

    Raises:
        OSError: there is no room for it.
    """

    def __init__(self, before: ox.Store, manifest: Manifest, added: Quads, removed: Quads) -> None:
        found = consequences(before, added, removed, manifest.base)
        self.amendment = Amendment(before, found.added, found.removed)
        self._manifest = manifest
        with ExitStack() as stack:
            folder = stack.enter_context(scratch_folder())
            self.store = self.amendment.write(folder / "oxigraph")
            self.graph = KnowledgeGraph(self.store, self.manifest(manifest.digest, datetime.now(UTC)))
            weakref.finalize(self.graph, stack.pop_all().close)

    def require_valid(self) -> None:
        """Looks at what the change can have broken.

        Raises:
            ChangeInvalidError: it breaks a shape.
        """
        report = validate_changed(self.store, self.amendment.changed, self._manifest.base)
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
