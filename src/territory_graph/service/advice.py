"""Advice on an answer, as a header tells it.

Which names of a query without an answer are those of nothing; which columns GROUP_CONCAT left empty, and what joins
the values.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable
from itertools import islice
from typing import IO, cast

import pyoxigraph as ox

from territory_graph.diagnosis import Lesson, unjoined, unused
from territory_graph.errors import TerritoryGraphError
from territory_graph.library import Opened
from territory_graph.messages import translator
from territory_graph.service.context import known_names
from territory_graph.store.guard import GuardedQuery
from territory_graph.store.pool import LARGEST_ANSWER, Result
from territory_graph.terms import is_of_nothing, text

LOOKED_AT = 1_000
"""Rows of an answer that are looked at."""
_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
_LARGEST_ZEROS = 1_000  # bytes of one row of zeros, which is read only where it can be one
_LARGEST_HEAD = 10_000  # bytes of an answer without a row, which names its columns
_MOST_NAMES = 3
_QUOTES = str.maketrans("“”", '""')


def finds_nothing(result: Result) -> bool:
    """Whether an answer has no row, or one of zeros and gaps, as counts and sums of nothing are, or is no.

    Of triples it is not said, which are written in many ways.
    """
    if result.kind == "boolean":
        return b"false" in result.body
    if result.kind != "rows" or result.packed or len(result.body) >= _LARGEST_HEAD:
        return False  # what is packed has rows
    head = result.body
    if len(head) < _LARGEST_ZEROS and _is_of_zeros(head, result.media_type):
        return True
    if result.media_type == _JSON:
        return head.endswith(b'"bindings":[]}}')
    if result.media_type == _XML:
        return b"<result>" not in head and head.endswith(b"</sparql>")
    return head.count(b"\n") <= 1


def _is_of_zeros(body: bytes, media_type: str) -> bool:
    try:
        if media_type == "text/csv":
            rows = [*csv.reader(io.StringIO(body.decode()))][1:]
        else:
            found = ox.parse_query_results(body, ox.QueryResultsFormat.from_media_type(media_type))
            rows = [["" if cell is None else text(cell) for cell in row] for row in cast("ox.QuerySolutions", found)]
    except (SyntaxError, csv.Error):
        return False
    return len(rows) == 1 and is_of_nothing(rows[0])


def advice_on_nothing(query: GuardedQuery, version: Opened) -> str:
    """Which names of a query are those of nothing in a version, with the nearest, in English ASCII."""
    try:
        lessons = unused(query, version.graph.rows, lambda: known_names(version), translator("en"))
    except TerritoryGraphError:  # the answer is there, and stays
        return ""
    return _in_ascii(lessons[:_MOST_NAMES])


def advice_on(query: GuardedQuery, result: Result, media_type: str) -> str:
    """What is to be known of the rows of an answer in English ASCII, written in ``media_type``; empty where nothing."""
    try:
        empty = _empty(result, media_type)
    except (SyntaxError, csv.Error):  # a value that the engine writes and does not read
        return ""
    return _in_ascii(unjoined(query, empty, translator("en")))


def _in_ascii(told: Iterable[Lesson]) -> str:
    words = " ".join(part for lesson in told for part in (lesson.sentence, *lesson.hints))
    return words.translate(_QUOTES).encode("ascii", "replace").decode()


def _empty(result: Result, media_type: str) -> set[str]:
    """The variables that have no value in one of the first rows."""
    written = io.BytesIO(result.body)
    with cast("IO[bytes]", gzip.GzipFile(fileobj=written) if result.packed else written) as body:
        if media_type == "text/csv":
            csv.field_size_limit(max(csv.field_size_limit(), LARGEST_ANSWER))
            rows = csv.reader(io.TextIOWrapper(body, "utf-8", newline=""))
            names = next(rows, [])
            return {name for row in islice(rows, LOOKED_AT) for name, cell in zip(names, row, strict=False) if not cell}
        found = ox.parse_query_results(body, ox.QueryResultsFormat.from_media_type(media_type))
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        return {name for row in islice(found, LOOKED_AT) for name in names if row[name] is None}
