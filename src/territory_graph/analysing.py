"""Runs of measures as data: one named graph a run, with its parameters, scope, version and provenance; and as CSV.

A run is no fact of the territory: its record has the status “computed”. Kept in a store it can be asked beside the
facts, and makes another version of the data; so it names the version of the facts alone, which it leaves as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version as software_version
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, XSD, Namespace, URIRef
from rdflib.namespace import QB

from territory_graph.errors import InputError
from territory_graph.exports import safe_cell
from territory_graph.ingest.rdf import malformed
from territory_graph.ingest.records import record_statements
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator, translator
from territory_graph.network.measures import MEASURES, measure
from territory_graph.network.outcome import ENDS, NoMeaning, Result, Scope, Watch
from territory_graph.queries.system import system_query
from territory_graph.scratch import replacing
from territory_graph.settings import LANGUAGES
from territory_graph.store.default_graph import in_memory
from territory_graph.store.engine import csv_line, select
from territory_graph.store.folder import StoreFolder
from territory_graph.terms import is_iri, literal, node
from territory_graph.updating import Applied, Change, apply_change
from territory_graph.vocabulary import COMPUTED_GRAPHS, SCHEMA, TG, all_prefixes, resource

SDMX = Namespace("http://purl.org/linked-data/sdmx/2009/measure#")

_COLUMNS = ("run", "measure", "projection", "subject", "label", "other", "other_label", "value", "exact")
_SCOPE_COLUMNS = ("actors", "ties", "parameters", "filters", "version", "computed_at", "remark")

Said = Iterable[tuple[URIRef, ox.NamedNode | ox.Literal]]


@dataclass(frozen=True, slots=True)
class Run:
    """One measure of one network of one version of the facts, taken at one time.

    ``filters`` say what was left out of the projection, or weighed otherwise, by name; none for the whole projection.
    Equal runs, but for their time, have equal ``iri``.
    """

    measure: str
    projection: str
    version: str
    base: str
    began: datetime
    ended: datetime
    outcome: Result | NoMeaning
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """What was measured."""
        return self.outcome.scope

    @property
    def iri(self) -> str:
        """The name of the run and of its graph."""
        given = (*_sorted(self.scope.parameters), "", *_sorted(self.filters))
        parts = (self.version, self.projection, self.measure, *given)
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
        return str(resource(self.base, f"{COMPUTED_GRAPHS}{self.projection}-{_slug(self.measure)}-{digest}"))


@dataclass(frozen=True, slots=True)
class WrittenRun:
    """A run as a store or a file tells it: its graph, its title in each language, the facts it measured and when."""

    iri: str
    titles: Mapping[str, str]
    version: str
    moment: datetime

    def is_stale(self, version: str) -> bool:
        """Whether it was computed on other facts than those of ``version``."""
        return self.version != version


def run_measures(
    graph: KnowledgeGraph,
    projection: str = "actors",
    *,
    network: nx.Graph | None = None,
    filters: Mapping[str, str] | None = None,
    watch: Watch | None = None,
) -> tuple[Run, ...]:
    """Every measure of a projection, or of ``network``, which is what ``filters`` left of it.

    Raises:
        UnknownQuestionError: there is no such projection.
    """
    measured = graph.network(projection) if network is None else network
    runs = []
    for name in MEASURES:
        began = datetime.now(UTC)
        outcome = measure(measured, name, watch=watch)
        runs.append(
            Run(name, projection, graph.facts, graph.base, began, datetime.now(UTC), outcome, dict(filters or {}))
        )
    return tuple(runs)


def runs_as_trig(runs: Iterable[Run]) -> bytes:
    """The runs as TriG, a named graph each."""
    known = tuple(runs)
    quads = [quad for run in known for quad in _statements(run)]
    extra = {"qb": str(QB), "sdmx-measure": str(SDMX)}
    prefixes = {name: iri for run in known[:1] for name, iri in all_prefixes(run.base).items()} | extra
    return ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes) or b""


def runs_as_csv(runs: Iterable[Run], labels: Mapping[str, str]) -> str:
    """The runs as CSV, a line a value; a measure without a meaning has one line, which says why.

    Cells that a spreadsheet would run as a formula begin with an apostrophe.
    """
    lines = [csv_line((*_COLUMNS, *_SCOPE_COLUMNS))]
    lines += [csv_line(map(safe_cell, row)) for run in runs for row in _rows(run, labels)]
    return "".join(lines)


def write_runs(runs: Iterable[Run], path: Path) -> None:
    """Writes the runs as TriG, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(runs_as_trig(runs))


def write_runs_csv(runs: Iterable[Run], path: Path, *, labels: Mapping[str, str]) -> None:
    """Writes the runs as CSV, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(runs_as_csv(runs, labels), encoding="utf-8", newline="")


def keep_runs(folder: StoreFolder, runs: Iterable[Run], author: str, *, made_for: str) -> Applied:
    """Writes the runs into a store, in place of earlier ones of the same measures and networks.

    Raises:
        VersionChangedError: ``made_for``, the version that was measured, is no longer current.
        StoreError: the store cannot be read or written, or somebody else goes on writing it.
    """
    return apply_change(folder, Change("analyse", runs_as_trig(runs), made_for=made_for), author)


def kept_runs(graph: KnowledgeGraph) -> tuple[WrittenRun, ...]:
    """The runs that the store holds, by name."""
    return _written(graph.rows(system_query("runs")))


def read_runs(path: Path) -> tuple[WrittenRun, ...]:
    """The runs that a TriG file holds, by name.

    Raises:
        InputError: the file is no TriG.
    """
    try:
        content = path.read_bytes()
        store = in_memory(ox.parse(content, ox.RdfFormat.TRIG))
    except SyntaxError as error:
        raise InputError([malformed(error, content.decode(errors="replace"), path)]) from error
    return _written(select(store, system_query("runs")))


def _written(rows: Iterable[Mapping[str, Any]]) -> tuple[WrittenRun, ...]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        run = found.setdefault(str(row["run"]), {"titles": {}, "version": str(row["version"]), "at": str(row["at"])})
        run["titles"][row["title"].language or ""] = str(row["title"])
    return tuple(
        WrittenRun(iri, run["titles"], run["version"], datetime.fromisoformat(run["at"])) for iri, run in found.items()
    )


def _slug(name: str) -> str:
    return name.replace("_", "-")


def _sorted(values: Mapping[str, Any]) -> list[str]:
    return [f"{name}={value}" for name, value in sorted(values.items())]


def _moment(moment: datetime) -> ox.Literal:
    return literal(moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"), XSD.dateTime)


def _number(value: float) -> ox.Literal:
    """A value that reads back as the very same number."""
    return literal(str(value), XSD.integer) if isinstance(value, int) else literal(repr(float(value)), XSD.double)


def _value(value: Any) -> ox.Literal:
    if isinstance(value, bool):
        return literal(str(value).lower(), XSD.boolean)
    return _number(value) if isinstance(value, int | float) else ox.Literal(str(value))


def _languages() -> list[tuple[str, Translator]]:
    return [(lang, translator(lang)) for lang in LANGUAGES]


def _statements(run: Run) -> Iterator[ox.Quad]:
    """The graph of a run: its record, how it was computed, what it measured, and its values."""
    graph = node(run.iri)
    locator = f"measure {run.measure}, projection {run.projection}"
    yield from record_statements(graph, graph, run.base, status="computed", source="source/editorial", locator=locator)
    for subject, said in (*_dataset(run), *_structure(run), *_provenance(run), *_observations(run)):
        for predicate, value in said:
            yield ox.Quad(subject, node(predicate), value, graph)


def _facts_measured(run: Run) -> ox.NamedNode:
    return node(resource(run.base, f"version/{run.version}"))


def _activity(run: Run) -> ox.NamedNode:
    return node(f"{run.iri}/activity")


def _dataset(run: Run) -> Iterator[tuple[ox.NamedNode, Said]]:
    """The run as a data cube: its titles, what it was computed from and when, and remarks on it."""
    name = MEASURES[run.measure].name
    titles = {lang: say("analyse.title", measure=say(name), projection=run.projection) for lang, say in _languages()}
    yield (
        node(run.iri),
        (
            (RDF.type, node(QB.DataSet)),
            (RDF.type, node(PROV.Entity)),
            (QB.structure, node(f"{run.iri}/structure")),
            *((RDFS.label, ox.Literal(title, language=lang)) for lang, title in titles.items()),
            (PROV.wasGeneratedBy, _activity(run)),
            (PROV.wasDerivedFrom, _facts_measured(run)),
            (PROV.generatedAtTime, _moment(run.ended)),
            *((RDFS.comment, ox.Literal(text, language=lang)) for lang, text in _remarks(run)),
        ),
    )


def _structure(run: Run) -> Iterator[tuple[ox.NamedNode, Said]]:
    """What the observations of the run are by, and what they give: its structure (W3C Data Cube § 6)."""
    structure = node(f"{run.iri}/structure")
    dimensions = _dimensions(run)
    measured = node(f"{structure.value}/value")
    parts = [node(f"{structure.value}/{name}") for name in dimensions]
    yield (
        structure,
        ((RDF.type, node(QB.DataStructureDefinition)), *((QB.component, part) for part in (*parts, measured))),
    )
    for part, (name, iri) in zip(parts, dimensions.items(), strict=True):
        dimension = node(iri)
        range_ = XSD.string if name == "figure" else RDFS.Resource
        yield part, ((RDF.type, node(QB.ComponentSpecification)), (QB.dimension, dimension))
        yield (
            dimension,
            ((RDF.type, node(QB.DimensionProperty)), (RDFS.label, ox.Literal(name)), (RDFS.range, node(range_))),
        )
    yield measured, ((RDF.type, node(QB.ComponentSpecification)), (QB.measure, node(SDMX.obsValue)))
    yield node(SDMX.obsValue), ((RDF.type, node(QB.MeasureProperty)),)


def _dimensions(run: Run) -> dict[str, URIRef]:
    """What tells the observations of the run apart, by name: things, or the figure."""
    return {name: resource(run.base, f"measure/dimension/{name}") for name in ENDS[MEASURES[run.measure].level]}


def _provenance(run: Run) -> Iterator[tuple[ox.NamedNode, Said]]:
    """How the run was computed: the activity, by which software and measure, from which facts, with which settings."""
    data, association = _facts_measured(run), node(f"{run.iri}/association")
    plan = node(resource(run.base, f"measure/{_slug(run.measure)}"))
    agent = node(resource(run.base, "agent/territory-graph"))
    settings = list(_settings(run))
    yield (
        _activity(run),
        (
            (RDF.type, node(PROV.Activity)),
            (PROV.startedAtTime, _moment(run.began)),
            (PROV.endedAtTime, _moment(run.ended)),
            (PROV.wasAssociatedWith, agent),
            (PROV.qualifiedAssociation, association),
            (PROV.used, data),
            *((PROV.used, setting) for setting, _, _ in settings),
        ),
    )
    yield association, ((RDF.type, node(PROV.Association)), (PROV.agent, agent), (PROV.hadPlan, plan))
    software = ox.Literal(f"territory-graph {software_version('territory-graph')}")
    yield agent, ((RDF.type, node(PROV.SoftwareAgent)), (RDFS.label, software))
    yield data, ((RDF.type, node(PROV.Entity)), (DCTERMS.identifier, ox.Literal(run.version)))
    yield plan, _plan(run)
    for setting, name, value in settings:
        yield setting, ((RDF.type, node(SCHEMA.PropertyValue)), (SCHEMA.name, ox.Literal(name)), (SCHEMA.value, value))


def _observations(run: Run) -> Iterator[tuple[ox.NamedNode, Said]]:
    """The values of the run, an observation each."""
    dimensions = _dimensions(run).values()
    for number, (subjects, key, found) in enumerate(_values(run.outcome), 1):
        things = [node(subject) if is_iri(subject) else ox.Literal(subject) for subject in subjects]
        placed = (*things, ox.Literal(key)) if key else things
        yield (
            node(f"{run.iri}/value/{number}"),
            (
                (RDF.type, node(QB.Observation)),
                (QB.dataSet, node(run.iri)),
                *((DCTERMS.subject, thing) for thing in things if isinstance(thing, ox.NamedNode)),
                *zip(dimensions, placed, strict=True),
                *(((SCHEMA.name, ox.Literal(key)),) if key else ()),
                (SDMX.obsValue, _number(found)),
            ),
        )


def _remarks(run: Run) -> Iterator[tuple[str, str]]:
    """The notes on the result, or why the measure has no meaning there; and what is done with the direction of ties."""
    outcome = run.outcome
    notes = (outcome.reason,) if isinstance(outcome, NoMeaning) else outcome.notes
    for lang, say in _languages():
        yield from ((lang, say(note.key, **note.fields)) for note in notes)
        if outcome.scope.direction_key:
            yield lang, say(outcome.scope.direction_key)


def _plan(run: Run) -> Said:
    descriptor = MEASURES[run.measure]
    yield RDF.type, node(TG.Measure)
    yield RDF.type, node(SKOS.Concept)
    yield RDF.type, node(PROV.Plan)
    yield SKOS.inScheme, node(resource(run.base, "scheme/measure"))
    yield DCTERMS.bibliographicCitation, ox.Literal(descriptor.reference)
    for lang, say in _languages():
        yield SKOS.prefLabel, ox.Literal(say(descriptor.name), language=lang)
        yield SKOS.definition, ox.Literal(say(descriptor.question), language=lang)


def _settings(run: Run) -> Iterator[tuple[ox.NamedNode, str, ox.Literal]]:
    """What the run was given: its projection and filters, its parameters, how many nodes and ties there were."""
    exact = run.outcome.exact if isinstance(run.outcome, Result) else True
    of = run.scope
    scope = {
        "projection": run.projection,
        "actors": of.actors,
        "ties": of.ties,
        "direction": of.direction,
        "exact": exact,
    }
    for part, values in (("scope", scope), ("parameter", run.scope.parameters), ("filter", run.filters)):
        for name, value in sorted(values.items()):
            yield node(f"{run.iri}/{part}/{_slug(name)}"), name, _value(value)


def _values(outcome: Result | NoMeaning) -> Iterator[tuple[tuple[str, ...], str, float]]:
    """The values: of whom (one thing, two, or none), of which figure of the whole network, and how much."""
    if isinstance(outcome, NoMeaning):
        return
    for key, value in outcome.values.items():
        if outcome.level == "network":
            yield (), str(key), value
        else:
            yield tuple(map(str, key)) if isinstance(key, tuple) else (str(key),), "", value


def _rows(run: Run, labels: Mapping[str, str]) -> Iterator[list[str]]:
    head = [run.iri, run.measure, run.projection]
    remarks = " ".join(text for lang, text in _remarks(run) if lang == LANGUAGES[0])
    tail = [
        str(run.scope.actors),
        str(run.scope.ties),
        ";".join(_sorted(run.scope.parameters)),
        ";".join(_sorted(run.filters)),
        run.version,
        run.ended.astimezone(UTC).isoformat(timespec="seconds"),
        remarks,
    ]
    if isinstance(run.outcome, NoMeaning):
        yield [*head, "", "", "", "", "", "", *tail]
        return
    exact = str(run.outcome.exact).lower()
    for subjects, key, value in _values(run.outcome):
        one, other = (*subjects, "", "")[:2]
        yield [*head, one, labels.get(one, key), other, labels.get(other, ""), repr(value), exact, *tail]
