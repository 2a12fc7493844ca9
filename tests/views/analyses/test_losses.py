"""What an actor that leaves is an end of, checked against the statements of the graph."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.analyses.losses import Losses, read_losses

FR = translator("fr")
DAY = date(2021, 5, 12)
TG = "PREFIX tg: <https://w3id.org/territory-graph/ontology#> "
BEGUN = f'FILTER NOT EXISTS {{ ?it tg:startEarliest|tg:earliest|tg:notBefore ?first FILTER(STR(?first) > "{DAY}") }}'
NOT_OVER = f'FILTER NOT EXISTS {{ ?it tg:endLatest|tg:notAfter ?last FILTER(STR(?last) < "{DAY}") }}'


@pytest.fixture(scope="module")
def lost(rouen: KnowledgeGraph) -> Losses:
    (found,) = read_losses(rouen, [f"{rouen.base}id/actor/polepharma"], DAY, FR)
    return found


def things(graph: KnowledgeGraph, pattern: str) -> set[str]:
    return {str(row["it"]) for row in graph.query(f"{TG} SELECT DISTINCT ?it {{ {pattern} }}")}


def test_the_agreements_are_those_that_name_it_and_may_run_on_the_day(rouen: KnowledgeGraph, lost: Losses) -> None:
    named = f"?it a tg:Agreement ; tg:party|tg:supporter|tg:supported <{lost.actor.iri}> ."
    own_year = 'FILTER NOT EXISTS { ?it tg:forYear ?year FILTER(STR(?year) != "2021") }'
    assert {told.id for told in lost.agreements} == things(rouen, f"{named} {BEGUN} {NOT_OVER} {own_year}")
    assert all(told.mentions for told in lost.agreements)
    (convention,) = [told.sentence for told in lost.agreements if "2020-2022" in told.sentence]
    assert "avec Région Normandie" in convention
    assert f"accords {len(lost.agreements)}, sommes {len(lost.sums)}" in lost.sentence
    assert "aucune source ne le dit" in lost.sentence


def test_a_sum_stays_whole_and_an_ended_one_is_not_lost(lost: Losses) -> None:
    told = [one.sentence.replace("\u202f", " ").replace("\u00a0", " ") for one in lost.sums]
    assert len(told) == 2
    assert any("588 000 €" in one and "pour ce bénéficiaire seul" in one for one in told)
    assert any("160 000 €" in one and "somme unique pour 5 bénéficiaires ensemble, non répartie" in one for one in told)
    assert not any("490 000" in one for one in told)


def test_who_pays_is_told_whom_it_pays(rouen: KnowledgeGraph) -> None:
    assert rouen.manifest.centre
    (centre,) = read_losses(rouen, [rouen.manifest.centre], DAY, FR)
    (paid,) = [told.sentence for told in centre.sums]
    assert "à destination de\u00a0: Cosmetic Valley, LSN, NextMove, Pôle TES et Polepharma" in paid
    assert "au Pôle Métropolitain Rouen Seine Eure" in centre.sentence


def test_a_sum_names_who_else_receives(lost: Losses) -> None:
    (shared,) = [one.sentence for one in lost.sums if "5 bénéficiaires" in one.sentence]
    assert shared.endswith("avec\u00a0: Cosmetic Valley, LSN, NextMove et Pôle TES")
