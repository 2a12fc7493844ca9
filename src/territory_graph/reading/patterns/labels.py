"""Lines of sheets and directories: a label, a colon, and what it says of the body of the section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from territory_graph import french
from territory_graph.reading.lexicon import labels
from territory_graph.reading.mentions import Mention
from territory_graph.reading.moments import Moment
from territory_graph.reading.patterns import figures
from territory_graph.reading.patterns.grammar import Context, PatternFact, PatternMatch
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.things import Thing
from territory_graph.spelling import folded


@cache
def _line() -> re.Pattern[str]:
    listed = sorted({word for words in labels().values() for word in words}, key=len, reverse=True)
    return re.compile(
        rf"^(?:[-•–▪*►→·👉📍] ?)?(?P<label>{'|'.join(map(re.escape, listed))})(?: (?:social|sociale|principale?s?|administratif|en D\d+))? ?: ?(?P<value>.+)$"
    )


_COUNTS = re.compile(rf"(?:^|, | et |; )(?:[-•–▪*] ?)?{figures.COUNT} (?P<unit>{figures.UNIT})(?=[ ,.;]|$)")
_BARE = re.compile(
    rf"^(?:[-•–▪*►→·👉] ?)?(?:{figures.COUNT} (?P<unit>{figures.UNIT})(?: (?:et|,) |, | – |[ .]*$))+".replace(
        "?P<about>", "?:"
    )
    .replace("?P<number>", "?:")
    .replace("?P<unit>", "?:")
)


def find(sentence: Sentence, context: Context) -> Iterator[PatternFact]:
    """The facts of a line with a label, or of a line of numbers."""
    one = sentence.topic
    if sentence.subject and re.search(r"^P.*\.S(?!1$)", sentence.locator):
        one = sentence.subject  # “A1 a été créée en 2023. Siège : Berlimont.”
    if one is None:
        return
    if _BARE.match(sentence.words):
        for match in _COUNTS.finditer(sentence.words):
            yield figures.figure_of(
                PatternMatch(sentence, match, context), context, one, match["unit"], figures.number_of(match["number"])
            )
        return
    line = _line().match(sentence.words)
    if line is None:
        return
    sort = next(name for name, words in labels().items() if line["label"] in words)
    found = PatternMatch(sentence, line, context)
    slots = re.findall(r"[A-Z]\d+", line["value"])
    if sort == "office":
        yield from _office(found, context, one, line["label"], slots)
    elif sort == "creation" and slots and isinstance(moment := sentence.slots[slots[0]], Moment):
        yield found.draft(
            "change",
            "changes",
            kind="creation",
            name=f"Création {french.after('de', one.name)}",
            when=moment.first,
            after=(one,),
        )
    elif sort in ("membership", "members", "collaboration"):
        for slot in slots:
            other = found.actor_in(slot) if slot[0] in "ABU" else None
            if other is None or other is one:
                continue
            if sort == "collaboration":
                yield found.draft("collaboration", "collaborations", confidence=0.85, actor=one, partner=other)
                return
            member, whole = (one, other) if sort == "membership" else (other, one)
            yield found.draft(
                "membership", "memberships", confidence=0.9, member=member, organisation=whole, role="membre"
            )


def _office(found: PatternMatch, context: Context, one: Thing, label: str, slots: list[str]) -> Iterator[PatternFact]:
    sentence = found.sentence
    places = [
        slot
        for slot in slots
        if slot[0] in "PBU"
        and not re.search(
            r"\b(?:rue|avenue|boulevard|place|quai|chemin|route|allee|impasse|zone)\b[^,]*$",
            sentence.words.partition(slot)[0],
        )
    ]
    opened = re.search(r"(?:ouvert|depuis|inaugur|install)[a-z]* (?:le |en )?(D\d+)", sentence.words)
    moment = sentence.slots[opened[1]] if opened else None
    for slot in places[-1:] if label.startswith(("siege", "adresse")) else places:
        mention = sentence.slots[slot]
        place = context.names.place(mention) if isinstance(mention, Mention) else None
        if place is None or folded(place.name) in one.names:
            continue
        word = {"siege": "Siège", "antennes": "Antenne", "agences": "Agence", "antenne": "Antenne"}.get(label, "Bureau")
        start: dict[str, Any] = {"start": moment.first} if isinstance(moment, Moment) and len(places) == 1 else {}
        yield found.draft(
            "office",
            "offices",
            kind="office",
            actor=one,
            name=f"{word} {french.after('de', one.name)} {french.after('à', place.name)}",
            place=place,
            **start,
        )
