"""Order of lists as French readers expect it: É with E, case and accents deciding only between equals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from territory_graph.spelling import folded


class _Labelled(Protocol):
    @property
    def label(self) -> str: ...


Labelled = TypeVar("Labelled", bound=_Labelled)


def alphabetical(text: str) -> tuple[str, str]:
    """Sort key of a label: its letters without accents or case, then the label itself.

    >>> sorted(["Zoé", "Économie", "emploi", "Eure"], key=alphabetical)
    ['Économie', 'emploi', 'Eure', 'Zoé']
    """
    return folded(text), text


def by_label(things: Iterable[Labelled]) -> tuple[Labelled, ...]:
    """Things, or whatever has a label, in the alphabetical order of their labels."""
    return tuple(sorted(things, key=lambda thing: alphabetical(thing.label)))
