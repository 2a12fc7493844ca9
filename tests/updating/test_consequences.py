"""What follows from a change is found around it: the same as where everything is inferred anew."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from territory_graph.ingest.rules import is_inferred
from territory_graph.store.contents import contents_after, contents_of
from territory_graph.store.default_graph import in_records
from territory_graph.store.folder import StoreFolder
from territory_graph.terms import node, text
from territory_graph.updating import consequences as module
from territory_graph.updating.consequences import Quads, consequences, everything


def facts_of(store: ox.Store, base: str) -> list[ox.Quad]:
    """What records say, always in the same order."""
    own = (quad for quad in in_records(store) if not is_inferred(text(quad.graph_name), base))
    return sorted((quad for quad in own if "/graph/" not in text(quad.graph_name)), key=str)


def some_change(store: ox.Store, facts: list[ox.Quad], seed: int) -> tuple[Quads, Quads]:
    """Statements to add and to remove: a record that goes, statements that go, or statements mixed from others."""
    chance = random.Random(seed)
    kind = chance.choice(("record", "statements", "mixed"))
    if kind == "record":
        record = node(text(chance.choice(facts).graph_name))
        said = store.quads_for_pattern(record, None, None, None)
        about = [quad for quad in said if quad.graph_name != ox.DefaultGraph()]
        return frozenset(), frozenset([*store.quads_for_pattern(None, None, None, record), *about])
    gone = frozenset(chance.sample(facts, chance.randint(1, 4)))
    if kind == "statements":
        return frozenset(), gone
    pairs = zip(chance.sample(facts, 3), chance.sample(facts, 3), strict=True)
    return frozenset(ox.Quad(a.subject, b.predicate, b.object, a.graph_name) for a, b in pairs), gone


@pytest.fixture(scope="module")
def opened(request):
    store, manifest = StoreFolder(request.getfixturevalue(request.param)).open()
    return store, manifest, facts_of(store, manifest.base)


HAMLET = [("hamlet_store", seed) for seed in range(15)]
ROUEN = [("rouen_store", seed) for seed in (0, 1, 5)]
"""Changes that are tried: of the real territory, where each takes seconds, statements, records and what is mixed."""


@pytest.mark.parametrize(("opened", "seed"), HAMLET + ROUEN, indirect=["opened"])
def test_the_same_as_everything_inferred_anew(opened, seed, monkeypatch):
    store, manifest, facts = opened
    added, removed = some_change(store, facts, seed)
    right = everything(store, frozenset(quad for quad in added if quad not in store), removed - added, manifest.base)
    monkeypatch.setattr(module, "everything", None)  # nothing is inferred anew
    found = consequences(store, added, removed, manifest.base)
    assert found == right
    assert contents_after(store, manifest, found.added, found.removed) == contents_of(
        (set(in_records(store)) | found.added) - found.removed, manifest.base
    )


def test_what_is_near_is_little_of_a_large_store(rouen_store):
    store, manifest = StoreFolder(rouen_store).open()
    added, removed = some_change(store, facts_of(store, manifest.base), 3)
    near = module._Near(store, added, removed, manifest.base).quads()
    assert len(near) < 0.25 * manifest.quads
