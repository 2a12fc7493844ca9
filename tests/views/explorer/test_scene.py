"""Scenes of the hamlet, countable by hand, and of the real territories: what is shown, told and drawn."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS

from territory_graph import TG, KnowledgeGraph
from territory_graph.facts.coverage import ELSEWHERE, NOWHERE, coverage_query
from territory_graph.facts.lives import may_exist
from territory_graph.ingest.ties import write_ties
from territory_graph.messages import translator
from territory_graph.network.arrays import to_arrays
from territory_graph.store.default_graph import with_default_graph
from territory_graph.views.analyses.gaps import read_gaps
from territory_graph.views.drawing import NODE_KINDS, short_label
from territory_graph.views.explorer import field as fields
from territory_graph.views.explorer.exploration import (
    COLOURS,
    PLANS,
    SIZES,
    Exploration,
    Size,
    add,
    add_start,
    collapse,
    drop_start,
    expand,
    focus,
    fold,
    hide,
    keep,
    only_group,
    open_pair,
    set_day,
    set_plan,
    start_at,
    toggle_group,
)
from territory_graph.views.explorer.picture import entry_fill, filters, picture
from territory_graph.views.explorer.rows import thing_rows, tie_rows
from territory_graph.views.explorer.scene import Scene, Stage, doors, read_stage
from territory_graph.views.partners import read_offer
from territory_graph.views.telling import kind_in_words
from territory_graph.views.ties import BETWEEN_ACTORS, TIE_KINDS, TIE_STATUSES, pair_of

HAMLET = "https://example.org/hamlet/id/actor/"
ACTOR = "https://w3id.org/territory-graph/id/actor/"
WHOLE = Exploration()


def hamlet_pair(one: str, other: str) -> str:
    return pair_of(f"{HAMLET}{one}", f"{HAMLET}{other}")


@pytest.fixture(scope="module", params=["fr", "en"])
def small(request: pytest.FixtureRequest, hamlet: KnowledgeGraph) -> Stage:
    return read_stage(hamlet, translator(request.param))


@pytest.fixture(scope="module")
def french(hamlet: KnowledgeGraph) -> Stage:
    return read_stage(hamlet, translator("fr"))


@pytest.fixture(scope="module")
def real(rouen: KnowledgeGraph) -> Stage:
    return read_stage(rouen, translator("fr"))


def without(field: str, *keys: str) -> Exploration:
    return replace(WHOLE, **{field: frozenset(keys)})


def entry(scene: Scene, key: str) -> tuple[int, int]:
    entries = (*scene.node_entries, *scene.tie_entries, *scene.status_entries)
    return next((one.shown, one.total) for one in entries if one.key == key)


def test_the_whole_is_twelve_actors_eleven_of_them_tied_by_eighteen_lines(small: Stage) -> None:
    scene = small.scene(WHOLE)
    assert (len(scene.things), scene.present, scene.alone, len(scene.pairs)) == (11, 12, 1, 18)
    drawing = picture(scene, small.field)
    assert (len(drawing.nodes), len(drawing.ties)) == (11, 18)
    assert len(tie_rows(scene, small.field.say)) == len(scene.ties)


def test_ties_are_counted_by_kind(small: Stage) -> None:
    counts = Counter(tie.kind for tie in small.scene(WHOLE).ties)
    del counts["funding"]
    assert counts == {
        "membership": 4,
        "project": 4,
        "partnership": 2,
        "foundation": 2,
        "collaboration": 2,
        "roadmap": 1,
        "convention": 1,
        "decision": 1,
        "agreement": 3,
        "partners": 3,
        "merger": 1,
    }


def test_the_pairs_drawn_are_those_that_the_tables_tie(small: Stage) -> None:
    to_syndicate = ("val-clair", "haut-pre", "bourg-neuf", "bois-vif", "lin-neuf", "eau-vive", "agence")
    hedges = combinations(("val-clair", "haut-pre", "bourg-neuf"), 2)
    others = (("scierie", "eau-vive"), ("scierie", "lycee-bois"), ("lycee-bois", "agence"), ("bois-vif", "lin-neuf"))
    wanted = {hamlet_pair("syndicat", one) for one in to_syndicate}
    wanted |= {hamlet_pair(*pair) for pair in (*hedges, *others, ("vieux-val", "val-clair"))}
    wanted |= {hamlet_pair("bois-vif", carrier) for carrier in ("val-clair", "haut-pre", "bourg-neuf")}
    assert set(small.scene(WHOLE).pairs) == wanted


@pytest.mark.parametrize("which", ["hamlet", "rouen", "press_release"])
def test_the_ties_between_actors_are_the_packaged_projection_and_funding(
    which: str, request: pytest.FixtureRequest
) -> None:
    graph: KnowledgeGraph = request.getfixturevalue(which)
    ties = [tie for tie in read_stage(graph, translator("fr")).scene(WHOLE).ties if tie.kind != "funding"]
    mine = {(tie.pair, tie.kind, tie.about.iri if tie.about else "") for tie in ties}
    network = graph.network("actors")
    projected = {
        (pair_of(one, other), kind, "" if "ontology#" in via else via)
        for one, other, vias in network.edges(data="vias")
        for kind, via in vias
    }
    assert mine == projected


def test_a_line_stands_for_all_the_ties_of_its_pair_until_it_is_opened(french: Stage) -> None:
    pair = hamlet_pair("val-clair", "syndicat")
    line = next(tie for tie in picture(french.scene(WHOLE), french.field).ties if tie.id == pair)
    assert (line.count, line.label, line.status) == (2, "adhésion, fondation", "stated")
    opened = picture(french.scene(open_pair(WHOLE, pair)), french.field).ties
    assert pair not in {tie.id for tie in opened}
    assert {tie.label for tie in opened if tie.id.startswith(pair)} == {"adhésion", "fondation"}


def test_the_legend_counts_what_is_drawn(small: Stage) -> None:
    scene = small.scene(WHOLE)
    counts = {one.key: one.shown for one in scene.node_entries if one.shown}
    assert counts == {"authority": 4, "support": 2, "cluster": 3, "company": 1, "other": 1}
    assert {one.kind.key: one.count for one in picture(scene, small.field).legend} == counts


def test_things_are_listed_with_their_partners_the_most_tied_first(french: Stage) -> None:
    rows = thing_rows(french.scene(WHOLE), french.field.say)
    assert (rows[0].label, rows[0].partners) == ("Syndicat mixte du Hameau", 7)
    assert [row.partners for row in rows] == sorted((row.partners for row in rows), reverse=True)


def test_actors_without_a_tie_are_drawn_when_asked_for(french: Stage) -> None:
    scene = french.scene(replace(WHOLE, alone=True))
    assert len(scene.things) == 12
    alone = {thing.label for iri, thing in scene.things.items() if not scene.partners[iri]}
    assert alone == {"Amicale du Moulin"}


def test_a_kind_switched_off_goes_with_its_ties_and_stays_in_the_legend(french: Stage) -> None:
    before, after = french.scene(WHOLE), french.scene(without("without_ties", "membership"))
    assert len(after.ties) == len(before.ties) - 4
    assert entry(after, "membership") == (0, 4)
    scene = french.scene(without("without_nodes", "support"))
    assert not any("syndicat" in iri for iri in scene.things)
    assert entry(scene, "support")[0] == 0
    assert set(scene.pairs) == {
        *(hamlet_pair(*pair) for pair in combinations(("val-clair", "haut-pre", "bourg-neuf"), 2)),
        hamlet_pair("scierie", "eau-vive"),
        hamlet_pair("scierie", "lycee-bois"),
        hamlet_pair("bois-vif", "lin-neuf"),
        *(hamlet_pair("bois-vif", carrier) for carrier in ("val-clair", "haut-pre", "bourg-neuf")),
        hamlet_pair("vieux-val", "val-clair"),
    }


def test_ties_read_between_the_lines_are_three(french: Stage) -> None:
    scene = french.scene(without("without_statuses", "stated", "inferred"))
    others = ("eau-vive", "lin-neuf", "agence")
    assert set(scene.pairs) == {hamlet_pair("syndicat", other) for other in others}
    assert {tie.status for tie in scene.ties} == {"implied"}


def test_a_fact_said_from_either_side_of_a_project_is_as_firm(french: Stage) -> None:
    """Who carries the boiler is said of the actors, who carries the hedges of the project: both are stated."""
    found = french.scene(WHOLE).ties
    statuses = {tie.about.label: tie.status for tie in found if tie.kind == "project" and tie.about}
    assert statuses == {"Chaudière bois": "stated", "Plantation de haies": "stated"}


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2012, 1, 1), 8),  # what has no date, as the contract, and whose ends may have been there
        (date(2017, 6, 1), 15),  # without the convention, and what is of 2021: the roadmap and the hedges
        (date(2019, 6, 1), 15),  # the convention has begun, one membership has ended
        (date(2021, 6, 1), 20),  # without one membership, the convention, one collaboration and who merged: all ended
    ],
)
def test_ties_are_those_that_no_date_excludes(french: Stage, day: date, left: int) -> None:
    ties = french.field.ties.among(french.field.actors)
    assert sum(1 for tie in ties if tie.kind != "funding" and tie.interval.holds_on(day)) == left
    shown = {tie.id for tie in french.scene(replace(WHOLE, day=day)).ties}
    assert shown <= {tie.id for tie in ties if tie.interval.holds_on(day)}


def test_the_summary_tells_the_scope(french: Stage) -> None:
    everything = picture(french.scene(WHOLE), french.field).summary
    assert "11 sur 12" in everything
    assert "toutes dates confondues" in everything
    assert "au 1er juin 2017" in picture(french.scene(set_day(WHOLE, "2017-06-01")), french.field).summary


def test_filters_that_leave_nothing_draw_nothing(french: Stage) -> None:
    scene = french.scene(without("without_ties", *TIE_KINDS))
    drawing = picture(scene, french.field)
    assert (drawing.nodes, drawing.ties, drawing.legend, scene.ties) == ((), (), (), ())


def test_every_tie_of_everything_has_evidence_with_a_source_or_a_rule(real: Stage, french: Stage) -> None:
    for stage in (real, french):
        ties = stage.field.ties.of(stage.field.actors)
        assert len({tie.kind for tie in ties}) > 8
        for tie in ties:
            assert tie.evidence
            assert all(one.sources or one.rule for one in tie.evidence)


def every_view(stage: Stage, start: Exploration) -> list[Exploration]:
    scene = stage.scene(start)
    first = next(iter(scene.things))
    return [
        replace(start, alone=True),
        *(replace(start, without_nodes=frozenset({one.key})) for one in scene.node_entries),
        *(replace(start, without_ties=frozenset({one.key})) for one in scene.tie_entries),
        *(replace(start, without_statuses=frozenset({status})) for status in TIE_STATUSES),
        *(replace(start, size=size) for size in SIZES),
        *(replace(start, colour=colour) for colour in COLOURS),
        set_day(start, "2015-12-31"),
        hide(start, first),
        focus(start, first),
        expand(start, f"{first} sector"),
        expand(expand(start, f"{first} place"), f"{first} office"),
        collapse(expand(start, f"{first} place"), f"{first} place"),
    ]


@pytest.mark.parametrize(("which", "plan"), [*(("french", plan) for plan in PLANS), ("real", PLANS[0])])
def test_nothing_that_stays_moves(which: str, plan: str, request: pytest.FixtureRequest) -> None:
    stage: Stage = request.getfixturevalue(which)
    start = set_plan(WHOLE, plan)
    places = {node.id: (node.x, node.y) for node in picture(stage.scene(replace(start, alone=True)), stage.field).nodes}
    assert len(set(places.values())) == len(places)
    for state in every_view(stage, start):
        for node in picture(stage.scene(state), stage.field).nodes:
            assert places.setdefault(node.id, (node.x, node.y)) == (node.x, node.y)


@pytest.mark.parametrize("which", ["hamlet", "rouen"])
def test_places_depend_on_no_language_and_no_reading(which: str, request: pytest.FixtureRequest) -> None:
    graph: KnowledgeGraph = request.getfixturevalue(which)
    scenes = [read_stage(graph, translator(language)).scene(WHOLE) for language in ("fr", "en", "fr")]
    assert scenes[0].places == scenes[1].places == scenes[2].places
    assert set(scenes[0].pairs) == set(scenes[1].pairs)


def test_the_press_release_alone_is_eight_actors_tied_by_eight_lines(press_release: KnowledgeGraph) -> None:
    scene = read_stage(press_release, translator("fr")).scene(WHOLE)
    assert (len(scene.things), scene.present, len(scene.pairs)) == (8, 8, 8)
    counts = Counter(tie.status for tie in scene.ties if tie.kind != "funding")
    assert counts == {"stated": 14, "implied": 13}


def test_a_start_shows_a_thing_with_its_closest_neighbours_and_counts_the_doors(real: Stage) -> None:
    polepharma = f"{ACTOR}polepharma"
    scene = real.scene(start_at(WHOLE, polepharma))
    assert polepharma in scene.things
    assert len(scene.things) == 20
    found = {door.kind: (door.total, door.hidden, door.coming) for door in doors(polepharma, scene, real.field)}
    assert found["office"] == (6, 6, 6)
    assert found["partnership"][1:] == (0, 0)
    opened = real.scene(expand(scene.state, f"{polepharma} office"))
    assert len(opened.things) == 26
    found = {door.kind: (door.total, door.hidden, door.coming) for door in doors(polepharma, opened, real.field)}
    assert found["office"] == (6, 0, 0)
    closed = real.scene(collapse(opened.state, f"{polepharma} office"))
    assert set(closed.things) == set(scene.things)


def test_what_a_door_promises_on_a_day_comes_when_it_is_opened(real: Stage) -> None:
    """On every day, of every actor in the picture: so many more neighbours of the day, or no button."""
    for day in (date(2012, 6, 1), date(2021, 5, 12), None):
        for iri in (f"{ACTOR}pole-rouen-seine-eure", f"{ACTOR}metropole-rouen-normandie", f"{ACTOR}nextmove"):
            scene = real.scene(replace(start_at(WHOLE, iri), day=day))
            tied = {tie.other(iri) for tie in real.field.ties.of([iri]) if day is None or tie.interval.holds_on(day)}
            found = doors(iri, scene, real.field)
            assert sum(door.total for door in found) >= len(tied)
            for door in found:
                opened = real.scene(expand(scene.state, f"{iri} {door.kind}"))
                came = {other.kind: other for other in doors(iri, opened, real.field)}[door.kind]
                assert door.hidden - came.hidden == door.coming, (day, iri, door)


@pytest.mark.parametrize("day", [date(2012, 6, 1), date(2021, 5, 12), None])
def test_what_can_be_asked_of_things_counts_those_of_the_day(real: Stage, day: date | None) -> None:
    state = replace(WHOLE, day=day)
    (classes,) = [each for each in real.asked(state) if each.name == "class"]
    assert sum(count for *_, count in classes.values) == real.scene(state).present


def test_an_expansion_brings_twenty_five_and_says_what_it_cut(real: Stage) -> None:
    epci = "https://w3id.org/territory-graph/id/place/territoire-metropole-rouen-normandie"
    territory = next(
        tie.target for tie in real.field.ties.of([f"{ACTOR}metropole-rouen-normandie"]) if "territoire" in tie.target
    )
    assert territory, epci
    total = len(real.field.neighbours(territory, ["place"]))
    assert total > 25
    start = start_at(WHOLE, f"{ACTOR}metropole-rouen-normandie")
    scene = real.scene(expand(add(start, territory), f"{territory} place"))
    (cut,) = scene.cuts
    assert (cut.total, cut.anchor.iri) == (total, territory)
    already = set(real.scene(add(start, territory)).things) & set(real.field.neighbours(territory, ["place"]))
    assert cut.shown - len(already) <= 25
    more = real.scene(expand(scene.state, f"{territory} place"))
    assert more.cuts[0].shown > cut.shown if more.cuts else total <= 51


def test_a_thing_that_joins_others_is_no_tie_where_it_is_drawn(real: Stage) -> None:
    tiga = "https://w3id.org/territory-graph/id/project/tiga"
    pair = pair_of(f"{ACTOR}agglo-seine-eure", f"{ACTOR}metropole-rouen-normandie")
    before = real.scene(WHOLE).pairs[pair]
    assert any(tie.about and tie.about.iri == tiga for tie in before)
    after = real.scene(expand(WHOLE, f"{ACTOR}agglo-seine-eure carrying"))
    assert tiga in after.things
    assert not any(tie.about and tie.about.iri == tiga for tie in after.pairs[pair])
    assert pair_of(f"{ACTOR}agglo-seine-eure", tiga) in after.pairs


def test_names_are_those_of_the_day(real: Stage) -> None:
    rouen = f"{ACTOR}metropole-rouen-normandie"
    then = real.scene(set_day(WHOLE, "2012-06-01")).things[rouen].label
    now = real.scene(set_day(WHOLE, "2021-05-12")).things[rouen].label
    assert "CREA" in then
    assert now == "Métropole Rouen Normandie"


def test_a_question_is_a_start(real: Stage) -> None:
    starts = dict(real.question_starts)
    assert "24-projets-communs-epci" in starts or "02-qui-soutient-qui" in starts
    scene = real.scene(start_at(WHOLE, "question:02-qui-soutient-qui"))
    assert len(scene.things) > 5
    assert scene.ties
    assert not real.scene(start_at(WHOLE, "question:none")).things


def test_a_folded_group_is_one_node_with_its_count_and_ties(real: Stage) -> None:
    state = set_plan(WHOLE, "sector")
    before = real.scene(state)
    groups = Counter(real.field.groups("sector", before.things, None).values())
    largest = max(groups, key=lambda group: groups[group])
    drawing = picture(real.scene(fold(state, f"group:{largest}")), real.field)
    (node,) = (node for node in drawing.nodes if node.group)
    assert node.group == groups[largest]
    assert len(drawing.nodes) == len(before.things) - groups[largest] + 1
    assert all({tie.source, tie.target} <= {one.id for one in drawing.nodes} for tie in drawing.ties)
    assert any(node.id in {tie.source, tie.target} for tie in drawing.ties)


def test_what_the_address_names_and_the_graph_does_not_know_is_told(real: Stage) -> None:
    scene = real.scene(hide(start_at(WHOLE, "urn:gone"), "urn:hidden"))
    assert scene.unknown == ("urn:gone", "urn:hidden")
    assert not scene.things


@pytest.mark.parametrize("size", [size for size in SIZES if size != "equal"])
def test_the_legend_of_sizes_shows_values_with_the_size_of_their_nodes(real: Stage, size: Size) -> None:
    drawn = picture(real.scene(Exploration(size=size)), real.field)
    drawn_sizes = [node.size for node in drawn.nodes]
    assert [round(each, 1) for _, each in drawn.sizes][:: max(1, len(drawn.sizes) - 1)] == [
        min(drawn_sizes),
        max(drawn_sizes),
    ]
    assert [value for value, _ in drawn.sizes] == sorted(value for value, _ in drawn.sizes)
    assert not picture(real.scene(Exploration(size="equal")), real.field).sizes


def test_fills_are_by_group_and_hollow_where_the_group_is_not_known(real: Stage) -> None:
    drawing = picture(real.scene(replace(WHOLE, colour="sector")), real.field)
    by_id = {node.id: node for node in drawing.nodes}
    assert by_id[f"{ACTOR}cosmetic-valley"].fill
    assert by_id[f"{ACTOR}etat"].hollow if f"{ACTOR}etat" in by_id else any(node.hollow for node in drawing.nodes)
    assert sum(one.count for one in drawing.colours) == len(drawing.nodes)


@pytest.fixture(scope="module")
def hub(hamlet: KnowledgeGraph) -> Stage:
    """The hamlet with an actor that collaborates with two thousand others."""
    store, base = ox.Store(), hamlet.base
    store.extend(quad for quad in hamlet.quads() if not quad.graph_name.value.endswith("graph/ties"))
    record = next(quad.graph_name for quad in hamlet.quads() if quad.predicate.value.endswith("collaboratesWith"))
    rdf_type, label = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(RDFS.label))

    def actor(name: str) -> list[ox.Quad]:
        iri = ox.NamedNode(f"{base}id/actor/{name}")
        classes = (ox.Quad(iri, rdf_type, ox.NamedNode(str(TG[each])), record) for each in ("Actor", "Company"))
        return [*classes, ox.Quad(iri, label, ox.Literal(name, language="fr"), record)]

    tied = ox.NamedNode(str(TG.collaboratesWith))
    centre = ox.NamedNode(f"{base}id/actor/hub")
    store.extend(actor("hub"))
    for number in range(2_000):
        name = f"spoke-{number:04}"
        collaboration = ox.Quad(centre, tied, ox.NamedNode(f"{base}id/actor/{name}"), record)
        store.extend([*actor(name), collaboration])
    write_ties(store, base)
    store.extend(list(with_default_graph(store)))
    return read_stage(KnowledgeGraph(store, hamlet.manifest), translator("fr"))


def test_a_hub_is_unfolded_a_page_at_a_time_and_a_crowd_is_not_drawn_whole(hub: Stage) -> None:
    centre = f"{hub.field.graph.base}id/actor/hub"
    scene = hub.scene(start_at(WHOLE, centre))
    assert len(scene.things) == 26
    (door,) = doors(centre, scene, hub.field)
    assert (door.total, door.hidden, door.coming) == (2_000, 1_975, 25)
    more = hub.scene(expand(scene.state, f"{centre} collaboration"))
    assert (more.cuts[0].shown, more.cuts[0].total) == (50, 2_000)
    whole = hub.scene(WHOLE)
    assert centre in whole.things
    assert len(whole.things) == 300 < len(hub.field.actors)
    assert len(picture(whole, hub.field).nodes) == 300


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


class TestOfTooManyActors:
    """The hamlet where a first picture has room for five of its twelve actors."""

    @pytest.fixture
    def narrow(self, hamlet: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> Stage:
        monkeypatch.setattr(fields, "MOST_ACTORS", 6)
        monkeypatch.setattr(fields, "MOST_FIRST", 5)
        return read_stage(hamlet, translator("fr"))

    def test_the_denominator_is_all_actors_and_the_order_of_the_choice_is_said(self, narrow: Stage) -> None:
        drawing = picture(narrow.scene(WHOLE), narrow.field)
        assert drawing.summary.startswith("Affichés\u00a0: 5 sur 12\u202f;")
        assert "les 5 acteurs liés au plus d'autres, sur 12" in drawing.summary
        assert "à égalité, ceux dont les liens pèsent le plus" in drawing.summary

    def test_the_actors_of_another_time_are_not_counted(self, narrow: Stage, french: Stage) -> None:
        for day in (date(1990, 1, 1), date(2021, 5, 12)):
            seen = set_day(WHOLE, day.isoformat())
            assert narrow.scene(seen).present >= len(narrow.scene(seen).things)
            alive = len([iri for iri in narrow.field.actors if may_exist(narrow.field.life([iri])[iri], day)])
            assert narrow.scene(seen).present == alive

    def test_no_actor_left_out_is_tied_more_or_more_heavily(self, narrow: Stage, hamlet: KnowledgeGraph) -> None:
        network = hamlet.network("actors")
        key = {str(iri): (network.degree(iri), round(network.degree(iri, weight="weight"), 6)) for iri in network}
        assert min(key[iri] for iri in narrow.field.first) >= max(key[iri] for iri in narrow.field.beyond)

    def test_where_the_most_tied_are_not_tied_to_one_another_each_comes_with_its_own(
        self, hamlet: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fields, "MOST_ACTORS", 6)
        monkeypatch.setattr(fields, "MOST_FIRST", 1)
        alone = read_stage(hamlet, translator("fr"))
        assert alone.field.first_with_theirs
        monkeypatch.setattr(fields, "MOST_FIRST", 5)
        assert not read_stage(hamlet, translator("fr")).field.first_with_theirs

        star = nx.disjoint_union(nx.star_graph(9), nx.star_graph(7))
        adjacency = to_arrays(star).adjacency
        assert fields._with_theirs([0, 10, *range(1, 10)], adjacency) == set(range(5))
        monkeypatch.setattr(fields, "MOST_FIRST", 14)
        assert fields._with_theirs([0, 10, *range(1, 10)], adjacency) == set(range(14))


SECTOR = "https://w3id.org/territory-graph/id/sector/"
PHARMACY, LOGISTICS = f"{SECTOR}pharmacie", f"{SECTOR}logistique"
SEINE_EURE = f"{ACTOR}agglo-seine-eure"


def test_two_starts_show_what_each_alone_shows(real: Stage) -> None:
    both = add_start(start_at(WHOLE, PHARMACY), LOGISTICS)
    things = {start: set(real.scene(start_at(WHOLE, start)).things) for start in (PHARMACY, LOGISTICS)}
    assert set(real.scene(both).things) == things[PHARMACY] | things[LOGISTICS]
    assert picture(real.scene(both), real.field).title == "Autour de\u00a0: Pharmacie\u202f; Logistique"
    assert set(real.scene(drop_start(both, PHARMACY)).things) == things[LOGISTICS]
    assert drop_start(drop_start(both, PHARMACY), LOGISTICS) == replace(WHOLE, laid=0)
    assert add_start(WHOLE, PHARMACY) == start_at(WHOLE, PHARMACY)
    assert add_start(both, LOGISTICS) == both


def test_a_perimeter_keeps_what_lies_in_an_epci_and_the_starts(real: Stage) -> None:
    both = add_start(start_at(WHOLE, PHARMACY), LOGISTICS)
    state = keep(both, f"epci {SEINE_EURE}")
    found = real.scene(state).things
    assert {PHARMACY, LOGISTICS} <= set(found) < set(real.scene(both).things)
    names = real.field.group_names("epci", found, None)
    assert all("Agglomération Seine-Eure" in names[iri] for iri in found if iri not in both.starts)
    assert [words for _, _, words in filters(state, real.field)] == ["Périmètre (EPCI)\u00a0: Agglomération Seine-Eure"]
    assert keep(state, f"epci {SEINE_EURE}") == both


def test_values_of_one_property_add_up_and_properties_narrow_each_other(real: Stage) -> None:
    def shown(*only: tuple[str, str]) -> set[str]:
        return set(real.scene(replace(WHOLE, only=only, alone=True)).things)

    pharmacy, logistics = ("sector", PHARMACY), ("sector", LOGISTICS)
    company = ("class", "Company")
    assert shown(pharmacy, logistics) == shown(pharmacy) | shown(logistics)
    assert shown(pharmacy, company) == shown(pharmacy) & shown(company)
    assert 0 < len(shown(pharmacy, company)) < len(shown(pharmacy))


def test_everything_that_can_be_asked_brings_as_many_as_it_says(real: Stage) -> None:
    asked = real.asked(WHOLE)
    assert [one.name for one in asked[:3]] == ["epci", "sector", "class"]
    assert {"legalForm", "presentIn", "memberOf"} <= {one.name for one in asked}
    assert all(one.label and not one.label.startswith("http") for one in asked)
    for one in asked:
        for value, label, count in one.values[:3]:
            assert label
            assert len(real.scene(replace(WHOLE, only=((one.name, value),), alone=True)).things) == count, one.name


@pytest.mark.parametrize("day", [date(2012, 6, 1), date(2021, 5, 12), None])
def test_the_colour_and_the_matrices_place_each_actor_in_the_same_epci(real: Stage, day: date | None) -> None:
    matrix: dict[str, set[str]] = {}
    for row in real.field.graph.rows(coverage_query("kind", "epci", day)):
        matrix.setdefault(str(row["actor"]), set()).update({str(row["column"])} - {ELSEWHERE, NOWHERE})
    expected = {iri: "several" if len(each) > 1 else "".join(each) for iri, each in matrix.items()}
    assert real.field.groups("epci", matrix, day) == expected


def test_a_tie_read_alone_names_its_ends_as_on_the_day(real: Stage) -> None:
    pair = "|".join(sorted((f"{ACTOR}agglo-seine-eure-1997", f"{ACTOR}pole-rouen-seine-eure")))
    then, now = (real.told_between(pair, day)[0].sentence for day in (date(2012, 6, 1), date(2021, 5, 12)))
    assert "CREA Seine-Eure" in then
    assert "CREA" not in now


def test_who_is_placed_by_a_later_event_is_placed_nowhere_before(real: Stage) -> None:
    day, valley = date(2012, 6, 1), f"{ACTOR}cosmetic-valley"
    assert real.field.groups("epci", [valley], date(2021, 12, 31))[valley]
    assert not real.field.groups("epci", [valley], day)[valley]
    kept = replace(WHOLE, only=(("epci", SEINE_EURE),), alone=True)
    assert valley in real.scene(kept).things
    assert valley not in real.scene(replace(kept, day=day)).things


def test_an_epci_says_since_when_it_is_on_a_day_before(real: Stage) -> None:
    then = real.scene(replace(WHOLE, colour="epci", day=date(2012, 6, 1))).group_entries
    label = "Agglomération Seine-Eure (depuis le 1er septembre 2019)"
    assert label in {entry.label for entry in then}
    (asked,) = [each for each in real.asked(replace(WHOLE, day=date(2012, 6, 1))) if each.name == "epci"]
    assert label in {name for _, name, _ in asked.values}
    offer = read_offer(real.field.graph, date(2012, 6, 1), translator("fr"))
    gaps = read_gaps(real.field.graph, "sector", "epci", translator("fr"), date(2012, 6, 1))
    assert label in {thing.label for thing in offer.epci} & {thing.label for thing in gaps.columns}
    assert real.field.group_label("epci", SEINE_EURE, date(2021, 5, 12)) == "Agglomération Seine-Eure"


@pytest.mark.parametrize("by", ["sector", "epci", "betweenness"])
def test_every_entry_of_a_colouring_filters(real: Stage, by: str) -> None:
    state = replace(WHOLE, colour=by)
    scene = real.scene(state)
    drawn = {node.id: node.fill for node in picture(scene, real.field).nodes}
    assert sum(one.shown for one in scene.group_entries) == len(scene.things)
    for one in scene.group_entries:
        left = real.scene(toggle_group(state, one.key))
        off = next(each for each in left.group_entries if each.key == one.key)
        assert (off.shown, off.total, off.on) == (0, one.total, False)
        remaining = {node.id: node.fill for node in picture(left, real.field).nodes}
        assert remaining.items() <= drawn.items()
    first, *others = (one.key for one in scene.group_entries)
    alone = only_group(state, " ".join((first, *others)))
    assert {one.key for one in real.scene(alone).group_entries if one.shown} <= {first}
    assert only_group(alone, " ".join((first, *others))) == state


def test_the_colour_of_a_group_is_the_same_in_every_picture_and_never_that_of_a_kind(real: Stage) -> None:
    kinds = {kind.fill for kind in NODE_KINDS.values()}
    for by in ("sector", "epci"):
        whole = picture(real.scene(replace(WHOLE, colour=by)), real.field)
        part = picture(real.scene(replace(start_at(WHOLE, PHARMACY), colour=by)), real.field)
        here, there = ({one.label: one.kind.fill for one in each.colours} for each in (whole, part))
        both = here.keys() & there.keys()
        assert both
        assert {label: here[label] for label in both} == {label: there[label] for label in both}
        assert not {entry_fill(f"{by}|{group}", real.field) for group in (*real.field.fills(by), "rest")} & kinds


def test_a_row_says_its_doubt_and_that_no_date_is_known(rouen: KnowledgeGraph) -> None:
    stage = read_stage(rouen, translator("fr"))
    scene = stage.scene(Exploration(start=""))
    rows = {(row.id, row.kind, row.about): row for row in tie_rows(scene, stage.field.say)}
    unsure = [tie for tie in scene.ties if tie.confidence < 0.7]
    assert unsure
    for tie in scene.ties:
        row = rows[tie.pair, kind_in_words(tie, stage.field.say), tie.about.label if tie.about else ""]
        assert row.period or tie.kind not in BETWEEN_ACTORS
        if tie in unsure:
            assert re.search(r"\((?:à confirmer|non vérifié)\)$", row.status), row
