"""Words for the editor of queries: the classes and properties with their uses, and things by their name."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.describe import class_labels
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.model import best_label
from territory_graph.queries.system import system_query
from territory_graph.service.context import built_at, graph_of, language_of, once_a_version, statistics_of
from territory_graph.service.ontology_terms import PropertyTerm, ontology
from territory_graph.service.rdf import answering
from territory_graph.service.responses import cacheable
from territory_graph.views.naming import prefixed
from territory_graph.views.ordering import folded
from territory_graph.vocabulary import all_prefixes

MOST = 20
"""Things that one search finds."""
_COMPARED = 10_000
_NEAR = 0.7


def routes() -> list[Route]:
    """Where the editor asks."""
    return [
        Route("/sparql/vocabulary", answering(vocabulary)),
        Route("/sparql/entities", answering(entities)),
    ]


def vocabulary(request: Request) -> Response:
    """Every prefix, class and property, the most used first."""
    graph, language = graph_of(request), language_of(request)
    body = once_a_version(graph, ("vocabulary", language), lambda: _json(words(graph, language)))
    return _answer(request, graph, body)


def entities(request: Request) -> Response:
    """The things that the parameter ``text`` names, the best first."""
    graph, language = graph_of(request), language_of(request)
    names = once_a_version(graph, "names", lambda: Names.of(graph))
    found = graph.things(iris := names.find(request.query_params.get("text", "")), language)
    kinds = class_labels()
    return _answer(
        request,
        graph,
        _json(
            [
                {
                    "name": _name(iri, graph.base),
                    "iri": iri,
                    "label": found[iri].label,
                    "kind": best_label(kinds.get(found[iri].kind, {}), language),
                }
                for iri in iris
            ]
        ),
    )


def _answer(request: Request, graph: KnowledgeGraph, body: bytes) -> Response:
    headers = {"Vary": "Accept-Language"}
    kind, modified = "application/json", built_at(graph)
    return cacheable(request, body, kind, version=graph.version, modified=modified, headers=headers)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def words(graph: KnowledgeGraph, language: str) -> dict[str, Any]:
    """Prefixes, classes and properties, each with its label, gloss and number of uses, in one language.

    The number of a class is that of its things; that of a property its triples, and under ``classes`` those whose
    subject is of a class. Terms of the ontology that are not used come last.
    """
    counts, terms = statistics_of(graph), ontology()
    classes = _ranked(counts.things_of, terms.classes)
    properties = _ranked({iri: one.triples for iri, one in counts.uses_of.items()}, terms.properties)
    return {
        "prefixes": all_prefixes(graph.base),
        "classes": [_word(iri, count, _definition(iri, language), graph, language) for iri, count in classes],
        "properties": [
            {
                **_word(iri, count, _gloss(iri, language), graph, language),
                "classes": {_name(c, graph.base): n for c, n in counts.classes_using.get(iri, {}).items()},
            }
            for iri, count in properties
        ],
    }


def _ranked(counts: Mapping[str, int], terms: Iterable[str]) -> list[tuple[str, int]]:
    """Every term with its uses: those of the data and those of the ontology, the most used first."""
    return sorted((dict.fromkeys(terms, 0) | dict(counts)).items(), key=lambda pair: (-pair[1], pair[0]))


def _word(iri: str, count: int, gloss: str, graph: KnowledgeGraph, language: str) -> dict[str, Any]:
    label = best_label(ontology().labels.get(iri, {}), language) or iri.rpartition("#")[2].rpartition("/")[2]
    return {"name": _name(iri, graph.base), "iri": iri, "label": label, "gloss": gloss, "count": count}


def _definition(iri: str, language: str) -> str:
    term = ontology().classes.get(iri)
    return best_label(term.definitions, language) if term else ""


def _gloss(iri: str, language: str) -> str:
    """What a property means: its definition; where it has none, from what to what it leads."""
    term = ontology().properties.get(iri)
    if term is None:
        return ""
    return best_label(term.definitions, language) or _way(term, lambda name: ontology().called(name, language))


def _way(term: PropertyTerm, called: Callable[[str], str]) -> str:
    domains, ranges = (" / ".join(map(called, names)) for names in (term.domains, term.ranges))
    return f"{domains} → {ranges}".strip() if domains or ranges else ""


def _name(iri: str, base: str) -> str:
    """How a query writes an IRI: with a prefix where one fits, else whole."""
    short = prefixed(iri, base)
    return f"<{iri}>" if short == iri else short


@dataclass(frozen=True, slots=True)
class Names:
    """The names of every thing of a graph, as they are matched: each with the thing, and whether it is another name.

    ``entries`` hold each name folded (without case, accents or hyphens), with a space before it.
    """

    entries: tuple[tuple[str, str, bool], ...]

    @classmethod
    def of(cls, graph: KnowledgeGraph) -> Names:
        """The names that a graph gives to its things."""
        rows = graph.rows(system_query("all-names"))
        return cls(tuple((f" {folded(str(r['name']))}", str(r["thing"]), r["other"] is not None) for r in rows))

    def find(self, text: str, most: int = MOST) -> list[str]:
        """The things whose names hold every word of ``text``, or a part that is the same, the best first.

        The very name comes first, then one that begins with the text, has it at the beginning of a word, has its words
        in any order, has it anywhere; at the same rank labels before other names, and short names before long ones.
        Where no name has it, the nearest ones.
        """
        wanted = folded(text)
        parts = wanted.split()
        if not parts:
            return []
        best: dict[str, tuple[int, bool, int, str]] = {}
        for name, iri, other in self.entries:
            if all(part in name for part in parts):
                rank = (_rank(wanted, parts, name), other, len(name), name)
                best[iri] = min(rank, best.get(iri, rank))
        return sorted(best, key=lambda iri: (best[iri], iri))[:most] or self._near(wanted, most)

    def _near(self, wanted: str, most: int) -> list[str]:
        """The things whose names are spelled nearly so; none in a large graph, where comparing them all takes long."""
        if len(self.entries) > _COMPARED:
            return []
        things = {name: iri for name, iri, _ in self.entries}
        nearest = difflib.get_close_matches(f" {wanted}", things, n=most, cutoff=_NEAR)
        return list(dict.fromkeys(things[name] for name in nearest))


def _rank(wanted: str, parts: list[str], name: str) -> int:
    if name == f" {wanted}":
        return 0
    if name.startswith(f" {wanted}"):
        return 1
    if f" {wanted}" in name:
        return 2
    return 3 if all(f" {part}" in name for part in parts) else 4
