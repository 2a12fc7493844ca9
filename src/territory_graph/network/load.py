"""Array networks straight from the store: a projection's rows are serialised as TSV and read as columns.

They have the ties and weights of ``build_network``, without the attributes of nodes and ties.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from territory_graph.network.arrays import ArrayNetwork, Floats, Integers, simple_arrays
from territory_graph.network.build import WEIGHTS, Projection
from territory_graph.store.engine import Engine


def load_arrays(
    engine: Engine, projection: Projection, sparql: str, nodes: Iterable[str] = (), version: str = ""
) -> ArrayNetwork:
    """The network that the rows of a projection's query make, with ``nodes`` present even where no tie names them.

    Raises:
        QueryError: the query cannot be evaluated.
    """
    columns = read_columns(engine.tsv(bare(sparql)))
    named, sources, targets = _numbered(columns, nodes)
    weights, kept = _weights(projection, columns, sources, targets)
    use = kept & (sources != targets)
    sides: dict[Hashable, Mapping[str, int]] | None = None
    if projection.two_kinds:
        kinds = dict.fromkeys(np.unique(sources).tolist(), 0) | dict.fromkeys(np.unique(targets).tolist(), 1)
        sides = {named[number]: {"bipartite": side} for number, side in sorted(kinds.items())}
    return simple_arrays(
        named,
        sources[use],
        targets[use],
        weights[use],
        directed=projection.directed,
        projection=projection.name,
        version=version,
        data=sides,
    )


def bare(sparql: str) -> str:
    """The query without the order of its rows and without DISTINCT, which take half of the time.

    A row may then be there again: ``_once`` finds it among those of its pair, in a small part of that time.
    """
    return sparql[: sparql.rindex("ORDER BY")].replace("SELECT DISTINCT", "SELECT", 1)


def read_columns(tsv: bytes) -> dict[str, pa.ChunkedArray]:
    """The columns of a SPARQL 1.1 TSV answer, each cell as it is written there: ``<iri>``, ``"text"``, ``2``."""
    names = [name.removeprefix("?") for name in tsv[: tsv.index(b"\n")].decode().split("\t")]
    table = arrow_csv.read_csv(
        pa.BufferReader(tsv),
        read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=1, block_size=1 << 24),
        parse_options=arrow_csv.ParseOptions(delimiter="\t", quote_char=False, double_quote=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    return {name: table[name] for name in names}


def _numbered(columns: dict[str, pa.ChunkedArray], nodes: Iterable[str]) -> tuple[list[str], Integers, Integers]:
    """The nodes in the order of their IRIs, and the numbers of both ends of each row."""
    given = pa.array([f"<{node}>" for node in nodes], type=pa.string())
    both = pa.chunked_array([*columns["source"].chunks, *columns["target"].chunks, given], type=pa.string())
    codes, written = _coded(both)
    texts = pc.ascii_trim(written, "<>")
    order = pc.sort_indices(texts)
    place = np.empty(len(texts), dtype=np.int64)
    place[order.to_numpy()] = np.arange(len(texts))
    count = len(columns["source"])
    return texts.take(order).to_pylist(), place[codes[:count]], place[codes[count : 2 * count]]


def _coded(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """The number of each cell among the different cells, and those."""
    coded = column.dictionary_encode().combine_chunks()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    return coded.indices.to_numpy(zero_copy_only=False), coded.dictionary


def _weights(
    projection: Projection, columns: dict[str, pa.ChunkedArray], sources: Integers, targets: Integers
) -> tuple[Floats, np.ndarray]:
    """The weight of each row, NaN where unknown, and which rows count."""
    if projection.name == "actors":
        low, high = np.minimum(sources, targets), np.maximum(sources, targets)
        return _shared_out(columns), _once(low, high, [columns["kind"], columns["via"]])
    if projection.name == "funding":
        return _least_shares(columns, sources, targets)
    said = [column for name, column in columns.items() if name not in ("source", "target")]
    return _given(columns), _once(sources, targets, said)


def _given(columns: dict[str, pa.ChunkedArray]) -> Floats:
    if "weight" not in columns:
        return np.ones(len(columns["source"]))
    found = _numbers(columns["weight"])
    return np.where(np.isnan(found) | (found == 0), 1.0, found)


def _numbers(column: pa.ChunkedArray) -> Floats:
    """Numbers as TSV writes them: bare, or quoted with their type; NaN where there is none."""
    codes, written = _coded(column)
    lexical = pc.replace_substring_regex(written, r'^"([^"]*)".*$', r"\1")
    numbers = pc.if_else(pc.equal(lexical, ""), pa.scalar(None, pa.string()), lexical).cast(pa.float64())
    found: Floats = numbers.to_numpy(zero_copy_only=False)[codes]
    return found


def _shared_out(columns: dict[str, pa.ChunkedArray]) -> Floats:
    """w(kind)/(size − 1), as ``build.fold_actors`` adds it up."""
    codes, kinds = _coded(columns["kind"])
    by_kind = np.array([WEIGHTS[text.strip('"')] for text in kinds.to_pylist()])
    return np.asarray(by_kind[codes] / np.maximum(1, _numbers(columns["size"]) - 1), dtype=np.float64)


def _once(first: Integers, second: Integers, said: list[pa.ChunkedArray]) -> np.ndarray:
    """False for a row that says of a pair what an earlier one says of it: only rows of one pair are compared."""
    pairs = first * (int(second.max(initial=0)) + 1) + second
    by_pair = np.argsort(pairs, kind="stable")
    again = np.flatnonzero(np.diff(pairs[by_pair]) == 0)
    doubtful = np.unique(by_pair[np.concatenate([again, again + 1])])
    codes = pairs[doubtful]
    for column in said:
        cells, different = _coded(column.take(pa.array(doubtful)))
        codes = np.unique(codes, return_inverse=True)[1] * len(different) + cells
    use = np.ones(len(pairs), dtype=np.bool_)
    use[doubtful] = False
    use[doubtful[np.unique(codes, return_index=True)[1]]] = True
    return use


def _least_shares(
    columns: dict[str, pa.ChunkedArray], sources: Integers, targets: Integers
) -> tuple[Floats, np.ndarray]:
    """Each commitment of a pair once, at the least of the recipient's own shares; a pair without one has no weight."""
    amounts = _numbers(columns["amount"])
    least: dict[tuple[int, int], dict[str, float]] = {}
    rows: dict[tuple[int, int], int] = {}
    told = columns["via"].to_pylist(), columns["scope"].to_pylist()
    cells = zip(sources.tolist(), targets.tolist(), *told, strict=True)
    for row, (source, target, via, scope) in enumerate(cells):
        rows.setdefault((source, target), row)
        shares = least.setdefault((source, target), {})
        if scope.strip('"') == "share":
            shares[via] = min(float(amounts[row]), shares.get(via, float("inf")))
    weights, use = np.full(len(sources), np.nan), np.zeros(len(sources), dtype=np.bool_)
    for pair, row in rows.items():
        use[row] = True
        weights[row] = sum(least[pair].values()) if least[pair] else np.nan
    return weights, use
