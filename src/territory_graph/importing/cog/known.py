"""What a territory knows already: an import gives known things their own IRIs, by SIREN and by INSEE code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import ORG, RDF, RDFS

from territory_graph.terms import text
from territory_graph.vocabulary import TG

_LEVELS = {str(TG.Commune): "commune", str(TG.Department): "departement", str(TG.Region): "region"}


class KnownHistory:
    """Bodies, places, memberships and changes that the files of a territory tell of."""

    def __init__(self, quads: Iterable[ox.Quad], base: str) -> None:
        said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for quad in quads:
            said[text(quad.predicate)][text(quad.subject)].add(text(quad.object))
        classes = said[str(RDF.type)]
        actors = f"{base}id/actor/"
        self.things = frozenset(classes)
        self.named = frozenset(said[str(RDFS.label)])
        self._actors = {
            siren: thing
            for thing, sirens in said[str(TG.siren)].items()
            if thing.startswith(actors)
            for siren in sirens
        }
        self._places = {
            (_LEVELS[level], code): thing
            for thing, codes in said[str(TG.inseeCode)].items()
            for level in classes.get(thing, set()) & _LEVELS.keys()
            for code in codes
        }
        self._memberships: dict[tuple[str, str], list[str]] = defaultdict(list)
        for thing, members in said[str(TG.member)].items():
            for member in members:
                for organisation in said[str(TG.inOrganisation)].get(thing, ()):
                    self._memberships[member, organisation].append(thing)
        befores, afters = said[str(ORG.originalOrganization)], said[str(ORG.resultingOrganization)]
        self._changes = {
            (frozenset(befores.get(thing, ())), frozenset(afters.get(thing, ()))): thing
            for thing in befores.keys() | afters.keys()
        }

    def actor(self, siren: str | None) -> str | None:
        """The body that has a SIREN."""
        return self._actors.get(siren) if siren else None

    def place(self, level: str, codes: Iterable[str]) -> str | None:
        """The commune, department or region that has one of the codes."""
        return next((self._places[level, code] for code in codes if (level, code) in self._places), None)

    def membership(self, member: str, organisation: str) -> str | None:
        """The one membership of a body in another; None where there is none, or several."""
        found = self._memberships.get((member, organisation), [])
        return found[0] if len(found) == 1 else None

    def change(self, before: Iterable[str], after: Iterable[str]) -> str | None:
        """The change that has these bodies before it and those after it."""
        return self._changes.get((frozenset(before), frozenset(after)))
