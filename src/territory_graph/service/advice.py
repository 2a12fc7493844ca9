"""Advice on an answer, as a header tells it: which columns GROUP_CONCAT left empty, and what joins the values."""

from __future__ import annotations

import csv
import gzip
import io
from itertools import islice
from typing import IO, cast

import pyoxigraph as ox

from territory_graph.diagnosis import unjoined
from territory_graph.messages import translator
from territory_graph.store.guard import GuardedQuery
from territory_graph.store.pool import LARGEST_ANSWER, Result

LOOKED_AT = 1_000
"""Rows of an answer that are looked at."""


def advice_on(query: GuardedQuery, result: Result, media_type: str) -> str:
    """What is to be known of the rows of an answer in English ASCII, written in ``media_type``; empty where nothing."""
    try:
        empty = _empty(result, media_type)
    except (SyntaxError, csv.Error):  # a value that the engine writes and does not read
        return ""
    told = unjoined(query, empty, translator("en"))
    words = " ".join(part for lesson in told for part in (lesson.sentence, *lesson.hints))
    return words.encode("ascii", "replace").decode()


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
