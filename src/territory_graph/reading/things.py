"""The things that a document names, each one object however often and by whichever name it is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from territory_graph import french
from territory_graph.facts.ontology import public_kinds
from territory_graph.spelling import folded

Sort = Literal["actor", "place", "person", "project", "programme", "event", "sector"]


@dataclass(eq=False, slots=True)
class Thing:
    """A thing: ``iri`` where the graph knows it, ``kind`` as its table writes it.

    ``start`` and ``end`` are where a new one was first named.
    """

    sort: Sort
    id: str
    name: str
    kind: str
    iri: str | None = None
    start: int = 0
    end: int = 0
    names: set[str] = field(default_factory=set)

    @property
    def public(self) -> bool:
        """Whether it is a public body, as far as its kind tells."""
        return self.kind in public_kinds()


def title(word: str, of: Iterable[Thing], to: Iterable[Thing] = ()) -> str:
    """What a fact is called after those whom it joins: “Soutien du Pôle à Lin Neuf et à l'Agence”."""
    sides = (" et ".join(french.after(before, one.name) for one in some) for before, some in (("de", of), ("à", to)))
    return " ".join(filter(None, (word, *sides)))


def slug(text: str) -> str:
    """A name as an identifier.

    >>> slug("Pôle Images & Réseaux")
    'pole-images-reseaux'
    """
    return "-".join(folded(text).split())[:80].strip("-") or "sans-nom"


class Things:
    """The things of one document: known ones by IRI, new ones by sort and name; ``taken`` tells which IRIs are used."""

    def __init__(self, base: str, taken: Callable[[str], bool]) -> None:
        self._prefix = f"{base}id/"
        self._taken = taken
        self._known: dict[str, Thing] = {}
        self._new: dict[tuple[str, str], Thing] = {}

    def known(self, iri: str, name: str, kind: str) -> Thing | None:
        """The thing of that IRI; None where no row can name it, for it is not the territory's own."""
        sort, _, identifier = iri.removeprefix(self._prefix).partition("/")
        if not iri.startswith(self._prefix) or not identifier or "/" in identifier:
            return None
        if iri not in self._known:
            self._known[iri] = Thing(sort, identifier, name, kind, iri, names={folded(name)})  # type: ignore[arg-type]
        return self._known[iri]

    def new(self, sort: Sort, name: str, kind: str, span: tuple[int, int]) -> Thing:
        """A thing that the graph does not know, made where it is first named."""
        key = (sort, folded(name))
        if key not in self._new:
            self._new[key] = Thing(sort, self.free(sort, slug(name)), name, kind, None, *span, {folded(name)})
        elif self._new[key].name.isupper() and folded(self._new[key].name) == folded(name):
            self._new[key].name = name  # a title in capitals named it first
        return self._new[key]

    def made(self, sort: Sort, name: str) -> Thing | None:
        """The new thing of a name, where there is one."""
        return self._new.get((sort, folded(name)))

    def begun(self, name: str) -> Thing | None:
        """The one new body whose longer name begins with this one; None where several do."""
        form = folded(name)
        found = {
            id(thing): thing
            for (sort, known), thing in self._new.items()
            if sort == "actor" and known.startswith(f"{form} ")
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def town(self, name: str) -> Thing | None:
        """The new municipality that the document calls “Ville de” or “Commune de” a name."""
        found = (
            self._new.get(("actor", f"{word} {folded(name)}"))
            for word in ("ville de", "commune de", "ville d", "commune d")
        )
        return next((thing for thing in found if thing), None)

    def free(self, sort: str, identifier: str) -> str:
        """The identifier, numbered where another thing has it."""
        number, wanted = 1, identifier
        used = {thing.id for thing in self._new.values() if thing.sort == sort}
        while wanted in used or self._taken(f"{self._prefix}{sort}/{wanted}"):
            number += 1
            wanted = f"{identifier}-{number}"
        return wanted

    def rename(self, thing: Thing, name: str) -> None:
        """Gives a thing one more name, by which it is found from now on; one that was made by that name is it."""
        thing.names.add(folded(name))
        other = self._new.get((thing.sort, folded(name)))
        if other is not None and other is not thing:
            other.id, other.name, other.iri = thing.id, thing.name, thing.iri
            other.names = thing.names = thing.names | other.names
        if thing.iri is None:
            self._new[thing.sort, folded(name)] = thing
