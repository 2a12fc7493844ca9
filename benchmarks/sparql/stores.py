"""The stores that are asked: that of the default territory, and that of a generated one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from benchmarks.sparql.territory import write_territory
from territory_graph import resources
from territory_graph.building import assemble, build
from territory_graph.errors import StoreError
from territory_graph.ingest.territory import Territory, digest, read_territory
from territory_graph.store.contents import contents_of
from territory_graph.store.default_graph import in_records
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Data:
    """A store to be asked, with a copy of its statements as N-Quads for software that cannot read the store."""

    name: str
    store: Path
    dump: Path
    manifest: Manifest

    @property
    def oxigraph(self) -> Path:
        """The folder that Oxigraph opens."""
        return StoreFolder(self.store).version_folder() / "oxigraph"

    def open(self) -> ox.Store:
        """The store, to read the constants of queries from it."""
        return ox.Store.read_only(str(self.oxigraph))


def default_data(folder: Path) -> Data:
    """The default territory, built anew under ``folder``."""
    build(resources.default_territory(), folder / "default")
    return _dumped("default", folder / "default", folder)


def generated_data(kept: Path, folder: Path, statements: int, progress: Progress) -> Data:
    """A generated territory; its store stays in ``kept`` for the next run, which makes an equal one otherwise."""
    with TemporaryDirectory(dir=folder) as place:
        territory = write_territory(Path(place) / "territory", statements)
        if not _is_built(kept, digest(territory)):
            progress(f"generating about {statements:,} statements")
            publish_unchecked(read_territory(territory), kept)
    return _dumped("generated", kept, folder)


def publish_unchecked(territory: Territory, store: Path) -> Manifest:
    """Makes a territory the current version of a store, without the shapes, which take minutes on a million."""
    quads = assemble(territory)
    manifest = Manifest(
        **asdict(territory.description),
        **asdict(contents_of(quads, territory.description.base)),
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        software=version("territory-graph"),
        digest=territory.digest,
    )
    StoreFolder(store).publish(quads, manifest)
    return manifest


def _is_built(store: Path, wanted: str) -> bool:
    try:
        return StoreFolder(store).manifest().digest == wanted
    except StoreError:
        return False


def _dumped(name: str, store: Path, folder: Path) -> Data:
    opened, manifest = StoreFolder(store).open()
    dump = folder / f"{name}.nq"
    ox.serialize(in_records(opened), str(dump), ox.RdfFormat.N_QUADS)
    return Data(name, store, dump, manifest)
