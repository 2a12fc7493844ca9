"""Contributions: facts that people bring in are proposed, looked at, reviewed, published, remembered and taken back.

::

    rows ─▶ Proposal ─▶ look ─▶ send ─▶ queue ─▶ accept ─▶ a file of the territory, and a new version of its store
                                          ├──▶ send back with a word
                                          └──▶ reject

``Desk`` is the one door. A proposal waits beside the territory's files, where no build reads it. Once accepted it is a
contribution: a TriG file that every build reads after tables and TriG (``ingest.contributed``).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from territory_graph.contributions.desk import Compared, Desk
    from territory_graph.contributions.looking import Contradiction, Look, Meant
    from territory_graph.contributions.proposals import Item, Proposal, State, undoing
    from territory_graph.contributions.versions import Difference
    from territory_graph.ingest.contributed import KINDS, Contribution, Kind
    from territory_graph.ingest.schema import Row

__all__ = [
    "KINDS",
    "Compared",
    "Contradiction",
    "Contribution",
    "Desk",
    "Difference",
    "Item",
    "Kind",
    "Look",
    "Meant",
    "Proposal",
    "Row",
    "State",
    "undoing",
]

_HOMES = {
    "contributions.desk": ("Compared", "Desk"),
    "contributions.looking": ("Contradiction", "Look", "Meant"),
    "contributions.proposals": ("Item", "Proposal", "State", "undoing"),
    "contributions.versions": ("Difference",),
    "ingest.contributed": ("KINDS", "Contribution", "Kind"),
    "ingest.schema": ("Row",),
}
"""The modules of the names, loaded when one is asked for: whoever keeps an update needs no desk."""


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            found = getattr(import_module(f"territory_graph.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
