"""``%%sparql`` in IPython and Jupyter: a cell that is a query, and shows its answer.

``%load_ext territory_graph`` makes it known. Then::

    %%sparql people
    SELECT ?person ?name { ?person a tg:Person ; rdfs:label ?name }

shows the rows, and keeps them as ``people``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from territory_graph.errors import SettingsError, TerritoryGraphError
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.store.answers import TRIPLE_COLUMNS
from territory_graph.store.engine import Answer


def load_ipython_extension(shell: Any) -> None:
    """Makes ``%%sparql`` known to IPython, which calls this for ``%load_ext territory_graph``."""
    errors, arguments = (import_module(f"IPython.core.{name}") for name in ("error", "magic_arguments"))
    parser = arguments.MagicArgumentParser("%%sparql")
    parser.add_argument("name", nargs="?", help="The variable that is to hold the answer.")
    parser.add_argument("--graph", help="The variable that holds the graph; needed where several do.")
    opened: list[KnowledgeGraph] = []

    def sparql(line: str, cell: str) -> Answer | bool:
        """Asks a graph the query that the cell is: ``%%sparql [name] [--graph graph]``."""
        asked = parser.parse_argstring(line)
        try:
            if asked.name and not asked.name.isidentifier():
                raise SettingsError(name="name", value=asked.name, expected="a name that Python takes for a variable")
            found = _graph_of(shell.user_ns, asked.graph, opened).query(cell)
        except TerritoryGraphError as error:
            raise errors.UsageError(str(error)) from None  # the query is at fault, and no code
        answer = Answer(TRIPLE_COLUMNS, found) if isinstance(found, tuple) else found
        if asked.name:
            shell.user_ns[asked.name] = answer
        return answer

    shell.register_magic_function(sparql, magic_kind="cell")


def _graph_of(variables: dict[str, Any], name: str | None, opened: list[KnowledgeGraph]) -> KnowledgeGraph:
    """The graph of that variable, or the only one that a variable holds; the store of the settings where none does.

    Raises:
        SettingsError: the variable holds no graph, or several hold one each and none was named.
        StoreError: no variable holds a graph, and there is no store.
    """
    graphs = {key: value for key, value in variables.items() if isinstance(value, KnowledgeGraph) and key[0] != "_"}
    if name is not None and name not in graphs:
        raise SettingsError(name="--graph", value=name, expected=f"one of the graphs {_listed(graphs)}")
    if name is None and len({id(graph) for graph in graphs.values()}) > 1:
        raise SettingsError(name="--graph", value="left out", expected=f"named, one of {_listed(graphs)}")
    if graphs:
        return graphs[name or next(iter(graphs))]
    if not opened:
        opened.append(KnowledgeGraph.open())
    return opened[0]


def _listed(graphs: dict[str, KnowledgeGraph]) -> str:
    return ", ".join(sorted(graphs)) or "(there is none: graph = KnowledgeGraph.open())"
