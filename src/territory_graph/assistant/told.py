"""An answer to an assistant: one sentence, what it rests on, and the sources that it cites, each told once.

A source has the places that say something (``said``), each with its status and with the records that were read there,
under numbers to which facts refer. What is empty is left out, what is left out for its length is counted. Everything is
plain, as JSON holds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
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

MOST_CITED = 3
"""Places of sources to which a fact refers, where no more records say it."""


class Telling:
    """What an answer is made with: things and facts as JSON, and the sources that they cite."""

    def __init__(self, asked: AskedGraph) -> None:
        self.asked = asked
        self._sources: dict[str, dict[str, Any]] = {}
        self._places: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
        self._numbers: dict[tuple[tuple[str, str], ...], int] = {}
        self._left = 0

    def answer(self, sentence: str, *, known: bool = True, **parts: Any) -> Answer:
        """The answer: its sentence, whether the graph knows, its parts, its sources, and what it was asked of."""
        asked = self.asked
        return {
            "answer": sentence,
            "known": known,
            **parts,
            **({"left_out": asked.say("assistant.left", count=self._left)} if self._left else {}),
            "sources": list(self._sources.values()),
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

    def left(self, count: int) -> int:
        """How many of what the answer holds are not told: the answer says so of all of them in a sentence."""
        self._left += count
        return count

    def called(self, thing: Thing) -> dict[str, str]:
        """A thing by identifier and name, where what is said of it tells its kind."""
        return {"id": short_id(thing.iri, self.asked.graph.base), "name": plain(thing.label)}

    def thing(self, thing: Thing) -> dict[str, str]:
        """A thing by identifier, name and kind."""
        return self.called(thing) | {"kind": kind_in_words(thing.kind, self.asked.say.language)}

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
        return {"sentence": told.sentence, **self.status(told.status), **self.cited(told.mentions)}

    @staticmethod
    def status(status: str) -> dict[str, str]:
        """The status of a fact, where what it cites does not already say it: left out where it is stated."""
        return {"status": status} if status not in ("", "stated") else {}

    def cited(self, mentions: Iterable[Mention]) -> dict[str, Any]:
        """Who says so, by the numbers of what sources say; nothing where nobody does.

        Each record is cited at one place at least, for one may dispute or contradict another, and what a rule infers
        only where no record says it; ``said_left`` counts the places that are not told.
        """
        every = list(mentions)
        firm = [one for one in every if one.status != "inferred"]
        nth = Counter[str]()
        turns = []
        for mention in firm or every:
            turns.append((nth[mention.record], mention))
            nth[mention.record] += 1
        most = max(MOST_CITED, len(nth) if firm else 0)
        kept = [mention for _, mention in sorted(turns, key=itemgetter(0))[:most]]
        left = {"said_left": len(every) - len(kept)} if len(every) > len(kept) else {}
        return {"said_by": [self._number(mention) for mention in kept], **left} if kept else {}

    def _number(self, mention: Mention) -> int:
        """The number of a record at a place of a source, where its status is, and the doubt where there is one."""
        base = self.asked.graph.base
        source = self._sources.setdefault(mention.source_iri, _source(mention, base))
        told = {"place": plain(mention.place), "status": mention.status, "doubt": mention.doubt}
        told |= {"rule": mention.status_label if mention.status == "inferred" else ""}
        place = {name: text for name, text in told.items() if text}
        key = (("source", mention.source_iri), *place.items())
        if key not in self._places:
            self._places[key] = {}
            source["said"].append(place | {"records": self._places[key]})
        number = self._numbers.setdefault((*key, ("record", mention.record)), len(self._numbers) + 1)
        self._places[key][str(number)] = short_id(mention.record, base)
        return number


def _source(mention: Mention, base: str) -> dict[str, Any]:
    """A source, before anything that it says."""
    told = {"id": short_id(mention.source_iri, base), "title": plain(mention.title)}
    told |= {"publisher": plain(mention.publisher), "date": mention.date}
    told |= {"address": mention.address if mention.address != mention.source_iri else ""}
    return {**{name: text for name, text in told.items() if text}, "said": []}
