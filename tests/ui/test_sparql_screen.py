"""The SPARQL screen without a browser: a query from its address or from an example, its answer, and what leaves it."""

from __future__ import annotations

import re
from concurrent.futures import Future
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from hostile import hostile_store

from territory_graph.errors import ServerBusyError
from territory_graph.messages import translator
from territory_graph.queries import packaged_queries, packaged_query
from territory_graph.saved_queries import SavedQueries
from territory_graph.store.pool import Limits, Result
from territory_graph.ui.sparql import running
from territory_graph.ui.sparql.state import Workbench
from territory_graph.views.citation import CITE
from territory_graph.views.fingerprint import text_hash
from territory_graph.views.permalink import address_of, query_of
from ui.conftest import Open, Screen, shown

FRENCH = translator("fr")
ACTOR = "https://example.org/hamlet/id/actor/"
PREFIXES = (
    "PREFIX tg: <https://w3id.org/territory-graph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX act: <https://example.org/hamlet/id/actor/> "
)
MEMBERS = PREFIXES + "SELECT DISTINCT ?member ?body { ?m tg:member ?member ; tg:inOrganisation ?body }"
MEMBER_OF = PREFIXES + "CONSTRUCT { ?m tg:memberOf ?b } WHERE { ?m tg:memberOf ?b }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture
def ask(open_hamlet: Open) -> Open:
    """Opens the screen on the hamlet with a query in its address."""
    return lambda query, **more: open_hamlet("sparql", query=query, **more)


def bench(screen: Screen, key: str = "sparql-workbench") -> Workbench:
    found = screen.app.session_state[key]
    assert isinstance(found, Workbench)
    return found


def editor(screen: Screen) -> dict[str, Any]:
    """What the editor is given."""
    return next(data for data in screen.components.values() if "vocabulary" in data)


def said(screen: Screen) -> str:
    return "\n".join(shown(text) for text in screen.texts)


def press(screen: Screen, key: str) -> Screen:
    screen.app.button(key=key).click().run()
    return screen


def codes(screen: Screen) -> list[str]:
    return [element.value for element in screen.app.code]


def tables(screen: Screen) -> list[Any]:
    return [element.value for element in screen.app.dataframe]


# Opens


def test_a_first_visit_has_a_query_that_runs_and_questions_to_start_from(open_hamlet: Open) -> None:
    screen = open_hamlet("sparql")
    (tab,) = editor(screen)["tabs"]
    assert "SELECT DISTINCT" in tab["text"]
    press(screen, "sparql-first-02-qui-soutient-qui")
    assert screen.failures == []
    assert "2 lignes, 2 colonnes" in said(screen)
    (tab,) = editor(screen)["tabs"]
    assert tab["title"] == packaged_query("02").titles["fr"]
    assert "tg:Partnership" in tab["text"]


def test_the_first_query_finds_every_actor(open_hamlet: Open) -> None:
    screen = open_hamlet("sparql")
    (tab,) = bench(screen).tabs
    bench(screen).ask(tab.id, tab.text, running_limits())
    screen.run()
    assert "actor\u00a0: 12 valeurs distinctes" in said(screen)


def running_limits() -> Limits:
    return Limits(10, 10_000)


# Runs


def test_a_query_in_the_address_is_opened_run_and_told(ask: Open) -> None:
    screen = ask(MEMBERS)
    assert screen.failures == []
    assert editor(screen)["tabs"][0]["text"] == MEMBERS
    assert (
        "4 lignes, 2 colonnes\u202f; member\u00a0: 4 valeurs distinctes\u202f; body\u00a0: 2 valeurs distinctes."
        in said(screen)
    )
    assert "Proposé\u00a0: réseau, parce que chaque ligne lie deux choses." in said(screen)
    assert re.search(r"0,\d+\u202fs dans le moteur · données [0-9a-f]{16} · requête \S+", said(screen))
    assert len(screen.drawings["sparql-network"]["drawing"]["nodes"]) == 6


def test_a_packed_query_in_the_address_is_opened_and_run(open_hamlet: Open) -> None:
    query = "SELECT * {} # " + "x" * 3_000
    address = address_of(query)
    assert list(address) == ["z"]
    screen = open_hamlet("sparql", **address)
    assert "1 ligne, 0 colonne" in said(screen)


def test_a_cut_link_is_said_to_be_broken(open_hamlet: Open) -> None:
    screen = open_hamlet("sparql", z="!!")
    assert FRENCH("sparql.broken_link") in said(screen)
    assert editor(screen)["tabs"]


def test_the_address_is_the_query_that_was_run(open_hamlet: Open) -> None:
    screen = open_hamlet("sparql")
    press(screen, "sparql-first-31-frise")
    told = {name: each if isinstance(each, str) else each[0] for name, each in screen.app.query_params.items()}
    assert query_of(told) == bench(screen).tab.text
    assert open_hamlet("sparql", **told).caption("Proposé").startswith("Proposé\u00a0: frise")


def test_ask_is_answered_by_yes_or_no(ask: Open) -> None:
    assert "Oui\u00a0: le graphe contient ce qui est demandé." in said(ask(PREFIXES + "ASK { ?s a tg:Epci }"))
    assert "Non\u00a0:" in said(ask(PREFIXES + "ASK { ?s a tg:Separation }"))


def test_triples_are_a_network_a_table_and_text(ask: Open) -> None:
    screen = ask(MEMBER_OF)
    assert "4 triplets sur 4 sujets, avec 1 propriété." in said(screen)
    assert len(screen.drawings["sparql-network"]["drawing"]["edges"]) == 4
    switch = next(each for each in screen.app.button_group if str(each.key).startswith("sparql-view"))
    switch.set_value("raw").run()
    assert "Affiché\u00a0: texte brut. Proposé\u00a0: réseau" in said(screen)
    assert any("tg:memberOf" in code or "ontology#memberOf" in code for code in codes(screen))
    switch.set_value("table").run()
    (table,) = tables(screen)
    assert list(table.columns) == ["subject", "predicate", "object"]
    assert table["subject"][0].startswith("fiche?id=actor%2F")
    assert "#Scierie%20des%20Aulnes" in {address[address.find("#") :] for address in table["subject"]}


def test_a_line_of_the_network_opens_its_sources(ask: Open) -> None:
    screen = ask(PREFIXES + "CONSTRUCT { ?a tg:hasSector ?s } WHERE { ?a tg:hasSector ?s }")
    line = next(edge["id"] for edge in screen.drawings["sparql-network"]["drawing"]["edges"] if "scierie" in edge["id"])
    at = bench(screen).outcome
    assert at is not None
    screen.app.session_state[f"sparql-picked-{at.at.timestamp()}"] = line
    screen.run()
    sheet = screen.sheets["sparql-network-sheet"]
    assert "a pour filière" in sheet
    assert "Annuaire des organismes" in sheet


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("query", "view"),
    [
        ("SELECT ?c (COUNT(*) AS ?n) { ?s a ?c . ?c rdfs:subClassOf* tg:Actor } GROUP BY ?c", "chart"),
        ("SELECT DISTINCT ?name ?when { ?e tg:when ?when ; rdfs:label ?name }", "timeline"),
        ("SELECT ?lat ?long { VALUES (?lat ?long) { (46.2 5.2) (46.3 5.3) } }", "map"),
        ("SELECT ?x { VALUES ?x { 1 2 3 4 5 6 7 8 9 10 } }", "chart"),
        ("SELECT ?x ?y { VALUES (?x ?y) { (1 2) (2 1) (3 3) } }", "table"),
    ],
)
def test_every_view_is_drawn_in_both_languages(ask: Open, query: str, view: str, language: str) -> None:
    screen = ask(PREFIXES + query, lang=language)
    assert screen.failures == []
    say = translator(language)
    assert f"{say('sparql.view.' + view)}," in said(screen)


def test_an_answer_is_kept_when_the_language_is_switched(ask: Open) -> None:
    screen = ask(MEMBERS)
    first = bench(screen).outcome
    press(screen, "language-switch")
    assert bench(screen).outcome is first
    assert "4 rows, 2 columns" in said(screen)


# Nothing found, nothing run


def test_an_empty_answer_names_the_condition_that_rules_everything_out(ask: Open) -> None:
    screen = ask(PREFIXES + 'SELECT ?x { ?x a tg:Epci ; tg:siren "000" }')
    assert "Aucune ligne\u00a0: rien dans le graphe ne remplit toutes les conditions." in said(screen)
    assert 'tg:siren "000"' in said(screen)
    assert [mark["severity"] for mark in editor(screen)["marks"]] == ["warning"]


def test_an_error_is_taught_and_marked_at_its_place(ask: Open) -> None:
    screen = ask(PREFIXES + "\nSELECT ?x { ?x a tg:Epci ")
    assert screen.failures == []
    (mark,) = editor(screen)["marks"]
    assert (mark["line"], mark["severity"]) == (2, "error")
    assert mark["message"] in said(screen)
    assert "Traceback" not in said(screen)


def test_an_update_is_refused_calmly(ask: Open) -> None:
    screen = ask("DROP ALL")
    assert "DROP" in said(screen)
    assert screen.failures == []


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_works(ask: Open) -> None:
    screen = ask("ASK {}")
    bench(screen).ask(bench(screen).active, ENDLESS, Limits(1, 10))
    screen.run()
    assert "Délai dépassé" in said(screen)
    bench(screen).ask(bench(screen).active, "ASK {}", Limits(10, 10))
    screen.run()
    assert "Oui" in said(screen)


def test_a_busy_server_says_when_to_try_again(ask: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> Future[Result]:
        future: Future[Result] = Future()
        future.set_exception(ServerBusyError(retry_after=7))
        return future

    monkeypatch.setattr(running, "submit", refused)
    screen = ask("ASK {}")
    assert re.search(r"Recommencez dans 7", said(screen))
    assert screen.failures == []


def test_a_cancelled_query_says_so(ask: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancelled(*_: object) -> Future[Result]:
        future: Future[Result] = Future()
        future.cancel()
        return future

    monkeypatch.setattr(running, "submit", cancelled)
    assert "annulée" in said(ask("ASK {}"))


def test_an_answer_too_heavy_for_a_page_says_so(ask: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "HEAVIEST", 10)
    screen = ask(MEMBERS)
    assert screen.failures == []
    assert bench(screen).outcome.error is not None  # type: ignore[union-attr]


def test_a_cut_answer_says_so_and_can_be_loaded_whole(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "sparql", query="SELECT ?s ?p ?o { ?s ?p ?o }")
    assert "Réponse coupée à 10\u202f000 lignes" in said(screen)
    press(screen, "sparql-load-all")
    assert "coupée" not in said(screen)
    assert re.search(r"\d\d\u202f\d{3} lignes, 3 colonnes", said(screen))


# Examples and history


def test_every_example_is_a_button(open_hamlet: Open) -> None:
    screen = press(open_hamlet("sparql"), "sparql-examples")
    assert f"{len(packaged_queries())} questions" in said(screen)
    titles = {shown(button.label) for button in screen.app.button}
    assert titles >= {query.titles["fr"] for query in packaged_queries()}


def test_the_history_tells_what_was_run_and_reopens_it(ask: Open) -> None:
    screen = ask("ASK {}")
    bench(screen).ask(bench(screen).active, "SELECT ?x { ?x a ", Limits(10, 10))
    screen.run()
    past = bench(screen).past
    assert [each.text for each in past] == ["SELECT ?x { ?x a ", "ASK {}"]
    assert past[0].seconds is None
    assert past[1].size == "oui"


# What is taken away


def test_every_format_is_offered_with_its_use(ask: Open) -> None:
    screen = press(ask(MEMBERS), "sparql-download")
    labels = [button.label for button in screen.app.get("download_button")]
    assert labels == [
        FRENCH(f"sparql.download.{key}") for key in ("csv", "spreadsheet", "tsv", "json", "xml", "parquet")
    ]
    assert FRENCH("sparql.download.spreadsheet_help") in said(screen)


def test_a_format_that_cannot_hold_the_answer_says_so(ask: Open) -> None:
    screen = press(ask('SELECT ?x { BIND("\\u0001" AS ?x) }'), "sparql-download")
    assert FRENCH("sparql.download.impossible") in said(screen)


def test_sharing_gives_a_link_that_opens_the_query_and_code(ask: Open) -> None:
    screen = press(ask(MEMBERS), "sparql-share")
    link, frame, curl, python, r, javascript, julia = codes(screen)[-7:]
    assert parse_qs(urlsplit(link).query)["query"] == [MEMBERS]
    assert "--data-urlencode" in curl
    assert "SPARQLWrapper" in python
    assert "read.csv" in r
    assert "await fetch(" in javascript
    assert "using Downloads" in julia
    assert "embed=true" in frame
    assert "Enregistrer sur le serveur" not in said(screen)


def test_a_query_too_long_for_a_link_is_offered_as_a_file(open_hamlet: Open) -> None:
    screen = open_hamlet("sparql")
    text = "ASK {} # " + "".join(chr(0x4E00 + i * 7 % 20_000) for i in range(6_000))
    bench(screen).ask(bench(screen).active, text, Limits(10, 10))
    press(screen.run(), "sparql-share")
    assert "trop longue pour tenir dans un lien" in said(screen)
    assert FRENCH("sparql.share.file") in [button.label for button in screen.app.get("download_button")]


def test_saved_queries_are_listed_and_a_name_asked_where_the_operator_allows_it(
    ask: Open, open_hamlet: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERRITORY_GRAPH_SAVED_QUERIES", str(tmp_path / "saved"))
    SavedQueries(tmp_path / "saved").save("membres", MEMBERS, "192.0.2.1")
    assert "Enregistrer sur le serveur" in said(press(ask("ASK {}"), "sparql-share"))
    screen = press(open_hamlet("sparql"), "sparql-examples")
    assert screen.app.button(key="sparql-saved-membres").label == "membres"


def test_a_result_is_cited_with_its_hashes(ask: Open) -> None:
    screen = press(ask(MEMBERS), "sparql-cite")
    text, bibtex = codes(screen)[-2:]
    assert "4 lignes" in text
    outcome = bench(screen).outcome
    assert outcome is not None
    told, _, address = text.partition(f"/{CITE}?")
    assert re.findall(r"\b[0-9a-f]{64}\b", told) == [text_hash(outcome.text), outcome.hash]
    assert f"sha256={outcome.hash}&" in address
    assert bibtex.startswith(f"@misc{{hamlet-{outcome.hash[:8]},")


def test_an_answer_of_chance_is_cited_with_a_warning(ask: Open) -> None:
    screen = press(ask("SELECT (RAND() AS ?x) {}"), "sparql-cite")
    assert FRENCH("sparql.cite.unstable") in codes(screen)[-2]


def test_the_plan_is_told_step_by_step(ask: Open) -> None:
    screen = press(ask(MEMBERS), "sparql-plan")
    assert screen.failures == []
    assert screen.sheets["sparql-plan-sheet"].count("<li") >= 2


# The network screen of a query


def test_the_network_screen_draws_a_query(open_hamlet: Open) -> None:
    screen = open_hamlet("reseau", query=MEMBER_OF)
    assert screen.title == "Réseau d'une requête"
    assert screen.failures == []
    assert len(screen.drawings["query-network-view"]["drawing"]["nodes"]) == 6
    assert MEMBER_OF in codes(screen.unfold("query-network-query"))
    (ties,) = tables(screen)
    assert len(ties) == 4


def test_a_tie_of_the_query_opens_its_evidence(open_hamlet: Open) -> None:
    line = f"{ACTOR}syndicat|{ACTOR}val-clair"
    screen = open_hamlet("reseau", query=MEMBERS, sel=line)
    assert "règle R02" in screen.sheets["query-network-sheet"]
    made = open_hamlet(
        "reseau",
        query=PREFIXES + "CONSTRUCT { act:bourg-neuf tg:supports act:syndicat } WHERE {}",
        sel=f"{ACTOR}bourg-neuf|{ACTOR}syndicat",
    )
    sheet = made.sheets["query-network-sheet"]
    assert "aucun énoncé du graphe ne le dit directement" in sheet
    assert "parmi ses membres" in sheet  # what the graph knows of the two


@pytest.mark.parametrize(("query", "told"), [("ASK {}", "ne relie aucune chose"), ("SELECT", "")])
def test_a_query_that_ties_nothing_says_what_it_takes(open_hamlet: Open, query: str, told: str) -> None:
    screen = open_hamlet("reseau", query=query)
    assert screen.failures == []
    assert told in said(screen)


def test_a_broken_link_to_a_network_leads_back(open_hamlet: Open) -> None:
    screen = open_hamlet("reseau", z="!!")
    assert FRENCH("sparql.broken_link") in said(screen)
    press(screen, "query-network-back")
    assert screen.title == "Réseau des acteurs"


def test_the_answer_opens_in_the_network_screen_and_back(ask: Open) -> None:
    screen = press(ask(MEMBERS), "sparql-as-network")
    assert screen.title == "Réseau d'une requête"
    press(screen, "query-network-sparql")
    assert screen.title == "SPARQL"
    assert bench(screen).tab.text == MEMBERS


# Hostile values


@pytest.mark.parametrize("view", ["table", "chart", "timeline", "graph", "raw"])
def test_hostile_names_are_text_in_every_view(on: Open, tmp_path: Path, view: str) -> None:
    query = (
        PREFIXES + "SELECT ?a ?b ?name ?n ?when { ?p tg:supporter ?a ; tg:supported ?b . ?b rdfs:label ?name"
        ' BIND(1 AS ?n) BIND("2021-11" AS ?when) }'
    )
    screen = on(hostile_store(tmp_path), "sparql", query=query)
    switch = next(each for each in screen.app.button_group if str(each.key).startswith("sparql-view"))
    switch.set_value(view).run()
    assert screen.failures == []
    for text in screen.texts:
        assert "<script>" not in text.replace("\\<script\\>", "")
        assert len(text) < 2_000
    for table in tables(screen):
        assert all(len(str(cell)) < 1_600 for cell in table.to_numpy().ravel())


def test_a_hostile_query_id_or_text_stays_text(ask: Open) -> None:
    screen = ask("SELECT ?x { BIND('[a](https://evil.example) <img src=x> :red[x] $x$' AS ?x) }")
    assert screen.failures == []
    assert "«\u00a0[a](https://evil.example) <img src=x> :red[x] $x$\u00a0»" in said(screen)


# In another page


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch, open_hamlet: Open) -> Open:
    """Opens the screen as another site's frame does."""
    monkeypatch.setattr(type(st.context), "is_embedded", True)
    return lambda query="", **more: open_hamlet("sparql", query=query, **more)


NUMBERS = PREFIXES + "SELECT ?c (COUNT(*) AS ?n) (MIN(STRLEN(STR(?s))) AS ?length) { ?s a ?c } GROUP BY ?c"


def test_a_frame_shows_the_answer_alone_in_the_view_that_its_address_names(embedded: Open) -> None:
    screen = embedded(NUMBERS, vue="graphique", mesure="length", selon="c")
    assert screen.failures == []
    assert not [data for data in screen.components.values() if "vocabulary" in data]
    assert [box.value for box in screen.app.selectbox] == ["length", "c"]
    assert "colonnes" in said(screen)


def test_a_frame_without_a_query_or_with_a_broken_one_says_so(embedded: Open) -> None:
    assert FRENCH("sparql.embed.nothing") in said(embedded())
    assert embedded("SELECT ?x { ?x a ").failures == []


def test_the_frame_that_is_shared_shows_what_the_page_shows(ask: Open) -> None:
    screen = ask(NUMBERS)
    switch = next(each for each in screen.app.button_group if str(each.key).startswith("sparql-view"))
    switch.set_value("chart").run()
    screen.app.selectbox[0].set_value("length").run()
    press(screen, "sparql-share")
    frame = next(code for code in codes(screen) if code.startswith("<iframe"))
    (source,) = re.findall(r'src="([^"]+)"', frame)
    asked = parse_qs(urlsplit(unescape(source)).query)
    assert asked["query"] == [NUMBERS]
    assert (asked["vue"], asked["mesure"], asked["embed"]) == (["graphique"], ["length"], ["true"])
    assert FRENCH("sparql.embed.nobody") in said(screen)


# Figures


def test_a_sum_that_takes_values_twice_is_warned_of(ask: Open) -> None:
    query = PREFIXES + "SELECT (SUM(?euros) AS ?total) { ?money tg:amount ?euros VALUES ?language { 'fr' 'en' } }"
    assert "SUM(?euros) porte sur" in said(ask(query))
    once = PREFIXES + "SELECT (SUM(?euros) AS ?total) { ?money tg:amount ?euros }"
    assert "porte sur" not in said(ask(once))
