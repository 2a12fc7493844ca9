"""What a sentence tells by its verbs and nouns: each predicate of the lexicon with those who play its roles.

“La Région a versé 40 000 € à A2” gives ``give`` with A1 as ``funders``, the sum, and A2 as ``beneficiaries``. Roles hold
slots of the sentence; what they are made into is told in ``patterns/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from territory_graph.reading.lexicon import Predicate, of_noun, of_verb, predicates, small_words
from territory_graph.reading.phrases import units_of
from territory_graph.reading.roles import fits, money, play
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.subjects import REPRESENTS, Clause, antecedent, is_mark, only_time, subject_of
from territory_graph.reading.units import Mark, Phrase, Unit, Verb


@dataclass(slots=True)
class Told:
    """A predicate with its roles: ``roles`` by name, each the phrases that play it; where it stands; how it is meant."""

    predicate: Predicate
    word: str
    roles: dict[str, list[Phrase]]
    start: int
    end: int
    mood: str = "present"
    passive: bool = False
    at: int = 0
    verb: Verb | None = None
    phrase: Phrase | None = None
    others: list[Phrase] = field(default_factory=list)
    done: Verb | None = None
    beside: bool = False


def told(sentence: Sentence) -> list[Told]:
    """Every predicate that a sentence states, those that it denies or supposes left out."""
    clause = Clause(sentence, units_of(sentence))
    return [*_verbs(clause), *_nouns(clause)]


def _verbs(clause: Clause) -> Iterator[Told]:
    for at, unit in enumerate(clause.units):
        if not isinstance(unit, Verb) or unit.negated or unit.mood == "conditional":
            continue
        if unit.mood == "infinitive" and not (
            (_done(unit.controller) or unit.controller == "voir") and _holds(clause, at)
        ):
            continue
        for verb in unit.verbs:
            if unit.reflexive and verb in ("accompagner", "soutenir", "aider", "financer"):
                continue  # “la convention s'accompagne d'une dotation”
            for predicate in of_verb(verb):
                yield from _of_verb(clause, at, unit, verb, predicate)


_MADE_OF = re.compile(r"\b(?:fusion|regroupement|rapprochement|scission|union|alliance|reunion|volonte|initiative)\b")


def _holds(clause: Clause, at: int) -> bool:
    """Whether the verb on which an infinitive depends is neither denied nor supposed."""
    before = next((unit for unit in reversed(clause.units[:at]) if isinstance(unit, Verb)), None)
    ought = before is not None and before.mood == "past" and not before.passive and before.verbs == ("devoir",)
    return before is not None and not before.negated and before.mood != "conditional" and not ought


def _done(controller: str) -> bool:
    """Whether what an infinitive says is told as done or to come by the verb before it."""
    listed = small_words()["words"]
    return controller in listed["does"] or controller in listed["will"]


def _of_verb(clause: Clause, at: int, unit: Verb, verb: str, predicate: Predicate) -> Iterator[Told]:
    """The predicate of a verb; of a sum, one for each that is given: “A1 verse M1 à A2 et A3 M2”."""
    places = predicate.places
    will = unit.mood == "future" or (unit.mood == "infinitive" and unit.controller in small_words()["words"]["will"])
    mood = "future" if will else unit.mood
    subject = subject_of(clause, at)
    first = ("passive_subject" if "passive_subject" in places else "object") if unit.passive else "subject"
    if unit.bare and verb == "naître" and not _MADE_OF.search(clause.sentence.words):
        first = "passive_subject"  # “A1 est une association née en D0”
    if unit.controller == "voir":
        first = "to"  # “A1 se voit attribuer 40 000 €”
    after = list(_after(clause, at, predicate))
    after = [(phrase, place) for phrase, place in after if not any(phrase is one for one in subject)]
    after += _relative_place(clause, at)
    if not unit.passive and (relative := _object_before(clause, at)) is not None:
        after = [*((phrase, "object") for phrase in relative), *after]
    if "y" in unit.clitics and "that" in places.get("to", ()):
        after += [(Phrase(unit.start, unit.start, pronoun="y"), "to")]
    if "en" in unit.clitics and not unit.passive and "that" in places.get("object", ()):
        after += [(Phrase(unit.start, unit.start, pronoun="en"), "object")]
    if "nous" in unit.clitics and not any(
        place == "other" and one.prep in ("sur", "sous", "autour de") for one, place in after
    ):
        us = Phrase(unit.start, unit.start, pronoun="nous")
        after += [(us, "object" if _direct(predicate) else "to")]
    given_first = unit.passive and any(phrase.slots and phrase.slots[0][0] == "M" for phrase in subject)
    pieces = _pieces(clause, after, given_first) if predicate.kind == "sums" else [after]
    made: list[Told] = []
    for number, piece in enumerate(pieces):
        roles: dict[str, list[Phrase]] = {}
        own = [phrase for phrase, place in piece[:1] if number and place == "object" and fits(phrase, "funders")]
        listed = bool(own) and unit.passive and any(place == "by" for _, place in pieces[0])
        for phrase in own or subject:
            if not (number and phrase.slots and phrase.slots[0][0] == "M"):
                play(roles, places.get("by" if listed else first, ()), phrase)
        start, end = (unit.start, unit.end) if not number or not own else (own[0].start, own[0].end)
        for phrase, place in piece:
            if phrase in own:
                continue
            if place == "by" and unit.passive and "by" not in places:
                play(roles, places.get("subject", ()), phrase)
            elif place == "object" and unit.passive and not number:
                continue
            else:
                play(roles, places.get(place, ()), phrase)
            end = max(end, phrase.end)
        if unit.bare and "sum" in {role for listed in places.values() for role in listed} and "sum" not in roles:
            fixed = _fixed_before(clause, subject)
            if fixed is not None:
                roles["sum"] = [fixed]
                start = min(start, fixed.start)
        for phrase in subject if not own else ():
            start, end = min(start, phrase.start), max(end, phrase.end)
        unnamed = [
            phrase
            for phrase, place in piece
            if place in ("to", "object", "between") and not phrase.slots and not phrase.pronoun
        ]
        made.append(Told(predicate, verb, roles, start, end, mood, unit.passive, at, unit, others=unnamed))
    given = [one.roles["beneficiaries"] for one in made if "beneficiaries" in one.roles]
    for one in made[1:]:
        if len(given) == 1 and "beneficiaries" not in one.roles and "beneficiaries" in made[0].roles:
            one.roles["beneficiaries"] = given[0]
    yield from made


_PLACE_OF = {"dont": "of", "où": "into"}


def _fixed_before(clause: Clause, subject: Sequence[Phrase]) -> Phrase | None:
    """The sum before the noun of what is given: “fixe à M1 la subvention accordée à A1”."""
    first = min((phrase.start for phrase in subject), default=-1)
    ahead = next((unit for unit in reversed(clause.units) if unit.end <= first), None)
    return ahead if isinstance(ahead, Phrase) and ahead.prep == "à" and _has_sum(ahead) else None


def _direct(predicate: Predicate) -> bool:
    """Whether “nous” before the verb is its object: “nous soutient”, not “nous a accordé”."""
    return any(role in ("supported", "whole") for role in predicate.places.get("object", ()))


def _relative_place(clause: Clause, at: int) -> list[tuple[Phrase, str]]:
    """What “dont”, “auquel”, “avec laquelle” stand for in a clause, with its place: “A1, dont A2 est membre”."""
    governor = _governor(clause, at) if isinstance(clause.units[at], Phrase) else None
    for n in range(at - 1, max(at - 6, 0), -1):
        unit = clause.units[n]
        if isinstance(unit, Mark) and unit.text not in (",", "et"):
            text = unit.text
            place = _PLACE_OF.get(text) or (
                "to"
                if text.startswith(("au", "à"))
                else "with"
                if text.startswith("avec")
                else "by"
                if text.startswith("par ")
                else "of"
                if text in ("duquel", "desquels")
                else ""
            )
            return (
                [(phrase, place) for phrase in antecedent(clause, n, Verb(0, 0, (), "present"))[:1]]
                if place and n
                else []
            )
        if isinstance(unit, Verb) and unit.finite and n != governor and not set(unit.verbs) & {"être", "devenir"}:
            return []
    return []


def _object_before(clause: Clause, at: int) -> list[Phrase] | None:
    """What “que” stands for as the object of a verb: “le projet J1, que A1 porte”."""
    for n in range(at - 1, max(at - 5, 0), -1):
        unit = clause.units[n]
        if isinstance(unit, Mark):
            return antecedent(clause, n, Verb(0, 0, (), "present")) if unit.text in ("que", "qu'") and n else None
        if isinstance(unit, Verb):
            return None
    return None


def _pieces(clause: Clause, after: list[tuple[Phrase, str]], given_first: bool) -> list[list[tuple[Phrase, str]]]:
    """What follows a verb, in pieces of one sum each: a further piece begins after “et” or a comma."""
    pieces: list[list[tuple[Phrase, str]]] = [[]]
    marked = {clause.units[n + 1].start for n, unit in enumerate(clause.units[:-1]) if isinstance(unit, Mark)}
    for phrase, place in after:
        full = (given_first and len(pieces) == 1) or any(one.slots and one.slots[0][0] == "M" for one, _ in pieces[-1])
        begins = place in ("object", "by", "amount", "of") and phrase.slots and phrase.slots[0][0] in "MABU"
        if full and begins and phrase.start in marked:
            pieces.append([])
        pieces[-1].append((phrase, place))
    return pieces


def _nouns(clause: Clause) -> Iterator[Told]:
    for at, unit in enumerate(clause.units):
        if not isinstance(unit, Phrase):
            continue
        for noun in unit.nouns[:3]:
            for predicate in of_noun(noun):
                yield _of_noun(clause, at, unit, noun, predicate)
        if unit.slots and unit.slots[0][0] == "M" and not unit.nouns:
            told_of = _of_noun(clause, at, unit, "", share())
            told_of.roles["sum"] = [unit]
            yield told_of


def _of_noun(clause: Clause, at: int, unit: Phrase, noun: str, predicate: Predicate) -> Told:
    roles: dict[str, list[Phrase]] = {}
    start, end = unit.start, unit.end
    places = predicate.places
    said_by: Verb | None = None
    beside = False
    for phrase, place in _relative_place(clause, at):
        play(roles, places.get(place, ()), phrase)
        start = min(start, phrase.start)
    if unit.slots and "of" in places and ("sum" in places["of"]) and unit.slots[0][0] == "M":
        play(roles, ("sum",), unit)
    for phrase, place in _after(clause, at, predicate):
        play(roles, places.get(place, ()), phrase)
        end = max(end, phrase.end)
    mood = "present"
    governing = _copula(clause, at)
    if governing is not None:
        verb = clause.units[governing]
        assert isinstance(verb, Verb)
        mood = "denied" if verb.negated or verb.mood == "conditional" else verb.mood
        _of_that(roles, places, verb)
        if "holder" in places:
            for phrase in subject_of(clause, governing):
                play(roles, places["holder"], phrase)
                start = min(start, phrase.start)
    elif "among" in places and unit.prep == "parmi" and not (at and isinstance(clause.units[at - 1], Phrase)):
        for phrase in _inverted(clause, at):
            play(roles, places["holder"], phrase)
            end = max(end, phrase.end)
    elif "holder" in places:
        for phrase in _appositive(clause, at):
            play(roles, places["holder"], phrase)
            start, beside = min(start, phrase.start), True
    if "owner" in places and unit.article in ("son", "sa", "leur") and (verb_at := _governor(clause, at)) is not None:
        for phrase in subject_of(clause, verb_at):
            roles.setdefault(places["owner"][0], []).insert(0, phrase)
            start = min(start, phrase.start)
        wholes = [phrase for phrase in roles.get("member", []) if phrase.group == "of"]
        roles["member"] = [phrase for phrase in roles.get("member", []) if phrase.group != "of"]
        roles.setdefault("whole", []).extend(wholes)
    if predicate.kind == "offices" and unit.article in _POSSESSIVE and (verb_at := _governor(clause, at)) is not None:
        for phrase in subject_of(clause, verb_at):
            play(roles, ("actor",), phrase)
            start = min(start, phrase.start)
    if "had_by" in places and (verb_at := _governor(clause, at)) is not None:
        verb = clause.units[verb_at]
        assert isinstance(verb, Verb)
        mood = "denied" if verb.negated or verb.mood == "conditional" else verb.mood
        _of_that(roles, places, verb)
        side = "had_by" if set(verb.verbs) & _HAVING else "given_by" if set(verb.verbs) & _GIVING else ""
        paid = side == "given_by" and "funders" in roles
        for phrase in subject_of(clause, verb_at) if side and not paid else ():
            play(roles, places[side], phrase)
            start = min(start, phrase.start)
        for clitic in ("nous", "lui"):
            if side == "given_by" and clitic in verb.clitics:
                play(roles, places["had_by"], Phrase(verb.start, verb.start, pronoun=clitic))
    colon = clause.units[at + 1 : at + 4]
    if "sum" in places.get("is", ()) and "sum" not in roles:
        told_after = [
            unit
            for mark, unit in pairwise(colon)
            if is_mark(mark, (":",)) and isinstance(unit, Phrase) and _has_sum(unit)
        ]
        for phrase in told_after[:1]:
            play(roles, places["is"], phrase)
            end = max(end, phrase.end)
    if "is" in places:
        following = next((n for n in range(at + 1, len(clause.units)) if isinstance(clause.units[n], Verb)), None)
        if following is not None and _amounts(clause.units[following]) and subject_of(clause, following)[:1] == [unit]:
            verb = clause.units[following]
            assert isinstance(verb, Verb)
            said_by = verb
            mood = "denied" if verb.negated or verb.mood == "conditional" else verb.mood
            for phrase, _ in _after(clause, following, predicate):
                play(roles, places["is"], phrase)
                end = max(end, phrase.end)
    return Told(predicate, noun, roles, start, end, mood, False, at, None, unit, done=said_by, beside=beside)


def _of_that(roles: dict[str, list[Phrase]], places: dict[str, tuple[str, ...]], verb: Verb) -> None:
    """What “en” before a verb stands for: “A1 en est le chef de file”."""
    if "en" in verb.clitics and "that" in places.get("of", ()):
        roles.setdefault("that", []).append(Phrase(verb.start, verb.start, pronoun="en"))


_AMOUNTS = frozenset(
    (
        "composer",
        "compter",
        "comprendre",
        "réunir",
        "être",
        "élever",
        "atteindre",
        "monter",
        "établir",
        "fixer",
        "porter",
        "représenter",
        "situer",
        "trouver",
        "ouvrir",
        "fonctionner",
        "installer",
        "transférer",
        "implanter",
        "baser",
        "déplacer",
        "fixer",
        "passer",
    )
)


_HAVING = frozenset(("bénéficier", "recevoir", "obtenir", "avoir", "disposer", "recueillir"))
_GIVING = frozenset(
    (
        "assumer",
        "faire",
        "verser",
        "attribuer",
        "allouer",
        "octroyer",
        "consentir",
        "voter",
        "débloquer",
        "prendre",
        "exercer",
        "garantir",
        "conserver",
        "apporter",
        "accorder",
        "offrir",
        "renouveler",
        "confirmer",
        "donner",
        "assurer",
        "fournir",
        "maintenir",
        "officialiser",
        "annoncer",
        "acter",
        "entériner",
        "notifier",
    )
)


_POSSESSIVE = ("son", "sa", "ses", "leur", "leurs")


def _governor(clause: Clause, at: int) -> int | None:
    """The verb whose object a phrase is."""
    for n in range(at - 1, -1, -1):
        unit = clause.units[n]
        if isinstance(unit, Verb):
            return n
        if isinstance(unit, Mark) or (isinstance(unit, Phrase) and unit.slots and not unit.prep):
            return None
    return None


@cache
def share() -> Predicate:
    """The predicate of a sum by itself: “40 000 € de la Région”."""
    return next(one for one in predicates() if (one.kind, one.name) == ("sums", "share"))


def _amounts(unit: Unit) -> bool:
    return isinstance(unit, Verb) and bool(set(unit.verbs) & _AMOUNTS)


def _inverted(clause: Clause, at: int) -> list[Phrase]:
    """The subject after its verb: “parmi les membres de A1 figurent A2 et A3”."""
    verb = next((n for n in range(at + 1, len(clause.units)) if isinstance(clause.units[n], Verb)), None)
    if verb is None or not set(clause.units[verb].verbs) & {"figurer", "compter", "être", "trouver", "citer"}:  # type: ignore[union-attr]
        return []
    found: list[Phrase] = []
    for unit in clause.units[verb + 1 :]:
        if isinstance(unit, Phrase) and not unit.group and unit.slots:
            found.append(unit)
        elif not is_mark(unit, (",", "et")):
            break
    return found


def _copula(clause: Clause, at: int) -> int | None:
    """The verb “être” or “devenir” of which a phrase is the attribute."""
    for n in range(at - 1, -1, -1):
        unit = clause.units[n]
        if isinstance(unit, Verb):
            return n if set(unit.verbs) & {"être", "devenir", "rester", "demeurer", "compter", "figurer"} else None
        if isinstance(unit, Mark) and unit.text not in ("et", ","):
            return None
        if isinstance(unit, Phrase) and (unit.prep in ("de",) or unit.slots):
            return None
    return None


def _appositive(clause: Clause, at: int) -> list[Phrase]:
    """The phrase to which another is set beside: “A1, membre de A2”, “membre de A2, A1…”."""
    unit = clause.units[at]
    assert isinstance(unit, Phrase)
    if unit.prep:
        return []
    before = clause.units[at - 1] if at else None
    if isinstance(before, Mark) and before.text in (",", "(", "–", ":", "-") and at > 1:
        ahead = clause.units[at - 2]
        return [ahead] if isinstance(ahead, Phrase) and ahead.slots else []
    if isinstance(before, Phrase) and before.slots and not unit.article:
        return [before]
    if before is None:
        comma = next(
            (n for n in range(at + 1, len(clause.units)) if is_mark(clause.units[n], (",",))),
            None,
        )
        if comma is not None and comma + 1 < len(clause.units):
            after = clause.units[comma + 1]
            return [after] if isinstance(after, Phrase) and after.slots and not after.prep else []
    return []


_STOPS = frozenset((";", "(", ")", "–", "—", "?", "!", "«", "»", "“", "”", "•", ">", "|"))


def _after(clause: Clause, at: int, predicate: Predicate) -> Iterator[tuple[Phrase, str]]:
    """The phrases that follow a predicate in its clause, each with its place: ``object`` or a group of prepositions."""
    relatives, breaks, joins = (small_words()["words"][name] for name in ("relatives", "breaks", "joins"))
    units, skipping = clause.units, False
    head: Phrase | None = units[at] if isinstance(units[at], Phrase) else None  # type: ignore[assignment]
    bracket, alone = False, predicate.name == "share"
    for n in range(at + 1, len(units)):
        unit = units[n]
        if isinstance(unit, Mark):
            if unit.text in _STOPS:
                if unit.text == "(" and n + 1 < len(units):
                    inner = units[n + 1]
                    if (
                        isinstance(inner, Phrase)
                        and inner.slots
                        and inner.slots[0][0] == "M"
                        and "sum" in {r for roles in predicate.places.values() for r in roles}
                    ):
                        bracket = True
                        continue
                if unit.text == ")" and bracket:
                    bracket = False
                    continue
                return
            if unit.text in breaks or alone:
                return
            if isinstance(units[at], Verb) and units[at].bare and n + 1 < len(units) and _has_sum(units[n + 1]):  # type: ignore[union-attr]
                return  # “la subvention accordée à A1 et à M2 celle…”
            if (
                predicate.name == "aid"
                and (unit.text in joins or unit.text == ",")
                and any(_has_sum(one) for one in units[at:n])
            ):
                return
            if unit.text in relatives:
                skipping = True
            elif unit.text == ",":
                skipping = False
            elif unit.text in joins and n + 1 < len(units) and isinstance(units[n + 1], Verb):
                return
            continue
        if isinstance(unit, Verb):
            if skipping:
                continue
            if isinstance(units[at], Phrase) and unit.finite:
                return
            if unit.bare and isinstance(units[at], Verb):
                if "sum" in predicate.places.get("object", ()):
                    return
                skipping = True
                continue
            return
        if skipping:
            continue
        if _is_subject(clause, n, at):
            return
        if unit.group == "of":
            if _follows(units, at, n) or (unit.number and "count" in predicate.places.get("of", ())):
                yield unit, "of"
            elif predicate.kind == "offices" and head is not None and fits(head, "office") and fits(unit, "place"):
                yield unit, "to"
            elif isinstance(units[n - 1], Phrase | Mark) and (
                _is_money(unit, head) or (predicate.name == "aid" and _has_sum(unit) and units[at] in units[n - 2 : n])
            ):
                yield unit, "of" if isinstance(units[at], Phrase) else "object"
            elif isinstance(units[at], Phrase):
                if head is units[at]:
                    yield unit, "of"
            elif (
                "funders" in predicate.places.get("of", ())
                and isinstance(units[at], Verb)
                and (isinstance(units[n - 1], Mark) or _has_sum(units[n - 1]) or (head is not None and _has_sum(head)))
            ):
                yield unit, "of"
            elif head is not None and head.head in REPRESENTS and unit.slots:
                yield (
                    Phrase(unit.start, unit.end, head.prep, head.group, slots=list(unit.slots)),
                    head.group or "object",
                )
        else:
            yield unit, unit.group or "object"
            if not (isinstance(units[at], Phrase) and only_time(unit)):
                head = unit


def _follows(units: Sequence[Unit], at: int, n: int) -> bool:
    """Whether a phrase follows a word directly, or after when it was: “l'ouverture en mars d'une antenne”."""
    return all(
        isinstance(unit, Phrase) and (only_time(unit) or (unit.prep == "en" and not unit.slots))
        for unit in units[at + 1 : n]
    )


def _is_subject(clause: Clause, n: int, at: int) -> bool:
    """Whether a phrase after a verb is the subject of the next: “A1 soutient A2, A3 accompagne…”."""
    units = clause.units
    follows = units[n + 1] if n + 1 < len(units) else None
    unit = units[n]
    return (
        isinstance(unit, Phrase)
        and not unit.group
        and isinstance(follows, Verb)
        and (follows.finite or follows.mood == "gerund")
        and n > at + 1
        and isinstance(units[n - 1], Mark)
    )


def _has_sum(unit: Unit) -> bool:
    return isinstance(unit, Phrase) and bool(unit.slots) and unit.slots[0][0] == "M"


def _is_money(phrase: Phrase, head: Phrase | None) -> bool:
    return (
        bool(phrase.slots)
        and phrase.slots[0][0] == "M"
        and (head is None or not head.nouns or bool(set(head.nouns) & money()))
    )
