"""What is not known to be done: events that sources announce, put off or cancel; sums that are not committed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from typing import Any, Literal, get_args

from territory_graph.dates import bounds_if_any, is_put_off
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select

Fate = Literal["", "planned", "postponed", "cancelled", "contested"]
FATES = frozenset({"planned", "postponed", "cancelled"})
"""The states (local names) that say of an event that it did not take place, or not yet."""
Dating = tuple[str, str, str]
"""A source that gives the day of an event, that day, and when the source appeared (EDTF, or empty)."""


def read_announced(select: Select) -> dict[str, tuple[str, ...]]:
    """What sources say of each event that they announce, put off or cancel, and what each sum is that is not committed.

    That is the one ``fate`` of an event, unless it took place. Of a sum it is its kinds, several where sources
    contradict each other.
    """
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in select(system_query("announced")):
        found[str(each["thing"])].append(each)
    told: dict[str, tuple[str, ...]] = {}
    for iri, rows in found.items():
        said: dict[str, set[str]] = defaultdict(set)
        dated, previous = set[Dating](), set[str]()
        for row in rows:
            name, day, source = str(row["said"]), str(row["day"] or ""), str(row["source"] or "")
            if name == "dated":
                dated.add((source, day, str(row["issued"] or "")))
            elif name == "previous":
                previous.add(day)
            else:
                said[name].add(source)
        told[iri] = tuple(said)  # the kinds of a sum
        if FATES & said.keys():
            became = fate(said, dated, previous)
            told[iri] = (became,) if became else ()
    return {iri: words for iri, words in told.items() if words}


def fate(said: Mapping[str, Collection[str]], dated: Iterable[Dating], previous: Collection[str]) -> Fate:
    """What became of an event: of each state the sources that say it, the days that sources give, those put off.

    It took place where a source that says none of these states gives its day, and appeared no earlier than that; the
    days from which it is put off tell of no other. ``contested`` where one source cancels it and another has it held.

    >>> fate({"planned": {"a"}}, [("a", "2021-04-10", ""), ("b", "2021-04-10", "2021-05")], ())
    ''
    >>> fate({"cancelled": {"b"}}, [("a", "2021-04-10", "2021-01")], ())
    'cancelled'
    >>> fate({"cancelled": {"b"}}, [("a", "2021-04-10", "2021-05")], ())
    'contested'
    """
    aside = {source for sources in said.values() for source in sources}
    held = False
    for source, day, issued in dated:
        appeared, first = bounds_if_any(issued)[1], bounds_if_any(day)[0]
        foretold = appeared is not None and first is not None and appeared < first
        held |= source not in aside and not is_put_off(day, previous) and not foretold
    if said.get("cancelled"):
        return "contested" if held else "cancelled"
    if held:
        return ""
    return "postponed" if said.get("postponed") else "planned" if said.get("planned") else ""


def fates(announced: Mapping[str, Collection[str]]) -> dict[str, Fate]:
    """What became of each event of which that is said, among what is announced (``read_announced``)."""
    return {iri: word for iri, words in announced.items() if (word := fate_among(words))}


def fate_among(words: Container[str]) -> Fate:
    """The fate among the words that are said of something; empty where none is."""
    return next((word for word in get_args(Fate) if word and word in words), "")


def is_off(words: Container[str]) -> bool:
    """Whether a source says that an event was cancelled: none then tells of it as held, or to come."""
    return "cancelled" in words or "contested" in words
