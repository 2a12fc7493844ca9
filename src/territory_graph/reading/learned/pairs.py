"""Two things that a sentence names, or means, and what stands between and around them: what weights are learned for.

A pair asks a question: is the one a member of the other, does the sum come from this body? Its features are words, verbs
with their classes in the lexicon, the way through the phrases from one to the other, and the roles that frames give both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from territory_graph.reading.frames import told
from territory_graph.reading.lexicon import of_noun, of_verb, verb_forms
from territory_graph.reading.mentions import Mention
from territory_graph.reading.patterns.figures import COUNT, UNIT
from territory_graph.reading.patterns.grammar import Context, doubtful, has_organ
from territory_graph.reading.phrases import units_of
from territory_graph.reading.sentences import Sentence, Slot
from territory_graph.reading.subjects import REPRESENTS
from territory_graph.reading.things import Thing
from territory_graph.reading.units import Mark, Phrase, Unit, Verb
from territory_graph.spelling import folded

BETWEEN_BODIES = ("membership", "support")
JOINTLY = ("collaboration",)
OF_A_BODY = {
    "M": ("funder", "beneficiary", "budget"),
    "P": ("office",),
    "B": ("office",),
    "U": ("office", "carrier", "partner", "mandate"),
    "Q": ("carrier", "partner"),
    "J": ("carrier", "partner"),
    "N": ("mandate",),
    "D": ("creation",),
    "#": ("figure",),
}
"""What is asked of a body, by the letter of the slot that stands beside it; ``#`` is a number of people or of members."""
RELATIONS = (*BETWEEN_BODIES, *JOINTLY, "cost", *dict.fromkeys(one for listed in OF_A_BODY.values() for one in listed))
_COUNTED = re.compile(
    rf"{COUNT} (?:[a-z]+ (?=adherent|membre))?(?P<unit>{UNIT}|entreprises|structures|organismes|organisations)\b"
)
_WORD = re.compile(r"[A-Z]\d+|\d+(?:[ .,]\d+)*|[a-z]+(?:-[a-z0-9]+)*'?|[^\w\s]")
_SLOT = re.compile(r"[A-Z]\d+")
_MOST = 24
"""A sentence that names more is a list: of its pairs nothing is asked."""
_FAR, _STEPS, _SHORT, _LEAD_WORDS, _FEW = 8, 8, 5, 12, 3


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a sentence: a verb in the infinitive, a slot by its letter, a number as ``#``."""

    text: str
    start: int
    end: int
    slot: str = ""


@dataclass(slots=True)
class Pair:
    """A question of a relation: ``anchor`` is the slot beside the body ``other``; between bodies, that of ``one``.

    ``named`` tells whether the sentence names both; else one is only meant.
    """

    relation: str
    anchor: str
    one: tuple[Thing, ...]
    other: tuple[Thing, ...]
    features: Sequence[str]
    seen: Seen
    start: int
    end: int
    named: bool


class Seen:
    """A sentence with its words, phrases, bodies and roles, each worked out once."""

    def __init__(self, sentence: Sentence, context: Context, lead: Sentence | None, heading: str) -> None:
        self.sentence = replace(sentence, skeleton=sentence.bare)
        self.context, self.lead = context, lead
        led = _plain_words(lead.bare.text) if lead else []
        self.words = list(_words(self.sentence))
        self.at = {word.slot: n for n, word in enumerate(self.words) if word.slot}
        self.counts = {f"#{match.start()}": match for match in _COUNTED.finditer(self.sentence.words)}
        for name, match in self.counts.items():
            place = match.start("number")
            self.at[name] = next((n for n, word in enumerate(self.words) if word.start >= place), 0)
        self._around = [
            f"loc={sentence.locator[0]}",
            *(["decides"] if context.decides else []),
            *(["ordained"] if sentence.decides else []),
            *(["speaks"] if context.speaks else []),
            *(f"lead={word}" for word in led),
            *(f"lead.{one}" for word in led for one in _classes(word)),
            *(f"heading={word}" for word in _plain_words(heading)),
            *(f"has={letter}" for letter in {name[0] for name in self.at}),
        ]
        self._own: dict[str, list[str]] = {}

    @cached_property
    def units(self) -> list[Unit]:
        """The phrases and verbs of the sentence."""
        return units_of(self.sentence)

    @cached_property
    def bodies(self) -> dict[str, tuple[Thing, ...]]:
        """The bodies that slots name."""
        found = {}
        for name in self.at:
            slot = self.sentence.slots.get(name)
            if isinstance(slot, Mention) and (things := self._bodies(name[0], slot)):
                found[name] = things
        return found

    def _bodies(self, letter: str, slot: Mention) -> tuple[Thing, ...]:
        names, issuer = self.context.names, self.context.issuer
        if slot.all:
            return slot.all
        thing = (
            names.actor(slot)
            if letter in "ABU"
            else names.commune(slot)
            if letter == "P"
            else issuer
            if letter == "C" and issuer and has_organ(issuer, folded(slot.text))
            else None
        )
        return (thing,) if thing else ()

    @cached_property
    def meant(self) -> list[tuple[str, Thing]]:
        """The bodies of which the sentence may speak without naming them, each by why."""
        sentence, context = self.sentence, self.context
        found = dict.fromkeys(id(thing) for things in self.bodies.values() for thing in things)
        several = (
            *(("lead", thing) for thing in self._named_in(self.lead)),
            ("subject", sentence.subject),
            ("section", sentence.section),
            ("topic", sentence.topic),
            ("author", context.names.author),
            ("issuer", context.issuer),
            ("before", sentence.object),
            *(("earlier", thing) for thing in self._named_in(context.before)),
        )
        listed = []
        for why, thing in several:
            if thing is not None and id(thing) not in found:
                found[id(thing)] = None
                listed.append((why, thing))
        return listed

    def _named_in(self, sentence: Sentence | None) -> list[Thing]:
        """The bodies that another sentence names."""
        slots = sentence.slots.values() if sentence is not None else ()
        found = (thing for one in slots if isinstance(one, Mention) for thing in self._bodies(one.slot, one))
        return list(dict.fromkeys(found))[:_FEW]

    @cached_property
    def _roles(self) -> list[dict[str, str]]:
        """What each slot plays in each frame."""
        found = []
        for one in told(self.sentence):
            name = f"{one.predicate.kind}.{one.predicate.name}"
            played = {
                slot: f"{name}.{role}" for role, phrases in one.roles.items() for p in phrases for slot in p.slots
            }
            if played:
                found.append(played)
        return found

    def _unit(self, name: str) -> int | None:
        place = self.words[self.at[name]].start
        return next((n for n, unit in enumerate(self.units) if unit.start <= place < unit.end), None)

    def own(self, name: str) -> list[str]:
        """What stands beside a slot: words, the verbs before and after it in its clause, its roles."""
        if name not in self._own:
            match = self.counts.get(name)
            self._own[name] = [
                f"L={name[0]}",
                *([f"unit={match['unit']}"] if match else []),
                *self._beside(self.at[name]),
                *self._of_unit(self._unit(name)),
                *(f"r={played[name]}" for played in self._roles if name in played),
            ]
        return self._own[name]

    def _beside(self, n: int) -> Iterator[str]:
        texts = [word.text for word in self.words]
        for far in (1, 2, 3):
            yield f"w-{far}={texts[n - far] if n >= far else '^'}"
        for far in (1, 2):
            yield f"w+{far}={texts[n + far] if n + far < len(texts) else '$'}"
        if n > 1:
            yield f"w-12={texts[n - 2]}_{texts[n - 1]}"

    def _of_unit(self, n: int | None) -> Iterator[str]:
        if n is None:
            return
        unit = self.units[n]
        if isinstance(unit, Phrase):
            yield from (f"prep={unit.prep}", f"group={unit.group}")
            yield from _with_classes("noun", unit.nouns[:3])
        for step, name in ((-1, "before"), (1, "after")):
            verb = _next_verb(self.units, n, step)
            if verb is not None:
                how = _how(verb)
                yield f"{name}={verb.verbs[0]}/{how}"
                yield f"{name}.mood={verb.mood}{'!' if verb.negated else ''}"
                yield from (f"{name}.{one}/{how}" for one in _classes(verb.verbs[0]))
        ahead = self.units[n - 1] if n else None
        if isinstance(ahead, Phrase):
            yield from _with_classes("ahead", ahead.nouns[:2])

    def of_both(self, one: str, other: str) -> list[str]:
        """The features of two slots of the sentence."""
        first, last = sorted((self.at[one], self.at[other]))
        between = [word.text for word in self.words[first + 1 : last]]
        side = "<" if self.at[one] < self.at[other] else ">"
        units = self._unit(one), self._unit(other)
        own, others = self.own(one), self.own(other)
        bodies = min(sum(word.slot[:1] in set("ABU") for word in self.words[first + 1 : last] if word.slot), 4)
        verbs = [text for text in own if text.startswith(("before.", "after.")) and "mood" not in text]
        groups = [text for text in others if text.startswith("group=")]
        return [
            "both",
            f"side={side}",
            f"letters={one[0]}{other[0]}",
            f"far={min(len(between) // 3, _FAR)}",
            f"{side}bodies={bodies}",
            *(f"{side}b={word}" for word in set(between)),
            *(f"{side}bb={a}_{b}" for a, b in pairwise(between)),
            *(f"{side}b.{name}" for name in {name for word in between for name in _classes(word)}),
            *([f"{side}all={' '.join(between)}"] if len(between) <= _SHORT else []),
            f"{side}way={self._way(*units)}",
            *(["one unit"] if units[0] == units[1] else []),
            *(f"1.{text}" for text in own),
            *(f"2.{text}" for text in others),
            *(f"{side}1.{text}" for text in own if text.startswith(("before", "after", "group", "ahead", "r="))),
            *(f"{side}2.{text}" for text in others if text.startswith(("before", "after", "group", "ahead", "r="))),
            *(f"{side}{verb}&{group}" for verb in verbs for group in groups),
            *(f"both={p[one]}>{p[other].rpartition('.')[2]}" for p in self._roles if one in p and other in p),
            *([";"] if ";" in between else []),
            *(self._ahead_of_list(other) if ":" in between and side == ">" else ()),
            *(["doubt"] if doubtful(self.sentence, *self._span(one, other), future=False) else []),
            *self._around,
        ]

    def _ahead_of_list(self, name: str) -> Iterator[str]:
        """What leads to a list in the sentence that names a body: “Trois financeurs accompagnent A0 : …”."""
        colon = next((n for n, word in enumerate(self.words) if word.text == ":"), 0)
        if self.at[name] < colon:
            yield "led"
            yield from (f"led.{one}" for word in self.words[:colon] for one in _classes(word.text))

    def of_meant(self, why: str, name: str) -> list[str]:
        """The features of a slot and a body that is not named."""
        words = [word.text for word in self.words]
        return [
            f"why={why}",
            f"why={why}&{name[0]}",
            *(f"2.{text}" for text in self.own(name)),
            *(f"ahead={word}" for word in set(words[: self.at[name]])),
            *(f"any.{one}" for one in {one for word in words for one in _classes(word)}),
            f"first={words[0]}",
            f"second={words[1] if len(words) > 1 else '$'}",
            f"bodies={min(len(self.bodies), 4)}",
            *(["doubt"] if doubtful(self.sentence, 0, len(self.sentence.words), future=False) else []),
            *self._around,
        ]

    def _way(self, one: int | None, other: int | None) -> str:
        if one is None or other is None:
            return "?"
        first, last = sorted((one, other))
        return " ".join(_step(unit) for unit in self.units[first + 1 : last][:_STEPS])

    def _span(self, *names: str) -> tuple[int, int]:
        places = [self.words[self.at[name]] for name in names]
        return min(one.start for one in places), max(one.end for one in places)

    def pairs(self) -> Iterator[Pair]:
        """Every question that the sentence may answer."""
        if not self.words or len(self.at) > _MOST or self.sentence.words.rstrip().endswith("?"):
            return
        named = [name for name in self.bodies if name[0] != "C"]
        for one in named:
            for other in named:
                if not set(map(id, self.bodies[one])) & set(map(id, self.bodies[other])):
                    yield from self._between(one, other)
            for why, thing in self.meant:
                features = self.of_meant(why, one)
                away = [f"away.{text}" for text in features]
                span = self._span(one)
                for relation in BETWEEN_BODIES:
                    yield Pair(relation, "", (thing,), self.bodies[one], features, self, *span, False)
                    yield Pair(relation, "", self.bodies[one], (thing,), away, self, *span, False)
                for relation in JOINTLY:
                    yield Pair(relation, "", (thing,), self.bodies[one], features, self, *span, False)
        for name in self.at:
            if name[0] == "M":
                features = [
                    *self.own(name),
                    *(f"ahead={word.text}" for word in self.words[: self.at[name]]),
                    *self._around,
                ]
                yield Pair("cost", name, (), (), features, self, *self._span(name), True)
            relations = OF_A_BODY.get(name[0], ())
            if "mandate" in relations and " " not in getattr(self.sentence.slots.get(name), "text", ""):
                relations = tuple(one for one in relations if one != "mandate")
            for other in self.bodies if relations else ():
                if other != name:
                    features, span = self.of_both(name, other), self._span(name, other)
                    for relation in relations:
                        yield Pair(relation, name, (), self.bodies[other], features, self, *span, True)
            for why, thing in self.meant if relations else ():
                features, span = self.of_meant(why, name), self._span(name)
                for relation in relations:
                    yield Pair(relation, name, (), (thing,), features, self, *span, False)

    def _between(self, one: str, other: str) -> Iterator[Pair]:
        features, span = self.of_both(one, other), self._span(one, other)
        relations = (*BETWEEN_BODIES, *(JOINTLY if self.at[one] < self.at[other] else ()))
        for relation in relations:
            yield Pair(relation, one, self.bodies[one], self.bodies[other], features, self, *span, True)

    def of_others(self, bodies: Sequence[Thing]) -> bool:
        """Whether a body is named but as that of whom others are: “les entreprises de A1 emploient”."""
        for name in (name for name, things in self.bodies.items() if things == tuple(bodies)):
            n = self._unit(name)
            ahead = self.units[n - 1] if n else None
            unit = self.units[n] if n is not None else None
            if (
                isinstance(ahead, Phrase)
                and isinstance(unit, Phrase)
                and unit.group == "of"
                and ahead.article == "les"
                and not ahead.number
                and not ahead.slots
                and ahead.head not in REPRESENTS
            ):
                return True
        return False

    def slot(self, name: str) -> Slot | None:
        """What a slot stands for."""
        return self.sentence.slots.get(name)


def seen(sentences: Sequence[Sentence], context: Context) -> Iterator[Seen]:
    """The sentences of a document, each with the heading and the line that leads to it."""
    lead, heading, context.before = None, "", None
    for sentence in sentences:
        words = sentence.bare.text
        if sentence.locator[0] in "TH":
            heading = words
        yield Seen(sentence, context, lead, heading)
        if words.rstrip().endswith(":") or sentence.locator[0] in "TH":
            lead = sentence
        elif not re.match(r"[-•–▪*>]", words):
            lead = None
        context.before = sentence


def _words(sentence: Sentence) -> Iterator[_Word]:
    for match in _WORD.finditer(sentence.words):
        text, (start, end) = match[0], match.span()
        if _SLOT.fullmatch(text):
            yield _Word(text[0], start, end, text)
        elif text[0].isdigit():
            yield _Word("#", start, end)
        else:
            written = sentence.written(start, end).lower().replace("’", "'")
            yield _Word(_infinitive(written if len(written) == len(text) else text, text), start, end)


def _infinitive(written: str, otherwise: str) -> str:
    return min(verb_forms().get(written, ()), default=otherwise)


def _plain_words(text: str) -> list[str]:
    return [_infinitive(word, word) for word in re.findall(r"[a-z]+", text)[:_LEAD_WORDS]]


def _classes(word: str) -> list[str]:
    """The predicates of the lexicon that a word tells."""
    return [f"{one.kind}.{one.name}" for one in of_verb(word)] + [f"n.{one.kind}.{one.name}" for one in of_noun(word)]


def _with_classes(name: str, nouns: Sequence[str]) -> Iterator[str]:
    for noun in nouns:
        yield f"{name}={noun}"
        yield from (f"{name}.{one}" for one in _classes(noun))


def _next_verb(units: Sequence[Unit], n: int, step: int) -> Verb | None:
    """The verb before or after a phrase in its clause."""
    for unit in units[n + step :: step][:_STEPS] if n + step >= 0 else ():
        if isinstance(unit, Mark) and unit.text in (";", "?", "!"):
            return None
        if isinstance(unit, Verb):
            return unit
    return None


def _how(verb: Verb) -> str:
    return f"{'p' if verb.passive else 'a'}{'b' if verb.bare else ''}{'r' if verb.reflexive else ''}"


def _step(unit: Unit) -> str:
    if isinstance(unit, Phrase):
        return f"{unit.group or 'N'}{'*' if unit.slots else ''}"
    return f"V{_how(unit)}" if isinstance(unit, Verb) else unit.text[:3]
