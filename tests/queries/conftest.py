"""The press release in two engines, and answers in a form in which they can be compared."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from territory_graph import resources
from territory_graph.ingest.ties import write_ties
from territory_graph.vocabulary import DEFAULT_BASE, TIES_GRAPH, resource

TERRITORY = resources.default_territory()
ONTOLOGY = resources.ONTOLOGY / "territory.ttl"
PRESS_RELEASE = TERRITORY / "press-release-2021-05-12.trig"
REFERENCE = TERRITORY / "reference.trig"
EXPECTED = Path(__file__).parents[1] / "expected"


@dataclass(frozen=True)
class Rows:
    """Variables, and rows with how often each occurs; unbound is empty, numbers keep three decimals."""

    variables: tuple[str, ...]
    rows: Counter[tuple[str | float, ...]]


Ask = Callable[[str], Rows]


def _rows(variables: Iterable[str], rows: Iterable[Iterable[Any]]) -> Rows:
    return Rows(tuple(variables), Counter(tuple(_cell(cell) for cell in row) for row in rows))


def _cell(value: Any) -> str | float:
    text = "" if value is None else str(value)
    try:
        return round(float(text), 3)
    except ValueError:
        return text


def _oxigraph(files: Iterable[Path]) -> Ask:
    store = ox.Store()
    for file in files:
        store.load(path=file)

    def ask(sparql: str) -> Rows:
        found: Any = store.query(sparql, use_default_graph_as_union=True)
        rows = [[None if term is None else term.value for term in row] for row in found]
        return _rows([variable.value for variable in found.variables], rows)

    return ask


def _rdflib(files: Iterable[Path]) -> Ask:
    dataset = Dataset(default_union=True)
    for file in files:
        dataset.parse(file, format={".ttl": "turtle", ".nq": "nquads"}.get(file.suffix, "trig"))

    def ask(sparql: str) -> Rows:
        found = dataset.query(sparql)
        return _rows(map(str, found.vars or ()), found)

    return ask


ENGINES = {"oxigraph": _oxigraph, "rdflib": _rdflib}


@pytest.fixture(scope="session", params=ENGINES)
def press_release(request: pytest.FixtureRequest) -> Ask:
    """The ontology and the press release, asked through one engine after the other."""
    return ENGINES[request.param]([ONTOLOGY, PRESS_RELEASE])


@pytest.fixture(scope="session")
def ties(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ties that the press release and the reference data make, as a file."""
    store, found = ox.Store(), tmp_path_factory.mktemp("ties") / "ties.nq"
    for file in (ONTOLOGY, PRESS_RELEASE, REFERENCE):
        store.load(path=file)
    write_ties(store, DEFAULT_BASE)
    graph = ox.NamedNode(resource(DEFAULT_BASE, TIES_GRAPH))
    ox.serialize(store.quads_for_pattern(None, None, None, graph), found, ox.RdfFormat.N_QUADS)
    return found


@pytest.fixture(scope="session", params=ENGINES)
def with_reference(request: pytest.FixtureRequest, ties: Path) -> Ask:
    """The same with the reference data, on which the projections were drawn, and the ties of all that."""
    return ENGINES[request.param]([ONTOLOGY, PRESS_RELEASE, REFERENCE, ties])


@pytest.fixture(scope="session")
def expected() -> Callable[[str, str], Rows]:
    """Reads an expected answer, by folder and name of the query."""

    def read(folder: str, name: str) -> Rows:
        with (EXPECTED / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        return _rows(header, rows)

    return read
