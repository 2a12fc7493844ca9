"""What reconciliation knows of the graph: classes and properties by their names, values of things, their preview."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

from territory_graph.errors import UnknownEntityError
from territory_graph.facts.entity import fact_holds_on, read_inferred_on
from territory_graph.facts.ontology import reasons, wider_properties
from territory_graph.library import Opened
from territory_graph.messages import Translator
from territory_graph.model import Entity, Statement
from territory_graph.service.context import statistics_of
from territory_graph.service.vocabulary import words
from territory_graph.spelling import folded
from territory_graph.terms import is_iri
from territory_graph.views.fiche.page import MOST_READ, read_page
from territory_graph.views.naming import query_name
from territory_graph.views.wording import mentions, value_text
from territory_graph.vocabulary import PREFIXES, TG, full_iri, local, short_id

_TYPE, _LABEL = f"{PREFIXES['rdf']}type", f"{PREFIXES['rdfs']}label"
_NAMED = 6
"""Names of which the nearest ones are told, and sources of a preview."""

Word = dict[str, str]


@dataclass(frozen=True)
class KnownTypes:
    """Classes and properties, the most used first, each a mapping of ``id`` and ``name``, and what leads to them."""

    types: Sequence[Word]
    properties: Sequence[Word]
    _glosses: Mapping[str, str]
    _classes: Mapping[str, str]
    _names: Mapping[str, str]
    _version: Opened
    _base: str

    def class_named(self, text: str) -> str | None:
        """The local name of the class that ``tg:Cluster``, ``Cluster``, an IRI or a label names; None where none."""
        return self._classes.get(folded(text)) or self._classes.get(folded(local(text)))

    def property_named(self, text: str) -> str | None:
        """The IRI of the property that ``tg:siren``, ``siren``, an IRI or a label names; None where none."""
        return self._names.get(text) or self._names.get(folded(text))

    def near_classes(self, text: str) -> list[str]:
        """The ids of the classes whose names come nearest."""
        return self._near(text, self.types)

    def near_properties(self, text: str) -> list[str]:
        """The ids of the properties whose names come nearest."""
        return self._near(text, self.properties)

    def type_of(self, name: str) -> Word:
        """A class by its local name, as answers tell it."""
        key = query_name(str(TG[name]), self._base) if name else ""
        return next((one for one in self.types if one["id"] == key), {"id": key, "name": name})

    def id_of(self, iri: str) -> str:
        """How answers name a property."""
        return query_name(iri, self._base) if is_iri(iri) else iri

    def label_of(self, iri: str) -> str:
        """What a property is called."""
        key = self.id_of(iri)
        return next((one["name"] for one in self.properties if one["id"] == key), local(iri))

    def in_short(self, among: Sequence[Word], text: str) -> str:
        """HTML of a class or property by its id: its name and definition; empty where it is none of these."""
        one = next((one for one in among if one["id"] == text), None)
        if one is None:
            return ""
        gloss = self._glosses.get(one["id"], "")
        return f"<h1>{escape(one['name'])}</h1><p>{escape(one['id'])}</p>" + (
            f"<p>{escape(gloss)}</p>" if gloss else ""
        )

    def suggested(self, among: Sequence[Word], text: str, most: int) -> list[Word]:
        """The words whose name or id holds what ``text`` begins."""
        wanted = folded(text).split()
        held = ((one, folded(f"{one['name']} {one['id']}").split()) for one in among)
        found = [one for one, said in held if all(any(each.startswith(word) for each in said) for word in wanted)]
        return found[:most]

    def of_class(self, name: str) -> list[Word]:
        """The properties that things of a class have, the most frequent first."""
        counts = statistics_of(self._version).classes_using
        iri = str(TG[name])
        used = {self.id_of(each): found[iri] for each, found in counts.items() if found.get(iri)}
        return sorted((one for one in self.properties if one["id"] in used), key=lambda one: -used[one["id"]])

    def _near(self, text: str, among: Sequence[Word]) -> list[str]:
        ids = {folded(one["id"].rpartition(":")[2]): one["id"] for one in among}
        near = difflib.get_close_matches(folded(text.rpartition(":")[2])[:80], ids, n=_NAMED // 2, cutoff=0)
        return [ids[each] for each in near]


def known_to_reconcile(version: Opened, language: str) -> KnownTypes:
    """What a version knows, in a language."""
    return version.once(("known to reconcile", language), lambda: _known(version, language))


def _known(version: Opened, language: str) -> KnownTypes:
    found = words(version, language)
    own = [one for one in found["classes"] if one["iri"].startswith(str(TG)) and one["count"]]
    used = [one for one in found["properties"] if one["count"] and not _said_otherwise(one["iri"])]
    classes = {
        folded(name): local(one["iri"])
        for one in reversed(own)
        for name in (one["label"], local(one["iri"]), one["name"])
    }
    names: dict[str, str] = {}
    for one in reversed(used):  # of two that are called alike, the one more used is meant
        names |= dict.fromkeys((folded(one["label"]), local(one["iri"]), one["name"], one["iri"]), one["iri"])
    glosses = {one["name"]: one["gloss"] for one in (*own, *used)}
    return KnownTypes(_told(own), _told(used), glosses, classes, names, version, version.graph.base)


def _said_otherwise(iri: str) -> bool:
    """Whether a property only says again what one of the ontology's says, or is not told of a thing."""
    return iri in wider_properties() or (iri not in (_TYPE, _LABEL) and local(iri) in reasons().hidden)


def _told(found: Sequence[Mapping[str, Any]]) -> list[Word]:
    return [{"id": one["name"], "name": one["label"]} for one in found]


def values_of(
    version: Opened, identifier: str, name: str, say: Translator, *, day: date | None, content: str
) -> list[dict[str, Any]]:
    """The values of a property of a thing on a day, or the sources that say so; none of what is not known."""
    iri = full_iri(identifier, version.graph.base)
    if not is_iri(iri):
        return []
    graph = version.graph.told_on(day)
    try:
        key = ("reconciled", iri, say.language, day)
        entity = version.once(key, lambda: graph.describe(iri, say.language, most=MOST_READ))
    except UnknownEntityError:
        return []
    if content == "values" and name == _LABEL:
        return [{"str": entity.thing.label}]
    if content == "values" and name == _TYPE:
        return [{"id": query_name(one.iri, graph.base), "name": one.label} for one in entity.classes]
    said = _said(version, entity, name, day)
    if content == "sources":
        told = (mention for one in said for mention in mentions(one.evidence, say))
        return [{"str": text} for text in dict.fromkeys(f"{one.title}, {one.place}" for one in told)]
    return [_value(one, graph.base, say) for one in said]


def _said(version: Opened, entity: Entity, name: str, day: date | None) -> list[Statement]:
    """What is said of a thing itself by a property, on a day also what rules infer from what held then."""
    facts = [fact for fact in entity.facts if fact.about is None]  # others tell of agreements, mandates…
    found = [(fact, one) for fact in facts for one in fact.statements if one.predicate == name and not one.inverse]
    if day is not None:
        held = read_inferred_on(version.graph.rows, entity.thing.iri, (fact for fact, _ in found), day)
        found = [(fact, one) for fact, one in found if fact_holds_on(fact, day, held)]
    return [one for _, one in found]


def _value(one: Statement, base: str, say: Translator) -> dict[str, Any]:
    """A value as data extension tells it (section 7.2): a thing, a number, a date, a truth value or a text."""
    value = one.value
    if value.thing is not None:
        return {"id": short_id(value.thing.iri, base), "name": value.thing.label}
    if value.datatype == "integer" and local(one.predicate) not in ("siren", "siret"):
        return {"int": int(value.text)}
    if value.datatype in ("decimal", "double"):
        return {"float": float(value.text)}
    if value.datatype == "boolean":
        return {"bool": value.text in ("true", "1")}
    if value.datatype == "date":
        return {"date": value.text}
    return {"str": value.text if value.text else value_text(one, say)}


def preview(version: Opened, identifier: str, say: Translator, day: date | None, root: str) -> str:
    """A thing in a small page; empty where nothing is known of it."""
    title, told = in_short(version, identifier, say, day, root)
    style = "body{font:14px/1.45 sans-serif;margin:8px}h1{font-size:16px;margin:0}ul{padding-left:18px}"
    page = f'<!DOCTYPE html><html lang="{say.language}"><meta charset="utf-8"><title>{title}</title>'
    return f"{page}<style>{style}</style>{told}</html>" if told else ""


def in_short(version: Opened, identifier: str, say: Translator, day: date | None, root: str) -> tuple[str, str]:
    """A thing's name, and HTML of what it is on the day with the sources of that; nothing of what is not known."""
    iri = full_iri(identifier, version.graph.base)
    try:
        page = read_page(version.graph, iri, say, day) if is_iri(iri) else None
    except UnknownEntityError:
        page = None
    if page is None:
        return "", ""
    address = f"{root}fiche?{urlencode({'id': identifier}, safe='/')}"
    when = say("reconcile.on", day=say.day(day)) if day else say("reconcile.ever")
    sources = "".join(f"<li>{escape(one.title)}</li>" for one in page.fiche.sources[:_NAMED])
    title = escape(page.fiche.thing.label)
    return title, (
        f'<h1><a href="{escape(address)}" target="_blank" rel="noopener">{title}</a></h1>'
        f"<p>{escape(' · '.join(page.fiche.kinds))} — {escape(when)}</p><p>{escape(page.head.sentence)}</p>"
        f"<p>{escape(say('reconcile.sources'))}</p><ul>{sources}</ul>"
    )
