"""Facts that the verbs and nouns of the lexicon tell: what their roles are made into, a function for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from territory_graph import french
from territory_graph.reading.frames import Told, told
from territory_graph.reading.lexicon import nouns
from territory_graph.reading.patterns import agreements, changes, figures
from territory_graph.reading.patterns.grammar import (
    Context,
    PatternFact,
    dates_near,
    doubtful,
    lasting,
)
from territory_graph.reading.patterns.lexical_projects import speaks_of, told_projects
from territory_graph.reading.patterns.lexical_sums import told_sums
from territory_graph.reading.patterns.said import NOUN_FIRST, ORDERS, Said, assembly, dates_of, speaker
from territory_graph.reading.phrases import body_words
from territory_graph.reading.sentences import Sentence, plain
from territory_graph.reading.subjects import PROJECT
from territory_graph.reading.things import Thing, title
from territory_graph.spelling import folded


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
    by_kind: dict[str, list[Said]] = {}
    for one in every:
        by_kind.setdefault(one.told.predicate.kind, []).append(one)
    for kind, make in _MAKERS:
        if kind in by_kind:
            yield from make(by_kind[kind], view, context)
    speaks_of(view, context)


def _stated(every: Sequence[Told], view: Sentence, context: Context) -> list[Said]:
    """The predicates that a sentence states, those left out that it denies or supposes."""
    return [
        Said(view, one, context)
        for one in every
        if one.mood != "denied" and one.roles and not doubtful(view, one.start, one.end, future=False, alone=one.beside)
    ]


_SIGNS = re.compile(r"\b(?:sign|paraph|conclu|scell|ratifi)")
_SIGNATORY = re.compile(
    r"\b(?:m\. |mme |monsieur |madame )?N\d+,? (?:la |le |l')?(?:[a-z'-]+ ){1,4}(?:de la |de l'|du |des |de |d')(?:la |l'|le )?(?P<body>[AB]\d+)(?:,(?= (?:et|ont|a) )|(?=,| et | ont | a ))"
)
"""A person who signs for a body: “N0, présidente de A1, et…”."""


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
            if NOUN_FIRST.match(sentence.words[: alone.start]) and re.search(
                r"\b(?:signe|conclu|passe|noue)e?\b", sentence.words[alone.end :]
            ):
                parties += [one for one in speaker(sentence, context) if one not in parties]
            else:
                adopted = context.decides and context.issuer and _ADOPTED.search(_whole_line(sentence))
                some = (context.issuer,) if adopted and context.issuer else assembly(sentence, context)
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
        name = title("Soutien", some, others)
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
            first = said.told.phrase is not None and NOUN_FIRST.match(sentence.words[: said.told.phrase.start])
            missing = speaker(sentence, context) if first else assembly(sentence, context)
            members = tuple(one for one in missing if one not in wholes)
        if (
            name == "joining"
            and members
            and not wholes
            and context.issuer
            and _NOTED.search(sentence.words[: said.told.start])
        ):
            wholes = tuple(one for one in (context.issuer,) if context.decides and one not in members)
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


_NOTED = re.compile(
    r"\b(?:prend acte|approuve|accepte|valide|enregistre|constate)(?:nt)?(?: a l'unanimite)? (?:de )?(?:l'|la )?$"
)
"""What an assembly does with the joining of somebody, which is joining its body: “le comité prend acte de l'adhésion de A1”."""
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


_ITS_TEAM = re.compile(r"(?:son|sa|ses|leurs?) (?:equipes?|services|personnels?|salaries|ateliers?)\b")
"""Who moves for a body: “Son équipe a pris ses quartiers à P1”."""


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
            actors = (sentence.section,) if NOUN_FIRST.match(re.sub(r"(?:nouvel(?:le)?|nouveau) $", "", ahead)) else ()
        actors = actors or said.bodies("actor") or (_owner(said, sentence, context) if name != "have" else ())
        if not actors and name == "office" and said.told.done and office and office.article in ("une", "un"):
            owner = context.names.author or (sentence.topic if sentence.topic is sentence.subject else None)
            actors = (owner,) if owner else ()
        moves = said.told.verb is not None and said.told.verb.finite
        if not actors and moves and sentence.subject and _ITS_TEAM.match(sentence.words):
            actors = (sentence.subject,)
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
            places = said.places()  # “à P1, au sein de la Maison de la forêt”: of one office the town
            for place in [one for one in places if one.kind != "venue"] or places:
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
                yield said.draft(
                    "change", "changes", kind="merger", name=title("Fusion", before), when=when.first, before=before, after=after
                )  # fmt: skip


def _is_act(said: Said, sentence: Sentence) -> bool:
    """Whether a noun of creation or end tells an act: of an order that is cited, or that a verb of ordering says."""
    assert said.told.phrase is not None
    ahead = sentence.words[: said.told.phrase.start]
    cited = _CITES.search(ahead) is not None
    return (cited and sentence.words.startswith(("vu ", "vu l'"))) or (
        ORDERS.search(ahead) is not None and sentence.locator[0] == "P"
    )


_CITES = re.compile(
    r"\b(?:arrete|decret|deliberation|loi|statuts|ordonnance)s? [^;]{0,60}\b(?:portant|actant|decidant|relati[a-z]+ a|autorisant|prononcant) (?:la |le |l')?$"
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
    ("sums", told_sums),
    ("agreements", _agreements),
    ("supports", _supports),
    ("memberships", _memberships),
    ("collaborations", _collaborations),
    ("offices", _offices),
    ("projects", told_projects),
    ("changes", _changes),
    ("figures", _figures),
)
