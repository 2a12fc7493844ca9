"""What the graphs know, and a function that asks one in this process: the texts are the tests' own."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.diagnosis import Ask, KnownTerms
from territory_graph.messages import Translator, translator
from territory_graph.store.guard import guard

PREFIXES = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
"""Two lines: what follows begins at line 3."""


@pytest.fixture(scope="session")
def say() -> Translator:
    return translator("fr")


@pytest.fixture(scope="session")
def known(rouen: KnowledgeGraph) -> KnownTerms:
    return KnownTerms.of(rouen.rows, rouen.base)


@pytest.fixture(scope="session")
def ask(rouen: KnowledgeGraph) -> Ask:
    return lambda text, seconds: bool(rouen.query(guard(text).text))
