"""Everything that records date: what it is, when, whose, and where sources contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from territory_graph.dates import DERIVED, Interval, bounds_if_any, compatible, without_put_off
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

DatedKind = Literal["life", "name", "change", "mandate", "agreement", "decision", "event", "project"]
DATED_KINDS: tuple[DatedKind, ...] = (
    "life",
    "name",
    "change",
    "mandate",
    "agreement",
    "decision",
    "event",
    "project",
)
_KIND_OF: Mapping[str, DatedKind] = {
    "Actor": "life",
    "NameUse": "name",
    "ChangeEvent": "change",
    "Mandate": "mandate",
    "Agreement": "agreement",
    "Decision": "decision",
    "Event": "event",
    "Project": "project",
    "Programme": "project",
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A thing as some records date it, and the records that do.

    ``contested`` where other records date its beginning or end otherwise, so that not all can be true: each of them
    has one of its own. ``whose`` are the bodies concerned, itself where it is one.
    """

    iri: str
    kind: DatedKind
    interval: Interval
    whose: tuple[str, ...]
    records: tuple[str, ...]
    contested: bool = False


def dated_query() -> str:
    """The query that finds what records date, which a reader can run."""
    return system_query("dated")


def read_dated(select: Select) -> tuple[Dated, ...]:
    """Every thing that some record dates, by kind and IRI; one for each date where they contradict each other."""
    said: dict[tuple[str, str], dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(dict))
    for row in select(dated_query()):
        dates = said[local(str(row["class"])), str(row["thing"])][local(str(row["property"]))]
        dates.setdefault(str(row["value"]), []).append(str(row["record"]))
    whose = defaultdict[str, list[str]](list)
    for row in select(system_query("dated-whose")):
        whose[str(row["thing"])].append(str(row["who"]))
    found = [
        one
        for (name, iri), dates in said.items()
        for one in _dated(iri, _KIND_OF[name], dates, (iri,) if name == "Actor" else tuple(whose[iri]))
    ]
    return tuple(sorted(found, key=lambda one: (DATED_KINDS.index(one.kind), one.iri, one.interval.start or "")))


def _dated(
    iri: str, kind: DatedKind, said: Mapping[str, Mapping[str, list[str]]], whose: tuple[str, ...]
) -> Iterable[Dated]:
    """The thing at the time that all its dates give, or once for each date of those that cannot all be true."""
    every = tuple(sorted({record for dates in said.values() for found in dates.values() for record in found}))
    kept = without_put_off(said)
    said = {name: {text: said[name][text] for text in texts} for name, texts in kept.items()}
    known = {name: [text for text in said.get(name, {}) if bounds_if_any(text)[0]] for name in ("start", "when", "end")}
    rivals = next((name for name, texts in known.items() if len(texts) > 1 and not compatible(texts)), "")
    if not rivals:
        yield Dated(iri, kind, Interval.widest({name: list(dates) for name, dates in said.items()}), whose, every)
        return
    for text, records in said[rivals].items():
        others = {name: list(dates) for name, dates in said.items() if name not in {rivals, *DERIVED}}
        yield Dated(iri, kind, Interval.widest({**others, rivals: [text]}), whose, tuple(sorted(records)), True)
