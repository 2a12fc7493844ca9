"""An answer to an assistant: one sentence, what it rests on, and the sources that it cites, each told once.

Everything in it is plain: texts, numbers, truth values, lists and mappings, as JSON holds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from territory_graph.assistant.asked import ALL_DATES, AskedGraph, UnfoundError
from territory_graph.model import Thing
from territory_graph.search import Hit
from territory_graph.views.citation import name_of
from territory_graph.views.search import kind_in_words, why_in_words
from territory_graph.views.telling import Told, enumerated, plain
from territory_graph.views.wording import Mention
from territory_graph.vocabulary import short_id

Answer = dict[str, Any]


class Telling:
    """What an answer is made with: things and facts as JSON, and the sources that they cite."""

    def __init__(self, asked: AskedGraph) -> None:
        self.asked = asked
        self._sources: dict[str, dict[str, str]] = {}

    def answer(self, sentence: str, *, known: bool = True, **parts: Any) -> Answer:
        """The answer: its sentence, whether the graph knows, its parts, its sources, and what it was asked of."""
        asked = self.asked
        return {
            "answer": sentence,
            "known": known,
            **parts,
            "sources": self._sources,
            "day": asked.day.isoformat() if asked.day else ALL_DATES,
            "version": asked.graph.version,
            "territory": name_of(asked.graph.manifest, asked.say),
        }

    def unknown(self, found: UnfoundError) -> Answer:
        """That the graph knows nothing under a name, or several things, with those that come nearest."""
        say, text = self.asked.say, plain(found.text)
        if found.several:
            sentence = say("assistant.several", text=text, count=len(found.hits))
        elif found.hits:
            names = enumerated([plain(hit.label) for hit in found.hits], say)
            sentence = say("assistant.unknown-near", text=text, names=names)
        else:
            sentence = say("assistant.unknown", text=text)
        return self.answer(sentence, known=False, nearest=[self.hit(hit) for hit in found.hits])

    def thing(self, thing: Thing) -> dict[str, str]:
        """A thing by identifier, name and kind."""
        kind = kind_in_words(thing.kind, self.asked.say.language)
        return {"id": short_id(thing.iri, self.asked.graph.base), "name": plain(thing.label), "kind": kind}

    def hit(self, hit: Hit) -> dict[str, Any]:
        """A thing that was found: also where it is, and by which of its names it was found."""
        told = self.thing(Thing(hit.iri, hit.label, hit.kind))
        return told | {
            "place": plain(hit.place),
            "found_by": why_in_words(hit, self.asked.say),
            "score": round(hit.score, 2),
        }

    def sentence(self, told: Told) -> dict[str, Any]:
        """A sentence and who says so."""
        return {"sentence": told.sentence, "said_by": self.cited(told.mentions)}

    def cited(self, mentions: Iterable[Mention]) -> list[dict[str, str]]:
        """Who says so: the source, the place in it, the status, the record, and the doubt where there is one."""
        found, base = [], self.asked.graph.base
        for mention in mentions:
            source = short_id(mention.source_iri, base)
            if source not in self._sources:
                told = {"title": plain(mention.title), "publisher": plain(mention.publisher), "date": mention.date}
                told |= {"address": mention.address}
                self._sources[source] = {name: text for name, text in told.items() if text}
            cited = {"source": source, "place": plain(mention.place), "status": mention.status}
            if mention.doubt:
                cited["doubt"] = mention.doubt
            if mention.status == "inferred":
                cited["rule"] = mention.status_label
            found.append(cited | {"record": short_id(mention.record, base)})
        return found
