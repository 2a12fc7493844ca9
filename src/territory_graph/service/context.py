"""What the routes need besides a request: the graph that is served, its public address, the reader's language."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from starlette.requests import HTTPConnection, Request

from territory_graph.diagnosis import KnownTerms
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.library import Opened
from territory_graph.messages import Translator, translator
from territory_graph.service.hosts import authority_of, host_of, is_own
from territory_graph.service.negotiation import choose_language
from territory_graph.service.served import served
from territory_graph.settings import LANGUAGES
from territory_graph.statistics import Statistics, count_columns, read_statistics
from territory_graph.store.columns import COLUMNS


def opened(request: Request) -> Opened:
    """The current version.

    Raises:
        StoreError: there is no store, or it cannot be used.
    """
    return served(request).library.current()


def graph_of(request: Request) -> KnowledgeGraph:
    """The graph of the version that the address of a request names (``?version=``), else of the current one.

    Raises:
        UnknownVersionError: it is not kept.
        StoreError: there is no store, or it cannot be used.
    """
    library, asked = served(request).library, request.query_params.get("version")
    return (library.at(asked) if asked else library.current()).graph


def root_of(request: Request) -> str:
    """The public address of the service, which ends with a slash: what the operator named, else the server's own."""
    public = served(request).library.settings.public_url
    if public is not None:
        return public
    said = host_of(request.scope)
    own = said if said is not None and is_own(said, request.scope) else authority_of(request.scope)
    return f"{request.scope['scheme']}://{own}{base_path_of(request)}/"


def link_root_of(request: Request) -> str:
    """What the addresses of headers begin with: ``root_of`` where it is sure, else nothing but the path.

    A proxy that the operator has not named to the server is then led to nowhere else.
    """
    sure = served(request).library.settings.public_url is not None or request.scope.get("host_is_own", True)
    return root_of(request) if sure else f"{base_path_of(request)}/"


def base_path_of(request: Request) -> str:
    """The path before every address of the service, empty where a proxy shows it under none."""
    return served(request).library.settings.base_path


def language_of(request: Request) -> str:
    """The reader's language: that of the address, else the one that the request prefers, else that of the settings."""
    return language_asked(request, served(request).library.settings.language)


def language_asked(request: HTTPConnection, default: str) -> str:
    """The language that the address of a request names, else the one that it prefers, else the default."""
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        return asked
    return choose_language(request.headers.get("accept-language"), LANGUAGES) or default


def say_of(request: HTTPConnection) -> Translator:
    """The sentences of errors and refusals, in the language that a request names; in English where it names none.

    A browser always names one. What names none is a program, whose author reads English messages everywhere else.
    """
    return translator(language_asked(request, "en"))


def built_at(graph: KnowledgeGraph) -> datetime:
    """When the graph was built, which is when everything that the service says of it last changed."""
    moment = datetime.fromisoformat(graph.manifest.built_at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def statistics_of(version: Opened) -> Statistics:
    """The statistics of a version, counted once: in its columns where it has them, which takes far less."""
    return version.once(("statistics",), lambda: _counted(version))


def _counted(version: Opened) -> Statistics:
    graph, file = version.graph, version.folder / COLUMNS
    if file.exists():
        import duckdb  # noqa: PLC0415  few stores have columns

        with suppress(duckdb.Error):  # another version of DuckDB wrote them: the engine counts the same
            return count_columns(file, graph.base, graph.manifest.graphs)
    return read_statistics(graph.rows)


def known_names(version: Opened) -> KnownTerms:
    """What a version knows of prefixes, classes and properties, read once."""
    graph = version.graph
    return version.once(("known names",), lambda: KnownTerms.of(graph.rows, graph.base))
