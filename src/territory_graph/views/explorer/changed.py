"""What of a view changed in the data since somebody shared it."""

from __future__ import annotations

from dataclasses import dataclass

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.store.folder import StoreFolder
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.scene import Stage, read_stage


@dataclass(frozen=True, slots=True)
class CameAndWent:
    """The names of the things that came and went, and how many ties."""

    more: tuple[str, ...]
    less: tuple[str, ...]
    ties_more: int
    ties_less: int

    @property
    def any(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.more or self.less or self.ties_more or self.ties_less)


def changed_since(folder: StoreFolder, version: str, state: Exploration, stage: Stage) -> CameAndWent | None:
    """What ``state`` shows now and did not show in a former version, and the reverse; None where that one is gone.

    ``version`` may be the beginning of its name.

    Raises:
        StoreError: the former version cannot be opened.
    """
    found = folder.former(version)
    if found is None:
        return None
    store, manifest = folder.open(found)
    before = read_stage(KnowledgeGraph(store, manifest, found), stage.field.say).scene(state)
    now = stage.scene(state)
    ties_before, ties_now = ({tie.id for tie in scene.ties} for scene in (before, now))
    return CameAndWent(
        more=tuple(thing.label for iri, thing in now.things.items() if iri not in before.things),
        less=tuple(thing.label for iri, thing in before.things.items() if iri not in now.things),
        ties_more=len(ties_now - ties_before),
        ties_less=len(ties_before - ties_now),
    )
