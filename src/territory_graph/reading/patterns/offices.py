"""Where bodies have an office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph import french
from territory_graph.reading.patterns.grammar import (
    Context,
    PatternFact,
    dates_near,
    matches,
)
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded

_OFFICE = r"(?P<office>(?:nouveaux? |nouvelle |second[e]? |premier[e]? )?(?:bureaux?|antennes?|siege(?: social)?|agences?|locaux|implantations?|etablissements?|permanences?|delegations?|points? d'accueil|guichets?|representations?|site))"
_IN = r"(?:a|au|aux|dans|a la|a l'|sur la commune de|rue [^,]{0,40} a)"
OFFICES = (
    r"<A:one>,? [^;:.ABU]{0,90}?dont le siege (?:social )?(?:est |se trouve )?(?:situe |etabli |fixe |sis )?[^;:.]{0,50}?(?:a|au) <PLACES:where>",
    rf"<A:one>[^.;:]{{0,80}}? (?:a )?(?:son|ses|leurs?) {_OFFICE} (?:de|du|d'|des) ?<PLACES:where>",
)

_NO_MORE = re.compile(r"\b(?:quitt|ferm|ancien)")
_AHEAD = 12


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The offices of a sentence."""
    told: set[tuple[Thing, Thing]] = set()
    for found in matches(sentence, context, OFFICES):
        one = found.actor("one") if found.has("one") else None
        if _NO_MORE.search(sentence.words[max(0, found.span[0] - _AHEAD) : found.span[1]]):
            continue
        if found.has("ours"):
            one = context.issuer or sentence.topic
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
