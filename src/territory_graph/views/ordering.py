"""Order of lists as French readers expect it: É with E, case and accents deciding only between equals."""

from __future__ import annotations

from territory_graph.spelling import folded


def alphabetical(text: str) -> tuple[str, str]:
    """Sort key of a label: its letters without accents or case, then the label itself.

    >>> sorted(["Zoé", "Économie", "emploi", "Eure"], key=alphabetical)
    ['Économie', 'emploi', 'Eure', 'Zoé']
    """
    return folded(text), text
