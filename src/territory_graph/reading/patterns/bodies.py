"""What bodies are to one another and by themselves: members, partners at work, names, changes, offices, figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph import french
from territory_graph.reading.names import Mention
from territory_graph.reading.patterns.grammar import (
    _FUTURE,
    Context,
    Draft,
    Found,
    dates_near,
    lasting,
    matches,
    pattern,
)
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded


def find(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """The memberships, collaborations, names, changes, offices and figures of a sentence."""
    yield from _memberships(sentence, context)
    yield from _collaborations(sentence, context)
    yield from _names(sentence, context)
    yield from _changes(sentence, context)
    yield from _offices(sentence, context)
    yield from _figures(sentence, context)


_GROUPS = r"(?:associe(?:nt)?|regroupe|rassemble|reunit|federe|unit|est compose[e]? (?:de|des|d')|est constitue[e]? (?:de|des|d')|compte parmi ses (?:membres|adherents)|a pour membres|comprend)"
MEMBERS = (
    r"<LIST:some><APP> (?:est|sont)(?: devenue?s?)? (?:un |une |des )?(?:membres?|adherente?s?)(?: fondat[a-z]+| actifs?| associes?)? <OF><A:whole>",
    r"<LIST:some>, (?:membres?|adherente?s?) (?:fondat[a-z]+ )?<OF><A:whole>",
    r"<LIST:some><APP> (?:adhere(?:nt)?|(?:a|ont) adhere|(?:a|ont) (?:rejoint|integre)|rejoint|rejoignent|integre(?:nt)?|fait partie|font partie|est entree? (?:dans|au)) ?(?:a|au|aux|de|du|des|dans|le reseau)? ?<DET><A:whole>",
    rf"<A:whole><APP> (?:qui )?{_GROUPS} ?<G>?<LIST:some>",
    rf"<A:whole>, (?:qui {_GROUPS}|compose[e]? (?:de|des)|constitue[e]? (?:de|des)|associant|regroupant|reunissant|rassemblant) ?<LIST:some>",
    r"adhesion (?:de|du|des|d') ?<LIST:some> (?:a|au) <DET><A:whole>(?P<noun>)",
)
ITSELF = (
    r"(?:^|[;,] )(?:[-•] )?(?:decide|approuve|vote|valide) (?:d'|de l'|l')adh(?:erer|esion) (?:a|au|aux) <DET><A:whole>",
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


def _memberships(sentence: Sentence, context: Context) -> Iterator[Draft]:
    for found in matches(sentence, context, MEMBERS):
        if re.search(
            r"(?:projet|programme|operation|demarche|convention|charte|evenement) (?:de |du |d')?$",
            sentence.words[: found.match.start("whole")],
        ):
            continue  # a project has partners, not members
        whole, dates = found.actor("whole"), dates_near(found, reach=30)
        cells = lasting(dates) or (
            {"start": dates.on.first}
            if dates.on and re.search(r"adh|rejoi|rejoint|integr|devenu", found.match[0])
            else {}
        )
        for member in found.actors("some"):
            if whole and member is not whole:
                yield found.draft(
                    "membership", "memberships", member=member, organisation=whole, role="membre", **cells
                )
    for found in matches(sentence, context, OF_IT):
        whole, one = sentence.object, found.actor("one") if found.has("one") else sentence.subject
        if whole and one and whole is not one:
            yield found.draft(
                "membership",
                "memberships",
                confidence=0.85,
                member=one,
                organisation=whole,
                role="membre",
                **lasting(dates_near(found, reach=30)),
            )
    for found in matches(sentence, context, JOINS):
        whole, one, dates = found.actor("whole"), found.actor("one"), dates_near(found)
        if whole and one and whole is not one:
            yield found.draft(
                "membership",
                "memberships",
                implied=True,
                confidence=0.85,
                member=one,
                organisation=whole,
                role="membre",
                **lasting(dates),
            )
    for found in matches(sentence, context, ITSELF):
        whole, one = found.actor("whole"), context.issuer
        if whole and one and whole is not one:
            cells = lasting(dates_near(found))
            yield found.draft(
                "membership",
                "memberships",
                implied=True,
                confidence=0.85,
                member=one,
                organisation=whole,
                role="membre",
                **cells,
            )
    yield from _departures(sentence, context)


def _departures(sentence: Sentence, context: Context) -> Iterator[Draft]:
    past = [*matches(sentence, context, LEAVES)]
    for text in PAST:
        past += [Found(sentence, match, context) for match in pattern(text).finditer(sentence.words)]
    for found in past:
        whole = sentence.object if found.has("it") else found.actor("whole")
        dates = dates_near(found, reach=30)
        ended = dates.on or dates.since
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
    r"^(?:associee?|alliee?)s? (?:a |au |aux |avec )?<LIST:others>(?: depuis [^,;.:]{1,30})?, <LIST:some>",
    rf"<LIST:some><APP> {_LEAD}(?= (?:ensemble |conjointement |de concert )?(?:l'|la |le |un |une |des |leur ))(?P<jointly>)",
    r"<LIST:some><APP> (?:s'(?:est|sont) (?:alliee?s?|associee?s?|rapprochee?s?)|s'allient?|s'associent?) (?:a |au |aux |avec |de |du )?<LIST:others>",
    r"<LIST:some><APP> (?:collabore(?:nt)?|coopere(?:nt)?|travaille(?:nt)?|(?:a|ont) (?:collabore|travaille))<G> avec <LIST:others>",
    r"<LIST:some> (?:collaborent|cooperent|travaillent)(?: de concert| main dans la main| etroitement)?(?! avec| a |[a-z ]{0,20} avec)",
    r"et (?:travaille|collabore|coopere)(?:nt)?<G> avec <LIST:others>(?P<again>)",
    r"(?:collaboration|cooperation)<G> entre <LIST:some>",
    r"(?:sa |la )(?:collaboration|cooperation)<G> avec <LIST:others>(?P<again>)",
)


def _collaborations(sentence: Sentence, context: Context) -> Iterator[Draft]:
    for found in matches(sentence, context, TOGETHER):
        some, others = found.actors("some"), found.actors("others")
        if found.has("jointly") and len(some) != 2:
            continue  # of more than two, one may lead and the others follow
        if found.has("again"):
            first = re.search(r"[ABC]\d+|U\d+", sentence.words[: found.span[0]])
            one = found._actor(first[0]) if first else sentence.subject
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


_FORMERLY = r"(?:anciennement|autrefois|jadis|auparavant|precedemment|ex-|a l'epoque|alors|appelee? (?:auparavant|jusqu'alors)|connue? jusqu'alors sous le nom de|heritiere? de l'ancienne?)"
RENAMED = (
    r"<A:old><APP> (?:devient|est devenue?|s'appelle desormais|prend le nom (?:de|d')|(?:a pris|prend) (?:pour nom|le nom) ?(?:de|d')?|(?:a ete |est )(?:rebaptise|renomme)e?|change de nom (?:et|pour) (?:devient|devenir)) (?:le D\d+ |en D\d+ |depuis le D\d+ )?(?:l'|la |le |les )?<T:new>",
    r"<A:old><APP> (?:devient|est devenue?|s'appelle|prend le nom (?:de|d')|(?:a pris|prend) (?:pour nom|le nom) ?(?:de|d')?|(?:a ete |est )(?:rebaptise|renomme)e?|change de nom (?:et|pour) (?:devient|devenir)) (?:le D\d+ |en D\d+ |depuis le D\d+ )?(?:l'|la |le |les )?<A:newer>",
)
FORMER = (
    rf"<A:now>,? \(?{_FORMERLY} ?(?:l'|la |le |les )?(?P<was>[ABUQ]\d+)",
    r"<A:now> (?:s'appelait|se nommait|etait connue? sous le nom de)(?: jusqu'en D\d+| auparavant| alors| avant D\d+| autrefois)? (?:l'|la |le )?(?P<was>[ABUQ]\d+)",
)


def _names(sentence: Sentence, context: Context) -> Iterator[Draft]:
    for found in matches(sentence, context, FORMER):
        now, written = found.actor("now"), _text(sentence, found.match["was"])
        if now and folded(written) not in {folded(now.name)}:
            context.names.things.rename(now, written)
            acronym = written.isupper()
            yield found.draft("name", "names", actor=now, name=written, kind="former-acronym" if acronym else "former")
    for found in matches(sentence, context, RENAMED):
        yield from _renamed(found, context)
    if re.match(r"(?:ce changement|ce nouveau nom|cette (?:nouvelle )?(?:denomination|appellation))\b", sentence.words):
        for old, new in context.renamed[-1:]:
            for match in re.finditer(
                r"(?:depuis|effecti[a-z]*|a compter|au|le|en)[^.;A-Z]{0,20}(?P<when>D\d+)", sentence.words
            ):
                found = Found(sentence, match, context)
                moment = found.moment("when")
                if moment and not _FUTURE.search(sentence.words):
                    context.renamed.clear()
                    yield found.draft(
                        "change",
                        "changes",
                        kind="renaming",
                        name=f"{old.name} devient {new}",
                        when=moment.first,
                        before=(old,),
                        after=(old,),
                    )
    for mention, short, (start, end) in _acronyms(sentence):
        actor = context.names.actor(mention)
        if actor and folded(short) != folded(actor.name):
            yield Draft(
                "name",
                "names",
                {"actor": actor, "name": short, "kind": "short"},
                start,
                end,
                sentence.locator,
                confidence=0.95,
            )


def _renamed(found: Found, context: Context) -> Iterator[Draft]:
    old = found.actor("old")
    slot = found.match["new"] if found.has("new") else found.match["newer"]
    new = _text(found.sentence, slot)
    if old is None or folded(new) in old.names:
        return
    dates = dates_near(found, reach=60)
    when = dates.on or dates.since
    context.names.things.rename(old, new)
    start: dict[str, Any] = {"start": when.first} if when else {}
    yield found.draft("name", "names", actor=old, name=new, kind="official", **start)
    if not when:
        context.renamed.append((old, new))
    else:
        yield found.draft(
            "change",
            "changes",
            kind="renaming",
            name=f"{old.name} devient {new}",
            when=when.first,
            before=(old,),
            after=(old,),
        )


def _text(sentence: Sentence, slot: str) -> str:
    return " ".join(getattr(sentence.slots[slot], "text", "").split())


_SHORT = re.compile(r"\s?\((?P<short>[A-ZÀ-Ý][A-Z0-9À-Ý&-]{1,9})\)")


def _acronyms(sentence: Sentence) -> Iterator[tuple[Mention, str, tuple[int, int]]]:
    """Short names in brackets after the name of a body."""
    for slot in sentence.slots.values():
        if not isinstance(slot, Mention) or slot.slot not in "ABU" or slot.weak < 1:
            continue
        short = _SHORT.match(sentence.text, slot.end)
        if short and (slot.slot == "A" or " " in slot.text):
            yield slot, short["short"], (slot.start, short.end())


_MADE = r"(?:creee?s?|fondee?s?|nee?s?|constituee?s?|institue[es]*|lancee?)"
CREATED = (
    rf"<A:one><APP> (?:a ete|ont ete|est|,|sont) ?{_MADE}<G> (?:le |en |au |depuis )?<D:when>",
    rf"<A:one>, {_MADE} (?:le |en )?<D:when>",
    rf"^{_MADE} (?:le |en |au )?<D:when>(?: par [^,]{{0,80}})?, (?:l'|la |le )?<A:one>",
    r"creation<G> <OF><A:one> (?:le |en )<D:when>",
    r"[ABU]\d+<APP> (?:a|ont) (?:cree|fonde|constitue)(?:,? (?:le |en )<D:when>,?)? (?:l'|la |le )(?:association |nouveau |nouvelle )?<A:one>",
)
CLOSED = (
    r"<A:one><APP> (?:a ete |ont ete |est |sont )(?:dissou(?:s|t|te|tes)|supprimee?s?|fermee?s?|liquidee?s?)[^.;A-Z]{0,20}<D:when>",
)
CHOSEN = (
    r"^(?:en|des|le) <D:when>,[^.;]{0,200}? (?:choix|decide|decision|choisi)[^.;]{0,40} (?:creer|creation)[^.;A-Z]{0,12}<A:one>",
)
MERGED = (
    r"<A:after>[^.;]{0,80}? (?:est |, )?(?:nee?|issue?|creee?)<G> (?:de|d') ?la fusion<G> (?:de|du|des|d'|entre) ?<LIST:before>",
    r"<LIST:before> (?:ont fusionne|fusionnent|fusionnaient)<G>(?: pour (?:former|creer|constituer|donner naissance a)|, formant|, donnant naissance a|au sein de) <DET><A:after>",
    r"<A:one> (?:a |)fusionne(?:e|s)? avec <DET><A:other><G> pour (?:former|creer|constituer|donner naissance a) <DET><A:after>",
    r"fusion<G> (?:de|du|des|d'|entre) ?<LIST:before>(?:<G>(?:donne|a donne) naissance a <DET><A:after>)",
)


def _changes(sentence: Sentence, context: Context) -> Iterator[Draft]:
    merged = False
    for found in matches(sentence, context, MERGED):
        before = found.actors("before") or tuple(thing for thing in (found.actor("one"), found.actor("other")) if thing)
        after, dates = found.actor("after"), dates_near(found)
        when = (dates.on or dates.since).first if dates.on or dates.since else _created(context, after)  # type: ignore[union-attr]
        if after and len(before) > 1 and after not in before and when:
            merged = True
            name = f"Fusion {' et '.join(french.after('de', thing.name) for thing in before)}"
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
    for found in () if merged else matches(sentence, context, CHOSEN):
        one, moment = found.actor("one"), found.moment("when")
        if one and moment:
            yield found.draft(
                "change",
                "changes",
                implied=True,
                confidence=0.8,
                kind="creation",
                name=f"Création {french.after('de', one.name)}",
                when=moment.first,
                after=(one,),
            )
    for found in () if merged else matches(sentence, context, CREATED):
        one, moment = found.actor("one"), found.moment("when")
        if one and moment:
            yield found.draft(
                "change",
                "changes",
                kind="creation",
                name=f"Création {french.after('de', one.name)}",
                when=moment.first,
                after=(one,),
            )


def _created(context: Context, thing: Thing | None) -> str | None:
    """When the document says that a body was created."""
    for draft in context.drafts:
        if draft.kind == "change" and draft.cells["kind"] == "creation" and thing in (draft.cells.get("after") or ()):  # type: ignore[operator]
            return str(draft.cells["when"])
    return None


_OFFICE = r"(?P<office>(?:nouveaux? |nouvelle |second[e]? |premier[e]? )?(?:bureaux?|antennes?|siege(?: social)?|agences?|locaux|implantations?|etablissements?|permanences?|delegations?|site))"
_IN = r"(?:a|au|aux|dans|a la|a l'|sur la commune de|rue [^,]{0,40} a)"
OFFICES = (
    rf"<A:one><APP> (?:dispose(?:nt)?|possede(?:nt)?|a|ont|ouvre(?:nt)?|(?:a|ont) ouvert|inaugure(?:nt)?|(?:a|ont) inaugure|(?:a|ont) installe|installe(?:nt)?|compte|tient|beneficie) (?:le D\d+ |en D\d+ )?(?:de |d')?(?:un |une |deux |des |sa |son |ses |leurs? )?{_OFFICE}<G>{_IN} <PLACES:where>",
    rf"et (?:dispose|possede|ouvre|a ouvert|compte) (?:de |d')?(?:un |une |deux |des )?{_OFFICE}<G>{_IN} <PLACES:where>(?P<again>)",
    rf"(?:^|[,;] )(?:son|leur|sa) {_OFFICE}<G>(?:est|se trouve|se situe|sont)<G> {_IN} <PLACES:where>(?P<his>)",
    rf"<A:one>, (?:dont le siege (?:est |social est )?(?:situe |etabli |installe )?{_IN}|basee? {_IN}|installee? {_IN}|implantee? {_IN}|etablie? {_IN}|qui siege {_IN}) <PLACES:where>",
    rf"<A:one><APP> (?:est|sont|s'est) (?:basee?s?|installee?s?|implantee?s?|etablie?s?|situee?s?|domiciliee?s?)<G> {_IN} <PLACES:where>",
    rf"^(?:basee?|implantee?|installee?|etablie?) {_IN} <PLACES:where>(?: depuis D\d+)?, (?:l'|la |le )?<A:one>",
    rf"{_OFFICE} <OF><A:one> {_IN} <PLACES:where>",
    rf"<A:one>[^.;:]{{0,80}}? (?:a )?son {_OFFICE} (?:de|du|d'|des) ?<PLACES:where>",
)


def _offices(sentence: Sentence, context: Context) -> Iterator[Draft]:
    told: set[tuple[Thing, Thing]] = set()
    for found in matches(sentence, context, OFFICES):
        one = found.actor("one") if found.has("one") else None
        if one is None:
            first = re.search(r"[AB]\d+", sentence.words[: found.span[0]])
            one = found._actor(first[0]) if first and not found.has("his") else sentence.subject
        word = (
            re.sub(r"^(?:nouve|second|premi)\w+ ", "", found.match["office"])
            if found.has("office")
            else "siege"
            if "siege" in found.match[0]
            else "implantation"
        )
        dates = dates_near(found, reach=30)
        opened = dates.since or (dates.on if re.search(r"ouvert|ouvre|inaugur|install", found.match[0]) else None)
        for place in found.places("where") if one else ():
            assert one is not None
            if (one, place) in told or folded(place.name) in one.names:
                continue
            told.add((one, place))
            label = {
                "bureaux": "Bureau",
                "antennes": "Antenne",
                "agences": "Agence",
                "siege social": "Siège",
                "siege": "Siège",
                "locaux": "Bureau",
            }.get(word, word.rstrip("s").capitalize())
            kind = "site" if word.startswith(("implantation", "etablissement", "site")) else "office"
            start: dict[str, Any] = {"start": opened.first} if opened else {}
            yield found.draft(
                "office",
                "offices",
                kind=kind,
                actor=one,
                name=f"{label} {french.after('de', one.name)} {french.after('à', place.name)}",
                place=place,
                **start,
            )


_UNITS = {
    "communes": ("nb-communes", "communes"), "habitants": ("population", "habitants"), "adherents": ("nb-membres", "adhérents"),
    "membres": ("nb-membres", "membres"), "entreprises adherentes": ("nb-membres", "entreprises adhérentes"),
    "entreprises membres": ("nb-membres", "entreprises membres"), "societaires": ("nb-membres", "sociétaires"), "salaries": ("effectif", "salariés"), "agents": ("effectif", "agents"),
    "collaborateurs": ("effectif", "collaborateurs"), "emplois": ("emplois", "emplois"), "etudiants": ("etudiants", "étudiants"),
    "intercommunalites": ("nb-intercommunalites", "intercommunalités"), "personnes": ("effectif", "personnes"),
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_COUNT = r"(?P<about>plus de |pres de |environ |quelque |au moins |moins de )?(?P<number>\d{1,3}(?: \d{3})+|\d+)"
FIGURES = (
    rf"<A:one>(?:<APP>|,|) (?:qui )?(?:compte|regroupe|rassemble|reunit|federe|represente|totalise|emploie|associe|comptait|comprend|accueille)(?:nt)? (?:aujourd'hui |actuellement |desormais )?{_COUNT} (?P<unit>{_UNIT})",
    rf"<A:one>[^.;:]{{0,90}}? (?:et|,) (?:compte |regroupe |emploie |federe |reunit |rassemble |ses )?{_COUNT} (?P<unit>{_UNIT})",
    rf"^(?:(?P<its>l')|son |leur )?effectif (?:total )?(?:est de|s'eleve a|atteint) {_COUNT} (?P<unit>{_UNIT})(?P<his>)",
    rf"(?:ses|les|leurs) {_COUNT} (?P<unit>{_UNIT}) (?:de|du|de l'|d') ?(?:la |l')?<A:one>",
)
BUDGETS = (
    r"(?:^|, )(?:son|le) budget<G>(?:s'eleve a|est de|atteint|de) <M:sum>(?P<his>)",
    r"budget<G> <OF><A:one><G>(?:s'eleve a|est de|atteint|de) <M:sum>",
    r"<A:one><APP> (?:dispose|est dotee?) d'un budget<G> (?:de|d') ?<M:sum>",
)


def _figures(sentence: Sentence, context: Context) -> Iterator[Draft]:
    told: set[str] = set()
    for found in matches(sentence, context, FIGURES):
        one = sentence.topic if found.has("its") else sentence.subject if found.has("his") else found.actor("one")
        unit, number = found.match["unit"], found.match["number"].replace(" ", "")
        if (
            one is None
            or unit in told
            or (unit == "personnes" and "emplo" not in found.match[0])
            or re.match(r" (?:des|qui|ont|sont) ", sentence.words[found.span[1] :] + " ")
        ):
            continue
        staff = r"emploi|effectif|compt" if unit == "agents" else r"emploi|effectif"
        if _UNITS[unit][0] == "effectif" and not re.search(staff, found.match[0]):
            continue
        told.add(unit)
        yield _figure(found, context, one, unit, number)
    for found in matches(sentence, context, BUDGETS):
        one = sentence.subject if found.has("his") else found.actor("one")
        if one:
            dates = dates_near(found, reach=30)
            year = next((m.first for m in (dates.on, dates.since) if m), "") or _year_after(found)
            yield found.draft(
                "figure",
                "figures",
                about=one,
                name=f"Budget {french.after('de', one.name)}",
                measure="budget",
                value=found.amount("sum"),
                unit="euros",
                date=year,
            )


def _year_after(found: Found) -> str:
    after = re.match(r" (?:pour|en|au titre de) (D\d+)", found.sentence.words[found.span[1] :])
    return found.sentence.slots[after[1]].first if after else ""  # type: ignore[union-attr]


def _counted_on(found: Found) -> str:
    """The date that stands beside a number: “au 31 décembre 2020, …”, “… en 2020”."""
    words, (start, end) = found.sentence.words, found.span
    beside = re.match(r" (?:en|au|fin|a la fin de|depuis) (?P<day>D\d+)", words[end:]) or re.search(
        r"(?:^|[,;] )(?:en|au|fin) (?P<day>D\d+),? (?:l'|la |le )?$", words[:start]
    )
    moment = found.sentence.slots[beside["day"]] if beside else None
    return getattr(moment, "first", "")


def _figure(found: Found, context: Context, one: Thing, unit: str, number: str) -> Draft:
    measure, word = _UNITS[unit]
    day = _counted_on(found) or context.day or ""
    about = found.match["about"] if "about" in found.match.re.groupindex else None
    note = f"Le texte dit « {about.strip().replace('pres', 'près')} »." if about else ""
    if measure == "nb-membres" and day:
        return found.draft(
            "figure",
            "member_counts",
            actor=one,
            name=f"{word.capitalize()} {french.after('de', one.name)}",
            date=day,
            members=number,
            unit=word,
            note=note,
        )
    return found.draft(
        "figure",
        "figures",
        about=one,
        name=f"{word.capitalize()} {french.after('de', one.name)}",
        measure=measure,
        date=day,
        value=number,
        unit=word,
        note=note,
    )
