"""Who a thing is: its identifiers with where each leads, and its names over time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from territory_graph.messages import NARROW_SPACE, Translator
from territory_graph.views.fiche.facts import Facts, by_time, text_of
from territory_graph.views.fiche.lines import called
from territory_graph.views.wording import period, safe_address
from territory_graph.vocabulary import local

_COMPANIES = "https://annuaire-entreprises.data.gouv.fr"
_INSEE = "https://www.insee.fr/fr/statistiques/2011101?geo="
_FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "siren": ((r"\d{9}", f"{_COMPANIES}/entreprise/{{}}"),),
    "siret": ((r"\d{14}", f"{_COMPANIES}/etablissement/{{}}"),),
    "rna": ((r"W\d{9}", f"{_COMPANIES}/rechercher?terme={{}}"),),
    "wikidata": ((r"Q\d{1,12}", "https://www.wikidata.org/wiki/{}"),),
    "ror": ((r"[0-9a-z]{9}", "https://ror.org/{}"),),
    "inseeCode": ((r"\d{5}|2[AB]\d{3}", f"{_INSEE}COM-{{}}"), (r"\d{3}", f"{_INSEE}DEP-{{}}")),
}
_TWO_DIGITS = {"Region": f"{_INSEE}REG-{{}}", "Department": f"{_INSEE}DEP-{{}}"}
_GROUPED = {"siren": (3, 6, 9), "siret": (3, 6, 9, 14)}
"""Where the groups end in which one reads a number aloud."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier: what it is called, how it is written, and where it leads; empty where nowhere safe."""

    label: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class NameSpan:
    """One name that a thing has borne: the text, what kind of name, and when."""

    text: str
    kind: str
    period: str


def identifiers(facts: Facts, say: Translator) -> tuple[Identifier, ...]:
    """The identifiers of a thing, then its own site; a malformed one is shown and leads nowhere."""
    found = [_identifier(name, text, facts, say) for name in _FORMS for text in facts.texts(name)]
    for name in ("homepage", "page"):
        for thing in facts.things(name):
            address = safe_address(thing.iri)
            shown = re.sub(r"^https?://(www\.)?", "", address).rstrip("/")  # without what every address begins with
            found += [Identifier(_label_of(name, facts, say), shown, address)] if address else []
    return tuple(dict.fromkeys(found))


def _identifier(name: str, text: str, facts: Facts, say: Translator) -> Identifier:
    code, kind = local(text), facts.entity.thing.kind
    # A region and a department may have the same two digits.
    forms = ((r"\d\d|2[AB]", _TWO_DIGITS[kind]),) if name == "inseeCode" and kind in _TWO_DIGITS else _FORMS[name]
    label = _label_of(name, facts, say)
    address = next((form.format(code) for pattern, form in forms if re.fullmatch(pattern, code, re.ASCII)), "")
    ends = _GROUPED.get(name, (len(code),))
    grouped = NARROW_SPACE.join(code[start:end] for start, end in zip((0, *ends), ends, strict=False))
    return Identifier(label, grouped if address else text, address)


def _label_of(name: str, facts: Facts, say: Translator) -> str:
    found = (one.label for fact in facts.stated() for one in fact.statements if local(one.predicate) == name)
    return called(name, next(found, name), say)


def names_over_time(facts: Facts, say: Translator) -> tuple[NameSpan, ...]:
    """Every name that sources give up to the day, the oldest first and those without a date last."""
    found = [
        NameSpan(
            text_of(fact, "nameText") or fact.label,
            text_of(fact, "nameKind"),
            period(fact.interval, say),
        )
        for fact in by_time(facts.linked("NameUse"))
        if facts.day is None or fact.interval.first is None or fact.interval.first <= facts.day
    ]
    also = [NameSpan(text, "", "") for text in facts.texts("altLabel")]
    once: dict[str, NameSpan] = {}
    for span in (*found, *also):
        once.setdefault(span.text.casefold(), span)
    return tuple(once.values())
