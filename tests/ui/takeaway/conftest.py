"""Views of the real territory, as the network screen would hand them over to be written as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.ui.takeaway.shown import Origin, Shown
from territory_graph.views.citation import name_of
from territory_graph.views.explorer.exploration import GROUP, Exploration, fold_all, set_plan
from territory_graph.views.explorer.field import Field
from territory_graph.views.explorer.picture import picture
from territory_graph.views.explorer.scene import Stage
from territory_graph.views.ties import Ties

ADDRESS = "https://territoire.example/reseau?depart=polepharma&date=2015"
HOSTILE = "=1+1</script><img src=x onerror=alert(1)>]]>\x00\x08\u202e\ud800\"'{{7*7}}&amp; #x\n# y " + "A" * 100_000

See = Callable[..., Shown]


@pytest.fixture(scope="session")
def see(rouen: KnowledgeGraph) -> See:
    """What the screen shows of a state, in a language."""
    stages = {lang: Stage(Field(rouen, translator(lang), Ties(rouen, lang))) for lang in ("fr", "en")}

    def shown(state: Exploration | None = None, lang: str = "fr") -> Shown:
        stage, say = stages[lang], translator(lang)
        scene = stage.scene(state or Exploration())
        return Shown(
            drawing=picture(scene, stage.field),
            ties=scene.ties,
            things=scene.things,
            origin=Origin(
                say=say,
                address=ADDRESS,
                version=rouen.version,
                built=rouen.manifest.built_on,
                name=name_of(rouen.manifest, say),
                licence=rouen.manifest.licence,
                day=say.day(scene.state.day) if scene.state.day else say("takeaway.all_dates"),
                gathered=say.day(rouen.manifest.gathered_until),
            ),
            base=rouen.base,
        )

    return shown


@pytest.fixture(scope="session")
def whole(see: See) -> Shown:
    return see()


@pytest.fixture(scope="session")
def empty(see: See) -> Shown:
    """The view of an address whose start the graph does not know."""
    return see(Exploration(start="urn:nothing"))


@pytest.fixture(scope="session")
def folded(see: See, rouen: KnowledgeGraph) -> Shown:
    """The actors, with those of logistics drawn as one node."""
    state = set_plan(Exploration(), "sector")
    shown = see(fold_all(state, f"{GROUP}{rouen.base}id/sector/logistique"))
    assert [node.group for node in shown.drawing.nodes if node.group] == [8]
    return shown


@pytest.fixture(scope="session")
def hostile(whole: Shown) -> Shown:
    """The whole with a hostile text in place of every text of the data."""
    nodes = tuple(replace(node, label=HOSTILE, title=HOSTILE) for node in whole.drawing.nodes)
    things = {iri: replace(thing, label=HOSTILE) for iri, thing in whole.things.items()}
    ties = tuple(replace(tie, about=replace(tie.about, label=HOSTILE) if tie.about else None) for tie in whole.ties)
    drawing = replace(
        whole.drawing, nodes=nodes, title=HOSTILE, summary=HOSTILE, source_line=HOSTILE, size_title=HOSTILE
    )
    origin = replace(whole.origin, name=HOSTILE, licence=HOSTILE, address=HOSTILE)
    return replace(whole, drawing=drawing, things=things, ties=ties, origin=origin)
