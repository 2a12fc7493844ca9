"""The home page: the territory in figures, and what its sources do not say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from territory_graph.facts.evidence import evidence_of
from territory_graph.facts.lives import read_lives
from territory_graph.facts.money import EUROS, Sum, read_sums, sums_query
from territory_graph.facts.scope import Own, own_query, read_own, read_perimeter_places
from territory_graph.facts.things import class_query, read_things_of
from territory_graph.facts.unsaid import OpenPoint, Unsaid, read_open_points, read_unnamed_counts
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.settings import LANGUAGES
from territory_graph.views.briefing import briefing
from territory_graph.views.citation import name_of
from territory_graph.views.fiche.essentials import Essential
from territory_graph.views.money import between
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import centre_name, is_later, known_later
from territory_graph.views.ties import Ties, ToldTie
from territory_graph.views.wording import Mention, bounded, in_its_language, is_contested, mentions, money_text


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing behind a figure, with every source that says it is one."""

    thing: Thing
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class HomeFigure:
    """A figure of the home page: its value as shown, what it counts, the things counted, and its query.

    ``cited`` is the wider figure beside that of the territory: all that sources name, wherever it lies and whenever.
    """

    key: str
    value: str
    label: str
    note: str
    counted: tuple[Counted, ...]
    query: str
    cited: HomeFigure | None = None


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
    """The home page: title, sentence, what to know before a vote, figures and open questions."""

    title: str
    description: str
    briefing: tuple[Essential, ...]
    figures: tuple[HomeFigure, ...]
    open_questions: tuple[OpenQuestion, ...]
    records: int
    sources: int


_COUNTED: tuple[tuple[Own, str], ...] = (
    ("actors", "Actor"),
    ("authorities", "Epci"),
    ("clusters", "Cluster"),
    ("partnerships", "Partnership"),
    ("projects", "Project"),
    ("events", "Event"),
)


def read_home(graph: KnowledgeGraph, say: Translator, day: date | None = None) -> HomeView:
    """The home page of a graph in one language: the territory's own on a day, or at all dates."""
    manifest = graph.manifest
    figures = [_own(graph, say, what, name, day) for what, name in _COUNTED]
    money = _money(graph, say, day)
    sources = _cited(graph, say, "sources", "Source")
    figures = [*figures[:4], *([money] if money else []), *figures[4:], sources]
    return HomeView(
        title=name_of(manifest, say),
        description=manifest.descriptions.get(say.language, ""),
        briefing=briefing(graph, say, day),
        figures=tuple(figure for figure in figures if figure.counted or (figure.cited and figure.cited.counted)),
        open_questions=tuple(_open_questions(graph, say)),
        records=manifest.graphs,
        sources=len(sources.counted),
    )


def _own(graph: KnowledgeGraph, say: Translator, what: Own, name: str, day: date | None) -> HomeFigure:
    """What is the territory's own, beside what sources cite; only that where nothing says what its own is.

    Of a territory without a central actor what no date excludes on the day, beside what sources cite at all dates.
    """
    cited, centre = _cited(graph, say, what, name), graph.manifest.centre
    if not centre:
        return _on_day(graph, say, cited, name, day) if day else cited
    counted = _told(graph, say, read_own(graph.rows, what, centre, day), day)
    if not counted:
        return cited
    label = _with_disputed(say(f"home.own.{what}", count=len(counted)), counted, say)
    note = say(f"home.own_notes.{what}", centre=centre_name(graph, day, say))
    if day and (count := len(_later(graph, what, centre, {one.thing.iri for one in counted}, day))):
        note = f"{note} {say('home.later', count=count, day=say.day(day))}"
    value, query = say.number(len(counted)), own_query(what, centre, day)
    return HomeFigure(what, value, label, note, counted, query, cited)


def _later(graph: KnowledgeGraph, what: Own, centre: str, iris: Set[str], day: date) -> Set[str]:
    """Of what is the territory's own on a day, that of which no source says so of a day up to this one."""
    if what in _TIED:
        return known_later(graph, centre, day) & iris
    if what == "events":  # those of all dates count
        return frozenset()
    places, known = read_perimeter_places(graph.rows, centre), dict[str, bool]()
    for tie in Ties(graph, LANGUAGES[0]).of(iris):
        if tie.status == "inferred" or not tie.may_hold_on(day):
            continue
        if what == "projects":
            for iri in {tie.source, tie.target} & iris:
                known[iri] = known.get(iri, False) or not tie.interval.only_known_after(day)
        elif tie.kind in ("place", "office") and tie.source in iris and tie.target in places:
            known[tie.source] = known.get(tie.source, False) or not tie.interval.only_known_after(day)
        elif _makes_own(tie, centre):
            known[tie.other(centre)] = known.get(tie.other(centre), False) or not is_later(tie, day)
    return frozenset(iri for iri, by_then in known.items() if not by_then) & iris


def _makes_own(tie: ToldTie, centre: str) -> bool:
    """Whether a tie makes its other end an actor of the territory: a member of the central one, or supported by it."""
    return (tie.kind, centre) in (("membership", tie.target), ("partnership", tie.source))


def _with_disputed(label: str, counted: Iterable[Counted], say: Translator) -> str:
    """What is counted, with how many of it somebody disputes, whom the figure counts too."""
    count = sum(is_contested(one.mentions) for one in counted)
    return say("home.disputed", label=label, count=count) if count else label


def _on_day(graph: KnowledgeGraph, say: Translator, cited: HomeFigure, name: str, day: date) -> HomeFigure:
    """Of what sources cite of a class, what no date excludes on a day."""
    counted = _told(graph, say, read_things_of(graph.rows, name, day), day)
    lives = read_lives(graph.rows, (one.thing.iri for one in counted))
    later = sum(life.only_known_after(day) for life in lives.values())
    note = say("home.on_day", day=say.day(day))
    note = f"{note} {say('home.later', count=later, day=say.day(day))}" if later else note
    over = sum(life.may_be_over(day) for life in lives.values())
    note = f"{note} {say('home.perhaps-over', count=over, day=say.day(day))}" if over else note
    label = _with_disputed(say(f"home.figures.{cited.key}", count=len(counted)), counted, say)
    return HomeFigure(cited.key, say.number(len(counted)), label, note, counted, class_query(name, day), cited)


_TIED: tuple[Own, ...] = ("authorities", "clusters", "partnerships")
"""What is the territory's own by a tie to its central actor."""


def _cited(graph: KnowledgeGraph, say: Translator, key: str, name: str) -> HomeFigure:
    """All that sources name of a class, at all dates."""
    counted = _told(graph, say, read_things_of(graph.rows, name))
    label = _with_disputed(say(f"home.figures.{key}", count=len(counted)), counted, say)
    return HomeFigure(key, say.number(len(counted)), label, say("home.cited_note"), counted, class_query(name))


def _money(graph: KnowledgeGraph, say: Translator, day: date | None) -> HomeFigure | None:
    """The largest sum in euros that the central actor commits for the year of the day, or for any.

    It is told as its source gives it: never summed, never divided; and said to be the largest where there are more.
    """
    found = [one for one in graph.once(read_sums) if graph.manifest.centre in one.payers]
    sums = [one for one in found if one.kind == "commitment" and one.currency == EUROS]
    sums = [
        one
        for one in sums
        if day is None or (one.begun_by(day) and (one.interval.first is None or one.touches(day.year)))
    ]
    if not sums:
        return None
    first = max(sums, key=lambda one: one.most)
    records = {first.iri: [record for amount in first.amounts for record in amount.records]}
    scope, count = say(f"codes.amountScope.{first.scope}"), len(first.recipients)
    year = first.interval.start or say("unknown.year")
    others = sum(one.interval.start == first.interval.start and first.iri not in one.within for one in sums)
    label = say("home.figures.money", year=year, count=others, centre=centre_name(graph, day, say))
    note = say("home.money-note", scope=scope, count=count) if count > 1 else scope
    counted = _told(graph, say, records)
    value = between(first.least, first.most, say, first.amounts[-1].bound)
    return HomeFigure("money", value, label, note, counted, sums_query())


def _told(
    graph: KnowledgeGraph, say: Translator, records: Mapping[str, Sequence[str]], day: date | None = None
) -> tuple[Counted, ...]:
    things = graph.things(records, say.language, day=day)
    evidence = graph.evidence((record for found in records.values() for record in found), say.language)
    counted = [Counted(things[iri], mentions(evidence_of(found, evidence), say)) for iri, found in records.items()]
    return tuple(sorted(counted, key=lambda one: alphabetical(one.thing.label)))


Words = Callable[[OpenPoint], Mapping[str, object]]


def _open_questions(graph: KnowledgeGraph, say: Translator) -> Iterable[OpenQuestion]:
    """What the sources leave open, the questions about the central actor's own sums and partners first."""
    sums = {one.iri: one for one in graph.once(read_sums)}

    def sought(point: OpenPoint) -> str:
        named = graph.things(point.sought, say.language)
        return say("list.semicolon").join(in_its_language(named[iri].label, say) for iri in point.sought)

    yield from sorted(_unnamed(graph, say), key=lambda question: not question.hint)
    yield from _asked(
        graph,
        say,
        "searched",
        lambda point: {
            "sought": sought(point),
            "date": _any(point.dates, say),
        },
    )
    yield from _asked(graph, say, "global-sum", lambda point: _sum(point, sums[point.thing], say))
    yield from _asked(graph, say, "starts", lambda point: {"date": _any(point.dates, say)})
    yield from _asked(graph, say, "organiser", lambda _: {})
    yield from _asked(graph, say, "day", lambda point: {"date": _any(point.dates, say)})
    yield from _asked(graph, say, "place", lambda _: {})
    yield from _asked(graph, say, "office", lambda _: {})


def _sum(point: OpenPoint, told: Sum, say: Translator) -> Mapping[str, object]:
    """Every amount that sources give for the sum, as exactly as they do."""
    amounts = (bounded(money_text(one.value, told.currency, say), one.bound, say) for one in told.amounts)
    return {"amount": say("list.or").join(amounts), "count": point.count}


def _any(dates: Iterable[str], say: Translator) -> str:
    return say("list.or").join(dict.fromkeys(map(say.edtf, dates)))


def _asked(graph: KnowledgeGraph, say: Translator, what: Unsaid, words: Words) -> Iterable[OpenQuestion]:
    """One question for each thing of which the sources leave something open, what the central actor does first."""
    points = {point.thing: point for point in read_open_points(graph.rows, what)}
    things, centre = graph.things(points, say.language), graph.manifest.centre
    own = {iri for iri, point in points.items() if centre and (point.by or iri) == centre}
    for iri in sorted(points, key=lambda each: (each not in own, alphabetical(things[each].label))):
        found = graph.evidence(points[iri].records, say.language)
        sentence = say(f"open.{what}", thing=things[iri].label, **words(points[iri]))
        yield OpenQuestion(what, sentence, things[iri], mentions(tuple(found.values()), say))


def _unnamed(graph: KnowledgeGraph, say: Translator) -> Iterable[OpenQuestion]:
    """Numbers that a source cites without naming the things; the hint says whom other sources name."""
    for one in read_unnamed_counts(graph.rows):
        names = graph.things([one.figure, one.counted], say.language)
        found = graph.evidence([one.record], say.language)
        title = next((source.title for each in found.values() for source in each.sources), "")
        others = graph.things(one.elsewhere, say.language)
        listed = ", ".join(sorted((thing.label for thing in others.values()), key=alphabetical))
        sentence = say("open.unnamed", source=title, cited=one.cited, named=one.named, what=names[one.counted].label)
        hint = say("open.named-elsewhere", names=listed) if listed else ""
        yield OpenQuestion("unnamed", sentence, names[one.figure], mentions(tuple(found.values()), say), hint)
