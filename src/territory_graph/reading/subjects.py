"""Of whom a verb tells: its subject, what “qui” stands for, and what a participle says something of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from territory_graph.reading.lexicon import small_words
from territory_graph.reading.phrases import body_words
from territory_graph.reading.sentences import Sentence, plain
from territory_graph.reading.units import Mark, Phrase, Unit, Verb

REPRESENTS = frozenset(
    (
        "conseil", "président", "présidente", "maire", "élus", "élu", "direction", "équipe", "équipes", "bureau", "assemblée", "comité", "services", "conseillers", "délégués", "représentants", "dirigeants", "commission",
        "ville", "commune", "membres", "administrateurs", "préfet", "préfète",
    )
)  # fmt: skip
"""Who acts for a body: “le conseil de A1”."""


PROJECT = frozenset(
    ("projet", "projets", "programme", "programmes", "dispositif", "opération", "chantier", "démarche", "initiative", "action", "plateforme", "campus", "expérimentation", "tiers-lieu", "pépinière", "incubateur", "plan", "étude", "démonstrateur", "filière", "feuille", "chaire", "accélérateur", "stratégie", "observatoire", "dispositifs", "opérations", "démarches", "consortium", "recherche", "parcours")
)  # fmt: skip
"""Nouns of what is carried by bodies."""


@dataclass(slots=True)
class Clause:
    """The units of a sentence and what each verb's subject is, as far as it was asked."""

    sentence: Sentence
    units: list[Unit]
    subjects: dict[int, list[Phrase]] = field(default_factory=dict)


def subject_of(clause: Clause, at: int) -> list[Phrase]:
    """The subject of a verb: phrases, of which the roles choose."""
    if at not in clause.subjects:
        clause.subjects[at] = []
        clause.subjects[at] = _subject(clause, at)
    return clause.subjects[at]


def _subject(clause: Clause, at: int) -> list[Phrase]:
    units = clause.units
    verb = units[at]
    assert isinstance(verb, Verb)
    relatives, breaks, joins = (small_words()["words"][name] for name in ("relatives", "breaks", "joins"))
    if verb.mood == "infinitive":
        governing = next((n for n in range(at - 1, -1, -1) if isinstance(units[n], Verb)), None)
        return subject_of(clause, governing) if governing is not None else []
    if verb.mood == "gerund" and (verb.clitics[:1] == ("en",) or clause.sentence.words[: verb.start].endswith(" en ")):
        governing = next((n for n in range(at - 1, -1, -1) if isinstance(units[n], Verb) and units[n].finite), None)  # type: ignore[union-attr]
        return subject_of(clause, governing) if governing is not None else _modified(clause, at)
    if verb.bare or verb.mood == "gerund":
        return _modified(clause, at)
    before = units[at - 1] if at else None
    if (
        isinstance(before, Mark)
        and before.text in relatives
        and before.text not in ("qui", "lequel", "laquelle", "lesquels", "lesquelles")
        and at + 1 < len(units)
    ):
        follows = units[at + 1]
        return [follows] if isinstance(follows, Phrase) and not follows.group and follows.slots else []
    if isinstance(before, Mark) and before.text in relatives:
        return (
            antecedent(clause, at - 1, verb)
            if before.text in ("qui", "lequel", "laquelle", "lesquels", "lesquelles")
            else []
        )
    if isinstance(before, Mark) and before.text in ("que", "qu'"):
        return []
    if isinstance(before, Mark) and before.text == "," and (opened := _insert_before(units, at)) is not None:
        at = opened
    n, found, last_verb = at - 1, list[int](), None
    while n >= 0:
        unit = units[n]
        if isinstance(unit, Mark):
            if unit.text in (";", "?", "!", "•") or (unit.text in breaks):
                break
            if unit.text == ":" or (unit.text in ("–", "—", "-") and found):
                break
            if (
                unit.text in relatives
                and last_verb is None
                and unit.text not in ("qui", "lequel", "laquelle", "lesquels", "lesquelles")
            ):
                break
            if unit.text in relatives and last_verb is not None:
                last_verb = None  # a relative clause that a comma closes: “A1, qui emploie 5 personnes, adhère”
                if not (n and isinstance(units[n - 1], Mark)) and found:
                    break
        elif isinstance(unit, Verb) and unit.finite:
            if found and _own(units, found[-1], n):
                break
            last_verb = n
            if is_mark(units[at - 1], (*joins, ",", "mais")) and not _in_insert(units, n, at):
                return subject_of(clause, n)
            if found:
                break
        elif isinstance(unit, Phrase) and (not unit.group or unit.pronoun) and not only_time(unit):
            found.append(n)
        n -= 1
    if not found:
        return []
    if (named := _named_after(units, found, at)) is not None:
        return [named]
    bodies = [n for n in found if units[n].slots or units[n].pronoun or _represents(units, n)]  # type: ignore[union-attr]
    nearest, earliest = found[0], found[-1]
    chosen = earliest
    if last_verb is not None:
        chosen = nearest
    elif (fronted := [n for n in found if n in bodies and n > _first_comma(units, at)]) and _is_fronted(units, at):
        chosen = fronted[-1]
    elif earliest not in bodies and bodies:
        adjacent = all(not isinstance(units[m], Mark) for m in range(earliest, min(earliest + 2, at)))
        chosen = (
            bodies[-1] if not adjacent and earliest + 1 < at and isinstance(units[earliest + 1], Mark) else earliest
        )
    return _with_complements(units, chosen)


def _named_after(units: Sequence[Unit], found: Sequence[int], at: int) -> Phrase | None:
    """The body before a verb, where the sentence begins by saying what it is: “Cluster de la mobilité, A1 réunit…”."""
    nearest, earliest = units[found[0]], units[found[-1]]
    assert isinstance(nearest, Phrase) and isinstance(earliest, Phrase)
    if (
        found[-1] == 0
        and len(found) > 1
        and found[0] == at - 1
        and is_mark(units[at - 2], (",",))
        and not earliest.article
        and not earliest.pronoun
        and nearest.slots
        and nearest.slots[0][0] in "AU"
        and len(nearest.slots) == 1
        and not any(
            is_mark(mark, ("et",)) and isinstance(follows, Phrase) and follows.slots and not follows.group
            for mark, follows in pairwise(units[: at - 1])
        )
    ):
        return nearest
    return None


def _placed(unit: Unit) -> bool:
    return isinstance(unit, Mark) or (isinstance(unit, Phrase) and unit.group in ("to", "into", "in", "by", "other"))


def _ends(unit: Unit) -> bool:
    return isinstance(unit, Mark) and unit.text not in ("et", ",")


def _insert_before(units: Sequence[Unit], at: int) -> int | None:
    """Where what stands between two commas before a verb begins: “A1, que je préside, finance”, “A1, créée en D1, compte”."""
    relatives = small_words()["words"]["relatives"]
    for n in range(at - 2, 0, -1):
        unit, ahead = units[n], units[n - 1]
        if isinstance(unit, Mark) and unit.text in (";", ":", "?"):
            return None
        if isinstance(ahead, Mark) and ahead.text == ",":
            if (isinstance(unit, Mark) and unit.text in relatives) or (
                isinstance(unit, Verb) and (unit.bare or unit.mood == "gerund")
            ):
                return n - 1
            if n < at - 2 and isinstance(unit, Phrase) and not unit.slots and not unit.group and not unit.article:
                return n - 1  # “A1, association de commerçants, finance”
    return None


def _clause_start(units: Sequence[Unit], at: int) -> int:
    """Where the clause of a verb begins: after the last mark that ends one."""
    return next(
        (n + 1 for n in range(at - 1, -1, -1) if is_mark(units[n], (";", ":", "?", "•", "-", "–"))),
        0,
    )


def _first_comma(units: Sequence[Unit], at: int) -> int:
    start = _clause_start(units, at)
    return next((n for n in range(start, at) if is_mark(units[n], (",",))), at)


def _is_fronted(units: Sequence[Unit], at: int) -> bool:
    """Whether a clause begins with a complement: “pour bâtir un chai, A1 a obtenu…”."""
    first = units[_clause_start(units, at)]
    return (isinstance(first, Phrase) and bool(first.group)) or (isinstance(first, Verb) and not first.finite)


def _own(units: Sequence[Unit], subject: int, verb: int) -> bool:
    """Whether a phrase after a finite verb begins a clause of its own: a comma or “et” stands between."""
    return any(isinstance(unit, Mark) for unit in units[verb + 1 : subject])


def _in_insert(units: Sequence[Unit], verb: int, at: int) -> bool:
    """Whether a verb stands in a relative clause between commas, which ends before ``at``."""
    relatives = small_words()["words"]["relatives"]
    opened = verb > 0 and isinstance(units[verb - 1], Mark) and units[verb - 1].text in relatives  # type: ignore[union-attr]
    before = units[at - 1]
    return bool(
        opened and isinstance(before, Mark) and before.text == "," and verb > 1 and isinstance(units[verb - 2], Mark)
    )


def only_time(phrase: Phrase) -> bool:
    """Whether a phrase names nothing but dates."""
    return bool(phrase.slots) and all(slot[0] in "DS" for slot in phrase.slots)


def _represents(units: Sequence[Unit], n: int) -> bool:
    unit = units[n]
    follows = units[n + 1] if n + 1 < len(units) else None
    return (
        isinstance(unit, Phrase)
        and unit.head in REPRESENTS
        and isinstance(follows, Phrase)
        and follows.group == "of"
        and bool(follows.slots)
    )


def _with_complements(units: Sequence[Unit], n: int) -> list[Phrase]:
    """A phrase, with the body that it acts for, or the name that its complements hold."""
    unit = units[n]
    assert isinstance(unit, Phrase)
    found = [unit]
    if _represents(units, n) or (unit.slots and unit.slots[0][0] == "C"):
        follows = units[n + 1] if n + 1 < len(units) else None
        if isinstance(follows, Phrase) and follows.group == "of" and follows.slots:
            return [Phrase(unit.start, follows.end, slots=list(follows.slots))]
    for m in range(n + 1, len(units)):
        follows = units[m]
        if not (
            isinstance(follows, Phrase)
            and not unit.slots
            and (
                follows.group in ("of", "amount", "with", "between")
                or (follows.group in ("to", "for", "in") and not follows.slots and follows.nouns and m + 1 < len(units))
            )
        ):
            break
        if follows.group == "of" and follows.slots and follows.slots[0][0] in "ABC":
            continue  # “les entreprises de A1 emploient”: A1 does not
        found.append(follows)
    return found


def antecedent(clause: Clause, relative: int, verb: Verb) -> list[Phrase]:
    """What “qui” stands for: the phrase before it, then those of which that is a complement.

    Of relative clauses that “et” joins it is the same: “A1, qui s'appelait A2, que soutient A3 et qui emploie…”.
    """
    units, found = clause.units, list[Phrase]()
    if (first := _joined_to(units, relative)) is not None:
        return antecedent(clause, first, verb)
    n = relative - 1
    while n > 0 and (is_mark(units[n], (",",)) or _is_year_of(units, n)):
        n -= 1
    if n > 1 and isinstance(units[n], Phrase) and (titled := titled_by(units, n)) is not None:
        return [titled]
    while n >= 0 and isinstance(units[n], Phrase):
        found.append(units[n])  # type: ignore[arg-type]
        if not units[n].group:  # type: ignore[union-attr]
            break
        n -= 1
    if (
        n > 1
        and found
        and not (found[-1].group or found[-1].article or found[-1].slots or found[-1].pronoun)
        and len(found) > 1
        and is_mark(units[relative - 1], (",",))
        and is_mark(units[n - 1], (",",))
        and isinstance(units[n - 2], Phrase)
        and not verb.plural
        and len(units[n - 2].slots) == 1  # type: ignore[union-attr]
        and units[n - 2].slots[0][0] in "ABU"  # type: ignore[union-attr]
    ):
        return [units[n - 2]]  # type: ignore[list-item]  # “A0, adhérente de A1, qui emploie…”
    if verb.plural:
        several = [one for one in found if len(one.slots) > 1 or (one.nouns and one.nouns[-1].endswith("s"))]
        return several or found[:1]
    single = [one for one in found if len(one.slots) < 2]
    if found and len(found[0].slots) > 1:
        last = found[0].slots[-1]
        return [Phrase(clause.units[relative - 1].start, found[0].end, found[0].prep, found[0].group, slots=[last])]
    return single or found[:1]


def _is_year_of(units: Sequence[Unit], n: int) -> bool:
    """Whether a phrase is the year in a name before it: “le programme Cuves 2030”."""
    unit, before = units[n], units[n - 1]
    return (
        isinstance(unit, Phrase)
        and only_time(unit)
        and not unit.prep
        and isinstance(before, Phrase)
        and bool(before.slots)
        and before.slots[0][0] in "UQJ"
    )


def titled_by(units: Sequence[Unit], n: int) -> Phrase | None:
    """The name that a phrase says to be a project: of “J1, un programme…” and of “J1 est un projet…”."""
    unit, link = units[n], units[n - 1]
    if not (
        isinstance(unit, Phrase) and unit.head in PROJECT and not unit.slots and not unit.group
    ) or unit.article in ("ce", "cet", "cette"):
        return None
    is_it = isinstance(link, Verb) and link.verbs == ("être",) and not link.negated and link.mood == "present"
    ahead = units[n - 3] if n > 2 and _is_year_of(units, n - 2) else units[n - 2]
    if (
        (is_it or is_mark(link, (",", "–", "—", ":")))
        and isinstance(ahead, Phrase)
        and (not ahead.group or (ahead.prep in ("pour", "sur", "dans") and unit.article and not is_it))
        and ahead.slots
        and ahead.slots[0][0] in "UJQ"
        and len(ahead.slots) == 1
    ):
        return Phrase(ahead.start, ahead.end, nouns=[unit.head], slots=list(ahead.slots))
    return None


def _joined_to(units: Sequence[Unit], relative: int) -> int | None:
    """The relative clause to which “et” joins another, or a comma where “et qui” follows; None where there is none."""
    relatives = small_words()["words"]["relatives"]
    before = units[relative - 1] if relative else None
    if not isinstance(before, Mark) or before.text not in ("et", ","):
        return None
    if before.text == ",":
        later = [n for n in range(relative + 1, len(units) - 1) if is_mark(units[n], ("et",))]
        if not any(is_mark(units[n + 1], relatives) for n in later):
            return None
    for n in range(relative - 2, 0, -1):
        unit = units[n]
        if isinstance(unit, Mark) and unit.text in relatives:
            verb = any(isinstance(one, Verb) and one.finite for one in units[n:relative])
            return n if verb else None  # “rappelle à l'assemblée que A1, dont…”
        if isinstance(unit, Mark) and unit.text not in (",", "et"):
            return None
    return None


def _is_bare(unit: Unit) -> bool:
    return isinstance(unit, Verb) and unit.bare


def is_mark(unit: Unit, texts: Sequence[str]) -> bool:
    """Whether a unit is one of some marks."""
    return isinstance(unit, Mark) and unit.text in texts


def _modified(clause: Clause, at: int) -> list[Phrase]:
    """What a participle says something of: the phrases before it, or, at the head, the first after its clause."""
    units, found = clause.units, list[Phrase]()
    n = at - 1
    if n >= 0 and is_mark(units[n], ("et", ",")):
        n -= 1
        if n >= 0 and isinstance(units[n], Verb):
            return subject_of(clause, n)
    if n < at - 1 and is_mark(
        units[at - 1], ("et",)
    ):  # “A1, présente à P1 et à P2 et soutenue par…”: what stands in places is not what is meant
        while n > 0 and isinstance(units[n], Phrase | Mark) and not _ends(units[n]) and _placed(units[n]):
            n -= 1
        while n > 0 and (is_mark(units[n], ("et", ",")) or _is_bare(units[n])):
            n -= 1
    while n >= 0 and isinstance(units[n], Phrase) and not only_time(units[n]):  # type: ignore[arg-type]
        found.append(units[n])  # type: ignore[arg-type]
        if not units[n].group and not (n and isinstance(units[n - 1], Phrase) and not units[n].article):  # type: ignore[union-attr]
            break
        n -= 1
    if found and found[-1].head in PROJECT and not any(phrase.slots for phrase in found):
        m = next((m for m, unit in enumerate(units) if unit is found[-1]), 0)
        if m > 1 and (titled := titled_by(units, m)) is not None:
            return [titled]
    link = units[n - 1] if n > 0 else None
    if (
        found
        and plain(found[-1].head) in body_words()
        and found[-1].article in ("un", "une")
        and not any(phrase.slots for phrase in found)
        and isinstance(link, Verb)
        and link.verbs == ("être",)
        and link.finite
        and not link.negated
    ):
        return subject_of(clause, n - 1)  # “A1 est une association née en D0”
    ahead = (
        units[n - 1]
        if n > 0 and isinstance(units[n], Mark)
        else units[n - 2]
        if n > 1 and isinstance(units[n - 1], Mark)
        else None
    )
    if (
        found
        and plain(found[-1].head) in body_words()
        and not found[-1].article
        and not any(phrase.slots for phrase in found)
        and isinstance(ahead, Phrase)
        and ahead.slots
        and ahead.slots[0][0] in "ABUC"
    ):
        return [ahead]  # “A1, association sise à P1”
    if (
        found
        and not any(phrase.slots and not only_time(phrase) for phrase in found)
        and n > 0
        and isinstance(units[at - 1], Mark)
    ):
        for m in range(at - 2, max(at - 9, -1), -1):
            unit = units[m]
            if isinstance(unit, Verb) and unit.finite:
                break
            if isinstance(unit, Phrase) and not unit.group and unit.slots and unit.slots[0][0] in "ABUC":
                return [unit]
    if found:
        return found
    if at == 0 or all(isinstance(unit, Mark) for unit in units[:at]):
        for m in range(at + 1, len(units) - 1):
            follows = units[m + 1]
            if (
                is_mark(units[m], (",",))
                and isinstance(follows, Phrase)
                and not follows.group
                and (follows.slots or follows.pronoun)
            ):
                return [follows]
    return []
