"""The history of communes and groupings as N-Quads: one record an edition, and one for what two editions show together.

What an edition lists is *stated* by it, once: by the first edition that does. What only follows from comparing two of
them (when a membership or a body began or ended, what changed) is *implied*, in a record that cites both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rdflib import DCTERMS, FOAF, ORG, RDF, RDFS, SKOS, Namespace, URIRef

from territory_graph.importing.cog.bodies import Body, Spell, called
from territory_graph.importing.cog.changes import HistoryChange
from territory_graph.importing.cog.editions import PACKAGE, REPOSITORY
from territory_graph.importing.cog.history import History
from territory_graph.importing.cog.known import KnownHistory
from territory_graph.importing.quads import day, decimal, line, text
from territory_graph.spelling import folded
from territory_graph.vocabulary import SCHEMA, TG, resource

_IGEO = Namespace("http://rdf.insee.fr/def/geo#")
_PARTS = {
    "commune-deleguee": (TG.DelegatedCommune, _IGEO.CommuneDeleguee),
    "commune-associee": (TG.AssociatedCommune, _IGEO.CommuneAssociee),
    "arrondissement-municipal": (TG.MunicipalDistrict, _IGEO.ArrondissementMunicipal),
}
_FORMS = {
    "CC": ("communaute-communes", "Communauté de communes", "Community of municipalities"),
    "CA": ("communaute-agglomeration", "Communauté d'agglomération", "Agglomeration community"),
    "CU": ("communaute-urbaine", "Communauté urbaine", "Urban community"),
    "METRO": ("metropole", "Métropole", "Metropolis"),
    "MET69": ("metropole-lyon", "Métropole de Lyon", "Metropolis of Lyon"),
}
_COMMUNE_FORM = ("commune", "Commune", "Municipality")
_MEASURE = ("population-municipale", "Population municipale", "Municipal population")
_CONFIDENCE = "0.95"
_WORDS, _SOURCES, _RECORDS = "graph/cog-words", "graph/cog-sources", "graph/cog-records"
_FILES = {"communes": "data/communes.json", "epci": "data/epci.json"}


def lines_of(history: History, known: KnownHistory, base: str) -> Iterator[str]:
    """The lines of N-Quads that a history makes, in an order that depends on it alone."""
    return _Writing(history, known, base).lines()


class _Writing:
    """A history being written; each ``_…`` that yields gives lines."""

    def __init__(self, history: History, known: KnownHistory, base: str) -> None:
        self._history, self._known, self._base = history, known, base
        self._records: dict[str, tuple[tuple[int, ...], str]] = {}
        self._actors = {key: self._actor_iri(body, "commune") for key, body in history.communes.items()}
        self._actors |= {key: self._actor_iri(body, "epci") for key, body in history.groupings.items()}
        self._places = {
            key: known.place("commune", spot.codes) or resource(base, f"place/commune-{key.lower()}")
            for key, spot in history.spots.items()
        }

    def lines(self) -> Iterator[str]:
        """Every line."""
        for code, (name, year) in sorted(self._history.regions.items()):
            place = self._place("region", code)
            yield from self._level(place, TG.Region, name, code, self._record(year))
        for code, (name, region, year) in sorted(self._history.departments.items()):
            place, record = self._place("departement", code), self._record(year)
            yield from self._level(place, TG.Department, name, code, record)
            if region in self._history.regions:
                yield self._line(place, TG.within, f"<{self._place('region', region)}>", record)
        yield from self._spots()
        yield from self._communes()
        for key, body in sorted(self._history.groupings.items()):
            forms = {year: _FORMS.get(kind, ("", ""))[0] for year, kind in body.kinds.items()}
            yield from self._body(body, self._actors[key], TG.Epci, body.name, forms)
        for spell in sorted(self._history.spells, key=lambda one: (one.member, one.organisation, one.first)):
            yield from self._membership(spell)
        yield from self._populations()
        for change in self._history.changes:
            yield from self._change(change)
        yield from self._words()
        yield from self._sources()
        yield from self._about_records()

    # Terms and records

    def _actor_iri(self, body: Body, kind: str) -> str:
        return self._known.actor(body.siren) or resource(self._base, f"actor/{kind}-{body.key.lower()}")

    def _is_named(self, thing: str) -> bool:
        return thing in self._known.named

    def _iri(self, path: str) -> str:
        return f"<{resource(self._base, path)}>"

    def _record(self, *years: int, of: str = "") -> str:
        """The record of an edition, of one list ``of`` it, or of what two editions show together."""
        path = f"record/cog/{'-'.join(filter(None, (*map(str, years), of)))}"
        self._records[path] = years, of
        return path

    def _line(self, subject: str, predicate: URIRef, term: str, record: str) -> str:
        return line(subject, predicate, term, resource(self._base, record))

    # Places

    def _place(self, level: str, code: str) -> str:
        return self._known.place(level, (code,)) or resource(self._base, f"place/{level}-{code.lower()}")

    def _level(self, place: str, kind: URIRef, name: str, code: str, record: str) -> Iterator[str]:
        yield self._line(place, RDF.type, f"<{kind}>", record)
        if not self._is_named(place):
            yield self._line(place, RDFS.label, text(name), record)
        yield self._line(place, TG.inseeCode, text(code), record)

    def _spots(self) -> Iterator[str]:
        for key, spot in sorted(self._history.spots.items()):
            place, first = self._places[key], min(spot.codes.values())
            yield self._line(place, RDF.type, f"<{TG.Commune}>", self._record(first))
            if not self._is_named(place):
                year = max(spot.names)
                yield self._line(place, RDFS.label, text(spot.names[year]), self._record(year))
            for property_, values in ((TG.inseeCode, spot.codes), (SCHEMA.postalCode, spot.postcodes)):
                for value, year in values.items():
                    yield self._line(place, property_, text(value), self._record(year))
            for code, year in spot.departments.items():
                yield self._line(place, TG.within, f"<{self._place('departement', code)}>", self._record(year))
        for part in sorted(self._history.parts, key=lambda one: (one.code, one.within, one.kind)):
            place, record = resource(self._base, f"place/{part.kind}-{part.code.lower()}"), self._record(part.year)
            for kind in _PARTS[part.kind]:
                yield self._line(place, RDF.type, f"<{kind}>", record)
            yield self._line(place, RDFS.label, text(part.name), record)
            yield self._line(place, TG.inseeCode, text(part.code), record)
            yield self._line(place, TG.within, f"<{self._places[part.within]}>", record)

    # Bodies

    def _communes(self) -> Iterator[str]:
        for key, body in sorted(self._history.communes.items()):
            yield from self._body(
                body, self._actors[key], TG.PublicBody, called(body), {body.seen[0]: _COMMUNE_FORM[0]}
            )
            for place, year in body.places.items():
                yield self._line(self._actors[key], TG.hasTerritory, f"<{self._places[place]}>", self._record(year))

    def _body(self, body: Body, actor: str, kind: URIRef, label: str, forms: Mapping[int, str]) -> Iterator[str]:
        first, named = self._record(body.seen[0]), self._record(max(body.names))
        yield self._line(actor, RDF.type, f"<{kind}>", first)
        if body.siren:
            yield self._line(actor, TG.siren, text(body.siren), first)
        if not self._is_named(actor):
            yield self._line(actor, RDFS.label, text(label, "fr"), named)
        last = max(forms)
        if forms[last]:
            yield self._line(actor, TG.legalForm, self._iri(f"legal-form/{forms[last]}"), self._record(last))
        if body.unseen_before is not None:
            both = self._record(body.unseen_before, body.seen[0])
            yield from self._began(actor, body.unseen_before, body.seen[0], both)
        if body.unseen is not None:
            yield from self._ended(actor, body.seen[-1], body.unseen)
        yield from self._former_names(body, actor)

    def _former_names(self, body: Body, actor: str) -> Iterator[str]:
        """The names before the last one, but for other spellings of the same."""
        years = sorted(body.names)
        for year, following in pairwise(years):
            name = body.names[year]
            if folded(name) == folded(body.names[following]):
                continue
            use = resource(self._base, f"name/{actor.rpartition('/')[2]}-{year}")
            record = self._record(year)
            until = max(seen for seen in body.seen if seen < following)
            yield self._line(use, RDF.type, f"<{TG.NameUse}>", record)
            yield self._line(use, TG.nameOf, f"<{actor}>", record)
            for property_ in (TG.nameText, RDFS.label):
                yield self._line(use, property_, text(name, "fr"), record)
            yield self._line(use, TG.nameKind, self._iri("name-kind/former"), record)
            yield from self._ended(use, until, following)

    def _began(self, thing: str, before: int, first: int, record: str) -> Iterator[str]:
        """That something began after the first day of one year, and no later than that of another."""
        yield self._line(thing, TG.startEarliest, day(f"{before}-01-02"), record)
        yield self._line(thing, TG.startLatest, day(f"{first}-01-01"), record)

    def _ended(self, thing: str, last: int, after: int) -> Iterator[str]:
        """That something ended after the first day of one year, and before that of another."""
        record = self._record(last, after)
        if after == last + 1:
            yield self._line(thing, TG.end, text(str(last)), record)
        yield self._line(thing, TG.endEarliest, day(f"{last}-01-01"), record)
        yield self._line(thing, TG.endLatest, day(f"{after - 1}-12-31"), record)

    # Memberships, populations, changes

    def _membership(self, spell: Spell) -> Iterator[str]:
        member, organisation = self._actors[spell.member], self._actors[spell.organisation]
        known = self._known.membership(member, organisation) if spell.after is None else None
        again = "" if spell.before is None else f"-{spell.first}"
        path = f"membership/{spell.member.lower()}-{spell.organisation}{again}"
        thing, record = known or resource(self._base, path), self._record(spell.first)
        yield self._line(thing, RDF.type, f"<{TG.Membership}>", record)
        yield self._line(thing, TG.member, f"<{member}>", record)
        yield self._line(thing, TG.inOrganisation, f"<{organisation}>", record)
        if known is None:
            yield self._line(thing, TG.role, self._iri("role/membre"), record)
        if spell.before is None:
            yield self._line(thing, TG.startLatest, day(f"{spell.first}-01-01"), record)
        else:
            yield from self._began(thing, spell.before, spell.first, self._record(spell.before, spell.first))
        yield self._line(thing, TG.attestedOn, day(f"{spell.last}-01-01"), self._record(spell.last))
        if spell.after is not None:
            yield from self._ended(thing, spell.last, spell.after)

    def _populations(self) -> Iterator[str]:
        measure = self._iri(f"measure/{_MEASURE[0]}")
        for year, counted in sorted(self._history.populations.items()):
            for key, count in sorted(counted.items()):
                actor = self._actors.get(key)
                if actor is not None:
                    record = self._record(year, of=self._history.lists[year][key])
                    figure = resource(self._base, f"figure/population-{actor.rpartition('/')[2]}-{year}")
                    yield self._line(figure, RDF.type, f"<{TG.Figure}>", record)
                    yield self._line(figure, TG.about, f"<{actor}>", record)
                    yield self._line(figure, TG.measure, measure, record)
                    yield self._line(figure, TG.value, decimal(str(count)), record)
                    yield self._line(figure, TG.attestedOn, day(f"{year}-01-01"), record)

    def _change(self, change: HistoryChange) -> Iterator[str]:
        before, after = ([self._actors[key] for key in keys] for keys in (change.before, change.after))
        record, (last, first) = self._record(*change.years), change.years
        digest = hashlib.sha256("\n".join((change.kind, *change.before, ">", *change.after)).encode()).hexdigest()[:12]
        thing = self._known.change(before, after) or resource(self._base, f"change/cog-{first}-{digest}")
        if thing not in self._known.things:
            yield self._line(thing, RDF.type, f"<{TG[change.kind]}>", record)
            yield self._line(thing, RDF.type, f"<{ORG.ChangeEvent}>", record)
            yield self._line(thing, RDFS.label, text(change.label, "fr"), record)
        for property_, actors in ((ORG.originalOrganization, before), (ORG.resultingOrganization, after)):
            for actor in actors:
                yield self._line(thing, property_, f"<{actor}>", record)
        if thing not in self._known.things:
            yield self._line(thing, TG.when, text(f"{first}~"), record)
            yield self._line(thing, TG.earliest, day(f"{last}-01-02"), record)
            yield self._line(thing, TG.latest, day(f"{first}-01-01"), record)

    # Words, sources, and the records themselves

    def _words(self) -> Iterator[str]:
        words = {"legal-form": (*_FORMS.values(), _COMMUNE_FORM), "measure": (_MEASURE,)}
        classes = {"legal-form": TG.LegalForm, "measure": TG.Measure}
        for scheme, listed in words.items():
            for name, french, english in listed:
                word = resource(self._base, f"{scheme}/{name}")
                if word in self._known.things or name in ("communaute-agglomeration", "metropole"):
                    continue  # every territory has these two
                yield self._line(word, RDF.type, f"<{classes[scheme]}>", _WORDS)
                yield self._line(word, RDF.type, f"<{SKOS.Concept}>", _WORDS)
                yield self._line(word, SKOS.inScheme, self._iri(f"scheme/{scheme}"), _WORDS)
                for property_ in (RDFS.label, SKOS.prefLabel):
                    yield self._line(word, property_, text(french, "fr"), _WORDS)
                    yield self._line(word, property_, text(english, "en"), _WORDS)

    def _source(self, year: int) -> str:
        return resource(self._base, f"source/npm-decoupage-{self._history.versions[year].replace('.', '-')}")

    def _sources(self) -> Iterator[str]:
        for year, version in sorted(self._history.versions.items()):
            source = self._source(year)
            if source in self._known.things:
                continue
            title = f"Découpage administratif, édition {year} (paquet npm {PACKAGE}, version {version})"
            yield self._line(source, RDF.type, f"<{TG.Source}>", _SOURCES)
            for property_ in (DCTERMS.title, RDFS.label):
                yield self._line(source, property_, text(title, "fr"), _SOURCES)
            yield self._line(source, DCTERMS.publisher, text("Etalab"), _SOURCES)
            yield self._line(source, DCTERMS.issued, text(str(year)), _SOURCES)
            yield self._line(source, FOAF.page, f"<{REPOSITORY}>", _SOURCES)
            for _, what, other in (one for one in self._history.repeated if one[0] == year):
                yield self._line(source, TG.note, text(_repetition(what, other), "fr"), _SOURCES)

    def _about_records(self) -> Iterator[str]:
        """What each record says of itself: an edition states, a comparison implies."""
        editorial = resource(self._base, "source/editorial")
        for path in (_WORDS, _SOURCES, _RECORDS):
            yield from self._evidence(path, [editorial], "-", "editorial", "1")
        for path, (years, of) in sorted(self._records.items()):
            sources = [self._source(year) for year in years]
            status = "stated" if len(years) == 1 else "implied"
            yield from self._evidence(path, sources, _FILES.get(of) or _locator(sources), status, _CONFIDENCE)

    def _evidence(self, path: str, sources: Sequence[str], place: str, status: str, sure: str) -> Iterator[str]:
        record = resource(self._base, path)
        yield self._line(record, RDF.type, f"<{TG.Record}>", _RECORDS)
        for source in sources:
            yield self._line(record, TG.source, f"<{source}>", _RECORDS)
        yield self._line(record, TG.locator, text(place), _RECORDS)
        yield self._line(record, TG.status, self._iri(f"status/{status}"), _RECORDS)
        yield self._line(record, TG.confidence, decimal(sure), _RECORDS)


def _locator(sources: Sequence[str]) -> str:
    files = "data/communes.json et data/epci.json"
    if len(sources) == 1:
        return files
    return " ; ".join(f"{source.rpartition('/')[2]} : {files}" for source in sources)


def _repetition(what: str, year: int) -> str:
    """That an edition only repeats another one.

    >>> _repetition("epci", 2025)
    "Son data/epci.json est celui de l'édition 2025 : il ne dit rien de neuf."
    """
    if what in _FILES:
        return f"Son {_FILES[what]} est celui de l'édition {year} : il ne dit rien de neuf."
    name = _FILES[what.removesuffix("-populations")]
    return f"Les populations de son {name} sont celles de l'édition {year}."
