"""A predicate in a sentence with the things that play its roles, and of whom a line without a subject speaks."""

from __future__ import annotations

import re
from dataclasses import replace

from territory_graph.reading.frames import Told
from territory_graph.reading.mentions import Mention
from territory_graph.reading.moments import Moment
from territory_graph.reading.patterns.grammar import (
    Context,
    Dates,
    PatternMatch,
    dates_near,
)
from territory_graph.reading.roles import means_parties
from territory_graph.reading.sentences import Sentence, agrees
from territory_graph.reading.things import Thing
from territory_graph.reading.units import Phrase


class Said(PatternMatch):
    """A predicate in a sentence, and the things that play its roles."""

    def __init__(self, sentence: Sentence, one: Told, context: Context) -> None:
        self.sentence, self.told, self.context = sentence, one, context
        self.weakest = 1.0

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the skeleton."""
        return self.told.start, self.told.end

    def bodies(self, *roles: str) -> tuple[Thing, ...]:
        """The bodies that play some roles, each once."""
        found: list[Thing] = []
        for role in roles:
            for phrase in self.told.roles.get(role, ()):
                found += self.of_phrase(phrase)
        return tuple(dict.fromkeys(found))

    def of_phrase(self, phrase: Phrase) -> list[Thing]:
        """The bodies that a phrase names; who acts for a body that is not named acts for who issued the document."""
        if means_parties(phrase):
            return list(self.context.parties)
        if phrase.pronoun:
            return [thing for thing in [self._meant(phrase)] if thing]
        found: list[Thing] = []
        if _TITLED.match(self.sentence.words, phrase.end):
            return found
        for slot in phrase.slots:
            if slot[0] not in "ABUC":
                continue
            several = getattr(self.sentence.slots[slot], "all", ())
            thing = None if several else self.actor_in(slot)
            found += several or ([thing] if thing else [])
        return found

    def _meant(self, phrase: Phrase) -> Thing | None:
        """Whom a pronoun within a sentence means: its first body, where that is a subject; “nous” who issued the document."""
        if phrase.pronoun == "nous":
            return self.context.names.author
        first = re.match(
            r"(?:[a-z' ]{0,60}, |quant (?:a |au |aux ))?(?:l'|la |le |les )?(?P<slot>[AB]\d+)\b", self.sentence.words
        )
        thing = self.actor_in(first["slot"]) if first and first.start() < phrase.start else None
        if phrase.pronoun in ("celle-ci", "celui-ci"):
            named = re.findall(r"\b[AB]\d+", self.sentence.words[: phrase.start])
            thing = self.actor_in(named[-1]) if named else None
        if phrase.pronoun == "lui" and phrase.group == "with":
            before = self.context.before
            near = (self.sentence.subject, self.sentence.object, *((before.subject, before.object) if before else ()))
            return next((one for one in near if one and one not in (thing, self.context.names.author)), None)
        if phrase.pronoun == "lui":
            apart = first and ";" in self.sentence.words[first.end() : phrase.start]
            return thing if apart else self.sentence.subject
        return thing if thing and agrees(thing, phrase.pronoun.startswith(("elle", "celle"))) else None

    def places(self, role: str = "place") -> tuple[Thing, ...]:
        """The places that play a role."""
        found = []
        done = self.told.done or self.told.verb
        moved = done is not None and done.verbs[0] in (
            "transférer",
            "déplacer",
            "transporter",
            "déménager",
            "délocaliser",
        )
        for phrase in self.told.roles.get(role, ()):
            for slot in phrase.slots:
                mention = self.sentence.slots[slot]
                if moved and phrase.group == "of":
                    continue  # “est transféré de P0 à P1”
                if slot[0] in "PBU" and isinstance(mention, Mention):
                    thing = self.context.names.place(mention)
                    if thing:
                        found.append(thing)
        return tuple(dict.fromkeys(found))


_TITLED = re.compile(r" ?, (?:le |un |l'|une )(?:projet|programme|operation|dispositif|demarche)\b")
"""What says after a name that it is that of a project: “pour U1, le programme que…”."""


def dates_of(said: Said) -> Dates:
    """The dates of what a predicate tells: those among its complements, or with which the sentence begins."""
    start = said.told.verb.start if said.told.verb else said.told.phrase.start if said.told.phrase else said.told.start
    near = Said(said.sentence, replace(said.told, start=start, end=max(start + 1, said.told.end)), said.context)
    dates = dates_near(near, reach=30)
    words = said.sentence.words

    def own(moment: Moment | None) -> Moment | None:
        """A date before the verb is of it where the sentence begins with it."""
        if moment is None:
            return None
        slot = next(name for name, one in said.sentence.slots.items() if one is moment)
        at = words.find(slot)
        return (
            moment
            if at >= start
            or at < _AT_HEAD
            or ORDERS.search(words[:start])
            or re.fullmatch(
                rf"{slot},? (?:modifie,? )?(?:portant|autorisant|prononcant|actant|decidant) (?:la |l'|le )?",
                words[at:start],
            )
            or re.search(rf"(?:^|[;:] ?)(?:depuis|en|le|des|des le|a compter du|au|debut|fin)? ?{slot},", words)
            else None
        )

    return Dates(*(own(getattr(dates, name)) for name in ("on", "since", "until", "period")))


_AT_HEAD = 22


_DOES_IT = re.compile(
    r"^(?:[-•–▪*>] ?)?(?:\d+[.)°]? ?)?(?:article \w+ ?[:.–-] ?)?(?:le |la |l')?(?:C\d+ |assemblee |A\d+ )?(?:[^,;:A-Z]{0,40}, )?(?:a l'unanimite,? )?"
    r"(?:decid|approuv|adopt|accord|attribu|vot|valid|ratifi|alloue|octroie|prend acte|donne son accord|donne un avis favorable|confirm)[a-z]* "
)


def assembly(sentence: Sentence, context: Context) -> tuple[Thing, ...]:
    """The body that a line of minutes speaks of without naming it: “– décide d'adhérer à A1”."""
    return (context.issuer,) if context.decides and context.issuer and _DOES_IT.match(sentence.words) else ()


NOUN_FIRST = re.compile(r"^(?:[-•–▪*>▸] *)?(?:[DS]\d+ ?[–:-] ?)?(?:une? |la |l')?$")


def speaker(sentence: Sentence, context: Context) -> tuple[Thing, ...]:
    """The body of which a line without a subject speaks: who speaks, else that of the section."""
    one = sentence.section or context.names.author or sentence.topic
    return (one,) if one else ()


ORDERS = re.compile(
    r"(?:^|[:.–-] ?)(?:est|sont) (?:autorise|prononce|constate|decide|approuve|acte)e?s?\b[^;]{0,60}(?:la |le |l')?$|\b(?:prononce|constate|autorise|acte|approuve)[^;A-Z]{0,20}(?:la |l')?$"
)
