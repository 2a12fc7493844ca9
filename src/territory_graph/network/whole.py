"""What every node of a network is within the whole: its component, PageRank, group and triangles, by either engine.

The local engine is that of the measures. Apache Spark (GraphX) is for networks that outgrow one machine; see ``spark``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from territory_graph.network import engine as fast
from territory_graph.network.arrays import ArrayNetwork, Floats, Integers, to_arrays
from territory_graph.network.measures.centrality import page_ranks
from territory_graph.network.outcome import SEED, Watch
from territory_graph.scratch import replacing

if TYPE_CHECKING:
    import pyarrow as pa

EngineName = Literal["local", "spark"]
ENGINES: tuple[EngineName, ...] = ("local", "spark")
PHASES = ("components", "pagerank", "groups", "triangles")


@dataclass(frozen=True, eq=False)
class WholeNetwork:
    """An array of n values each, in the order of ``network.nodes``; direction is set aside, but by PageRank.

    ``components`` and ``groups`` hold the lowest number of a node of the same component or group. ``ranks`` are
    PageRanks with damping 0.85, without weights, which add up to 1. ``groups`` come of label propagation (Raghavan,
    Albert & Kumara 2007), of which a network has several equally good outcomes: two engines need not agree on them.
    """

    network: ArrayNetwork
    components: Integers
    ranks: Floats
    groups: Integers
    triangles: Integers

    def node_table(self, labels: Mapping[object, str]) -> pa.Table:
        """A line a node: its IRI and label, the IRI by which its component and its group are told, and its figures."""
        import pyarrow as pa  # noqa: PLC0415  it takes a while, and most networks need none

        names = self._names()
        return pa.table(
            {
                "node": pa.array(names, pa.string()),
                "label": pa.array([labels.get(node, "") for node in self.network.nodes], pa.string()),
                "component": pa.array(names[self.components], pa.string()),
                "pagerank": self.ranks,
                "group": pa.array(names[self.groups], pa.string()),
                "triangles": self.triangles,
            }
        )

    def _names(self) -> NDArray[np.object_]:
        return np.array([str(node) for node in self.network.nodes], dtype=object)

    def tie_table(self) -> pa.Table:
        """A line a tie: the IRIs of its ends, and its weight, null where it is unknown."""
        import pyarrow as pa  # noqa: PLC0415

        names = self._names()
        weights = pa.array(self.network.weights, mask=np.isnan(self.network.weights))
        ends = {"source": names[self.network.sources], "target": names[self.network.targets]}
        return pa.table({**{name: pa.array(each, pa.string()) for name, each in ends.items()}, "weight": weights})


def whole_network(
    network: nx.Graph | ArrayNetwork, *, engine: EngineName = "local", master: str = "", watch: Watch | None = None
) -> WholeNetwork:
    """What every node is within the whole of a network.

    ``master`` is the address of Spark's cluster, this machine where it is empty.

    Raises:
        MissingPackageError: Spark is asked for, and not installed.
        SparkError: Spark does not run, or its cluster does not answer.
        AnalysisCancelledError: somebody asked to end the analysis.
    """
    arrays, told = to_arrays(network), watch or Watch()
    if engine == "spark":
        from territory_graph.network.spark import analyse  # noqa: PLC0415  only who asks for Spark needs it

        components, ranks, groups, triangles = analyse(arrays, master, told)
    else:
        plain = arrays.undirected()
        told.at("components", 1.0)
        components, ranks = plain.components, page_ranks(arrays, told)
        told.at("groups")
        # Label propagation from a fixed seed, quickened by a queue (Traag & Šubelj 2023).
        groups = np.zeros(len(plain), dtype=np.int64)
        numbered = replace(plain, nodes=range(len(plain)), data={}).to_networkx()
        for number, group in enumerate(nx.community.fast_label_propagation_communities(numbered, seed=SEED)):
            groups[list(group)] = number
        triangles = fast.triangles(plain, told)
    return WholeNetwork(arrays, lowest(components), ranks, lowest(groups), triangles)


def lowest(labels: Integers) -> Integers:
    """The same parts, each told by the lowest number of a node in it.

    >>> lowest(np.array([7, 3, 7, 3])).tolist()
    [0, 1, 0, 1]
    """
    _, first, part = np.unique(labels, return_index=True, return_inverse=True)
    return first[part].astype(np.int64)


def write_whole(found: WholeNetwork, folder: Path, labels: Mapping[object, str]) -> None:
    """Writes ``nodes.parquet`` and ``ties.parquet`` into a folder, which is made, each whole or not at all.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    for name, table in (("nodes", found.node_table(labels)), ("ties", found.tie_table())):
        with replacing(folder / f"{name}.parquet") as temporary:
            pq.write_table(table, temporary, compression="zstd")
