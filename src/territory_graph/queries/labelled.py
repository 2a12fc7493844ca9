"""Whose label each column of a packaged question holds: what a translation of its rows has to know."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

_COLUMNS = re.compile(r"^SELECT DISTINCT((?: \?\w+)+)$", re.MULTILINE)
_LABEL = re.compile(r"\?(\w+) rdfs:label \?(\w+)")


class Labelled(NamedTuple):
    """A query with columns added for the things whose labels it shows; ``things`` has that of each column of labels."""

    sparql: str
    added: frozenset[str]
    things: dict[str, str]


def with_things(sparql: str) -> Labelled:
    """The query with the things whose labels it shows; as it is where it counts, for there a row is of many things.

    >>> with_things("SELECT DISTINCT ?name\\nWHERE { ?thing rdfs:label ?name }").things
    {'name': 'thing'}
    """
    head = _COLUMNS.search(sparql)
    if head is None:
        return Labelled(sparql, frozenset(), {})
    columns = head[1].replace("?", "").split()
    bearers: dict[str, set[str]] = defaultdict(set)
    for thing, label in _LABEL.findall(sparql):
        bearers[label].add(thing)
    things = {label: next(iter(found)) for label, found in bearers.items() if label in columns and len(found) == 1}
    added = frozenset(things.values()) - set(columns)
    more = "".join(f" ?{thing}" for thing in sorted(added))
    return Labelled(f"{sparql[: head.end()]}{more}{sparql[head.end() :]}", added, things)
