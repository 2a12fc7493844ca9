"""The least that can answer: pyoxigraph in the server's own process, behind bare Starlette.

``python -m benchmarks.sparql.in_process STORE PORT loop|threads``. Nothing is guarded, limited or negotiated. The
query is evaluated in the event loop, or in Starlette's threads; which is faster depends on the query.
"""

from __future__ import annotations

import sys

import pyoxigraph as ox
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.sparql.queries import ROWS, TRIPLES


def application(store: ox.Store, *, threads: bool) -> Starlette:
    """One route that answers ``?query=`` over the default graph."""

    def answered(text: str) -> Response:
        found = store.query(text)
        if isinstance(found, ox.QueryTriples):
            return Response(ox.serialize(found, format=ox.RdfFormat.TURTLE), media_type=TRIPLES)
        return Response(found.serialize(format=ox.QueryResultsFormat.JSON), media_type=ROWS)

    async def in_loop(request: Request) -> Response:
        return answered(request.query_params["query"])

    async def in_threads(request: Request) -> Response:
        return await run_in_threadpool(answered, request.query_params["query"])

    return Starlette(routes=[Route("/sparql", in_threads if threads else in_loop)])


def main() -> None:
    """Serves with the settings that Streamlit gives to the same server."""
    store, port, way = sys.argv[1:]
    application_ = application(ox.Store.read_only(store), threads=way == "threads")
    uvicorn.run(application_, host="127.0.0.1", port=int(port), access_log=False, use_colors=False, log_level="warning")


if __name__ == "__main__":
    main()
