"""The knowledge graph of a territory, as researchers and screens use it."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, TypeVar

import pyoxigraph as ox
from rdflib import Dataset, Literal, URIRef
from rdflib.term import Identifier

from territory_graph.arguments import seconds_of, several, text_of, whole_number
from territory_graph.asking import Found, answered, finds_nothing, names_of_nothing
from territory_graph.called import Called
from territory_graph.causes import Cause
from territory_graph.diagnosis import KnownTerms
from territory_graph.errors import (
    EmptyPartError,
    QueryError,
    SettingsError,
    StoreError,
    UnknownEntityError,
    UnusedNameWarning,
)
from territory_graph.facts.changes import Change, read_changes
from territory_graph.facts.entity import describe
from territory_graph.facts.evidence import read_evidence
from territory_graph.facts.names import Borne, renamed, things_in
from territory_graph.facts.perimeter import MOST_WHOLE, Perimeter, count_actors, read_inside
from territory_graph.facts.things import read_actors
from territory_graph.facts.ties import Tie, read_tie_sources, read_ties
from territory_graph.facts.translations import read_translations
from territory_graph.given import day_of, iri_of, iris_of, language_of, unknown
from territory_graph.model import Entity, Evidence, Thing
from territory_graph.once import Kept, Key, Once
from territory_graph.parts import counted, without
from territory_graph.queries import PackagedQuery, packaged_query, projection_query, projections
from territory_graph.queries.catalogue import TEXT
from territory_graph.queries.system import system_query
from territory_graph.search import Hit, SearchIndex
from territory_graph.settings import LANGUAGES, RemoteStore, read_settings
from territory_graph.spelling import folded
from territory_graph.store.checksums import compared_whole
from territory_graph.store.default_graph import in_memory
from territory_graph.store.engine import Answer, Embedded, Engine, Select, select
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import guard
from territory_graph.store.manifest import Manifest
from territory_graph.store.name_index import Named
from territory_graph.store.own_process import MOST_ROWS, OwnProcess
from territory_graph.store.part import part_of
from territory_graph.tabular import Shown, html_table
from territory_graph.vocabulary import DEFAULT_BASE, all_prefixes
from territory_graph.worded import in_words

if TYPE_CHECKING:
    from territory_graph.network.arrays import ArrayNetwork
    from territory_graph.network.build import Network
    from territory_graph.network.passage import TieSources

Facts = TypeVar("Facts")
Value = TypeVar("Value")

LONGEST_QUERY = 600.0
"""Seconds that a query asked from Python may take unless one says otherwise."""
LONGEST_QUESTION = 30.0
"""Seconds that a packaged question may take of a territory that is too large to be told whole."""


def _rows(engine: Engine, base: str, sparql: str) -> Answer:
    """The answer to a query of the software's own, written for the default base."""
    return select(engine, sparql.replace(f"{DEFAULT_BASE}id/", f"{base}id/"))


class KnowledgeGraph:
    """A store opened for reading: asked in SPARQL or by packaged questions, described, read as networks.

    The default graph is a set: each statement once, however many records make it, so that counts and sums are right.
    ``GRAPH ?record { … }`` reaches the records.
    """

    perimeter: Perimeter | None = None
    """What a part of a territory is a part of; None of a whole one."""

    def __init__(self, store: ox.Store | Engine, manifest: Manifest, version: Path | None = None) -> None:
        self._engine = Embedded(store) if isinstance(store, ox.Store) else store
        self._version = version
        self._process = OwnProcess(version, manifest) if version is not None else None
        self.manifest = manifest
        self._told_on: date | None = None
        self._read = Once()
        self._names = Called(partial(_rows, self._engine, self.base))  # which does not keep this graph alive
        self._evidence = {language: Kept[Evidence]() for language in LANGUAGES}

    @classmethod
    def open(cls, store: str | Path | None = None, *, version: str | None = None) -> KnowledgeGraph:
        """The graph that was built in ``store``, or in the folder that the settings name: its current version.

        An earlier ``version`` is opened by its name, as long as it is kept.

        Raises:
            StoreNotFoundError: nothing was built there.
            UnknownVersionError: that version is not kept.
            StoreDamagedError: the store does not hold what was built.
            RemoteStoreError: the settings name servers, which cannot be asked, or on which nothing was published.
            SettingsError: the folder, or the version, is none.
        """
        if not isinstance(store, Path | None):
            text_of(store, "store", "a folder, as text or Path")
        if version is not None:
            text_of(version, "version", "the name of a version, as text")
        settings = read_settings(store=store)
        if settings.remotes:
            return cls.published(settings.remotes)
        folder = StoreFolder(settings.store)
        place = folder.version_folder() if version is None else folder.folder_of(version)
        return cls(*folder.open(place), place)

    @classmethod
    def published(cls, stores: Iterable[RemoteStore]) -> KnowledgeGraph:
        """The graph that was published last on the datasets of servers elsewhere.

        Raises:
            RemoteStoreError: none can be asked, or nothing was published there.
        """
        from territory_graph.store.publishing import current  # noqa: PLC0415  only here are servers asked
        from territory_graph.store.remote import Remote  # noqa: PLC0415

        found = current([Remote(store) for store in stores])
        return cls(found.remote, found.mark.manifest)

    def __enter__(self) -> KnowledgeGraph:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the process that answered queries, if any was started: the next query starts another."""
        if self._process is not None:
            self._process.end()

    @property
    def version(self) -> str:
        """The version of the data: equal for equal statements."""
        return self.manifest.version

    @property
    def facts(self) -> str:
        """The version of what measures are taken from: that of the data without measures and journal of updates."""
        return self.manifest.facts or self.version

    @property
    def base(self) -> str:
        """The IRI under which the territory's resources lie."""
        return self.manifest.base

    @property
    def compared(self) -> bool:
        """Whether all files of the version were compared with their checksums when it was opened, not only sizes."""
        return self._version is not None and compared_whole(self._version)

    def __len__(self) -> int:
        """Number of statements, each counted in every record that makes it."""
        return self.manifest.quads

    def __repr__(self) -> str:
        return f"<KnowledgeGraph {self.manifest.slug}: {len(self):,} statements, version {self.version}>"

    def _repr_html_(self) -> str:
        data = self.manifest
        rows = [
            ("statements", f"{len(self):,} in {data.graphs:,} records"),
            ("version", f"{self.version}, made on {data.built_on}"),
            ("base", self.base),
            ("licence", data.licence),
        ]
        return html_table(data.names.get("en") or data.names["fr"], (), rows, len(rows))

    def iri(self, name: str) -> str:
        """The IRI of a thing, named by it, by its identifier (``actor/lsn``) or by a prefixed name (``act:lsn``).

        Raises:
            UnknownNameError: it is none of these; the nearest things by that name are given.
            SettingsError: it is no text.
        """
        text = text_of(name, "name", "an IRI, an identifier such as actor/lsn, or a prefixed name")
        return iri_of(name, self.base) or self._fail(text)

    def _fail(self, name: str) -> NoReturn:
        raise unknown(name, self.base, self.rows, lambda text: self.search(text, lang="en"))

    def query(self, sparql: str, *, seconds: float = LONGEST_QUERY) -> Found:
        """The answer to a SPARQL query: rows for SELECT, a truth value for ASK, triples for CONSTRUCT and DESCRIBE.

        Prefixes of ``vocabulary.all_prefixes`` need no declaration: ``tg:``, ``act:``, ``rdfs:``… It is evaluated in a
        process of its own, on this version of the data: what it takes can end that process, but not this one. It is
        stopped after ``seconds``, and by an interrupt. Where it finds nothing, an ``UnusedNameWarning`` names each
        property and class of the text that nothing in the graph has, with the nearest.

        Raises:
            QueryError: the text is not a SPARQL query, or cannot be evaluated within time and memory; it says where
                and what to write instead, as the endpoint does.
            SettingsError: it is no text, or the seconds are no number above 0.
        """
        text, limit = text_of(sparql, "sparql", "a SPARQL query, as text"), seconds_of(seconds)
        found = answered(text, self.base, lambda whole: self._evaluated(whole, limit), self._known)
        if finds_nothing(found):
            with suppress(QueryError, StoreError):  # the answer is there, and stays
                for told in self.unused_names(sparql):
                    warnings.warn(told, UnusedNameWarning, stacklevel=2)
        return found

    def unused_names(self, sparql: str, *, lang: str = "en") -> tuple[str, ...]:
        """A sentence for each property and class of a query that nothing in the graph has, with the nearest.

        Raises:
            QueryRefusedError: the text is no query that reads.
            SettingsError: the language is neither ``fr`` nor ``en``, or it is no text.
        """
        text = text_of(sparql, "sparql", "a SPARQL query, as text")
        return names_of_nothing(text, self.base, self.rows, self._known, language_of(lang))

    def _known(self) -> KnownTerms:
        return self.made(("known",), lambda: KnownTerms.of(self.rows, self.base))

    def _evaluated(self, sparql: str, seconds: float) -> Found:
        query = guard(sparql)
        if self._process is None:  # a store in memory, which no other process can read, or one elsewhere
            return self._engine.evaluate(sparql)
        return self._process.evaluate(query, seconds)

    def rows(self, sparql: str) -> Answer:
        """The answer to a SELECT query of the software's own, written for the default base.

        Raises:
            QueryError: the text is not a SELECT query, or cannot be evaluated.
        """
        return _rows(self._engine, self.base, text_of(sparql, "sparql", "a SELECT query, as text"))

    def select(self, name: str, *, lang: str = "fr", **values: Identifier | str) -> Answer:
        """The rows of a packaged question, or of a projection, with its parameters set to ``values``.

        ``lang`` puts labels into another language: that of the thing itself, where two share the French one.

        Raises:
            UnknownQuestionError: no question and no projection has that name.
            SettingsError: the language is neither ``fr`` nor ``en``.
            UnknownParameterError: the question has no such parameter.
            UnknownNameError: the graph does not know a thing that is asked about.
        """
        if not values and any(name == one.name for one in projections()):
            return select(self._engine, projection_query(name).sparql(self.base))
        question = packaged_query(name)
        return self._asked(question.sparql(self.base, **self._things_given(question, values)), lang, None)

    def ask(
        self, name: str | int, *, lang: str = "fr", day: date | str | None = None, **values: Identifier | str
    ) -> Answer:
        """The answer to a packaged question: the rows of its query, or of its measure on the actors network.

        On a ``day`` (a date, or ISO 8601), what no date excludes then; questions that cannot be asked of one say so.

        Raises:
            UnknownQuestionError: no question has that name.
            UnknownParameterError: the question has no such parameter, or cannot be asked of a day.
            UnknownNameError: the graph does not know a thing that is asked about.
            SettingsError: the day is none, or the language is neither ``fr`` nor ``en``.
        """
        question = packaged_query(name)
        return self.answer(question, self._things_given(question, values), lang=lang, day=day_of(day))

    def answer(
        self,
        question: PackagedQuery,
        values: Mapping[str, Identifier | str],
        *,
        lang: str = "fr",
        day: date | None = None,
    ) -> Answer:
        """The answer to a packaged question, as ``ask`` gives it, about things that need not be known.

        Raises:
            UnknownParameterError: the question has no such parameter, or cannot be asked of a day.
        """
        question = question.on(day) if day else question
        if question.measure is None:
            return self._asked(question.sparql(self.base, **values), lang, day)
        network = self.network(question.projection or "actors", lang=lang, day=day)
        labels = {node: str(label) for node, label in network.nodes(data="label")}
        from territory_graph.network.questions import QUESTION_MEASURES  # noqa: PLC0415

        variables, rows = QUESTION_MEASURES[question.measure](network, labels)
        return Answer(variables, tuple(tuple(Literal(value) for value in row) for row in rows))

    def uses(self, iri: str) -> bool:
        """Whether some statement has the IRI as its property or its class, or describes the thing of that IRI."""
        iri = self.iri(iri)
        named, own = ox.NamedNode(iri), iri.startswith(f"{self.base}id/")
        pattern = f"{{ {named} ?p ?o }}" if own else f"{{ ?s {named} ?o }} UNION {{ ?s a {named} }}"
        return self._engine.evaluate(f"ASK {{ {pattern} }}") is True

    def describe(self, iri: str, lang: str = "fr", as_of: date | str | None = None, most: int | None = None) -> Entity:
        """What the graph says of a thing, grouped by reason, each statement with its evidence.

        It is named by its IRI, its identifier (``actor/lsn``) or a prefixed name (``act:lsn``); ``as_of`` is a date,
        or one as ISO 8601. Of a property that joins it to more than ``most`` others, so many are told and the rest
        counted.

        Raises:
            UnknownEntityError: the graph says nothing of it; the nearest are given where it is not named by its IRI.
            SettingsError: the day is none, the language is neither ``fr`` nor ``en``, or ``most`` is no number.
        """
        whole, day = self.iri(iri), day_of(as_of, "as_of")
        most = None if most is None else whole_number(most, "most", 1)
        try:
            found = describe(self.rows, whole, language_of(lang), day, most)
        except UnknownEntityError:
            if iri != whole:
                self._fail(iri)
            raise
        return renamed(found, self.things(things_in(found), lang, day=day))

    def _things_given(
        self, question: PackagedQuery, values: Mapping[str, Identifier | str]
    ) -> dict[str, Identifier | str]:
        """The values of a question's parameters, what names a thing by its IRI."""
        named = {parameter.name for parameter in question.parameters if parameter.kind != TEXT}
        return {key: self._known_iri(value) if key in named else value for key, value in values.items()}

    def _known_iri(self, name: Identifier | str) -> Identifier:
        """The IRI of a thing that the graph knows; a term that names nothing is refused by who writes the query."""
        if isinstance(name, Identifier) and not isinstance(name, URIRef):
            return name
        iri = URIRef(self.iri(name))
        if not self.rows(f"SELECT * {{ {{ {iri.n3()} ?p ?o }} UNION {{ ?s ?p {iri.n3()} }} }} LIMIT 1"):
            self._fail(name)
        return iri

    def ties(self, *, day: date | str | None = None) -> tuple[Tie, ...]:
        """Every tie of the graph with its roles, dates, status and records, or every one that may have held on ``day``.

        What no source dates may have held on any day.
        """
        on, few = day_of(day), self.actors <= MOST_WHOLE
        found = self.once(read_ties) if few else read_ties(self.rows)  # many are not kept: they take gigabytes
        return Shown(found if on is None else (tie for tie in found if tie.interval.holds_on(on)))

    def changes(self, before: date | str, after: date | str) -> tuple[Change, ...]:
        """What differs on the day ``after`` from the day ``before``, and what came and went in between, by day.

        Ties, memberships and mandates among them, actors and names that began or ended, and events that changed actors,
        as renamings and mergers, each with the IRIs of its records. What no source dates does not change.

        Raises:
            SettingsError: ``after`` is the earlier day, or one of them is none.
        """
        first, last = day_of(before, "before"), day_of(after, "after")
        if first is None or last is None:
            raise SettingsError(name="day", value="None", expected=Cause("want-day"))
        return Shown(read_changes(self.rows, first, last))

    def network(self, projection: str = "actors", *, lang: str = "fr", day: date | str | None = None) -> Network:
        """The network that a packaged projection makes: a plain networkx graph.

        Nodes are IRIs with the attributes ``label`` and ``kind`` (local name of the most precise class); the
        attributes of ties are those of the projection, ``weight`` first. That of the actors may be asked for as it was
        on a ``day``: who may have existed then, tied by what may have held then. It has no version, for what is kept
        of measures goes by it.

        Raises:
            UnknownProjectionError: there is no such projection.
            ValueError: another projection than that of the actors is asked for on a day.
        """
        from territory_graph.network.build import PROJECTIONS, build_network, network_on  # noqa: PLC0415  networkx takes a while

        language_of(lang)
        if (on := day_of(day)) is not None:
            network = network_on(self.rows, projection, projection_query(projection).sparql(self.base), on)
        else:
            rows = select(self._engine, projection_query(projection).sparql(self.base))
            nodes = read_actors(self.rows) if projection == "actors" else ()
            network = build_network(PROJECTIONS[projection], rows, nodes)
            network.graph["version"] = self.version
        for iri, thing in self.things(network, lang, day=on).items():
            network.nodes[iri].update(label=thing.label, kind=thing.kind)
        return network

    def search(self, text: str, *, lang: str = "fr", limit: int = 20, everything: bool = False) -> tuple[Hit, ...]:
        """The things that ``text`` names, the best first, told in ``lang``: ``SearchIndex.search``."""
        wanted, most = text_of(text, "text", "a name"), whole_number(limit, "limit")
        return Shown(self._index.search(wanted, lang, min(most, MOST_ROWS), everything=everything))

    def named(self, names: Iterable[str], *, lang: str = "fr") -> dict[str, list[Named]]:
        """The things that bear each of the names, whatever its case, accents and signs; nothing of one that none bears.

        Raises:
            SettingsError: it is one text and not several, or one of them is no text.
        """
        forms = {name: folded(text_of(name, "names", "several names")) for name in several(names, "names")}
        found = self._index.named(forms.values(), lang)
        return {name: found[form] for name, form in forms.items() if form in found}

    @property
    def _index(self) -> SearchIndex:
        return self.made(("index",), lambda: SearchIndex.open(self._engine, self.base, self._version))

    def arrays(self, projection: str = "actors") -> ArrayNetwork:
        """The network that a packaged projection makes, as arrays: for networks of thousands of nodes.

        It has the nodes, ties and weights of ``network``, no labels, and takes a fraction of the time and memory.

        Raises:
            UnknownProjectionError: there is no such projection.
        """
        from territory_graph.network.build import PROJECTIONS  # noqa: PLC0415
        from territory_graph.network.load import load_arrays  # noqa: PLC0415  it loads pyarrow

        sparql = projection_query(projection).sparql(self.base)
        nodes = read_actors(self.rows) if projection == "actors" else ()
        return load_arrays(self._engine, PROJECTIONS[projection], sparql, nodes, self.version)

    def part(self, name: str, most: int = MOST_WHOLE) -> KnowledgeGraph:
        """The part of a territory that is about a perimeter: a place, a sector, or an actor with those tied to it.

        It is named by its IRI, its identifier (``place/departement-76``) or a prefixed name. The part is a graph in
        memory, with the same version: ``perimeter`` says who is in it. Of more than ``most`` actors the first by IRI
        are there, and the rest is counted.

        Raises:
            UnknownNameError: the graph does not know it; the nearest are given.
            EmptyPartError: no actor is in it.
            SettingsError: ``most`` is no number.
        """
        iri, most = str(self._known_iri(name)), whole_number(most, "most", 1)
        found = read_inside(self.rows, iri)
        if not found:
            raise EmptyPartError(iri=iri, name=name)
        inside = tuple(sorted(found, key=lambda actor: (actor != iri, actor)))[:most]
        called = {lang: self.things([iri], lang)[iri].label for lang in self.manifest.names}
        named = {lang: f"{whole} – {called[lang]}" for lang, whole in self.manifest.names.items()}
        centre = self.manifest.centre if self.manifest.centre in inside else None
        store = part_of(self._engine, (iri, *inside), self.base)
        part = KnowledgeGraph(store, replace(counted(self.manifest, store), names=named, centre=centre))
        around = set(read_actors(part.rows)) - set(inside)
        part.perimeter = Perimeter(iri, inside, tuple(sorted(around)), len(found) - len(inside))
        part.made(("index",), lambda: self._index)  # names are looked for, and told apart, in the whole
        part._names = Called(partial(_rows, part._engine, part.base), partial(_rows, self._engine, self.base))
        return part

    @property
    def sure(self) -> KnowledgeGraph | None:
        """The same graph without what no record says surely enough to be told without its doubt.

        None where there is nothing of that kind, and of a territory so large that it is told in parts.
        """
        return self._without("unverified")

    @property
    def undisputed(self) -> KnowledgeGraph | None:
        """The same graph without what rests on a record that somebody disputes; None as of ``sure``."""
        return self._without("disputed")

    def _without(self, query: str) -> KnowledgeGraph | None:
        """The same graph without the records and ties that a system query finds, and what they say.

        What they say and others imply is inferred: a build inferred nothing that a record says.
        """

        def made() -> KnowledgeGraph | None:
            left = {ox.NamedNode(str(row["thing"])) for row in self.rows(system_query(query))}
            if not left:
                return None
            store = without(self.quads(), left, self.base)
            return KnowledgeGraph(store, counted(self.manifest, store))

        found = None if self.actors > MOST_WHOLE else self.made(("without", query), made)
        return found and found.told_on(self.day)

    @property
    def actors(self) -> int:
        """How many actors the graph has."""
        return self.once(count_actors)

    def tie_sources(self) -> TieSources:
        """The sources of each tie that the network of actors counts."""
        return read_tie_sources(self.rows)

    def told_on(self, day: date | str | None) -> KnowledgeGraph:
        """The same graph, that calls everything as on ``day`` where no other day is asked for; None is as of now.

        What is read of one is read of both.
        """
        found = copy.copy(self)
        found._told_on = day_of(day)
        return found

    @property
    def day(self) -> date | None:
        """The day as on which it calls everything; None is as of now."""
        return self._told_on

    def names(self, iris: Iterable[str], *, day: date | str | None = None, lang: str = "fr") -> dict[str, str]:
        """What each thing is called, or was called on ``day``, as ``things`` has it.

        Each is named, here and in what is returned, as for ``iri``.

        Raises:
            SettingsError: it is one text and not several, the day is none, or the language is unknown.
            UnknownNameError: the graph does not know one of them; the nearest are given.
        """
        whole = {name: self.iri(name) for name in several(iris, "iris")}
        things = self.things(set(whole.values()), lang, day=day)
        for name, iri in whole.items():
            if not things[iri].kind:
                self._known_iri(name)
        return {name: things[iri].label for name, iri in whole.items()}

    def labels(self, iris: Iterable[str], *, day: date | None = None, lang: str = "fr") -> dict[str, str]:
        """What each IRI is called, as ``names`` has it; one of which nothing is said by the end of itself."""
        return {iri: thing.label for iri, thing in self.things(iris, lang, day=day).items()}

    def things(self, iris: Iterable[str], lang: str = "fr", *, day: date | str | None = None) -> dict[str, Thing]:
        """Each IRI with its label, or what it was called on ``day``, and its most precise class.

        On a day a thing has its former name, in short where there is a short one; a post, a site or an agreement whose
        name holds the present one of a body is told with the name of the body then. Where nothing says that a thing
        was called otherwise then, today's label stands.
        """
        asked = several(iris, "iris", "several IRIs, as graph.iri('actor/…') gives them")
        return self._names.things(asked, language_of(lang), day_of(day) or self._told_on)

    def borne(self, iris: Iterable[str], lang: str = "fr", *, day: date | None = None) -> Borne:
        """What the things were called on the day of any row, up to the ``day`` that is shown."""
        return self._names.borne(self.things(iris, lang), day)

    def evidence(self, records: Iterable[str], lang: str = "fr") -> dict[str, Evidence]:
        """What each record says of itself: sources, place, status and confidence."""
        language = language_of(lang)
        return self._evidence[language].of(
            iris_of(records), lambda missing: read_evidence(self.rows, missing, language)[0]
        )

    def once(self, read: Callable[[Select], Facts]) -> Facts:
        """What a reader of facts finds in the whole graph, read once for all who ask: ``read_dated``, say."""
        return self.made((read,), lambda: read(self.rows))

    def made(self, key: Key, make: Callable[[], Facts]) -> Facts:
        """What ``make`` makes of the graph and calls nothing by a name, made once on all days, under a key."""
        return self._read(key, make)

    @property
    def store(self) -> ox.Store:
        """The statements as a store of this process: of a remote engine they are fetched, and kept in memory."""
        if isinstance(self._engine, Embedded):
            return self._engine.store
        return self.made(("store",), lambda: in_memory(self._engine.quads()))

    @property
    def dataset(self) -> Dataset:
        """The same store as an rdflib dataset: each statement once in its default graph, each record a graph."""
        from territory_graph.store.as_rdflib import read_only  # noqa: PLC0415  it builds rdflib's parser of SPARQL

        return self.made(("dataset",), lambda: read_only(self.store, all_prefixes(self.base)))

    def quads(self) -> list[ox.Quad]:
        """Every statement with its record, as pyoxigraph quads: the fast way out."""
        return list(self._engine.quads())

    def _asked(self, sparql: str, lang: str, day: date | None) -> Answer:
        """The answer to a packaged question in a language, its things called as on a day."""
        language, on = language_of(lang), day or self._told_on
        if language == "fr" and on is None:
            return self._within_time(sparql)
        english = self.once(read_translations) if language == "en" else None
        return in_words(
            sparql,
            self._within_time,
            english,
            lambda things: self._names.renamed(things, language, on) if on else {},
        )

    def _within_time(self, sparql: str) -> Answer:
        """The answer to a query: of a large territory from a process of its own, which is stopped at the deadline."""
        if self._process is None or self.actors <= MOST_WHOLE:
            return select(self._engine, sparql)
        found = self._evaluated(sparql, LONGEST_QUESTION)
        assert isinstance(found, Answer)
        return found
