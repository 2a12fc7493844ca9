"""What the routes need besides a request: the graph that is served, its public address, the reader's language."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from starlette.requests import HTTPConnection, Request

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.service.hosts import authority_of, host_of, is_own
from territory_graph.service.negotiation import choose_language
from territory_graph.service.served import served
from territory_graph.settings import LANGUAGES
from territory_graph.statistics import Statistics, read_statistics

Value = TypeVar("Value")


@dataclass(slots=True)
class _Once:
    """A value that is made by the first that asks for it, while the others wait."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    made: list[Any] = field(default_factory=list)


_kept: WeakKeyDictionary[KnowledgeGraph, dict[Hashable, _Once]] = WeakKeyDictionary()
_lock = threading.Lock()


def graph_of(request: Request) -> KnowledgeGraph:
    """The graph of the current version.

    Raises:
        StoreError: there is no store, or it cannot be used.
    """
    return served(request).graph()


def root_of(request: Request) -> str:
    """The public address of the service, which ends with a slash: what the operator named, else the server's own."""
    public = served(request).settings.public_url
    if public is not None:
        return public
    said = host_of(request.scope)
    own = said if said is not None and is_own(said, request.scope) else authority_of(request.scope)
    return f"{request.scope['scheme']}://{own}{request.scope.get('root_path', '')}/"


def link_root_of(request: Request) -> str:
    """What the addresses of headers begin with: ``root_of`` where it is sure, else nothing but the path.

    A proxy that the operator has not named to the server is then led to nowhere else.
    """
    sure = served(request).settings.public_url is not None or request.scope.get("host_is_own", True)
    return root_of(request) if sure else f"{request.scope.get('root_path', '')}/"


def language_of(request: Request) -> str:
    """The reader's language: that of the address, else the one that the request prefers, else that of the settings."""
    return language_asked(request, served(request).settings.language)


def language_asked(request: HTTPConnection, default: str) -> str:
    """The language that the address of a request names, else the one that it prefers, else the default."""
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        return asked
    return choose_language(request.headers.get("accept-language"), LANGUAGES) or default


def built_at(graph: KnowledgeGraph) -> datetime:
    """When the graph was built, which is when everything that the service says of it last changed."""
    moment = datetime.fromisoformat(graph.manifest.built_at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def once_a_version(graph: KnowledgeGraph, key: Hashable, make: Callable[[], Value]) -> Value:
    """What ``make`` gives, made once for a graph and key, and kept as long as the graph is."""
    with _lock:
        once = _kept.setdefault(graph, {}).setdefault(key, _Once())
    with once.lock:
        if not once.made:
            once.made.append(make())
    return cast("Value", once.made[0])


def statistics_of(graph: KnowledgeGraph) -> Statistics:
    """The statistics of a graph, counted once a version: some seconds for a million triples."""
    return once_a_version(graph, "statistics", lambda: read_statistics(graph.rows))
