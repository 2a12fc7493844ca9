"""The SPARQL screen in Chromium: write with completion, run, cancel, see the answer in its views, share, take away."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.error
import urllib.request
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hostile import hostile_store
from playwright.sync_api import expect

from browser.conftest import SIZE, Server, Visit, serving, visiting
from territory_graph import KnowledgeGraph
from territory_graph.queries import packaged_query

PREFIXES = (
    "PREFIX tg: <https://w3id.org/territory-graph/ontology#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "PREFIX wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#>\n"
)
MEMBER_OF = PREFIXES + "CONSTRUCT { ?a tg:memberOf ?b } WHERE { ?a tg:memberOf ?b }"
PLACES = PREFIXES + "SELECT ?place ?lat ?long WHERE { ?place wgs84:lat ?lat ; wgs84:long ?long }"
EPCI = PREFIXES + "SELECT DISTINCT ?epci ?name WHERE { ?epci a tg:Epci ; rdfs:label ?name } ORDER BY ?name"
DATED = (
    PREFIXES + 'SELECT DISTINCT ?what ?when WHERE { ?s tg:when ?when ; rdfs:label ?what FILTER(LANG(?what) = "fr") }'
)
TOKEN = "operator-of-the-tests"
TELEPHONE = {"width": 390, "height": 844}
WIDTH = "document.documentElement.scrollWidth"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def editor(visit: Visit) -> Any:
    return visit.page.locator(".cm-content")


def write(visit: Visit, text: str) -> None:
    """Replaces what the editor holds, without completion."""
    editor(visit).click()
    visit.page.keyboard.press("Control+a")
    visit.page.keyboard.press("Delete")
    visit.page.keyboard.insert_text(text)


def run(visit: Visit, text: str) -> Visit:
    write(visit, text)
    visit.page.keyboard.press("Control+Enter")
    return visit


@pytest.fixture(scope="module")
def epci(server: Server) -> int:
    """How many EPCI the graph holds, counted without the service."""
    found = KnowledgeGraph.open(server.store).query(PREFIXES + "SELECT (COUNT(?e) AS ?n) WHERE { ?e a tg:Epci }")
    return int(next(iter(found))["n"])


def see(visit: Visit, text: str) -> None:
    visit.page.get_by_text(text).first.wait_for()
    visit.settle()


def address(query: str) -> str:
    return f"sparql?query={quote(query, safe='')}"


def show(visit: Visit, view: str) -> None:
    visit.click(visit.widget("sparql-bar").get_by_role("radio", name=re.compile(view)))


def test_a_query_is_written_with_completion_and_run_from_the_keyboard(visit: Visit, epci: int) -> None:
    visit.open("sparql")
    write(visit, "")
    visit.page.keyboard.type("SELECT DISTINCT ?epci WHERE { ?epci a tg:Epc", delay=40)
    option = visit.page.locator(".cm-tooltip-autocomplete [role=option]", has_text="Epci").first
    option.wait_for()
    visit.page.wait_for_timeout(300)  # a list that has just come is not chosen from by accident
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.type(" }", delay=40)
    expect(editor(visit)).to_contain_text("PREFIX tg: <https://w3id.org/territory-graph/ontology#>")
    visit.page.keyboard.press("Control+Enter")
    see(visit, f"{epci} lignes, 1 colonne")


def test_a_running_query_says_so_survives_typing_and_is_cancelled(visit: Visit) -> None:
    visit.open("sparql")
    run(visit, ENDLESS)
    visit.page.get_by_text("En cours…").first.wait_for()
    visit.page.keyboard.type(" #", delay=20)
    visit.page.wait_for_timeout(1500)
    expect(visit.page.get_by_text("En cours…").first).to_be_visible()
    visit.page.keyboard.press("Escape")
    see(visit, "La requête a été annulée.")
    run(visit, "ASK {}")
    see(visit, "Oui\u00a0: le graphe contient ce qui est demandé.")


def test_an_error_is_marked_in_the_editor_and_taught_below(visit: Visit) -> None:
    visit.open("sparql")
    run(visit, "SELECT ?x WHERE { ?x a ?c FILTER(?c = ) }")
    expect(visit.page.get_by_test_id("stAlert")).to_be_visible()
    expect(visit.page.locator(".cm-lintRange-error").first).to_be_visible()


def test_views_are_switched(visit: Visit) -> None:
    visit.open(address(PLACES))
    visit.page.get_by_test_id("stDeckGlJsonChart").locator("canvas").first.wait_for()
    expect(visit.page.get_by_text(re.compile(r"loin des autres, sont hors du premier cadrage")).first).to_be_visible()
    visit.page.set_viewport_size(TELEPHONE)
    visit.settle()
    assert visit.page.evaluate(WIDTH) <= TELEPHONE["width"]
    visit.page.set_viewport_size(SIZE)
    show(visit, "tableau")
    expect(visit.page.locator("table[role=grid]").first).to_have_attribute("aria-rowcount", "142")
    show(visit, "graphique")
    visit.page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()
    show(visit, "texte brut")
    see(visit, "application/sparql-results+json")
    visit.open(address(DATED))
    visit.page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()
    expect(visit.page.get_by_text("Proposé\u00a0: frise")).to_be_visible()


@pytest.fixture
def listed(shared: Callable[[str], Visit]) -> Visit:
    """The page that lists the EPCI in a table, which its tests leave as it is."""
    return shared(address(EPCI))


def test_a_name_in_the_table_opens_its_fiche(listed: Visit) -> None:
    visit = listed
    table = visit.page.get_by_test_id("stDataFrame").first
    name = visit.page.locator("table[role=grid] td").first
    name.wait_for(state="attached")
    with visit.page.context.expect_page() as opened:
        table.hover(position={"x": 40, "y": 35 + 17})  # the cell that is pointed at shows its link, then follows it
        visit.page.wait_for_timeout(300)
        visit.page.mouse.down()
        visit.page.wait_for_timeout(50)
        visit.page.mouse.up()
    fiche = opened.value
    fiche.locator("h1").first.wait_for()
    assert "/fiche?id=actor" in fiche.url
    expect(fiche.locator("h1").first).to_have_text("Agglomération Seine-Eure")
    fiche.close()


def test_tables_offer_no_export_that_runs_formulas(listed: Visit) -> None:
    listed.page.get_by_test_id("stDataFrame").first.hover()
    expect(listed.page.get_by_role("button", name=re.compile("^Search")).first).to_be_visible()
    expect(listed.page.get_by_role("button", name=re.compile("^Download as CSV"))).to_have_count(0)


def test_the_address_is_a_permalink_and_back_returns_to_the_query_before(
    visit: Visit, server: Server, epci: int
) -> None:
    visit.open("sparql")
    run(visit, EPCI)
    see(visit, f"{epci} lignes, 2 colonnes")
    visit.until(lambda: "query=" in visit.page.url)
    link = visit.page.url
    run(visit, "ASK {}")
    see(visit, "Oui\u00a0:")
    visit.back()
    see(visit, f"{epci} lignes, 2 colonnes")
    with visiting(visit.page.context, server) as other:
        other.page.goto(link)
        see(other, f"{epci} lignes, 2 colonnes")
        expect(editor(other)).to_contain_text("SELECT DISTINCT ?epci ?name")


def test_the_permalink_of_a_screen_is_an_answer_for_a_program(listed: Visit, epci: int) -> None:
    request = urllib.request.Request(listed.page.url, headers={"Accept": "text/csv"})
    with urllib.request.urlopen(request) as answer:
        assert len(answer.read().splitlines()) == 1 + epci


def test_tabs_are_kept_over_a_change_of_page(visit: Visit) -> None:
    visit.open("sparql")
    run(visit, "ASK { } # premier")
    see(visit, "Oui\u00a0:")
    visit.click(visit.page.get_by_role("button", name="Nouvelle requête"))
    write(visit, "ASK { ?s ?p ?o } # second")
    visit.page.wait_for_timeout(800)
    visit.click(visit.page.get_by_role("link", name="Fiche", exact=True))
    visit.expect_title("Quelle fiche ouvrir\u202f?")
    visit.click(visit.page.get_by_role("link", name="SPARQL", exact=True))
    visit.expect_title("SPARQL")
    expect(editor(visit)).to_contain_text("# second")
    visit.click(visit.page.get_by_role("tab").first)
    expect(editor(visit)).to_contain_text("# premier")
    see(visit, "Oui\u00a0:")


def test_an_example_is_found_and_opened_by_one_click(visit: Visit) -> None:
    visit.open("sparql")
    visit.click(visit.widget("sparql-examples").get_by_role("button"))
    search = visit.widget("sparql-examples-search").get_by_role("textbox")
    search.fill("filieres EXCELLENCE")
    search.press("Enter")
    see(visit, "1 question")
    visit.click(visit.widget("sparql-example-07-filieres-dexcellence").get_by_role("button"))
    see(visit, "lignes, 1 colonne")
    expect(visit.page.get_by_role("tab", name=packaged_query("07").titles["fr"])).to_be_visible()
    expect(editor(visit)).to_contain_text("tg:hasSector")


def test_an_example_with_parameters_asks_for_them(visit: Visit) -> None:
    visit.open("sparql")
    visit.click(visit.widget("sparql-examples").get_by_role("button"))
    visit.click(visit.widget("sparql-example-05-gouvernance").get_by_role("button"))
    box = visit.widget("sparql-example-05-gouvernance-syndicat").get_by_role("combobox")
    visit.click(box)
    box.fill("Métropole Rouen Normandie")
    visit.click(visit.page.get_by_role("option", name="Métropole Rouen Normandie").first)
    visit.click(visit.widget("sparql-example-use").get_by_role("button"))
    expect(editor(visit)).to_contain_text("id/actor/metropole-rouen-normandie")
    see(visit, "4 lignes")


def downloaded(visit: Visit, key: str, folder: Path) -> Path:
    visit.click(visit.widget("sparql-download").get_by_role("button").first)
    with visit.page.expect_download() as download:
        visit.click(visit.widget(f"sparql-download-{key}").get_by_role("button"))
    path = folder / str(download.value.suggested_filename)
    download.value.save_as(path)
    return path


def test_an_answer_is_downloaded_with_its_provenance(listed: Visit, tmp_path: Path, epci: int) -> None:
    see(listed, f"{epci} lignes")
    path = downloaded(listed, "csv", tmp_path)
    listed.page.keyboard.press("Escape")  # the list of files is closed again
    assert re.fullmatch(r"rouen-seine-eure-[0-9a-f]{8}-csv\.zip", path.name)
    with zipfile.ZipFile(path) as archive:
        (table,) = [name for name in archive.namelist() if name.endswith(".csv")]
        rows = list(csv.reader(io.StringIO(archive.read(table).decode())))
        told = json.loads(archive.read("provenance.json"))
        assert archive.read("query.rq").decode() == EPCI
    assert (rows[0], len(rows)) == (["epci", "name"], 1 + epci)
    assert (told["query"], told["size"], told["licence"]) == (EPCI, epci, "Licence Ouverte 2.0")


def test_a_graph_is_downloaded_as_turtle_under_its_provenance(visit: Visit, tmp_path: Path) -> None:
    visit.open(address(MEMBER_OF))
    visit.page.get_by_text(re.compile(r"^\d+ triplets")).first.wait_for()
    text = downloaded(visit, "turtle", tmp_path).read_text(encoding="utf-8")
    assert text.startswith("# {\n")
    assert text.count("tg:memberOf") > 10


def test_a_construct_is_seen_as_a_network_whose_ties_open_their_sources(visit: Visit) -> None:
    visit.open(address(MEMBER_OF))
    expect(visit.picture().element).to_have_count(1)
    visit.click(visit.widget("sparql-as-network").get_by_role("button"))
    visit.expect_title("Réseau d'une requête")
    visit.until(lambda: re.search(r"/reseau\?(.*&)?query=", visit.page.url) is not None)
    picture = visit.picture()
    node = next(iter(picture.places()))
    picture.click_node(node)
    visit.until(lambda: "sel=" in visit.page.url)
    visit.widget("query-network-sheet").get_by_role("link").first.wait_for()
    visit.click(visit.widget("query-network-back").get_by_role("button"))
    visit.expect_title("Réseau des acteurs")


def test_a_hundred_thousand_rows_stay_usable(visit: Visit) -> None:
    visit.open(address("SELECT ?s ?p ?o ?x WHERE { ?s ?p ?o . ?o ?q ?x . ?x ?r ?y } LIMIT 200000"))
    see(visit, "Réponse coupée à 10\u202f000 lignes")
    visit.page.set_default_timeout(60_000)
    visit.click(visit.widget("sparql-load-all").get_by_role("button"))
    see(visit, "100\u202f000 lignes, 4 colonnes")
    show(visit, "tableau")
    grid = visit.page.locator("table[role=grid]").first
    expect(grid).to_have_attribute("aria-rowcount", "100001", timeout=60_000)
    visit.page.get_by_test_id("stDataFrame").first.hover()
    visit.page.mouse.wheel(0, 50_000)
    expect(grid.locator("td").first).to_be_attached()


@pytest.mark.parametrize("query", [EPCI, MEMBER_OF], ids=["table", "graph"])
def test_nothing_is_wider_than_a_telephone(visit: Visit, query: str) -> None:
    visit.page.set_viewport_size(TELEPHONE)
    visit.open(address(query))
    assert visit.page.evaluate(WIDTH) <= TELEPHONE["width"]


def test_an_answer_is_shown_alone_in_a_frame_in_the_view_that_was_shared(visit: Visit) -> None:
    visit.open(f"{address(EPCI)}&vue=graphique")
    show(visit, "tableau")
    visit.widget("sparql-share").get_by_role("button").first.click()
    code = visit.page.locator("code", has_text="<iframe").first
    code.wait_for()
    visit.page.set_content(f"<body>{code.inner_text()}</body>")
    frame = visit.page.frame_locator("iframe")
    frame.get_by_test_id("stDataFrame").first.wait_for()
    expect(frame.get_by_text("2 colonnes").first).to_be_visible()
    expect(frame.locator(".cm-content")).to_have_count(0)
    expect(frame.get_by_test_id("stHeader").get_by_role("link")).to_have_count(0)
    link = frame.get_by_role("link", name="Ouvrir la requête et ses données")
    assert "embed" not in str(link.get_attribute("href"))


def test_the_editor_grows_with_the_query_and_fills_the_screen_with_its_answer(visit: Visit) -> None:
    visit.open("sparql")
    text = visit.page.locator(".cm-scroller")
    heights = []
    for lines in (1, 20, 200):
        write(visit, "\n".join(["ASK {}", *["# autre ligne"] * lines]))
        heights.append(text.evaluate("element => element.clientHeight"))
    window = visit.page.viewport_size["height"]  # type: ignore[index]
    assert heights[0] < heights[1] < heights[2] <= 0.76 * window
    run(visit, "ASK {}")
    see(visit, "Oui\u00a0:")
    visit.page.get_by_role("button", name="Plein écran", exact=True).click()
    back = visit.page.get_by_role("button", name="Quitter le plein écran")
    back.wait_for()
    expect(visit.page.get_by_test_id("stHeader")).to_be_hidden()
    visit.widget("sparql-share").get_by_role("button").first.click()
    expect(visit.page.get_by_role("dialog")).to_be_visible()  # dialogs are on the screen too
    visit.page.get_by_role("dialog").get_by_role("button", name="Fermer").click()
    back.click()
    expect(visit.page.get_by_test_id("stHeader")).to_be_visible()


@pytest.fixture
def keeping(rouen_store: Path, port: int, tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """A server that keeps saved queries and tells its operator what runs."""
    folder = tmp_path / "saved"
    settings = {"SAVED_QUERIES": str(folder), "OPERATOR_TOKEN": TOKEN}
    with serving(rouen_store, tmp_path / "log", port=port, **settings) as running:
        yield running, folder


def test_a_query_is_saved_under_a_name_and_opened_by_another_reader(
    reader: Any, keeping: tuple[Server, Path], epci: int
) -> None:
    server, folder = keeping
    with visiting(reader, server) as visit:
        visit.open(address(EPCI))
        visit.click(visit.widget("sparql-share").get_by_role("button").first)
        box = visit.widget("sparql-save-name").get_by_role("textbox")
        for name, told in (("../epci", "de 1 à 64 lettres"), ("les-epci", "Enregistrée sous")):
            box.fill(name)
            visit.click(visit.page.get_by_role("button", name="Enregistrer"))
            see(visit, told)
        assert (folder / "les-epci.rq").read_text(encoding="utf-8") == EPCI
    with visiting(reader, server) as other:
        other.open("sparql")
        other.click(other.widget("sparql-examples").get_by_role("button"))
        other.click(other.widget("sparql-saved-les-epci").get_by_role("button"))
        see(other, f"{epci} lignes")


def test_a_query_that_its_reader_leaves_is_stopped(reader: Any, keeping: tuple[Server, Path]) -> None:
    server, _ = keeping
    with visiting(reader, server) as visit:
        visit.open("sparql")
        run(visit, ENDLESS)
        visit.page.get_by_text("En cours…").first.wait_for()
        visit.until(lambda: "SELECT (COUNT" in running_queries(server))
        visit.page.get_by_role("link", name="Fiche", exact=True).click()
        visit.expect_title("Quelle fiche ouvrir\u202f?")
        for _ in range(30):  # the pool is told by another thread
            if "SELECT (COUNT" not in running_queries(server):
                break
            visit.page.wait_for_timeout(100)
        assert "SELECT (COUNT" not in running_queries(server)


def test_hostile_names_stay_text_in_every_view(reader: Any, port: int, tmp_path: Path) -> None:
    query = PREFIXES + (
        "SELECT ?a ?b ?name ?n ?when WHERE { ?p tg:supporter ?a ; tg:supported ?b . ?b rdfs:label ?name "
        'BIND(STRLEN(?name) AS ?n) BIND("2021-11" AS ?when) }'
    )
    running = serving(hostile_store(tmp_path), tmp_path / "log", port=port)
    with running as server, visiting(reader, server) as visit:
        visit.open(address(query))
        for view in ("tableau", "graphique", "frise", "réseau", "texte brut"):
            show(visit, view)
            if view in ("graphique", "frise"):
                label = {"graphique": "au fil de", "frise": "dans l'ordre de"}[view]
                chart = (
                    visit.page.locator(f'[data-testid=stVegaLiteChart][aria-label*="{label}"]')
                    .locator("canvas, svg")
                    .first
                )
                chart.hover(position={"x": 320, "y": 60})
                visit.page.wait_for_timeout(300)
            assert visit.page.evaluate("window.hacked") is None
            assert visit.page.locator('[href*="evil.example"], img[src*="evil.example"]').count() == 0
        visit.click(visit.widget("sparql-cite").get_by_role("button"))
        see(visit, "Empreinte SHA-256")
        assert visit.page.locator('[href*="evil.example"], img[src*="evil.example"]').count() == 0


def running_queries(server: Server) -> str:
    token = b64encode(f"operator:{TOKEN}".encode()).decode()
    request = urllib.request.Request(f"{server.address}/sparql/queries", headers={"Authorization": f"Basic {token}"})
    with urllib.request.urlopen(request) as page:
        return str(page.read().decode())
