"""What the search found, as a reader sees it: name, kind, place, and why it was found."""

from __future__ import annotations

from dataclasses import dataclass

from territory_graph.facts.ontology import class_labels
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import best_label
from territory_graph.search import Hit
from territory_graph.spelling import folded
from territory_graph.views.kinds import drawn_kind

LONGEST = 200
"""Characters of a name that are shown."""


@dataclass(frozen=True, slots=True)
class FoundThing:
    """A thing that was found; ``kind`` in words, ``drawn_kind`` the key of its mark, ``why`` empty for its own name."""

    iri: str
    label: str
    kind: str
    drawn_kind: str
    place: str
    why: str


@dataclass(frozen=True, slots=True)
class FoundThings:
    """The best things that were found; ``cut`` where there are more, ``near`` where none is spelled as it was asked."""

    things: tuple[FoundThing, ...]
    cut: bool
    near: bool


def find_things(graph: KnowledgeGraph, text: str, say: Translator, limit: int) -> FoundThings:
    """The best ``limit`` things that ``text`` names."""
    hits = graph.search(text, lang=say.language, limit=limit + 1)
    near = bool(hits) and all(hit.why == "near spelling" for hit in hits)
    things = tuple(
        FoundThing(
            iri=hit.iri,
            label=_cut(hit.label),
            kind=kind_in_words(hit.kind, say.language),
            drawn_kind=drawn_kind(hit.kind),
            place=_cut(hit.place),
            why=why_in_words(hit, say),
        )
        for hit in hits[:limit]
    )
    return FoundThings(things, len(hits) > limit, near)


def kind_in_words(name: str, language: str) -> str:
    """The label of a class of the ontology; empty where there is none."""
    return best_label(class_labels().get(name, {}), language)


def why_in_words(hit: Hit, say: Translator) -> str:
    """What was matched and what it is to the thing: “ancien nom : CREA, jusqu'au 31 décembre 2014”."""
    name = _cut(hit.matched)
    if hit.why in ("name", "near spelling") and folded(hit.matched) == folded(hit.label):
        return ""
    if hit.why == "former name" and hit.held.end:
        held = hit.held
        if held.end_earliest == held.end_latest:
            key = "until-day"
        else:
            key = "until-about" if str(held.end).endswith(("~", "?")) else "until"
        return say("search.former-name-until", name=name, until=say(f"search.{key}", day=say.edtf(str(held.end))))
    key = "other-name" if hit.why == "name" else hit.why.replace(" ", "-")
    return say(f"search.{key}", name=name)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
