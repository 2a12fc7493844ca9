"""Mandates by which a document is signed: an office on one line and a person on the next, in either order.

“Le président, / Jean Morel”, “Jean Morel / Président de la Métropole”, “Pour la Ville, le maire, Jean Morel”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from territory_graph.reading.mentions import Mention
from territory_graph.reading.patterns.grammar import Context, PatternFact, PatternMatch, pattern
from territory_graph.reading.patterns.people import ROLE, mandate_of
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing

_FOR = r"(?:pour (?:la |le |les |l')?(?P<body>[ABC]\d+),? ?)?"
_OFFICE = pattern(rf"(?m)^{_FOR}(?:le |la |votre |son |sa |leur )?{ROLE}(?: <OF><A:where>)? ?[,:]? ?$")
_NAME = re.compile(r"(?m)^ ?(?:signee? ?:? ?)?(?P<who>[NU]\d+) ?[.,]?$")
_BOTH = pattern(rf"(?m)^{_FOR}(?:le |la |votre |son |sa )?{ROLE}(?: <OF><A:where>)? ?[,:] (?:signe ?:? )?<N:who> ?\.?$")


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The mandates that lines of a signature tell, each with the line before it."""
    for line in re.finditer(r"[^\n]+", sentence.words):
        yield from _of_line(sentence, context, line.start())


def _of_line(sentence: Sentence, context: Context, at: int) -> Iterator[PatternFact]:
    words = sentence.words
    signing, signer = context.signing, context.signer
    context.signing = context.signer = None
    if both := _BOTH.match(words, at):
        found = PatternMatch(sentence, both, context)
        yield from _signed(found, found.person("who"), _where(found), both["role"])
    elif office := _OFFICE.match(words, at):
        found = PatternMatch(sentence, office, context)
        if signer is not None:
            yield from _signed(found, signer[0], _where(found), office["role"])
        else:
            context.signing = office["role"], _where(found)
    elif name := _NAME.match(words, at):
        found = PatternMatch(sentence, name, context)
        mention = sentence.slots[name["who"]]
        who = context.names.person(mention) if isinstance(mention, Mention) and not mention.things else None
        if who is None or not isinstance(mention, Mention):
            return
        if signing is not None:
            yield from _signed(found, who, signing[1], signing[0])
        elif mention.slot == "N":
            context.signer = who, sentence.locator


def _where(found: PatternMatch) -> Thing | None:
    """The body of the office: the one that is named, else that which issued the document."""
    if found.has("where"):
        mention = found.mention("where")
        if found.match["role"].startswith("maire") or mention.slot in "PB":
            return found.context.names.commune(mention)
        return found.actor("where") if mention.slot != "U" else None
    return (found.actor("body") if found.has("body") else None) or found.context.issuer


def _signed(found: PatternMatch, who: Thing | None, where: Thing | None, role: str) -> Iterator[PatternFact]:
    if who is None or where is None:
        return
    if not where.public:
        found.context.withheld.add("private-office")
        return
    word = "maire" if role.startswith("maire") else "vice-president" if "vice" in role else "president"
    town = where.kind not in ("epci", "mixed-syndicate", "metropolitan-pole")
    if (word == "maire") <= town:
        yield mandate_of(found, found.context, who, word, where)
