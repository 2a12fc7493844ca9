"""Reading a document: its text in passages, and the facts that it may state, proposed as rows of tables.

::

    bytes ─▶ read_document ─▶ Document: text, passages ─▶ propose(document, graph) ─▶ Reading: proposals, source, notes
                  formats                        names · moments · sums · skeleton · patterns · (model)

Nothing is written here: who reviews a proposal accepts it, edits it (``edited``), takes it apart (``split``) or rejects
it, and keeps its ``key``, by which it is not proposed again.
"""

from territory_graph.reading.document import Document, read_document
from territory_graph.reading.passages import Passage
from territory_graph.reading.proposed import Proposed, Reading, edited, parts_of, split
from territory_graph.reading.proposing import propose

__all__ = [
    "Document",
    "Passage",
    "Proposed",
    "Reading",
    "edited",
    "parts_of",
    "propose",
    "read_document",
    "split",
]
