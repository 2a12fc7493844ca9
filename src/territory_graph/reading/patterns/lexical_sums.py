"""Sums that the verbs and nouns of the lexicon tell: who gives, who receives, and who is meant where neither is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from territory_graph.reading.mentions import Mention
from territory_graph.reading.name_forms import words
from territory_graph.reading.patterns import sums
from territory_graph.reading.patterns.grammar import (
    Context,
    PatternFact,
)
from territory_graph.reading.patterns.lexical_projects import follows
from territory_graph.reading.patterns.said import NOUN_FIRST, Said
from territory_graph.reading.phrases import body_words
from territory_graph.reading.sentences import Sentence, plain
from territory_graph.reading.things import Thing
from territory_graph.reading.units import Phrase


@dataclass(slots=True)
class _Sum:
    funders: list[Thing] = field(default_factory=list)
    given: list[Thing] = field(default_factory=list)
    start: int = 10**9
    end: int = 0
    future: bool = False
    said: Said | None = None
    words: set[str] = field(default_factory=set)
    unknown: bool = False
    others: list[Phrase] = field(default_factory=list)


def _is_unnamed(phrase: Phrase) -> bool:
    """Whether a phrase means bodies without naming them: “à la société”, “à quatre structures”."""
    return bool(phrase.nouns) and (
        phrase.head in body_words() or plain(phrase.head.rstrip("s")) in words()["again"] or phrase.head in _UNNAMED
    )


_UNNAMED = frozenset(("structure", "structures", "organisme", "organismes", "établissement", "établissements", "lauréats", "lauréat", "projets", "porteurs", "bénéficiaires", "acteurs", "clubs", "partenaires", "commerçants", "exploitants", "acquéreur", "bailleur", "délégataire"))  # fmt: skip


def told_sums(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """One draft for each sum, of all that the sentence says of it."""
    found: dict[str, _Sum] = {}
    for said in sorted(every, key=lambda one: one.told.predicate.name != "give"):
        for slot, funders, given in _shares(said):
            at = sentence.words.find(slot)
            if said.told.predicate.name == "share" and sums._NOT_GIVEN.search(sentence.words[max(0, at - 60) : at]):
                continue  # “le budget de 40 000 € de A1”
            one = found.setdefault(slot, _Sum())
            one.funders += [thing for thing in funders if thing not in one.funders]
            one.given += [thing for thing in given if thing not in one.given]
            one.start, one.end = min(one.start, said.told.start), max(one.end, said.told.end)
            one.future |= said.told.mood == "future"
            one.words.add(said.told.predicate.name)
            one.unknown |= any(
                not said.of_phrase(phrase) and not _is_project(phrase, context, sentence)
                for role in ("beneficiaries", "funders")
                for phrase in said.told.roles.get(role, ())
            )
            one.said = one.said or said
            one.others += said.told.others
    for slot, one in found.items():
        _completed(one, sentence, context)
        received = tuple(thing for thing in one.given if thing not in one.funders)
        if received and not one.funders and one.said and _by_unnamed(one.said):
            context.half_told.add(slot)
            continue  # “notre agence lui a versé”
        if one.said is None or not (one.funders or received):
            continue
        if (one.unknown or "receive" in one.words) and not (one.funders and received):
            context.half_told.add(slot)
            continue  # half of it is a pronoun that is not understood
        if not received and any(_is_unnamed(phrase) for phrase in one.others):
            context.half_told.add(slot)
            continue  # “à quatre structures”
        at = sentence.words.find(slot)
        if (
            one.said.told.predicate.name == "share"
            and sums._NOT_GIVEN.search(sentence.words[max(0, at - 60) : at])
            and not received
        ):
            continue
        each = _each(slot, received, sentence, context) if len(one.funders) <= 1 else ()
        if not (each or received) and sums.is_each(sentence.words, slot):
            context.half_told.add(slot)
            continue
        context.told_sums.add(slot)
        said = Said(sentence, replace(one.said.told, start=one.start, end=one.end), context)
        said.weakest = one.said.weakest
        shares: list[tuple[Thing, ...]] = [(thing,) for thing in each]
        for to in shares or [received]:
            draft = sums.draft_of(said, slot, tuple(one.funders), to)
            if one.future:
                draft.cells["amount_kind"] = "announcement"
            yield draft


def _is_project(phrase: Phrase, context: Context, sentence: Sentence) -> bool:
    """Whether “il” means the project of which the sentence before tells: “Il est financé par A1 à hauteur de M0”."""
    told = context.spoken_of is not None and follows(context.spoken_of[2], sentence.locator)
    return told and phrase.pronoun in ("il", "elle") and context.since_project <= 1


def _by_unnamed(said: Said) -> bool:
    """Whether who gives is “our agency”, which nothing names."""
    verb = said.told.verb
    return verb is not None and _OUR.search(said.sentence.words[: verb.start]) is not None


_OUR = re.compile(r"\b(?:notre|nos) [a-z' -]{2,40}$")


def _each(slot: str, received: Sequence[Thing], sentence: Sentence, context: Context) -> tuple[Thing, ...]:
    """Those of whom each receives a sum: “A1 et A2 reçoivent M0 chacune”, “M0 à chacun des commerces : A1 et A2”."""
    if not sums.is_each(sentence.words, slot):
        return ()
    listed = _LISTED.search(sentence.words) if not received else None
    slots = [sentence.slots[name] for name in re.findall(r"[AU]\d+", listed[0])] if listed else []
    named = (context.names.actor(one) for one in slots if isinstance(one, Mention))
    return tuple(received) or tuple(thing for thing in named if thing)


_LISTED = re.compile(r": (?:(?:, | et )?(?:la |le |l'|les )?[AU]\d+){2,}[ .]*$")


_DECIDES = re.compile(
    r"(?:^|[:,] ?)(?:[-•–▪*] ?)?(?:decide (?:d'|de )|sont |est )?(?:attribu|accord|allou|vers|octro|vot)[a-z]+ |\b(?:bureau|conseil|commission|comite|assemblee|C\d+)\b"
)


def _completed(one: _Sum, sentence: Sentence, context: Context) -> None:
    """Who gives or receives without being named: “lui”, “nous”, an assembly that decides."""
    said = one.said
    assert said is not None
    clitics = said.told.verb.clitics if said.told.verb else ()
    subject = (sentence.subject,) if sentence.subject else ()
    if not one.given and "lui" in clitics and said.told.predicate.name == "give":
        one.given += [thing for thing in sums._last_given(context, sentence) or subject if thing not in one.funders]
    if not one.given and "nous" in clitics and said.told.predicate.name == "give" and context.names.author:
        one.given += [thing for thing in (context.names.author,) if thing not in one.funders]
    gives = said.told.predicate.name in ("give", "benefit") and not said.told.roles.get("funders")
    unknown = bool(said.told.roles.get("funders")) and not said.bodies("funders")
    gives |= context.decides and not unknown and ("receive" not in one.words or _is_granted(said, context))
    owner = _owner_of_line(said, context)
    if not one.given and owner and owner not in one.funders:
        one.given.append(owner)
        said.weakest = min(said.weakest, 0.85)
    if (
        not one.funders
        and (one.given or sentence.decides)
        and gives
        and context.issuer
        and context.issuer not in one.given
    ):
        passive = said.told.passive and said.told.verb and not said.told.verb.bare
        if (_DECIDES.search(sentence.words[: said.told.end]) and not passive) or context.decides:
            one.funders.append(context.issuer)


def _is_granted(said: Said, context: Context) -> bool:
    """Whether a sum that a body receives is what the assembly gives: told as of now, under “Associations”."""
    short = context.before.words if context.before and len(context.before.words.split()) < _LABEL_WORDS else ""
    return (
        said.told.mood == "present"
        and re.search(r"\b(?:subvention|association|aides?|attribution)", f"{context.heading} {short}") is not None
    )


_LABEL_WORDS = 4


def _owner_of_line(said: Said, context: Context) -> Thing | None:
    """Who receives what is told without saying to whom: the body of the section, or who speaks, under “Financements”."""
    if said.told.others or (context.decides and not _FINANCES.search(context.heading)):
        return None
    sentence = said.sentence
    ahead = sentence.words[: said.told.phrase.start].rpartition(";")[2].lstrip() if said.told.phrase else "-"
    if sentence.section and NOUN_FIRST.match(ahead.removeprefix("une ")):
        return sentence.section
    if not said.bodies("funders"):
        return None
    return context.names.author if _FINANCES.search(context.heading) else None


_FINANCES = re.compile(
    r"\b(?:financ|ressources\b|recettes\b|moyens\b|concours financ|soutiens?\b)(?!.*\b(?:plan de financement|projet|attribu))"
)


def _shares(said: Said) -> Iterator[tuple[str, list[Thing], list[Thing]]]:
    """Each sum of a predicate with who gives and who receives it: in order where there are several of both."""
    slots = [slot for phrase in said.told.roles.get("sum", ()) for slot in phrase.slots if slot[0] == "M"]
    sides = {
        role: [(phrase, said.of_phrase(phrase)) for phrase in said.told.roles.get(role, ())]
        for role in ("funders", "beneficiaries")
    }
    if len(slots) == 1:
        yield (
            slots[0],
            *([thing for _, things in sides[role] for thing in things] for role in ("funders", "beneficiaries")),
        )  # type: ignore[misc]
        return
    verb = said.told.verb.start if said.told.verb else said.told.start
    first_sum = min((phrase.start for phrase in said.told.roles.get("sum", ())), default=0)
    for n, slot in enumerate(slots):
        told_of = []
        for role in ("funders", "beneficiaries"):
            first_given = min((phrase.start for phrase, _ in sides[role] if phrase.start >= verb), default=0)
            before = [thing for phrase, things in sides[role] if phrase.start < verb for thing in things]
            after = [things for phrase, things in sides[role] if phrase.start >= verb]
            ahead = len(after) == 1 and first_given < first_sum
            own = after[n] if len(after) == len(slots) else after[0] if after and (n == 0 or ahead) else []
            told_of.append([*before, *own])
        yield slot, told_of[0], told_of[1]
