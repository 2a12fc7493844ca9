"""Identifiers, names, places, neighbours and times of a thing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.messages import translator
from territory_graph.views.fiche.chronology import Moment, moments_told
from territory_graph.views.fiche.page import FichePage, read_page

Append = Callable[..., Path]

HAMLET = "https://example.org/hamlet/id/"
FRENCH = translator("fr")


def rouen_page(graph: KnowledgeGraph, name: str, day: date | None = None) -> FichePage:
    return read_page(graph, f"{graph.base}id/{name}", FRENCH, day)


def test_identifiers_lead_to_their_registers(rouen: KnowledgeGraph) -> None:
    found = {one.label: one for one in rouen_page(rouen, "actor/cosmetic-valley").head.identifiers}
    assert found["SIREN"].address == "https://annuaire-entreprises.data.gouv.fr/entreprise/413570375"
    assert found["SIRET"].address.endswith("/etablissement/41357037500027")
    assert found["SIRET"].text == "413\u202f570\u202f375\u202f00027"
    for name, code in (("louviers", "COM-27375"), ("eure", "DEP-27"), ("normandie", "REG-28")):
        (insee,) = rouen_page(rouen, f"place/{name}").head.identifiers
        assert insee.address.endswith(f"?geo={code}")


def test_names_come_in_the_order_of_time_each_once(rouen: KnowledgeGraph) -> None:
    names = rouen_page(rouen, "actor/metropole-rouen-normandie").head.names
    texts = [name.text for name in names]
    assert texts.index("CREA") < texts.index("Métropole Rouen Normandie")
    assert len({text.casefold() for text in texts}) == len(texts)
    assert names[texts.index("CREA")].period == "1er janvier 2010 – 31 décembre 2014"


def test_the_map_holds_the_offices_with_their_towns(rouen: KnowledgeGraph) -> None:
    shown = rouen_page(rouen, "actor/polepharma").map
    assert shown is not None
    assert {place.town for place in shown.places} == {"Bordeaux", "Chartres", "Dreux", "Louviers", "Paris", "Tours"}
    assert len(shown.ground) > 100
    assert all(abs(place.latitude) <= 90 for place in shown.places)


def test_what_has_no_place_has_no_map(rouen: KnowledgeGraph) -> None:
    assert rouen_page(rouen, "person/bernard-leroy").map is None


def test_neighbours_stand_around_the_thing_and_never_on_one_another(rouen: KnowledgeGraph) -> None:
    around = rouen_page(rouen, "actor/pole-rouen-seine-eure").around
    assert around is not None
    nodes = around.drawing.nodes
    assert (nodes[0].x, nodes[0].y) == (0, 0)
    apart = [math.dist((a.x, a.y), (b.x, b.y)) for i, a in enumerate(nodes) for b in nodes[:i]]
    assert min(apart) > nodes[1].size * 2
    assert len(around.neighbours) >= len(nodes) - 1
    assert {node.id for node in nodes[1:]} <= {one.thing.iri for one in around.neighbours}


def test_a_cut_drawing_says_so(rouen: KnowledgeGraph) -> None:
    around = rouen_page(rouen, "actor/pole-rouen-seine-eure").around
    assert around is not None
    assert len(around.neighbours) > len(around.drawing.nodes) - 1
    assert f"sur {len(around.neighbours)}" in around.sentence


def test_what_is_read_between_the_lines_is_drawn_so(rouen: KnowledgeGraph) -> None:
    around = rouen_page(rouen, "commitment/global-2021").around
    assert around is not None
    status = {one.thing.label: one.status for one in around.neighbours}
    assert status["LSN"] == "implied"
    assert status["Feuille de route 2021 — LSN"] == "stated"


def test_an_imprecise_date_is_a_band_and_a_day_a_day(rouen: KnowledgeGraph) -> None:
    shown = rouen_page(rouen, "actor/polepharma").chronology
    assert shown is not None
    moments = {one.label: one for one in shown.moments}
    vague = moments["Congrès Polepharma Industrie du Futur"]
    assert (vague.first, vague.begun) == (date(2021, 11, 1), date(2021, 11, 30))
    exact = moments["Vingt ans de Polepharma"]
    assert exact.first == exact.begun == exact.last == date(2022, 6, 23)
    assert not exact.open


def test_bands_and_tips_are_explained_where_there_are_some() -> None:
    when = date(2021, 3, 15)
    day = Moment("a", "15 mars 2021", None, when, when, when, when, False)
    month = replace(day, begun=date(2021, 3, 31), ending=date(2021, 3, 31), last=date(2021, 3, 31))
    assert moments_told((day, day), 2, FRENCH) == "2 faits datés."
    assert moments_told((day, month), 3, FRENCH).endswith("les jours possibles)\u00a0: 1.")
    assert moments_told((replace(day, open=True),), 1, FRENCH) == "1 fait daté. Pointe\u00a0: aucune fin connue."


def test_a_state_without_an_end_is_open_and_never_lasts_until_today(rouen: KnowledgeGraph) -> None:
    shown = rouen_page(rouen, "actor/polepharma").chronology
    assert shown is not None
    partnership = next(one for one in shown.moments if one.label.startswith("Partenariat Pôle métropolitain"))
    assert partnership.open
    assert partnership.last == date(2021, 5, 12)


def test_moments_come_in_the_order_of_time(rouen: KnowledgeGraph) -> None:
    shown = rouen_page(rouen, "actor/metropole-rouen-normandie").chronology
    assert shown is not None
    assert [one.first for one in shown.moments] == sorted(one.first for one in shown.moments)


def test_a_malformed_identifier_is_shown_and_leads_nowhere(hamlet_copy: Path, add_rows: Append, tmp_path: Path) -> None:
    add_rows("places", {"id": "bad", "kind": "commune", "name": "Ici", "source": "annuaire", "locator": "p. 1"})
    build(hamlet_copy, tmp_path / "store")
    with KnowledgeGraph.open(tmp_path / "store") as graph:
        found = read_page(graph, f"{HAMLET}place/bad", FRENCH)
    assert found.head.identifiers == ()
    assert "code INSEE" in found.fiche.missing
