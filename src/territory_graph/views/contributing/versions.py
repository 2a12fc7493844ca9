"""Versions of the data told: when each became current, and what one says otherwise than another, in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from territory_graph.contributions import Compared
from territory_graph.facts.statements import read_subjects
from territory_graph.facts.ties import read_ties
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.store.folder import KeptVersion
from territory_graph.views.contributing.effect import ties_told
from territory_graph.views.contributing.told import moment, record_view
from territory_graph.views.ties import Ties
from territory_graph.views.wording import Mention

_MOST = 50


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record in two versions: of which thing, what each says, and after which sources; one may say nothing."""

    thing: Thing
    before: tuple[str, ...]
    after: tuple[str, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a later version says and an earlier does not, otherwise, or no more; ``more`` records are not told."""

    appeared: tuple[RecordChange, ...]
    changed: tuple[RecordChange, ...]
    withdrawn: tuple[RecordChange, ...]
    more: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.appeared or self.changed or self.withdrawn)


def version_label(one: KeptVersion, say: Translator, *, current: bool) -> str:
    """A version by its date and its name."""
    return say("versions.current" if current else "versions.one", when=moment(one.since, say), name=one.version)


def read_comparison(found: Compared, say: Translator) -> Comparison:
    """The difference of two versions in words, the first records of each sort."""
    before, after = (_Teller(graph, found.difference.records, say) for graph in (found.before, found.after))
    appeared, changed, withdrawn = found.difference.appeared, found.difference.changed, found.difference.withdrawn
    return Comparison(
        tuple(_change(record, before, after) for record in appeared[:_MOST]),
        tuple(_change(record, before, after, whole=True) for record in changed[:_MOST]),
        tuple(_change(record, before, after) for record in withdrawn[:_MOST]),
        sum(max(0, len(records) - _MOST) for records in (appeared, changed, withdrawn)),
    )


def _change(record: str, before: _Teller, after: _Teller, *, whole: bool = False) -> RecordChange:
    """A record in both versions; of one that changed, what only one of them says."""
    then, now = before.lines(record, whole=whole), after.lines(record, whole=whole)
    return RecordChange(
        after.thing(record) or before.thing(record) or Thing(record, record, ""),
        tuple(line for line in then if line not in now),
        tuple(line for line in now if line not in then),
        tuple(dict.fromkeys((*after.mentions(record), *before.mentions(record)))),
    )


class _Teller:
    """Tells records of one version: by the sentences of the ties that rest on them, else by their statements."""

    def __init__(self, graph: KnowledgeGraph, records: tuple[str, ...], say: Translator) -> None:
        self._graph = graph
        self._say = say
        self._ties = Ties(graph, say.language)
        self._subjects = read_subjects(graph.rows, records)
        about = {iri for iris in self._subjects.values() for iri in iris}
        self._things = graph.things(about, say.language)
        wanted = set(records)
        self._view = cache(lambda record: record_view(graph, record, say))
        self._resting = [tie for tie in read_ties(graph.rows) if wanted.intersection(tie.records)]

    def thing(self, record: str) -> Thing | None:
        """The first thing that the record describes."""
        return next((self._things[iri] for iri in self._subjects.get(record, ())), None)

    def lines(self, record: str, *, whole: bool) -> tuple[str, ...]:
        """Sentences that rest on the record, else its statements; ``whole`` with both, and how firmly it is said."""
        view = self._view(record)
        told = ties_told((tie for tie in self._resting if record in tie.records), self._ties, self._say)
        if told and not whole:
            return told
        statements = (
            self._say("versions.statement", thing=one.thing.label, property=one.label, value=one.value)
            for one in view.statements
        )
        firmly = (one.status_label for one in view.mentions) if whole else ()
        return tuple(dict.fromkeys((*told, *statements, *firmly)))

    def mentions(self, record: str) -> tuple[Mention, ...]:
        """The sources of the record."""
        return self._view(record).mentions
