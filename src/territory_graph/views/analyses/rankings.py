"""The highest nodes of a measure: their ranks in words, those that cannot be told apart as one, and their roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import networkx as nx

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.outcome import NoMeaning, Note, Watch
from territory_graph.network.ranks import Ranked, ranks
from territory_graph.views.analyses.roles import Roles
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import enumerated, plain

_MOST, _NAMED = 1_000, 5


@dataclass(frozen=True, slots=True)
class RankRow:
    """One line of a ranking: who, the value, the rank and the same in words, its interval, and the node's role.

    ``equal`` says whether others have the same rank; ``low`` and ``high`` are where it lies in 95 % of the draws.
    ``last`` is the place of the lowest line with the same rank; ``chained`` says that the draws tell the lowest from
    the first, though no neighbours apart.
    """

    thing: Thing
    value: float
    place: int
    rank: str
    equal: bool
    low: int
    high: int
    between: str
    role: str
    last: int
    chained: bool

    def chain(self, say: Translator) -> dict[str, str]:
        """What a sentence on a chained row is filled with."""
        return {"between": self.between, "low": say.ordinal(self.place), "high": say.ordinal(self.last)}


@dataclass(frozen=True, slots=True)
class Rankings:
    """The lines of a ranking, the highest first, with remarks, or the reason why there is none.

    Nodes without any tie have no line. ``left`` counts those with a value that are below the last line. ``draws`` says
    what the draws of the ties do, which is one of the remarks.
    """

    rows: tuple[RankRow, ...] = ()
    notes: tuple[str, ...] = ()
    left: int = 0
    draws: str = ""

    @property
    def leaders(self) -> tuple[RankRow, ...]:
        """The rows that share the first rank."""
        return tuple(row for row in self.rows if row.place == self.rows[0].place)

    def clause(self, iri: str, name: str, say: Translator) -> str:
        """Where a node stands by the measure called ``name``, as a sentence; empty where it has no rank here."""
        row = next((row for row in self.rows if row.thing.iri == iri), None)
        if row is None:
            return ""
        if row.chained:
            return say("analyses.roles.rank_chain", measure=name, **row.chain(say))
        low, high = say.ordinal(row.low), say.ordinal(row.high)
        return say(
            "analyses.roles.rank",
            measure=name,
            rank=say.ordinal(row.place),
            equal=self._with(row, say) if row.equal else "",
            draws="" if row.low == row.high else say("analyses.roles.draws", low=low, high=high),
        )

    def _with(self, row: RankRow, say: Translator) -> str:
        """With whom a row shares its rank: by name where they are few, and uncounted where the list ends among them."""
        others = [plain(each.thing.label) for each in self.rows if each.place == row.place and each is not row]
        if self.left and row.place == self.rows[-1].place:
            return say("analyses.roles.equal_some")
        if len(others) > _NAMED:
            return say("analyses.roles.equal_count", count=len(others))
        return say("analyses.roles.equal", names=enumerated(others, say))


def ranking(
    network: nx.Graph,
    measure: str,
    roles: Roles,
    things: Mapping[str, Thing],
    say: Translator,
    *,
    watch: Watch | None = None,
) -> Rankings:
    """The highest nodes of a measure with their ranks in words, and the remarks on it or why it has no meaning."""
    found = ranks(network, measure, most=_MOST, watch=watch)
    if isinstance(found, NoMeaning):
        return Rankings(notes=_told([found.reason], say))

    def order(row: Ranked) -> tuple[object, ...]:
        """By rank and value, the highest first, equal values by name."""
        iri = str(row.node)
        return row.rank, -row.value, alphabetical(things[iri].label if iri in things else iri)

    tied = tuple(sorted((row for row in found.rows if roles.partners[str(row.node)]), key=order))
    notes, untied = _told(found.notes, say), len(found.rows) - len(tied)
    if len(tied) > 1 and len({row.value for row in tied}) == 1:
        notes = (*notes, say("analyses.passage.same"))
    if untied:
        notes = (*notes, say("analyses.passage.untied", count=untied, node=roles.word("one"), nodes=roles.word("many")))
    direction = found.result.scope.direction_key
    draws = say("outcomes.draws", count=found.resamples, kept=round(100 * found.kept)) if found.kept < 1 else ""
    notes = (*notes, *((say(direction),) if direction else ()), *filter(None, [draws]))
    left = len(found.result.values) - len(found.rows)
    return Rankings(tuple(_rows(tied, roles, things, say)), notes, left, draws)


def _told(notes: Iterable[Note], say: Translator) -> tuple[str, ...]:
    return tuple(say(note.key, **note.fields) for note in notes)


def _rows(found: tuple[Ranked, ...], roles: Roles, things: Mapping[str, Thing], say: Translator) -> Iterator[RankRow]:
    """A line a node: those whom the draws do not tell apart share a rank, or make a chain of neighbours."""
    shared = Counter(row.rank for row in found)
    for row in found:
        iri, equal, last = str(row.node), shared[row.rank] > 1, row.rank + shared[row.rank] - 1
        low, high = say.ordinal(row.low), say.ordinal(row.high)
        yield RankRow(
            thing=things.get(iri, Thing(iri, iri, "")),
            value=float(row.value),
            place=row.rank,
            rank=_rank(row, last, say),
            equal=equal,
            low=row.low,
            high=row.high,
            between=low if row.low == row.high else say("analyses.passage.between", low=low, high=high),
            role=roles.sentence(iri),
            last=last,
            chained=equal and row.chained,
        )


def _rank(row: Ranked, last: int, say: Translator) -> str:
    """The rank in words: alone, shared by those not told apart, or from first to last of a chain of neighbours."""
    rank = say.ordinal(row.rank)
    if last == row.rank:
        return rank
    if row.chained:
        return say("analyses.passage.chain", low=rank, high=say.ordinal(last))
    return say("analyses.passage.equal", rank=rank)
