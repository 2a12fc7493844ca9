"""Names that bodies bear and bore, and what became of bodies: creations, mergers, renamings, ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph import french
from territory_graph.reading.mentions import Mention
from territory_graph.reading.name_ends import stands_for
from territory_graph.reading.patterns.grammar import (
    _FUTURE,
    Context,
    PatternFact,
    PatternMatch,
    dates_near,
    matches,
    pattern,
)
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing, title
from territory_graph.spelling import folded


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The names and changes of a sentence."""
    yield from _names(sentence, context)
    yield from _changes(sentence, context)


_FORMERLY = r"(?:anciennement|autrefois|naguere|jadis|auparavant|precedemment|ex-|a l'epoque|alors|appelee? (?:auparavant|jusqu'alors)|connue? jusqu'alors sous le nom de|heritiere? de l'ancienne?)"
RENAMED = (
    r"<A:old><APP> (?:devient|est devenue?|s'appelle desormais|(?:a pris|prend|adopte|a adopte)(?: (?:en|le) D\d+)? (?:pour nom|le nom) ?(?:de|d')?|(?:a ete |est )(?:rebaptise|renomme)e?|change de nom (?:et|pour) (?:devient|devenir)) (?:le D\d+ |en D\d+ |depuis le D\d+ )?(?:l'|la |le |les )?<T:new>",
    r"<A:old><APP> change de nom ?[:;,]? (?:et |pour )?(?:elle |il |A99 )?(?:s'appelle|devient|devenir|prend le nom (?:de |d')|se nomme) ?(?:le D\d+ |en D\d+ |depuis le D\d+ )?(?:l'|la |le )?<T:new>",
    r"<A:old><APP> change de nom ?[:;,]? (?:et |pour )?(?:elle |il |A99 )?(?:s'appelle|devient|devenir|prend le nom (?:de |d')|se nomme) ?(?:le D\d+ |en D\d+ |depuis le D\d+ )?(?:l'|la |le )?<A:newer>",
    r"<A:old><APP> (?:devient|est devenue?|s'appelle|(?:a pris|prend|adopte|a adopte)(?: (?:en|le) D\d+)? (?:pour nom|le nom) ?(?:de|d')?|(?:a ete |est )(?:rebaptise|renomme)e?|change de nom (?:et|pour) (?:devient|devenir)) (?:le D\d+ |en D\d+ |depuis le D\d+ )?(?:l'|la |le |les )?<A:newer>",
)
RENAMED_THEN = (
    r"<A:one><APP> (?:a pris|a adopte|porte) (?:son|sa) (?:nom|nouveau nom|denomination) (?:actuel(?:le)? )?(?:en|le|depuis(?: le)?) (?P<when>D\d+)",
)
"""“Elle a pris son nom actuel en 2019.”"""
FORMER = (
    r"<A:now><APP> (?:a vu le jour|est nee?|a ete creee?|a ete fondee?)<G> sous le nom (?:de |d')(?:l'|la |le )?(?P<was>[ABUQ]\d+)",
    rf"<A:now>,? \(?{_FORMERLY} ?(?:l'|la |le |les )?(?P<was>[ABUQ]\d+)",
    r"<A:now>,? (?:qui )?(?:s'appelait|se nommait|etait connue? sous le nom de)(?: jusqu'en D\d+| auparavant| alors| avant D\d+| autrefois| naguere| jadis| precedemment| jusque-la)? (?:l'|la |le )?(?P<was>[ABUQ]\d+)",
)


def _names(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for found in matches(sentence, context, FORMER):
        now, written = found.actor("now"), _text(sentence, found.match["was"])
        if now and folded(written) not in {folded(now.name)}:
            context.names.things.rename(now, written)
            if until := re.match(r",? jusqu'(?:en|au) (D\d+)", sentence.words[found.span[1] :]):
                yield _renaming(found, now, now.name, getattr(sentence.slots[until[1]], "first", ""))
            acronym = written.isupper()
            yield found.draft("name", "names", actor=now, name=written, kind="former-acronym" if acronym else "former")
    for found in matches(sentence, context, RENAMED_THEN):
        one, then = found.actor("one"), found.moment("when")
        if one and then:
            yield _renaming(found, one, one.name, then.first)
    for found in matches(sentence, context, RENAMED):
        yield from _renamed(found, context)
    if re.match(
        r"(?:l[ea] (?:changement|nouveau nom|nouvelle denomination)|ce changement|ce nouveau nom|cette (?:nouvelle )?(?:denomination|appellation))\b",
        sentence.words,
    ):
        for old, new in context.renamed[-1:]:
            for match in re.finditer(
                r"(?:depuis|effecti[a-z]*|a compter|au|le|en)[^.;A-Z]{0,20}(?P<when>D\d+)", sentence.words
            ):
                found = PatternMatch(sentence, match, context)
                moment = found.moment("when")
                if moment and not _FUTURE.search(sentence.words):
                    context.renamed.clear()
                    yield _renaming(found, old, new, moment.first)
    for mention, short, (start, end) in _acronyms(sentence):
        actor = context.names.actor(mention)
        if actor and folded(short) != folded(actor.name):
            yield PatternFact(
                "name",
                "names",
                {"actor": actor, "name": short, "kind": "short"},
                start,
                end,
                sentence.locator,
                confidence=0.95,
            )


def _renamed(found: PatternMatch, context: Context) -> Iterator[PatternFact]:
    old = found.actor("old")
    slot = found.match["new"] if found.has("new") else found.match["newer"]
    new = _text(found.sentence, slot)
    if old is None:
        return
    dates = dates_near(found, reach=60)
    when = dates.on or dates.since
    if folded(new) in old.names:  # it was named by its new name before
        if when and len(old.names) > 1 and "rebaptise" in found.match[0]:
            yield _renaming(found, old, new, when.first)
        return
    context.names.things.rename(old, new)
    start: dict[str, Any] = {"start": when.first} if when else {}
    yield found.draft("name", "names", actor=old, name=new, kind="official", **start)
    if not when:
        context.renamed.append((old, new))
    else:
        yield _renaming(found, old, new, when.first)


def _renaming(found: PatternMatch, old: Thing, new: str, when: str) -> PatternFact:
    return found.draft(
        "change", "changes", kind="renaming", name=f"{old.name} devient {new}", when=when, before=(old,), after=(old,)
    )


def _text(sentence: Sentence, slot: str) -> str:
    return " ".join(getattr(sentence.slots[slot], "text", "").split())


_SHORT = re.compile(r"\s?\((?P<short>(?=[\d&-]*[A-ZÀ-Ý][\d&-]*[A-ZÀ-Ý])[A-Z0-9À-Ý&-]{2,10})\)")


def _acronyms(sentence: Sentence) -> Iterator[tuple[Mention, str, tuple[int, int]]]:
    """Short names in brackets after the name of a body."""
    for slot in sentence.slots.values():
        if not isinstance(slot, Mention) or slot.slot not in "ABU" or slot.weak < 1:
            continue
        short = _SHORT.match(sentence.text, slot.end)
        if short and stands_for(short["short"], slot.text) and (slot.slot == "A" or " " in slot.text):
            yield slot, short["short"], (slot.start, short.end())


_MADE = r"(?:creee?s?|fondee?s?|nee?s?|constituee?s?|institue[es]*|lancee?)"
CREATED_THERE = (rf"^(?:[-•–▪*] ?)?{_MADE}(?: a [PBU]\d+)? (?:en |le |depuis )<D:when>(?: a [PBU]\d+)?[ .]*$",)
_BIRTH = r"(?:creation|naissance|fondation|constitution)(?: officielle)?"
CREATED = (
    rf"^(?:[-•–▪*] ?)?<D:when> ?[:–—,-] ?(?:en [a-z]+, )?(?:la )?{_BIRTH} (?:de |d'|du )[^.;:ABUN]{{0,40}}?(?:,? sous le nom (?:de |d'))?(?:l'|la |le )?<A:one>",
    r"(?:voit|a vu) le jour<G> (?:le |en )<D:when>,? sous le nom (?:de |d')(?:l'|la |le )?<A:one>",
    rf"<A:one><APP> (?:(?:a ete|ont ete|est|,|sont) ?{_MADE}|a vu le jour|voit le jour)<G> (?:le |en |au |depuis )?<D:when>",
    rf"<A:one>, {_MADE}(?: par [^,;.]{{0,40}}?)? (?:le |en |du |au |depuis )?<D:when>",
    rf"<A:one> ?: (?:[^.;:ABU]{{0,60}}, )?{_MADE} (?:en |le )<D:when>",
    rf"(?:^|: )(?:[^;:.ABCUN]{{0,60}} )?(?:{_MADE}|ouverte?) (?:le |en |au )?<D:when>(?: par [^,]{{0,80}})?, (?:l'|la |le )?<A:one>",
    r"creation<G> <OF><A:one> (?:le |en )<D:when>",
    r"[ABU]\d+<APP> (?:a|ont) (?:cree|fonde|constitue)(?:,? (?:le |en )<D:when>,?)? (?:l'|la |le )(?:association |nouveau |nouvelle )?<A:one>",
)
SINCE_CREATED = (
    r"^(?P<begins>son|notre) histoire (?:commence|debute|demarre|a commence) (?:en |le )<D:when>",
    r"(?:depuis|des|lors de|a) (?:sa|notre|leur) (?:creation|fondation),? (?:en |le )<D:when>",
)
CLOSED = (
    r"<A:one><APP> (?:a ete |ont ete |est |sont )(?:dissou(?:s|t|te|tes)|supprimee?s?|fermee?s?|liquidee?s?)[^.;A-Z]{0,20}<D:when>",
)
CHOSEN = (
    r"^(?:en|des|le) <D:when>,[^.;]{0,200}? (?:choix|decide|decision|choisi)[^.;]{0,40} (?:creer|creation)[^.;A-Z]{0,12}<A:one>",
)
_FUSION = r"(?:la fusion|fusion|le regroupement|regroupement|le rapprochement|rapprochement|l'union|la reunion)"
MERGED = (
    rf"^(?:nee?|issue?|creee?|constituee?)s?<G> (?:de |d'|du |par )?{_FUSION}<G> (?:de|du|des|d'|entre) ?<LIST:before>, (?:l'|la |le )?<A:after>",
    rf"<A:after>[^.;]{{0,80}}? (?:est |a ete |, )?(?:nee?|issue?|creee?|constituee?)<G> (?:de |d'|du |par )?{_FUSION}<G> (?:de|du|des|d'|entre) ?<LIST:before>",
    r"<A:after>[^.;]{0,80}? (?:est |, )?(?:nee?|issue?|creee?)<G> (?:de|d') ?la fusion<G> (?:de|du|des|d'|entre) ?<LIST:before>",
    r"<LIST:before> (?:ont fusionne|fusionnent|fusionnaient)<G>(?: pour (?:former|creer|constituer|donner naissance a)|, formant|, donnant naissance a|au sein de) <DET><A:after>",
    r"<A:one> (?:a |)fusionne(?:e|s)? avec <DET><A:other><G> pour (?:former|creer|constituer|donner naissance a) <DET><A:after>",
    r"fusion<G> (?:de|du|des|d'|entre) ?<LIST:before>(?:<G>(?:donne|a donne) naissance a <DET><A:after>)",
)


def _changes(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    merged = False
    for found in matches(sentence, context, MERGED):
        before = found.actors("before") or tuple(thing for thing in (found.actor("one"), found.actor("other")) if thing)
        after, dates = found.actor("after"), dates_near(found)
        when = (dates.on or dates.since).first if dates.on or dates.since else _created(context, after)  # type: ignore[union-attr]
        if after and len(before) > 1 and after not in before and when:
            merged = True
            name = title("Fusion", before)
            yield found.draft("change", "changes", kind="merger", name=name, when=when, before=before, after=(after,))
    for found in matches(sentence, context, CLOSED):
        one, moment = found.actor("one"), found.moment("when")
        if one and moment:
            yield found.draft(
                "change",
                "changes",
                kind="closure",
                name=f"Fin {french.after('de', one.name)}",
                when=moment.first,
                before=(one,),
            )
    yield from _merged_before(sentence, context)
    if not merged:
        yield from _creations(sentence, context)


MERGING = (
    r"<LIST:before> (?:ont (?:fusionne|uni leurs? destins?)|fusionnent|se sont unis|se sont regroupee?s)(?! avec)",
)
MERGED_INTO = (
    r"^(?:A99|l'ensemble|l'entite|la structure|(?:la|cette) nouvelle (?:structure|entite|association|societe|agence)|(?:le|ce) nouvel (?:ensemble|organisme|etablissement))[^.;ABU]{0,50} (?:prend|porte|a pris|s'appelle|se nomme|est baptisee?)(?: desormais)?(?: pour nom| le nom)? ?(?:de |d')?(?:l'|la |le )?<A:after>",
)


def _merged_before(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """A merger told in two sentences: who merged, then the name of what came of it."""
    if context.merging is not None:
        before, when = context.merging
        context.merging = None
        for found in matches(sentence, context, MERGED_INTO):
            after, dates = found.actor("after"), dates_near(found)
            when = next((moment.first for moment in (dates.on, dates.since) if moment), when)
            if after and when and after not in before:
                name = title("Fusion", before)
                yield found.draft(
                    "change", "changes", kind="merger", name=name, when=when, before=before, after=(after,)
                )
    for found in matches(sentence, context, MERGING):
        dates = dates_near(found)
        if len(merging := found.actors("before")) > 1:
            context.merging = merging, next((moment.first for moment in (dates.on, dates.since) if moment), "")


def _creations(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for found in matches(sentence, context, CHOSEN):
        yield from _creation(found, found.actor("one"), implied=True, confidence=0.8)
    for found in matches(sentence, context, CREATED_THERE):
        yield from _creation(found, sentence.subject or sentence.topic, confidence=0.85)
    for found in matches(sentence, context, SINCE_CREATED):
        first = re.match(r"(?:l'|la |le )?([AB]\d+)", sentence.words)
        if found.has("begins"):
            yield from _creation(found, sentence.subject or sentence.topic, implied=True, confidence=0.8)
            continue
        doer = context.issuer if " notre " in found.match[0] else found.actor_in(first[1]) if first else None
        yield from _creation(found, doer)
    for found in matches(sentence, context, CREATED):
        if found.match.re is not pattern(CREATED[2]) or found.is_doer("one"):
            yield from _creation(found, found.actor("one"))


def _creation(
    found: PatternMatch, one: Thing | None, *, implied: bool = False, confidence: float = 0.95
) -> Iterator[PatternFact]:
    moment = found.moment("when")
    if one and moment:
        name = f"Création {french.after('de', one.name)}"
        yield found.draft(
            "change", "changes", implied=implied, confidence=confidence, kind="creation", name=name, when=moment.first, after=(one,)
        )  # fmt: skip


def _created(context: Context, thing: Thing | None) -> str | None:
    """When the document says that a body was created."""
    for draft in context.drafts:
        if draft.kind == "change" and draft.cells["kind"] == "creation" and thing in (draft.cells.get("after") or ()):  # type: ignore[operator]
            return str(draft.cells["when"])
    return None
