"""Who speaks in a document, of whom each of its sections speaks, and its sentences as patterns read them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from territory_graph.reading import spacy_names
from territory_graph.reading.capitals import does
from territory_graph.reading.document import Document
from territory_graph.reading.mentions import Mention
from territory_graph.reading.moments import Moment, WrittenSum, moments_of, sums_of
from territory_graph.reading.name_forms import answering
from territory_graph.reading.names import MASTHEAD, Names
from territory_graph.reading.sentences import Sentence, Slot, sentence_of
from territory_graph.reading.things import Thing, slug
from territory_graph.reading.traced import Traced
from territory_graph.spelling import folded

_WE = re.compile(r"\b(?:nous|notre|nos)\b", re.IGNORECASE)
_OWN_WORDS = re.compile(r"[«“][^»”]*[»”]")
_HIDDEN = "\x1a"


def speaks(text: str) -> bool:
    """Whether a document says “nous” or “je” outside of quoted words."""
    return re.search(r"\b(?:nous|notre|nos|je|mon)\b", _OWN_WORDS.sub(" ", text), re.IGNORECASE) is not None


def sentences_of(document: Document, text: Traced, names: Names) -> list[Sentence]:
    """The sentences of the document, each with its names, dates and sums."""
    moments, sums = moments_of(text.text), sums_of(text.text)
    sums = [one for one in sums if not any(m.start <= one.start < m.end for m in moments)]
    moments = [one for one in moments if not any(s.start <= one.start < s.end for s in sums)]
    bare = list(text.text)
    hidden: list[Moment | WrittenSum] = [*moments, *sums]
    for one in hidden:
        bare[one.start : one.end] = _HIDDEN * (one.end - one.start)
    masked = "".join(bare)
    mentions = names.mentions(masked, spacy_names.people(text.text))
    slots: list[Slot] = sorted([*hidden, *mentions], key=lambda one: one.start)
    topics = _topics(document, text, mentions)
    masthead = _masthead(text.text, mentions) or _first_headed(text.text, mentions)
    author = _author(text.text, mentions, names)
    if masthead is not None and (author is None or not _signs(text.text, author)):
        author = names.actor(masthead)
    first = next((passage.start for passage in document.passages if passage.locator.startswith("P")), 0)
    headed = bool(topics) and text.starts[topics[0].start] < first
    own = masthead is not None or (author is not None and not headed)
    whole = author if own else names.actor(topics[0]) if topics else None
    if author is None and len(_WE.findall(_OWN_WORDS.sub(" ", text.text))) > 1:
        named = [folded(one.text) for one in mentions if one.weak == 1]
        author = whole if topics and (topics[0].start < _TOP or named.count(folded(topics[0].text)) > 2) else None
    names.author, names.turns = author, _is_transcript(text.text)
    found: list[Sentence] = []
    at, section, marker = 0, None, ""
    for number, passage in enumerate(document.passages):
        start = at
        while at < len(text.text) and text.starts[at] < passage.end:
            at += 1
        end = at
        while at < len(text.text) and text.text[at] == "\n":
            at += 1
        words = text.text[start:end]
        labelled = _LABEL.search(words) is not None
        topic = section if labelled or passage.locator[0] == "P" else _headed(words, start, mentions, names)
        bullet = _BULLET.match(words)
        alone = _alone(words[bullet.end() :], start + bullet.end(), mentions) if bullet else None
        following = document.passages[number + 1 : number + 2]
        below = document.text[following[0].start] if following else ""
        if bullet and alone and _may_head(alone, bullet["mark"], below, text.text):
            marker, topic = bullet["mark"], names.actor(alone)
        elif bullet and marker and bullet["mark"] == marker:
            topic = None
        elif not bullet:
            marker = ""
        section, topic = topic, topic if marker else topic or whole
        for line in re.finditer(r"[^\n]+", words):
            found.append(
                sentence_of(
                    text,
                    (start + line.start(), start + line.end()),
                    slots,
                    names,
                    locator=passage.locator,
                    before=_before(found),
                    topic=topic,
                    section=section,
                    author=author,
                )
            )
    return found


def _before(found: Sequence[Sentence]) -> Sentence | None:
    """The sentence before, that which is but the number of an article passed over."""
    spoken = (one for one in reversed(found[-2:]) if not re.fullmatch(r"article \w+ ?[.:–-]*", one.words.strip()))
    return next(spoken, None)


_TOP = 200
"""So many letters are the head of a document."""
_ABOUT = re.compile(r"(?:^|\n)\s*(?:à|À) propos (?:de la |de l'|du |des |de |d')", re.IGNORECASE)


_TO_YOU = re.compile(
    r"\bvous (?:propose|invite|convie|remercie|informe|prie|adresse|souhaite|attend|donne|accueille|annonce)(?:nt|ra|ront)?\b"
)
"""What the body that speaks does: “l'association vous invite”."""


def _author(text: str, mentions: Sequence[Mention], names: Names) -> Thing | None:
    """Who speaks in a document, by the first rule that finds one."""
    named = [one for one in mentions if one.slot in "AU" and one.weak == 1]
    if (span := answering(text)) is None and (interviewed := _interviewed(text, mentions, names)):
        return interviewed
    if span:
        return next((names.actor(one) for one in named if span[0] <= one.start < span[1]), None)
    found = (
        rule(text, named) for rule in (_in_title, _signing, _told_about, _in_address, _ours, _inviting, _in_first_line)
    )
    one = next((one for one in found if one), None)
    return names.actor(one) if one else None


def _signing(text: str, named: Sequence[Mention]) -> Mention | None:
    """The body that signs: alone on a line at the foot."""
    for one in reversed(named):
        line = text[text.rfind("\n", 0, one.start) + 1 : (text + "\n").find("\n", one.end)]
        if one.slot == "A" and len(text) - one.end < _FOOT and line.strip(" .,") == one.text:
            return one
    return None


def _told_about(text: str, named: Sequence[Mention]) -> Mention | None:
    """The body of “À propos de Lin Neuf”."""
    return next((one for one in named if _ABOUT.search(text[max(0, one.start - 30) : one.start])), None)


def _in_address(text: str, named: Sequence[Mention]) -> Mention | None:
    """The body whose name is in an address for letters: “contact@lin-neuf.fr”."""
    domains = {match[1].lower() for match in re.finditer(r"@([\w-]+)\.", text)}
    return next((one for one in named if slug(one.text) in domains and not one.things.keys() - {"actor"}), None)


def _ours(text: str, named: Sequence[Mention]) -> Mention | None:
    """The first body that the head names, where the text says “nous”."""
    ours = _WE.search(_OWN_WORDS.sub(" ", text))
    return next((one for one in named if one.slot == "A" and one.start < _TOP), None) if ours else None


def _inviting(text: str, named: Sequence[Mention]) -> Mention | None:
    """The body that tells the reader something: “l'association vous invite”."""
    for one in named:
        stop = re.search(r"[.\n]", text[one.end :])
        says = text[one.end : one.end + (stop.start() if stop else 200)]
        if one.slot == "A" and _TO_YOU.search(says) and "\n" not in text[one.start - 1 : one.start].strip(" "):
            return one
    return None


def _in_first_line(text: str, named: Sequence[Mention]) -> Mention | None:
    """The body that the first line names alone, or the second below a department: “DÉPARTEMENT DU VELAY”."""
    own = [one for one in named if one.slot == "A" and one.start < _TOP]
    first = next(iter(own), None)
    if first and _ABOVE.match(folded(first.text)):
        gaps = ((one, text[first.end : one.start].strip(" ")) for one in own)
        first = next((one for one, gap in gaps if gap == "\n" * len(gap)), first)
    line = text[: first.start].rpartition("\n")[2] if first else "-"
    alone = first and not line.strip() and text[first.end : first.end + 2].strip(" ") in ("", "\n", "\n\n")
    return first if alone else None


_FOOT = 120
"""So many letters are the foot of a document."""


_TURN = re.compile(r"(?m)^[ ]*(?:[—–] ?|[A-ZÀ-Ý][^\n:.?!]{1,40} ?: )")
"""What begins a turn of a transcript: a dash, or who speaks."""
_TURNS = 4
_INTERVIEWED = re.compile(
    r"(?:\b(?:présidez|dirigez) (?:la |le |l')?|\b(?:recevons|reçois|accueillons|invitée?|bonjour|avec nous)\b[^.?!\n]{0,80}\b(?:maire|présidente?|directeur|directrice|vice-présidente?) (?:de la |de l'|du |des |de |d'))$",
    re.IGNORECASE,
)


def _is_transcript(text: str) -> bool:
    """Whether a document is a talk of questions and answers, each the turn of who speaks."""
    return len(_TURN.findall(text)) >= _TURNS and text.count("?") >= _TURNS - 1 and answering(text) is None


def _interviewed(text: str, mentions: Sequence[Mention], names: Names) -> Thing | None:
    """Whom “nous” means in a transcript: the body of which the person asked is the mayor or the president."""
    if not _is_transcript(text):
        return None
    for one in mentions:
        if one.slot in "ABPU" and _INTERVIEWED.search(text[max(0, one.start - 140) : one.start]):
            mayor = re.search(r"\bmaire (?:de |du |des |d')(?:la |l')?$", text[: one.start], re.IGNORECASE)
            return names.commune(one) if mayor else names.actor(one)
    return None


def _masthead(text: str, mentions: Sequence[Mention]) -> Mention | None:
    """The body that a line at the head names alone, be it in capitals, and that the text goes on to speak of."""
    lines = {folded(line) for line in text[: 2 * _TOP].splitlines() if 2 < len(line.strip()) < _SHORT_HEADING}
    named = [one for one in mentions if one.slot in "AU" and one.weak == 1 and not one.things.keys() - {"actor"}]
    often = Counter(folded(one.text) for one in named)
    for one in named:
        said = often[folded(one.text)] > (1 if one.slot == "A" else _OFTEN)
        if said and folded(one.text) in lines and one.kind != "venue" and not _ABOVE.match(folded(one.text)):
            return one
    return None


_OFTEN = 2
_ABOVE = re.compile(r"(?:departement|region|republique|prefecture|etat)\b")
"""What may stand at the head of minutes above the body whose they are."""


def _signs(text: str, author: Thing) -> bool:
    """Whether the end of the document names who speaks: it is theirs, whatever stands above."""
    return any(name in folded(text[-2 * _TOP :]) for name in author.names)


def _in_title(text: str, mentions: Sequence[Mention]) -> Mention | None:
    """The body whose the document is by its first line: “Digivaux – Assemblée générale”."""
    if match := MASTHEAD.search(text[: 2 * _TOP]):
        for one in mentions:
            own = one.slot in "AU" and one.start == match.start("name") and one.end >= match.end("name") - 1
            if own and (one.slot == "A" or folded(text).count(folded(one.text)) >= _OFTEN):
                return one
    if of := _LETTER_OF.search(text[: 2 * _TOP]):
        name = folded(re.split(r"[\n,–—|(]", text[of.end() :], maxsplit=1)[0])
        return next((one for one in mentions if one.slot in "AU" and one.start == of.end()), None) or next(
            (one for one in mentions if one.slot in "AU" and folded(one.text) == name), None
        )
    return None


_LETTER_OF = re.compile(
    r"(?im)^[ #]*(?:la |le |l['’])?(?:lettre|bulletin|journal|gazette|infolettre|newsletter|actualités|rapport d['’]activités?|bilan)(?: (?!d)[\wà-ÿ'’-]+){0,2} (?:d['’]information |d['’]activité )?(?:de la |de l['’]|du |des |de |d['’])"
)
"""“La lettre de Lin Neuf, n° 4”."""


def _first_headed(text: str, mentions: Sequence[Mention]) -> Mention | None:
    """The name of who speaks, with which a line at the head begins: “Lin Neuf, la filière qui pousse”."""
    if len(_WE.findall(_OWN_WORDS.sub(" ", text))) < _OFTEN:
        return None
    for one in (mention for mention in mentions if mention.slot in "AU" and mention.weak == 1):
        begins = (
            one.start < 2 * _TOP
            and not _ABOVE.match(folded(one.text))
            and text[: one.start].rpartition("\n")[2].strip(" #") == ""
        )
        if (
            begins
            and re.match(r" ?(?:[,:–—|]|\n)", text[one.end :])
            and text.count(one.text) > 2
            and not one.things.keys() - {"actor"}
        ):
            return one
    return None


_LABEL = re.compile(r"^[-•–▪*]|\s?[:|]\s|\d")
"""What tells a line of a sheet from a heading."""
_SHORT_HEADING = 60


_BULLET = re.compile(r"(?P<mark>[-•–▪*►▶]|\d+ ?[.)/])\s*")


def _alone(words: str, start: int, mentions: Sequence[Mention]) -> Mention | None:
    """The body that a line names alone, below which others speak of it: “* Lin Neuf”."""
    name = words.strip(" :.")
    at = start + len(words) - len(words.lstrip())
    return next(
        (
            one
            for one in mentions
            if one.slot in "AU"
            and abs(one.start - at) < len("l' ")
            and one.end == at + len(name)
            and not one.things.keys() - {"actor"}
        ),
        None,
    )


def _may_head(one: Mention, mark: str, below: str, text: str) -> bool:
    """Whether a name heads a section: items of another mark stand below, and it is a body or is named again."""
    items = below in "-•–▪*►▶" and below not in ("", mark)
    return items and (one.slot == "A" or text.count(one.text) > 1)


def _headed(text: str, start: int, mentions: Sequence[Mention], names: Names) -> Thing | None:
    """The one body that a heading names, of which its section speaks: “L'AIF en bref”."""
    text = re.sub(r"\s*\([^)]*\)\s*$", "", text)
    if len(text) > _SHORT_HEADING:
        return None
    found = {
        id(thing): thing
        for one in mentions
        if start <= one.start < start + len(text) and one.slot == "A" and (thing := names.actor(one))
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _topics(document: Document, text: Traced, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions of the body of which the document speaks: that of its headings, else the most named one."""
    bodies_named = [mention for mention in mentions if mention.slot == "A" and mention.weak == 1]
    first = next((passage.start for passage in document.passages if passage.locator.startswith("P")), 0)
    headed = [mention for mention in bodies_named if text.starts[mention.start] < first]
    if headed:
        return headed
    often = Counter(folded(mention.text) for mention in bodies_named)
    doing = [
        mention
        for mention in mentions
        if mention.slot == "U" and not mention.things and does(text.text, mention.end, mention.text)
    ]
    for name, times in Counter(folded(mention.text) for mention in doing).items():
        if times > max(_OFTEN, *often.values(), 0):
            return [mention for mention in doing if folded(mention.text) == name]
    return sorted(bodies_named, key=lambda mention: -often[folded(mention.text)])


def issuer_of(sentences: Sequence[Sentence], names: Names) -> Thing | None:
    """Who issued the document: the first public body that it names, else the first body."""
    named = [
        slot
        for sentence in sentences[:12]
        for slot in sentence.slots.values()
        if isinstance(slot, Mention) and slot.slot == "A" and slot.weak >= 0.9
    ]
    bodies_named = [thing for thing in map(names.actor, named) if thing]
    heads = [
        thing
        for sentence in sentences[:4]
        if sentence.locator[0] in "TH" and re.fullmatch(r"A\d+", sentence.words.strip())
        for slot in sentence.slots.values()
        if isinstance(slot, Mention) and slot.start != slot.end and (thing := names.actor(slot))
    ]
    if len(heads) > 1 and _ABOVE.match(folded(heads[0].name)):
        return heads[1]
    return next((thing for thing in bodies_named if thing.public), bodies_named[0] if bodies_named else None)
