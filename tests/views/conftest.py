"""Answers of the real engine to the tests' own queries, read as a screen reads them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from territory_graph.library import Library
from territory_graph.store.answers import PlainAnswer, media_type_of, read_found
from territory_graph.store.guard import guard
from territory_graph.store.pool import PAGE, Result

PREFIXES = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX act: <https://example.org/hamlet/id/actor/>
"""

Run = Callable[[str], Result]
Ask = Callable[[str], PlainAnswer]


@pytest.fixture
def run(hamlet_library: Library) -> Run:
    """What the pool answers on the hamlet, as the workbench asks it; the usual prefixes are there."""

    def answered(query: str) -> Result:
        asked = guard(PREFIXES + query)
        options = {"media_type": media_type_of(asked.form), "limits": PAGE, "client": "test"}
        return hamlet_library.pool.submit(asked, **options).result(60)

    return answered


@pytest.fixture
def ask(run: Run) -> Ask:
    def found(query: str) -> PlainAnswer:
        result = run(query)
        return read_found(result.body, result.media_type)

    return found
