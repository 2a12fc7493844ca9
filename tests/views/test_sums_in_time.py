"""A sum is no state: without a date of its own it is of its agreement; a part larger than its whole is said to be."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.messages import translator
from territory_graph.views.council import read_council
from territory_graph.views.explorer.scene import read_stage
from territory_graph.views.fiche.page import read_page
from territory_graph.views.money import read_money
from territory_graph.views.telling import tell
from tests.conftest import Append

EVIDENCE = {"source": "journal-2021", "locator": "p. 3"}


@pytest.fixture
def graph(add_rows: Append, hamlet_copy: Path, tmp_path: Path) -> KnowledgeGraph:
    """The hamlet with an open-ended grant of the agency, and a convention of 60,000 € amended by one of 75,000 €.

    The convention has a part of 20,000 € too.
    """
    shared = {
        "parties": "agence;scierie",
        "funders": "agence",
        "beneficiaries": "scierie",
        "amount_scope": "share",
        **EVIDENCE,
    }
    add_rows(
        "agreements",
        {"id": "dotation", "kind": "agreement", "name": "Dotation", "amount": "5200000", "start": "2019", **shared},
        {"id": "cadre", "kind": "convention", "name": "Convention de scierie", "amount": "60000", "start": "2020"}
        | {"end": "2022", **shared},
        {"id": "avenant", "kind": "agreement", "name": "Avenant", "amount": "75000", "signed": "2021-03-01"}
        | {"part_of": "cadre", "note": "L'avenant porte la somme à 75 000 €.", **shared},
        {"id": "tranche", "kind": "agreement", "name": "Tranche", "amount": "20000", "signed": "2020-03-01"}
        | {"part_of": "cadre", **shared, "parties": "agence;syndicat", "beneficiaries": "syndicat"},
        {"id": "an", "kind": "agreement", "name": "Aide de l'année", "amount": "1000", "year": "2023", **shared},
        {"id": "saison", "kind": "agreement", "name": "Saison", "amount": "3000", "start": "2024", "end": "2024"}
        | {**shared, "parties": "agence;bois-vif", "beneficiaries": "bois-vif"},
    )
    build(hamlet_copy, tmp_path / "store")
    return KnowledgeGraph.open(tmp_path / "store")


@pytest.mark.parametrize(
    ("language", "of_agreement", "since", "of_year"),
    [
        ("fr", "accord depuis 2019", "début\u00a0: 2019", "au titre de 2023"),
        ("en", "agreement since 2019", "from 2019", "for the year 2023"),
    ],
)
def test_a_grant_is_not_told_as_recurring(
    graph: KnowledgeGraph, language: str, of_agreement: str, since: str, of_year: str
) -> None:
    say = translator(language)
    page = read_page(graph, f"{graph.base}id/actor/scierie", say)
    sums = [one.sentence for each in page.essentials if each.key == "sums" for one in each.told]
    (grant,) = [one for one in sums if "200" in one and "000" in one and of_agreement in one]
    assert grant.endswith(f", {of_agreement}")
    assert any(of_year in one for one in sums)
    money = next(part for part in page.parts if part.key == "money")
    word = of_agreement.partition(" ")[0]
    assert [line.period for line in money.lines if "2019" in line.period] == [f"{word}, {since}"]
    (tie,) = [
        each
        for each in read_stage(graph, say).field.ties.of([f"{graph.base}id/actor/agence"])
        if each.kind == "funding" and each.interval.start == "2019"
    ]
    assert of_agreement in tell(tie, {}, say)


def test_a_sum_of_an_agreement_of_one_year_is_told_as_of_it_everywhere(graph: KnowledgeGraph) -> None:
    say = translator("fr")
    page = read_page(graph, f"{graph.base}id/actor/bois-vif", say)
    sums = [one.sentence for each in page.essentials if each.key == "sums" for one in each.told]
    (essential,) = [one for one in sums if "2024" in one]
    (line,) = [
        one.period for one in next(part for part in page.parts if part.key == "money").lines if "2024" in one.period
    ]
    (shown,) = [one.period for one in read_money(graph, say).sums if "2024" in one.period]
    ties = read_stage(graph, say).field.ties.of([f"{graph.base}id/actor/agence"])
    (tie,) = [each for each in ties if each.kind == "funding" and each.interval.start == "2024"]
    assert [text for text in (essential, line, shown, tell(tie, {}, say)) if "accord" not in text] == []
    (of_its_own_year,) = [each for each in ties if each.kind == "funding" and each.interval.start == "2023"]
    assert "accord" not in tell(of_its_own_year, {}, say)


def test_a_part_larger_than_its_whole_is_counted_once_and_said(graph: KnowledgeGraph) -> None:
    view = read_money(graph, translator("fr"))
    told = {tuple(thing.label for thing in one.agreements): one for one in view.sums}
    amended, part = told["Avenant",], told["Tranche",]
    assert amended.within == ()
    assert [thing.iri for thing in amended.beyond] == [told["Convention de scierie",].thing.iri]
    assert part.within == amended.beyond  # it counts all the same, for its whole does not
    assert "L'avenant porte la somme à 75 000 €." in amended.notes
    (total,) = [one.total for one in view.totals if one.kind == "commitment"]
    others = [one.amounts for one in view.sums if one.kind == "commitment" and not one.within and one.currency == "EUR"]
    assert total.least == sum((each[0].value for each in others), Decimal()) - 60_000 + 20_000
    assert total.exceeded == 1
    sentence = next(one.sentence for one in view.totals if one.kind == "commitment")
    assert "1 somme n'est pas comptée en plus d'une autre, plus grande" in sentence


def test_several_sums_of_a_meeting_are_counted(graph: KnowledgeGraph) -> None:
    say = translator("fr")
    view = read_council(graph, say, None, "2021")
    assert view is not None
    assert sum(one.kind == "commitment" for one in view.sums) == 2
    assert "Pour 2021, 2 sommes sont engagées : " in view.sentence.replace("\u00a0", " ")
    assert "1 somme engagée" not in view.sentence
