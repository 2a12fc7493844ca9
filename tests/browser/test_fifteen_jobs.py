"""The fifteen jobs of a strategist: each from the home page, in at most six clicks, and what the page answers is so.

What is typed is no click. Each answer is compared with the statements of the graph.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import icalendar
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from browser.conftest import Visit, visiting
from browser.counting import Reader
from territory_graph import KnowledgeGraph
from territory_graph.contributions import Desk, Proposal, Row

TG = "PREFIX tg: <https://w3id.org/territory-graph/ontology#> "
DAY = "2021-05-12"
SLOW = 60_000  # milliseconds: what is brought in is checked whole


@pytest.fixture
def visit(request: pytest.FixtureRequest, reader: Any) -> Iterator[Visit]:
    """A page of the territory: of a copy of it for the jobs that change it."""
    changed = "desk" in request.fixturenames
    with visiting(reader, request.getfixturevalue("served" if changed else "server")) as found:
        yield found.open(f"?au={DAY}")


@pytest.fixture
def strategist(visit: Visit) -> Reader:
    return Reader(visit)


@pytest.fixture(scope="module")
def graph(rouen: KnowledgeGraph) -> KnowledgeGraph:
    """What the sources say, before anybody changed anything."""
    return rouen


def labels(graph: KnowledgeGraph, pattern: str) -> set[str]:
    """The French names of the things ``?a`` of a pattern."""
    found = {str(row["a"]) for row in graph.query(f"{TG} SELECT DISTINCT ?a {{ {pattern} }}")}
    return {thing.label for thing in graph.things(found).values()}


def sheet(book: bytes, number: int = 1) -> str:
    """The texts and numbers of a sheet of a workbook, as one text."""
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        names = file.namelist()
        texts = file.read("xl/sharedStrings.xml").decode() if "xl/sharedStrings.xml" in names else ""
        return file.read(f"xl/worksheets/sheet{number}.xml").decode() + texts


def rows(table: bytes) -> list[dict[str, str]]:
    text = table.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))


def test_01_the_vote_of_a_council_with_its_table(strategist: Reader, graph: KnowledgeGraph) -> None:
    strategist.menu("Décider", "Conseil et feuilles de route", link="Conseil")
    partners = strategist.visit.widget("council-partners")
    adopted = f"<{graph.base}id/decision/adoption-feuilles-de-route-2021> tg:adopts ?x . ?x tg:party ?a ."
    voted = labels(graph, f"{adopted} FILTER(?a != <{graph.manifest.centre}>)")
    assert len(voted) == 5
    for name in voted:
        expect(partners).to_contain_text(name)
    expect(partners).to_contain_text("somme\u00a0: aucune source sur 2020")
    strategist.click(partners.get_by_role("button", name="ouvrir l'accord à côté").first)
    expect(strategist.visit.widget("council-agreement")).to_contain_text("Feuille de route, entre")
    table = sheet(strategist.takes(strategist.page.get_by_role("button", name="Tableau (XLSX)")))
    assert all(name in table for name in voted)
    brief = strategist.takes(strategist.page.get_by_role("button", name="Note (PDF)"))
    assert brief.startswith(b"%PDF")


def test_02_meeting_a_partner(strategist: Reader, graph: KnowledgeGraph) -> None:
    strategist.search("Polepharma", "Polepharma")
    first = strategist.page.locator(".essentials")
    partner = f"<{graph.base}id/actor/polepharma>"
    paid = graph.query(
        f"{TG} SELECT DISTINCT ?sum {{ ?c tg:committedTo {partner} ; tg:amount ?sum . "
        f'FILTER NOT EXISTS {{ ?c tg:startEarliest ?from FILTER(STR(?from) > "{DAY}") }} }}'
    )
    assert len(list(paid)) == 3
    for row in paid:
        expect(first).to_contain_text(f"{float(str(row['sum'])):,.0f}\u202f€".replace(",", "\u202f"))
    expect(first).to_contain_text("Le Pôle Métropolitain Rouen Seine Eure soutient Polepharma")
    (office,) = labels(
        graph,
        f"?site tg:siteOf {partner} ; tg:locatedIn ?a . ?a tg:within* ?t . "
        f"<{graph.base}id/actor/agglo-seine-eure> tg:hasTerritory ?t",
    )
    expect(strategist.part("places")).to_contain_text(office)


def test_03_a_map_of_two_sectors_in_one_epci_for_a_workshop(strategist: Reader, graph: KnowledgeGraph) -> None:
    strategist.menu("Décider", "Trouver des partenaires", link="Partenaires")
    strategist.pick("Filières", "Cosmétique", "Pharmacie")
    strategist.pick("Périmètre", "Agglomération Seine-Eure")
    listed = strategist.visit.widget("partners").locator("ol.partners > li > strong")
    names = set(listed.all_inner_texts())
    sectors = " ".join(f"<{graph.base}id/sector/{name}>" for name in ("cosmetique", "pharmacie"))
    assert names
    assert names <= labels(graph, f"VALUES ?s {{ {sectors} }} ?a a tg:Actor ; tg:hasSector ?s")
    assert "Polepharma" in names
    assert "Cosmetic Valley" not in names  # an event there comes later only
    strategist.click(strategist.page.get_by_role("link", name="Les voir dans le réseau"))
    strategist.visit.expect_title("Réseau des acteurs")
    drawn = set(strategist.visit.picture().data("positions"))
    assert names <= {thing.label for thing in graph.things(drawn).values()}


def test_04_gaps_in_three_dimensions(strategist: Reader, graph: KnowledgeGraph) -> None:
    strategist.menu("", "Analyses")
    strategist.click(strategist.page.get_by_role("button", name="Vides et recouvrements"))
    matrix = strategist.visit.widget("analyses-gaps")
    kind = "https://w3id.org/territory-graph/ontology#Cluster"
    strategist.choose(matrix.locator('[data-do="set-within"]'), f"kind~{kind}")
    expect(matrix).to_contain_text("Parmi «\u00a0Cluster ou structure de filière\u00a0»")
    strategist.visit.settle()
    table = rows(strategist.takes(strategist.page.get_by_role("button", name="Tableau (CSV)")))
    told = {name for row in table for name in row["Qui"].split(" ; ") if name}
    gone = f'FILTER NOT EXISTS {{ ?a tg:endLatest ?end FILTER(STR(?end) < "{DAY}") }}'
    late = f'FILTER NOT EXISTS {{ ?a tg:startEarliest ?begin FILTER(STR(?begin) > "{DAY}") }}'
    assert told == labels(graph, f"?a a tg:Cluster ; tg:hasSector ?s {gone} {late}")
    empty = sum(1 for row in table if row["Combien"] == "0")
    expect(matrix).to_contain_text(f"Cases sans acteur connu\u00a0: {empty} sur {len(table)}")


def test_05_partners_for_a_call_on_ecological_transition_and_logistics(
    strategist: Reader, graph: KnowledgeGraph
) -> None:
    strategist.menu("Décider", "Trouver des partenaires", link="Partenaires")
    strategist.pick("Filières", "Logistique")
    strategist.pick("Thèmes", "Transition écologique")
    first = strategist.visit.widget("partners").locator("ol.partners > li").first
    expect(first).to_contain_text("LSN")
    expect(first).to_contain_text("2 sur 2")
    found = rows(strategist.takes(strategist.page.get_by_role("button", name="La feuille de consortium (CSV)")))
    theme, sector = f"<{graph.base}id/theme/transition-ecologique>", f"<{graph.base}id/sector/logistique>"
    assert labels(graph, f"?x a tg:Convention ; tg:hasTheme {theme} ; tg:party ?a") <= {row["Acteur"] for row in found}
    own = labels(graph, f"?a a tg:Actor ; tg:hasSector {sector}")
    assert {row["Acteur"] for row in found if "Logistique" in row["Critères remplis"]} <= own
    assert all(row["D'après"] for row in found)


def test_06_the_events_of_a_year_as_a_calendar(strategist: Reader, graph: KnowledgeGraph) -> None:
    strategist.menu("Voir", "Agenda")
    strategist.choose(strategist.page.locator('[data-do="annee"]'), "2022")
    months = strategist.visit.widget("agenda-months")
    expect(months).to_contain_text("Vingt ans de Polepharma")
    in_2022 = 'tg:earliest ?d FILTER(STRSTARTS(STR(?d), "2022")) ?a tg:latest ?e FILTER(STRSTARTS(STR(?e), "2022"))'
    year = labels(graph, f"?a a tg:Event ; {in_2022}")
    assert set(months.locator("li .head").all_inner_texts()) == year
    doubtful = months.locator("li", has_text="Cinquième congrès Polepharma Industrie du futur")
    expect(doubtful).to_contain_text("non vérifié")
    taken = icalendar.Calendar.from_ical(
        strategist.takes(strategist.page.get_by_role("button", name="Fichier iCalendar"))
    )
    assert year <= {str(event["summary"]) for event in taken.walk("VEVENT")}


def test_07_what_came_of_the_support_since_2012(strategist: Reader, graph: KnowledgeGraph) -> None:
    strategist.menu("Décider", "Évaluer un soutien", link="Évaluer")
    head = strategist.visit.widget("evaluation-head")
    supported = labels(graph, f"?p a tg:Partnership ; tg:supporter <{graph.manifest.centre}> ; tg:supported ?a")
    expect(head).to_contain_text(
        f"Du 1er janvier 2012 au 12 mai 2021, le Pôle Métropolitain Rouen Seine Eure a soutenu {len(supported)}"
    )
    expect(head).to_contain_text("160\u202f000\u202f€")
    bodies = strategist.visit.widget("evaluation-bodies")
    expect(bodies.locator("h3", has_text="Annoncés").locator("xpath=following-sibling::ul[1]")).to_contain_text(
        "Quatrième colloque"
    )
    table = rows(strategist.takes(strategist.page.get_by_role("button", name="Le tableau (CSV)")))
    assert {row["Structure"] for row in table} == supported


def test_08_what_if_an_actor_leaves_with_the_sums_and_agreements_lost(
    strategist: Reader, graph: KnowledgeGraph
) -> None:
    strategist.menu("", "Analyses")
    strategist.click(strategist.page.get_by_role("button", name="Et si…"))
    answer = strategist.visit.widget("analyses-what-if-answer")
    strategist.click(answer.get_by_role("button", name="Et si Polepharma partait"))
    expect(answer).to_contain_text("Accords qui perdraient une partie")
    strategist.visit.until(lambda: "etapes=" in strategist.page.url)
    actor = f"<{graph.base}id/actor/polepharma>"
    for name in labels(graph, f"?a a tg:Roadmap ; tg:party {actor}"):
        expect(answer).to_contain_text(name)
    expect(answer).to_contain_text("588\u202f000\u202f€")
    expect(answer).to_contain_text("160\u202f000\u202f€")
    expect(answer).to_contain_text("somme unique pour 5 bénéficiaires ensemble")
    expect(answer).not_to_contain_text("490\u202f000\u202f€")  # it was over in 2019
    day = graph.network("actors", lang="fr", day=graph.manifest.known_on)
    alone = [each for each in day[f"{graph.base}id/actor/polepharma"] if day.degree(each) == 1]
    expect(answer).to_contain_text(f"{len(alone)} acteurs n'ont plus de lien")


def test_09_a_brief_for_an_elected_person(strategist: Reader, graph: KnowledgeGraph) -> None:
    strategist.click(strategist.page.get_by_text("Ouvrir la fiche du Pôle Métropolitain Rouen Seine Eure"))
    strategist.visit.expect_title("Pôle Métropolitain Rouen Seine Eure")
    brief = PdfReader(io.BytesIO(strategist.takes(strategist.page.get_by_role("button", name="Note imprimable (PDF)"))))
    assert 1 <= len(brief.pages) <= 2
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in brief.pages))
    presides = labels(
        graph,
        f"?m a tg:Mandate ; tg:post <{graph.base}id/post/pmrse-president> ; tg:holder ?a ; "
        f'tg:attestedOn ?on FILTER(STR(?on) = "{DAY}")',
    )
    assert len(presides) == 1
    assert presides.pop() in text
    assert "160 000 €" in text.replace("\u202f", " ").replace("\u00a0", " ")


def test_10_a_fact_is_contested(strategist: Reader, desk: Desk) -> None:
    strategist.search("Commune de Val-de-Reuil", "Commune de Val-de-Reuil")
    page, record = strategist.page, "memberships/val-de-reuil-case"
    line = strategist.part("members").locator("details.evidence").first
    strategist.click(line.locator("summary"))
    link = line.get_by_role("link", name="contester").first
    assert record.replace("/", "%2F") in str(link.get_attribute("href"))
    strategist.click(link)
    page.get_by_role("textbox", name="Pourquoi").fill("La commune n'est pas dans la liste de 2026.")
    page.keyboard.press("Control+Enter")
    strategist.visit.settle()
    strategist.click(page.get_by_role("button", name="Vérifier et voir l'effet"))
    page.get_by_role("button", name="Publier").wait_for(timeout=SLOW)
    strategist.click(page.get_by_role("button", name="Publier"))
    page.get_by_text("C'est publié").wait_for(timeout=SLOW)
    graph = KnowledgeGraph.open(desk.store.path)
    iri = f"{graph.base}id/record/{record}"
    assert graph.evidence([iri])[iri].status == "disputed"


def test_11_the_map_of_events(strategist: Reader, graph: KnowledgeGraph) -> None:
    strategist.menu("Voir", "Carte")
    strategist.page.locator("canvas").first.wait_for()
    places = strategist.visit.widget("map-places")
    expect(places).to_contain_text("centre de la commune de Louviers")
    strategist.choose(strategist.page.locator('[data-do="montrer"]'), "event")
    expect(places).not_to_contain_text("Bureau de Polepharma")
    strategist.visit.settle()
    shown = set(places.locator('td[data-title="Quoi"]').all_inner_texts())
    assert shown
    assert shown <= labels(graph, "?a a tg:Event ; tg:locatedIn ?place")
    strategist.click(places.get_by_role("link", name="Congrès Consumer Safety & Cosmetics", exact=True))
    strategist.visit.expect_title("Congrès Consumer Safety & Cosmetics")


def test_12_the_money_of_a_year(strategist: Reader, graph: KnowledgeGraph) -> None:
    strategist.menu("Décider", "Financements")
    strategist.choose(strategist.page.locator('[data-do="annee"]'), "2021")
    expect(strategist.visit.widget("money-lead")).to_contain_text("Pour 2021")
    expect(strategist.visit.widget("money-flows")).to_contain_text("160\u202f000\u202f€, non répartis")
    row = strategist.visit.widget("money-sums").locator("tr", has_text="160\u202f000\u202f€")
    strategist.click(row.locator("summary"))
    expect(row).to_contain_text("confiance")
    book = strategist.takes(strategist.page.get_by_role("button", name="Classeur (XLSX)"))
    (own,) = graph.query(f"{TG} SELECT ?sum {{ ?c tg:committedBy <{graph.manifest.centre}> ; tg:amount ?sum }}")
    assert f"<v>{float(str(own['sum'])):.0f}</v>" in sheet(book)


def test_13_the_chronology_of_mandates(strategist: Reader, graph: KnowledgeGraph) -> None:
    strategist.menu("Voir", "Chronologie")
    strategist.choose(strategist.page.locator('[data-do="nature"]'), "mandate")
    table = strategist.visit.widget("chronology-table")
    expect(table).to_contain_text("Nicolas Mayer-Rossignol, président de la métropole")
    strategist.visit.settle()
    assert set(table.locator('td[data-title="Quoi"]').all_inner_texts()) <= labels(graph, "?a a tg:Mandate")
    strategist.click(table.get_by_role("link", name="Yvon Robert, président de la Métropole", exact=True))
    strategist.visit.expect_title("Yvon Robert, président de la Métropole")


def test_14_a_story_of_five_views(strategist: Reader) -> None:
    page, site = strategist.page, f"{strategist.visit.address}/"
    views = (f"?au={DAY}", f"conseil?au={DAY}", f"financements?au={DAY}", f"agenda?au={DAY}", "fiche?id=actor/lsn")
    strategist.menu("Voir", "Histoires")
    page.get_by_role("textbox", name="Adresses de vues").fill("\n".join(f"{site}{view}" for view in views))
    page.keyboard.press("Control+Enter")
    strategist.visit.settle()
    strategist.click(page.get_by_role("button", name="Ajouter ces vues"))
    page.get_by_role("button", name="Montrer", exact=True).wait_for()
    strategist.visit.settle()
    strategist.click(page.get_by_role("button", name="Montrer", exact=True))
    page.get_by_role("button", name="Plein écran").click()
    strategist.visit.until(lambda: page.evaluate("document.fullscreenElement === document.documentElement"))
    for number in range(1, 6):
        expect(page.get_by_text(f"Vue {number} sur 5")).to_be_visible()
        shown = page.locator("iframe[src*='embed=true']")
        expect(shown).to_have_attribute(
            "src", re.compile(f"^{re.escape(site + views[number - 1].partition('?')[0])}\\?")
        )
        if number < 5:
            strategist.visit.settle()
            page.locator("h1").first.click()  # the keys are for the page, not for the view that is shown in it
            page.keyboard.press("ArrowRight")
    offline = strategist.takes(page.get_by_role("button", name="La page hors ligne (HTML)")).decode()
    assert "160\u202f000\u202f€" in offline
    assert "<script" not in offline


def test_15_a_view_is_shared_and_says_by_name_what_changed(strategist: Reader, desk: Desk) -> None:
    strategist.network()
    strategist.click(strategist.visit.widget("explorer-legend").locator('[data-value="membership"]'))
    strategist.visit.until(lambda: "donnees=" in strategist.page.url)
    shared = strategist.page.url
    said = {"source": "pp-dreux-2022", "locator": "p. 1"}
    new = Row("actors", {"id": "club-riviere", "kind": "cluster", "name": "Club Rivière", **said})
    tied = Row("collaborations", {"actor": "polepharma", "partner": "club-riviere", **said})
    told = desk.send(Proposal("add", (new, tied), "lu dans l'article"), "Ada")
    desk.accept(told.id, "Bea")
    strategist.page.goto(shared)
    expect(strategist.page.get_by_text(re.compile("En plus.*Club Rivière"))).to_be_visible(timeout=SLOW)
