"""Agreements that renew, amend or end others: what is ended early is over on every page once the other begins."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.agreements import read_agreements
from territory_graph.messages import translator
from territory_graph.views.fiche.page import read_page
from territory_graph.views.telling import is_over
from territory_graph.views.ties import Ties
from territory_graph.vocabulary import local
from tests.hamlets import PLAIN, hamlet_with, rows_of

FR, EN = translator("fr"), translator("en")
BASE = "https://example.org/hamlet/id/"
ROWS = {
    "actors": """id,kind,name,start,source,locator
relais,cluster,Relais,2010,annuaire,p. 1""",
    "agreements": """id,kind,name,parties,start,end,signed,renews,amends,terminates,source,locator
vieille,convention,Convention de 2017,syndicat;relais,2017,2019,,,,,annuaire,p. 2
neuve,convention,Convention de 2020,syndicat;relais,2020,2025,,vieille,,,annuaire,p. 2
avenant,convention,Avenant de 2021,syndicat;relais,,,2021-03-01,,neuve,,annuaire,p. 2
fin,agreement,Protocole de fin,syndicat;relais,2022-06-01,,,,,neuve,annuaire,p. 2
libre,convention,Convention libre,syndicat;relais,2020,2025,,,,,annuaire,p. 2
promesse,agreement,Fin sans date,syndicat;relais,,,2022-01-10,,,libre,annuaire,p. 2""",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return hamlet_with(tmp_path_factory.mktemp("follow"), {table: rows_of(text) for table, text in ROWS.items()})


def head(graph: KnowledgeGraph, name: str, day: date | None = None) -> str:
    return read_page(graph, f"{BASE}agreement/{name}", FR, day).head.sentence.translate(PLAIN)


def test_what_is_ended_early_holds_no_longer(graph: KnowledgeGraph) -> None:
    found = {local(one.iri): one.interval for one in read_agreements(graph.rows)}
    assert found["neuve"].last == date(2022, 6, 1) and found["neuve"].end is None
    assert found["libre"].end == "2025" and found["vieille"].end == "2019"
    assert not {one.iri for one in read_agreements(graph.rows) if one.surely_in(2024)} & {f"{BASE}agreement/neuve"}
    ties = {local(tie.about.iri): tie for tie in Ties(graph, "fr").of([f"{BASE}actor/relais"]) if tie.about}
    assert is_over(ties["neuve"], date(2024, 1, 1)) and not is_over(ties["neuve"], date(2022, 1, 1))
    assert not is_over(ties["libre"], date(2024, 1, 1))


def test_the_fiche_says_who_follows_whom(graph: KnowledgeGraph) -> None:
    told = head(graph, "neuve")
    assert "Renouvellement de : Convention de 2017" in told and "Avenant : Avenant de 2021" in told
    assert "Fin avant terme par : Protocole de fin" in told
    assert "à l'origine" in told and "fin au plus tard le 1er juin 2022" in told
    assert "Met fin avant terme à : Convention de 2020" in head(graph, "fin")
    assert "Renouvellement par : Convention de 2020" in head(graph, "vieille")
    assert "Avenant à : Convention de 2020" in head(graph, "avenant")
    assert "fin au plus tard" not in head(graph, "libre") and "Fin avant terme par" in head(graph, "libre")


def test_no_fiche_tells_its_first_term_to_come(graph: KnowledgeGraph) -> None:
    page = read_page(graph, f"{BASE}actor/relais", FR, date(2022, 9, 1))
    coming = [told.sentence for part in page.essentials if part.key == "next" for told in part.told]
    assert not any("Convention de 2020" in sentence for sentence in coming)
    assert any("Convention libre" in sentence for sentence in coming)


def test_before_it_was_ended_its_first_term_is_told(graph: KnowledgeGraph) -> None:
    assert "Protocole de fin" not in head(graph, "neuve", date(2021, 5, 1))
    assert "2025" in head(graph, "neuve", date(2021, 5, 1))
