"""Where bodies have an office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph import french
from territory_graph.reading.patterns.grammar import (
    Context,
    PatternFact,
    PatternMatch,
    dates_near,
    matches,
    pattern,
)
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded

_OFFICE = r"(?P<office>(?:nouveaux? |nouvelle |second[e]? |premier[e]? )?(?:bureaux?|antennes?|siege(?: social)?|agences?|locaux|implantations?|etablissements?|permanences?|delegations?|points? d'accueil|guichets?|representations?|site))"
OFFICES = (
    r"^(?:[-•–▪*] ?)?(?:[a-z' ]{4,30}) ?: (?:l'|la |le |les )?(?:[a-z-]+ )?<A:one>,? (?:basee? |sise? |installee? |etablie? )?(?:a|au) <PLACES:where>[ .]*$(?P<listed>)",
    r"<A:one> \((?P<beside>)<PLACES:where>, \d[\d ]* (?:salaries|agents|personnes|emplois|adherents|collaborateurs)\)",
    rf"^(?:outre|en plus de|a cote de|depuis|hors) (?:son|ses) {_OFFICE}(?: (?:historique|principal|situee?|basee?|etablie?)s?)* (?:de |d'|du |a |au |des ) ?<PLACES:where>,? (?:l'|la |le |les )?<A:one>",
    r"<A:one>,? [^;:.ABU]{0,90}?dont le siege (?:social )?(?:est |se trouve )?(?:situe |etabli |fixe |sis )?[^;:.]{0,50}?(?:a|au) <PLACES:where>",
    rf"<A:one>[^.;:]{{0,80}}? (?:a )?(?:son|ses|leurs?) {_OFFICE} (?:de|du|d'|des) ?<PLACES:where>",
)

STAYS = (
    rf"(?:<A:one><APP>|(?:^|[.,;] )(?:il|elle)) (?:ne |n')(?:quitte|ferme|abandonne|delocalise)(?:nt|ra|ront)? (?:pas|aucunement|nullement) (?:(?:son|ses|leur|le|la|l') ?{_OFFICE} (?:de |d'|du |a |des ) ?)?<PLACES:where>(?P<his>)",
)
"""“Non, nous ne quittons pas Port-Salin”: who does not leave is there."""
_STREET = (
    r"(?:rue|avenue|av\.|boulevard|bd|place|quai|chemin|route|allee|impasse|cours|square|esplanade|faubourg|zone|za|zi)"
)
ADDRESS = (
    rf"(?m)^(?:<A:one> ?[,–—|•-] ?)?(?:[a-z' ]{{3,30}} [,–—|•-] ?)?(?:\d{{1,4}}(?: ?bis| ?ter)?,? ){_STREET}\b[^;:()\n]{{2,60}}?(?:,| [–—-]|\d{{5}}) ?(?:\d{{5}} )?<PLACES:where>(?P<street>)(?: cedex(?: \d+)?)?[ .]*(?=$|\n| [–—|•])",
)
"""A postal address on a line of its own, of the body on the line before or of who signs."""

_NO_MORE = re.compile(r"\b(?:quitt|ferm|ancien)")
_AHEAD = 12


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The offices of a sentence."""
    told: set[tuple[Thing, Thing]] = set()
    staying = [
        PatternMatch(sentence, match, context) for text in STAYS for match in pattern(text).finditer(sentence.words)
    ]
    for found in [*matches(sentence, context, OFFICES), *staying, *_addressed(sentence, context)]:
        one = found.actor("one") if found.has("one") else None
        if found not in staying and _NO_MORE.search(sentence.words[max(0, found.span[0] - _AHEAD) : found.span[1]]):
            continue
        if found.has("street"):
            one = one or context.names.author
        elif one is None:
            first = re.search(r"[AB]\d+", sentence.words[: found.span[0]])
            one = found.actor_in(first[0]) if first and not found.has("his") else sentence.subject
        word = (
            re.sub(r"^(?:nouve|second|premi)\w+ ", "", found.match["office"])
            if found.has("office")
            else "siege"
            if "siege" in found.match[0]
            else "implantation"
        )
        dates = dates_near(found, reach=30)
        opened = dates.since or (
            dates.on if re.search(r"transfer|ouvert|ouvre|inaugur|install", found.match[0]) else None
        )
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


def _addressed(sentence: Sentence, context: Context) -> Iterator[PatternMatch]:
    """The address that stands in the head or at the foot of a document, or after the name of a body on its line."""
    if context.invited or context.billed:
        return  # where it is held
    for text in ADDRESS:
        for match in pattern(text).finditer(sentence.words):
            found = PatternMatch(sentence, match, context)
            at_edge = context.edge(sentence.skeleton.span(*match.span())[0])
            if found.has("one") or (at_edge and not re.search(r"(?m)^(?:lieu|ou)\b", sentence.words)):
                yield found
