"""A fiche tells of a thing and of others only what their roles imply, and no firmer than its records are."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.messages import translator
from territory_graph.views.fiche.page import read_page
from territory_graph.views.telling import tell
from territory_graph.views.ties import Ties

Append = Callable[..., Path]
SAY = translator("fr")


def head(graph: KnowledgeGraph, name: str) -> str:
    return str(read_page(graph, f"{graph.base}id/actor/{name}", SAY, None).head.sentence)


@pytest.mark.parametrize(("supporters", "supported"), [("scierie;agence", "moulin"), ("scierie", "moulin;agence")])
def test_who_supports_the_same_or_is_supported_by_the_same_is_not_said_to_support(
    hamlet_copy: Path, add_rows: Append, tmp_path: Path, supporters: str, supported: str
) -> None:
    row = {"id": "soutien", "name": "Soutien", "kind": "partnership", "supporters": supporters, "supported": supported}
    add_rows("agreements", row | {"source": "journal-2021", "locator": "p. 2"})
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    names = {
        iri.rpartition("/")[2]: graph.things([iri])[iri].label
        for iri in (f"{graph.base}id/actor/{n}" for n in ("scierie", "agence", "moulin"))
    }
    for one, other in product(names, names):
        told = head(graph, one)
        by = one in supported and other in supporters
        to = one in supporters and other in supported
        assert (f"Soutien connu\u00a0: {names[other]}" in told or names[other] in told) == (by or to), (
            one,
            other,
            told,
        )


def test_the_two_who_sign_with_pole_tes_do_not_support_each_other(rouen: KnowledgeGraph) -> None:
    assert "Le Havre Seine Métropole" not in head(rouen, "cci-seine-estuaire")
    assert "CCI Seine Estuaire" not in head(rouen, "le-havre-seine-metropole")


@pytest.mark.parametrize("parties", ["moulin;scierie", "moulin;scierie;agence"])
def test_a_list_of_several_holds_the_thing_whose_fiche_it_is(
    hamlet_copy: Path, add_rows: Append, tmp_path: Path, parties: str
) -> None:
    row = {"id": "pacte", "kind": "agreement", "name": "Pacte", "parties": parties}
    add_rows("agreements", row | {"source": "journal-2021", "locator": "p. 2"})
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    names = {f"{graph.base}id/actor/{name}" for name in parties.split(";")}
    for iri in names:
        (line,) = [
            line
            for part in read_page(graph, iri, SAY, None).parts
            for line in part.lines
            if line.head and line.head.label == "Pacte"
        ]
        named = {thing.iri for detail in line.details for _, thing in detail.values if thing}
        assert named == names


def test_the_five_who_share_a_sum_are_all_named_on_the_fiche_of_each(rouen: KnowledgeGraph) -> None:
    five = {f"{rouen.base}id/actor/{name}" for name in ("polepharma", "cosmetic-valley", "lsn", "nextmove", "pole-tes")}
    for iri in five:
        page = read_page(rouen, iri, SAY, None)
        lines = [
            line
            for part in page.parts
            for line in part.lines
            if line.head and line.head.label == "Engagement global 2021"
        ]
        (found,) = lines
        assert five <= {thing.iri for detail in found.details for _, thing in detail.values if thing}


def test_what_is_not_verified_is_in_no_headline_and_told_with_its_doubt(hamlet: KnowledgeGraph) -> None:
    assert "Soutien" not in head(hamlet, "eau-vive")  # a partnership of confidence 0.4
    lines = [
        line for part in read_page(hamlet, f"{hamlet.base}id/actor/eau-vive", SAY, None).parts for line in part.lines
    ]
    assert [line.doubt for line in lines if line.head and line.head.kind == "Partnership"] == ["non vérifié"]
    ties = Ties(hamlet, "fr")
    (tie,) = [one for one in ties.of([f"{hamlet.base}id/actor/eau-vive"]) if one.kind == "partnership"]
    assert "(non vérifié)" in tell(tie, {}, SAY)


def test_a_line_of_several_statements_is_as_weak_as_the_weakest(rouen: KnowledgeGraph) -> None:
    page = read_page(rouen, f"{rouen.base}id/actor/polepharma", SAY, None)
    (line,) = [
        line
        for part in page.parts
        for line in part.lines
        if line.head and line.head.iri.endswith("/partenariat-polepharma")
    ]
    assert line.status == "implied"  # that the partnership grows is read between the lines
