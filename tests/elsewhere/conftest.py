"""The hamlet published on a SPARQL server of others: Oxigraph's, and Virtuoso where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import engines
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.settings import RemoteStore, Settings, read_settings
from territory_graph.store.folder import StoreFolder
from territory_graph.store.publishing import publish
from territory_graph.store.remote import Remote

ENGINES = {"oxigraph": engines.oxigraph, "virtuoso": engines.virtuoso}


@pytest.fixture(scope="package")
def published(
    hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], list[RemoteStore]]]:
    """Two datasets of an engine, on one of which the hamlet is published, for all tests of this folder."""
    with ExitStack() as stack:

        @cache
        def two(engine: str) -> list[RemoteStore]:
            start = ENGINES[engine]
            found = [stack.enter_context(start(tmp_path_factory.mktemp(engine))) for _ in range(2)]
            publish(StoreFolder(hamlet_store), [Remote(store) for store in found])
            return found

        yield two


@pytest.fixture(scope="package", params=ENGINES)
def stores(request: pytest.FixtureRequest, published: Callable[[str], list[RemoteStore]]) -> list[RemoteStore]:
    return published(request.param)


@pytest.fixture(scope="package")
def environment(stores: list[RemoteStore]) -> dict[str, str]:
    """The variables that name them."""
    told = {
        "TERRITORY_GRAPH_STORE": " ".join(store.query for store in stores),
        "TERRITORY_GRAPH_STORE_UPDATE": " ".join(store.update for store in stores),
    }
    login = stores[0].login
    return told | ({"TERRITORY_GRAPH_STORE_LOGIN": ":".join(login)} if login else {})


@pytest.fixture(scope="package")
def settings(environment: dict[str, str]) -> Settings:
    return read_settings(environment=environment)


@pytest.fixture(scope="package")
def elsewhere(settings: Settings) -> KnowledgeGraph:
    return KnowledgeGraph.published(settings.remotes)
