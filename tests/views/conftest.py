"""Answers of the real engine to the tests' own queries, read as a screen reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from territory_graph.store.answers import Found, media_type_of, read_found
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import guard
from territory_graph.store.pool import PAGE, Result, query_pool

PREFIXES = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX act: <https://example.org/hamlet/id/actor/>
"""

Run = Callable[[str], Result]
Ask = Callable[[str], Found]


@pytest.fixture
def run(hamlet_store: Path) -> Run:
    """What the pool answers on the hamlet, as the workbench asks it; the usual prefixes are there."""

    def answered(query: str) -> Result:
        asked = guard(PREFIXES + query)
        pool = query_pool(StoreFolder(hamlet_store))
        return pool.submit(asked, media_type=media_type_of(asked.form), limits=PAGE, client="test").result(60)

    return answered


@pytest.fixture
def ask(run: Run) -> Ask:
    def found(query: str) -> Found:
        result = run(query)
        return read_found(result.body, result.media_type)

    return found
