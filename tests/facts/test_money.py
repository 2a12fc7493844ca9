"""Sums of money: contradictions kept, one for several never divided, a part never counted beside its whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.facts.money import Sum, add_up, read_cited_sums, read_sums
from territory_graph.messages import translator
from territory_graph.ui.takeaway.scdl import as_scdl
from territory_graph.views.fiche.page import read_page
from territory_graph.views.money import told_sums
from territory_graph.vocabulary import local
from tests.conftest import Append


def by_name(graph: KnowledgeGraph) -> dict[str, Sum]:
    return {local(one.iri): one for one in read_sums(graph.rows)}


def test_contradicting_amounts_are_both_kept_each_with_its_record(hamlet: KnowledgeGraph) -> None:
    sheet = by_name(hamlet)["feuille-2021"]
    assert [one.value for one in sheet.amounts] == [Decimal(12000), Decimal(15000)]
    assert [[local(record) for record in one.records] for one in sheet.amounts] == [
        ["feuille-2021"],
        ["feuille-2021-journal"],
    ]
    assert not sheet.unshared


def test_a_sum_for_several_is_one_and_is_not_shared_out(hamlet: KnowledgeGraph) -> None:
    contract = by_name(hamlet)["contrat-filieres"]
    assert (contract.least, contract.most, contract.unshared) == (Decimal(30000), Decimal(30000), True)
    assert [local(iri) for iri in contract.recipients] == ["bois-vif", "lin-neuf"]


def test_totals_go_from_the_least_to_the_most_that_sources_give(hamlet: KnowledgeGraph) -> None:
    (total,) = add_up(read_sums(hamlet.rows))
    assert (total.kind, total.count, total.least, total.most) == ("commitment", 2, Decimal(42000), Decimal(45000))
    assert (total.unshared_least, total.unshared_most, total.parts) == (Decimal(30000), Decimal(30000), 0)


def test_a_sum_is_of_its_year_and_had_not_begun_before(hamlet: KnowledgeGraph) -> None:
    contract = by_name(hamlet)["contrat-filieres"]
    assert [contract.touches(year) for year in (2020, 2021, 2022)] == [False, True, False]
    assert [contract.begun_by(day) for day in (date(2020, 12, 31), date(2021, 1, 1), None)] == [False, True, True]


EVIDENCE = {"source": "deliberation-2021", "locator": "art. 9"}
PAID = {**EVIDENCE, "funders": "syndicat", "parties": "syndicat;bois-vif", "year": "2021"}


def test_parts_kinds_and_whole_are_kept_apart(hamlet_copy: Path, add_rows: Append, tmp_path: Path) -> None:
    part = {**PAID, "id": "avenant", "kind": "agreement", "name": "Avenant", "part_of": "contrat-filieres"}
    grant = {**PAID, "id": "aide", "kind": "agreement", "name": "Aide", "amount_kind": "subsidy", "amount": "700"}
    top = {**PAID, "id": "plafond", "kind": "agreement", "name": "Plafond", "amount_kind": "ceiling", "amount": "900"}
    share = {"amount_scope": "share", "beneficiaries": "bois-vif"}
    add_rows("agreements", {**part, **share, "amount": "10000"})
    path = hamlet_copy / "tables" / "agreements.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{lines[0]},amount_kind", *(f"{line}," for line in lines[1:])]) + "\n", encoding="utf-8"
    )
    add_rows("agreements", {**grant, **share}, {**top, **share})
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    found = by_name(graph)
    assert [local(iri) for iri in found["avenant"].within] == ["contrat-filieres"]
    totals = {total.kind: total for total in add_up(found.values())}
    assert (totals["commitment"].least, totals["commitment"].parts) == (Decimal(42000), 1)
    assert (totals["subsidy"].least, totals["ceiling"].least) == (Decimal(700), Decimal(900))
    alone = add_up([found["avenant"]])
    assert (alone[0].least, alone[0].parts) == (Decimal(10000), 0), "a part without its whole is counted"


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("global-2021", [160000]),
        ("contrat-filiere-logistique-2017", [1500000, 3152000]),
        ("convention-region-polepharma-2020", [588000]),
        ("dotation-haropa-2021", [1450000000]),
        ("nae-contrat-2023", [2800000]),
    ],
)
def test_sums_are_those_of_the_tables(rouen: KnowledgeGraph, name: str, amounts: list[int]) -> None:
    assert [one.value for one in by_name(rouen)[name].amounts] == amounts


def test_a_budget_a_cost_or_a_ceiling_is_no_commitment(rouen: KnowledgeGraph) -> None:
    cited = {local(one.iri): one for one in read_cited_sums(rouen.rows)}
    assert [one.value for one in cited["rnal-investissement"].amounts] == [10000000, 11000000]
    assert local(cited["tiga-plafond-2018"].measure) == "plafond-aide"
    assert not cited.keys() & by_name(rouen).keys()


def test_what_is_no_exact_amount_stays_so_alone_and_in_a_sum(hamlet_copy: Path, tmp_path: Path) -> None:
    (hamlet_copy / "tables" / "accords.csv").write_text(
        "id,kind,name,parties,amount,amount_bound,amount_scope,funders,beneficiaries,source,locator\n"
        "aide,agreement,Aide au lin,syndicat;lin-neuf,5000,more-than,share,syndicat,lin-neuf,annuaire,p. 9\n",
        encoding="utf-8",
    )
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    assert [one.bound for one in by_name(graph)["aide"].amounts] == ["more-than"]
    (total,) = add_up(read_sums(graph.rows))
    assert total.bound == "at-least"
    (told,) = told_sums(graph, [by_name(graph)["aide"]], translator("fr"), None)
    assert [amount.text for amount in told.amounts] == ["plus de 5\u202f000\u202f€"]
    assert "plus de 5" in as_scdl([told], {}).decode()
    page = read_page(graph, f"{graph.base}id/commitment/aide", translator("fr"))
    assert "plus de 5" in page.head.sentence
