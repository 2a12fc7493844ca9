"""A measure of a network as it is told: its first values, and the sentence on what comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.measures import MEASURES
from territory_graph.network.outcome import NoMeaning, Number, Result
from territory_graph.views.analyses.comparison_measures import figure_name
from territory_graph.views.analyses.rankings import Rankings, RankRow
from territory_graph.views.telling import enumerated

_NAMED, _DECIMALS = 5, 9


def number(value: Number | None, say: Translator) -> str:
    """A value as a reader reads it: three digits that count; a dash where there is none."""
    if value is None:
        return say("analyses.comparison.measures.nothing")
    return say.number(value) if isinstance(value, int) else say.number(float(f"{value:.3g}"), _DECIMALS)


def things_in(found: Result | NoMeaning) -> set[str]:
    """The things of which a measure has values."""
    if isinstance(found, NoMeaning):
        return set()
    ends = (end for key in found.values for end in (key if isinstance(key, tuple) else (key,)))
    return {str(end) for end in ends if "://" in str(end) or str(end).startswith("urn:")}


def ordered(found: Result, most: int) -> list[tuple[Any, Number]]:
    """The first values: the highest first, those of a network as they are, groups by their numbers."""
    if found.level == "network":
        return list(found.values.items())
    if MEASURES[found.measure].nominal:
        return sorted(found.values.items(), key=lambda item: (item[1], str(item[0])))[:most]
    return found.top(most)


def value_name(key: Any, level: str, things: Mapping[str, Thing], say: Translator) -> str:
    """Of whom a value is: a thing, a pair of things, or a figure of the whole network, in words."""
    if isinstance(key, tuple):
        return " — ".join(value_name(end, level, things, say) for end in key)
    if level == "network":
        return figure_name(str(key), say)
    thing = things.get(str(key))
    return thing.label[:200] if thing else str(key)


def sentence(found: Result, ranks: Rankings, things: Mapping[str, Thing], say: Translator) -> str:
    """What comes first: all those whom the draws of the ties do not tell apart, where nodes are ranked."""
    name = say(MEASURES[found.measure].name)
    if not found.values:
        return say("analyses.passage.nothing")
    if found.level == "network":
        return say("analyses.measures.network", name=name, value=number(found.value, say))
    different = set(found.values.values())
    if MEASURES[found.measure].nominal:
        sizes = Counter(found.values.values())
        alone = sum(size == 1 for size in sizes.values())  # counted apart: who has no tie is in no group
        if len(sizes) == alone:
            return say("analyses.measures.no_groups", name=name, count=alone)
        told = say("analyses.measures.groups", name=name, count=len(sizes) - alone)
        return f"{told} {say('analyses.measures.alone', count=alone)}" if alone else told
    key, value = found.top(1)[0]
    shown = number(value, say)
    if len(different) == 1 and len(found.values) > 1:
        return say("analyses.measures.same", name=name, value=shown)
    return _leaders(ranks.leaders, name, shown, say) or say(
        "analyses.measures.first", name=name, first=value_name(key, found.level, things, say), value=shown
    )


def _leaders(equal: Sequence[RankRow], name: str, shown: str, say: Translator) -> str:
    """Who shares the first rank; empty where one alone has it."""
    if equal and equal[0].chained:
        named = equal[0].thing.label[:120]
        return say("analyses.measures.chain", name=name, first=named, value=shown, **equal[0].chain(say))
    if len(equal) > 1:
        names = enumerated([row.thing.label[:120] for row in equal], say, most=_NAMED)
        return say("analyses.measures.equal", name=name, names=names, value=shown)
    return ""
