"""A version of the data on a SPARQL 1.1 server elsewhere, asked by the protocol of the recommendation.

Every question has a deadline. What a server did not begin, or answered with 502, 503 or 504, is asked again twice; a
server that failed five times in a row is left alone for some seconds, and whoever asks is told so at once. An answer
that is not whole, or is none, is an error and never fewer rows.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyoxigraph as ox

from territory_graph.causes import Cause, quoted
from territory_graph.errors import QueryError, QueryTimeoutError, RemoteStoreError
from territory_graph.settings import RemoteStore
from territory_graph.store import ordering
from territory_graph.store.dialects import PUBLISHED, Dialect, dialect_of
from territory_graph.store.engine import Answer, Triples, sorted_answer, term
from territory_graph.store.guard import FORMS, from_clauses
from territory_graph.store.tokens import tokens
from territory_graph.tabular import Shown
from territory_graph.terms import text

DEADLINE = 60.0
"""Seconds for one question of the software's own, from its beginning to the end of the answer."""
LONGEST_UPDATE = 600.0
CONNECT = 5.0
ATTEMPTS = 3
PAUSE = 0.3
"""Seconds before a question is asked again; twice as many before the next time."""
FAILURES = 5
REST = 10.0
"""After so many failures in a row a server is not asked for so many seconds."""
LARGEST = 512 << 20
"""Bytes that an answer may have."""

_RESULTS, _TRIPLES = "application/sparql-results+json", "application/n-triples"
_ACCEPTED_TRIPLES = f"{_TRIPLES}, text/ntriples;q=0.5"
_BUSY = (502, 503, 504)


class _Login(httpx.Auth):
    """Gives name and password in the way that the server asks for: Basic or Digest."""

    def __init__(self, name: str, password: str) -> None:
        self._basic, self._digest = httpx.BasicAuth(name, password), httpx.DigestAuth(name, password)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Asks without them first."""
        response = yield request
        if response.status_code == 401:
            digest = response.headers.get("www-authenticate", "").lower().startswith("digest")
            yield from (self._digest if digest else self._basic).auth_flow(request)


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row; after ``FAILURES`` of them nothing is asked for ``REST`` seconds, then one question."""

    failures: int = 0
    until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> float:
        """Seconds for which nothing is asked; whoever is told 0 after a rest is the one who tries."""
        with self._lock:
            left = self.until - time.monotonic()
            if left <= 0 and self.failures >= FAILURES:
                self.until = time.monotonic() + REST
            return max(0.0, left)

    def tell(self, *, failed: bool) -> None:
        """What became of a question."""
        with self._lock:
            self.failures = self.failures + 1 if failed else 0
            self.until = time.monotonic() + REST if self.failures >= FAILURES else 0.0


class Remote:
    """The engine of a dataset on a server."""

    def __init__(self, address: RemoteStore, *, deadline: float = DEADLINE) -> None:
        self.address = address
        self._deadline = deadline
        self._breaker = Breaker()
        self._client = httpx.Client(auth=_Login(*address.login) if address.login else None, follow_redirects=True)
        self._dialect: Dialect | None = None

    @property
    def dialect(self) -> Dialect:
        """How the server is asked, told by its answers.

        Raises:
            RemoteStoreError: it does not answer.
        """
        if self._dialect is None:
            self._asked("ASK {}", bare=True)
        assert self._dialect is not None
        return self._dialect

    def evaluate(self, sparql: str, *, bare: bool = False) -> Answer | bool | Triples:
        """The answer to a query, its rows sorted here by the order that it ends with.

        ``bare`` is a query that the server gets as it is, without what its dialect puts before it.

        Raises:
            QueryError: the server says that the text is no query, or cannot be evaluated.
            RemoteStoreError: the server cannot be asked, is too slow, or does not answer with a whole answer.
        """
        unsorted, keys = ordering.split_order(sparql)
        kind, body = self._asked(unsorted if keys else sparql, bare=bare)
        if kind == _TRIPLES:
            return Shown((term(t.subject), term(t.predicate), term(t.object)) for t in self._triples(body))
        found = self._results(body)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        names = {one.value for one in found.variables}
        if not names.issuperset(key.name for key in keys):  # sorted by what it does not show
            found, keys = self._solutions(sparql), ()
        with self._whole_answer():
            return sorted_answer(found, keys)

    def _solutions(self, sparql: str) -> ox.QuerySolutions:
        found = self._results(self._asked(sparql)[1])
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError(reason=Cause("select-only"), line=None, column=None)
        return found

    @contextmanager
    def _whole_answer(self) -> Iterator[None]:
        """Within it, what cannot be read to its end is told as half an answer."""
        try:
            yield
        except (SyntaxError, ValueError, OSError) as error:
            raise self._failure(Cause("half-answer")) from error

    def found(
        self, sparql: str, *, graphs: Mapping[str, Sequence[str]], deadline: float
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """What a person's query finds, as the engine's own classes; ``graphs`` are those that the protocol names.

        Raises:
            QueryError: the server says that the text is no query, or it is stopped at its deadline.
            RemoteStoreError: the server cannot be asked.
        """
        fields = {name: list(iris) for name, iris in graphs.items() if iris}
        try:
            kind, body = self._asked(sparql, fields=fields, deadline=deadline)
        except RemoteStoreError as error:
            if error.fields["reason"] == Cause("late"):
                raise QueryTimeoutError(seconds=round(deadline)) from error
            raise
        if kind == _RESULTS:
            return self._results(body)
        store = ox.Store()
        store.bulk_extend(ox.Quad(one.subject, one.predicate, one.object) for one in self._triples(body))
        found = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
        assert isinstance(found, ox.QueryTriples)
        return found

    def tsv(self, sparql: str) -> bytes:
        """The rows, written anew: servers do not agree on how TSV is written."""
        found = self._solutions(sparql)
        with self._whole_answer():
            return found.serialize(format=ox.QueryResultsFormat.TSV) or b""

    def texts(self, sparql: str) -> Iterator[tuple[str, ...]]:
        """The rows as texts."""
        found = self._solutions(sparql)
        with self._whole_answer():
            rows = [tuple("" if cell is None else text(cell) for cell in row) for row in found]
        return iter(rows)

    def quads(self) -> Iterator[ox.Quad]:
        """Every statement of every record: one answer with four columns."""
        with self._whole_answer():
            for row in self._solutions("SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"):
                if not text(row["g"]).startswith((PUBLISHED, *self.dialect.system_graphs)):
                    yield ox.Quad(row["s"], row["p"], row["o"], row["g"])

    def update(self, sparql: str) -> None:
        """Changes the dataset. It is not asked again where an answer is lost, for it may have been done.

        Raises:
            RemoteStoreError: the server does not say that it was done.
        """
        body, kind = sparql.encode(), "application/sparql-update"
        try:
            answer = self._client.post(
                self.address.update, content=body, headers={"Content-Type": kind}, timeout=_timeout(LONGEST_UPDATE)
            )
        except httpx.HTTPError as error:
            raise self._failure(_words(error)) from error
        if answer.status_code >= 300:
            raise self._failure(
                Cause("refused-change", status=str(answer.status_code), words=" ".join(answer.text.split())[:300])
            )

    def _asked(
        self,
        sparql: str,
        *,
        bare: bool = False,
        fields: Mapping[str, Sequence[str]] | None = None,
        deadline: float | None = None,
    ) -> tuple[str, bytes]:
        """The media type and the bytes of an answer."""
        wait = self._breaker.wait()
        if wait:
            raise self._failure(Cause("breaker-open", count=FAILURES, seconds=round(wait)))
        told = {
            "query": sparql if bare or fields or names_graphs(sparql) else self.dialect.asked(sparql),
            **(fields or {}),
        }
        ends = time.monotonic() + (deadline or self._deadline)
        for attempt in range(ATTEMPTS):
            try:
                status, headers, body = self._exchange(told, ends)
            except httpx.HTTPError as error:
                self._breaker.tell(failed=True)
                begun = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                if begun or attempt + 1 == ATTEMPTS or not self._may_pause(attempt, ends):
                    raise self._failure(_words(error)) from error
                continue
            if status in _BUSY and attempt + 1 < ATTEMPTS and self._may_pause(attempt, ends):
                continue
            self._breaker.tell(failed=status in _BUSY)
            self._dialect = self._dialect or dialect_of(headers)
            return self._read(status, headers.get("content-type", ""), self._dialect.told(body))
        raise AssertionError("the last attempt returns or raises")

    def _may_pause(self, attempt: int, ends: float) -> bool:
        pause = PAUSE * 2**attempt
        if time.monotonic() + pause >= ends:
            return False
        time.sleep(pause)
        return True

    def _exchange(self, fields: Mapping[str, Any], ends: float) -> tuple[int, httpx.Headers, bytes]:
        """One request, and its answer as far as it came before the deadline."""
        left = max(0.1, ends - time.monotonic())
        # Told both formats, an engine may tell triples as rows.
        sparql = fields["query"]
        form = next((one.text.lower() for one in tokens(sparql) if one.text.lower() in FORMS), "select")
        with self._client.stream(
            "POST",
            self.address.query,
            data=fields,
            headers={"Accept": _ACCEPTED_TRIPLES if form in ("construct", "describe") else _RESULTS},
            timeout=_timeout(left),
        ) as answer:
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if time.monotonic() > ends:
                    raise httpx.ReadTimeout("deadline")
                if len(body) > LARGEST:
                    raise httpx.TransportError("too large")
            return answer.status_code, answer.headers, bytes(body)

    def _read(self, status: int, kind: str, body: bytes) -> tuple[str, bytes]:
        kind = kind.partition(";")[0].strip().lower()
        if status == 400:
            raise QueryError(reason=quoted(body.decode(errors="replace")), line=None, column=None)
        if status >= 300:
            raise self._failure(Cause("answered-with", status=str(status)))
        if kind in (_RESULTS, "application/json"):
            return _RESULTS, body
        if kind in (_TRIPLES, "text/ntriples", "text/plain"):
            return _TRIPLES, body
        raise self._failure(Cause("answered-other", kind=kind or "-"))

    def _results(self, body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
        with self._whole_answer():
            return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)

    def _triples(self, body: bytes) -> list[ox.Triple]:
        with self._whole_answer():
            return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]

    def _failure(self, reason: Cause) -> RemoteStoreError:
        return RemoteStoreError(address=self.address.host, reason=reason)


def names_graphs(sparql: str) -> bool:
    """Whether a query says by FROM of which graphs it asks."""
    clauses = from_clauses(sparql) if "from" in sparql.lower() else None
    return clauses is not None and bool(clauses.default or clauses.named)


def _timeout(seconds: float) -> httpx.Timeout:
    return httpx.Timeout(seconds, connect=min(CONNECT, seconds))


def _words(error: httpx.HTTPError) -> Cause:
    if isinstance(error, httpx.ConnectError):
        return Cause("nothing-listens")
    if isinstance(error, httpx.TimeoutException):
        return Cause("late")
    if isinstance(error, httpx.RemoteProtocolError):
        return Cause("half-answer")
    return Cause("connection-failed")
