"""The queries that are measured, as files, and the constants that are put into them.

``<urn:constant:NAME>`` in a file stands for a thing of the data; ``987654321`` for a number that is another one at
every request, so that no answer and no plan can be kept.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from benchmarks.sparql.stores import Data

FOLDER = Path(__file__).parent / "queries"
NUMBER = "987654321"
ROWS, TRIPLES = "application/sparql-results+json", "text/turtle"
LOADS = ("lookup", "description", "join")
_MOST_THINGS = 20_000
_SEED = 3

_THINGS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?thing
WHERE {{ ?thing rdfs:label ?label . FILTER(STRSTARTS(STR(?thing), "{base}id/")) }}
ORDER BY ?thing
"""
_MOST_USED = """
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
SELECT ?thing WHERE {{ {pattern} }} GROUP BY ?thing ORDER BY DESC(COUNT(DISTINCT ?other)) ?thing LIMIT 1
"""
_CONSTANTS = {
    "actor": "?thing tg:partnerOf ?other",
    "sector": "?other tg:hasSector ?thing",
    "territory": "?other tg:within ?thing",
    "organisation": "?other tg:inOrganisation ?thing",
}


@dataclass(frozen=True, slots=True)
class Query:
    """A query: its name, its question, its text, and the format in which its answer is asked for."""

    name: str
    question: str
    text: str

    @property
    def accept(self) -> str:
        """The media type of its answer."""
        return TRIPLES if "\nCONSTRUCT" in self.text else ROWS


def queries(folder: str) -> list[Query]:
    """The queries of one folder, in the order of their names."""
    return [_read(path) for path in sorted((FOLDER / folder).glob("*.rq"))]


def load_query(name: str) -> Query:
    """The query that is asked by many clients at once."""
    return _read(FOLDER / "load" / f"{name}.rq")


def _read(path: Path) -> Query:
    text = path.read_text(encoding="utf-8")
    return Query(path.stem, text.partition("\n")[0].removeprefix("# "), text)


def with_constants(query: Query, constants: dict[str, str]) -> str:
    """The text with things of the data in it."""
    text = query.text
    for name, iri in constants.items():
        text = text.replace(f"urn:constant:{name}", iri)
    return text


def constants(data: Data) -> dict[str, str]:
    """The things that queries name: for each, the one that most others refer to."""
    store = data.open()
    return {name: _iris(store, _MOST_USED.format(pattern=pattern))[0] for name, pattern in _CONSTANTS.items()}


def things(data: Data) -> list[str]:
    """Things that have a label, in an order that is the same at every run."""
    found = _iris(data.open(), _THINGS.format(base=data.manifest.base))
    random.Random(_SEED).shuffle(found)
    return found[:_MOST_THINGS]


def write_stream(path: Path, query: Query, about: list[str]) -> Path:
    """Writes what clients ask, one request a line: the query about each thing, as the value of ``query=``."""
    subjects = about if "urn:constant:thing" in query.text else about[:1]
    lines = (quote(with_constants(query, {"thing": iri}), safe="") + "\n" for iri in subjects)
    path.write_text("".join(lines), encoding="ascii")
    return path


def _iris(store: ox.Store, query: str) -> list[str]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return [row[0].value for row in found if isinstance(row[0], ox.NamedNode)]
