"""Array networks straight from the store: a projection's rows are serialised as TSV and read as columns.

They have the ties and weights of ``build_network``, without the attributes of nodes and ties.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyoxigraph as ox

from territory_graph.network.arrays import ArrayNetwork, Floats, Integers, simple_arrays
from territory_graph.network.build import WEIGHTS, Projection
from territory_graph.store.engine import query_error


def load_arrays(
    store: ox.Store, projection: Projection, sparql: str, nodes: Iterable[str] = (), version: str = ""
) -> ArrayNetwork:
    """The network that the rows of a projection's query make, with ``nodes`` present even where no tie names them.

    Raises:
        QueryError: the query cannot be evaluated.
    """
    columns = read_columns(_tsv(store, unordered(sparql)))
    named, sources, targets = _numbered(columns, nodes)
    apart = sources != targets
    weights, kept = _weights(projection, columns, sources, targets)
    use = apart & kept
    return simple_arrays(
        named,
        sources[use],
        targets[use],
        weights[use],
        directed=projection.directed,
        projection=projection.name,
        version=version,
        data=_sides(named, sources, targets) if projection.two_kinds else None,
    )


def unordered(sparql: str) -> str:
    """The query without the order of its rows, which means nothing to a network and takes a third of the time."""
    return sparql[: sparql.rindex("ORDER BY")]


def _tsv(store: ox.Store, sparql: str) -> bytes:
    try:
        found = store.query(sparql, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return found.serialize(format=ox.QueryResultsFormat.TSV) or b""
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise query_error(str(error)) from error


def read_columns(tsv: bytes) -> dict[str, pa.ChunkedArray]:
    """The columns of a SPARQL 1.1 TSV answer, each cell as it is written there: ``<iri>``, ``"text"``, ``2``."""
    names = [name.removeprefix("?") for name in tsv[: tsv.index(b"\n")].decode().split("\t")]
    table = arrow_csv.read_csv(
        pa.BufferReader(tsv),
        read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=1, use_threads=False),
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
    coded = both.dictionary_encode().combine_chunks()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    texts = np.array([_iri(text) for text in coded.dictionary.to_pylist()], dtype=object)
    order = np.argsort(texts, kind="stable")
    place = np.empty(len(texts), dtype=np.int64)
    place[order] = np.arange(len(texts))
    numbers = place[coded.indices.to_numpy(zero_copy_only=False)]
    count = len(columns["source"])
    return texts[order].tolist(), numbers[:count], numbers[count : 2 * count]


def _iri(text: str) -> str:
    return text[1:-1] if text.startswith("<") else text


def _weights(
    projection: Projection, columns: dict[str, pa.ChunkedArray], sources: Integers, targets: Integers
) -> tuple[Floats, np.ndarray]:
    """The weight of each row, NaN where unknown, and which rows count."""
    everything = np.ones(len(sources), dtype=np.bool_)
    if projection.name == "actors":
        return _shared_out(columns), _once(columns, sources, targets)
    if projection.name == "funding":
        return _least_shares(columns, sources, targets)
    if "weight" not in columns:
        return np.ones(len(sources)), everything
    found = _numbers(columns["weight"])
    return np.where(np.isnan(found) | (found == 0), 1.0, found), everything


def _numbers(column: pa.ChunkedArray) -> Floats:
    """Numbers as TSV writes them: bare, or quoted with their type; NaN where there is none."""
    lexical = pc.replace_substring_regex(column, r'^"([^"]*)".*$', r"\1")
    empty = pc.equal(lexical, "")
    return np.asarray(pc.if_else(empty, pa.scalar(None, pa.string()), lexical).cast(pa.float64()), dtype=np.float64)


def _shared_out(columns: dict[str, pa.ChunkedArray]) -> Floats:
    """w(kind)/(size − 1), as ``build.fold_actors`` adds it up."""
    coded = columns["kind"].dictionary_encode().combine_chunks()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    by_kind = np.array([WEIGHTS[text.strip('"')] for text in coded.dictionary.to_pylist()] or [0.0])
    each: Floats = by_kind[coded.indices.to_numpy(zero_copy_only=False)]
    return each / np.maximum(1, _numbers(columns["size"]) - 1)


def _once(columns: dict[str, pa.ChunkedArray], sources: Integers, targets: Integers) -> np.ndarray:
    """False for a row that says the same reason of the same pair again, the other way round."""
    use = np.ones(len(sources), dtype=np.bool_)
    width = int(max(sources.max(initial=0), targets.max(initial=0))) + 1
    codes = np.minimum(sources, targets) * width + np.maximum(sources, targets)
    turned = np.flatnonzero(sources > targets)
    doubtful = np.flatnonzero(np.isin(codes, np.intersect1d(codes[turned], codes[sources < targets])))
    seen: set[tuple[int, str, str]] = set()
    for row in doubtful.tolist():
        key = (int(codes[row]), columns["kind"][row].as_py(), columns["via"][row].as_py())
        use[row] = key not in seen
        seen.add(key)
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


def _sides(nodes: list[str], sources: Integers, targets: Integers) -> dict[Hashable, Mapping[str, int]]:
    found = dict.fromkeys(np.unique(sources).tolist(), 0) | dict.fromkeys(np.unique(targets).tolist(), 1)
    return {nodes[number]: {"bipartite": side} for number, side in sorted(found.items())}
