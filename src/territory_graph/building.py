"""Building a store: read a territory, apply the rules, validate, write a new version and make it current."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

from territory_graph import resources
from territory_graph.errors import InputError, ValidationError
from territory_graph.ingest.records import record_statements
from territory_graph.ingest.rules import apply_rules, says_again
from territory_graph.ingest.territory import Territory, read_territory, read_what_can_be
from territory_graph.ingest.ties import write_ties
from territory_graph.settings import VERSIONS
from territory_graph.store.folder import Manifest, StoreFolder, contents_of
from territory_graph.terms import node, text
from territory_graph.validation import ValidationReport, validate
from territory_graph.vocabulary import ONTOLOGY_GRAPH, ONTOLOGY_RECORDS, resource

STEPS = ("read", "infer", "validate", "write")
Progress = Callable[[str], None]

_EDITORIAL = {"status": "editorial", "source": "source/editorial", "locator": "ontology/territory.ttl"}


@dataclass(frozen=True, slots=True)
class Build:
    """A store that was built: what it holds and what its validation found."""

    manifest: Manifest
    report: ValidationReport


def build(territory: Path, store: Path, progress: Progress = lambda _: None, *, versions: int = VERSIONS) -> Build:
    """Builds the territory in the folder ``territory`` into the store folder ``store``.

    ``progress`` is called with the name of each step (``STEPS``) as it begins; ``versions`` are kept (``StoreFolder``).

    Raises:
        InputError: files that cannot be read as they are.
        ValidationError: the data break a shape. In both cases what the store served before stays as it was.
        StoreError: the store folder cannot be used.
    """
    progress("read")
    source = read_territory(territory)
    progress("infer")
    quads = assemble(source)
    progress("validate")
    report = validate(_to_validate(quads, source), source)
    if report.violations:
        raise ValidationError(report)
    progress("write")
    manifest = _manifest(source, quads)
    StoreFolder(store, versions).publish(quads, manifest)
    return Build(manifest, report)


def check(territory: Path) -> ValidationReport:
    """The validation report of a territory, nothing being written: problems of its files, and findings of the rest.

    Raises:
        InputError: there is no such folder, or its description cannot be read.
    """
    source, problems = read_what_can_be(territory)
    if source is None:
        raise InputError(list(problems))
    return validate(_to_validate(assemble(source), source), source, problems)


def assemble(territory: Territory) -> list[ox.Quad]:
    """Every statement of a store: the territory's, the ontology's, those inferred, and the ties that they all make."""
    base = territory.description.base
    store = ox.Store()
    store.extend(territory.quads)
    store.extend(_ontology(base))
    apply_rules(store, base)
    write_ties(store, base)
    return list(store)


def _to_validate(quads: list[ox.Quad], territory: Territory) -> list[ox.Quad]:
    """Without what rules say in wider terms and of their own records, which fits the shapes by its making."""
    base = territory.description.base
    graphs = {quad.graph_name for quad in quads}
    again = {graph for graph in graphs if says_again(text(graph), base)}
    return [quad for quad in quads if quad.graph_name not in again]


def _ontology(base: str) -> list[ox.Quad]:
    """The ontology in a graph of its own, with its record."""
    graph = node(resource(base, ONTOLOGY_GRAPH))
    records = node(resource(base, ONTOLOGY_RECORDS))
    triples = ox.parse(path=str(resources.ONTOLOGY / "territory.ttl"), format=ox.RdfFormat.TURTLE)
    about = [
        statement for each in (graph, records) for statement in record_statements(each, records, base, **_EDITORIAL)
    ]
    return [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples] + about


def _manifest(territory: Territory, quads: list[ox.Quad]) -> Manifest:
    description = territory.description
    return Manifest(
        **asdict(contents_of(quads, description.base)),
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        software=version("territory-graph"),
        digest=territory.digest,
        base=description.base,
        slug=description.slug,
        names=dict(description.names),
        descriptions=dict(description.descriptions),
        licence=description.licence,
        licence_url=description.licence_url,
        default_date=description.default_date.isoformat() if description.default_date else None,
        gathered_on=description.gathered_on.isoformat() if description.gathered_on else None,
        elections=[day.isoformat() for day in description.elections],
        centre=description.centre,
        publisher=description.publisher,
        publisher_url=description.publisher_url,
        keywords={language: list(words) for language, words in description.keywords.items() if words},
        unread=[
            str(notice.file.relative_to(territory.folder)) for notice in territory.notices if "unread" in notice.code
        ],
    )
