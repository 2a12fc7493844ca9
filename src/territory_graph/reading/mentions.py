"""Mentions of things in a text, and what sort and kind a known thing is."""

from __future__ import annotations

from dataclasses import dataclass, field

from territory_graph.facts.ontology import superclasses
from territory_graph.ingest.schema import tables
from territory_graph.reading.things import Sort, Thing
from territory_graph.store.name_index import Named


@dataclass(slots=True)
class Mention:
    """A name in the mended text.

    ``slot`` is ``A`` for a body, ``B`` for what is a place and a body, ``P`` a place, ``N`` a person, ``J`` a project,
    ``C`` an organ of a body (“le conseil”) and ``U`` for a name of unknown sort. ``weak`` is less than 1 where the
    body is only meant, not named: “le syndicat”, “elle”. ``things`` are what it may name, by sort; ``all`` the several
    bodies that it means: “les deux EPCI”.
    """

    start: int
    end: int
    slot: str
    text: str
    things: dict[str, Thing] = field(default_factory=dict)
    kind: str = "actor"
    weak: float = 1.0
    all: tuple[Thing, ...] = ()


def kind_of(classes: str) -> str:
    """The kind of an actor, as its table writes it, of its classes."""
    local = {value.removeprefix("tg:"): word for word, value in tables()["actors"].column("kind").values.items()}
    found = [name for name in classes.split() if name in local]
    most = max(found, key=lambda name: len(superclasses().get(name, ())), default="Actor")
    return local.get(most, "actor")


def by_sort(named: list[Named], base: str) -> dict[Sort, list[Named]]:
    """What bears a name, by sort of thing, of those that rows can name."""
    found: dict[Sort, list[Named]] = {}
    for one in named:
        sort = one.iri.removeprefix(f"{base}id/").partition("/")[0]
        if sort in ("actor", "place", "person", "project", "programme"):
            found.setdefault(sort, []).append(one)  # type: ignore[arg-type]
    return found


def slot_of(sorts: dict[str, Thing]) -> str:
    """The letter of the slot of what may be several sorts of things."""
    if "actor" in sorts:
        return "B" if "place" in sorts else "A"
    for sort, slot in (("place", "P"), ("person", "N"), ("project", "J"), ("programme", "J")):
        if sort in sorts:
            return slot
    return ""
