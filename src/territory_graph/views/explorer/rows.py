"""The scene as rows: of its ties, each with its sources, and of its things."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from territory_graph.messages import Translator
from territory_graph.views.explorer.scene import Scene
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import doubted, kind_in_words
from territory_graph.views.ties import BETWEEN_ACTORS
from territory_graph.views.wording import period

COLUMNS = ("source", "target", "kind", "about", "period", "status", "sources")
THING_COLUMNS = ("label", "kind", "partners", "ties")


@dataclass(frozen=True, slots=True)
class TieRow:
    """One line of the table: two things, what ties them, when, how firmly and surely, and after which sources."""

    id: str
    source: str
    target: str
    kind: str
    about: str
    period: str
    status: str
    sources: str


@dataclass(frozen=True, slots=True)
class ThingRow:
    """One line of the table of things: its name, kind, number of partners and of ties shown."""

    id: str
    label: str
    kind: str
    partners: int
    ties: int


def tie_rows(scene: Scene, say: Translator) -> list[TieRow]:
    """A row a tie, by the names of its ends."""
    rows = []
    for tie in scene.ties:
        titles = sorted({source.title for one in tie.evidence for source in one.sources}, key=alphabetical)
        row = TieRow(
            tie.pair,
            scene.things[tie.source].label,
            scene.things[tie.target].label,
            kind_in_words(tie, say),
            tie.about.label if tie.about else "",
            period(tie.interval, say) or (say("telling.undated") if tie.kind in BETWEEN_ACTORS else ""),
            doubted(say(f"status.{tie.firmness}"), tie.confidence, say),
            " ; ".join(titles),
        )
        rows.append(row)
    return sorted(rows, key=lambda row: (alphabetical(row.source), alphabetical(row.target), alphabetical(row.kind)))


def thing_rows(scene: Scene, say: Translator) -> list[ThingRow]:
    """A row a thing, the best connected first."""
    partners = scene.partners
    ties = Counter(end for tie in scene.ties for end in (tie.source, tie.target))
    rows = [
        ThingRow(iri, thing.label, say(f"kinds.{drawn_kind(thing.kind)}"), partners[iri], ties[iri])
        for iri, thing in scene.things.items()
    ]
    return sorted(rows, key=lambda row: (-row.partners, alphabetical(row.label)))
