"""Sums voted, paid and lent stand beside those committed; a meeting tells the sums of what it adopts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.messages import translator
from territory_graph.views.council import CouncilView, read_council
from territory_graph.views.fiche.page import read_page
from territory_graph.views.money import MoneyView, read_money
from tests.conftest import Append

SAY, DAY = translator("fr"), date(2021, 6, 1)
HEADS = {
    "fundings": "id,name,about,funders,beneficiaries,kind,amount,when,year,source,locator\n",
    "shareholdings": "id,shareholder,company,percent,source,locator\n",
    "decisions": "id,name,taken_by,taken_at,when,adopts,source,locator\n",
}
EVIDENCE = {"source": "journal-2021", "locator": "p. 3"}


@pytest.fixture
def graph(add_rows: Append, hamlet_copy: Path, tmp_path: Path) -> KnowledgeGraph:
    """The hamlet with three fundings of one project, and a meeting that adopts a roadmap of the year after."""
    for table, head in HEADS.items():
        (hamlet_copy / "tables" / f"{table}.csv").write_text(head, encoding="utf-8")
    shared = {"about": "project/haies", "funders": "agence", **EVIDENCE}
    add_rows(
        "fundings",
        {"id": "aide", "name": "Aide", "kind": "voted", "amount": "9000", "when": "2020-03-01", **shared}
        | {"beneficiaries": "val-clair;haut-pre"},
        {"id": "part", "name": "Part", "kind": "paid", "amount": "4000", "year": "2021", **shared}
        | {"beneficiaries": "val-clair"},
        {"id": "avance", "name": "Avance", "kind": "loan", "amount": "7000", "year": "2022", **shared},
        {"id": "salle", "name": "Salle prêtée", "kind": "in-kind", **shared},
    )
    add_rows(
        "events",
        {"id": "conseil-2020", "kind": "council", "name": "Conseil de décembre", "when": "2020-12-10"}
        | {"organisers": "syndicat", **EVIDENCE},
    )
    add_rows(
        "decisions",
        {"id": "vote-2020", "name": "Feuille de route", "taken_by": "syndicat", "taken_at": "conseil-2020"}
        | {"when": "2020-12-10", "adopts": "feuille-2021", **EVIDENCE},
    )
    build(hamlet_copy, tmp_path / "store")
    return KnowledgeGraph.open(tmp_path / "store")


def test_what_is_voted_paid_and_lent_is_told_by_nature_and_in_no_total_of_another(graph: KnowledgeGraph) -> None:
    ever: MoneyView = read_money(graph, SAY)
    found = {one.thing.label: (one.kind, one.period, one.unshared) for one in ever.sums}
    assert found["Aide"] == ("voted", "1er mars 2020", True)
    assert found["Part"] == ("paid", "2021", False)
    assert found["Avance"] == ("loan", "2022", False)
    assert "Salle prêtée" not in found
    totals = {total.kind: total.text for total in ever.totals}
    assert (totals["voted"], totals["paid"], totals["loan"]) == (
        "9\u202f000\u202f€",
        "4\u202f000\u202f€",
        "7\u202f000\u202f€",
    )
    before = {total.kind: total.text for total in read_money(graph, SAY, date(2020, 1, 1)).totals}
    assert not {"voted", "paid", "loan"} & before.keys()


def test_a_meeting_tells_the_sums_of_the_year_for_which_it_decides(graph: KnowledgeGraph) -> None:
    found: CouncilView | None = read_council(graph, SAY, DAY, f"{graph.base}id/event/conseil-2020")
    assert found is not None
    assert found.year == 2021
    assert "1 accord adopté, avec 1 partenaire." in found.sentence
    assert "12\u202f000\u202f€ ou 15\u202f000\u202f€" in found.sentence
    assert "Aucune source" not in found.sentence
    (row,) = found.rows
    assert [amount.text for one in row.sums for amount in one.amounts if one.scope == SAY("money.share")] == [
        "12\u202f000\u202f€",
        "15\u202f000\u202f€",
    ]


def test_who_is_funded_by_the_centre_is_tied_to_it(add_rows: Append, hamlet_copy: Path, tmp_path: Path) -> None:
    (hamlet_copy / "tables" / "fundings.csv").write_text(HEADS["fundings"], encoding="utf-8")
    add_rows(
        "fundings",
        {"id": "don", "name": "Don au moulin", "about": "project/haies", "funders": "syndicat"}
        | {"beneficiaries": "moulin", "amount": "500", "year": "2021", **EVIDENCE},
    )
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    (tie,) = [tie for tie in graph.ties() if tie.kind == "aid"]
    assert (tie.first, tie.second) == (f"{graph.base}id/actor/syndicat", f"{graph.base}id/actor/moulin")
    weights = {(one, other): w for one, other, w in graph.network("actors").edges(data="weight")}
    assert not [pair for pair in weights if set(pair) == {tie.first, tie.second}]
    for language, words in (("fr", "accorde ou annonce un financement"), ("en", "grants or announces a funding")):
        page = read_page(graph, tie.second, translator(language), DAY)
        (centre,) = [one.told for one in page.essentials if one.key == "centre"]
        assert words in centre[0].sentence
        assert "Don au moulin" in centre[0].sentence
        assert centre[0].mentions


def test_who_shares_in_the_centre_is_not_told_without_a_fact_that_names_both(
    add_rows: Append, hamlet_copy: Path, tmp_path: Path
) -> None:
    (hamlet_copy / "tables" / "shareholdings.csv").write_text(HEADS["shareholdings"], encoding="utf-8")
    add_rows(
        "shareholdings", {"id": "part", "shareholder": "syndicat", "company": "moulin", "percent": "20", **EVIDENCE}
    )
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    told = {one.key: one.told for one in read_page(graph, f"{graph.base}id/actor/moulin", SAY, DAY).essentials}
    (sentence,) = told["centre"]
    assert "Des faits connus les nomment pourtant tous deux" in sentence.sentence
    assert sentence.mentions
