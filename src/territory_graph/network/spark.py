"""Analyses of whole networks on Apache Spark, on this machine or on a cluster, by GraphX inside the ``pyspark`` wheel.

GraphX has no interface in Python: its objects are reached through the gateway that pyspark keeps to the virtual machine
of Java. Ties go there as an Arrow table and values come back as one, so that a cluster needs no folder shared with us.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunningError
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa

from territory_graph.causes import Cause, quoted
from territory_graph.errors import AnalysisCancelledError, MissingPackageError, SparkError
from territory_graph.network.arrays import ArrayNetwork, Floats, Integers
from territory_graph.network.outcome import Watch

WholeMeasures = tuple[Integers, Floats, Integers, Integers]

DAMPING = 0.85
TOLERANCE = 1e-6
"""What PageRank may be off by, of all ranks together. Spark plans a round from all those before, so that twice as many
take four times as long to plan."""
ROUNDS = math.ceil(math.log(TOLERANCE) / math.log(DAMPING))
LABEL_ROUNDS = 20
"""Rounds of label propagation, which need not come to rest: two nodes may take each other's label for ever."""
_ASKED = 0.2  # seconds between two looks whether somebody asked to end the analysis


def analyse(arrays: ArrayNetwork, master: str, watch: Watch) -> WholeMeasures:
    """The component, PageRank, group and number of triangles of each node, in their order; parts have any label.

    Raises:
        MissingPackageError: pyspark is not installed.
        SparkError: Spark does not run, or its cluster does not answer.
        AnalysisCancelledError: somebody asked to end the analysis.
    """
    if not len(arrays):
        none = np.zeros(0, dtype=np.int64)
        return none, np.zeros(0), none, none
    with _session(master) as session:
        graphs = _Graphs(session, arrays)
        steps: dict[str, Callable[[], Any]] = {
            "components": lambda: graphs.values(graphs.plain.ops().connectedComponents(), "LONG"),
            "pagerank": lambda: graphs.values(graphs.followed.ops().staticPageRank(ROUNDS, 1 - DAMPING), "DOUBLE"),
            "groups": lambda: graphs.values(graphs.propagated(), "LONG"),
            "triangles": lambda: graphs.values(graphs.plain.ops().triangleCount(), "INT"),
        }
        found = {phase: _watched(session, step, watch, phase) for phase, step in steps.items()}
    ranks = found["pagerank"] / found["pagerank"].sum()
    return found["components"], ranks, found["groups"], found["triangles"].astype(np.int64)


@contextmanager
def _session(master: str) -> Iterator[Any]:
    """A session of Spark that ends with the block; what it says goes to its log alone."""
    try:
        from py4j.protocol import Py4JError  # noqa: PLC0415  400 MB that only who asks for Spark has
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError:
        raise MissingPackageError(package="pyspark") from None
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
        "spark.driver.extraJavaOptions": "-Xss16m",  # what a round knows of the rounds before is told by recursion
        "spark.executor.extraJavaOptions": "-Xss16m",
        "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    }
    if not master:  # nobody else reaches a session of this machine alone
        options |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.appName("territory-graph").master(master or "local[*]")
    for name, value in options.items():
        builder = builder.config(name, value)
    session = None
    try:
        session = builder.getOrCreate()
        yield session
    except (PySparkException, Py4JError) as error:
        raise SparkError(problem=_problem(error)) from error
    finally:
        if session is not None:
            session.stop()


def _problem(error: Exception) -> Cause:
    """The first line of what went wrong, as Java says it where it was Java."""
    java = getattr(error, "java_exception", None)
    said = str(java.getMessage() if java is not None else error).strip()
    return quoted((said or type(error).__name__).splitlines()[0].rstrip("."))


class _Graphs:
    """The networks that the steps work on, as graphs of GraphX, and what comes back from them."""

    def __init__(self, session: Any, arrays: ArrayNetwork) -> None:
        self._session, self._size = session, len(arrays)
        self._encoders = session._jvm.org.apache.spark.sql.Encoders
        self._level = session._jvm.org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK()
        plain = arrays.undirected()
        self.plain = self._graph(plain.sources, plain.targets)
        ends = (arrays.sources, arrays.targets)
        both = ends if arrays.directed else (np.concatenate(ends), np.concatenate(ends[::-1]))
        self.followed = self._graph(*both)

    def propagated(self) -> Any:
        """The graph with the labels of label propagation."""
        return self._object("org.apache.spark.graphx.lib.LabelPropagation").run(self.plain, LABEL_ROUNDS, self._tag())

    def values(self, graph: Any, kind: str) -> Any:
        """An array with the value of each node, which Java has as a ``kind``."""
        pairs = self._encoders.tuple(self._encoders.LONG(), getattr(self._encoders, kind)())
        found = self._session._jsparkSession.createDataset(graph.vertices(), pairs).toDF()
        from pyspark.sql.classic.dataframe import DataFrame  # noqa: PLC0415

        table = DataFrame(found, self._session).toArrow()
        values = np.empty(self._size, dtype=table.column(1).type.to_pandas_dtype())
        values[table.column(0).to_numpy()] = table.column(1).to_numpy()
        return values

    def _graph(self, sources: Integers, targets: Integers) -> Any:
        """A graph of all nodes, those without a tie too, from the numbers of the ends of its ties."""
        tag, none = self._tag(), self._object("scala.None")
        graphs = self._object("org.apache.spark.graphx.Graph")
        ties = graphs.fromEdgeTuples(self._pairs(sources, targets), 1, none, self._level, self._level, tag)
        numbers = np.arange(self._size, dtype=np.int64)
        nodes = self._pairs(numbers, np.ones(self._size, dtype=np.int32), "INT")
        return graphs.apply(nodes, ties.edges(), 1, self._level, self._level, tag, tag)

    def _pairs(self, first: Integers, second: Any, kind: str = "LONG") -> Any:
        """Two arrays as an RDD of pairs."""
        frame = self._session.createDataFrame(pa.table({"_1": first, "_2": second}))
        pairs = self._encoders.tuple(self._encoders.LONG(), getattr(self._encoders, kind)())
        return getattr(frame._jdf, "as")(pairs).rdd()

    def _tag(self) -> Any:
        """The tag that Scala wants of the class of values: Java's integers, of nodes and of ties alike."""
        java = self._session._jvm.java.lang.Class.forName("java.lang.Integer")
        return self._object("scala.reflect.ClassTag").apply(java)

    def _object(self, name: str) -> Any:
        """An object of Scala, which Java has as the one instance of a class."""
        found = self._session._jvm
        for part in f"{name}$".split("."):
            found = getattr(found, part)
        return getattr(found, "MODULE$")


def _watched(session: Any, step: Callable[[], Any], watch: Watch, phase: str) -> Any:
    """What a step finds, while somebody may ask to end it: its jobs are then cancelled."""
    watch.at(phase)
    with ThreadPoolExecutor(max_workers=1) as pool:
        running = pool.submit(step)
        try:
            while True:
                try:
                    found = running.result(timeout=_ASKED)
                    break
                except StillRunningError:
                    watch.at(phase)
        except (AnalysisCancelledError, KeyboardInterrupt):
            session.sparkContext.cancelAllJobs()
            raise
    watch.at(phase, 1.0)
    return found
