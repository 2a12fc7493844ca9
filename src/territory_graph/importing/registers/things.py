"""What a territory knows, by its files and the registers imported before: bodies by SIREN, places by INSEE code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
from rdflib import ORG, RDF, RDFS

from territory_graph.importing.cog.known import KnownHistory
from territory_graph.ingest.imported import quads_with
from territory_graph.spelling import folded
from territory_graph.terms import text
from territory_graph.vocabulary import TG, resource

_READ = tuple(
    map(
        str,
        (
            *(RDF.type, RDFS.label, TG.siren, TG.inseeCode, TG.within, TG.member, TG.inOrganisation),
            *(ORG.originalOrganization, ORG.resultingOrganization),
        ),
    )
)
_COUNTED = ("figure/", "record/", "change/", "name/")
"""Where things lie that no register speaks of: most of what there is."""


class Things(KnownHistory):
    """Bodies, places and memberships that a territory knows, and what communes were made of."""

    def __init__(self, quads: Iterable[ox.Quad], base: str) -> None:
        self._base = base
        self._within: dict[str, set[str]] = defaultdict(set)
        self._codes: dict[str, set[str]] = defaultdict(set)
        self._labels: dict[str, set[str]] = defaultdict(set)
        super().__init__(self._noted(quads), base)
        communes = {place for (level, _), place in self._places.items() if level == "commune"}
        self._parts = {
            code: place
            for thing, codes in self._codes.items()
            if thing not in communes
            for place in self._within.get(thing, set()) & communes
            for code in codes
        }

    def _noted(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """The statements, of which some are noted on their way; those of things without interest are left."""
        aside = tuple(str(resource(self._base, path)) for path in _COUNTED)
        notes = {str(TG.within): self._within, str(TG.inseeCode): self._codes, str(RDFS.label): self._labels}
        actors = str(resource(self._base, "actor/"))
        for quad in quads:
            subject = text(quad.subject)
            if not subject.startswith(aside):
                found = notes.get(text(quad.predicate))
                if found is self._labels:
                    if subject.startswith(actors):
                        found[folded(text(quad.object))].add(subject)
                elif found is not None:
                    found[subject].add(text(quad.object))
                yield quad

    def commune(self, code: str) -> str | None:
        """The commune that has an INSEE code now, or of which what had it is a part now."""
        return self._parts.get(code) or self.place("commune", (code,))

    def communes(self, code: str) -> list[str]:
        """Every commune that has an INSEE code, or had it, and that of which what had it is a part now."""
        found = (self.place("commune", (code,)), self._parts.get(code))
        return list(dict.fromkeys(place for place in found if place))

    def called(self, name: str) -> str | None:
        """The only body of a name, but for capitals, accents and marks."""
        found = self._labels.get(folded(name), set())
        return next(iter(found)) if len(found) == 1 else None


def read_things(quads: Iterable[ox.Quad], files: Collection[Path], base: str) -> Things:
    """What the statements of a territory and the files of other registers tell of.

    Raises:
        InputError: a file is damaged.
    """
    return Things(chain(quads, quads_with(files, _READ)), base)
