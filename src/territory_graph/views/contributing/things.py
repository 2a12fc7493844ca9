"""Known things as a form offers them: by kind, each under a name of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from territory_graph.facts.things import read_things_of
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.views.fiche.whole import ListedThing, all_things
from territory_graph.views.ordering import alphabetical

ANY = "*"
_WORDS = {"Role": "role", "LegalForm": "legal-form", "Measure": "measure"}


@dataclass(frozen=True, slots=True)
class Choosable:
    """The things of a graph by kind: what cells say of each, its identifier, by the name that is shown.

    ``classes`` are local names, by the end of an IRI: kind and identifier.
    """

    names: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, str]

    def of(self, kind: str) -> Mapping[str, str]:
        """The identifiers of the things of a kind by the names that are shown, in the order of the alphabet."""
        return self.names.get(kind, {})

    def name(self, kind: str, identifier: str) -> str:
        """The name shown for an identifier; itself where nothing bears it."""
        return next((name for name, each in self.of(kind).items() if each == identifier), identifier)


def read_choosable(graph: KnowledgeGraph, say: Translator) -> Choosable:
    """Everything that a field may name."""
    prefix = f"{graph.base}id/"
    by_kind: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    classes: dict[str, str] = {}
    words = graph.things([iri for name in _WORDS for iri in read_things_of(graph.rows, name)], say.language)
    for one in (*all_things(graph, say), *(ListedThing(thing, "") for thing in words.values())):
        if one.thing.iri.startswith(prefix):
            path = one.thing.iri.removeprefix(prefix)
            kind, _, identifier = path.partition("/")
            by_kind[kind].append((one.thing.label, one.kind, identifier))
            by_kind[ANY].append((one.thing.label, one.kind, path))
            classes[path] = one.thing.kind
    return Choosable({kind: _named(things) for kind, things in by_kind.items()}, classes)


def _named(things: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Names by which each can be told apart: with its kind, then its identifier, where others have the same."""
    found = sorted(set(things), key=lambda one: (alphabetical(one[0]), one[2]))
    labels = Counter(label for label, _, _ in found)
    kinds = Counter((label, kind) for label, kind, _ in found)
    named = {}
    for label, kind, identifier in found:
        more = "" if labels[label] == 1 else f" · {kind if kinds[label, kind] == 1 and kind else identifier}"
        named[f"{label}{more}"] = identifier
    return named
