"""Running a cited query again: on a version that a store keeps, or by the server that the citation names."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from territory_graph.causes import Cause, of_file
from territory_graph.errors import CitedServerError, GoneAtServerError
from territory_graph.store.answers import TRIPLES, media_type_of
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import GuardedQuery, guard
from territory_graph.store.pool import ENDPOINT, Limits, QueryPool, background_pool
from territory_graph.views.citation import Reference
from territory_graph.views.fingerprint import result_hash

_LARGEST = 256 << 20
_SECONDS = 60.0
_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Reproduced:
    """What was found again: the hash of the answer, and of which version it is; ``where`` is a folder or an address."""

    found: str
    version: str
    where: str


def in_store(reference: Reference, store: Path, *, current: bool = False) -> Reproduced:
    """The answer of the version that a store keeps; of its ``current`` one instead, where that is asked.

    Raises:
        UnknownVersionError: the version is not kept.
        QueryError: the query cannot be evaluated.
        StoreError: there is no store, or it cannot be used.
    """
    folder, query = StoreFolder(store), guard(reference.query)
    place = folder.version_folder() if current else folder.folder_of(reference.version)
    _, manifest = folder.open(place)
    pool = background_pool(lambda: QueryPool(folder, workers=1, pinned=(place, manifest)))
    try:
        limits = Limits(ENDPOINT.seconds, reference.rows or ENDPOINT.rows)
        result = pool.submit(query, media_type=media_type_of(query.form), limits=limits, client="reproduce").result()
    finally:
        pool.shut_down()
    return Reproduced(result_hash(result.body, result.media_type, query), manifest.version, str(folder.path))


def at_server(reference: Reference, language: str, *, current: bool = False) -> Reproduced:
    """The answer of the server that a citation names, whose hash is taken here.

    Raises:
        GoneAtServerError: it does not keep the version, and says what became of it.
        CitedServerError: it does not answer, or not as such a server.
    """
    query = guard(reference.query)
    fields = {"query": reference.query} | ({} if current else {"version": reference.version})
    headers = {
        "Accept": media_type_of(query.form),
        "Accept-Language": language,
        "User-Agent": "territory-graph-reproduce",
    }
    address = f"{reference.site}sparql"
    request = urllib.request.Request(address, urllib.parse.urlencode(fields).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            body, version = answer.read(_LARGEST + 1), answer.headers.get("X-Data-Version", "")
        if len(body) > _LARGEST:
            raise CitedServerError(address=address, reason=Cause("larger-than", megabytes=_LARGEST >> 20))
        return Reproduced(_hash(body, query, reference.rows), version, address)
    except urllib.error.HTTPError as error:
        told = " ".join(error.read(2_000).decode("utf-8", "replace").split())
        if error.code in _GONE and not current:
            raise GoneAtServerError(version=reference.version, told=told) from None
        reason = Cause("answered-with", status=f"{error.code} {told}".strip(" ."))
        raise CitedServerError(address=address, reason=reason) from None
    except (OSError, ValueError, SyntaxError, KeyError) as error:
        inner = getattr(error, "reason", None)
        reason = of_file(inner if isinstance(inner, OSError) else error)
        raise CitedServerError(address=address, reason=reason) from error


def _hash(body: bytes, query: GuardedQuery, rows: int | None) -> str:
    kind = media_type_of(query.form)
    if rows is not None and kind == TRIPLES:
        body = b"".join(body.splitlines(keepends=True)[:rows])
    elif rows is not None and "results" in (content := json.loads(body)):
        content["results"]["bindings"] = content["results"]["bindings"][:rows]
        body = json.dumps(content).encode()
    return result_hash(body, kind, query)
