"""Contributions: facts that people bring in are proposed, looked at, reviewed, published, remembered and taken back.

::

    rows ─▶ Proposal ─▶ look ─▶ send ─▶ queue ─▶ accept ─▶ a file of the territory, and a new version of its store
                                          ├──▶ send back with a word
                                          └──▶ reject

``Desk`` is the one door. A proposal waits beside the territory's files, where no build reads it. Once accepted it is a
contribution: a TriG file that every build reads after tables and TriG (``ingest.contributed``).
"""

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
