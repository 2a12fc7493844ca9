"""An agreement as a document: its parties are those of its opening, its dates those of its articles and of its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from territory_graph.reading.mentions import Mention
from territory_graph.reading.moments import Moment
from territory_graph.reading.patterns.agreements import _KINDS, _NAMES
from territory_graph.reading.patterns.grammar import Context, PatternFact
from territory_graph.reading.sentences import Sentence, plain
from territory_graph.reading.things import Thing

_TITLE = re.compile(
    r"^(?:(?:avenant|U\d+)[ °0-9]{0,8}(?:a la |au |a l')?)?(?P<noun>convention|charte|protocole|contrat|accord|partenariat)"
)
_OPENS = re.compile(r"^(?:entre\b|les soussignee?s)")
_CLOSES = re.compile(
    r"^ont (?:arrete|convenu|decide)|(?:il|A99) (?:est|a ete) (?:convenu|expose|arrete)|^(?:etant |apres avoir )?(?:prealablement )?(?:expose|rappele) (?:ce qui suit|que)|^preambule|^article|^il est|^expose|^vu |^considerant"
)
_AGREED = re.compile(
    r"^(?:conviennent|ont convenu|se sont accord)|(?:il|A99) (?:est|a ete) convenu|^ont (?:decide|arrete)"
)
_BODY_FIRST = re.compile(r"^(?:l'|la |le )?A\d")
_LINE = re.compile(
    r"(?:^|\n)\s*(?:[-•–*] ?|\d ?[.)°] ?)?(?:et |d'une part,? |et )?(?:la |le |les |l['’])?(?:(?:société|association|coopérative|fondation|entreprise|établissement|union|groupement|scic|sas|sarl|sem)(?: [a-zà-ÿ'’-]+){0,6} )?$",
    re.IGNORECASE,
)
_ABOUT_IT = re.compile(
    r"(?:convention|charte|protocole|contrat|accord|partenariat)\b[^.;:]{0,60}\b(?:conclue?|prend effet|etablie?|valable|entre en vigueur|pour une duree|court|prend fin|s'acheve)\b"
)


def _titled(sentence: Sentence) -> re.Match[str] | None:
    """Where a heading says that the document is a convention, in capitals too, which look like a name."""
    return _TITLE.search(sentence.words) or _TITLE.search(plain(sentence.written(0, len(sentence.words))))


def contract(sentences: Sequence[Sentence], text: str, context: Context) -> PatternFact | None:
    """The agreement that the document is, or None."""
    head = next((sentence for sentence in sentences[:4] if _titled(sentence)), None)
    opening = next((n for n, sentence in enumerate(sentences) if _OPENS.search(sentence.words)), None)
    if opening is None and any(_AGREED.search(sentence.words) for sentence in sentences[:25]):
        opening = next((n for n, sentence in enumerate(sentences[1:8], 1) if _BODY_FIRST.match(sentence.words)), None)
    if head is None or opening is None or opening > 12:
        return None
    closing = next((n for n in range(opening + 1, len(sentences)) if _CLOSES.search(sentences[n].words)), opening + 8)
    parties: list[Thing] = []
    last = sentences[opening]
    for sentence in sentences[opening:closing]:
        for slot in sentence.slots.values():
            if isinstance(slot, Mention) and slot.slot in "ABU" and slot.weak == 1:
                first, _ = context.origin(slot.start, slot.end)
                if _LINE.search(text[max(0, first - 40) : first]) or re.search(
                    r"(?:\bentre|\bet) (?:la |le |les |l'|the )?$",
                    sentence.text[max(0, slot.start - 12) : slot.start].lower(),
                ):
                    thing = context.names.actor(slot)
                    if thing and thing not in parties:
                        parties.append(thing)
                        last = sentence
    if len(parties) < 2:
        return None
    match = _titled(head)
    assert match
    kind = next((kind for word, kind in _KINDS if word in match["noun"]), "agreement")
    cells: dict[str, str | Thing | tuple[Thing, ...]] = {
        "kind": kind,
        "parties": tuple(parties),
        **_dates(head, sentences),
    }
    cells["name"] = f"{_NAMES[kind]} {' — '.join(party.name for party in parties)}"
    start = context.origin(sentences[opening].skeleton.starts[0], sentences[opening].skeleton.ends[0])[0]
    end = context.origin(last.skeleton.starts[-1], last.skeleton.ends[-1])[1]
    return PatternFact("agreement", "agreements", cells, start, end, sentences[opening].locator, confidence=0.95)


def _dates(head: Sentence, sentences: Sequence[Sentence]) -> dict[str, str]:
    cells: dict[str, Any] = {}
    for slot in head.slots.values():
        if isinstance(slot, Moment) and slot.last:
            cells.update(start=slot.first, end=slot.last)
    for sentence in sentences:
        made = re.search(r"^faite? (?:a|en) [^.;]{0,80}?(D\d+)", sentence.words)
        if made:
            cells["signed"] = _moment(sentence, made[1]).first
        if _ABOUT_IT.search(sentence.words):
            for found in re.finditer(r"S\d+", sentence.words):
                moment = _moment(sentence, found[0])
                cells.update(start=moment.first, end=moment.last or "")
            if since := re.search(
                r"(?:a compter|a partir|prend effet|entre en vigueur)[^.;A-Z]{0,12}(D\d+)", sentence.words
            ):
                cells["start"] = _moment(sentence, since[1]).first
            if until := re.search(
                r"(?:jusqu'(?:au|en)|prend fin le|s'acheve le|expire le|prendra fin le) (D\d+)", sentence.words
            ):
                cells["end"] = _moment(sentence, until[1]).first
    return {name: cell for name, cell in cells.items() if cell}


def _moment(sentence: Sentence, slot: str) -> Moment:
    found = sentence.slots[slot]
    assert isinstance(found, Moment)
    return found
