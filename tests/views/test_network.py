"""The actors' network as it is shown: counted by hand on the hamlet, checked tie by tie on the default territory."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.network import (
    TIE_STATUSES,
    ActorsNetwork,
    Filters,
    NetworkView,
    read_actors_network,
    short_label,
    tie_id,
)

HAMLET = "https://example.org/hamlet/id/actor/"


def hamlet_pair(one: str, other: str) -> str:
    return tie_id(f"{HAMLET}{one}", f"{HAMLET}{other}")


@pytest.fixture(scope="module", params=["fr", "en"])
def small(request: pytest.FixtureRequest, hamlet: KnowledgeGraph) -> ActorsNetwork:
    return read_actors_network(hamlet, translator(request.param))


@pytest.fixture(scope="module")
def french(hamlet: KnowledgeGraph) -> ActorsNetwork:
    return read_actors_network(hamlet, translator("fr"))


@pytest.fixture(scope="module")
def real(rouen: KnowledgeGraph) -> ActorsNetwork:
    return read_actors_network(rouen, translator("fr"))


def all_of(network: ActorsNetwork) -> NetworkView:
    return network.view(network.everything())


def test_everything_is_twelve_actors_ten_of_them_tied_by_fourteen_lines(small: ActorsNetwork) -> None:
    view = all_of(small)
    assert (view.shown, view.total, view.alone) == (10, 12, 2)
    assert (len(view.drawing.nodes), len(view.drawing.ties), len(view.ties), len(view.actors)) == (10, 14, 17, 10)


def test_ties_are_counted_by_kind(small: ActorsNetwork) -> None:
    assert Counter(tie.kind for tie in small.ties) == {
        "membership": 4,
        "project": 4,
        "partnership": 2,
        "foundation": 2,
        "collaboration": 2,
        "roadmap": 1,
        "convention": 1,
        "decision": 1,
    }


def test_the_pairs_drawn_are_those_that_the_tables_tie(small: ActorsNetwork) -> None:
    to_syndicate = ("val-clair", "haut-pre", "bourg-neuf", "bois-vif", "lin-neuf", "eau-vive", "agence")
    hedges = combinations(("val-clair", "haut-pre", "bourg-neuf"), 2)
    others = (("scierie", "eau-vive"), ("scierie", "lycee-bois"), ("lycee-bois", "agence"), ("bois-vif", "lin-neuf"))
    wanted = {hamlet_pair("syndicat", one) for one in to_syndicate}
    wanted |= {hamlet_pair(*pair) for pair in (*hedges, *others)}
    assert {tie.id for tie in all_of(small).drawing.ties} == wanted


def test_a_line_stands_for_all_the_ties_of_its_pair(french: ActorsNetwork) -> None:
    line = next(tie for tie in all_of(french).drawing.ties if tie.id == hamlet_pair("val-clair", "syndicat"))
    assert (line.count, line.label, line.status) == (2, "adhésion, fondation", "stated")
    assert line.width > 1.5
    assert [told.kind for told in french.between(line.id)] == ["fondation", "adhésion"]


def test_the_legend_counts_what_is_drawn(small: ActorsNetwork) -> None:
    view = all_of(small)
    counts = {entry.kind.key: entry.count for entry in view.drawing.legend}
    assert counts == {"authority": 3, "support": 2, "cluster": 3, "company": 1, "other": 1}
    assert sum(counts.values()) == view.shown


def test_actors_are_listed_with_their_partners_the_most_tied_first(french: ActorsNetwork) -> None:
    rows = all_of(french).actors
    assert (rows[0].label, rows[0].partners, rows[0].ties) == ("Syndicat mixte du Hameau", 7, 10)
    assert [row.partners for row in rows] == sorted((row.partners for row in rows), reverse=True)


def test_actors_without_a_tie_are_drawn_when_asked_for(french: ActorsNetwork) -> None:
    view = french.view(replace(french.everything(), alone=True))
    assert view.shown == len(view.drawing.nodes) == 12
    assert len(view.drawing.ties) == 14
    alone = {row.label for row in view.actors if row.partners == 0}
    assert alone == {"Communauté du Vieux Val", "Amicale du Moulin"}


@pytest.mark.parametrize(
    ("kind", "left"), [("membership", 13), ("project", 13), ("partnership", 15), ("decision", 16), ("roadmap", 16)]
)
def test_a_kind_of_tie_is_filtered_out(french: ActorsNetwork, kind: str, left: int) -> None:
    everything = french.everything()
    view = french.view(replace(everything, tie_kinds=everything.tie_kinds - {kind}))
    assert len(view.ties) == left


def test_a_kind_of_actor_is_filtered_out_with_its_ties(french: ActorsNetwork) -> None:
    everything = french.everything()
    view = french.view(replace(everything, node_kinds=everything.node_kinds - {"support"}))
    assert {tie.id for tie in view.drawing.ties} == {
        *(hamlet_pair(*pair) for pair in combinations(("val-clair", "haut-pre", "bourg-neuf"), 2)),
        hamlet_pair("scierie", "eau-vive"),
        hamlet_pair("scierie", "lycee-bois"),
        hamlet_pair("bois-vif", "lin-neuf"),
    }
    assert "support" not in {entry.kind.key for entry in view.drawing.legend}


def test_ties_read_between_the_lines_are_three(french: ActorsNetwork) -> None:
    view = french.view(replace(french.everything(), statuses=frozenset({"implied"})))
    assert {tie.id for tie in view.drawing.ties} == {
        hamlet_pair("syndicat", other) for other in ("eau-vive", "lin-neuf", "agence")
    }
    assert {tie.status for tie in view.drawing.ties} == {"implied"}


def test_a_fact_said_from_either_side_of_a_project_is_as_firm(french: ActorsNetwork) -> None:
    """Who carries the boiler is said of the actors, who carries the hedges of the project: both are stated."""
    statuses = {tie.about.label: tie.status for tie in french.ties if tie.kind == "project" and tie.about}
    assert statuses == {"Chaudière bois": "stated", "Plantation de haies": "stated"}


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2012, 1, 1), 6),  # what has no date, or happened at no known time
        (date(2017, 6, 1), 12),  # without the convention, the roadmap and the hedges, all later
        (date(2019, 6, 1), 12),  # the convention has begun, one membership has ended
        (date(2021, 6, 1), 14),  # without what ended: one membership, the convention, one collaboration
    ],
)
def test_ties_are_those_that_no_date_excludes(french: ActorsNetwork, day: date, left: int) -> None:
    assert len(french.view(replace(french.everything(), as_of=day)).ties) == left


def test_a_tie_whose_end_is_unknown_is_kept(french: ActorsNetwork) -> None:
    view = french.view(replace(french.everything(), as_of=date(2030, 1, 1)))
    kept = {(row.id, row.kind) for row in view.ties}
    assert (hamlet_pair("val-clair", "syndicat"), "adhésion") in kept
    assert (hamlet_pair("bourg-neuf", "syndicat"), "adhésion") not in kept


def test_the_summary_tells_the_scope(french: ActorsNetwork) -> None:
    everything = all_of(french).drawing.summary
    assert "10 sur 12" in everything
    assert "toutes dates confondues" in everything
    day = french.view(replace(french.everything(), as_of=date(2017, 6, 1))).drawing.summary
    assert "au 1er juin 2017" in day


def test_filters_that_leave_nothing_draw_nothing(french: ActorsNetwork) -> None:
    view = french.view(Filters(frozenset(), frozenset(), frozenset()))
    assert (view.drawing.nodes, view.drawing.ties, view.drawing.legend, view.ties, view.actors) == ((), (), (), (), ())
    assert (view.shown, view.total) == (0, 12)


def test_an_unverified_tie_says_so(french: ActorsNetwork) -> None:
    (told,) = french.between(hamlet_pair("syndicat", "eau-vive"))
    assert [mention.unverified for mention in told.mentions] == [True]
    others = [one for tie in french.ties for one in tie.evidence if tie.about and "eau" not in tie.about.iri]
    assert others
    assert not any(one.unverified for one in others)


def test_ends_of_a_line_are_named_and_those_of_none_are_not(french: ActorsNetwork) -> None:
    ends = french.ends(hamlet_pair("lin-neuf", "bois-vif"))
    assert ends is not None
    assert {end.label for end in ends} == {"Lin Neuf", "Pôle Bois Vif"}
    assert french.ends("nothing") is None
    assert french.between("nothing") == ()


@pytest.mark.parametrize("which", ["french", "real"])
def test_every_drawn_tie_has_evidence_with_a_source(which: str, request: pytest.FixtureRequest) -> None:
    network: ActorsNetwork = request.getfixturevalue(which)
    drawn = all_of(network).drawing.ties
    assert drawn
    for line in drawn:
        told = network.between(line.id)
        assert len(told) == line.count
        assert all(tie.mentions and all(mention.title for mention in tie.mentions) for tie in told)


@pytest.mark.parametrize("which", ["french", "real"])
def test_places_depend_on_no_filter(which: str, request: pytest.FixtureRequest) -> None:
    network: ActorsNetwork = request.getfixturevalue(which)
    everything = network.everything()
    views = [
        replace(everything, alone=True),
        *(replace(everything, node_kinds=everything.node_kinds - {kind}) for kind in network.node_kinds),
        *(replace(everything, tie_kinds=everything.tie_kinds - {kind}) for kind in network.tie_kinds),
        *(replace(everything, statuses=everything.statuses - {status}) for status in TIE_STATUSES),
        replace(everything, as_of=date(2021, 5, 12)),
    ]
    seen: dict[str, set[tuple[float, float, float]]] = {}
    for filters in (everything, *views):
        for node in network.view(filters).drawing.nodes:
            seen.setdefault(node.id, set()).add((node.x, node.y, node.size))
    assert {len(places) for places in seen.values()} == {1}
    assert len({(x, y) for places in seen.values() for x, y, _ in places}) == len(seen)


@pytest.mark.parametrize("which", ["hamlet", "rouen"])
def test_places_depend_on_no_language_and_no_reading(which: str, request: pytest.FixtureRequest) -> None:
    graph: KnowledgeGraph = request.getfixturevalue(which)
    french, english, again = (read_actors_network(graph, translator(language)) for language in ("fr", "en", "fr"))
    assert french.positions == english.positions == again.positions
    assert {tie.id for tie in all_of(french).drawing.ties} == {tie.id for tie in all_of(english).drawing.ties}


def test_the_press_release_alone_is_eight_actors_tied_by_eight_lines(press_release: KnowledgeGraph) -> None:
    network = read_actors_network(press_release, translator("fr"))
    view = all_of(network)
    assert (view.shown, view.total, len(view.drawing.ties), len(view.ties)) == (8, 8, 8, 27)
    assert Counter(tie.status for tie in network.ties) == {"stated": 22, "implied": 5}
    implied = network.view(replace(network.everything(), statuses=frozenset({"implied"})))
    assert {row.kind for row in implied.ties} == {"partenariat"}


def test_every_pair_of_the_default_territory_is_of_known_actors(real: ActorsNetwork) -> None:
    for tie in real.ties:
        assert {tie.source, tie.target} <= set(real.kinds)
        assert tie.source != tie.target


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("LSN", "LSN"),
        ("Agglomération Seine-Eure", "Agglomération Seine-\nEure"),
        ("Un nom qui ne tient pas sur deux lignes de vingt-deux", "Un nom qui ne tient\npas sur deux lignes …"),
    ],
)
def test_labels_are_two_lines_at_most(text: str, shown: str) -> None:
    assert short_label(text) == shown
