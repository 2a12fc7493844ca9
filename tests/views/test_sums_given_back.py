"""Sums that are repaid, or nothing: told as what they are, and never added to what was paid."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.money import add_up, read_sums
from territory_graph.messages import translator
from territory_graph.views.fiche.page import read_page
from territory_graph.views.money import read_money
from territory_graph.views.telling import tell
from territory_graph.views.ties import Ties
from territory_graph.vocabulary import local
from tests.hamlets import PLAIN, hamlet_with, rows_of

FR, EN = translator("fr"), translator("en")
BASE = "https://example.org/hamlet/id/"
ROWS = {
    "actors": """id,kind,name,start,source,locator
relais,cluster,Relais,2010,annuaire,p. 1""",
    "agreements": """id,kind,name,parties,amends,year,amount,amount_bound,amount_scope,funders,beneficiaries,source,\
locator
cadre,convention,Cadre,syndicat;relais,,2022,10000,,share,syndicat,relais,annuaire,p. 3
avenant,convention,Avenant au cadre,syndicat;relais,cadre,2023,15000,,share,syndicat,relais,annuaire,p. 3
borne,convention,Bornée,agence;relais,,2023,7000,less-than,share,agence,relais,annuaire,p. 3""",
    "fundings": """id,name,about,funders,beneficiaries,kind,amount,when,source,locator
verse,Avance versée,actor/relais,syndicat,relais,paid,3000,2021-02-01,annuaire,p. 2
rendu,Trop-perçu rendu,actor/relais,relais,syndicat,repaid,500,2021-04-01,annuaire,p. 2
prete,Prêt,actor/relais,syndicat,relais,loan,,2021-03-01,annuaire,p. 2
nature,Salle,actor/relais,syndicat,relais,in-kind,,2021-03-01,annuaire,p. 2
rien,Vote d'une aide nulle,actor/relais,syndicat,relais,voted,0,2021-03-02,annuaire,p. 2""",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return hamlet_with(tmp_path_factory.mktemp("back"), {table: rows_of(text) for table, text in ROWS.items()})


def test_what_is_repaid_stands_by_itself(graph: KnowledgeGraph) -> None:
    own = [one for one in read_sums(graph.rows) if local(one.iri) in ("verse", "rendu", "rien")]
    totals = {one.kind: (one.least, one.most) for one in add_up(own)}
    assert totals == {"paid": (3000, 3000), "repaid": (500, 500), "voted": (0, 0)}
    told = {one.kind: one.label for one in read_money(graph, FR).totals}
    assert told["repaid"] == "Sommes remboursées"


def test_the_sum_of_an_amendment_is_not_added_to_the_one_that_it_may_replace(graph: KnowledgeGraph) -> None:
    own = [one for one in read_sums(graph.rows) if local(one.iri) in ("cadre", "avenant")]
    (total,) = add_up(own)
    assert (total.count, total.least, total.amending, total.amending_most) == (1, 10_000, 1, 15_000)
    (alone,) = add_up(one for one in own if local(one.iri) == "avenant")
    assert (alone.least, alone.amending) == (15_000, 0)
    (told,) = [one for one in read_money(graph, FR).totals if one.kind == "commitment"]
    assert "1 somme d'un avenant, 15 000 €, n'est pas comptée" in told.sentence.translate(PLAIN)
    (row,) = [one for one in read_money(graph, FR).sums if local(one.thing.iri) == "avenant"]
    assert [local(thing.iri) for thing in row.amends] == ["cadre"]


def test_a_total_of_sums_that_are_at_most_so_much_is_no_larger(graph: KnowledgeGraph) -> None:
    own = [one for one in read_sums(graph.rows) if local(one.iri) in ("cadre", "borne")]
    assert [one.bound for one in add_up(own)] == ["less-than"]


def test_the_head_of_a_fiche_tells_fundings_as_what_they_are(graph: KnowledgeGraph) -> None:
    page = read_page(graph, f"{BASE}actor/relais", FR, date(2021, 6, 1))
    sums = [one.sentence.translate(PLAIN) for each in page.essentials if each.key == "sums" for one in each.told]
    assert any("3 000 € (somme versée)" in one for one in sums)
    assert any("500 € (somme remboursée), de Relais pour" in one for one in sums)


def test_its_fiche_says_who_gives_it_back(graph: KnowledgeGraph) -> None:
    told = read_page(graph, f"{BASE}funding/rendu", FR).head.sentence.translate(PLAIN)
    assert "500 €" in told and "somme remboursée" in told and "de la part de Relais" in told
    assert "0 €" in read_page(graph, f"{BASE}funding/rien", FR).head.sentence.translate(PLAIN)


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("verse", "verse un financement", "pays funding to"),
        ("rendu", "rembourse une somme", "repays a sum to"),
        ("prete", "accorde un prêt", "grants a loan to"),
        ("nature", "fait un apport en nature", "contributes in kind to"),
        ("rien", "vote un financement pour", "votes funding for"),
    ],
)
def test_a_tie_says_what_was_done(graph: KnowledgeGraph, name: str, french: str, english: str) -> None:
    for say, words in ((FR, french), (EN, english)):
        ties = Ties(graph, say.language)
        (tie,) = [one for one in ties.of([f"{BASE}actor/relais"]) if one.about and local(one.about.iri) == name]
        names = {iri: thing.label for iri, thing in ties.things([tie.source, tie.target]).items()}
        assert words in tell(tie, names, say, date(2022, 1, 1))


def test_what_has_no_amount_is_noted_by_name(graph: KnowledgeGraph) -> None:
    note = read_money(graph, FR).notes[-1].translate(PLAIN)
    assert note.startswith("2 engagements") and note.endswith("Prêt (prêt) et Salle (apport en nature).")
    assert not any("Salle" in one for one in read_money(graph, FR, date(2020, 6, 1)).notes)
