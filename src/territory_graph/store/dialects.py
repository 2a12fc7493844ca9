"""What differs between SPARQL engines, in one place: how each keeps the default graph apart from records.

In ours the default graph holds each statement once, and named graphs are records (decision 0010). An engine whose
default graph is a graph of its own keeps that as it is. For others the merged statements lie in the named graph
``MERGED``, and each query says that this one is the default graph, and what is no record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from territory_graph.store.tokens import Token, tokens

MERGED = "urn:x-territory-graph:merged"
PUBLISHED = "urn:x-territory-graph:published"
"""The named graph that says which version a dataset holds, written last: without it nothing was published whole."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine is asked and filled.

    ``own_default``: its default graph is a graph of its own, not the union of the named ones. ``whole_updates``: an
    update of any size is one request, and becomes visible whole. ``statements`` are those of one request where it is
    not; ``system_graphs`` are graphs of its own, which are no records. ``own_geometry`` is the datatype under which it
    tells geometries, where it keeps them in a form of its own.
    """

    name: str
    own_default: bool = True
    own_geometry: str = ""
    whole_updates: bool = True
    statements: int = 20_000
    system_graphs: tuple[str, ...] = ()

    def asked(self, sparql: str) -> str:
        """A query as the engine is to be asked for the merged set and its records.

        >>> VIRTUOSO.asked("ASK { GRAPH ?record { ?s ?p ?o } }").splitlines()[0]
        'define input:default-graph-uri <urn:x-territory-graph:merged>'
        >>> STANDARD.asked("ASK { GRAPH ?record { ?s ?p ?o } }")
        'ASK { GRAPH ?record { ?s ?p ?o } FILTER (?record != <urn:x-territory-graph:published>) }'
        """
        others = ", ".join(f"<{graph}>" for graph in (MERGED, PUBLISHED, *self.system_graphs))
        found = tokens(sparql)
        if self.own_default:
            return _without_mark(sparql, found)
        pieces, done = [f"define input:default-graph-uri <{MERGED}>\n"], 0
        for place, token in enumerate(found):
            following = found[place + 1 : place + 5]
            match token.text.lower(), [each.text.lower() for each in following]:
                case "graph", [_, "{", *_] if following[0].kind == "variable":  # it would be any graph at all
                    pieces += [sparql[done : following[1].end], f" FILTER ({following[0].text} NOT IN ({others}))"]
                    done = following[1].end
                case _, ["/", _, "*", after] if _are_names(token, following[1]) and after not in _PATH_GOES_ON:
                    before = found[place - 1].text if place else ""
                    if before not in _PATH_GOES_ON:  # with a filter behind it, it would find nothing
                        pieces += [sparql[done : token.start], f"({token.text}|{token.text}/{following[1].text}+)"]
                        done = following[2].end
                case "values", [_, "{", "undef", "}"]:  # it would be bound to nothing, and not unbound
                    pieces.append(sparql[done : token.start])
                    done = following[3].end
        return "".join([*pieces, sparql[done:]])

    def told(self, body: bytes) -> bytes:
        """An answer with its geometries as they were published: WKT, with the seven digits that the engine keeps.

        >>> print(VIRTUOSO.told(b'"POINT(5.228000164032 46.204399108887)"^^<%b>' % _GEOMETRY.encode()).decode())
        "POINT(5.228 46.2044)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>
        """
        if not self.own_geometry or self.own_geometry.encode() not in body:
            return body
        name = re.escape(self.own_geometry.encode())
        told = rb'"datatype"\s*:\s*"%b"\s*,\s*"value"\s*:\s*"[^"]*"|"[^"]*"\^\^<%b>' % (name, name)
        return re.sub(told, self._as_published, body)

    def _as_published(self, found: re.Match[bytes]) -> bytes:
        text = found[0].replace(self.own_geometry.encode(), _WKT.encode())
        return re.sub(rb"-?[0-9]+\.[0-9]+(?=[ ,)])", _shortest, text)


def _shortest(number: re.Match[bytes]) -> bytes:
    """The fewest digits that are the same number in single precision."""
    import numpy as np  # noqa: PLC0415  only geometries that are elsewhere need it

    return np.format_float_positional(np.float32(float(number[0])), trim="-").encode()


def _without_mark(sparql: str, found: Sequence[Token]) -> str:
    """The query, for which the graph of the mark is no record."""
    pieces, done, opened = list[str](), 0, list[str]()
    for place, token in enumerate(found):
        if token.text == "{":
            named = place > 1 and found[place - 2].text.lower() == "graph" and found[place - 1].kind == "variable"
            opened.append(found[place - 1].text if named else "")
        elif token.text == "}" and opened and (name := opened.pop()):
            pieces += [sparql[done : token.end], f" FILTER ({name} != <{PUBLISHED}>)"]
            done = token.end
    return "".join([*pieces, sparql[done:]])


_PATH_GOES_ON = frozenset("/|^!(")


def _are_names(*found: Token) -> bool:
    """Whether each is the name of a property."""
    return all(one.kind in ("name", "iri") or one.text == "a" for one in found)


STANDARD = Dialect("standard")
"""As the SPARQL 1.1 recommendations have it: Oxigraph, tested; Fuseki (TDB2) and Stardog after their documentation."""

_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
_GEOMETRY = "http://www.openlinksw.com/schemas/virtrdf#Geometry"
_VIRTUOSO_OWN = (
    "http://www.openlinksw.com/schemas/virtrdf#",
    "http://www.w3.org/ns/ldp#",
    "http://localuriqaserver/sparql",
)

VIRTUOSO = Dialect(
    "virtuoso",
    own_default=False,
    own_geometry=_GEOMETRY,
    whole_updates=False,
    statements=500,  # its compiler of queries is given no more than some thousand lines
    system_graphs=_VIRTUOSO_OWN,
)
"""Virtuoso 7: its default graph is the union of all, and a change of many statements is many requests."""


def dialect_of(headers: Mapping[str, str]) -> Dialect:
    """The dialect of the server that answered with these headers."""
    return VIRTUOSO if headers.get("server", "").lower().startswith("virtuoso") else STANDARD
