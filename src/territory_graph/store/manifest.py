"""The manifest of a version: what it holds, as it was counted when it was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from territory_graph.model import Description

FORMAT = 5
"""How versions are written: one of another format is built anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest(Description):
    """What one version holds, and the description of its territory.

    ``version`` is the beginning of ``whole_sum``, the sum of the SHA-256 of each statement as N-Quads: equal data have
    equal versions, and the sum after a change is reckoned from the change. ``digest`` is that of the files it was built
    from; ``built_at`` is UTC in ISO 8601; ``updates`` counts the changes made since then, which those files do not
    hold. ``facts`` is the version of the statements from which measures are taken: all but measures and the journal,
    whose sum is ``facts_sum``. ``quads`` counts statements, each in every record that makes it, and ``triples`` those
    of the default graph, where each is once. ``unread`` names the files of the territory's folder that the build did
    not read.
    """

    version: str
    built_at: str
    software: str
    digest: str
    quads: int
    graphs: int
    updates: int = 0
    facts: str = ""
    triples: int = 0
    whole_sum: str = ""
    facts_sum: str = ""
    unread: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def built_on(self) -> date:
        """The day on which the version was made."""
        return date.fromisoformat(self.built_at[:10])

    @property
    def known_on(self) -> date:
        """The day of which the data tell, where the territory names one, else that on which the version was made."""
        return date.fromisoformat(self.default_date) if self.default_date else self.built_on

    @property
    def gathered_until(self) -> date:
        """The day up to which facts were gathered, where the territory says it, else that of the build."""
        return date.fromisoformat(self.gathered_on) if self.gathered_on else self.built_on
