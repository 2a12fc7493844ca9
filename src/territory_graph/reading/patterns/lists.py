"""Lists under a heading or a lead that says what their items are: “Ils nous rejoignent”, “Ils nous soutiennent”.

An item says by itself nothing of the body whose list it is; the words above it do, so that what is read is implied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from territory_graph.reading.moments import Moment
from territory_graph.reading.patterns import sums
from territory_graph.reading.patterns.grammar import Context, PatternFact, PatternMatch, doubtful
from territory_graph.reading.sentences import Sentence, is_item
from territory_graph.reading.things import Thing, title

_JOINED = re.compile(
    r"\b(?:bienvenue|nous rejoign|(?:ils|elles) rejoignent|nous ont rejoint|nouve(?:aux?|lles?) (?:membres?|adherente?s?|arrivants?|arrivees?|venus?)|nos (?:membres|adherents)|(?:membres|adherents) (?:fondateurs|actifs)|de nos rangs)\b"
)
_JOINS = re.compile(
    r"\b(?:ont (?:rejoint|integre|adhere (?:a|au))|viennent de rejoindre|rejoignent) (?:l'|la |le )?(?P<whole>[AU]\d+)[^:.;ABU]{0,60}:\s*$"
)
"""What leads to a list of new members: “Trois structures ont rejoint A1 :”."""
_SUPPORT = re.compile(
    r"\b(?:(?:ils|elles|qui) nous (?:soutiennent|aident|accompagnent|financent)|nos (?:soutiens|mecenes|financeurs|partenaires financiers)|avec le soutien de)\b"
)
_REACH = re.compile(
    r"^(?:(?:nous sommes|[a-z' ]{0,30}) )?(?:membres?|adherente?s?) (?:de|des|du)\b|\bnos (?:reseaux|adhesions|affiliations)\b"
)
_BARE = re.compile(r"(?:l'|la |le |les |et |ainsi que |enfin |[ABU]\d+|\([^()]*\)|[,;. ])+")
"""A line of names and of nothing else."""
_NAMED = re.compile(r"(?:[-•–▪*►▶>👉] ?)?(?:l'|la |le |les )?(?P<who>[ABU]\d+)(?P<rest>.*)$")


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """What the heading or the lead above says of the bodies that an item, or a line of names alone, names."""
    if (joins := _JOINS.search(sentence.words)) and (match := re.compile(r"(?s).*").match(sentence.words)):
        context.joined = PatternMatch(sentence, match, context).actor_in(joins["whole"])
        return
    one = (context.joined if _JOINS.search(context.lead) else None) or sentence.section or context.names.author
    above = f"{context.lead} / {context.heading}"
    if one is None or sentence.locator == "T" or not (match := re.compile(r"(?s).*").match(sentence.words)):
        return
    if several := _AGREED.search(sentence.words):
        yield from _agreed(sentence, context, one, several.end())
        return
    item = _NAMED.match(sentence.words) if is_item(sentence) else None
    bare = _BARE.fullmatch(sentence.words) is not None and re.search(r"[ABU]\d", sentence.words) is not None
    if not (item or bare) or doubtful(sentence, 0, len(sentence.words), whole=True, future=False):
        return
    slots = [item["who"]] if item else re.findall(r"[ABU]\d+", re.sub(r"\([^()]*\)", "", sentence.words))
    found = PatternMatch(sentence, match, context)
    others = [other for slot in slots if (other := found.actor_in(slot)) and other is not one]
    if _JOINED.search(above) or (item and _JOINS.search(context.lead)):
        for other in others:
            yield _joined(found, other, one)
    elif _SUPPORT.search(above):
        yield from _supporting(found, others, one)
    elif _REACH.search(context.lead):
        for other in others:
            yield _joined(found, one, other)


_AGREED = re.compile(r"\b(?:conventions|accords|partenariats|protocoles|contrats)\b[^:;.]{0,60}: ?(?=avec )")
_WITH = re.compile(r"avec (?:l'|la |le |les )?(?P<who>[ABU]\d+)(?P<note> ?\([^)]*\))?")


def _agreed(sentence: Sentence, context: Context, one: Thing, start: int) -> Iterator[PatternFact]:
    """The agreements of a list: “deux conventions : avec A1 (signée le D1), avec A2”."""
    for match in _WITH.finditer(sentence.words, start):
        found = PatternMatch(sentence, match, context)
        other, note = found.actor("who"), match["note"] or ""
        signed = re.search(r"(?:signee?s?|renouvelee?s?|conclue?s?)[^A-Z]{0,10}(D\d+)", note)
        until = re.search(r"(?:jusqu'(?:au|en)|echeance)[^A-Z]{0,10}(D\d+)", note)
        if other is not None and other is not one:
            cells: dict[str, Any] = {
                name: getattr(sentence.slots[date[1]], "first", "")
                for name, date in (("signed", signed), ("end", until))
                if date
            }
            name = f"Accord {one.name} — {other.name}"
            yield found.draft(
                "agreement", "agreements", confidence=0.85, kind="agreement", name=name, parties=(one, other), **cells
            )


def _joined(found: PatternMatch, member: Thing, whole: Thing) -> PatternFact:
    return found.draft(
        "membership", "memberships", implied=True, confidence=0.8, member=member, organisation=whole, role="membre"
    )  # fmt: skip


def _supporting(found: PatternMatch, others: list[Thing], one: Thing) -> Iterator[PatternFact]:
    """Who supports, and by how much where a sum stands beside the name in brackets."""
    words = found.sentence.words
    for other in others:
        slot = next(name for name in re.findall(r"[ABU]\d+", words) if found.actor_in(name) is other)
        money = re.match(r" ?(?:\(|: ?)[^()A-Z]{0,20}(M\d+)", words.partition(slot)[2])
        if money:
            yield sums.draft_of(found, money[1], (other,), (one,))
        elif not re.search(r"M\d", words.partition(slot)[2].partition(",")[0]):
            name = title("Soutien", (other,), (one,))
            yield found.draft(
                "support", "agreements", implied=True, confidence=0.8, kind="partnership", name=name, supporters=(other,), supported=(one,)
            )  # fmt: skip


def completed(sentence: Sentence, context: Context) -> None:
    """Adds to the memberships of a list the day that the sentence after it says: “Toutes trois ont adhéré en février”."""
    match = re.match(
        r"(?:tou(?:s|tes)(?: (?:les )?[a-z]+)?|ils|elles|A98) (?:nous )?(?:ont|sont) (?:adhere|rejoint|entre|membres)[a-z]*[^.;A-Z]{0,25}(D\d+)",
        sentence.words,
    )
    moment = sentence.slots[match[1]] if match else None
    listed = [draft for draft in context.drafts[-_MOST:] if draft.kind == "membership" and draft.status == "implied"]
    if isinstance(moment, Moment):
        for draft in listed:
            draft.cells.setdefault("start", moment.first)


_MOST = 12
