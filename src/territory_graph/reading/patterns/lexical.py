"""Facts that the verbs and nouns of the lexicon tell: what their roles are made into, a function for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from territory_graph import french
from territory_graph.reading.frames import PROJECT, Told, means_parties, told
from territory_graph.reading.lexicon import nouns
from territory_graph.reading.mentions import Mention
from territory_graph.reading.moments import Moment
from territory_graph.reading.name_forms import words
from territory_graph.reading.patterns import agreements, changes, figures, sums
from territory_graph.reading.patterns.grammar import (
    Context,
    Dates,
    PatternFact,
    PatternMatch,
    dates_near,
    doubtful,
    lasting,
)
from territory_graph.reading.phrases import Phrase, body_words
from territory_graph.reading.sentences import Sentence, Title, agrees, plain
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded


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


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The facts that the lexicon tells in a sentence."""
    view = replace(sentence, skeleton=sentence.bare)
    if view.words.rstrip().endswith("?"):
        return
    every = _stated(told(view), view, context)
    if _SIGNS.search(view.words):
        signed = replace(view, skeleton=view.skeleton.sub(_SIGNATORY, lambda match: match["body"]))
        if signed.words != view.words:
            agreed = [one for one in told(signed) if one.predicate.kind == "agreements"]
            every = [one for one in every if one.told.predicate.kind != "agreements"]
            every += _stated(agreed, signed, context)
    context.told_sums, context.half_told = set(), set()
    yield from _made(every, view, context)
    speaks_of(view, context)


def _stated(every: Sequence[Told], view: Sentence, context: Context) -> list[Said]:
    """The predicates that a sentence states, those left out that it denies or supposes."""
    return [
        Said(view, one, context)
        for one in every
        if one.mood != "denied" and one.roles and not doubtful(view, one.start, one.end, future=False, alone=one.beside)
    ]


def _made(every: Sequence[Said], view: Sentence, context: Context) -> Iterator[PatternFact]:
    by_kind: dict[str, list[Said]] = {}
    for one in every:
        by_kind.setdefault(one.told.predicate.kind, []).append(one)
    for kind, make in _MAKERS:
        if kind in by_kind:
            yield from make(by_kind[kind], view, context)


_SIGNS = re.compile(r"\b(?:sign|paraph|conclu|scell|ratifi)")
_SIGNATORY = re.compile(
    r"\b(?:m\. |mme |monsieur |madame )?N\d+,? (?:la |le |l')?(?:[a-z'-]+ ){1,4}(?:de la |de l'|du |des |de |d')(?:la |l'|le )?(?P<body>[AB]\d+)(?:,(?= (?:et|ont|a) )|(?=,| et | ont | a ))"
)
"""A person who signs for a body: “N0, présidente de A1, et…”."""


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
            or _ORDERS.search(words[:start])
            or re.fullmatch(
                rf"{slot},? (?:modifie,? )?(?:portant|autorisant|prononcant|actant|decidant) (?:la |l'|le )?",
                words[at:start],
            )
            or re.search(rf"(?:^|[;:] ?)(?:depuis|en|le|des|des le|a compter du|au|debut|fin)? ?{slot},", words)
            else None
        )

    return Dates(*(own(getattr(dates, name)) for name in ("on", "since", "until", "period")))


_AT_HEAD = 22


def _sums(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
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
                not said.of_phrase(phrase)
                for role in ("beneficiaries", "funders")
                for phrase in said.told.roles.get(role, ())
            )
            one.said = one.said or said
            one.others += said.told.others
    for slot, one in found.items():
        _completed(one, sentence, context)
        received = tuple(thing for thing in one.given if thing not in one.funders)
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
        context.told_sums.add(slot)
        said = Said(sentence, replace(one.said.told, start=one.start, end=one.end), context)
        said.weakest = one.said.weakest
        draft = sums.draft_of(said, slot, tuple(one.funders), received)
        if one.future:
            draft.cells["amount_kind"] = "announcement"
        yield draft


_DECIDES = re.compile(
    r"(?:^|[:,] ?)(?:[-•–▪*] ?)?(?:decide (?:d'|de )|sont |est )?(?:attribu|accord|allou|vers|octro|vot)[a-z]+ |\b(?:bureau|conseil|commission|comite|assemblee|C\d+)\b"
)


_DOES_IT = re.compile(
    r"^(?:[-•–▪*>] ?)?(?:\d+[.)°]? ?)?(?:article \w+ ?[:.–-] ?)?(?:le |la |l')?(?:C\d+ |assemblee |A\d+ )?(?:[^,;:A-Z]{0,40}, )?(?:a l'unanimite,? )?"
    r"(?:decid|approuv|adopt|accord|attribu|vot|valid|ratifi|alloue|octroie|prend acte|donne son accord|donne un avis favorable|confirm)[a-z]* "
)


def _assembly(sentence: Sentence, context: Context) -> tuple[Thing, ...]:
    """The body that a line of minutes speaks of without naming it: “– décide d'adhérer à A1”."""
    return (context.issuer,) if context.decides and context.issuer and _DOES_IT.match(sentence.words) else ()


_NOUN_FIRST = re.compile(r"^(?:[-•–▪*>▸] *)?(?:[DS]\d+ ?[–:-] ?)?(?:une? |la |l')?$")


def _speaker(sentence: Sentence, context: Context) -> tuple[Thing, ...]:
    """The body of which a line without a subject speaks: who speaks, else that of the section."""
    one = sentence.section or context.names.author or sentence.topic
    return (one,) if one else ()


def _completed(one: _Sum, sentence: Sentence, context: Context) -> None:
    """Who gives or receives without being named: “lui”, “nous”, an assembly that decides."""
    said = one.said
    assert said is not None
    clitics = said.told.verb.clitics if said.told.verb else ()
    subject = (sentence.subject,) if sentence.subject else ()
    if not one.given and "lui" in clitics and said.told.predicate.name == "give":
        one.given += [thing for thing in sums._last_given(context, sentence) or subject if thing not in one.funders]
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
    if sentence.section and _NOUN_FIRST.match(ahead.removeprefix("une ")):
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


def _agreements(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """Agreements, by their noun or by the verb that tells their making."""
    made: dict[int, tuple[list[Thing], list[Said], str]] = {}
    for said in every:
        documents = said.told.roles.get("document", ())
        if said.told.predicate.name == "document":
            assert said.told.phrase is not None
            documents = [said.told.phrase]
        for document in documents[:1]:
            parties, several, noun = made.setdefault(document.start, ([], [], ""))
            parties += [thing for thing in said.bodies("parties") if thing not in parties]
            several.append(said)
            noun = next(word for word in document.nouns if word in nouns("agreements", "document"))
            made[document.start] = (parties, several, noun)
    for parties, several, noun in made.values():
        future = any(one.told.mood == "future" for one in several)
        if re.search(
            r"\bsignature(?: d[^.;]{0,25})?\s*$",
            sentence.words[: several[0].told.phrase.start if several[0].told.phrase else several[0].told.start],
        ) and not (
            re.search(r"\ba eu lieu\b|\bs'est (?:tenue|deroulee)\b", sentence.words)
            or (context.report and re.search(r"[DS]\d", sentence.words))
        ):
            continue  # on a programme
        plural = noun.endswith("s")
        if len(parties) == 1 and not plural:
            alone = several[0].told.phrase or several[0].told.roles["document"][0]
            if _NOUN_FIRST.match(sentence.words[: alone.start]) and re.search(
                r"\b(?:signe|conclu|passe|noue)e?\b", sentence.words[alone.end :]
            ):
                parties += [one for one in _speaker(sentence, context) if one not in parties]
            else:
                adopted = context.decides and context.issuer and _ADOPTED.search(_whole_line(sentence))
                some = (context.issuer,) if adopted and context.issuer else _assembly(sentence, context)
                parties += [one for one in some if one not in parties]
        if len(parties) < 2 or (plural and len(parties) > 2) or _ENDED.search(sentence.words):
            continue
        if len(parties) > 5:
            continue
        start, end = min(one.told.start for one in several), max(one.told.end for one in several)
        sentence = several[0].sentence
        said = Said(sentence, replace(several[0].told, start=start, end=end), context)
        said.weakest = min(one.weakest for one in several)
        kind = next((kind for word, kind in agreements._KINDS if word in noun), "agreement")
        dates = dates_near(said, not_after=r"(?:nee?s?|datant|remontant|initiee?s?)")
        if future and not lasting(dates):
            continue  # one that is to come has a period
        yield agreements.draft_of(said, kind, tuple(parties), dates, has_noun=True)


_ADOPTED = re.compile(r"(?i)\b(?:adopt|approuv|valid)ée?s?\b")


def _whole_line(sentence: Sentence) -> str:
    """The line of the text in which a sentence stands: “Convention avec A1 : trois ans. Adopté.”"""
    first, last = sentence.skeleton.span(0, len(sentence.words))
    return sentence.text[first : (sentence.text + "\n").find("\n", last)]


_ENDED = re.compile(
    r"\barrivee?s? a (?:echeance|terme)\b|\bn'a pas ete (?:reconduit|renouvel|sign|conclu)|\best caduque\b|\bdenoncee?\b"
)
"""Of an agreement that is no more, or never was."""


def _supports(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    if re.search(r"M\d", sentence.words):
        return
    for said in every:
        some, others = said.bodies("supporters"), said.bodies("supported")
        if said.told.phrase and any(
            slot[0] == "U" for phrase in said.told.roles.get("supported", ()) for slot in phrase.slots
        ):
            continue  # what has had support may be a building
        if not some or not others or set(some) & set(others) or said.told.mood == "future":
            continue
        name = f"Soutien {' et '.join(french.after('de', one.name) for one in some)} {' et '.join(french.after('à', one.name) for one in others)}"
        yield said.draft(
            "support", "agreements", confidence=0.9, kind="partnership", name=name, supporters=some, supported=others, **lasting(dates_of(said))
        )  # fmt: skip


def _memberships(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for said in every:
        name = said.told.predicate.name
        wholes, members = said.bodies("whole"), said.bodies("member")
        if name == "leave" and any(
            slot[0] != "A" for phrase in said.told.roles.get("whole", ()) for slot in phrase.slots
        ):
            continue  # who leaves a town is no member of it
        if name == "leave" and not wholes and sentence.object and said.told.verb and "en" in said.told.verb.clitics:
            wholes = (sentence.object,)
        if name in ("join", "joining", "leave") and wholes and not members:
            first = said.told.phrase is not None and _NOUN_FIRST.match(sentence.words[: said.told.phrase.start])
            missing = _speaker(sentence, context) if first else _assembly(sentence, context)
            members = tuple(one for one in missing if one not in wholes)
        if name == "membership" and not wholes and context.names.author and _WELCOME.search(sentence.words):
            wholes = (context.names.author,)
        if name == "membership" and not wholes and members and not said.told.others and _OF_US.search(sentence.words):
            wholes = tuple(one for one in (context.names.author,) if one and one not in members)
        if not wholes or not members:
            continue
        if any(slot[0] == "C" for phrase in said.told.roles.get("whole", ()) for slot in phrase.slots):
            continue
        if name == "join" and set(members) == set(wholes):
            continue
        if name == "gather" and (len(members) < 2 or len(wholes) > 1):
            continue
        dates = dates_of(said)
        leaving = name in ("leave", "leaving")
        cells: dict[str, Any] = lasting(dates)
        if leaving:
            ended = dates.on or dates.since or dates.until
            if not ended:
                continue
            cells = {"end": ended.first}
        elif not cells and dates.on and name in ("join", "joining", "participle"):
            cells = {"start": dates.on.first}
        if said.told.mood == "future" and not cells.keys() & {"start", "end"}:
            continue  # one that is to come has a day
        for member in members:
            for whole in wholes:
                if member is not whole and not (name == "join" and whole.kind == "commune"):
                    yield said.draft(
                        "membership", "memberships", member=member, organisation=whole, role="membre", **cells
                    )


_OF_US = re.compile(r"\b(?:membre|adherent|societaire)e?s? (?:depuis|a compter|du C\d|[,.]|$)")
"""“La Menuiserie Garcin, membre depuis mars”, in the minutes of whom she joined."""
_WELCOME = re.compile(r"\bbienvenue\b|\bnous (?:accueillons|comptons)\b|\bnos rangs\b|\bA97 (?:accueill|compt)")
"""Words by which who speaks greets its new members."""


def _collaborations(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for said in every:
        some, others = said.bodies("some"), said.bodies("others")
        jointly = said.told.predicate.name == "jointly"
        if said.told.mood == "future" or (
            jointly
            and (
                said.told.verb is None
                or said.told.verb.bare
                or re.search(r"[MQJ]\d", sentence.words)
                or _of_project(sentence)
            )
        ):
            continue
        pairs = [(one, other) for one in some for other in others] if others else []
        if not others and not jointly and len(some) > 1:
            pairs = [(some[0], other) for other in some[1:]]
        for one, other in pairs:
            if one is not other:
                yield said.draft(
                    "collaboration", "collaborations", confidence=0.9, actor=one, partner=other, **lasting(dates_of(said))
                )  # fmt: skip


def _of_project(sentence: Sentence) -> bool:
    """Whether a sentence names a project: who takes part in it is told of it."""
    return re.search(rf"\b(?:{'|'.join(map(plain, PROJECT))})\b", sentence.words) is not None


def _offices(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    told_of: set[tuple[Thing, Thing]] = set()
    for said in every:
        name = said.told.predicate.name
        if sentence.locator[0] in "TH" and said.told.verb:
            continue
        office = next(
            (
                phrase
                for phrase in said.told.roles.get("office", ()) or ([said.told.phrase] if said.told.phrase else [])
            ),
            None,
        )
        if not said.bodies("actor") and (
            name == "opening" or (name == "have" and said.told.passive and not said.told.roles.get("actor"))
        ):
            own = office is not None and office.article in ("son", "sa", "ses")
            owner = (
                context.issuer
                if context.decides and not own
                else context.names.author or sentence.subject or sentence.topic
            )
            if (own or not (context.decides or context.speaks)) and sentence.subject:
                owner = sentence.subject  # nobody speaks: who was told of last, not who stands in the heading
            actors: tuple[Thing, ...] = (owner,) if owner and office is not None else ()
        else:
            actors = ()
        if not actors and name == "office" and sentence.section and not said.told.roles.get("actor"):
            ahead = re.split(r"[;,] ", sentence.words[: said.told.start])[-1]
            actors = (sentence.section,) if _NOUN_FIRST.match(re.sub(r"(?:nouvel(?:le)?|nouveau) $", "", ahead)) else ()
        actors = actors or said.bodies("actor") or (_owner(said, sentence, context) if name != "have" else ())
        if not actors and name == "office" and said.told.done and office and office.article in ("une", "un"):
            owner = context.names.author or (sentence.topic if sentence.topic is sentence.subject else None)
            actors = (owner,) if owner else ()
        if name == "have" and office is None:
            continue
        if name == "have" and not said.bodies("actor") and office and _OF_BODY.match(sentence.words[office.end :]):
            continue  # “le siège de A1 est transféré”: of A1, whom the noun tells
        if name == "opening" and not said.told.roles.get("office"):
            continue
        word = (
            next((noun for noun in office.nouns if noun in nouns("offices", "office")), "implantation")
            if office
            else "implantation"
        )
        if re.search(
            r"\b(?:quitt|ferm)|\bancien(?:ne)?s? (?:siege|bureaux?|locaux|antenne|agence|site|usine|atelier)",
            sentence.words[max(0, said.span[0] - 12) : said.span[1]],
        ):
            continue
        for actor in actors[:1]:
            for place in said.places():
                if place.name == actor.name or folded(place.name) in actor.names or (actor, place) in told_of:
                    continue
                told_of.add((actor, place))
                dates = dates_of(said)
                verb = said.told.done.verbs[0] if said.told.done else said.told.word
                opened = dates.since or (dates.on if verb in _OPENS else None)
                if said.told.mood == "future":
                    opened = dates.on or dates.since
                    if opened is None:
                        continue  # one that is to come has a day
                start: dict[str, Any] = {"start": opened.first} if opened else {}
                label = {"bureaux": "Bureau", "locaux": "Bureau", "siège social": "Siège"}.get(word, word.capitalize())
                kind = (
                    "site"
                    if word
                    in ("implantation", "établissement", "site", "usine", "atelier", "moulin", "entrepôt", "boutique")
                    else "office"
                )
                yield said.draft(
                    "office", "offices", kind=kind, actor=actor, name=f"{label} {french.after('de', actor.name)} {french.after('à', place.name)}", place=place, **start
                )  # fmt: skip


_OF_BODY = re.compile(r" (?:de la |de l'|du |des |de |d')[ABU]\d")
_OPENS = frozenset(
    ("ouvrir", "inaugurer", "installer", "implanter", "transférer", "emménager", "déménager", "établir", "créer")
)


def _owner(said: Said, sentence: Sentence, context: Context) -> tuple[Thing, ...]:
    """Whose office it is: “son siège”, “dont le siège”."""
    phrase = said.told.phrase
    ahead = sentence.words[: said.told.start].rstrip()
    if match := re.search(r"(?P<slot>[ABU]\d+),? [^;:.]{0,60}\bdont(?: les?| la| l')?$", ahead) or re.search(
        r"(?P<slot>[ABU]\d+),? dont$", ahead
    ):
        thing = said.actor_in(match["slot"])
        return (thing,) if thing else ()
    office = phrase or next(iter(said.told.roles.get("office", ())), None)
    if office and office.article in ("notre", "nos") and context.issuer:
        return (context.issuer,)
    if (
        office
        and office.article in ("son", "sa", "ses", "le")
        and "siège" in (*office.nouns, office.article)
        and (one := sentence.subject or sentence.topic)
    ):
        return (one,)
    if office and office.article in ("son", "sa", "ses") and sentence.subject:
        return (sentence.subject,)
    return ()


_CARRY = frozenset(("porter", "piloter", "coordonner", "conduire", "mener"))


def _projects(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for said in sorted(every, key=lambda one: one.told.predicate.name == "helped"):
        if said.told.predicate.name == "helped":
            _helped(said, sentence, context)
            continue
        if not said.told.roles.get("title"):
            if said.told.verb and said.told.verb.bare and _NOUN_FIRST.match(sentence.words[: said.told.verb.start]):
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
    if that[0].pronoun and not _follows(locator, sentence.locator):
        return
    thing = context.names.things.new("project", name, "project", said.span)
    yield from _drafted(said, context, thing, name, programme, carriers, others)


def _follows(one: str, other: str) -> bool:
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


def _changes(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for said in every:
        name = said.told.predicate.name
        if name == "rename":
            yield from _renamed(said, sentence, context)
            continue
        dates = dates_of(said)
        when = dates.on or dates.since
        if when is None or said.told.mood == "future":
            continue
        if name == "create" and re.search(r"\b(?:fusion|regroupement|rapprochement|union)\b", sentence.words):
            continue
        if name in ("birth", "end", "fusion") and not _is_act(said, sentence):
            continue
        if name == "fusion":
            context.merging = said.bodies("before"), when.first
        elif name in ("create", "birth"):
            for one in said.bodies("after")[:1]:
                yield said.draft(
                    "change",
                    "changes",
                    kind="creation",
                    name=f"Création {french.after('de', one.name)}",
                    when=when.first,
                    after=(one,),
                )
        elif name in ("close", "shut", "end"):
            for one in said.bodies("before")[:1]:
                yield said.draft(
                    "change",
                    "changes",
                    kind="closure",
                    name=f"Fin {french.after('de', one.name)}",
                    when=when.first,
                    before=(one,),
                )
        else:
            before, after = said.bodies("before"), said.bodies("after")
            if len(before) > 1 and len(after) == 1 and after[0] not in before:
                title = f"Fusion {' et '.join(french.after('de', thing.name) for thing in before)}"
                yield said.draft(
                    "change", "changes", kind="merger", name=title, when=when.first, before=before, after=after
                )


def _is_act(said: Said, sentence: Sentence) -> bool:
    """Whether a noun of creation or end tells an act: of an order that is cited, or that a verb of ordering says."""
    assert said.told.phrase is not None
    ahead = sentence.words[: said.told.phrase.start]
    cited = _CITES.search(ahead) is not None
    return (cited and sentence.words.startswith(("vu ", "vu l'"))) or (
        _ORDERS.search(ahead) is not None and sentence.locator[0] == "P"
    )


_CITES = re.compile(
    r"\b(?:arrete|decret|deliberation|loi|statuts|ordonnance)s? [^;]{0,60}\b(?:portant|actant|decidant|relati[a-z]+ a|autorisant|prononcant) (?:la |le |l')?$"
)
_ORDERS = re.compile(
    r"(?:^|[:.–-] ?)(?:est|sont) (?:autorise|prononce|constate|decide|approuve|acte)e?s?\b[^;]{0,60}(?:la |le |l')?$|\b(?:prononce|constate|autorise|acte|approuve)[^;A-Z]{0,20}(?:la |l')?$"
)


def _renamed(said: Said, sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """A body that bears another name: “l'office, devenu A2 en D1”."""
    olds, news = said.bodies("old"), said.told.roles.get("new", ())
    if said.told.mood == "past" and said.told.word in ("s'appeler", "se nommer"):
        return  # what it was called
    if len(olds) != 1 or not news or said.told.mood == "future" or set(news[0].nouns) - body_words() or news[0].group:
        return
    new, old = changes._text(sentence, news[0].slots[0]), olds[0]
    if folded(new) in old.names:
        return
    dates = dates_of(said)
    when = dates.on or dates.since
    context.names.things.rename(old, new)
    start: dict[str, Any] = {"start": when.first} if when else {}
    yield said.draft("name", "names", actor=old, name=new, kind="official", **start)
    if when:
        yield changes._renaming(said, old, new, when.first)
    else:
        context.renamed.append((old, new))


def _figures(every: Sequence[Said], sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for said in every:
        if said.told.predicate.name == "budget":
            continue
        about = said.bodies("about")
        owned = said.told.phrase
        if not about and owned is not None and said.told.word in ("équipe", "effectif"):
            whose = (
                sentence.subject
                if owned.article in ("son", "sa", "leur")
                else sentence.topic
                if owned.article in ("l'", "notre", "")
                else None
            )
            about = (whose,) if whose else ()
        for one in about[:1]:
            yield from _site(said, one)
            for phrase in said.told.roles.get("count", ()):
                unit = next(
                    (
                        unit
                        for unit in (" ".join(phrase.nouns[:m]) for m in range(len(phrase.nouns), 0, -1))
                        if figures.unit_of(unit)
                    ),
                    "",
                )
                if not unit and said.told.word in ("employer", "salarier") and figures.are_workers(phrase.head):
                    unit = "salaries"  # “emploie 47 horlogers”
                if (
                    not unit
                    and said.told.word in ("regrouper", "fédérer", "rassembler")
                    and figures.are_members(phrase.head)
                ):
                    unit = "adherents"  # “fédère 640 planteurs”
                if unit and figures.told_by(unit, said.told.word):
                    yield figures.draft_of(said, context, one, unit, phrase.number, sentence.words[: phrase.start + 30])


def _site(said: Said, one: Thing) -> Iterator[PatternFact]:
    """Where a body employs people it has a site: “A1 emploie 14 personnes à P1”."""
    if said.told.word not in ("employer", "occuper", "salarier") or said.told.mood == "future":
        return
    for place in said.places("site"):
        if folded(place.name) not in one.names:
            yield said.draft(
                "office", "offices", implied=True, confidence=0.85, kind="site", actor=one, name=f"Site {french.after('de', one.name)} {french.after('à', place.name)}", place=place
            )  # fmt: skip


_MAKERS = (
    ("sums", _sums),
    ("agreements", _agreements),
    ("supports", _supports),
    ("memberships", _memberships),
    ("collaborations", _collaborations),
    ("offices", _offices),
    ("projects", _projects),
    ("changes", _changes),
    ("figures", _figures),
)
