"""Names as they were on a day, and the events that changed who bears them: renamings, mergers, creations, closures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rdflib import URIRef

from territory_graph.dates import Interval, bounds
from territory_graph.describe import evidence as read_evidence
from territory_graph.describe import interval_of
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.queries.system import system_query
from territory_graph.views.telling import Told, plain, when_in_words
from territory_graph.views.ties import Said
from territory_graph.views.wording import mentions

_FORMER = ("former-acronym", "former")
"""Kinds of name that a thing no longer bears, the one preferred on a picture first."""


@dataclass(frozen=True, slots=True)
class Change:
    """An event that changes things: its kind (local name of its class), when, and the things before and after."""

    iri: str
    kind: str
    interval: Interval
    before: tuple[Thing, ...]
    after: tuple[Thing, ...]
    told: Told


@dataclass(frozen=True, slots=True)
class _Use:
    text: str
    kind: str
    interval: Interval


def names_on(graph: KnowledgeGraph, iris: Iterable[str], day: date, language: str) -> Mapping[str, str]:
    """What each thing was called on ``day``, in short where there is a short name; today's label where nothing differs.

    A former name without an end is taken to end with the thing's next renaming; where none is known, it is not used.
    """
    labels = {iri: thing.label for iri, thing in graph.things(set(iris), language).items()}
    uses = _uses(graph, labels)
    renamed = _renamings_of(graph) if any(_open(use) for each in uses.values() for use in each) else {}
    return {
        iri: _name_on([_closed(use, renamed.get(iri, ())) for use in uses.get(iri, ())], day) or label
        for iri, label in labels.items()
    }


def _uses(graph: KnowledgeGraph, iris: Iterable[str]) -> Mapping[str, list[_Use]]:
    found: dict[str, list[_Use]] = defaultdict(list)
    wanted = sorted(iris)
    for row in graph.rows(system_query("name-uses", wanted)) if wanted else ():
        start, end = (str(row[name]) if row[name] is not None else None for name in ("start", "end"))
        try:
            interval = Interval.of(start, end)
        except ValueError:
            continue  # a date that is none says nothing of days
        found[str(row["thing"])].append(_Use(str(row["text"]), _local(str(row["kind"])), interval))
    return found


def _open(use: _Use) -> bool:
    return use.kind in _FORMER and use.interval.start is not None and use.interval.end is None


def _closed(use: _Use, renamed: Iterable[date]) -> _Use:
    """A former name that began, ended by the first renaming after that."""
    begun = use.interval.start_latest
    if not _open(use) or begun is None:
        return use
    after = min((day for day in renamed if day > begun), default=None)
    if after is None:
        return use
    end = (after - timedelta(days=1)).isoformat()
    return _Use(use.text, use.kind, Interval.of(use.interval.start, end))


def _renamings_of(graph: KnowledgeGraph) -> Mapping[str, list[date]]:
    """The first day of every known renaming of a thing; one of “about 2015” is taken to be of 2015."""
    found: dict[str, list[date]] = defaultdict(list)
    for said in _events(graph).values():
        day = _first_day(interval_of(said).start or "") if _kind(said) == "Renaming" else None
        if day:
            for iri in _ends(said, "originalOrganization"):
                found[iri].append(day)
    return found


def _first_day(text: str) -> date | None:
    try:
        return bounds(text.rstrip("~?"))[0]
    except ValueError:
        return None


def _name_on(uses: list[_Use], day: date) -> str:
    """The former name borne on a day; nothing where the present one was already, or where none is known."""
    present = [use for use in uses if use.kind == "official" and use.interval.end is None]
    if any(use.interval.start and use.interval.holds_on(day) for use in present):
        return ""
    borne = [
        use
        for use in uses
        if use.kind in (*_FORMER, "official") and use.interval.end is not None and use.interval.holds_on(day)
    ]
    # The same words before and after a change of legal person are no other name.
    if {use.text for use in borne} & {use.text for use in present}:
        return ""
    order = (*_FORMER, "official")
    return min(borne, key=lambda use: (order.index(use.kind), use.text)).text if borne else ""


def renamings(graph: KnowledgeGraph, say: Translator) -> tuple[Change, ...]:
    """Every event that changes things, the oldest first and those without a date last, told with its sources."""
    events = _events(graph)
    records = {record for said in events.values() for found in said.values() for record in found}
    evidence, _ = read_evidence(graph.rows, records, say.language)
    concerned = {iri for said in events.values() for name in _SIDES for iri in _ends(said, name)}
    things = graph.things({*events, *concerned}, say.language)
    changes = []
    for iri, said in events.items():
        before, after = (tuple(things[end] for end in _ends(said, name)) for name in _SIDES)
        found = {record for each in said.values() for record in each if record in evidence}
        stated = tuple(evidence[record] for record in sorted(found) if evidence[record].status != "inferred")
        interval = interval_of(said)
        status = min((one.status for one in stated), key=lambda one: one != "stated", default="stated")
        sentence = _sentence(things[iri].label, interval, status, say)
        changes.append(Change(iri, _kind(said), interval, before, after, Told(iri, sentence, mentions(stated, say))))
    return tuple(sorted(changes, key=lambda one: (one.interval.start_earliest or date.max, one.iri)))


_SIDES = ("originalOrganization", "resultingOrganization")


def _sentence(label: str, interval: Interval, status: str, say: Translator) -> str:
    told = f"{plain(label)}, {when_in_words(interval, say) or say('telling.undated')}"
    return say(f"telling.status.{status if status == 'implied' else 'stated'}", sentence=told)


def _events(graph: KnowledgeGraph) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for row in graph.rows(system_query("change-events")):
        name, value = row["property"], row["value"]
        assert name is not None and value is not None
        found.setdefault(str(row["thing"]), {}).setdefault((name, value), []).append(str(row["record"]))
    return found


def _ends(said: Said, name: str) -> list[str]:
    return sorted({str(value) for prop, value in said if isinstance(value, URIRef) and _local(str(prop)) == name})


def _kind(said: Said) -> str:
    """The local name of the event's most precise class."""
    classes = _ends(said, "type")
    return next((_local(iri) for iri in classes if _local(iri) != "ChangeEvent"), "ChangeEvent")


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
