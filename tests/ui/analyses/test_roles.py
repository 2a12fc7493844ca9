"""The sentence of one node, its list and its table, and rankings whose names lead on, run without a browser."""

from __future__ import annotations

import re
from typing import Any

import pytest

from territory_graph import KnowledgeGraph

HAMLET = "https://example.org/hamlet/id/"


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def test_the_actor_of_the_address_is_told_with_its_values(open_hamlet: Any) -> None:
    screen = open_hamlet("analyses", partie="measures", acteur="actor/syndicat")
    assert not screen.failures
    told = text_of(screen.sheets["analyses-actor"])
    assert "Syndicat mixte du Hameau a des liens avec" in told
    assert "Intermédiarité\u00a0: entre le 1er et le 3e selon les tirages" in told
    assert "sans objet ici" in told
    assert f'data-open="{HAMLET}actor/syndicat"' in screen.sheets["analyses-actor"]
    assert '<option value="actor/syndicat" selected>' in screen.sheets["analyses-measures"]


def test_without_an_actor_the_list_alone_is_there(open_hamlet: Any) -> None:
    screen = open_hamlet("analyses", partie="measures")
    assert "analyses-actor" not in screen.sheets
    assert "Un acteur en une phrase" in screen.sheets["analyses-measures"]
    assert screen.sheets["analyses-measures"].count('<option value="actor/') == 12


@pytest.mark.parametrize("asked", ["actor/personne", "<script>alert(1)</script>", "urn:x y", 'a"}#'])
def test_an_unknown_actor_is_said_calmly(open_hamlet: Any, asked: str) -> None:
    screen = open_hamlet("analyses", partie="measures", acteur=asked)
    assert not screen.failures
    html = screen.sheets["analyses-actor"]
    assert "n'est pas dans ce réseau" in text_of(html).replace("&#x27;", "'")
    assert "<script" not in html


def test_an_actor_of_another_network_is_named(open_hamlet: Any) -> None:
    screen = open_hamlet("analyses", partie="measures", projection="governance", acteur="sector/eau", lang="en")
    assert not screen.failures
    assert "One node in a sentence" in screen.sheets["analyses-measures"]
    assert "is not in this network" in screen.sheets["analyses-actor"]


@pytest.mark.parametrize("part", ["passage", "measures"])
def test_each_line_of_a_ranking_has_a_link_and_a_sentence(open_hamlet: Any, hamlet: KnowledgeGraph, part: str) -> None:
    screen = open_hamlet("analyses", partie=part)
    assert not screen.failures
    html = screen.sheets["analyses-ranking"]
    rows = re.findall(r"<tr role=.row.><t[dh] (?!scope=.col).*?</tr>", html)
    assert len(rows) == sum(1 for _, degree in hamlet.network().degree() if degree) > 0
    assert all(f'data-open="{HAMLET}actor/' in row and "fiche?id=actor%2F" in row for row in rows)
    assert all(re.search(r"(lien|réseau)[^<]*\.</bdi>", row) for row in rows)
    assert html.count("aucun rang n&#x27;est donné") == 1, "the draws tell no neighbours apart: said once"
    assert not any("du 1er au" in row for row in rows)


def test_the_lines_after_the_fifteenth_are_folded(on: Any, rouen_store: Any) -> None:
    html = on(rouen_store, "analyses", partie="passage").sheets["analyses-ranking"]
    shown, _, folded = html.partition("<details")
    assert shown.count('scope="row"') == 15
    assert folded.count('scope="row"') == 113 - 15
