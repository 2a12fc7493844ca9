"""The graph as researchers use it: opened, asked, described, read as an rdflib dataset and as networks."""

from __future__ import annotations

import csv
import multiprocessing
import pickle
import sys
import warnings
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import networkx as nx
import numpy as np
import pandas
import polars
import pytest
from rdflib import RDF, Dataset, Literal, URIRef

from territory_graph import (
    TG,
    Answer,
    KnowledgeGraph,
    QueryError,
    StoreError,
    TerritoryGraphError,
    UnknownEntityError,
    UnknownParameterError,
    UnknownQuestionError,
    communities,
    measure,
    paths,
    ranks,
    suggest,
    what_if,
)
from territory_graph.building import build
from territory_graph.errors import (
    EmptyPartError,
    NotNetworkError,
    SettingsError,
    UnknownMeasureError,
    UnknownNameError,
    UnknownProjectionError,
    UnusedNameWarning,
)
from territory_graph.queries import PackagedQuery, packaged_queries

BASE = "https://example.org/hamlet/id/"
EXPECTED = Path(__file__).parent / "expected" / "competency"


def short(iri: str) -> str:
    return iri.rpartition("/")[2]


class TestOpening:
    def test_takes_the_folder_that_is_named(self, hamlet_store, hamlet):
        assert KnowledgeGraph.open(hamlet_store).version == hamlet.version
        assert KnowledgeGraph.open(str(hamlet_store)).version == hamlet.version

    def test_takes_the_folder_of_the_environment_where_none_is_named(self, hamlet_store, hamlet, monkeypatch):
        monkeypatch.setenv("TERRITORY_GRAPH_STORE", str(hamlet_store))
        with KnowledgeGraph.open() as graph:
            assert graph.version == hamlet.version

    def test_of_nothing_is_told(self, tmp_path):
        with pytest.raises(StoreError, match="territory-graph build"):
            KnowledgeGraph.open(tmp_path)


class TestQuery:
    def test_a_select_gives_rows(self, hamlet):
        answer = hamlet.query(f"SELECT (COUNT(DISTINCT ?actor) AS ?n) {{ ?actor a <{TG.Actor}> }}")
        assert isinstance(answer, Answer)
        assert answer.texts() == [["12"]]

    def test_an_ask_gives_a_truth_value(self, hamlet):
        assert hamlet.query(f"ASK {{ <{BASE}actor/scierie> a <{TG.Company}> }}") is True

    def test_a_construct_gives_triples(self, hamlet):
        triple = (URIRef(f"{BASE}actor/scierie"), RDF.type, TG.Company)
        assert hamlet.query(f"CONSTRUCT WHERE {{ <{BASE}actor/scierie> a <{TG.Company}> }}") == (triple,)

    def test_the_source_of_a_statement_is_asked_for_by_its_graph(self, hamlet):
        answer = hamlet.query(
            f"SELECT ?amount ?source {{ GRAPH ?record {{ ?sum <{TG.amount}> ?amount }} "
            f"?record <{TG.source}> ?source }} ORDER BY ?amount"
        )
        assert [(row[0], short(row[1])) for row in answer.texts()] == [
            ("12000", "deliberation-2021"),
            ("15000", "journal-2021"),
            ("30000", "deliberation-2021"),
        ]

    def test_a_text_that_is_no_query_is_refused_with_line_and_column(self, hamlet):
        with pytest.raises(QueryError) as caught:
            hamlet.query("SELECT ?x\nWHERE { ?x ?p }")
        assert (caught.value.fields["line"], caught.value.fields["column"]) == (2, 16)

    def test_prefixes_need_no_declaration_and_the_query_s_own_win(self, hamlet):
        assert hamlet.query("ASK { act:scierie a tg:Company }") is True
        assert hamlet.query("PREFIX tg: <urn:other#> ASK { act:scierie a tg:Company }") is False

    @pytest.mark.parametrize(
        "text",
        [
            "SELECT ?a { ?a tg:hasSectr ?b }",
            "ASK { ?a tg:hasSectr ?b }",
            "SELECT (COUNT(?a) AS ?n) { ?a tg:hasSectr ?b }",
            "CONSTRUCT { ?a tg:hasSector ?b } WHERE { ?a tg:hasSectr ?b }",
        ],
    )
    def test_a_query_that_finds_nothing_for_a_misspelt_name_is_told_the_nearest(self, hamlet, text):
        with pytest.warns(UnusedNameWarning, match="No triple has the property tg:hasSectr.*tg:hasSector"):
            hamlet.query(text)

    def test_a_query_whose_names_are_all_used_is_warned_of_nothing(self, hamlet):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            hamlet.query("SELECT ?a { ?a tg:hasSector ?a }")
            hamlet.query("BASE <urn:x:> PREFIX here: <#> SELECT ?a { <a> here:p ?a ; <q> ?b }")
            hamlet.query("SELECT ?a ?b { ?a tg:hasSector ?c OPTIONAL { ?a tg:hasSectr ?b } }")

    def test_an_error_teaches_as_the_endpoint_does_at_the_place_in_the_text_as_written(self, hamlet):
        with pytest.raises(QueryError) as caught:
            hamlet.query("SELECT ?x {\n  ?x a tg:Actor ; rdfs:label name }")
        assert caught.value.fields["line"] == 2
        told = str(caught.value)
        assert "“name” does not fit here" in told
        assert "Line 2, column 30." in told
        assert "Is it a variable (?name)" in told

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("SELECT * { ?x foo:bar ?y }", "“foo:” is not declared"),
            ("SELECT (tg:lenght(?x) AS ?n) { ?x a tg:Actor }", "no function tg:lenght"),
            ("SELECT * {\n  SERVICE tg:x { ?s ?p ?o } }", "Line 2, column 3."),
        ],
    )
    def test_a_query_that_declares_nothing_is_diagnosed_too(self, hamlet, text, told):
        with pytest.raises(QueryError) as caught:
            hamlet.query(text)
        assert told in str(caught.value)

    def test_only_rows_can_be_asked_of_the_software_s_own_queries(self, hamlet):
        with pytest.raises(QueryError):
            hamlet.rows("ASK {}")


class TestPackagedQuestion:
    def test_is_asked_by_name_or_number(self, hamlet):
        assert len(hamlet.ask("01-acteurs")) == 12
        assert hamlet.ask("1") == hamlet.ask("acteurs") == hamlet.select("01")

    def test_is_asked_about_a_thing_of_the_territory(self, hamlet):
        answer = hamlet.ask("05", syndicat="actor/syndicat")
        assert answer.texts() == [["Jeanne Exemple", "Président"]]
        assert hamlet.ask("05", syndicat=f"{BASE}actor/syndicat") == answer
        assert hamlet.ask("05", syndicat=URIRef(f"{BASE}actor/syndicat")) == answer
        assert len(hamlet.ask("05", syndicat="actor/moulin")) == 0

    def test_is_answered_in_english_where_labels_exist(self, hamlet):
        french, english = (hamlet.ask("11", lang=lang) for lang in ("fr", "en"))
        assert "Chaudière bois" in {row[0] for row in french.texts()}
        assert "Wood boiler" in {row[0] for row in english.texts()}
        assert hamlet.ask("05", lang="en", syndicat="actor/syndicat").rows[0][1] == Literal("President", lang="en")

    def test_tells_things_of_one_french_name_apart_in_english(self, hamlet_copy, tmp_path):
        concepts = hamlet_copy / "tables" / "concepts.csv"
        concepts.write_text(concepts.read_text().replace("sector,lin,Lin,Flax", "sector,lin,Bois,Flax"))
        build(hamlet_copy, tmp_path / "store")
        with KnowledgeGraph.open(tmp_path / "store") as graph:
            french, english = (graph.ask("08", lang=lang) for lang in ("fr", "en"))
            assert english.variables == french.variables == ("acteur", "filiere")
            assert {name for _, name in french.texts()} == {"Bois"}
            assert dict(english.texts())["Pôle Bois Vif"] == "Timber"
            assert dict(english.texts())["Lin Neuf"] == "Flax"

    @pytest.mark.parametrize("question", packaged_queries(), ids=lambda question: question.name)
    def test_has_the_same_columns_in_each_language(self, rouen, question: PackagedQuery):
        french, english = (rouen.ask(question.name, lang=lang) for lang in ("fr", "en"))
        assert english.variables == french.variables
        assert len(english) >= len(french)

    def test_about_a_thing_that_nobody_knows_tells_the_nearest(self, hamlet):
        for name in ("actor/scieri", f"{BASE}actor/scieri", "act:scieri"):
            with pytest.raises(UnknownNameError, match=r"nearest: actor/scierie \("):
                hamlet.ask("14", acteur=name)
            with pytest.raises(UnknownEntityError):
                hamlet.select("14", acteur=name)
        with pytest.raises(UnknownNameError, match="actor/scierie"):
            hamlet.ask("14", acteur="Scierie des Aulnes")

    def test_refuses_another_language(self, hamlet):
        with pytest.raises(SettingsError, match="fr or en"):
            hamlet.ask("01", lang="de")

    def test_that_does_not_exist_is_told_with_the_nearest(self, hamlet):
        with pytest.raises(UnknownQuestionError, match="01-acteurs"):
            hamlet.ask("acteur")

    def test_refuses_an_unknown_parameter(self, hamlet):
        with pytest.raises(UnknownParameterError, match="syndicat"):
            hamlet.ask("05", nothing="actor/syndicat")

    def test_that_a_measure_answers_has_the_measure_s_columns(self, hamlet):
        assert hamlet.ask("38").texts() == [["Communauté de communes du Val Clair"], ["Syndicat mixte du Hameau"]]
        assert hamlet.ask("57").variables == ("acteur", "k")

    def test_a_projection_is_selected_by_name(self, hamlet):
        answer = hamlet.select("actors")
        assert answer.variables == ("source", "target", "kind", "via", "size")
        assert len(answer) == 24


def cell(text: str) -> str | float:
    try:
        return round(float(text), 3)
    except ValueError:
        return text


@pytest.mark.parametrize("question", packaged_queries(), ids=lambda question: question.name)
def test_the_built_press_release_answers_as_expected(question: PackagedQuery, press_release: KnowledgeGraph):
    """Rules and lists of words that a build adds change no answer."""
    with (EXPECTED / f"{question.name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    answer = press_release.ask(question.name)
    assert list(answer.variables) == header
    found = Counter(tuple(map(cell, row)) for row in answer.texts())
    assert found == Counter(tuple(map(cell, row)) for row in rows)


class TestDataset:
    def test_is_an_rdflib_dataset_over_the_same_statements(self, hamlet):
        assert isinstance(hamlet.dataset, Dataset)
        assert sum(1 for _ in hamlet.dataset.quads()) == len(hamlet)
        assert {str(graph) for *_, graph in hamlet.dataset.quads()} == {
            quad.graph_name.value for quad in hamlet.quads()
        }

    def test_has_each_statement_once_in_its_default_graph(self, hamlet):
        assert len(list(hamlet.dataset.subjects(RDF.type, TG.Actor))) == 12
        triples = {quad.triple for quad in hamlet.quads()}
        assert sum(1 for _ in hamlet.dataset.triples((None, None, None))) == len(hamlet.dataset) == len(triples)
        assert len(triples) == hamlet.manifest.triples < len(hamlet)
        record = hamlet.dataset.graph(URIRef(f"{BASE}record/actors/scierie"))
        assert len(record) == 3

    def test_answers_sparql_with_the_territory_s_prefixes(self, hamlet):
        (row,) = hamlet.dataset.query("SELECT (COUNT(*) AS ?n) { act:val-clair tg:siren ?siren }")
        assert int(row.n) == 1

    def test_asks_the_graphs_that_a_query_names(self, hamlet):
        """Two records make one statement."""
        found = hamlet.dataset.query(
            "SELECT ?s ?p ?o (MIN(?g) AS ?one) (MAX(?g) AS ?other) "
            "{ GRAPH ?g { ?s ?p ?o } } GROUP BY ?s ?p ?o HAVING (COUNT(?g) = 2) LIMIT 1"
        )
        (row,) = found
        text = f"SELECT (COUNT(*) AS ?n) FROM <{row.one}> FROM <{row.other}> {{ <{row.s}> <{row.p}> ?o }}"
        assert [int(row.n) for row in hamlet.dataset.query(text)] == [1]
        text = "SELECT (COUNT(*) AS ?n) FROM act:none FROM <urn:none> { ?s ?p ?o }"
        assert [int(row.n) for row in hamlet.dataset.query(text)] == [0]

    def test_cannot_be_written(self, hamlet):
        with pytest.raises((OSError, RuntimeError)):
            hamlet.dataset.add((URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:c")))


@pytest.fixture(scope="module")
def actors(hamlet: KnowledgeGraph) -> nx.Graph:
    return hamlet.network("actors")


class TestActorsNetwork:
    def test_is_a_plain_undirected_graph(self, actors):
        assert isinstance(actors, nx.Graph)
        assert actors.graph["projection"] == "actors"

    def test_says_what_each_node_is(self, actors):
        assert actors.nodes[f"{BASE}actor/syndicat"] == {"label": "Syndicat mixte du Hameau", "kind": "SyndicatMixte"}

    def test_says_what_each_tie_is_made_of(self, actors):
        tie = actors.edges[f"{BASE}actor/syndicat", f"{BASE}actor/bois-vif"]
        assert tie["kinds"] == ("agreement", "partnership", "roadmap")
        assert tie["n"] == 3
        assert tie["distance"] == pytest.approx(1 / 1.75)
        assert set(tie["vias"]) == {
            ("partnership", f"{BASE}agreement/partenariat-bois"),
            ("roadmap", f"{BASE}agreement/feuille-2021"),
            ("agreement", f"{BASE}agreement/contrat-filieres"),
        }

    def test_falls_apart_without_its_centre_as_counted_by_hand(self, hamlet):
        sizes = [row[1] for row in hamlet.ask("40").texts()]
        assert sizes == ["6", "4", "1"]

    def test_has_the_core_and_effective_sizes_counted_by_hand(self, hamlet):
        cores = Counter(row[1] for row in hamlet.ask("57").texts())
        assert cores == {"4": 5, "2": 5, "1": 1, "0": 1}
        assert hamlet.ask("60").texts()[0] == ["Syndicat mixte du Hameau", "5.0", "2.0"]


def test_a_network_carries_all_that_is_known_of_its_ties(hamlet):
    funding = hamlet.network("funding")
    assert isinstance(funding, nx.DiGraph)
    share = funding.edges[f"{BASE}actor/syndicat", f"{BASE}actor/bois-vif"]
    shared = funding.edges[f"{BASE}actor/syndicat", f"{BASE}actor/lin-neuf"]
    assert shared["commitments"] == ((f"{BASE}commitment/contrat-filieres", "2021", "global", 30000.0, 2),)
    assert sorted(amount for *_, amount, _ in share["commitments"]) == [12000, 15000, 30000]


def test_labels_of_a_network_come_in_the_language_asked_for(hamlet):
    assert hamlet.network("resources", lang="en").nodes[f"{BASE}project/chaudiere"]["label"] == "Wood boiler"


def test_an_unknown_network_is_told_with_the_nearest(hamlet):
    with pytest.raises(UnknownQuestionError, match="actors"):
        hamlet.network("actor")


def test_things_and_evidence_are_found_by_iri(hamlet):
    things = hamlet.things([f"{BASE}actor/scierie", "urn:none"])
    assert things[f"{BASE}actor/scierie"].kind == "Company"
    assert (things["urn:none"].label, things["urn:none"].kind) == ("urn:none", "")
    assert hamlet.things([]) == {}
    record = f"{BASE}record/hamlet/water"
    assert hamlet.evidence([record])[record].locator == "p. 5"


# Questions of a day


def test_a_question_of_a_day_leaves_out_what_had_ended(rouen: KnowledgeGraph) -> None:
    supported = {str(row["soutenu"]) for row in rouen.ask("02", day="2021-05-12")}
    assert "Nov@log" not in supported
    assert "Nov@log" in {str(row["soutenu"]) for row in rouen.ask("02")}
    presides = {
        str(row["personne"]) for row in rouen.ask("05", day=date(2021, 5, 12)) if str(row["role"]) == "Président"
    }
    assert presides == {"Nicolas Mayer-Rossignol"}


def test_a_measure_answers_of_a_day_too(rouen: KnowledgeGraph) -> None:
    assert len(rouen.ask("57", day="2021-05-12").rows) == len(rouen.network("actors", day=date(2021, 5, 12)))


def test_a_question_that_has_no_day_says_so_and_what_is_no_day_too(rouen: KnowledgeGraph) -> None:
    with pytest.raises(UnknownParameterError):
        rouen.ask("01", day="2021-05-12")
    with pytest.raises(SettingsError):
        rouen.ask("02", day="hier")


def test_strings_of_the_dataset_are_those_that_rdflib_reads_from_a_file(hamlet):
    scopes = set(hamlet.dataset.objects(None, TG.amountScope))
    assert scopes <= {Literal("global"), Literal("share")}
    assert scopes


class TestArguments:
    def test_a_thing_is_named_without_the_base(self, hamlet):
        entities = [hamlet.describe(name) for name in ("actor/scierie", "act:scierie", f"{BASE}actor/scierie")]
        assert entities[0] == entities[1] == entities[2]
        assert hamlet.iri("actor/scierie") == f"{BASE}actor/scierie"

    def test_a_thing_that_nobody_knows_is_told_with_the_nearest(self, hamlet):
        with pytest.raises(UnknownNameError, match="nearest: actor/scierie"):
            hamlet.describe("actor/scierei")
        with pytest.raises(UnknownNameError, match="actor/scierie"):
            hamlet.describe("Scierie des Aulnes")
        with pytest.raises(UnknownNameError, match="nearest: none"):
            hamlet.describe("Xxxxxxxx Yyyyyyyy")

    @pytest.mark.parametrize(
        "asked",
        [
            lambda graph: graph.describe("actor/scierie", lang="xx"),
            lambda graph: graph.network("actors", lang="xx"),
            lambda graph: graph.ask("01", lang="xx"),
            lambda graph: graph.ask("38", lang="xx"),
            lambda graph: graph.search("scierie", lang="xx"),
            lambda graph: graph.names([f"{BASE}actor/scierie"], lang="xx"),
            lambda graph: graph.things([f"{BASE}actor/scierie"], "xx"),
        ],
    )
    def test_a_language_is_checked(self, hamlet, asked):
        with pytest.raises(SettingsError, match="fr or en"):
            asked(hamlet)

    @pytest.mark.parametrize("day", ["2021", "yesterday", 2021, "2021-13-01"])
    def test_a_day_is_checked(self, hamlet, day):
        for asked in (
            lambda: hamlet.describe("actor/scierie", as_of=day),
            lambda: hamlet.network("actors", day=day),
            lambda: hamlet.ask("01", day=day),
            lambda: hamlet.ties(day=day),
            lambda: hamlet.names([], day=day),
            lambda: hamlet.changes(day, "2021-05-12"),
        ):
            with pytest.raises(SettingsError, match="YYYY-MM-DD"):
                asked()

    def test_a_day_is_a_date_a_moment_or_a_text(self, hamlet):
        one = hamlet.describe("actor/scierie", as_of="2021-05-12")
        frames = (pandas.Timestamp("2021-05-12 10:30"), np.datetime64("2021-05-12"), np.datetime64("2021-05-12", "ns"))
        for day in (date(2021, 5, 12), datetime(2021, 5, 12, 10, 30), *frames):
            assert hamlet.describe("actor/scierie", as_of=day) == one

    def test_numbers_of_numpy_are_numbers(self, hamlet):
        network, three = hamlet.network(), np.int64(3)
        assert (
            ranks(network, "degree", resamples=three, most=three).rows
            == ranks(network, "degree", resamples=3, most=3).rows
        )
        assert communities(network, runs=three, resolution=np.float64(0.5)) == communities(
            network, runs=3, resolution=0.5
        )
        assert hamlet.search("scierie", limit=np.int64(1)) == hamlet.search("scierie", limit=1)

    def test_what_is_no_time_is_no_day(self, hamlet):
        for day in (pandas.NaT, np.datetime64("NaT")):
            with pytest.raises(SettingsError, match="YYYY-MM-DD"):
                hamlet.names(["actor/scierie"], day=day)

    def test_no_name_is_made_up_for_what_nobody_knows(self, hamlet):
        """An identifier that is misspelt was called by its last part."""
        with pytest.raises(UnknownNameError, match="nearest: actor/scierie"):
            hamlet.names(["actor/scierie", "actor/scierei"])
        assert hamlet.names(["tg:Cluster"], lang="en") == {"tg:Cluster": "Cluster or sector organisation"}

    def test_who_is_no_node_is_not_said_to_have_nobody_to_meet(self, hamlet):
        network = hamlet.network()
        with pytest.raises(SettingsError, match=r"a node of the network; nearest: .*actor/scierie"):
            suggest(network, about=f"{BASE}actor/scierei")
        assert suggest(network, about=f"{BASE}actor/scierie") is not None

    def test_what_is_long_is_cut_in_the_message_and_kept_in_the_error(self, hamlet):
        with pytest.raises(SettingsError) as told:
            hamlet.ties(day="x" * 10_000)
        assert (len(str(told.value)) < 300, len(told.value.fields["value"])) == (True, 10_000)

    def test_things_are_found_by_a_name_in_any_case(self, hamlet):
        found = hamlet.named(["SCIERIE des aulnes", "nobody at all"])
        assert [one.iri for one in found["SCIERIE des aulnes"]] == [f"{BASE}actor/scierie"]
        assert "nobody at all" not in found

    def test_a_network_is_asked_for_by_a_known_name(self, hamlet):
        with pytest.raises(UnknownProjectionError, match="no network is called 'actor'; nearest: actors"):
            hamlet.network("actor")
        with pytest.raises(UnknownProjectionError, match="nearest: actors"):
            hamlet.arrays("actor")
        with pytest.raises(UnknownQuestionError, match="nearest: actors"):
            hamlet.network("actor", day="2021-05-12")

    @pytest.mark.parametrize(
        "asked",
        [
            lambda graph: graph.describe(3),
            lambda graph: graph.query(None),
            lambda graph: graph.search(3),
            lambda graph: graph.select("14-domaines", acteur=5),
            lambda graph: graph.names("actor/scierie"),
            lambda graph: graph.things(["actor/scierie"]),
            lambda graph: graph.evidence(["scierie"]),
            lambda graph: graph.evidence([3]),
            lambda graph: graph.names(3),
            lambda graph: graph.things(3),
            lambda graph: graph.named("Scierie des Aulnes"),
            lambda graph: graph.named([3]),
            lambda graph: graph.rows(3),
            lambda graph: graph.unused_names(3),
            lambda graph: graph.search("scierie \ud800"),
            lambda graph: graph.query("ASK {}", seconds="5"),
            lambda graph: graph.query("ASK {}", seconds=-1),
            lambda graph: graph.query("ASK {}", seconds=float("nan")),
            lambda graph: graph.describe("actor/scierie", most="all"),
            lambda graph: graph.describe("actor/scierie", most=0),
            lambda graph: graph.part("actor/scierie", 0.5),
            lambda graph: graph.search("scierie", limit=None),
            lambda graph: KnowledgeGraph.open(3),
            lambda graph: KnowledgeGraph.open(version=3),
            lambda graph: ranks(graph.network(), "degree", seed="x"),
            lambda graph: communities(graph.network(), runs=0),
            lambda graph: paths(graph.network(), "a", "b", by="weight"),
            lambda graph: paths(graph.network(), "a", "b", count="3"),
            lambda graph: suggest(graph.network(), count=None),
            lambda graph: what_if(graph.network(), 3),
        ],
    )
    def test_what_is_of_another_kind_is_told_with_what_is_expected(self, hamlet, asked):
        with pytest.raises(SettingsError, match=r"cannot be '[\w-].*': \w"):
            asked(hamlet)

    def test_names_are_of_things_named_in_any_way(self, hamlet):
        whole = f"{BASE}actor/scierie"
        told = hamlet.names(["actor/scierie", whole])
        assert told["actor/scierie"] == told[whole]
        assert told[whole] != "scierie"

    def test_a_question_is_asked_by_its_number(self, hamlet):
        assert list(hamlet.ask(2)) == list(hamlet.ask("02-qui-soutient-qui"))

    def test_a_part_is_of_a_thing_that_is_known_and_has_actors(self, hamlet):
        with pytest.raises(UnknownNameError, match="nearest: actor/scierie"):
            hamlet.part("actor/scierei")
        source = str(next(hamlet.dataset.subjects(RDF.type, TG.Source)))
        with pytest.raises(EmptyPartError, match="no actor is in"):
            hamlet.part(source)

    def test_steps_of_a_scenario_are_steps(self, hamlet):
        with pytest.raises(SettingsError, match="RemoveActor"):
            what_if(hamlet.network("actors"), ["actor/scierie"])

    @pytest.mark.parametrize("wrong", [{"resamples": -1}, {"resamples": "50"}, {"most": None}])
    def test_numbers_of_ranks_are_numbers(self, hamlet, wrong):
        with pytest.raises(SettingsError, match="0 or more"):
            ranks(hamlet.network("actors"), "degree", **wrong)

    @pytest.mark.parametrize(
        "asked",
        [
            lambda: measure("actors", "degree"),
            lambda: ranks("actors", "degree"),
            lambda: communities("actors"),
            lambda: paths("actors", "a", "b"),
            lambda: suggest("actors"),
            lambda: what_if("actors", []),
        ],
    )
    def test_a_name_is_no_network(self, asked):
        with pytest.raises(NotNetworkError, match=r"graph\.network\('actors'\)"):
            asked()

    def test_only_measures_of_nodes_rank(self, hamlet):
        with pytest.raises(UnknownMeasureError, match=r"measures no nodes.*nearest: "):
            ranks(hamlet.network("actors"), "density")


class TestProcesses:
    def test_a_part_counts_its_own_statements(self, hamlet):
        part = hamlet.part("actor/scierie")
        assert len(part) == len(part.quads()) < len(hamlet)
        assert part.manifest.graphs == len({quad.graph_name for quad in part.quads()})

    def test_a_graph_can_be_asked_after_it_was_left(self, hamlet_store):
        with KnowledgeGraph.open(hamlet_store) as graph:
            asked = graph.query("SELECT ?actor { ?actor a tg:Actor }")
        assert graph.query("SELECT ?actor { ?actor a tg:Actor }") == asked

    def test_a_process_that_was_forked_asks_by_itself(self, hamlet_store):
        """It has no thread of the one that it came from, and waited for ever for an answer."""
        graph, text = KnowledgeGraph.open(hamlet_store), "SELECT ?actor { ?actor a tg:Actor }"
        asked = graph.query(text)
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        child = context.Process(target=lambda: theirs.send(graph.query(text)), daemon=True)
        child.start()
        try:
            assert ours.poll(60)
            assert ours.recv() == asked
        finally:
            child.kill()
        assert graph.query(text) == asked

    @pytest.mark.parametrize(
        "asked",
        [
            lambda graph: graph.describe("actor/scierei"),
            lambda graph: graph.query("SELEC"),
            lambda graph: measure(graph.network(), "degre"),
            lambda graph: KnowledgeGraph.open("/nowhere"),
        ],
    )
    def test_an_error_reaches_another_process_whole(self, hamlet, asked):
        with pytest.raises(TerritoryGraphError) as told:
            asked(hamlet)
        sent = pickle.loads(pickle.dumps(told.value))
        assert (type(sent), str(sent), sent.fields) == (type(told.value), str(told.value), told.value.fields)


class TestFrames:
    TYPED = """SELECT ?whole ?sum ?share ?yes ?day ?year ?at ?name {
      VALUES (?whole ?sum ?share ?yes ?day ?year ?at ?name) {
      (1 2.50 1.5e0 true "2021-05-12"^^xsd:date "2021"^^xsd:gYear "2021-05-12T10:00:00Z"^^xsd:dateTime "a"@fr)
      (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF) } }"""

    def test_arrow_has_exact_types(self, hamlet):
        table = hamlet.query(self.TYPED).to_arrow()
        assert [str(field.type) for field in table.schema] == [
            *("int64", "decimal128(2, 1)", "double", "bool", "date32[day]", "int64", "timestamp[us, tz=UTC]", "string")
        ]
        assert table.column("sum").to_pylist() == [Decimal("2.50"), None]

    def test_pandas_computes_with_every_column(self, hamlet):
        frame = hamlet.query(self.TYPED).to_pandas()
        kinds = [str(kind) for kind in frame.dtypes]
        assert kinds[:4] == ["Int64", "float64", "float64", "boolean"]
        assert kinds[4].startswith("datetime64[")
        assert (kinds[5], kinds[6][:10], kinds[6][-4:]) == ("Int64", "datetime64", "UTC]")
        assert (frame["sum"].sum(), frame["day"].dt.year[0], frame["whole"].sum()) == (2.5, 2021, 1)
        assert frame.isna().sum().tolist() == [1] * 8

    def test_polars_and_whatever_reads_arrow(self, hamlet):
        answer = hamlet.query(self.TYPED)
        assert answer.to_polars().equals(polars.DataFrame(answer))
        assert answer.to_polars().schema["day"] == polars.Date

    def test_numbers_are_numbers_whatever_their_kind(self, hamlet):
        mixed = hamlet.query("SELECT ?n { VALUES ?n { 1 2.5 3e0 } }")
        assert mixed.to_pandas()["n"].sum() == mixed.to_polars()["n"].sum() == 6.5

    def test_what_no_data_frame_holds_stays_text(self, hamlet):
        """Decimals of over 38 digits, of which polars panicked."""
        wide = hamlet.query("SELECT ?n { VALUES ?n { 123456789012345678901234567890.5 0.000000000001 } }")
        assert wide.to_polars()["n"].to_list() == ["123456789012345678901234567890.5", "0.000000000001"]

    def test_what_is_many_rows_is_a_frame(self, hamlet):
        assert hamlet.ties().to_pandas()["kind"].value_counts().sum() == len(hamlet.ties())
        triples = hamlet.query("CONSTRUCT { ?s a tg:Actor } WHERE { ?s a tg:Actor }")
        assert list(triples.to_pandas()) == ["subject", "predicate", "object"]
        assert len(triples.to_pandas()) == len(triples)

    def test_an_answer_without_rows_keeps_its_columns(self, hamlet):
        answer = hamlet.query("SELECT ?a ?b { ?a tg:nothing ?b }")
        assert list(answer.to_pandas()) == list(answer.to_polars().columns) == ["a", "b"]
        assert answer._repr_html_().startswith("<table><caption>0 rows</caption>")

    def test_measures_and_ranks_are_frames(self, hamlet):
        network = hamlet.network("actors")
        assert list(measure(network, "degree").to_pandas()) == ["node", "value"]
        assert list(measure(network, "density").to_pandas()) == ["figure", "value"]
        assert list(ranks(network, "degree", resamples=5).to_pandas()) == ["node", "value", "rank", "low", "high"]

    def test_a_package_that_is_absent_is_named(self, hamlet, monkeypatch):
        monkeypatch.setitem(sys.modules, "polars", None)
        with pytest.raises(ImportError, match="pip install polars"):
            hamlet.query(self.TYPED).to_polars()
