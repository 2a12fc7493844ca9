"""Ties read with who says so: the pairs of the projection, their direction, dates, status and evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.dates import Interval
from territory_graph.tie_kinds import between_actors, weights
from territory_graph.views.ties import TIE_KINDS, Ties, ToldTie, pair_of

WriteTrig = Callable[[str], Path]

HAMLET = "https://example.org/hamlet/id/"
ROUEN = "https://w3id.org/territory-graph/id/"
DIRECT = ("collaboration", "foundation")
"""Kinds whose reason is a property in the projection, and nothing of its own in a tie."""


def actor(name: str) -> str:
    return f"{HAMLET}actor/{name}"


def one(ties: Ties, source: str, kind: str, target: str) -> ToldTie:
    """The tie; fails where it is told from the other side, twice or never."""
    (found,) = [tie for tie in ties.of([source]) if (tie.source, tie.kind, tie.target) == (source, kind, target)]
    return found


@pytest.fixture(scope="module")
def ties(hamlet: KnowledgeGraph) -> Ties:
    return Ties(hamlet, "fr")


@pytest.fixture(params=["hamlet", "rouen"])
def graph(request: pytest.FixtureRequest) -> KnowledgeGraph:
    found: KnowledgeGraph = request.getfixturevalue(request.param)
    return found


def test_ties_among_actors_are_those_of_the_projection_and_their_funding(graph: KnowledgeGraph) -> None:
    network = graph.network("actors")
    projected = Counter(
        (pair_of(one, other), kind, "" if kind in DIRECT else via)
        for one, other, tie in network.edges(data=True)
        for kind, via in tie["vias"]
    )
    found = Ties(graph, "fr").among(network.nodes)
    told = Counter((tie.pair, tie.kind, tie.about.iri if tie.about else "") for tie in found if tie.kind in weights())
    assert projected
    assert told == projected
    assert {tie.kind for tie in found} <= set(between_actors())


def test_every_tie_has_evidence_with_a_source(graph: KnowledgeGraph) -> None:
    found = Ties(graph, "fr").of(graph.network("actors").nodes)
    assert found
    assert [tie.id for tie in found if not any(each.sources or each.rule for each in tie.evidence)] == []
    assert {tie.kind for tie in found} <= set(TIE_KINDS)
    assert len({tie.id for tie in found}) == len(found)
    assert all(tie.source != tie.target for tie in found)


@pytest.mark.parametrize(
    ("source", "kind", "target", "about"),
    [
        ("actor/val-clair", "membership", "actor/syndicat", "Adhésion"),
        ("actor/syndicat", "partnership", "actor/bois-vif", "Soutien à Bois Vif"),
        ("actor/syndicat", "funding", "actor/lin-neuf", "Contrat des filières"),
        ("actor/val-clair", "foundation", "actor/syndicat", None),
        ("actor/val-clair", "carrying", "project/haies", None),
        ("actor/bois-vif", "involvement", "project/haies", None),
        ("project/haies", "programme", "programme/relance", None),
        ("person/jeanne-exemple", "mandate", "actor/syndicat", "Jeanne Exemple, présidente du syndicat"),
    ],
)
def test_a_tie_is_told_from_the_side_that_acts(
    ties: Ties, source: str, kind: str, target: str, about: str | None
) -> None:
    found = one(ties, f"{HAMLET}{source}", kind, f"{HAMLET}{target}")
    assert found in ties.of([f"{HAMLET}{target}"])
    assert (found.about is None) is (about is None)
    assert found.about is None or about in found.about.label  # type: ignore[operator]


def test_a_direct_tie_holds_for_the_time_of_its_record(ties: Ties) -> None:
    found = one(ties, actor("bois-vif"), "collaboration", actor("lin-neuf"))
    assert found.interval == Interval.of("2016", "2019")


def test_a_tie_holds_for_the_time_of_what_joins_its_ends(ties: Ties) -> None:
    found = one(ties, actor("val-clair"), "membership", actor("syndicat"))
    assert (found.interval.start, found.interval.attested) == ("2013", date(2021, 3, 15))


@pytest.mark.parametrize(
    ("source", "kind", "target", "status"),
    [
        ("syndicat", "partnership", "bois-vif", "stated"),
        ("syndicat", "partnership", "eau-vive", "implied"),
        ("lin-neuf", "convention", "syndicat", "implied"),
        ("agence", "decision", "syndicat", "implied"),
        # A rule turns “carries” into “carried by”: what the source says stands, not the rule.
        ("lycee-bois", "project", "scierie", "stated"),
    ],
)
def test_a_tie_is_as_firm_as_what_says_it(ties: Ties, source: str, kind: str, target: str, status: str) -> None:
    assert one(ties, actor(source), kind, actor(target)).status == status


def test_a_collaboration_said_from_both_sides_is_one_tie(
    hamlet_copy: Path, add_trig: WriteTrig, tmp_path: Path
) -> None:
    add_trig("rec:x { act:lin-neuf tg:collaboratesWith act:bois-vif }")
    build(hamlet_copy, tmp_path / "store")
    found = one(
        Ties(KnowledgeGraph.open(tmp_path / "store"), "fr"), actor("bois-vif"), "collaboration", actor("lin-neuf")
    )
    assert len({each.record for each in found.evidence}) == 2


def test_a_circle_keeps_the_tie_of_each_way_round(hamlet_copy: Path, add_trig: WriteTrig, tmp_path: Path) -> None:
    add_trig("rec:x { act:moulin tg:foundedBy act:scierie . act:scierie tg:foundedBy act:moulin }")
    build(hamlet_copy, tmp_path / "store")
    ties = Ties(KnowledgeGraph.open(tmp_path / "store"), "fr")
    found = [tie for tie in ties.of([actor("moulin")]) if tie.kind == "foundation"]
    assert {(tie.source, tie.target) for tie in found} == {
        (actor("moulin"), actor("scierie")),
        (actor("scierie"), actor("moulin")),
    }
    assert len({tie.id for tie in found}) == 2
    assert {tie.pair for tie in found} == {pair_of(actor("moulin"), actor("scierie"))}


def test_ties_do_not_depend_on_what_was_asked_before(hamlet: KnowledgeGraph) -> None:
    everyone = sorted(hamlet.network("actors").nodes)
    once, step_by_step = Ties(hamlet, "fr"), Ties(hamlet, "fr")
    for iri in reversed(everyone):
        step_by_step.of([iri])
    assert step_by_step.of(everyone) == once.of(everyone) == once.of(everyone)


def test_ties_among_have_both_ends_there(ties: Ties) -> None:
    pair = {actor("syndicat"), actor("bois-vif")}
    assert {frozenset((tie.source, tie.target)) for tie in ties.among(pair)} == {frozenset(pair)}
    assert {tie.kind for tie in ties.among(pair)} == {"partnership", "roadmap", "agreement", "funding"}
    assert len(ties.of(pair)) > len(ties.among(pair))


def test_nothing_asked_or_nothing_known_has_no_tie(ties: Ties) -> None:
    assert ties.of([]) == ties.among([]) == ()
    assert ties.of(["urn:nobody"]) == ()
    assert ties.things([]) == {}


def test_the_other_end_of_a_tie_is_the_one_not_given() -> None:
    tie = ToldTie("urn:b", "urn:a", "collaboration", None, Interval(), (), "stated")
    assert (tie.other("urn:a"), tie.other("urn:b"), tie.pair) == ("urn:b", "urn:a", "urn:a|urn:b")


def test_what_the_two_authorities_carry_together(rouen: KnowledgeGraph) -> None:
    pair = [f"{ROUEN}actor/{name}" for name in ("agglo-seine-eure", "metropole-rouen-normandie")]
    together = [tie.about.label for tie in Ties(rouen, "fr").among(pair) if tie.kind == "project" and tie.about]
    assert {"Logistique urbaine", "Territoires d'industrie", "TIGA"} <= set(together)
