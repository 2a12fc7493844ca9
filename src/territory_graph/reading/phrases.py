"""A sentence in phrases and groups of verbs: “[le D0], [A1] {a signé} [une convention] [avec A2]”.

A phrase is a preposition, nouns and slots, as far as the next preposition, verb or mark; slots that “et” or commas join are
one phrase. Verbs are those of the lexicon and of ``words.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from territory_graph.reading.conjugation import AUXILIARIES, Mood
from territory_graph.reading.lexicon import predicates, small_words, verb_forms
from territory_graph.reading.name_forms import heads
from territory_graph.reading.numerals import SEVERAL
from territory_graph.reading.sentences import Sentence
from territory_graph.reading.units import SLOT, Mark, Phrase, Token, Unit, Verb

_TOKEN = re.compile(r"[A-Z]\d+|\d+(?: \d{3})*(?:[.,]\d+)?|aujourd'hui|quelqu'un|[a-z]+(?:-[a-z0-9]+)*'?|[^\w\s]")
_PUT_IN = {"decide": "décide"}
"""Words that the skeleton has and the text has not, with their accents."""
_WITH_ETRE = frozenset(
    (
        "venir",
        "devenir",
        "naître",
        "entrer",
        "aller",
        "partir",
        "arriver",
        "rester",
        "revenir",
        "sortir",
        "passer",
        "intervenir",
        "parvenir",
        "disparaître",
    )
)
NUMBERS = frozenset((*SEVERAL, "trente", "quarante", "cinquante", "soixante", "cent"))
_NEGATIONS = frozenset(("pas", "plus", "jamais", "guère", "rien", "aucun", "aucune", "nullement", "point"))
_ADVERBS = frozenset(
    [
        "déjà",
        "ainsi",
        "tout",
        "bien",
        "aussi",
        "également",
        "toujours",
        "désormais",
        "notamment",
        "encore",
        "alors",
        "donc",
        "ensuite",
        "enfin",
        "récemment",
        "aujourd'hui",
        "actuellement",
        "depuis",
        "hier",
        "même",
        "très",
        "plus",
        "ensemble",
        "seul",
        "seule",
        "seuls",
        "ici",
        "là",
        "tard",
        "trop",
        "assez",
        "dûment",
    ]
)


def tokens_of(sentence: Sentence) -> list[Token]:
    """The words of a sentence."""
    found = []
    for match in _TOKEN.finditer(sentence.words):
        start, end = match.span()
        written = sentence.written(start, end)
        told = written.lower().replace("’", "'") if len(written) == end - start else _PUT_IN.get(match[0], match[0])
        found.append(Token(match[0], told, start, end))
    return found


@cache
def _prepositions() -> list[tuple[tuple[str, ...], str, str]]:
    """Words of each preposition, itself, and its group: the longest first."""
    found = []
    for group, listed in small_words()["prepositions"].items():
        for prep in listed:
            pieces = tuple(re.findall(r"[^\s']+'?", prep))
            found.append((pieces, prep, group))
    return sorted(found, key=lambda one: -len(one[0]))


@cache
def _prepositions_by_word() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for one in _prepositions():
        for first in {one[0][0], *_CONTRACTED.get(one[0][0], ())}:
            found.setdefault(first, []).append(one)
    return found


_CONTRACTED = {"de": ("du", "des", "d'"), "à": ("au", "aux"), "que": ("qu'",)}


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(small_words()["words"][name])


@cache
def _marks() -> list[tuple[tuple[str, ...], str]]:
    listed = [*small_words()["words"]["joins"], *small_words()["words"]["breaks"], *small_words()["words"]["relatives"]]
    return sorted(
        ((tuple(re.findall(r"[^\s']+'?", one)), one) for one in listed if one != "comme"), key=lambda one: -len(one[0])
    )


@cache
def _longer_nouns() -> dict[str, list[tuple[str, ...]]]:
    """Nouns of several words: “feuille de route”, “siège social”."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for one in predicates():
        for noun in one.nouns:
            pieces = tuple(re.findall(r"[^\s']+'?", noun))
            if len(pieces) > 1:
                found.setdefault(pieces[0], []).append(pieces)
    return found


@cache
def body_words() -> frozenset[str]:
    """Words that say what a body is, before its name."""
    return frozenset(head.split()[0] for head, _ in heads()) | {
        "fabricant", "bailleur", "opérateur", "industriel", "start-up", "pme", "eti", "partenaire", "partenaires", "communes", "commune", "collectivités", "collectivité", "sociétés",
        "associations", "entreprises", "universités", "villes", "départements", "régions", "pôles", "clusters", "agglomérations", "métropoles", "intercommunalités", "chambres", "écoles",
        "cabinet", "bureau", "éditeur", "constructeur", "équipementier", "société", "université", "école", "département", "région", "pôle", "métropole", "lycée", "fédération", "coopérative", "réseau",
        "énergéticien", "transporteur", "équipe", "filiale", "maison", "filière",
    }  # fmt: skip


def units_of(sentence: Sentence) -> list[Unit]:
    """The units of a sentence, in order."""
    tokens, units, at = tokens_of(sentence), list[Unit](), 0
    opened: Phrase | None = None
    while at < len(tokens):
        token = tokens[at]
        if (verb := _verb(tokens, at, units, opened)) is not None:
            found, at = verb
            opened = None
            units.append(found)
            continue
        if (mark := _mark(tokens, at)) is not None:
            opened, at = None, at + mark[1]
            units.append(Mark(token.start, tokens[at - 1].end, mark[0]))
            continue
        if (prep := _preposition(tokens, at, opened)) is not None:
            opened = Phrase(token.start, tokens[at + prep[2] - 1].end, prep[0], prep[1])
            units.append(opened)
            at += prep[2]
            continue
        if token.text in _words("pronouns") and token.told != "ce" and not (opened and opened.prep):
            opened = None
            units.append(Phrase(token.start, token.end, pronoun=token.text))
            at += 1
            continue
        if token.told in _words("determiners"):
            if opened is None or opened.nouns or opened.slots or opened.number:
                opened = Phrase(token.start, token.end)
                units.append(opened)
            opened.article = token.told
            opened.end = token.end
            at += 1
            continue
        if (
            opened is None
            or (opened.slots and not token.slot and not token.text.isdigit())
            or (token.slot and opened.slots)
        ):
            opened = Phrase(token.start, token.end)
            units.append(opened)
        at = _added(opened, tokens, at)
    return _joined(_named(units))


def _added(phrase: Phrase, tokens: Sequence[Token], at: int) -> int:
    """Puts a word into a phrase; where the next begins."""
    token = tokens[at]
    length = 1
    if token.slot:
        phrase.slots.append(token.text)
    elif token.text[0].isdigit() or token.text in NUMBERS:
        phrase.number = token.text
    else:
        longer = next(
            (
                one
                for one in _longer_nouns().get(token.told, ())
                if tuple(t.told for t in tokens[at : at + len(one)]) == one
            ),
            None,
        )
        length = len(longer) if longer else 1
        word = " ".join(longer).replace("' ", "'") if longer else token.told
        if (
            not (word.endswith("ment") and word not in _nouns_in_ment() and not phrase.article and not phrase.prep)
            and word not in _ADVERBS
        ):
            phrase.nouns.append(word)
    phrase.end = tokens[at + length - 1].end
    return at + length


@cache
def _nouns_in_ment() -> frozenset[str]:
    return frozenset(noun for one in predicates() for noun in one.nouns if noun.endswith("ment")) | {
        "département",
        "établissement",
        "développement",
        "groupement",
    }


def _preposition(tokens: Sequence[Token], at: int, opened: Phrase | None) -> tuple[str, str, int] | None:
    """The preposition at a place: itself, its group, its length in words."""
    told = tokens[at].told
    if told == "des" and not (opened and (opened.nouns or opened.slots)):
        return None  # “attribue des aides”
    for pieces, prep, group in _prepositions_by_word().get(told, ()):
        if at + len(pieces) <= len(tokens) and all(
            tokens[at + n].told in (piece, *_CONTRACTED.get(piece, ())) for n, piece in enumerate(pieces)
        ):
            return prep, group, len(pieces)
    return None


_PUNCTUATION = frozenset(',;:()–—•?!«»"“”-▪►→·>|[]/')


def _mark(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    if tokens[at].text in _PUNCTUATION or (not tokens[at].text[0].isalnum() and tokens[at].text != "'"):
        return tokens[at].text, 1
    for pieces, text in _marks():
        if tuple(token.told for token in tokens[at : at + len(pieces)]) == pieces:
            return text, len(pieces)
    return None


_BEFORE_NOUNS = frozenset(
    (
        "premier",
        "première",
        "nouveau",
        "nouvel",
        "nouvelle",
        "dernier",
        "dernière",
        "seul",
        "seule",
        "autre",
        "petit",
        "grand",
        "ancien",
        "ancienne",
        "futur",
        "actuel",
    )
)
"""Adjectives before a noun: “un premier occupant”."""
_PILOTED = frozenset(
    (
        "atelier",
        "usine",
        "site",
        "projet",
        "action",
        "opération",
        "territoire",
        "ferme",
        "ligne",
        "unité",
        "programme",
        "comité",
        "groupe",
    )
)
"""Nouns after which “pilote” is no verb."""
_BEFORE_LUI = frozenset(
    ("à", "a", "avec", "pour", "chez", "sans", "de", "par", "sur", "en", "contre", "entre", "selon", "et", "ou", "que", "comme")
)  # fmt: skip
"""Words after which “lui” is no object of a verb: “avec lui”."""
_FINITE = frozenset(("present", "past", "future", "conditional"))


def _verb(tokens: Sequence[Token], at: int, units: list[Unit], opened: Phrase | None) -> tuple[Verb, int] | None:
    """The group of a verb that begins at a word, and where the next unit begins."""
    first, negated, clitics = at, False, list[str]()
    before = tokens[at - 1] if at else None
    while at < len(tokens) and (
        tokens[at].text in ("ne", "n'") or (tokens[at].text in _words("clitics") and tokens[at].told != "là")
    ):
        negated |= tokens[at].text in ("ne", "n'")
        clitics.append(tokens[at].text)
        at += 1
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.told in ("être", "avoir") and clitics and not negated:
        return _compound(
            tokens, first, at, negated, tuple(clitics), bool({"se", "s'"} & set(clitics)), _controller(units), units
        )
    reflexive = bool({"se", "s'"} & set(clitics))
    unclear = bool(clitics) and clitics[-1] not in ("y", "en") and not negated and not reflexive
    if unclear and clitics[-1] in ("le", "la", "les", "l'") and (before is None or before.text in _PUNCTUATION):
        return None  # an article: “La présente convention…”
    if (
        unclear
        and before is not None
        and not (
            before.slot
            or before.text in _words("relatives")
            or before.text in _words("pronouns")
            or (before.text in (",", "et", "mais", "puis") and tokens[at].told in AUXILIARIES)
            or (clitics[-1] == "lui" and before.text.isalpha() and before.text not in _BEFORE_LUI)
            or (
                at + 1 < len(tokens)
                and tokens[at + 1].told in ("à", "au", "aux", "avec")
                and tokens[at].told.endswith("e")
                and before.text.isalpha()
            )
        )
    ):
        return None
    if token.told in AUXILIARIES:
        return _compound(tokens, first, at, negated, tuple(clitics), reflexive, _controller(units), units)
    listed = verb_forms().get(token.told)
    after = tokens[at + 1].told if at + 1 < len(tokens) else ""
    if token.told in ("présente", "présent") and after in ("à", "au", "aux", "dans", "en", "sur"):
        return None  # “A1, présente à P1”
    if token.told == "pilote" and before is not None and before.told in _PILOTED:
        return None
    if before is not None and (
        before.text in NUMBERS or before.text.isdigit() or token.text in ("president", "entre", "siege", "sieges")
    ):
        return None
    if listed is None or (before is not None and not clitics and before.told in _words("determiners")):
        return None
    moods = frozenset(mood for found in listed.values() for mood in found)
    verbs = tuple(verb for verb in listed if not verb.startswith(("se ", "s'")) or reflexive)
    if not verbs:
        return None
    governed = before is not None and any(
        before.told == last
        for last in ("de", "d'", "à", "pour", "sans", "par", "en", "sur", "du", "des", "au", "aux", "sous")
    )
    chosen: Mood
    if moods & _FINITE and not governed and not (opened and opened.prep and not (opened.nouns or opened.slots)):
        if "participle" in moods and _is_participle(tokens, at):
            chosen = "participle"
        else:
            chosen = next(mood for mood in ("future", "conditional", "present", "past") if mood in moods)
    elif "infinitive" in moods:
        chosen = "infinitive"
    elif (
        "gerund" in moods
        and not (governed and before and before.told != "en")
        and not (opened and opened.article and opened.nouns and not opened.slots and set(opened.nouns) <= _BEFORE_NOUNS)
    ):
        chosen = "gerund"
    elif "participle" in moods and not governed and not clitics:
        chosen = "participle"
    else:
        return None
    if chosen == "infinitive" and before is not None and before.told in _words("determiners"):
        return None
    end = at + 1
    negated |= end < len(tokens) and tokens[end].told in ("pas", "jamais", "plus") and bool(negated)
    found = Verb(
        tokens[first].start,
        token.end,
        verbs,
        chosen,
        passive=chosen == "participle" and verbs[0] not in _WITH_ETRE,
        bare=chosen == "participle",
        negated=negated,
        reflexive=reflexive,
        plural=token.told.endswith(("ent", "ont")),
        clitics=tuple(clitics),
    )
    if chosen == "infinitive":
        found.controller = _controller(units)
        if units and isinstance(units[-1], Phrase) and not units[-1].nouns and not units[-1].slots:
            units.pop()  # “décide de”
    while end < len(tokens) and (tokens[end].told in _NEGATIONS and negated):
        end += 1
    return found, end


def _is_participle(tokens: Sequence[Token], at: int) -> bool:
    """Whether a form that may be both is a participle: “rejoint par”."""
    return at + 1 < len(tokens) and tokens[at + 1].told == "par"


def _controller(units: Sequence[Unit]) -> str:
    """The verb on which an infinitive depends: “décide d'attribuer”; “pour” where it is a purpose."""
    last = units[-1] if units else None
    if isinstance(last, Phrase) and last.prep and not (last.nouns or last.slots):
        if last.group in ("for", "other"):
            return "pour"
        last = units[-2] if len(units) > 1 else None
    if isinstance(last, Verb):
        return last.verbs[0] if last.verbs else "?"
    return "?"


def _compound(
    tokens: Sequence[Token],
    first: int,
    at: int,
    negated: bool,
    clitics: tuple[str, ...],
    reflexive: bool,
    controller: str,
    units: list[Unit],
) -> tuple[Verb, int] | None:
    """A group that begins with an auxiliary: “a été signée”, “est membre”."""
    auxiliary, mood = AUXILIARIES[tokens[at].told]
    plural = tokens[at].told in ("ont", "sont", "avaient", "étaient", "auront", "seront", "furent", "eurent")
    end, been = at + 1, False
    while end < len(tokens):
        told = tokens[end].told
        if told in AUXILIARIES and AUXILIARIES[told] == ("être", "participle"):
            been = True
        elif told in _NEGATIONS and negated:
            pass
        elif not (told in _ADVERBS or (told.endswith("ment") and told not in _nouns_in_ment())):
            break
        end += 1
    if mood == "infinitive" and units and isinstance(units[-1], Phrase) and not units[-1].nouns and not units[-1].slots:
        units.pop()  # “viennent d'être…”
    controller = controller if mood == "infinitive" else ""
    told = tokens[end].told if end < len(tokens) else ""
    listed = verb_forms().get(told, {})
    verbs = tuple(
        verb
        for verb, moods in listed.items()
        if "participle" in moods and (reflexive or not verb.startswith(("se ", "s'")))
    )
    tense: Mood = "past" if mood in ("present", "past") and auxiliary == "avoir" else mood
    if verbs:
        perfect = auxiliary == "avoir" and not been
        moved = auxiliary == "être" and not been and (reflexive or verbs[0] in _WITH_ETRE)
        passive = not perfect and not moved
        return (
            Verb(
                tokens[first].start, tokens[end].end, verbs, tense, passive=passive, negated=negated, reflexive=reflexive, plural=plural, clitics=clitics, controller=controller
            ),
            end + 1,
        )  # fmt: skip
    if mood == "participle":
        return None
    unknown = told.endswith(("é", "ée", "és", "ées")) and not SLOT.match(told)
    if unknown:
        return Verb(tokens[first].start, tokens[end].end, ("?",), tense, passive=auxiliary == "être" or been, negated=negated, plural=plural, clitics=clitics), end + 1  # fmt: skip
    return Verb(tokens[first].start, tokens[at].end, ("être" if auxiliary == "être" or been else "avoir",), tense if auxiliary == "avoir" and been else mood, negated=negated, plural=plural, clitics=clitics), end  # fmt: skip


def _named(units: list[Unit]) -> list[Unit]:
    """Units in which a body stands with the words that say what it is: “la société de conseil A2” is one phrase."""
    found: list[Unit] = []
    for unit in units:
        last = found[-1] if found else None
        if (
            isinstance(unit, Phrase)
            and isinstance(last, Phrase)
            and unit.slots
            and not last.slots
            and unit.group == "of"
            and unit.nouns
            and not unit.article
            and last.head in body_words()
        ):
            last.slots += unit.slots
            last.end = unit.end
            continue
        found.append(unit)
    return found


_SORTS = {
    "A": "body",
    "B": "body",
    "U": "body",
    "C": "body",
    "P": "place",
    "N": "person",
    "M": "sum",
    "D": "date",
    "S": "date",
    "Q": "title",
    "J": "title",
}


def _joined(units: list[Unit]) -> list[Unit]:
    """Units in which a list is one phrase: “A1, A2 et A3”."""
    found: list[Unit] = []
    at = 0
    while at < len(units):
        unit = units[at]
        if isinstance(unit, Phrase) and unit.slots and not unit.pronoun:
            end = _list_end(units, at)
            for member in units[at + 1 : end]:
                if isinstance(member, Phrase):
                    unit.slots += member.slots
                    unit.end = member.end
            found.append(unit)
            at = end
            continue
        found.append(unit)
        at += 1
    return found


def _list_end(units: Sequence[Unit], at: int) -> int:
    """Where the list that begins with a phrase ends: one without “et” ends after its first member, unless nothing follows."""
    first = units[at]
    assert isinstance(first, Phrase)
    sort, members, joined = _SORTS[first.slots[0][0]], [at], False
    end = at + 1
    while end + 1 < len(units):
        mark, follows = units[end], units[end + 1]
        step = 2
        if (
            isinstance(mark, Mark)
            and mark.text == ","
            and isinstance(follows, Mark)
            and follows.text in _words("joins")
            and end + 2 < len(units)
        ):
            mark, follows, step = follows, units[end + 2], 3
        if not (
            isinstance(mark, Mark)
            and (mark.text == "," or mark.text in _words("joins"))
            and isinstance(follows, Phrase)
            and follows.slots
            and (_SORTS[follows.slots[0][0]] == sort or {sort, _SORTS[follows.slots[0][0]]} == {"body", "place"})
            and (
                not follows.prep
                or follows.prep == first.prep
                or (follows.group == first.group == "of")
                or (follows.prep == "de" and first.prep.endswith(" de"))
            )
            and (not follows.nouns or follows.head in body_words() or first.nouns == follows.nouns)
            and not first.number
            and not (first.prep == "à" and not follows.prep and follows.article)
        ):
            break
        joined = joined or mark.text != ","
        members.append(end + step - 1)
        end += step
        next_mark = units[end] if end < len(units) else None
        if mark.text != "," and not (isinstance(next_mark, Mark) and next_mark.text in _words("joins")):
            break
    if len(members) == 1:
        return at + 1
    closes = end >= len(units) or (isinstance(units[end], Mark) and units[end].text in (";", ":", ".", ")"))  # type: ignore[union-attr]
    if not joined and not closes:
        return at + 1
    then = units[end] if end < len(units) else None
    before = _verb_before(units, at)
    if (
        isinstance(then, Verb)
        and then.finite
        and (before is not None or first.prep)
        and not (first.prep and first.group == "between")
    ):
        return members[-2] + 1 if len(members) > 2 or not first.prep else at + 1
    return end


def _verb_before(units: Sequence[Unit], at: int) -> Verb | None:
    """The finite verb before a phrase in its clause."""
    for unit in reversed(units[:at]):
        if isinstance(unit, Mark) and (unit.text in (";", ":") or unit.text in _words("relatives")):
            return None
        if isinstance(unit, Verb) and unit.finite:
            return unit
    return None
