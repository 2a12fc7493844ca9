"""What the mentions of one document name: bodies, municipalities, places and persons, known or made."""

from __future__ import annotations

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.reading.mentions import Mention, kind_of
from territory_graph.reading.name_forms import words
from territory_graph.reading.things import Thing, Things
from territory_graph.spelling import folded


class NamedThings:
    """The thing that a mention names, as a body, a municipality, a place or a person."""

    def __init__(self, graph: KnowledgeGraph, things: Things) -> None:
        self._graph = graph
        self.things = things

    def told(self, mention: Mention) -> Thing | None:
        """The body that a mention names, where one was made already."""
        if "actor" in mention.things:
            return mention.things["actor"]
        return self.things.made("actor", mention.text)

    def actor(self, mention: Mention) -> Thing | None:
        """The body that a mention names; one that is not known is made."""
        if "actor" in mention.things:
            return mention.things["actor"]
        if mention.slot == "U" and (town := self.things.town(mention.text)) is not None:
            return town
        if mention.slot == "A" or (mention.slot == "U" and not mention.things and mention.kind != "venue"):
            return self.things.new("actor", mention.text, mention.kind, (mention.start, mention.end))
        return None

    def commune(self, mention: Mention) -> Thing | None:
        """The municipality that a mention names by its place: as a public body."""
        if "actor" in mention.things:
            return mention.things["actor"]
        if mention.slot not in "PBU" or mention.kind == "venue":
            return None
        name = mention.text
        for written in (f"Commune de {name}", f"Ville de {name}", f"Commune d'{name}", f"Ville d'{name}", name):
            for one in self._graph.named([folded(written)]).get(folded(written), []):
                if "Actor" in one.classes.split():
                    return self.things.known(one.iri, one.label, kind_of(one.classes))
        if "place" in mention.things and (identifier := mention.things["place"].iri):
            known = identifier.replace("/place/", "/actor/commune-")
            if self._graph.named([folded(name)]) and self.things._taken(known):
                return self.things.known(known, name, "public-body")
        elided = "Commune d'" if folded(name)[:1] in "aeiouh" and not name.startswith("H") else "Commune de "
        elided, name = ("Commune du ", name[3:]) if name.startswith("Le ") else (elided, name)
        thing = self.things.new("actor", f"{elided}{name}", "public-body", (mention.start, mention.end))
        thing.names.add(folded(mention.text))
        return thing

    def place(self, mention: Mention, *, hall: bool = False) -> Thing | None:
        """The place that a mention names; one that is not known is made: a municipality, or a venue by its word.

        ``hall`` is whether the words before it tell a building: “au Quartz”.
        """
        if "place" in mention.things:
            return mention.things["place"]
        if mention.slot != "U":
            return None
        plain = folded(mention.text)
        venue = any(plain.startswith(word) for word in words()["venues"]["words"])
        kind = "venue" if venue or hall or mention.kind == "venue" else "commune"
        return self.things.new("place", mention.text, kind, (mention.start, mention.end))

    def person(self, mention: Mention) -> Thing | None:
        """The person that a mention names; a name of one word is none."""
        if "person" in mention.things:
            return mention.things["person"]
        if mention.slot not in "NU" or len(mention.text.split()) < 2:
            return None
        return self.things.new("person", mention.text, "person", (mention.start, mention.end))
