"""Sentences as patterns read them: small letters without accents, in which each name, date and sum is a lettered slot.

“Le 8 mars 2023, Valmont Agglomération a signé…” is read as ``le D0, A1 a signe…``. Letters: ``A`` a body, ``B`` a place
that is a body, ``P`` a place, ``N`` a person, ``U`` a name of unknown sort, ``C`` an organ, ``J`` a project, ``D`` a
date, ``S`` a period, ``M`` a sum, ``Q`` a title in quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from territory_graph.reading.clauses import told_simply, with_subjects
from territory_graph.reading.mentions import Mention
from territory_graph.reading.moments import Moment, WrittenSum
from territory_graph.reading.name_forms import words
from territory_graph.reading.names import Names
from territory_graph.reading.numerals import ABOVE_TWENTY, number_of
from territory_graph.reading.things import Thing
from territory_graph.reading.traced import Traced
from territory_graph.spelling import folded

_TITLE = re.compile(r"[«“\"]\s?(?P<title>[^«»“”\"\n.;]{3,90}?)\s?[»”\"]")
_SPEECH = re.compile(r"[«“](?P<speech>[^»”]{60,}|[^»”]*[.!?][^»”]*)[»”]")
_ADVERBS = re.compile(
    r",? (?:egalement|aussi|par ailleurs|en outre|de plus|ensuite|ainsi|donc|desormais|officiellement|deja|"
    r"pourtant|justement|finalement|effectivement|tout juste|a ce jour|a present|a l'heure actuelle|d'ores et deja|en revanche|maintenant|constamment|regulierement|de longue date|conjointement|ensemble|recemment|notamment|en effet|enfin|a l'unanimite|pour sa part|de son cote|"
    r"a cette occasion|toujours|(?:elles?|lui|eux)-memes?|depuis lors|depuis peu|d'ailleurs|au passage|bien entendu|bien sur|de fait|parallelement|simultanement|historiquement|actuellement|aujourd'hui encore|quant a (?:elle|lui)|a son tour|alors|en (?:debut|fin|cours|milieu) d'(?:annee|exercice))(?=[ ,.])(?:,(?= [a-z]))?"
)
_VOTES = re.compile(
    r",? (?:par|a la majorite(?: de)?|avec)? ?\d+ voix(?: pour)?(?: contre (?:\d+|une|deux|trois)(?: voix)?)?(?:,? (?:et )?(?:\d+|une|deux|trois) (?:voix )?(?:contre|abstentions?|bulletins? blancs?|blancs?|nuls?))*(?:,(?! ?\d))?"
)
_BRACKETS = re.compile(r" ?\((?:[ABU]\d+|[^()A-Z]{0,80})\)(?! ?: ?M\d)")
_HENCE = re.compile(r",? ci-apres [^,;.A-Z]{0,30}(?:[«\"“][^»\"”]*[»\"”]|[AQUB]\d+)(?=[ ,.;]|$)")
_GOES_ON = re.compile(r"^(?:article \w+[ .:–-]+)?(?:[a-z' ]{3,30}, )?(?:son|sa|ses|elle|il) ")
"""A paragraph that goes on about whom the one before speaks of: “Son siège est à Louviers.”"""
_TURN = re.compile(r"(?:[—–-] ?|[NU]\d+ ?: |[a-z' -]{2,40}? : )")
"""Who speaks, before what is said in a transcript."""
_BLANK = re.compile(r" +")
_ORDINAL = re.compile(r" *(?:\(?\d{1,2}\) )?")
"""“3) ” before a sentence of a numbered list."""
_PRONOUN = re.compile(
    r"(?:^(?:article \w+ ?[:.–-]+ ?)?(?:[-•–▪*] )?|(?<=[a-z0-9], ))(?:(?P<who>elle|il(?! (?:est|a ete|sera|etait) (?:propose|demande|rappele|precise|decide|prevu|note|procede|possible|necessaire)\b| (?:s'agit|y a|faut|convient|reste)\b)|celle-ci|celui-ci)|(?P<latter>ce dernier|cette derniere))(?=[ ,])"
    r"|(?:^|(?<=[a-z0-9], ))(?P<body>(?:l'|la |cette |cet |ce )(?:(?P<new>nouve(?:lle|l|au) |jeune )?)(?:organisme|structure|collectivite|etablissement|entite|ensemble))(?= )"
)
_AGREED = re.compile(r"\b(?:convention|accord|charte|protocole|contrat|partenariat)\b")
_THAT_ONE = re.compile(r"\bcel(?:le|ui) (?=(?:qui |avec |conclue? |signee? |passee? |nouee? |liant |unissant ))")
"""“Celle qui liait A1 à A2 est prorogée”: the convention of the sentence before."""
_ORDAINS = re.compile(
    r"(?:^|[,;] )(?:[a-z' C0-9,]{0,80} )?(?:decide(?:nt)?|a decide|arrete|delibere|il a ete decide)(?: a l'unanimite)? ?[:,]?\s*$"
)
_ORDAINED = re.compile(
    r"(?:[-•–▪*] ?|\d+[.)°] ?|article \w+ ?[:.–-]+ ?)?(?P<that>(?:de |d')(?:se |s'|lui )?[a-z]+(?:er|ir|re)\b)"
)
"""A line of what is decided, below “Le conseil décide :”."""
_APPOSED = re.compile(
    r"(?:nee?s?|issue?s?|creee?s?|fondee?s?|membres?|installee?s?|basee?s?|portee?s?|presidee?s?|soutenue?s?|financee?s?|adherente?s?) "
)
_THEY = re.compile(r"^(?P<who>elles|ils|celles-ci|ceux-ci)(?= )")


@dataclass(slots=True)
class Title:
    """Words in quotation marks."""

    start: int
    end: int
    text: str


Slot = Mention | Moment | WrittenSum | Title


@dataclass(slots=True)
class Sentence:
    """A sentence: its skeleton, what its slots stand for, and of whom the sentence before it speaks.

    ``text`` is the mended text, in which ``skeleton`` tells its places. ``subject`` is the body that “elle” or “son”
    may mean, ``object`` the last body named before, ``topic`` that of which the document speaks, ``section`` that which
    the heading of its section names, ``decides`` whether it says that a body decides what the lines below say, and ``speeches`` are
    stretches that are somebody's own words. ``bare`` is the skeleton before clauses were given their subjects.
    """

    locator: str
    paragraph: str
    skeleton: Traced
    slots: dict[str, Slot]
    subject: Thing | None = None
    object: Thing | None = None
    speeches: list[tuple[int, int]] = field(default_factory=list)
    text: str = ""
    topic: Thing | None = None
    section: Thing | None = None
    decides: bool = False
    bare: Traced = field(default_factory=lambda: Traced("", (), ()))

    @property
    def words(self) -> str:
        """The skeleton as a text."""
        return self.skeleton.text

    def written(self, start: int, end: int) -> str:
        """The words of a stretch of the skeleton, as the mended text has them."""
        first, last = self.skeleton.span(start, end)
        return self.text[first:last]

    def spoken(self, start: int, end: int) -> bool:
        """Whether a stretch of the skeleton lies in somebody's own words."""
        first, last = self.skeleton.span(start, end)
        return any(begin <= first and last <= stop for begin, stop in self.speeches)


def plain(text: str) -> str:
    """Small letters without accents, one for each letter.

    >>> plain("Élue à Œuilly")
    'elue a ouilly'
    """
    return "".join("o" if letter in {"œ", "Œ"} else unicodedata.normalize("NFD", letter)[0].lower() for letter in text)


def sentence_of(
    text: Traced,
    span: tuple[int, int],
    slots: Sequence[Slot],
    names: Names,
    *,
    locator: str,
    before: Sentence | None,
    topic: Thing | None,
    section: Thing | None = None,
    author: Thing | None = None,
) -> Sentence:
    """The sentence at ``span`` of the mended text, told from the one before it; ``author`` is whom “nous” means."""
    speeches = [(m.start() + span[0], m.end() + span[0]) for m in _SPEECH.finditer(text.text[slice(*span)])]
    skeleton, numbered = _lettered(text, span, slots, speeches)
    if author:
        numbered["A97"] = Mention(span[0], span[0], "A", author.name, {"actor": author}, author.kind, 0.85)
    skeleton = told_simply(skeleton.sub(_ADVERBS, ""), "A97" if author else "")
    for pattern in (_HENCE, _BRACKETS, _VOTES):
        skeleton = skeleton.sub(pattern, "")
    if names.turns and (turn := _TURN.match(skeleton.text)):
        skeleton = skeleton[turn.end() :]
    if before and (that := _THAT_ONE.search(skeleton.text)) and (nouns := _AGREED.findall(before.words)):
        skeleton = (
            skeleton[: that.start()] + _put(f"{nouns[-1]} ", *skeleton.span(*that.span())) + skeleton[that.end() :]
        )
    begins = (_ORDINAL if locator.startswith("P") else _BLANK).match(skeleton.text)
    skeleton = skeleton[begins.end() if begins else 0 :]
    decides = _ORDAINS.search(skeleton.text) is not None
    if before is not None and before.decides and (ordained := _ORDAINED.match(skeleton.text)):
        decides, at = True, ordained.start("that")
        skeleton = skeleton[:at] + _put("decide ", skeleton.starts[at], skeleton.starts[at]) + skeleton[at:]
    bare, subject = _with_meant(skeleton, text.text, before, names, numbered, locator=locator, topic=topic)
    return Sentence(
        locator,
        locator.partition(".")[0],
        with_subjects(bare, text.text),
        numbered,
        subject,
        _object(before, names) if before else None,
        speeches,
        text.text,
        topic,
        section,
        decides,
        bare,
    )


def _put(words: str, start: int, end: int) -> Traced:
    """Words that stand for a stretch of the text."""
    return Traced(words, (start,) * len(words), (end,) * len(words))


def _lettered(
    text: Traced, span: tuple[int, int], slots: Sequence[Slot], speeches: Sequence[tuple[int, int]]
) -> tuple[Traced, dict[str, Slot]]:
    """The words between two places in small letters, each name, date, sum and title a lettered slot."""
    start, end = span
    every = (
        Title(m.start() + start, m.end() + start, m["title"].strip()) for m in _TITLE.finditer(text.text[start:end])
    )
    titles = [title for title in every if not any(a <= title.start and title.end <= b for a, b in speeches)]
    within = (slot for slot in slots if start <= slot.start and slot.end <= end)
    free = (slot for slot in within if not any(t.start <= slot.start and slot.end <= t.end for t in titles))
    pieces, numbered, at = [], dict[str, Slot](), start
    for number, slot in enumerate(sorted([*free, *titles], key=lambda one: one.start)):
        pieces.append((plain(text.text[at : slot.start]), at, slot.start))
        name = f"{_letter(slot)}{number}"
        numbered[name] = slot
        pieces.append((name, slot.start, slot.end))
        at = slot.end
    pieces.append((plain(text.text[at:end]), at, end))
    return Traced.joined(pieces).sub(ABOVE_TWENTY, _in_digits), numbered


def _with_meant(
    skeleton: Traced,
    text: str,
    before: Sentence | None,
    names: Names,
    numbered: dict[str, Slot],
    *,
    locator: str,
    topic: Thing | None,
) -> tuple[Traced, Thing | None]:
    """The skeleton with slots for “ils” and “elle”, and the body that the sentence may speak of without its name."""
    follows = before is not None and before.paragraph == locator.partition(".")[0]
    subject = _subject(before, names) if before and follows else topic
    if before and not follows and before.paragraph[0] == "P" and _GOES_ON.match(skeleton.text):
        subject = _subject(before, names) or topic
    together = _together(before, names) if before and follows else ()
    if not together and subject and _plural(subject):
        together = (subject,)
    several = locator[0] == "P" and bool(together) and (len(together) > 1 or _plural(together[0]))
    if several and (they := _THEY.search(skeleton.text)):
        first, last = skeleton.span(*they.span())
        one = together[0]
        numbered["A98"] = Mention(first, last, "A", text[first:last], {"actor": one}, one.kind, 0.85, together)
        skeleton = _put("A98", first, last) + skeleton[they.end() :]
    match = _PRONOUN.search(skeleton.text)
    if match and before:
        subject = _meant(match, before, names, subject, topic)
    named_first = match is not None and re.search(r"[AB]\d", skeleton.text[: match.start()]) is not None
    if subject and match and (_APPOSED.match(skeleton.text) or not named_first):
        first, last = skeleton.span(*match.span())
        numbered["A99"] = Mention(first, last, "A", text[first:last], {"actor": subject}, subject.kind, 0.85)
        skeleton = skeleton[: match.start()] + _put("A99", first, last) + skeleton[match.end() :]
    return skeleton, subject


def _meant(
    match: re.Match[str], before: Sentence, names: Names, subject: Thing | None, topic: Thing | None
) -> Thing | None:
    """Whom “elle”, “celui-ci”, “ce dernier” or “le nouvel organisme” means, by the sentence before."""
    feminine = (match["who"] or "").startswith(("elle", "celle"))
    if match["new"]:
        return _object(before, names, wide=True) or subject
    if match["who"] in ("celle-ci", "celui-ci"):
        return _object(before, names, feminine) or subject
    if latter := match["latter"]:
        return _object(before, names, latter.startswith("cette"), wide=True) or subject
    if match["who"] and subject is None and (last := _LAST_CLAUSE.search(before.words)):
        slot = before.slots[last["slot"]]
        subject = names.actor(slot) if isinstance(slot, Mention) else None
    if match["who"] and subject and not agrees(subject, feminine):
        other = _other(before, names, feminine) or topic
        return other if other and agrees(other, feminine) else None
    return subject


_LAST_CLAUSE = re.compile(r"; ?(?:la |le |l'|les )?(?P<slot>[AB]\d+)[^;]*$")
_ITEM = re.compile(r"[-•–▪*►▶👉] ?")


def is_item(sentence: Sentence) -> bool:
    """Whether a line is an item of a list, by its mark."""
    return _ITEM.match(sentence.words) is not None


def _in_digits(numeral: re.Match[str]) -> str:
    number = number_of(numeral[0])
    return numeral[0] if number is None else f"{number:,}".replace(",", " ")


def _letter(slot: Slot) -> str:
    match slot:
        case Mention():
            return slot.slot
        case WrittenSum():
            return "M"
        case Title():
            return "Q"
        case Moment():
            return "S" if slot.last else "D"


def _subject(before: Sentence, names: Names) -> Thing | None:
    """The first body that a sentence names, where it is its subject; without names that of the sentence before.

    Of “Le projet X, porté par la Ville” the body is not the subject: nobody is.
    """
    if re.match(r"(?:son|sa|ses|leur) ", before.words):
        return before.subject
    if re.search(r"\b(?:lui|leur) (?:a|ont|[a-z]+e|[a-z]+ent) ", before.words):
        return before.subject  # “La Région lui a accordé 40 000 €. Elle…”
    opened = _OPENED.match(before.words)
    for match in re.compile(r"[ABU]\d+").finditer(before.words, opened.end() if opened else 0):
        slot = before.slots[match[0]]
        assert isinstance(slot, Mention)
        if slot.slot == "U" and match.start() - (opened.end() if opened else 0) < 4 and " " not in slot.text:
            return names.actor(slot)
        if "actor" in slot.things or slot.slot == "A":
            ahead = _LEAD.split(before.words[: match.start()])[-1]
            return names.actor(slot) if _AHEAD.fullmatch(ahead) or _said_first(ahead) else None
    return before.subject if not re.search(r"[UQJ]\d", before.words) else None


_OPENED = re.compile(
    r"(?:[-•–▪*] ?)?(?:creee?s?|fondee?s?|nee?s?|installee?s?|basee?s?|presidee?s?|soutenue?s?|financee?s?|membres?|adherente?s?|forte?s?|dotee?s?|portee?s?|etablie?s?|issue?s?) [^;:.]*?, (?=(?:l'|la |le |les )?(?:[a-z-]+ ){0,3}[AU]\d+ [a-z])"
)
"""“Soutenue par A1, l'A2 emploie…”: it is A2 of whom that speaks."""
_LEAD = re.compile(r", | : | – |^> ")
"""What ends words that lead to a sentence: “à noter : ”, “point 4 – ”."""
_AHEAD = re.compile(
    r"(?:[-•–▪►→·*👉] ?)?(?:\d+[.)] ?)?(?:(?:selon|pour|nouveau|nouvelle|l'|la|le|les|d[eu]|N\d+ et|en D\d+|l'association|le cluster|"
    r"la societe|le reseau|le syndicat mixte|le pole) ?)*"
)


def _plural(thing: Thing) -> bool:
    """Whether a body has a plural for a name: “Fromageries de l'Artense”."""
    first = thing.name.removeprefix("Les ").split()[0]
    return thing.name.startswith("Les ") or (first.endswith("ies") or first.endswith(("iers", "eurs")))


def _said_first(ahead: str) -> bool:
    """Whether the words before a name only say what it is: “la start-up ”, “le groupe coopératif ”."""
    words_ahead = re.findall(r"[a-z'-]+", re.sub(r"^(?:[-•–▪*] ?)?(?:l'|la |le |les |une? )", "", ahead))
    return 0 < len(words_ahead) < 4 and not any(word in _LINKS or word.endswith("'") for word in words_ahead)


_LINKS = frozenset(
    [
        "de",
        "du",
        "des",
        "par",
        "pour",
        "avec",
        "dans",
        "sur",
        "sous",
        "en",
        "et",
        "ou",
        "que",
        "qui",
        "dont",
        "a",
        "au",
        "aux",
        "entre",
        "chez",
        "selon",
        "lors",
        "depuis",
        "projet",
        "programme",
        "dispositif",
        "operation",
        "convention",
        "est",
        "sont",
        "ce",
        "cette",
        "son",
        "sa",
    ]
)


def _together(before: Sentence, names: Names) -> tuple[Thing, ...]:
    """The bodies with which a sentence begins: “A et B sont…”."""
    match = re.match(
        r"((?:(?:, | et )?(?:l'|la |le |les )?(?:association |societe |pole |cluster |reseau )?[AB]\d+)+) ",
        before.words,
    )
    slots = [before.slots[name] for name in re.findall(r"[AB]\d+", match[1])] if match else []
    found = (names.actor(slot) for slot in slots if isinstance(slot, Mention))
    return tuple(dict.fromkeys(thing for thing in found if thing))


def _object(before: Sentence, names: Names, feminine: bool | None = None, *, wide: bool = False) -> Thing | None:
    """The last body that a sentence names, of that gender where one is asked; ``wide`` counts names of unknown sort."""
    for name in reversed(re.findall(r"[ABU]\d+" if wide else r"[AB]\d+", before.words)):
        slot = before.slots[name]
        assert isinstance(slot, Mention)
        thing = names.actor(slot)
        if feminine is None or (thing and agrees(thing, feminine)):
            return thing
    return before.object if feminine is None else None


def _other(before: Sentence, names: Names, feminine: bool) -> Thing | None:
    """The one body of a gender that a sentence names; None where there are several."""
    slots = [before.slots[name] for name in re.findall(r"[AB]\d+", before.words)]
    things = {thing for slot in slots if isinstance(slot, Mention) and (thing := names.actor(slot))}
    fitting = [thing for thing in things if _gender(thing) == ("f" if feminine else "m")]
    return fitting[0] if len(fitting) == 1 else None


def agrees(thing: Thing, feminine: bool) -> bool:
    """Whether “elle” or “il” may mean a body, as far as the first word of its name tells."""
    return _gender(thing) in ("", "f" if feminine else "m")


def _gender(thing: Thing) -> str:
    first = folded(thing.name).split()[0] if folded(thing.name) else ""
    return next((gender for gender, listed in words()["gender"].items() if first in listed), "")
