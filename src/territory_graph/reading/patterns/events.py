"""Events with their day and place, meetings of councils among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from territory_graph import french
from territory_graph.reading.mentions import Mention
from territory_graph.reading.moments import Moment
from territory_graph.reading.patterns.grammar import Context, Invited, PatternFact, PatternMatch, matches, pattern
from territory_graph.reading.sentences import Sentence, Title, plain
from territory_graph.reading.things import Thing
from territory_graph.reading.traced import Traced
from territory_graph.spelling import capital, folded

_EVENT = (
    r"(?P<noun>(?:premiere?s? |deuxieme |troisieme |quatrieme |\d+e |\d+eme |prochaine?s? )?(?:edition (?:de |du |des |de la |de l')(?:la |les |l')?)?(?:congres|forum|salon|colloque|journees?|rencontres?|assises|conference|seminaire|inauguration|"
    r"assemblee generale|convention d'affaires|webinaire|atelier|trophees|foire|festival|sommet|reunion publique|reunion de lancement|soiree|reunion d'information|reunion d'echanges?|symposium|hackathon|"
    r"semaine|nuit|fete|fetes|concours|portes ouvertes|matinale|afterwork|rallye|gala|universite d'ete|petit-dejeuner|table ronde|ceremonie|pose de la premiere pierre|signature|remise (?:des|du|de) (?:prix|diplomes?|trophees?|medailles?|labels?)|tournoi|marche de noel|voux|etats generaux|job dating|speed dating|vernissage|carnaval|bourse aux|course|balade|cafe-?debat|cine-?debat|"
    r"conseil d'installation|comite (?:de pilotage|de suivi|technique|local)|copil|reunion de (?:suivi|chantier|rentree|travail|bilan)|seance d'installation|visite (?:de|du|des|guidee)|stage|marathon|braderie|brocante|exposition|biennale|hackaton|masterclass|rendez-vous (?:de|du|des)|grand debat|debat public|loto|kermesse|apero|aperitif|brunch|college des))"
)
_NAME = rf"(?P<name>{_EVENT}(?P<rest>(?: (?:de la|de l'|de|du|des|d'|sur|pour|et|en) ?(?:la |le |les |l')?(?![DSMN]\d)[a-zA-Z0-9'&-]+| (?![DSMN]\d)(?!(?:se|s'|aura|auront|avait|a eu|est|sont|etait|fut|qui|organise|le|la|du|au|en|a|de|des|les|ont|a ete|reunit|prevu|sera|seront)\b)[a-zA-Z0-9'&-]+| ?[QU]\d+)*))"
_WHERE = r"(?:a|au|aux|dans|a la|a l')"
_COUNCIL = r"(?P<council>C\d+)"
MEETINGS = (
    rf"^(?:seance|reunion|session)(?: [a-z]+)? (?:du |de la |de l'){_COUNCIL}(?: <OF><A:one>)? (?:du |en date du |le )?(?P<when>D\d+)",
    rf"^(?:au|lors du|lors de l'|a l'occasion du|reunie? en|dans sa seance de) ?(?:l')?{_COUNCIL}(?: <OF><A:other>)? du (?P<when>D\d+),? (?:l'|la |le |les )?<A:one>",
    r"^(?P<council5>seance)(?: ordinaire| publique| extraordinaire| pleniere)? du (?P<when>D\d+)[ .]*$",
    rf"{_COUNCIL}(?: <OF><A:one>)?(?:<APP>)? (?:s'est (?:reuni|tenu)e?|s'est reunie?|a eu lieu|se reunit|se reunira|s'est tenue?|aura lieu|se tiendra)[^.;:ABCUPNMQJD]{{0,30}}(?P<when>[DS]\d+)",
    rf"{_COUNCIL} ?[–—,:-] ?(?:seance|reunion|session)(?: [a-z]+)? du (?P<when>D\d+)",
    rf"^(?:[ABU]\d+\s*[–-]?\s*)?{_COUNCIL}(?: <OF><A:one>)? du (?P<when>D\d+)",
    rf"<A:one><APP> (?:tient|tiennent|tiendra|tiendront|reunit|reunira|organise|organisera) (?:son |sa |leur ){_COUNCIL}[^.;:ABUPNMQJD]{{0,30}}(?P<when>[DS]\d+)",
    rf"<A:one>[^.;:ABU]{{0,40}} (?:lors de|a l'occasion de|reunie?s? en) (?:son |sa |l'|la |leur )?{_COUNCIL}[^.;:ABUPNMQJD]{{0,20}}(?P<when>D\d+)",
    r"(?:^|\n)(?P<council2>(?:conseil|comite|bureau|commission) [a-z]+) ?[–—,:-] ?(?:seance|reunion|session)(?: [a-z]+)? du (?P<when>D\d+)",
    r"^[ABU]\d+ ?[–-] ?(?P<council2>(?:bureau|conseil|comite) [a-z]+) du (?P<when>D\d+)",
    r"^(?P<council2>(?:bureau|conseil|comite|commission) [a-z]+) du (?P<when>D\d+)",
    r"prochaine? (?P<council2>conseil|comite|commission|assemblee|bureau (?:syndical|communautaire|municipal|metropolitain))(?: (?:syndical|communautaire|municipal|metropolitain|permanente|generale|pleniere|departementale?|regionale?))? ?:?[^.;:ABUPNMQJD]{0,20}(?P<when>[DS]\d+)",
    rf"^(?:[-•–▪*👉📅] ?)?(?:le |ce )?(?P<when>D\d+) ?[:–—,-] ?(?:le |la |l')?{_COUNCIL}(?: <OF><A:one>)?(?=[ ,.(–-]|$)",
    rf"^(?:le |ce )?(?P<when>D\d+),? (?:le |la |l'){_COUNCIL}(?: <OF><A:one>)? (?:s'est|se|a|aura)\b",
    rf"{_COUNCIL}(?: <OF><A:one>)?, reunie?s? (?:le |en date du )?(?P<when>D\d+)",
    rf"^reunie?s? (?:le |ce )?(?P<when>D\d+)(?:,? (?:a|au|dans|en) [^,;.:]{{2,40}})?, (?:le |la |l'){_COUNCIL}(?: <OF><A:one>)? (?:a|s'est|decide|approuve|vote|adopte)\b",
    rf"^(?:[ABU]\d+ )?(?:compte rendu|proces-verbal|releve de decisions) (?:de la (?:seance|reunion) )?(?:du |de la |de l'){_COUNCIL}(?: <OF><A:one>)? (?:du |en date du |seance du )?(?P<when>D\d+)",
    r"^reunie? en (?P<council4>C\d+|seance [a-z]+|commission [a-z]+|conseil)[^.;:ABUPNMQJD]{0,20}(?P<when>[DS]\d+), (?:l'|la |le |les )?(?:elus de )?<A:one>",
    r"<A:one>, reunie? en (?P<council2>C\d+|seance [a-z]+|conseil)[^.;:ABUPNMQJD]{0,20}(?P<when>[DS]\d+)",
    rf"prochaine? (?:seance|reunion) (?:du |de la |de l'){_COUNCIL}(?: <OF><A:one>)?(?: (?:aura lieu|se tiendra|est fixee?))?[ :,–-]{{1,3}}(?:le |au )?(?P<when>[DS]\d+)",
    r"prochaine? (?P<council2>bureau|C\d+) (?:aura lieu|se tiendra|se reunira|est fixee?|: ?)[^.;:ABUPNMQJD]{0,20}(?P<when>[DS]\d+)",
    r"prochaine? (?P<council3>seance|reunion|rencontre|bureau|C\d+)(?: (?:de|du) (?:C\d+))?[^.;:ABUPNMQJD]{0,20}(?P<when>[DS]\d+)",
    r"(?:prochaine |derniere )?(?P<council3>seance|reunion)(?: (?:de|du) (?:C\d+))? (?:aura lieu|se tiendra|s'est tenue|a eu lieu)[^.;:ABUPNMQJD]{0,20}(?P<when>[DS]\d+)",
)
_HALL = r"\b(?:halle|salle|palais|parc|hotel|theatre|espace|maison|centre|gymnase|campus)\b"
_CANCELLED = re.compile(
    r"\bfoire aux questions|\bannul|\breport[ee]|\bn'(?:aura|a) pas|\bne se tiendra|\bpourrait|\bserait|\benvisag|\bdevrait|\bpas\b|\bsi \b|\beventuel"
)
_HELD = re.compile(r"\b(?:s'est|se sont|a (?:eu|reuni|rassemble|accueilli)|ont (?:eu|organise)|a ete|avait)\b")


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The events of a sentence: of clauses that call none off, and of what is put off the new day."""
    sentence = _kept(sentence)
    if not sentence.words.strip():
        return
    meetings = list(_meetings(sentence, context)) or list(_billed(sentence, context))
    yield from meetings
    if meetings and (rest := _beside(sentence, meetings)) is not None:
        yield from list(_named(rest, context)) or _held(rest, context)
    if not meetings:
        named = list(_met(sentence, context)) or list(_named(sentence, context))
        yield from (
            named or list(_held(sentence, context)) or list(_listed(sentence, context)) or _invited(sentence, context)
        )


def _beside(sentence: Sentence, meetings: Sequence[PatternFact]) -> Sentence | None:
    """The sentence with blanks for the clauses that tell of meetings, where others that semicolons part tell more."""
    words = sentence.words
    clauses = list(re.finditer(r"[^;]+", words))
    spans = [sentence.skeleton.span(*clause.span()) for clause in clauses]
    free = [
        clause
        for clause, (start, end) in zip(clauses, spans, strict=True)
        if not any(one.start < end and start < one.end for one in meetings)
    ]
    if not any(re.search(r"D\d", clause[0]) for clause in free):
        return None
    kept = ";".join(clause[0] if clause in free else " " * len(clause[0]) for clause in clauses)
    if len(kept) != len(words):
        return None
    return replace(sentence, skeleton=Traced(kept, sentence.skeleton.starts, sentence.skeleton.ends))


_PUT_OFF = re.compile(r"\breporte(?:e?s?)(?= (?:au|a la date du|en|a) D\d)")


def _kept(sentence: Sentence) -> Sentence:
    """The sentence with blanks for the clauses that call an event off, and for the day from which one is put off."""
    words = sentence.words
    if put_off := _PUT_OFF.search(words):
        first = re.sub(r"[DS]\d+", lambda day: " " * len(day[0]), words[: put_off.start()])
        words = first + "prevu".ljust(len(put_off[0])) + words[put_off.end() :]
    clauses = re.split(r"(;)", words)
    words = "".join(" " * len(clause) if _CANCELLED.search(clause) else clause for clause in clauses)
    return replace(sentence, skeleton=Traced(words, sentence.skeleton.starts, sentence.skeleton.ends))


_BILL = re.compile(rf"^(?:\d+ ?(?:es?|eme|emes) )?{_EVENT}\b[^.:;?!]{{0,90}}$")
_MEET = re.compile(
    rf"\b(?:rendez-vous|retrouv(?:ons|ez|e)[- ]nous|on se retrouve|vous (?:etes|serez) attendue?s?|vous est donne|invit(?:es|ons|e)|convi(?:es|ons|e))\b[^.;]{{0,30}}?\b(?P<when>D\d+)(?P<there>[^.;]{{0,70}}?),? (?:pour|a l'occasion de|lors de) (?:l'|la |le |les |notre |nos |un |une |des )?(?P<name>{_EVENT}(?P<rest>[^.;,?!]{{0,70}})|[UQJ]\d+)"
)
"""“Rendez-vous le D0, à U1, pour les États généraux”."""


def _met(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The event for which readers are to come on a day."""
    for match in _MEET.finditer(sentence.words):
        moment = sentence.slots[match["when"]]
        name = _written(PatternMatch(sentence, match, context), "name").strip(" –-")
        if (
            isinstance(moment, Moment)
            and len(moment.first) == 10
            and (len(name.split()) > 1 or match["name"][0] in "QJ")
        ):
            where = _place(sentence, context, match.end("when"))
            found = PatternMatch(sentence, match, context)
            name = capital(name)
            by = _organisers(sentence, context, match)
            yield _event(found, context, "event", name=name, moment=moment, where=where, organisers=by, when=match)
            return


_DAY_LINE = re.compile(r"^(?:[-•📅🗓] ?)?(?:date ?: ?)?(?:le |ce |du )?(?P<when>[DS]\d+)(?=[ ,.–|-]|$)")


_TAKES_PLACE = re.compile(
    r"\b(?:recue?s?|accueillie?s?|organisee?s?|attendue?s?|aura lieu|auront lieu|a eu lieu|se tiendra|s'est tenue?|se deroul[a-z]+|se reuni[a-z]+|invit[a-z]+|convi[a-z]+|rendez-vous|retrouv[a-z]+)\b"
)


def _billed(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The event that a heading names, on the line that tells its day."""
    words = sentence.words.strip()
    if (
        sentence.locator[0] in "TH"
        and _BILL.match(words)
        and not re.search(r"[DS]\d", words)
        and len(words.split()) > 1
    ):
        written = " ".join(sentence.written(0, len(sentence.words)).split())
        context.billed = (written.capitalize() if written.isupper() else written, 0)
        return
    if context.billed is None:
        return
    name, lines = context.billed
    when = _DAY_LINE.match(sentence.words) or (
        _TAKES_PLACE.search(sentence.words) and re.search(r"\b(?:le|du|ce) (?P<when>D\d+)", sentence.words)
    )
    moment = sentence.slots[when["when"]] if when else None
    if when and isinstance(moment, Moment) and len(moment.first) == 10:
        context.billed = None
        found = PatternMatch(sentence, when, context)
        where = _place(sentence, context, when.end())
        by = _organisers(sentence, context, when)
        yield _event(found, context, "event", name=name, moment=moment, where=where, organisers=by, when=when)
        return
    context.billed = (name, lines + 1) if lines < 2 else None


def _meetings(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    for text in MEETINGS:
        for match in pattern(text).finditer(sentence.words):
            found = PatternMatch(sentence, match, context)
            moment = sentence.slots[match["when"]]
            one = found.actor("one") if found.has("one") else context.issuer
            if not isinstance(moment, Moment) or one is None or len(moment.first) != 10:
                continue
            if found.has("council5") and not context.organ:
                continue
            organ = (
                context.organ
                if found.has("council5")
                else next(
                    (
                        _written(found, name)
                        for name in ("council", "council2", "council4", "council5")
                        if found.has(name)
                    ),
                    "Séance",
                )
            )
            if not found.has("one") and _of_another(organ, one):
                continue
            where = _place(sentence, context, match.end(), match.start())
            name = f"{capital(organ)} {french.after('de', one.name)}"
            yield _event(found, context, "council", name=name, moment=moment, where=where, organisers=(one,))
            return


def _of_another(organ: str, body: Thing) -> bool:
    """Whether an organ is not one of that body: “le conseil municipal” is not of a community of communes."""
    municipal, communal = "municipal" in organ, "communautaire" in organ
    return (municipal and body.kind == "epci") or (
        communal and re.match(r"(?:commune|ville) d", folded(body.name)) is not None
    )


INVITED = (
    rf"<LIST:some><APP> [^.;]{{0,60}}\b(?:convie|convier|invite|inviter|prie|prient|prier|convient|invitent)(?:nt)?\b[^.;]{{0,40}}?(?:a|au|aux) (?:la |l'|le |son |sa |leur )?{_EVENT}[^.;ABUPNMQJD]{{0,30}}$",
)


def _invited(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The event of an invitation: who invites to what, then its title and its day, each on a line of its own."""
    for found in matches(sentence, context, INVITED, future=False):
        context.invited = Invited(_written(found, "noun"), found.actors("some"))
        return
    asked = context.invited
    if asked is None:
        return
    asked.lines += 1
    title = next((slot.text for slot in sentence.slots.values() if isinstance(slot, Title)), "")
    asked.name = asked.name or title
    when = re.match(r"(?:le |ce )?(?P<when>[DS]\d+)", sentence.words)
    if when and isinstance(moment := sentence.slots[when["when"]], Moment) and len(moment.first) == 10:
        found = PatternMatch(sentence, when, context)
        name = asked.name or capital(asked.noun)
        where = _place(sentence, context, when.end()) if asked.name else None
        yield _event(
            found, context, "event", name=name, moment=moment, where=where, organisers=asked.organisers, when=when
        )
    if when or asked.lines > 4:
        context.invited = None


def _written(found: PatternMatch, name: str) -> str:
    return " ".join(found.sentence.written(*found.match.span(name)).split())


def _place(sentence: Sentence, context: Context, after: int, before: int = 0) -> Thing | None:
    """Where it is held: the place after the date, or between the name and the date; a venue before its town."""
    spots = list(re.finditer(rf"(?:^|[ ,(]){_WHERE} ?(?:la |le |l'|les )?(?P<spot>[PBU]\d+)", sentence.words))
    near = [
        spot
        for spot in spots
        if spot.start() >= after - 1
        and not re.search(r"[ABC]\d+ (?:et|a|ont|est)\b", sentence.words[after : spot.start()])
    ] or [spot for spot in spots if before <= spot.start()]
    if (
        not near
        and not re.search(_HALL, sentence.words[max(after - 1, 0) :])
        and (last := re.search(r"(?:,| [–-]) (?P<spot>[PBU]\d+)[ .]*$", sentence.words[max(after - 1, 0) :]))
    ):
        near = [last]
    for spot in near[:1]:
        mention = sentence.slots[spot["spot"]]
        if isinstance(mention, Mention):
            return context.names.place(mention, hall=bool(re.match(r"[ ,(]?(?:au|a la|a l')\b", spot[0])))
    return None


def _named(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    found_at = list(re.finditer(_NAME, sentence.words))
    moments = [match for match in re.finditer(r"[DS]\d+", sentence.words) if len(sentence.slots[match[0]].first) >= 7]  # type: ignore[union-attr]
    used: set[str] = set()
    for number, match in enumerate(found_at):
        limit = (
            found_at[number + 1].start()
            if number + 1 < len(found_at) and any(m.start() > found_at[number + 1].start() for m in moments)
            else len(sentence.words)
        )
        when = _when(sentence, moments, match, limit)
        name = _name(sentence, match)
        if when is None or name is None or when[0] in used:
            continue
        used.add(when[0])
        moment = sentence.slots[when[0]]
        assert isinstance(moment, Moment)
        found = PatternMatch(sentence, match, context)
        where = _place(sentence, context, min(match.end(), when.start()), match.start())
        if where and folded(where.name) in folded(name) and len(folded(where.name).split()) > 1:
            where = None
        yield _event(
            found,
            context,
            "congress" if match["noun"].endswith("congres") else "event",
            name=name,
            moment=moment,
            where=where,
            organisers=_organisers(sentence, context, match),
            when=when,
        )


_CALENDAR = re.compile(r"\b(?:agendas?|calendrier|dates? a (?:noter|retenir)|a noter|rendez-vous)\b")
_DATED = re.compile(
    r"^(?:[-•–▪*📅👉] ?)(?:le )?(?P<when>D\d+)(?:,? a \d+ ?h ?\d*)? ?[:–—-] ?(?:la |le |les |l'|une? )?(?P<name>[a-z][a-z' -]+(?: (?:de |du |des |d'|de la |de l')?[UQ]\d+)?)(?=,| \(| a | au |[ .]*$)"
)
"""“• Samedi 5 août : fête du lac, salle des Arts”."""


def _listed(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The event of an item below “Agenda”."""
    match = _DATED.match(sentence.words) if _CALENDAR.search(context.heading) else None
    moment = sentence.slots[match["when"]] if match else None
    if match is None or not isinstance(moment, Moment) or len(moment.first) != 10 or " " not in match["name"].strip():
        return
    found = PatternMatch(sentence, match, context)
    name = _written(found, "name")
    yield _event(
        found,
        context,
        "event",
        name=capital(name),
        moment=moment,
        where=_place(sentence, context, match.end("name")),
        organisers=_organisers(sentence, context, match),
    )


_HELD_AT = re.compile(
    r"(?:^|[,;:.–-] ?|\b(?:que|et|puis) )(?:une? |la |le |l'|les |notre |nos |son |sa |ses |cette |ce )(?P<name>(?!terme|echeance|delai|convention|accord|prochaine? |premiere? |seances?\b|reunions?\b(?! (?:de|d'|publique))|travaux|livraison|paiement|versement|vote|mise|entree|consultation|enquete|election|depot|rentree|chantier|remboursement|A\d|C\d)"
    r"[a-z](?:[^,;:.A-Z]|[QUAPB]\d+){3,60}?)(?: du C\d+)? (?:aura lieu|auront lieu|se tiendra|se tiendront|se deroulera|se derouleront|s'est tenue?|s'est deroulee?|a eu lieu|(?:est|sera) (?:organise|propose|programme|prevu|fixe)e?s?)\b[^.;]{0,70}?(?P<when>D\d+)"
)
_TAKES_PLACE_ON = re.compile(
    r"\b(?:le |la |les |l'|aux? |du |des |lors (?:de la |de l'|des |du ))(?P<name>[UQ]\d+),? (?:qui |que (?:l'|la |le )?A\d+ |qu'A\d+ )?(?:organisent|organise|organisera|aura lieu|auront lieu|se tiendra|se tiendront|se deroulera|se derouleront|s'est tenue?|s'est deroulee?|a eu lieu|revient|reviendra)\b[^.;]{0,70}?(?P<when>D\d+)"
)
"""“Le U0 se déroulera le D0”."""
_HOLDS_IT = pattern(
    r"<LIST:some>(?:<APP>)? (?:tiendra|tiendront|tient|organisera|organiseront|organise|organisent|propose|proposent|proposera)(?:nt)? (?:une? |le |la |les |l'|son |sa |ses |leur |leurs )(?P<name>[a-z][^,;:.A-Z]{3,60}?(?: ?[QUAPB]\d+)?),? (?:le |ce |du )?(?P<when>D\d+)"
)


def _held(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """An event of any name: what takes place, or what a body holds, on a day."""
    for match in [
        *_HELD_AT.finditer(sentence.words),
        *_HOLDS_IT.finditer(sentence.words),
        *_TAKES_PLACE_ON.finditer(sentence.words),
    ]:
        found = PatternMatch(sentence, match, context)
        moment = sentence.slots[match["when"]]
        if not isinstance(moment, Moment) or len(moment.first) != 10:
            continue
        name = _written(found, "name")
        if " " not in name:
            continue
        some = found.actors("some") if found.has("some") else _organisers(sentence, context, match)
        where = _place(sentence, context, min(match.end(), match.start("when")), match.start())
        yield _event(
            found,
            context,
            "event",
            name=capital(name),
            moment=moment,
            where=where,
            organisers=some,
            when=match,
        )
        return


def _when(sentence: Sentence, moments: list[re.Match[str]], match: re.Match[str], limit: int) -> re.Match[str] | None:
    """The date of an event: the next after its name, else one with which the sentence begins or stands close before."""
    after = [
        moment for moment in moments if match.end() <= moment.start() < limit and moment.start() - match.end() < 110
    ]
    after = [
        moment
        for moment in after
        if not re.search(
            r"(?:depuis|avant|jusqu'au|creee?|des|inscriptions?)[^,;]{0,20}$",
            sentence.words[max(0, moment.start() - 30) : moment.start()],
        )
    ]
    before = [
        moment
        for moment in moments
        if moment.end() <= match.start() and (moment.start() < 6 or match.start() - moment.end() < 30)
    ]
    return next(iter(after), None) or next(reversed(before), None)


def _name(sentence: Sentence, match: re.Match[str]) -> str | None:
    """The name as it is written; a common noun alone names nothing."""
    start, end = match.span("name")
    written = " ".join(sentence.written(start, end).split()).strip(" ,;:–-")
    written = re.sub(
        r"^(?:première?s?|prochaine?s?|deuxième|troisième|quatrième|\d+e|\d+ème)\s", "", written, flags=re.IGNORECASE
    )
    written = re.sub(r"^édition (?:de la |de l'|du |des |de )(?:la |les |l')?", "", written, flags=re.IGNORECASE)
    if re.search(r"\s(?:de|du|des|d'|la|le|les|sur|pour|et|en|avec|entre|par)$", written):
        return None
    if match["noun"] == "atelier" and re.search(
        r"\b(?:son|sa|ses|leur|nouvel|cet|l'|d'un|un)\s?$", sentence.words[: match.start("name")]
    ):
        return None  # a workshop of a company
    bare = match["rest"].strip() == ""
    if match["noun"].startswith("signature") and not re.search(r"[QUABJ]\d", match["rest"]):
        return None
    before = sentence.written(max(0, start - 2), start)
    if (
        bare
        and not (match["noun"].startswith("assemblee") and before)
        and not _HOLDS.search(sentence.words)
        and match["noun"] != "portes ouvertes"
    ):
        return None
    proper = (
        (bare and len(written.split()) > 1)
        or "portes ouvertes" in match["rest"]
        or bool(re.search(r"[QUABJ]\d", match["rest"]))
        or written[:1].isupper()
        or match["noun"].startswith(("inauguration", "signature", "assemblee"))
    )
    return capital(written) if proper or len(match["rest"].split()) > 2 else None


_HOLDS = re.compile(
    r"\bse reunir(?:a|ont)\b|\b(?:est|sera) (?:prevue?|organisee?|programmee?|fixee?|convoquee?|proposee?|annoncee?)\b|\baura lieu\b|\bse tiendra\b|\bs'est tenue?\b|\ba eu lieu\b|\brendez-vous\b"
)
ORGANISED = (
    r"<LIST:some><APP> (?:a|ont) le plaisir de vous (?:convier|inviter)(?P<initiative>)",
    r"<LIST:some><APP> (?:organise(?:nt|ra|ront)?|(?:a|ont) organise|accueille(?:nt|ra)?|co-organise(?:nt)?|propose(?:nt)?|tien(?:t|nent|dra|dront)|lance(?:nt)?) ",
    r"(?:(?:co-?)?organisee?s?|convoquee?s?|proposee?s?) (?:conjointement )?par <LIST:some>",
    r"(?:recue?s?|accueillie?s?|attendue?s?) par <LIST:some>",
    r"a l'initiative (?:de|du|des|d') ?<LIST:some>(?P<initiative>)",
)


def _organisers(sentence: Sentence, context: Context, match: re.Match[str]) -> tuple[Thing, ...]:
    for found in matches(sentence, context, ORGANISED, future=False):
        if "organise" in found.match[0] or found.has("initiative") or found.span[1] <= match.start() + 40:
            return found.actors("some")
    return ()


def _event(
    found: PatternMatch,
    context: Context,
    kind: str,
    *,
    name: str,
    moment: Moment,
    where: Thing | None,
    organisers: tuple[Thing, ...],
    when: re.Match[str] | None = None,
) -> PatternFact:
    words = found.sentence.words
    ahead = context.day is not None and moment.first[:10] > context.day[: len(moment.first)]
    planned = ahead or (context.day is None and not _HELD.search(words))
    cells: dict[str, Any] = {"state": "planned"} if planned else {}
    if moment.last:
        cells["last_day"] = moment.last
    draft = found.draft(
        "event", "events", implied=not moment.sure, confidence=0.9 if moment.sure else 0.85, kind=kind, name=name, when=moment.first,
        **({"place": where} if where else {}), organisers=organisers, **cells,
    )  # fmt: skip
    if when:
        start, end = found.sentence.skeleton.span(min(found.span[0], when.start()), max(found.span[1], when.end()))
        draft.start, draft.end = start, end
    return draft


_HALL_LINE = re.compile(
    r"^(?:lieu ?: ?|a (?:la |l')|au |aux )?(?:(?:[a-z'-]+ ){0,5}(?:de |du |d'|des )(?:la |l')?)?(?P<spot>[UPAB]\d+)(?:,? (?:a |au )?(?P<town>[UPB]\d+))?[ .]*$"
)


def _hall_line(sentence: Sentence, context: Context) -> Thing | None:
    """The hall that a line names alone, below that of an event."""
    match = _HALL_LINE.match(sentence.words)
    written = " ".join(sentence.written(0, len(sentence.words)).split()).strip(" .")
    if match is None or not re.match(
        rf"(?:lieu ?: ?)?(?:a la |a l'|au )?(?:grande? |ancienne? )?{_HALL}", plain(written)
    ):
        return None
    slot = match["town"] or match["spot"]
    mention = sentence.slots[slot]
    return context.names.place(mention, hall=slot == match["spot"]) if isinstance(mention, Mention) else None


def completed(sentence: Sentence, context: Context) -> None:
    """Adds to an event what a sentence after it says: who organises it, where the council met."""
    last = next((draft for draft in reversed(context.drafts) if draft.kind == "event"), None)
    ahead = context.before
    just_told = last is not None and ahead is not None and last.locator == ahead.locator
    if last and just_told and not last.cells.get("place") and (hall := _hall_line(sentence, context)):
        last.cells["place"] = hall
    met = re.search(r"C\d+(?:, [^.;]{1,80},)? (?:s'est |)(?:reunie?|tenue?)\b", sentence.words)
    where = _place(sentence, context, met.end()) if met else None
    if last and where and last.cells["kind"] == "council" and not last.cells.get("place"):
        last.cells["place"] = where
    if last and not last.cells.get("organisers") and last.locator.partition(".")[0] == sentence.paragraph:
        for match in re.finditer(
            r"^(?:A99|il|elle|cet? [a-z]+|cette [a-z]+) (?:est|a ete|sera) (?:co-?)?organisee?s? ", sentence.words
        ):
            for found in matches(
                sentence, context, (r"organisee?s? (?:conjointement )?par <LIST:some>",), future=False
            ):
                if found.span[0] >= match.start():
                    last.cells["organisers"] = found.actors("some")
