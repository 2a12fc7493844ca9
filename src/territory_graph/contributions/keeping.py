"""Keeping: an update of a store becomes a contribution of its territory, so that the next build says it too."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox
from rdflib import PROV

from territory_graph.contributions.files import later_than_all, write_whole, written
from territory_graph.errors import InputError, StoreError
from territory_graph.ingest.contributed import contributions_folder, without_graphs
from territory_graph.ingest.description import DESCRIPTION, read_description
from territory_graph.ingest.territory import digest
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest
from territory_graph.terms import node, text
from territory_graph.vocabulary import UPDATES_GRAPH, resource

__all__ = ["Keeper", "keeper_of"]


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps updates in a territory's folder."""

    territory: Path

    def moment(self, moment: datetime) -> datetime:
        """The second in which an update counts as made: later than all contributions, which count by their names."""
        return later_than_all(self.territory, moment, whole_second=True)

    def file(
        self, name: str, told: frozenset[ox.Quad], removed: frozenset[ox.Quad], manifest: Manifest
    ) -> tuple[Path, str, str]:
        """The file of an update called ``name``, its text, and the digest that a build of the folder has with it.

        ``told`` are the statements that it adds and those of the journal; the digest is the manifest's where the store
        is not what the folder says.
        """
        path = contributions_folder(self.territory) / f"{name}.trig"
        graph = node(resource(manifest.base, UPDATES_GRAPH))
        aside = without_graphs({text(quad.graph_name) for quad in removed}, name, manifest.base)
        quads = {*told}
        quads |= {ox.Quad(q.subject, q.predicate, q.object, aside[text(q.graph_name)]) for q in removed}
        quads |= {ox.Quad(thing, node(PROV.wasDerivedFrom), node(of), graph) for of, thing in aside.items()}
        trig = written(frozenset(quads), manifest.base)
        whole = manifest.digest == digest(self.territory)
        return path, trig, digest(self.territory, more={path: trig.encode()}) if whole else manifest.digest

    def write(self, path: Path, trig: str) -> None:
        """Writes the file.

        Raises:
            StoreNotWritableError: it cannot be written.
        """
        write_whole(path, trig)


def keeper_of(territory: Path, store: Path) -> Keeper | None:
    """Who keeps the updates of a store; None where the folder is not its territory's, or cannot be written."""
    own = contributions_folder(territory).parent
    there = next(folder for folder in (own, *own.parents) if folder.exists())
    if not ((territory / DESCRIPTION).is_file() and os.access(there, os.W_OK)):
        return None
    try:
        return Keeper(territory) if read_description(territory).slug == StoreFolder(store).manifest().slug else None
    except (InputError, StoreError):
        return None
