"""A register as it is described, and the statements that its rows make while it is imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from rdflib import DCTERMS, FOAF, RDF, RDFS, SKOS, URIRef

from territory_graph.contributions.drafting import slug
from territory_graph.dates import bounds
from territory_graph.importing.quads import day, decimal, iri, line, text
from territory_graph.importing.registers.tables import Row, Table
from territory_graph.importing.registers.things import Things
from territory_graph.ingest.lexical import department_of
from territory_graph.vocabulary import TG, resource

CONFIDENCE = "0.95"
Numbers = np.ndarray[tuple[int], np.dtype[np.int32]]
"""SIREN numbers in their order, each once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken of a register.

    ``day`` is that of which it tells, ``""`` where nobody says it; ``columns`` are those that are taken of the ones
    that may be left, ``None`` for all; ``departments`` those of whose rows alone are taken, none for all.
    """

    day: str = ""
    columns: tuple[str, ...] | None = None
    departments: frozenset[str] = frozenset()

    def takes_commune(self, code: str) -> bool:
        """Whether the commune of an INSEE code lies in one of the departments."""
        return not self.departments or department_of(code) in self.departments


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: the heads by which it is known, those that may be left, and what a row says.

    ``write`` says it through ``Writing``, and returns why the row is left, or ``""``. With ``others``, columns that the
    form does not know are read too.
    """

    heads: frozenset[str]
    write: Callable[[Writing, Row], str]
    optional: frozenset[str] = frozenset()
    others: bool = False

    def columns(self, heads: Collection[str], choice: Choice) -> frozenset[str]:
        """The columns that are read."""
        chosen = self.optional if choice.columns is None else self.optional & set(choice.columns)
        others = frozenset(heads) - self.optional if self.others else frozenset()
        return self.heads | (chosen & set(heads)) | others


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its name, what it is called, who publishes it and where (``""`` unknown), and its forms of files.

    ``words`` says what the register's words are; ``prepare`` reads what must be known before the first row.
    """

    name: str
    title: str
    publisher: str
    page: str
    forms: tuple[Form, ...]
    words: Callable[[Writing], None] = lambda _: None
    prepare: Callable[[Writing], None] = lambda _: None

    def form_of(self, heads: Collection[str]) -> Form | None:
        """The first form all of whose heads there are."""
        return next((form for form in self.forms if form.heads <= set(heads)), None)

    @property
    def optional(self) -> frozenset[str]:
        """The columns that may be chosen."""
        return frozenset().union(*(form.optional for form in self.forms))


@dataclass
class Writing:
    """The rows of a register on their way to statements. Forms say them by ``say``, ``name`` and ``date``."""

    register: Register
    things: Things
    base: str
    choice: Choice
    tables: Sequence[Table]
    sirens: dict[str, Numbers] = field(default_factory=dict)
    """What the register prepared: numbers, by what they are."""
    outlines: dict[str, str] = field(default_factory=dict)
    """What the register prepared: outlines (WKT), by the IRI of their place."""
    once: set[str] = field(default_factory=set)
    """What was said already of this part of the rows, and is not said again."""
    number: int = 0
    """Which of the files is read."""
    _graph: str = ""
    _said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.register.prepare(self)

    def lines(self, number: int, row: Row) -> tuple[list[str], str]:
        """What a row of the file of a number says, and why it was left, or ``""``."""
        self.number, self._graph, self._said = number, self.record(number), []
        form = self.register.form_of(self.tables[number].heads)
        assert form is not None  # of files that have none, none is read
        left = form.write(self, row)
        return self._said, left

    @property
    def file(self) -> Path:
        """The file that is read."""
        return self.tables[self.number].file

    def words(self) -> list[str]:
        """What is said of the register itself: its words, its source and its records."""
        self._graph, self._said = self.resource(f"graph/{self.register.name}-words"), []
        self.register.words(self)
        self._evidence([self.resource("source/editorial")], "-", "editorial", "1")
        self._graph = self.resource(f"graph/{self.register.name}-sources")
        names = ", ".join(table.file.name for table in self.tables)
        told = f", état du {self.choice.day}" if self.choice.day else ""
        self.say(self._source_iri, RDF.type, iri(TG.Source))
        for property_ in (DCTERMS.title, RDFS.label):
            self.say(self._source_iri, property_, text(f"{self.register.title}{told} ({names})", "fr"))
        if self.register.publisher:
            self.say(self._source_iri, DCTERMS.publisher, text(self.register.publisher))
            self.say(self._source_iri, FOAF.page, iri(self.register.page))
        if self.choice.day:
            self.say(self._source_iri, DCTERMS.issued, text(self.choice.day))
        self._evidence([self.resource("source/editorial")], "-", "editorial", "1")
        for number, table in enumerate(self.tables):
            self._graph = self.record(number)
            self._evidence([self._source_iri], table.file.name, "stated", CONFIDENCE)
        return self._said

    def is_among(self, what: str, siren: str, *, otherwise: bool = True) -> bool:
        """Whether a number is among those that were prepared; where none were, ``otherwise``."""
        prepared = self.sirens.get(what)
        if prepared is None:
            return otherwise
        place = np.searchsorted(prepared, int(siren))
        return bool(place < len(prepared) and prepared[place] == int(siren))

    def resource(self, path: str) -> str:
        """The IRI of a thing of the territory."""
        return resource(self.base, path)

    def record(self, number: int) -> str:
        """The record of what a file says."""
        name = slug(self.tables[number].file.name)
        return self.resource(f"record/{self.register.name}/{self.choice.day or 'undated'}/{name}")

    @cached_property
    def _source_iri(self) -> str:
        return self.resource(f"source/{self.register.name}-{self.choice.day or 'undated'}")

    def _evidence(self, sources: Iterable[str], locator: str, status: str, confidence: str) -> None:
        """What the record at hand says of itself, in a record of records."""
        record, about = self._graph, self.resource(f"graph/{self.register.name}-records")
        said = [
            (RDF.type, iri(TG.Record)),
            *((TG.source, iri(source)) for source in sources),
            (TG.locator, text(locator)),
            (TG.status, iri(self.resource(f"status/{status}"))),
            (TG.confidence, decimal(confidence)),
        ]
        self._said += [line(record, property_, term, about) for property_, term in said]
        if record != about and not any(said.startswith(f"<{about}> ") for said in self._said):
            self._graph = about
            self._evidence([self.resource("source/editorial")], "-", "editorial", "1")
            self._graph = record

    def say(self, thing: str, property_: URIRef, term: str) -> None:
        """Says something of a thing in the record at hand."""
        self._said.append(line(thing, property_, term, self._graph))

    def actor(self, siren: str, kind: URIRef, label: str, slug_: str) -> str:
        """The body of a SIREN: the one that is known, else one of that kind, with its label where it has none."""
        known = self.things.actor(siren)
        actor = known or self.resource(f"actor/{slug_}-{siren}")
        if known is None:
            self.say(actor, RDF.type, iri(kind))
        self.say(actor, TG.siren, text(siren))
        if actor not in self.things.named:
            self.say(actor, RDFS.label, text(label, "fr"))
        return actor

    def date(self, thing: str, end: str, written: str) -> None:
        """The day on which a thing began (``start``) or ended (``end``), with the days that bound it."""
        first, last = bounds(written)
        self.say(thing, TG[end], text(written))
        self.say(thing, TG[f"{end}Earliest"], day(first.isoformat()))
        self.say(thing, TG[f"{end}Latest"], day(last.isoformat()))

    def membership(self, member: str, organisation: str) -> None:
        """That a body is a member of another, on the day of the register where it is known."""
        known = self.things.membership(member, organisation)
        name = f"{member.rpartition('/')[2]}-{organisation.rpartition('/')[2]}"
        thing = known or self.resource(f"membership/{self.register.name}-{name}")
        self.say(thing, RDF.type, iri(TG.Membership))
        self.say(thing, TG.member, iri(member))
        self.say(thing, TG.inOrganisation, iri(organisation))
        if known is None:
            self.say(thing, TG.role, iri(self.resource("role/membre")))
        if self.choice.day:
            self.say(thing, TG.attestedOn, day(self.choice.day))
            if known is None:
                self.say(thing, TG.startLatest, day(self.choice.day))

    def concept(self, path: str, kind: URIRef, scheme: str, french: str, english: str = "") -> str:
        """A word of a list, with its name; returns its IRI."""
        word = self.resource(path)
        if word not in self.things.things and word not in self.once:
            self.once.add(word)
            self.say(word, RDF.type, iri(kind))
            self.say(word, RDF.type, iri(SKOS.Concept))
            self.say(word, SKOS.inScheme, iri(self.resource(f"scheme/{scheme}")))
            for property_ in (RDFS.label, SKOS.prefLabel):
                self.say(word, property_, text(french, "fr"))
                if english:
                    self.say(word, property_, text(english, "en"))
        return word


def numbers(sirens: Iterable[str]) -> Numbers:
    """SIREN as numbers; what is none is left out."""
    return np.unique(np.fromiter((int(siren) for siren in sirens if re.fullmatch("[0-9]{1,9}", siren)), dtype=np.int32))


def rows_of(writing: Writing, wanted: Collection[str]) -> Iterator[Row]:
    """The rows of every file that has all of the columns, of which only these are read."""
    for table in writing.tables:
        if set(wanted) <= set(table.heads):
            yield from table.rows(frozenset(wanted))
