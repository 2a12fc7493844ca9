"""What the graph knows: prefixes, classes and properties with labels and counts; and which is nearest to a name."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import RDFS, Graph, Literal
from rdflib.term import Identifier

from territory_graph.queries.system import system_query
from territory_graph.store.engine import Answer
from territory_graph.vocabulary import all_prefixes

CLASS = "class"
PROPERTY = "property"

_NEAR = 0.65
_LABELS = frozenset(("label", "name", "title", "pref label", "nom", "libelle"))
"""Names of properties, in other vocabularies, for what is ``rdfs:label`` here."""
_ALIASES = {"dct": "dcterms", "dcterm": "dcterms", "sdo": "schema", "wgs": "wgs84"}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class KnownTerm:
    """A class or a property: how many things or triples it has, and its labels by language."""

    iri: str
    kind: str
    count: int
    labels: Mapping[str, str]

    @property
    def name(self) -> str:
        """The end of the IRI, behind its namespace."""
        return re.split(r"[#/]", self.iri)[-1]


@dataclass(frozen=True)
class KnownTerms:
    """What the graph knows: namespaces by prefix, and terms by IRI. A term of the ontology may have the count 0."""

    prefixes: Mapping[str, str]
    terms: Mapping[str, KnownTerm]

    @classmethod
    def of(cls, select: Callable[[str], Answer], base: str) -> KnownTerms:
        """What the graph that ``select`` asks knows: two queries, whose answers serve as long as the version."""
        labels: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for row in select(system_query("terms")):
            said = labels[str(row["term"]), _kind(row)]
            if isinstance(label := row["label"], Literal):
                said.setdefault(label.language or "", str(label))
        counts = {(str(row["term"]), _kind(row)): int(str(row["n"])) for row in select(system_query("terms-used"))}
        found = [KnownTerm(*key, counts.get(key, 0), labels[key]) for key in sorted({*labels, *counts})]
        return cls(all_prefixes(base), {term.iri: term for term in sorted(found, key=lambda term: term.count)})

    def uses(self, iri: str, kind: str) -> bool:
        """Whether something is said with a property or class: whether it has a triple, or a thing."""
        term = self.terms.get(iri)
        return term is not None and term.kind == kind and term.count > 0

    def short(self, iri: str, prefixes: Mapping[str, str] | None = None) -> str:
        """The IRI as a query writes it: shortened by the longest prefix that fits, or between angle brackets."""
        known = self.prefixes if prefixes is None else prefixes
        for prefix, namespace in sorted(known.items(), key=lambda pair: -len(pair[1])):
            if namespace and iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def called(self, term: KnownTerm, language: str) -> str:
        """The term as a query writes it, with its label: ``tg:memberOf (membre de)``."""
        label = term.labels.get(language) or term.labels.get("") or ""
        return f"{self.short(term.iri)} ({label})" if label else self.short(term.iri)

    def namespace(self, prefix: str) -> tuple[str, str] | None:
        """The prefix that is likely meant, and its namespace: one of ours, or one that is well known."""
        known = {**_well_known(), **self.prefixes}
        for name in (prefix, prefix.lower(), _ALIASES.get(prefix.lower(), "")):
            if name in known:
                return name, known[name]
        near = difflib.get_close_matches(prefix.lower(), known, 1, 0.7) if len(prefix) > 2 else []
        return (near[0], known[near[0]]) if near else None

    def nearest(self, iri: str, kind: str) -> tuple[KnownTerm, ...]:
        """The terms of that kind that the graph uses, nearest to ``iri`` by name or label, of equals those of its
        namespace first; at most two, often none.
        """
        words = _words(re.split(r"[#/:]", iri)[-1])
        if kind == PROPERTY and words in _LABELS and (label := self.terms.get(str(RDFS.label))) and label.count:
            return (label,)
        scored = [
            (max(_likeness(words, _words(name)) for name in (term.name, *term.labels.values())), term.count, term)
            for term in self.terms.values()
            if term.kind == kind and term.count and term.iri != iri
        ]
        namespace = iri[: len(iri) - len(re.split(r"[#/:]", iri)[-1])]
        scored.sort(key=lambda entry: (-entry[0], not entry[2].iri.startswith(namespace), -entry[1], entry[2].iri))
        best = scored[0][0] if scored else 0
        return tuple(term for score, _, term in scored[:2] if score >= max(_NEAR, best - 0.05))


def _kind(row: Mapping[str, Identifier | None]) -> str:
    return CLASS if str(row["class"]) == "true" else PROPERTY


@cache
def _well_known() -> dict[str, str]:
    """The prefixes that rdflib knows."""
    return {prefix: str(namespace) for prefix, namespace in Graph(bind_namespaces="rdflib").namespaces()}


def _words(text: str) -> str:
    """A name in small letters without accents, its words apart.

    >>> _words("membreDe"), _words("Pôle métropolitain")
    ('membre de', 'pole metropolitain')
    """
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text)).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def _likeness(words: str, other: str) -> float:
    """How alike two names are, from 0 to 1; one that holds all words of the other is rather alike."""
    ours, theirs = set(words.split()), set(other.split())
    shared = 0.8 if ours and theirs and (ours <= theirs or theirs <= ours) else 0.0
    return max(shared, difflib.SequenceMatcher(None, words, other).ratio())
