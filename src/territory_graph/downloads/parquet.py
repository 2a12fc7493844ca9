"""A table of an answer as Apache Parquet, its columns typed as ``store.arrow`` types them."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from territory_graph.store.answers import Table
from territory_graph.store.arrow import arrow


def parquet(table: Table, metadata: Mapping[str, str]) -> bytes:
    """The table with ``metadata`` in its footer."""
    sink = pa.BufferOutputStream()
    pq.write_table(arrow(table, metadata), sink, compression="zstd")
    return bytes(sink.getvalue())
