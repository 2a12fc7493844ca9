"""What somebody disputes is told so at each tie, sentence and sum that rests on it."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from territory_graph.contributions import Desk, Item, Proposal, Row, recorded
from territory_graph.facts.composed import Composed, Step
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views import composing
from territory_graph.views.agenda import read_events
from territory_graph.views.contributing.things import read_choosable
from territory_graph.views.contributing.told import histories, item_sentence, record_view
from territory_graph.views.fiche.page import read_page
from territory_graph.views.money import read_money
from territory_graph.views.questions import answer
from territory_graph.views.telling import tell
from territory_graph.views.ties import Ties
from territory_graph.vocabulary import full_iri
from tests.conftest import HAMLET

ID = "https://example.org/hamlet/id/"
SAY = translator("fr")
DAY = date(2021, 6, 1)


@pytest.fixture
def desk(tmp_path: Path, hamlet_store: Path) -> Desk:
    shutil.copytree(HAMLET, tmp_path / "hamlet")
    shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True)
    return Desk(tmp_path / "hamlet", tmp_path / "store")


def dispute(desk: Desk, *records: str) -> KnowledgeGraph:
    named = tuple(f"{ID}record/{record}" for record in records)
    desk.accept(desk.send(Proposal("dispute", why="jamais voté", records=named), "Ada").id, "Ada")
    return KnowledgeGraph.open(desk.store.path)


def sentences(graph: KnowledgeGraph) -> list[str]:
    found = Ties(graph, "fr").of([f"{ID}actor/scierie"])
    names = graph.names({end for tie in found for end in (tie.source, tie.target)})
    return [tell(tie, names, SAY) for tie in found if tie.kind == "membership"]


def test_a_tie_that_rests_on_a_disputed_record_is_told_as_disputed(desk: Desk):
    before = sentences(KnowledgeGraph.open(desk.store.path))
    assert before
    assert not any("contesté" in sentence for sentence in before)
    record = next(
        one.record.removeprefix(f"{ID}record/")
        for tie in Ties(KnowledgeGraph.open(desk.store.path), "fr").of([f"{ID}actor/scierie"])
        if tie.kind == "membership"
        for one in tie.evidence
    )
    after = sentences(dispute(desk, record))
    assert [sentence for sentence in after if sentence.endswith("(contesté).")]
    assert not any("entre les lignes" in sentence for sentence in after)


def test_a_sum_that_rests_on_disputed_records_alone_is_told_as_disputed(desk: Desk):
    assert "contesté" not in read_money(KnowledgeGraph.open(desk.store.path), SAY).sentence
    told = read_money(dispute(desk, "agreements/feuille-2021"), SAY)
    texts = [amount.text for one in told.sums for amount in one.amounts]
    assert [text for text in texts if text.endswith("(contesté)")] == ["12\u202f000\u202f€ (contesté)"]
    graph = KnowledgeGraph.open(desk.store.path)
    others = {one.record for s in told.sums for a in s.amounts for one in a.mentions if one.status != "disputed"}
    told = read_money(dispute(desk, *(one.removeprefix(f"{ID}record/") for one in others)), SAY)
    assert graph.version != KnowledgeGraph.open(desk.store.path).version
    assert "contesté" in told.sentence


def test_pages_of_what_is_disputed_say_so(desk: Desk) -> None:
    dispute(desk, "events/fete-moulin", "offices/siege-syndicat", "mandates/je-presidente", "agreements/convention-lin")
    graph = KnowledgeGraph.open(desk.store.path)

    def head(name: str) -> str:
        return read_page(graph, f"{ID}{name}", SAY, DAY).head.sentence

    for name in ("event/fete-moulin", "agreement/convention-lin"):
        assert SAY("fiche.disputed") in head(name), name
    assert SAY("fiche.disputed") not in head("actor/syndicat")
    assert "au Bourg (contesté)" in head("actor/syndicat")
    (event,) = [one for one in read_events(graph, SAY, DAY) if one.thing.iri == f"{ID}event/fete-moulin"]
    assert event.doubt == SAY("status.disputed")
    told = {one.key: one.told for one in read_page(graph, f"{ID}actor/syndicat", SAY, DAY).essentials}
    assert [one.sentence for one in told["office"] if "Jeanne Exemple" in one.sentence and "contesté" in one.sentence]


def test_an_answer_says_which_rows_are_disputed(desk: Desk) -> None:
    before = answer(KnowledgeGraph.open(desk.store.path), "02", {}, SAY)
    after = answer(dispute(desk, "agreements/partenariat-bois"), "02", {}, SAY)
    assert [row[:-1] for row in after.rows] == [row[:-1] for row in before.rows]
    assert {row[-1] for row in before.rows} == {SAY("evidence.doubt.unverified"), ""}
    assert {row[-1] for row in after.rows} == {SAY("evidence.doubt.unverified"), SAY("status.disputed")}
    assert SAY("status.disputed") in after.sentence


def test_a_composed_answer_says_how_many_rows_are_disputed(desk: Desk) -> None:
    asked = Composed("Actor", (Step(0, "partnership", "supported"),))
    after = composing.answer(dispute(desk, "agreements/partenariat-bois"), asked, None, SAY)
    assert SAY("composing.disputed", count=1) in after.sentence


def test_a_withdrawal_names_what_no_record_in_force_tells(desk: Desk) -> None:
    record = f"{ID}record/events/fete-moulin"
    desk.accept(desk.send(Proposal("withdraw", why="faux", records=(record,)), "Ada").id, "Bea")
    (told,) = histories(desk.history(), KnowledgeGraph.open(desk.store.path), SAY)
    assert not told.things and told.sentence.endswith("events/fete-moulin")


@pytest.mark.parametrize("asked", ["record/a b", "<script>alert(1)</script>", 'record/"', "nulle-part"])
def test_what_an_address_names_and_nothing_is_has_no_statements(hamlet: KnowledgeGraph, asked: str) -> None:
    record = full_iri(asked, hamlet.base)
    assert record_view(hamlet, record, SAY).statements == ()
    assert recorded.rows_of(hamlet, record) == ()


def test_what_waits_is_told_by_what_it_would_change(desk: Desk):
    """The first row that no other names, and how many more; a record by whom it is about."""
    graph = KnowledgeGraph.open(desk.store.path)
    record = next(
        one.record
        for tie in Ties(graph, "fr").of([f"{ID}actor/scierie"])
        if tie.kind == "membership"
        for one in tie.evidence
    )
    rows = (
        Row("sources", {"id": "page", "title": "Une page"}),
        Row("actors", {"id": "neuf", "name": "Atelier neuf", "source": "page"}),
        Row("memberships", {"member": "neuf", "organisation": "scierie", "source": "page"}),
    )
    things, sent = read_choosable(graph, SAY), datetime(2026, 11, 30, tzinfo=UTC)
    proposals = (
        Proposal("add", rows),
        Proposal("add", rows[:1]),
        Proposal("dispute", records=(record,)),
        Proposal("add", statements="a\nb\n"),
    )
    told = [item_sentence(Item("1", one, "Ada", sent), things, graph, SAY) for one in proposals]
    assert [one.partition(", le ")[0].replace("\N{NO-BREAK SPACE}", " ") for one in told] == [
        "Ada propose d'ajouter : adhésion « Atelier neuf – Scierie des Aulnes » et 2 autres lignes",
        "Ada propose d'ajouter : source « Une page »",
        "Ada conteste : adhésion « Cluster Eau Vive et Scierie des Aulnes »",
        "Ada propose d'ajouter : 2 énoncés RDF",
    ]
