"""Who is the necessary passage: whom a network would be split without, how sure the ranks are, what rests on one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.critical import Critical, critical_actors, critical_ties
from territory_graph.network.outcome import NoMeaning
from territory_graph.network.ranks import Ranking, ranks
from territory_graph.views.telling import Names, enumerated, named

_MOST, _NAMED = 12, 5


@dataclass(frozen=True, slots=True)
class Splitting:
    """Something without which the network splits: who, in a sentence, and how many are cut off."""

    iris: tuple[str, ...]
    sentence: str
    cut_off: int


@dataclass(frozen=True, slots=True)
class RankRow:
    """One line of a ranking: who, the value, the rank and the same in words, equal ranks shown as equal."""

    thing: Thing
    value: float
    place: int
    rank: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The answer in a sentence, who splits the network, which ties do, and the ranking with its remarks."""

    sentence: str
    actors: tuple[Splitting, ...]
    ties: tuple[Splitting, ...]
    ranking: tuple[RankRow, ...]
    notes: tuple[str, ...]


def read_passage(network: nx.Graph, things: Mapping[str, Thing], say: Translator) -> Passage:
    """Who is the necessary passage of a network, and what it would lose."""
    names = {iri: thing.label for iri, thing in things.items()}
    total = sum(1 for _, degree in network.degree() if degree)
    actors = critical_actors(network)
    rows, notes = ranking(network, "betweenness_centrality", things, say)
    return Passage(
        _sentence(actors, rows, total, names, say),
        tuple(Splitting((str(one.lost),), _splits(one, total, names, say), one.cut_off) for one in actors[:_MOST]),
        tuple(_tie(one, total, names, say) for one in critical_ties(network)[:_MOST]),
        rows,
        notes,
    )


def _sentence(
    actors: tuple[Critical, ...], rows: tuple[RankRow, ...], total: int, names: Names, say: Translator
) -> str:
    if not total:
        return say("analyses.passage.no_ties")
    through = _through(rows, names, say)
    if not actors:
        return f"{say('analyses.passage.nobody')} {through}".strip()
    return f"{_splits(actors[0], total, names, say)} {through}".strip()


def _through(rows: tuple[RankRow, ...], names: Names, say: Translator) -> str:
    """Through whom most paths pass: all those whom the draws of the ties do not tell apart."""
    first = leaders(rows)
    if not first or not rows[0].value:
        return ""
    listed = _list((row.thing.iri for row in first), names, say)
    return say("analyses.passage.through", count=len(first), names=listed)


def leaders(rows: Iterable[RankRow]) -> tuple[RankRow, ...]:
    """The rows that share the first rank."""
    found = tuple(rows)
    return tuple(row for row in found if row.place == found[0].place)


def _splits(one: Critical, total: int, names: Names, say: Translator) -> str:
    left = len(one.alone)
    return say(
        "analyses.passage.without",
        name=named(str(one.lost), names),
        count=one.cut_off,
        total=total - 1,
        pieces=len(one.pieces),
        alone=say("analyses.passage.alone", count=left, names=_list(one.alone, names, say)) if left else "",
    )


def _tie(one: Critical, total: int, names: Names, say: Translator) -> Splitting:
    first, second = (str(end) for end in one.lost)
    told = say(
        "analyses.passage.bridge",
        one=named(first, names),
        other=named(second, names),
        count=one.cut_off,
        total=total,
    )
    return Splitting((first, second), told, one.cut_off)


def _list(iris: Iterable[object], names: Names, say: Translator) -> str:
    found = [named(str(iri), names) for iri in iris]
    return enumerated(found[:_NAMED], say, left=max(0, len(found) - _NAMED))


def ranking(
    network: nx.Graph, measure: str, things: Mapping[str, Thing], say: Translator, most: int = _MOST
) -> tuple[tuple[RankRow, ...], tuple[str, ...]]:
    """The highest nodes of a measure with their ranks in words, and the remarks on it or why it has no meaning."""
    found = ranks(network, measure, most=most)
    if isinstance(found, NoMeaning):
        return (), (say(found.key, **found.reason.fields),)
    rows = tuple(_rows(found, things, say))
    return rows, tuple(say(note.key, **note.fields) for note in found.notes)


def _rows(found: Ranking, things: Mapping[str, Thing], say: Translator) -> Iterable[RankRow]:
    shared: dict[int, int] = {}
    for row in found.rows:
        shared[row.rank] = shared.get(row.rank, 0) + 1
    for row in found.rows:
        equal = shared[row.rank] > 1
        between = say("analyses.passage.between", low=row.low, high=row.high) if row.low < row.high else ""
        rank = say("analyses.passage.equal" if equal else "analyses.passage.rank", rank=row.rank)
        iri = str(row.node)
        yield RankRow(things.get(iri, Thing(iri, iri, "")), float(row.value), row.rank, f"{rank} {between}".strip())
