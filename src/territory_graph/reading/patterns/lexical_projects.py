"""Projects that the verbs and nouns of the lexicon tell: who carries them, who takes part, and which “ce projet” means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from territory_graph.reading.mentions import Mention
from territory_graph.reading.patterns.grammar import (
    Context,
    PatternFact,
)
from territory_graph.reading.patterns.said import NOUN_FIRST, Said
from territory_graph.reading.sentences import Sentence, Title, plain
from territory_graph.reading.subjects import PROJECT
from territory_graph.reading.things import Thing
from territory_graph.reading.units import Phrase

_CARRY = frozenset(("porter", "piloter", "coordonner", "conduire", "mener"))


def told_projects(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """Projects, those told of twice once."""
    for said in sorted(every, key=lambda one: one.told.predicate.name == "helped"):
        if said.told.predicate.name == "helped":
            _helped(said, sentence, context)
            continue
        if not said.told.roles.get("title"):
            if said.told.verb and said.told.verb.bare and NOUN_FIRST.match(sentence.words[: said.told.verb.start]):
                said.told.roles["that"] = [Phrase(said.told.start, said.told.start, pronoun="il")]  # “– porté par A1”
            yield from _of_one_named(said, sentence, context)
            continue
        for phrase in said.told.roles["title"][:1]:
            slot = sentence.slots[phrase.slots[0]]
            relative = (
                re.match(r",? (?:que |qu')", sentence.words[phrase.end :])
                and phrase.slots[0][0] == "U"
                and not phrase.group
            )
            if not (
                set(phrase.nouns) & PROJECT
                or phrase.slots[0][0] == "J"
                or (relative and said.told.word in _CARRY)
                or _only_carried(said, phrase, context)
            ):
                continue
            carriers = said.bodies("carriers")
            if not carriers and said.told.roles.get("carriers"):
                continue  # “qu'elle porte”, of whom nothing tells who she is
            others = tuple(thing for thing in said.bodies("others") if thing not in carriers)
            if not (carriers or others) or (not carriers and _led_by_unnamed(every, phrase)):
                continue
            text = " ".join(slot.text.split()) if isinstance(slot, Mention | Title) else ""
            if year := re.match(rf".*\b{phrase.slots[0]} (D\d+)", sentence.words):
                text += f" {getattr(sentence.slots[year[1]], 'first', '')}"
            things = slot.things if isinstance(slot, Mention) else {}
            known = next((things[sort] for sort in ("project", "programme") if sort in things), None)
            programme = bool({"programme", "programmes"} & set(phrase.nouns))
            thing = known or context.names.things.new("project", text, "project", said.span)
            yield from _drafted(
                said, context, thing, "" if known else text, known.sort == "programme" if known else programme, carriers, others
            )  # fmt: skip


def _only_carried(said: Said, phrase: Phrase, context: Context) -> bool:
    """Whether what a verb says of a name is said of projects alone: “U1 est piloté par A2”, “chef de file de U1”."""
    slot = said.sentence.slots[phrase.slots[0]]
    if phrase.slots[0][0] not in "UQ" or phrase.nouns or len(phrase.slots) > 1 or not isinstance(slot, Mention | Title):
        return False
    if isinstance(slot, Mention) and (slot.things or context.names.things.made("actor", slot.text)):
        return False
    passive = said.told.passive and said.told.word in _CARRY and not phrase.group
    leads = said.told.predicate.name == "leader" and "chef" in said.told.word
    return (passive or leads) and bool(said.bodies("carriers"))


def _led_by_unnamed(every: Sequence[Said], title: Phrase) -> bool:
    """Whether the sentence says that somebody carries a project without naming who: “ce laboratoire dirige le projet J1”."""
    return any(
        said.told.predicate.name == "carry"
        and not said.bodies("carriers")
        and any(phrase.slots == title.slots for phrase in said.told.roles.get("title", ()))
        for said in every
    )


def _of_one_named(said: Said, sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """What is told of the project that the text named before: “la Ville en assure le pilotage”, “A1 porte ce projet”."""
    that, spoken = said.told.roles.get("that", ()), context.spoken_of
    if not that or spoken is None or said.told.mood == "future":
        return
    carriers = said.bodies("carriers")
    others = tuple(thing for thing in said.bodies("others") if thing not in carriers)
    if not (carriers or others) or (said.told.roles.get("carriers") and not carriers):
        return
    name, programme, locator = spoken
    if that[0].pronoun and not (locator and follows(locator, sentence.locator)):
        return
    thing = context.names.things.new("project", name, "project", said.span)
    yield from _drafted(said, context, thing, name, programme, carriers, others)


def follows(one: str, other: str) -> bool:
    """Whether a sentence stands after another in the same paragraph, or in the one after its heading."""
    first, second = one.partition("."), other.partition(".")
    if first[0] == second[0]:
        return True
    return first[0][0] in "HTL" or (first[0][1:].isdigit() and second[0] == f"{first[0][0]}{int(first[0][1:]) + 1}")


def _helped(said: Said, sentence: Sentence, context: Context) -> None:
    """Who helps those that carry a project, told in the sentence that tells of it: “…, épaulée par A1”."""
    draft = next((one for one in reversed(context.drafts) if one.kind == "project"), None)
    if draft is None or draft.locator != sentence.locator or not (said.told.verb and said.told.verb.bare):
        return
    carriers = draft.listed("carried_by")
    if carriers:
        others = dict.fromkeys((*draft.listed("involves"), *said.bodies("others")))
        draft.cells["involves"] = tuple(one for one in others if one not in carriers)


_NAMED = re.compile(
    rf"\b(?P<kind>{'|'.join(map(plain, sorted(PROJECT, key=len, reverse=True)))})(?: [a-z'-]+){{0,3}}? (?:[a-z]+ )?(?P<slot>[UQJ]\d+)(?P<year> D\d+)?"
)


_ALONE = re.compile(
    r"\b(?:ou en est|avancement d[eu]|point sur|autre dossier|mot (?:de|sur)|parlons de|quant a|nom de code) (?:la |le |l')?(?P<slot>[UQJ]\d+)"
)


_HEADED = re.compile(r"(?:\d+ ?[.)°–-] ?)?(?P<slot>[UQJ]\d+)[ .:]*")
"""A heading that is but a name, which “ce projet” below it means."""


def speaks_of(sentence: Sentence, context: Context) -> None:
    """Keeps the project that a sentence names last, for “ce projet” and “en” of those that follow."""
    for match in [*_NAMED.finditer(sentence.words), *_ALONE.finditer(sentence.words)]:
        slot = sentence.slots[match["slot"]]
        if not isinstance(slot, Mention | Title) or (isinstance(slot, Mention) and "actor" in slot.things):
            continue
        text = " ".join(slot.text.split())
        if match.groupdict().get("year"):
            text += f" {getattr(sentence.slots[match['year'].strip()], 'first', '')}"
        context.spoken_of = (text, match.groupdict().get("kind", "").startswith("programme"), sentence.locator)
    titled = _HEADED.fullmatch(sentence.words.strip()) if sentence.locator[0] in "TH" else None
    head = sentence.slots[titled["slot"]] if titled else None
    if isinstance(head, Mention | Title) and not context.names.things.made("actor", head.text):
        known = isinstance(head, Mention) and bool(head.things)
        context.spoken_of = context.spoken_of if known else (" ".join(head.text.split()), False, "")


def _drafted(
    said: Said,
    context: Context,
    thing: Thing,
    name: str,
    programme: bool,
    carriers: tuple[Thing, ...],
    others: tuple[Thing, ...],
) -> Iterator[PatternFact]:
    """A project with who carries it; of one that was told before, who is told further is added."""
    before = next((d for d in context.drafts if d.kind == "project" and d.cells.get("self") is thing), None)
    if before is not None:
        carrying = before.listed("carried_by") or list(carriers)
        taking = dict.fromkeys((*before.listed("involves"), *others, *carriers))
        before.cells["carried_by"] = tuple(carrying)
        before.cells["involves"] = tuple(one for one in taking if one not in carrying)
        return
    yield said.draft(
        "project",
        "projects",
        kind="programme" if programme else "project",
        self=thing,
        name=name,
        carried_by=carriers,
        involves=others,
    )
