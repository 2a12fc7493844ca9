"""Candidates: the known things that a name of somebody's list may mean, each with how near it is and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rdflib import RDFS

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.search import Hit
from territory_graph.spelling import folded, scan_form
from territory_graph.vocabulary import TG

SURE = 0.999
"""How near a candidate is whose number, or very name, it is."""
NEAR, MOST = 0.5, 5
"""How near a candidate is at least, and how many are told."""
_ALIKE = 75
"""How alike two names are, of 100, from which one asks whether they are one."""
_SAME_SCAN = 0.9
"""How near a name is that a bad scan spells so."""
_WHOLE_NUMBER = 0.95
"""The score of a hit whose number is the whole of what was sought, of which others are only the beginning."""

Fits = Callable[[Hit], bool]
"""Whether a thing is one of those that may be meant."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known thing that may be meant: how near (1 is the same), and why (“identifier”, “name”, “near spelling”…).

    ``hit`` is what the search found of it.
    """

    iri: str
    label: str
    kind: str
    place: str
    score: float
    why: str
    hit: Hit


def is_sure(candidates: Iterable[Candidate]) -> bool:
    """Whether an official number says it, or the very name of one thing alone: that of the first candidate."""
    return sum(each.score >= SURE for each in candidates) == 1


def by_number(graph: KnowledgeGraph, numbers: Iterable[str], fits: Fits, lang: str = "fr") -> Iterator[Candidate]:
    """The things that bear one of the official numbers."""
    for number in filter(None, numbers):
        for hit in graph.search(number, lang=lang, limit=MOST):
            if hit.why == "identifier" and hit.score >= _WHOLE_NUMBER and fits(hit):
                yield _candidate(hit, 1.0)


def by_name(graph: KnowledgeGraph, text: str, fits: Fits, lang: str = "fr") -> Iterator[Candidate]:
    """The things that the search finds by the name: 1 for the very name, present or former."""
    for hit in graph.search(text, lang=lang, limit=MOST * 2):
        same = folded(hit.matched) == folded(text)
        scanned = hit.why == "near spelling" and scan_form(hit.matched) == scan_form(text)
        score = 1.0 if same else max(min(hit.score, 0.99), _SAME_SCAN if scanned else 0)
        if score >= NEAR and fits(hit):
            yield _candidate(hit, score)


def nearly(
    graph: KnowledgeGraph, text: str, fits: Fits, names: Mapping[str, str], lang: str = "fr"
) -> Iterator[Candidate]:
    """The things one of whose names is spelled nearly so: ``names`` are those that may be meant, ``names_of``."""
    for name, likeness, _ in process.extract(
        folded(text), names.keys(), scorer=fuzz.token_sort_ratio, limit=MOST, score_cutoff=_ALIKE
    ):
        for hit in graph.search(name, lang=lang, limit=MOST * 2):
            if hit.iri == names[name] and fits(hit):
                yield _candidate(hit, min(likeness / 100, 0.99), "near spelling")


def nearest(candidates: Iterable[Candidate], most: int = MOST) -> tuple[Candidate, ...]:
    """Each thing once, by the nearest of its names, the nearest first."""
    found: dict[str, Candidate] = {}
    for one in candidates:
        if one.iri not in found or one.score > found[one.iri].score:
            found[one.iri] = one
    return tuple(sorted(found.values(), key=lambda each: -each.score)[:most])


def names_of(graph: KnowledgeGraph, kind: str) -> dict[str, str]:
    """The thing of each name, present or former, of a class, folded; a label outdoes a former name."""
    bears = f"{{ ?thing <{RDFS.label}> ?name BIND(1 AS ?rank) }}"
    bore = f"{{ ?use <{TG.nameOf}> ?thing ; <{TG.nameText}> ?name BIND(0 AS ?rank) }}"
    said = f"?thing a <{TG[kind]}> . {bears} UNION {bore}"
    rows = graph.rows(f"SELECT DISTINCT ?thing ?name ?rank WHERE {{ {said} }} ORDER BY ?rank ?thing ?name")
    return {folded(str(row["name"])): str(row["thing"]) for row in rows}


def _candidate(hit: Hit, score: float, why: str = "") -> Candidate:
    return Candidate(hit.iri, hit.label, hit.kind, hit.place, score, why or hit.why, hit)
