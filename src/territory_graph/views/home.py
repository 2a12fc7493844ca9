"""The home page: the territory in figures, and what its sources do not say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rdflib.term import Identifier

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.queries.system import system_query
from territory_graph.views.ordering import alphabetical
from territory_graph.views.wording import Mention, mentions
from territory_graph.vocabulary import TG

Row = Mapping[str, Identifier | None]


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing behind a figure, with every source that says it is one."""

    thing: Thing
    detail: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class HomeFigure:
    """A figure of the home page: its value as shown, what it counts, the things counted, and its query."""

    key: str
    value: str
    label: str
    note: str
    counted: tuple[Counted, ...]
    query: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that the sources leave open: one sentence, the thing it is about, and what is said of it."""

    key: str
    sentence: str
    thing: Thing
    mentions: tuple[Mention, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page: title, sentence, figures and open questions."""

    title: str
    description: str
    figures: tuple[HomeFigure, ...]
    open_questions: tuple[OpenQuestion, ...]
    records: int
    sources: int


_COUNTED = (
    ("actors", TG.Actor),
    ("authorities", TG.Epci),
    ("clusters", TG.Cluster),
    ("partnerships", TG.Partnership),
    ("projects", TG.Project),
    ("events", TG.Event),
)


def read_home(graph: KnowledgeGraph, say: Translator) -> HomeView:
    """The home page of a graph in one language."""
    manifest = graph.manifest
    figures = [_counted(graph, say, key, str(top)) for key, top in _COUNTED]
    money = _money(graph, say)
    sources = _counted(graph, say, "sources", str(TG.Source))
    figures = [*figures[:4], *([money] if money else []), *figures[4:], sources]
    return HomeView(
        title=manifest.names.get(say.language) or manifest.names["fr"],
        description=manifest.descriptions.get(say.language, ""),
        figures=tuple(figure for figure in figures if figure.counted),
        open_questions=tuple(_open_questions(graph, say)),
        records=manifest.graphs,
        sources=len(sources.counted),
    )


def _counted(graph: KnowledgeGraph, say: Translator, key: str, top: str) -> HomeFigure:
    query = system_query("things-of-class", [top])
    records: dict[str, list[str]] = defaultdict(list)
    for row in graph.rows(query):
        records[str(row["thing"])].append(str(row["record"]))
    counted = _told(graph, say, records, {})
    return HomeFigure(key, say.number(len(counted)), say(f"home.figures.{key}", count=len(counted)), "", counted, query)


def _money(graph: KnowledgeGraph, say: Translator) -> HomeFigure | None:
    """The largest sum that the central actor commits, told as its source gives it: never summed, never divided."""
    query = system_query("commitments")
    rows = [row for row in graph.rows(query) if str(row["by"]) == graph.manifest.centre]
    if not rows:
        return None
    first = max(rows, key=lambda row: Decimal(str(row["amount"])))
    records = {str(first["thing"]): [str(row["record"]) for row in rows if row["thing"] == first["thing"]]}
    scope = say(f"codes.amountScope.{first['scope']}")
    count = int(str(first["recipients"]))
    label = say("home.figures.money", year=str(first["year"] or say("unknown.year")))
    note = say("home.money-note", scope=scope, count=count) if count > 1 else scope
    return HomeFigure(
        "money", say.euros(Decimal(str(first["amount"]))), label, note, _told(graph, say, records, {}), query
    )


def _told(
    graph: KnowledgeGraph, say: Translator, records: Mapping[str, list[str]], details: Mapping[str, str]
) -> tuple[Counted, ...]:
    things = graph.things(records, say.language)
    evidence = graph.evidence((record for found in records.values() for record in found), say.language)
    counted = [
        Counted(
            things[iri],
            details.get(iri, ""),
            mentions(tuple(evidence[record] for record in found if record in evidence), say),
        )
        for iri, found in records.items()
    ]
    return tuple(sorted(counted, key=lambda one: alphabetical(one.thing.label)))


Words = Callable[[Row], Mapping[str, object]]


def _open_questions(graph: KnowledgeGraph, say: Translator) -> Iterable[OpenQuestion]:
    """What the sources leave open, the questions about the central actor's own sums and partners first."""
    yield from sorted(_unnamed(graph, say), key=lambda question: not question.hint)
    yield from _asked(graph, say, "global-sum", lambda row: _sum(row, say))
    yield from _asked(graph, say, "starts", lambda row: {"date": say.edtf(str(row["date"]))}, joined="date")
    yield from _asked(graph, say, "organiser", lambda _: {})
    yield from _asked(graph, say, "day", lambda row: {"date": say.edtf(str(row["date"]))})
    yield from _asked(graph, say, "place", lambda _: {})
    yield from _asked(graph, say, "office", lambda _: {})


def _sum(row: Row, say: Translator) -> Mapping[str, object]:
    return {"amount": say.euros(Decimal(str(row["amount"]))), "count": int(str(row["count"]))}


def _asked(
    graph: KnowledgeGraph, say: Translator, name: str, words: Words, joined: str | None = None
) -> Iterable[OpenQuestion]:
    """One question for each thing that the query ``open-NAME`` finds; values of ``joined`` make one sentence."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in graph.rows(system_query(f"open-{name}")):
        rows[str(row["thing"])].append(row)
    things = graph.things(rows, say.language)
    centre = graph.manifest.centre
    own = {iri for iri, found in rows.items() if centre and str(found[0].get("by") or iri) == centre}
    for iri in sorted(rows, key=lambda each: (each not in own, alphabetical(things[each].label))):
        values = dict(words(rows[iri][0]))
        if joined:
            said = dict.fromkeys(str(words(row)[joined]) for row in rows[iri])
            values[joined] = say("list.or").join(said)
        found = graph.evidence({str(row["record"]) for row in rows[iri]}, say.language)
        sentence = say(f"open.{name}", thing=things[iri].label, **values)
        yield OpenQuestion(name, sentence, things[iri], mentions(tuple(found.values()), say))


def _unnamed(graph: KnowledgeGraph, say: Translator) -> Iterable[OpenQuestion]:
    """Numbers that a source cites without naming the things; the hint says whom other sources name."""
    for row in graph.rows(system_query("open-count-without-names")):
        figure, kind = str(row["thing"]), str(row["class"])
        names = graph.things([figure, kind], say.language)
        found = graph.evidence([str(row["record"])], say.language)
        title = next((source.title for one in found.values() for source in one.sources), "")
        elsewhere = graph.rows(system_query("named-elsewhere", [figure]))
        others = graph.things({str(each["thing"]) for each in elsewhere if str(each["class"]) == kind}, say.language)
        listed = ", ".join(sorted((thing.label for thing in others.values()), key=alphabetical))
        cited, named = int(Decimal(str(row["cited"]))), int(str(row["named"]))
        sentence = say("open.unnamed", source=title, cited=cited, named=named, what=names[kind].label)
        hint = say("open.named-elsewhere", names=listed) if listed else ""
        yield OpenQuestion("unnamed", sentence, names[figure], mentions(tuple(found.values()), say), hint)
