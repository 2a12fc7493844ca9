"""The sources that a file names: by an identifier, or by their titles, as people do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from territory_graph.contributions import Row
from territory_graph.contributions.drafting import slug
from territory_graph.facts.things import read_things_of
from territory_graph.importing.matching import Placed
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.spelling import folded

_IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def with_sources(
    placed: Iterable[Placed], graph: KnowledgeGraph, file: str
) -> tuple[tuple[Row, ...], tuple[Placed, ...]]:
    """The sources that rows call by a title nobody bears yet, and the rows with identifiers in the place of titles.

    A place that is a line of the ``file`` is none in a source that the row names: it is then told with the file's name.
    """
    iris = read_things_of(graph.rows, "Source")
    known = {folded(thing.label): thing.iri.rpartition("/")[2] for thing in graph.things(iris).values()}
    taken = {iri.rpartition("/")[2] for iri in iris}
    placed = tuple(placed)
    for cells in (one.row.cells for one in placed if one.row.table == "sources" and one.row.cells.get("id")):
        taken.add(cells["id"])
        known.setdefault(folded(cells.get("title", "")), cells["id"])
    new: dict[str, Row] = {}

    def identifier(title: str) -> str:
        if title in taken or (_IDENTIFIER.fullmatch(title) and folded(title) not in known):
            return title
        if folded(title) not in known:
            name = slug(title)[:60].strip("-") or "source"
            while name in taken:
                name += "-2"
            taken.add(name)
            known[folded(title)] = name
            new[name] = Row("sources", {"id": name, "title": title})
        return known[folded(title)]

    found = []
    for one in placed:
        cells = dict(one.row.cells)
        if (named := cells.get("source", "")) and named != slug(file):
            cells["source"] = identifier(named)
            if cells.get("locator") == f"ligne {one.line}":
                cells["locator"] = f"{file}, ligne {one.line}"
        found.append(replace(one, row=replace(one.row, cells=cells)))
    return tuple(new.values()), tuple(found)
