"""Mandates: persons in public office. Chairs of companies and associations are left out, as decision 9 asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph.reading.mentions import Mention
from territory_graph.reading.patterns.grammar import (
    Context,
    PatternFact,
    PatternMatch,
    dates_near,
    doubtful,
    matches,
)
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded

ROLE = r"(?P<role>(?:premiere? |1ere? |\d+e |[a-z]+ieme |seconde? )?vice-presidente?|presidente?|maire(?! adjoint|-adjoint))"
_CHARGE = r"(?: (?:en charge|chargee?|deleguee?) (?:de|du|des|a|au|aux) ?[^,.;A-Z]{1,60})?"
_AS = r"(?:en (?:sa |)qualite de |en tant que |comme |a la |au poste de |aux fonctions de |dans (?:ses|les) fonctions de )?"
_ELECTED = r"(?:re)?(?:elue?|designee?|proclamee?|reconduite?|installee?|nommee?|portee?|choisie?)"
MANDATES = (
    rf"<N:who>, (?:la |le |l')?{ROLE}{_CHARGE} <OF><A:where>",
    rf"<N:who>, (?:la |le |l')?{ROLE}{_CHARGE} (?:de|du|des|d') ?(?:l'|la |le )?<DET>[ABUP]\d+ et (?:{ROLE.replace('?P<role>', '?P<second>')}){_CHARGE} <OF><A:where>(?P<both>)",
    rf"<N:who> (?:a ete |est |vient d'etre )?(?:re)?(?:elue?|nommee?|designee?|installee?)? ?(?:en qualite de |comme |a la )?{ROLE}{_CHARGE} <OF><A:where>",
    rf"<N:who>(?:, [^.;]{{1,60}},|,? qui)? (?:a ete|est|vient d'etre) (?:re)?(?:elue?|nommee?|designee?) (?:(?:le|en|au|depuis) (?:D\d+|[a-z]+) )?(?:a la )?{ROLE}{_CHARGE} <OF><A:where>",
    rf"{ROLE}{_CHARGE} <OF><A:where>(?: et [^,]{{1,60}}| depuis (?:le )?D\d+)?,? (?:m\. )?<N:who>(?!,? (?:la |le |l')?(?:maire|presidente?|vice-presidente?|adjointe?|conseiller|directeur|directrice))",
    r"<A:where>(?:,| est| a ete|) ?(?:presidee?(?P<presided>)) (?:depuis (?:le )?D\d+ )?par <N:who>",
    r"<N:who> (?P<presides>preside) (?:l'|la |le )?<A:where>",
    rf"<A:where>(?:,[^.;A]{{1,160}}?)?,? (?:dument |valablement )?representee? par (?:son |sa )?{ROLE}(?: en exercice)?,? <N:who>",
    rf"<A:where>(?:,[^.;A]{{1,160}}?)?,? (?:dument |valablement )?representee? par <N:who>,? (?:agissant |dument habilitee? )?{_AS}(?:son |sa |le |la )?{ROLE}(?! (?:de|du|des|d') ?(?:la |le |l')?[ABUP]\d)",
    r"<A:where><APP>,? que preside <N:who>(?P<presided8>)",
    r"la (?P<role>(?:vice-)?presidence) (?:revient|echoit|incombe|est (?:assuree|confiee|exercee|occupee|revenue)) (?:a|par) <N:who>(?P<its>)",
    rf"<N:who> (?:a ete|est|vient d'etre|fut) {_ELECTED} a (?:sa|leur) tete(?P<his>)(?P<presided9>)",
    r"<N:who>,? qui (?:la|le|l') ?preside\b(?P<his>)(?P<presided10>)",
    rf"<N:who>(?:, [^.;N]{{1,60}},)? (?:a ete|est|vient d'etre|fut) {_ELECTED}(?: (?:le|en|depuis(?: le)?) D\d+)? a la tete <OF><A:where>(?P<presided11>)",
    rf"<N:who>(?:, [^.;N]{{1,60}},)? (?:a ete|est|vient d'etre|fut) (?:[a-z]+ment )?{_ELECTED}(?: [a-z' ]{{1,25}}?)?,? {_AS}{ROLE}{_CHARGE}(?! (?:de|du|des|d') ?(?:la |le |l')?[ABUP]\d)(?=[ ,.;:]|$)(?P<own>)",
    rf"(?:re)?election (?:de |d')<N:who>,? {_AS}(?:premiere? )?(?P<role>(?:vice-)?presiden(?:ce|te?)|maire)(?: <OF><A:where>)?(?P<own>)",
    r"<N:who> et N\d+, (?:les )?(?P<role>vice-presidente?)s <OF><A:where>",
    r"N\d+ et <N:who>, (?:les )?(?P<role>vice-presidente?)s <OF><A:where>",
    rf"<N:who> \((?:la |le )?{ROLE}{_CHARGE} <OF><A:where>\)",
    rf"<N:who>, (?:la |le |l')?[a-z-]+ [^.;N]{{2,70}}?, (?:et )?{ROLE}{_CHARGE} <OF><A:where>",
    r"<N:who> y (?:est|siege comme|occupe|exerce|assure) [^.;N]{0,30}?(?P<role>(?:vice-)?presiden(?:ce|te?)s?)(?=[ ,.;:]|$)(?P<its>)",
    rf"(?:son|sa|leur) {ROLE}{_CHARGE},? <N:who>(?P<his>)",
    r"^presidee? par <N:who>, (?:le |la |l')?<A:where>(?P<presided7>)",
    rf"<N:who>\s*\n\s*{ROLE}{_CHARGE} <OF><A:where>",
    rf"<N:who>(?:, [^.;]{{1,60}},)? en est (?:la |le |l')?{ROLE}(?P<his>)",
    rf"<N:who>, (?:son|sa) {ROLE}(?P<his>)",
    r"<N:who>(?:, [^.;]{1,80},)? en (?:assure|exerce|occupe|assume|prend|a pris) la (?P<role>presidence)(?P<its>)",
    rf"<N:who>, {ROLE}(?=[ ,.]|$)(?! (?:de|du|des|d'|deleg|charg|en charge))(?P<own>)",
    rf"<N:who>, (?:la |le )?{ROLE} (?:en charge|chargee?|deleguee?) [^,.;A-Z]{{3,70}}(?=[,.;]|$)(?P<own>)",
    rf"<N:who><APP> (?:a succede|succede|a remplace|remplace) (?:a )?[NU]\d+<APP> (?:a la (?:presidence|tete)|comme {ROLE}|au poste de {ROLE.replace('?P<role>', '?P<second2>')}) <OF><A:where>(?P<succeeds>)",
    r"<A:where><APP> (?:a|ont) (?:porte|elu|choisi|nomme) (?:a (?:sa|leur) (?:tete|presidence)|a la presidence|comme presidente?|presidente?) <N:who>(?P<presided2>)",
    r"<N:who><APP> (?:a (?:ete )?(?:pris|elue?|portee? a|repris)|prend|est (?:elue?|portee?) a|assure|occupe|exerce) (?:a )?la presidence <OF><A:where>(?P<presided3>)",
    r"<N:who>(?:, [^.;]{1,60})?, qui (?:presidait|preside)(?: aussi| egalement)? (?:le |la |l')?<A:where>(?P<presided4>)",
    r"<N:who> (?:presidait) (?:le |la |l')?<A:where> (?=depuis)(?P<presided5>)",
    rf"(?:sous la presidence|en presence|a l'invitation) de (?:son |sa )?<N:who>, (?:la |le )?{ROLE}(?=[ ,.]|$)(?! (?:de|du|des|d'))(?P<own>)",
    rf"^(?:[-•–▪] )?(?:presid(?:ence|ente?)(?P<presided6>)|{ROLE}) ?: ?<N:who>(?!, (?:la |le )?maire)(?P<label>)",
    rf"(?:le|la|notre|votre|leur) {ROLE}(?: de cette derniere| de ce dernier)?,? <N:who>(?P<own>)",
)
ALSO = (
    rf"^{ROLE}{_CHARGE} <OF><A:where>,? (?:il|elle|celui-ci|celle-ci|A99|l'elue?)\b",
    rf"^(?:il|elle|A99|l'elue?) (?:est|reste)? ?{ROLE}{_CHARGE} <OF><A:where>",
)
"""“Maire de Lormandie, il…”: the person of the sentence before."""
AND_MAYOR = (rf"<N:who>, (?:la |le |l')?[a-z-]+(?: [^.;,]{{0,60}})? et {ROLE} <OF><A:where>",)
_ROLES = {
    "maire": ("maire", "Maire"),
    "president": ("president", "Président"),
    "vice-president": ("vice-president", "Vice-président"),
}
_NO_TOWN = re.compile(
    r"(?:departement|region|conseil|communaute|metropole|syndicat|pole|agglomeration|etat|prefecture|cc|ca)\b"
)


def is_past(ahead: str) -> bool:
    """Whether the words before an office say that it is no more, or not yet."""
    return _NOT_NOW.search(ahead) is not None


def is_town(body: Thing) -> bool:
    """Whether a body may have a mayor, as far as its name tells."""
    return not _NO_TOWN.match(folded(body.name))


_NOT_NOW = re.compile(r"(?:ancien(?:ne)?|ex-?|futur[e]?|candidate? a (?:la|sa)|feu|honoraire)\s?[a-z ]{0,20}$")


_EMPLOYED = re.compile(
    r"\bN\d+, (?:la |le |l'|son |sa )?(?:nouveau |nouvelle )?(?:directeur|directrice|gerante?|tresori[a-z]+|secretaire|pdg|dirigeante?|fondateur|fondatrice|responsable)\b"
)
"""Persons of an office that is not public, who are not named."""


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The mandates of a sentence."""
    if _EMPLOYED.search(sentence.words):
        context.withheld.add("private-office")
    told: set[tuple[Thing, str, Thing]] = set()
    for found, person in _the_same(sentence, context):
        role = _role(found)
        where = _where(found, sentence, context, role)
        if where and where.public and (role == "maire" or "A99" not in found.match[0]):
            told.add((person, role, where))
            yield mandate_of(found, context, person, role, where)
    for found, person, body in _elected(sentence, context):
        told.add((person, _role(found), body))
        yield mandate_of(found, context, person, _role(found), body)
    for found in [
        *matches(sentence, context, MANDATES, future=False),
        *matches(sentence, context, AND_MAYOR, future=False),
    ]:
        role = _role(found)
        where = _where(found, sentence, context, role)
        who = found.person("who")
        start = found.match.start("role") if found.has("role") else found.span[0]
        if who is None or where is None or is_past(sentence.words[:start]):
            continue
        if role == "maire" and not is_town(where):
            continue
        if re.search(r"\bjusqu'a\b|\bpar interim\b|\bdoyenn?e?\b", sentence.words):
            continue  # for a while
        if not where.public:
            context.withheld.add("private-office")
            continue
        if (who, role, where) in told:
            continue
        told.add((who, role, where))
        yield mandate_of(found, context, who, role, where)


_SEVERAL_ELECTED = re.compile(
    rf"\b{_ELECTED}s? [^.;:N]{{0,30}}?(?P<role>vice-president|president|maire)(?:e?s?)(?! (?:adjoint|de|du|des|d'))[^.;:ABUN]{{0,40}}? ?:? ?(?P<several>N\d+(?:(?:, (?:et )?| et | puis )N\d+)*)"
)
"""“Sont élus vice-présidents : N0, N1 et N2”."""


def _elected(sentence: Sentence, context: Context) -> Iterator[tuple[PatternMatch, Thing, Thing]]:
    """Each of those that an assembly elects to its own offices, from the day of its minutes."""
    for match in _SEVERAL_ELECTED.finditer(sentence.words):
        found = PatternMatch(sentence, match, context)
        if doubtful(sentence, *match.span(), future=False) or context.issuer is None or not context.issuer.public:
            continue
        for slot in re.findall(r"N\d+", match["several"]):
            mention = sentence.slots[slot]
            who = context.names.person(mention) if isinstance(mention, Mention) else None
            if who is not None:
                yield found, who, context.issuer


def _the_same(sentence: Sentence, context: Context) -> Iterator[tuple[PatternMatch, Thing]]:
    """Further offices of the person of whom the sentence before told one."""
    last = context.drafts[-1] if context.drafts else None
    if last and last.kind == "mandate" and last.locator.partition(".")[0] == sentence.paragraph:
        person = last.cells["person"]
        for found in matches(sentence, context, ALSO, future=False):
            if isinstance(person, Thing):
                yield found, person


def _role(found: PatternMatch) -> str:
    if any(found.has(f"presided{n}") for n in ("", *range(2, 12))) or found.has("presides"):
        return "president"
    if found.has("succeeds") and not found.has("role"):
        return "president"
    return role_of(found.match["second"] if found.has("both") else found.match["role"])


def role_of(said: str) -> str:
    """The role that words say: “premiere vice-presidente”."""
    if "vice" in said:
        return "premier-vice-president" if re.match(r"premier|1er", said) else "vice-president"
    return "maire" if said.startswith("maire") else "president"


def _where(found: PatternMatch, sentence: Sentence, context: Context, role: str) -> Thing | None:
    if found.has("where"):
        slot = found.mention("where")
        if role == "maire" or slot.slot in "PB":
            return context.names.commune(slot) if role == "maire" else found.actor("where")
        return found.actor("where") if slot.slot != "U" else None
    if found.has("label"):
        return next((one for one in (sentence.topic, sentence.subject) if one and one.public), context.issuer)
    if found.has("its"):
        return sentence.subject or sentence.topic
    if found.has("his"):
        before = re.findall(r"[AB]\d+", sentence.words[: found.span[0]])
        after = re.match(
            r",? (?:une delegation |les elus |l'equipe |une equipe )?(?:de |du |des )?(?:la |le |l')?([AB]\d+)",
            sentence.words[found.span[1] :],
        )
        if not before and after:
            return found.actor_in(after[1])  # “conduite par son président, N, une délégation de A1”
        return found.actor_in(before[-1]) if before else sentence.subject or sentence.object
    before = re.findall(r"[AB]\d+", sentence.words[: found.span[0]])
    for slot in reversed(before):
        thing = found.actor_in(slot)
        if thing and thing.public:
            return thing
    return sentence.subject if sentence.subject and sentence.subject.public else context.issuer


def mandate_of(found: PatternMatch, context: Context, who: Thing, role: str, where: Thing) -> PatternFact:
    """The row of a mandate that a pattern tells."""
    sure = 0.85 if found.has("own") else 0.95
    return row_of(found, context, who, role, where, found.match[0], sure=sure)


_BEGINS = re.compile(r"elue?|election|nomme|designe|porte|choisi|succede|presidence")


def row_of(
    found: PatternMatch, context: Context, who: Thing, role: str, where: Thing, said: str, *, sure: float
) -> PatternFact:
    """The row of a mandate; it begins on a day that the words ``said`` tell of an election."""
    dates = dates_near(found, reach=30)
    cells: dict[str, Any] = {}
    if dates.since:
        cells["start"] = dates.since.first
    elif dates.on and _BEGINS.search(said) and dates.on.first:
        cells["start"] = dates.on.first
    if (
        not cells
        and where is context.issuer
        and context.day
        and context.decides
        and re.search(r"\b(?:elue?s?|proclamee?s?|election)\b", said)
    ):
        cells["start"] = context.day
    if not cells and context.day:
        cells["attested_on"] = context.day
    word = {
        "president": "président",
        "vice-president": "vice-président",
        "premier-vice-president": "premier vice-président",
        "maire": "maire",
    }[role]
    given, _, family = who.name.partition(" ")
    return found.draft(
        "mandate", "mandates", confidence=sure, name=f"{who.name}, {word}, {where.name}", person=who, person_name="" if who.iri else who.name,
        given_name="" if who.iri else given, family_name="" if who.iri else family, post="@post", post_name=f"{word.capitalize()}, {where.name}",
        organisation=where, role=role, **cells,
    )  # fmt: skip
