"""Mandates: persons in public office. Chairs of companies and associations are left out, as decision 9 asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph.reading.patterns.grammar import Context, Draft, Found, dates_near, matches
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing

_ROLE = r"(?P<role>(?:premiere? |1ere? |\d+e |deuxieme |troisieme |seconde? )?vice-presidente?|presidente?|maire(?! adjoint|-adjoint))"
_CHARGE = r"(?: (?:en charge|chargee?|deleguee?) (?:de|du|des|a|au|aux) ?[^,.;A-Z]{1,60})?"
MANDATES = (
    rf"<N:who>, (?:la |le |l')?{_ROLE}{_CHARGE} <OF><A:where>",
    rf"<N:who>, (?:la |le |l')?{_ROLE}{_CHARGE} (?:de|du|des|d') ?(?:l'|la |le )?<DET>[ABUP]\d+ et (?:{_ROLE.replace('?P<role>', '?P<second>')}){_CHARGE} <OF><A:where>(?P<both>)",
    rf"<N:who> (?:a ete |est |vient d'etre )?(?:re)?(?:elue?|nommee?|designee?|installee?)? ?(?:en qualite de |comme |a la )?{_ROLE}{_CHARGE} <OF><A:where>",
    rf"<N:who>(?:, [^.;]{{1,60}},)? (?:a ete|est|vient d'etre) (?:re)?(?:elue?|nommee?|designee?) (?:a la )?{_ROLE}{_CHARGE} <OF><A:where>",
    rf"{_ROLE}{_CHARGE} <OF><A:where>(?: et [^,]{{1,60}})?,? (?:m\. )?<N:who>",
    r"<A:where>(?:,| est| a ete|) ?(?:presidee?(?P<presided>)) (?:depuis (?:le )?D\d+ )?par <N:who>",
    r"<N:who> (?P<presides>preside) (?:l'|la |le )?<A:where>",
    rf"<A:where>(?:, [^.;]{{1,60}})?, representee? par (?:son |sa )?{_ROLE}(?: en exercice)?,? <N:who>",
    rf"(?:son|sa|leur) {_ROLE}{_CHARGE},? <N:who>(?P<his>)",
    rf"<N:who> en est (?:la |le |l')?{_ROLE}(?P<his>)",
    rf"<N:who>, (?:son|sa) {_ROLE}(?P<his>)",
    rf"<N:who>, {_ROLE}(?=[ ,.]|$)(?! (?:de|du|des|d'|deleg|charg|en charge))(?P<own>)",
    rf"<N:who>, (?:la |le )?{_ROLE} (?:en charge|chargee?|deleguee?) [^,.;A-Z]{{3,70}}(?=[,.]|$)(?P<own>)",
    rf"(?:le|la) {_ROLE}(?: de cette derniere| de ce dernier)?,? <N:who>(?P<own>)",
)
AND_MAYOR = (rf"<N:who>, (?:la |le |l')?[a-z-]+(?: [^.;,]{{0,60}})? et {_ROLE} <OF><A:where>",)
_ROLES = {
    "maire": ("maire", "Maire"),
    "president": ("president", "Président"),
    "vice-president": ("vice-president", "Vice-président"),
}
_NOT_NOW = re.compile(r"(?:ancien(?:ne)?|ex-?|futur[e]?|candidate? a (?:la|sa)|feu|honoraire)\s?[a-z ]{0,20}$")


def find(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """The mandates of a sentence."""
    told: set[tuple[Thing, str, Thing]] = set()
    for found in [
        *matches(sentence, context, MANDATES, future=False),
        *matches(sentence, context, AND_MAYOR, future=False),
    ]:
        role = _role(found)
        where = _where(found, sentence, context, role)
        who = found.person("who")
        start = found.match.start("role") if found.has("role") else found.span[0]
        if who is None or where is None or _NOT_NOW.search(sentence.words[:start]):
            continue
        if not where.public:
            context.withheld.add("private-office")
            continue
        if (who, role, where) in told:
            continue
        told.add((who, role, where))
        yield _mandate(found, context, who, role, where)


def _role(found: Found) -> str:
    if found.has("presided") or found.has("presides"):
        return "president"
    said = found.match["second"] if found.has("both") else found.match["role"]
    if "vice" in said:
        return "premier-vice-president" if re.match(r"premier|1er", said) else "vice-president"
    return "maire" if said.startswith("maire") else "president"


def _where(found: Found, sentence: Sentence, context: Context, role: str) -> Thing | None:
    if found.has("where"):
        slot = found.mention("where")
        if role == "maire" or slot.slot in "PB":
            return context.names.commune(slot) if role == "maire" else found.actor("where")
        return found.actor("where") if slot.slot != "U" else None
    if found.has("his"):
        before = re.findall(r"[AB]\d+", sentence.words[: found.span[0]])
        return found._actor(before[-1]) if before else sentence.subject or sentence.object
    before = re.findall(r"[AB]\d+", sentence.words[: found.span[0]])
    for slot in reversed(before):
        thing = found._actor(slot)
        if thing and thing.public:
            return thing
    return sentence.subject if sentence.subject and sentence.subject.public else context.issuer


def _mandate(found: Found, context: Context, who: Thing, role: str, where: Thing) -> Draft:
    dates = dates_near(found, reach=30)
    cells: dict[str, Any] = {}
    elected = re.search(r"elue?|nomme|designe", found.match[0])
    if dates.since:
        cells["start"] = dates.since.first
    elif dates.on and elected and dates.on.first:
        cells["start"] = dates.on.first
    if not cells and context.day:
        cells["attested_on"] = context.day
    word = {
        "president": "président",
        "vice-president": "vice-président",
        "premier-vice-president": "premier vice-président",
        "maire": "maire",
    }[role]
    sure = 0.85 if found.has("own") else 0.95
    given, _, family = who.name.partition(" ")
    return found.draft(
        "mandate", "mandates", confidence=sure, name=f"{who.name}, {word}, {where.name}", person=who, person_name="" if who.iri else who.name,
        given_name="" if who.iri else given, family_name="" if who.iri else family, post="@post", post_name=f"{word.capitalize()}, {where.name}",
        organisation=where, role=role, **cells,
    )  # fmt: skip
