"""How values, dates and evidence are worded for a reader: plain text, in one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from territory_graph.dates import Interval, bounds
from territory_graph.facts.money import EUROS
from territory_graph.messages import Translator
from territory_graph.model import UNVERIFIED_BELOW, Evidence, Source, Statement, Value, place_in
from territory_graph.vocabulary import local

_PLAIN_NUMBERS = ("lat", "long")
PROBABLE = 0.7
"""The confidence from which a reading is told as it is; its doubt stands beside its sources."""
_DOUBTS = ((UNVERIFIED_BELOW, "unverified"), (PROBABLE, "to-confirm"), (0.9, "probable"))
_PASSAGE = re.compile(r"P(\d+)\.S(\d+)|T|H")


@dataclass(frozen=True, slots=True)
class Mention:
    """One source as it is cited beside a fact: where it says so, how firmly, and how sure the reading is.

    ``place`` tells the ``locator`` in words; ``doubt`` is empty where the reading is sure.
    """

    title: str
    source_iri: str
    address: str
    publisher: str
    date: str
    locator: str
    place: str
    status: str
    status_label: str
    confidence: str
    doubt: str
    description: str
    record: str
    fact: str


def with_fate(text: str, fate: str, say: Translator) -> str:
    """A text on an event, followed by what became of it where that is not that it took place."""
    return say("telling.doubted", sentence=text, doubt=say(f"fates.{fate}")) if fate else text


def with_votes(text: str, say: Translator) -> str:
    """A text on a decision that is said to adopt what more votes reject, followed by that contradiction."""
    outvoted = say("telling.outvoted")
    return say("telling.doubted", sentence=text, doubt=outvoted) if text else outvoted


def put_off(when: str, previous: Iterable[str], say: Translator) -> str:
    """A date in words, followed by those from which the event was put off."""
    days = ", ".join(say.edtf(day) for day in sorted(previous))
    return say("fates.before", when=when, days=days) if days else when


def mentions(evidence: tuple[Evidence, ...], say: Translator) -> tuple[Mention, ...]:
    """Every source of every record, the firmest first; a rule is cited by the sources of its premises."""
    found = [(one.unverified, _mention(one, source, say)) for one in evidence for source in one.sources]
    ordered = sorted(found, key=lambda pair: (pair[0], pair[1].status != "stated", pair[1].title))
    return tuple(mention for _, mention in ordered)


def _mention(one: Evidence, source: Source, say: Translator) -> Mention:
    locator = place_in(source.iri, one.locator)
    return Mention(
        title=source.title,
        source_iri=source.iri,
        address=safe_address(source.address),
        publisher=source.publisher,
        date=say.edtf(source.date) if source.date else "",
        locator=locator,
        place=place(locator, say),
        status=one.status,
        status_label=say("evidence.rule", rule=one.rule) if one.rule else say(f"status.{one.status}"),
        confidence=say.number(Decimal(str(one.confidence))),
        doubt=doubt(one.confidence, say),
        description=in_its_language(one.description, say),
        record=one.record,
        fact=one.fact,
    )


def doubt(confidence: float, say: Translator) -> str:
    """How unsure a reading is, in words; nothing from 0.9, where it is sure.

    >>> from territory_graph.messages import translator
    >>> [doubt(confidence, translator("en")) for confidence in (0.4, 0.5, 0.7, 0.9)]
    ['not verified', 'to be confirmed', 'probable', '']
    """
    return next((say(f"evidence.doubt.{name}") for below, name in _DOUBTS if confidence < below), "")


def disputed(name: str, say: Translator) -> str:
    """A name of what somebody disputes.

    >>> from territory_graph.messages import translator
    >>> disputed("Hamlet", translator("en"))
    'Hamlet (disputed)'
    """
    return say("telling.doubted", sentence=name, doubt=say("status.disputed"))


_FIRM = frozenset({"stated", "editorial", "computed"})


def standing(statuses: Iterable[str]) -> str:
    """How something is known that no record states: “disputed” where all are, else “implied”; empty where one does.

    >>> standing(["implied", "stated"]), standing(["disputed"]), standing(["implied", "disputed"]), standing([])
    ('', 'disputed', 'implied', '')
    """
    said = set(statuses)
    return "" if not said or said & _FIRM else "disputed" if said == {"disputed"} else "implied"


def with_standing(words: str, statuses: Iterable[str], say: Translator) -> str:
    """Words on what records of the statuses say, with how it is known where none states it.

    >>> from territory_graph.messages import translator
    >>> with_standing("Hamlet", ["implied"], translator("en"))
    'Hamlet (read between the lines)'
    """
    found = standing(statuses)
    return say("telling.doubted", sentence=words, doubt=say(f"status.{found}")) if found else words


def place(locator: str, say: Translator) -> str:
    """Where in a source: codes of paragraphs and sentences in words, any other locator as it is.

    >>> from territory_graph.messages import translator
    >>> place("P3.S1 + T", translator("en")), place("page 3", translator("en"))
    ('3rd paragraph, 1st sentence and title', 'page 3')
    """
    passages = [_PASSAGE.fullmatch(part) for part in locator.split(" + ")]
    told = [_passage(passage, say) for passage in passages if passage]
    if len(told) == len(passages):
        return say("evidence.passage.and").join(told)
    if locator in _PLACES:
        return say(f"evidence.places.{_PLACES[locator]}")
    return in_its_language(locator, say)


_PLACES = {
    "début de page (extrait lu)": "top",
    "titre": "title",
    "premier paragraphe": "first",
    "deuxième paragraphe": "second",
    "troisième paragraphe": "third",
}
"""The places in sources that are written most, by the end of the key of their words."""
_FRENCH_WORDS = re.compile(
    r"(?<![\w-])(?:d[eu]|des|l[ea]|les|et|aux?|une?|sur|pour|dans|par|est|ou|n[ei]|pas|en"
    r"|alinéas?|paragraphes?|premiers?|titre|rubrique)(?![\w-])",
    re.IGNORECASE,
)
_ENGLISH_WORDS = re.compile(r"(?<![\w-])(?:the|of|and|is|are|to|by|from|with|for|its|at)(?![\w-])")
_ACCENTED = re.compile(r"(?<![\w-])[a-z]*[à-öø-ÿœ][\w]*")


def in_its_language(text: str, say: Translator, language: str = "") -> str:
    """A text of the data as it is; in an English page it is said to be in French, where it is.

    It is in the ``language`` that the data say; where they say none, in that of its words.

    >>> from territory_graph.messages import translator
    >>> in_its_language("troisième alinéa", translator("en")), in_its_language("page 3", translator("en"))
    ('troisième alinéa (in French)', 'page 3')
    >>> in_its_language("Source secondaire.", translator("en"), "fr")
    'Source secondaire. (in French)'
    """
    if say.language == "fr" or not text:
        return text
    by_words = (_FRENCH_WORDS.search(text) or _ACCENTED.search(text)) and not _ENGLISH_WORDS.search(text)
    french = language == "fr" if language else by_words
    return say("evidence.in_french", text=text) if french else text


def _passage(passage: re.Match[str], say: Translator) -> str:
    if passage[1] is None:
        return say("evidence.passage.title" if passage[0] == "T" else "evidence.passage.heading")
    paragraph, sentence = say.ordinal(int(passage[1])), say.ordinal(int(passage[2]), feminine=True)
    return say("evidence.passage.sentence", paragraph=paragraph, sentence=sentence)


def said(found: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The mentions of sources; those of rules only where nothing else says it, for a rule adds nothing to it."""
    return tuple(mention for mention in found if mention.status != "inferred") or found


def is_contested(found: tuple[Mention, ...]) -> bool:
    """Whether somebody disputes all that says so."""
    return standing(mention.status for mention in said(found)) == "disputed"


def counted_disputed(found: Iterable[tuple[Mention, ...]], say: Translator) -> str:
    """A sentence on how many of some counted things all records dispute: they are counted, and said; empty where none.

    >>> from territory_graph.messages import translator
    >>> counted_disputed([()], translator("en"))
    ''
    """
    count = sum(map(is_contested, found))
    return say("evidence.counted_disputed", count=count) if count else ""


def safe_address(address: str) -> str:
    """The address when a browser may follow it, else nothing: only http, https and mailto are links."""
    return address if address.startswith(("http://", "https://", "mailto:")) else ""


_SENTENCES = frozenset({"note", "description", "gist"})
"""Properties whose values are sentences of the data, in the language in which somebody wrote them."""


def value_text(statement: Statement, say: Translator, currency: str = EUROS) -> str:
    """A value in the reader's language: dates and sums in words, codes spelled out, things by their label."""
    name = local(statement.predicate)
    return amount_text(statement.value.text, currency, say) if name == "amount" else worded(statement.value, name, say)


_IN_WORDS: Mapping[str, Callable[[str, Translator], str]] = {
    **dict.fromkeys(
        ("start", "end", "when", "previousDate", "date", "issued", "attested", "attestedOn"),
        lambda text, say: say.edtf(text),
    ),
    "addressCountry": lambda text, say: say.country(text),
    "locator": place,
}
"""What tells the values of a property, by its local name."""


def worded(value: Value, name: str, say: Translator) -> str:
    """A value of the property with local name ``name``, in the reader's language."""
    if value.thing is not None:
        return value.text
    if told := _IN_WORDS.get(name):
        return told(value.text, say)
    if name in {"unit", "weekday"}:
        word = f"codes.unit.{value.text}" if name == "unit" else f"codes.weekday.{value.text}"
        return say(word) if say.has(word) else value.text
    code = f"codes.{value.datatype if value.datatype == 'boolean' else name}.{value.text}"
    if say.has(code):
        return say(code)
    numeric = value.datatype in {"decimal", "integer", "double"} and name not in _PLAIN_NUMBERS
    text = in_its_language(value.text, say, value.language) if name in _SENTENCES else value.text
    return _number(text, name, say) if numeric else text


def _number(text: str, name: str, say: Translator) -> str:
    """A number as the language writes it, a sum in euros; the text as it is when it is no number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    whole = number.to_integral_value() if number == number.to_integral_value() else number
    if name == "confidence":
        words = doubt(float(number), say) or say("evidence.sure")
        return say("evidence.certainty", words=words, confidence=say.number(whole))
    return say.euros(whole) if name == "amount" else say.number(whole)


def with_unit(text: str, number: str, unit: str, say: Translator) -> str:
    """A number in words with its unit: data write units in the plural, and what is none of several stands after it.

    >>> from territory_graph.messages import translator
    >>> with_unit("1", "1.0", "members", translator("en")), with_unit("2", "2", "members", translator("en"))
    ('members: 1', '2 members')
    >>> with_unit("1", "1", "people in work", translator("en")), with_unit("1", "1", "%", translator("en"))
    ('people in work: 1', '1%')
    """
    try:
        value = abs(Decimal(number))
    except InvalidOperation:
        return before_unit(text, unit, say)
    one = value < 2 if say.language == "fr" else value == 1
    return (
        say("fiche.unit_first", unit=unit, number=text)
        if one and _SEVERAL.search(unit)
        else before_unit(text, unit, say)
    )


def before_unit(text: str, unit: str, say: Translator) -> str:
    """A number in words, then its unit: a percentage as the language writes it.

    >>> from territory_graph.messages import translator
    >>> before_unit("70", "%", translator("en")), before_unit("70", "%", translator("fr"))
    ('70%', '70\u202f%')
    """
    return say("fiche.percent", number=text) if unit == "%" else f"{text} {unit}".strip()


_SEVERAL = re.compile(r"\b(?:\w{2,}[sx]|people|men|women|children)\b", re.IGNORECASE)
"""A word of a unit that counts several, as in “personnes au chômage”."""


def bounded(text: str, bound: str, say: Translator) -> str:
    """A number in words as exactly as its source gives it: “more than 300”; the number alone where it is exact.

    >>> from territory_graph.messages import translator
    >>> bounded("300", "more-than", translator("en")), bounded("300", "", translator("en"))
    ('more than 300', '300')
    """
    return say(f"bound.{bound}", value=text) if say.has(f"bound.{bound}") else text


def amount_text(text: str, currency: str, say: Translator) -> str:
    """A sum as sources write it, with its currency; the text as it is when it is no number.

    >>> from territory_graph.messages import translator
    >>> amount_text("5000.0", "CHF", translator("en")), amount_text("some", "EUR", translator("en"))
    ('5,000\xa0CHF', 'some')
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return money_text(number.to_integral_value() if number == number.to_integral_value() else number, currency, say)


def money_text(value: Decimal, currency: str, say: Translator) -> str:
    """A sum with its currency: the sign of the euro, else its code."""
    return say.euros(value) if currency == EUROS else f"{say.number(value)}\u00a0{currency}"


def period(interval: Interval, say: Translator) -> str:
    """An interval in words; a state without an end is “last attested on”, never “until today”."""
    told = _attested("known", interval.known, say) if interval.known else _dates(interval, say)
    attested = _attested("attested", last, say) if (last := interval.last_attested) else ""
    return with_contradiction(with_end(told, attested, interval, say, also=bool(interval.not_after)), interval, say)


def with_end(told: str, attested: str, interval: Interval, say: Translator, *, also: bool = False) -> str:
    """Dates in words, then by or after which day it ended where no source says when, else when it was last attested.

    ``also`` tells the last attestation beside the day by which it ended, as it is where nothing else dates it.
    """
    bounded_end = interval.end is None or (interval.not_after and not outlasts(interval))
    if interval.last and not interval.dated and bounded_end and not interval.excluded:
        parts = [told, attested if also or not told else "", say("dates.ended-by", day=say.day(interval.last))]
    elif interval.not_over_by:
        parts = [told, say("dates.ended-after", day=say.day(interval.not_over_by))]
    else:
        parts = [told, attested if interval.end is None else ""]
    return ", ".join(filter(None, parts))


def with_contradiction(told: str, interval: Interval, say: Translator) -> str:
    """Dates in words, with what speaks against them: other records, and the dates of what they are told of."""
    beyond = []
    if begins_too_early(interval) and interval.not_before:
        beyond.append(say("dates.not-before", day=say.day(interval.not_before)))
    if outlasts(interval) and interval.not_after:
        beyond.append(say("dates.not-after", day=say.day(interval.not_after)))
    found = [*filter(None, (contradiction(interval, say), say("list.semicolon").join(beyond)))]
    if interval.excluded and not found and interval.first and interval.last:
        found = [say("dates.excluded", first=say.day(interval.first), last=say.day(interval.last))]
    clash = say("list.semicolon").join(found)
    return say("dates.contested", dates=told or say("telling.undated"), contradiction=clash) if clash else told


def is_of_agreement(interval: Interval, *, own: bool) -> bool:
    """Whether the dates of a sum are told as those of its agreement: it has none of its ``own``, and that one lasts."""
    return not own and not interval.dated and bool(interval.start or interval.end)


def sum_period(interval: Interval, say: Translator, *, own: bool) -> str:
    """When a sum is of: that of a sum with no date of its own is that of its agreement, and is said to be."""
    told = period(interval, say)
    return say("dates.of-agreement", dates=told) if is_of_agreement(interval, own=own) else told


def contradiction(interval: Interval, say: Translator) -> str:
    """That the dates which records give cannot all be true, with those that are not told; else nothing."""
    if interval.otherwise:
        return say("dates.otherwise", dates=say("list.or").join(say.edtf(text) for _, text in interval.otherwise))
    if interval.outlived or interval.foreseen:
        return _attested("outlived" if interval.outlived else "foreseen", interval.last_attested or "", say)
    return say("dates.inverted") if interval.inverted else ""


def begins_too_early(interval: Interval) -> bool:
    """Whether a source lets it begin before one of those whom it joins was there, or what it is part of began."""
    begun, bound = interval.start_latest, interval.not_before
    return bool(interval.start and begun and bound and begun < bound)


def outlasts(interval: Interval) -> bool:
    """Whether a source lets it end later than one of those whom it joins, or what it is part of."""
    end, bound = interval.end_earliest, interval.not_after
    return bool(interval.end and end and bound and bound < end)


def _attested(form: str, text: str, say: Translator) -> str:
    """That something is attested, “on” a day or “in” a month or year."""
    first, last = bounds(text)
    if first == last:
        return say(f"dates.{form}", day=say.day(first))
    about = text.endswith(("~", "?"))
    return say(f"dates.{form}-in", date=say("telling.when.about", year=text[:4]) if about else say.edtf(text))


def _dates(interval: Interval, say: Translator) -> str:
    """From when to when, as far as a source says it; else between which days it began."""
    start, end = interval.start, interval.end
    if start and end and start != end:
        return say("dates.from-to", start=say.edtf(start), end=say.edtf(end))
    if start:
        return say.edtf(start) if interval.dated or end else say("dates.from", start=say.edtf(start))
    if end:
        begun = _begun(interval, say) if begins_before_end(interval) else ""
        return ", ".join(filter(None, (begun, say("dates.until", end=say.edtf(end)))))
    return _begun(interval, say)


def begins_before_end(interval: Interval) -> bool:
    """Whether no date of its beginning is said, but a day before its end is known by which it had begun."""
    begun, over = interval.start_latest, interval.end_earliest
    return interval.start is None and begun is not None and over is not None and begun < over


def _begun(interval: Interval, say: Translator) -> str:
    """Between which days, or by which, it began where no source says when."""
    if interval.start_latest is None or interval.only_seen:
        return say("dates.after", day=say.day(interval.start_earliest)) if interval.start_earliest else ""
    if interval.start_earliest:
        dated = "-dated" if interval.dated else ""
        return say(f"dates.between{dated}", first=say.day(interval.start_earliest), last=say.day(interval.start_latest))
    return say("dates.by" if interval.dated else "dates.before", day=say.day(interval.start_latest))
