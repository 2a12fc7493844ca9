"""Who is a member of what, and who works with whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph.reading.patterns.grammar import (
    Context,
    PatternFact,
    PatternMatch,
    dates_near,
    lasting,
    matches,
    pattern,
)
from territory_graph.reading.sentences import Sentence, agrees
from territory_graph.reading.things import Thing


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The memberships and collaborations of a sentence."""
    yield from _memberships(sentence, context)
    yield from _collaborations(sentence, context)


_GROUPS = r"(?:associe(?:nt)?|regroupe|rassemble|reunit|federe|unit|est compose[e]? (?:de|des|d')|est constitue[e]? (?:de|des|d')|compte parmi ses (?:membres|adherents)|a pour membres)"
MEMBERS = (
    r"<LIST:some><APP> (?:est|sont|devien[a-z]+)(?: devenue?s?)? (?:un |une |des |la |le |l')?(?:[a-z0-9]+e )?(?:membres?|adherente?s?)(?: fondat[a-z]+| actifs?| associes?| titulaires?| de droit)? <OF><A:whole>(?:(?:,| et) <OF><A:whole2>)?",
    r"<A:whole><APP> (?:a accueilli|ont accueilli|accueille|compte|enregistre)(?:nt)? (?:un |une |deux |trois |comme )?(?:nouveaux? |nouvelle |nouvelles )?(?:membres?|adherente?s?)(?: parmi ses membres)? ?[:,(] ?<LIST:some>",
    r"<LIST:some>, (?:tous|toutes)(?: (?:les )?(?:deux|trois|quatre))? (?:membres|adherents|adherentes) <OF><A:whole>",
    r"<A:whole><APP> (?:a|ont) accueilli(?: [a-z]+){0,2} <LIST:some> parmi (?:ses|leurs) (?:membres|adherents|adherentes)",
    r"<A:some> ?: (?:[^.;:]{0,80}, )?(?:membre|adherente?) <OF><A:whole>",
    r"<LIST:some><APP> (?:adhere(?:nt)?|(?:a|ont) adhere|(?:a|ont) (?:rejoint|integre)|rejoint|rejoignent|integre(?:nt)?|fait partie|font partie|appartient|appartiennent|est entree? (?:dans|au)) ?(?:a|au|aux|de|du|des|dans|le reseau)? ?<DET><A:whole>",
    r"<LIST:some><APP> nous (?:a |ont )?(?:rejoint|rejoints|rejointe|rejoignent)\b(?! (?:sur|pour|dans|autour))(?P<us>)",
)
AMONG = (
    r"<A:whole><APP> [^.;:AB]{0,60}?(?:adherents|adherentes|membres|entreprises|structures|societaires|partenaires|cooperateurs)[^.;:AB]{0,50}?,? (?:dont|parmi (?:lesquels|lesquelles|eux|elles)|a l'image de|notamment|tels? que|comme)(?: figurent| figure| on compte| on trouve)? ?:? ?<LIST:some>",
    r"^parmi (?:eux|elles|ses (?:membres|adherents)|les (?:membres|adherents))(?: ?:| figurent?,?| on compte| on trouve| citons| se trouvent| comptent?) <LIST:some>(?P<its>)",
)
"""“A1 compte 97 adhérents, parmi lesquels A2”; “Parmi eux figurent A2 et A3.”"""
ITSELF = (
    r"(?:^|[;,] )(?:[-•] )?(?:le C\d+ )?(?:decide|approuve|vote|valide) (?:d'|de l'|l')adh(?:erer|esion) (?:a compter du D\d+ |pour D\d+ )?(?:a|au|aux) <DET><A:whole>",
)
JOINS = (
    r"<A:one> (?:decide|a decide|vote|approuve)[a-z]*(?: d'| de | l')adh(?:erer|esion) (?:a|au|aux) <DET><A:whole>",
)
LEAVES = (
    r"<LIST:some><APP> (?:a|ont) quitte <DET><A:whole>",
    r"<LIST:some><APP> (?:quitte|quittent) <DET><A:whole>",
    r"<LIST:some><APP> s'(?:est|sont) retiree?s? (?:de|du|des) ?<A:whole>",
    r"<LIST:some><APP> l'(?:a|ont) quittee?(?P<it>)",
)
OF_IT = (
    r"(?:<A:one><APP>|(?:^|, )(?:elle|il)) en (?:est|sont)(?: devenue?s?)? (?:membres?|adherente?s?)(?: fondat[a-z]+| actifs?)?(?= |[,.]|$)",
)
"""“Elle en est membre”: of the body named in the sentence before."""
PAST = (r"<LIST:some><APP> n'(?:est|sont) plus (?:membres?|adherente?s?) <OF><A:whole>",)


def _memberships(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for found in matches(sentence, context, MEMBERS):
        if found.has("whole") and re.search(
            r"(?:projet|programme|operation|demarche|convention|charte|evenement) (?:de |du |d')?$",
            sentence.words[: found.match.start("whole")],
        ):
            continue  # a project has partners, not members
        dates = dates_near(found, reach=30)
        cells = lasting(dates) or (
            {"start": dates.on.first}
            if dates.on and re.search(r"adh|rejoi|rejoint|integr|devenu|entree", found.match[0])
            else {}
        )
        for member in found.actors("some"):
            for whole in (_whole(found, context), found.actor("whole2")):
                yield from _membership(found, member, whole, **cells)
    for found in matches(sentence, context, AMONG):
        if re.search(
            r"\b(?:projet|programme|convention|etude|reunion|groupe de travail|accompagn|soutien|heberg|acces)",
            found.match[0],
        ):
            continue
        whole = _of_whom(sentence, context) if found.has("its") else found.actor("whole")
        for member in found.actors("some"):
            yield from _membership(found, member, whole, confidence=0.85)
    for found in matches(sentence, context, OF_IT):
        one = found.actor("one") or sentence.subject
        yield from _membership(found, one, sentence.object, confidence=0.85, **lasting(dates_near(found, reach=30)))
    for found in matches(sentence, context, (*JOINS, *ITSELF)):
        one = found.actor("one") or context.issuer
        yield from _membership(
            found, one, found.actor("whole"), implied=True, confidence=0.85, **lasting(dates_near(found))
        )
    yield from _departures(sentence, context)


def _of_whom(sentence: Sentence, context: Context) -> Thing | None:
    """Whose members “parmi eux” speaks of, by the sentence before: of who speaks, or of the body that numbers them."""
    before = context.before.words if context.before else ""
    if re.search(r"\bnous (?:ont |a )?(?:rejoint|rejoign)|\bnos (?:adherents|membres)\b|\bA97 ", before):
        return context.names.author
    return sentence.subject if re.search(r"\b(?:adherent|membre|societaire)e?s\b", before) else None


def _whole(found: PatternMatch, context: Context) -> Thing | None:
    """What is joined: the body that is named, “nous”, or “l'” of whom the sentence spoke before."""
    if found.has("us"):
        return context.issuer
    if found.has("it"):
        before = re.findall(r"[AB]\d+", found.sentence.words[: found.span[0]])
        return found.actor_in(before[0]) if before else found.sentence.subject
    return None if found.has("whole") and found.match["whole"][0] == "C" else found.actor("whole")


def _membership(found: PatternMatch, member: Thing | None, whole: Thing | None, **cells: Any) -> Iterator[PatternFact]:
    if member and whole and member is not whole:
        yield found.draft("membership", "memberships", member=member, organisation=whole, role="membre", **cells)


def _departures(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    past = [*matches(sentence, context, LEAVES)]
    for text in PAST:
        past += [PatternMatch(sentence, match, context) for match in pattern(text).finditer(sentence.words)]
    for found in past:
        whole = sentence.object if found.has("it") else found.actor("whole")
        if found.has("it") and whole and not agrees(whole, found.match[0].endswith("ee")):
            whole = (
                sentence.subject
                if sentence.subject and agrees(sentence.subject, found.match[0].endswith("ee"))
                else None
            )
        dates = dates_near(found, reach=30)
        ended = dates.on or dates.since
        if found.has("whole") and found.match["whole"][0] != "A":
            continue  # a town
        if whole and ended and whole.kind != "commune":
            for member in found.actors("some"):
                if member is not whole:
                    yield found.draft(
                        "membership", "memberships", member=member, organisation=whole, role="membre", end=ended.first
                    )


_JOIN = r"(?:unissent leurs? (?:forces?|efforts?|competences)|joignent leurs? (?:forces?|efforts?)|font cause commune|mutualisent|cooperent)"
_LEAD = r"(?:menent|conduisent|pilotent|portent|animent|coorganisent|realisent|developpent|codeveloppent)"
TOGETHER = (
    rf"<LIST:some><APP> (?:ont )?{_JOIN}",
    r"^(?:avec|aux cotes de) <LIST:others>, (?:<G>, )?<A:mine> (?:co-?)?(?:anim|port|pilot|men|organis|condui|realis|develop|gere|ger)[a-z]*",
    r"^(?:associee?|alliee?)s? (?:a |au |aux |avec )?<LIST:others>(?: depuis [^,;.:]{1,30})?, <LIST:some>",
    rf"<LIST:some><APP> {_LEAD}(?= (?:ensemble |conjointement |de concert )?(?:l'|la |le |un |une |des |leur ))(?P<jointly>)",
    r"<LIST:some><APP> (?:s'(?:est|sont) (?:alliee?s?|associee?s?|rapprochee?s?)|s'allient?|s'associent?) (?:a |au |aux |avec |de |du )?<LIST:others>",
    r"<LIST:some><APP> (?:collabore(?:nt)?|coopere(?:nt)?|travaille(?:nt)?|(?:a|ont) (?:collabore|travaille))<G> avec <LIST:others>",
    r"<LIST:some> (?:collaborent|cooperent|travaillent)(?: de concert| main dans la main| etroitement)?(?! avec| a |[a-z ]{0,20} avec)",
    r"et (?:travaille|collabore|coopere)(?:nt)?<G> avec <LIST:others>(?P<again>)",
    r"(?:collaboration|cooperation)<G> entre <LIST:some>",
    r"sa (?:collaboration|cooperation)<G> avec <LIST:others>(?P<again>)",
)


def _collaborations(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for found in matches(sentence, context, TOGETHER):
        some, others = found.actors("some"), found.actors("others")
        if found.has("mine") and (mine := found.actor("mine")):
            some = (mine,)
        if found.has("jointly") and len(some) != 2:
            continue  # of more than two, one may lead and the others follow
        if found.has("again"):
            first = re.search(r"[ABC]\d+|U\d+", sentence.words[: found.span[0]])
            one = found.actor_in(first[0]) if first else sentence.subject
            some = (one,) if one else ()
        pairs = (
            [(one, other) for one in some for other in others]
            if others
            else [(some[0], other) for other in some[1:]]
            if some
            else []
        )
        for one, other in pairs:
            if one is not other:
                yield found.draft(
                    "collaboration",
                    "collaborations",
                    confidence=0.9,
                    actor=one,
                    partner=other,
                    **lasting(dates_near(found, reach=30)),
                )
