"""The page of a thing: its parts in order, nothing told twice, and calm where data are strange."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.facts.lives import read_span
from territory_graph.messages import translator
from territory_graph.views.fiche import page as pages
from territory_graph.views.fiche.page import FichePage, query_address, read_page
from territory_graph.views.fiche.whole import all_things
from territory_graph.views.permalink import query_of

Append = Callable[..., Path]
WriteTrig = Callable[[str], Path]

HAMLET = "https://example.org/hamlet/id/"
FRENCH, ENGLISH = translator("fr"), translator("en")


def page(graph: KnowledgeGraph, name: str, day: date | None = None) -> FichePage:
    return read_page(graph, f"{HAMLET}{name}", FRENCH, day)


def test_parts_come_in_the_order_of_a_strategist_and_rules_at_the_end(hamlet: KnowledgeGraph) -> None:
    found = page(hamlet, "actor/syndicat")
    assert [part.key for part in found.parts][:5] == ["mandates", "support", "members", "agreements", "money"]
    assert {part.key for part in found.folded} <= {"inferred", "records"}
    assert not {part.key for part in found.parts} & {"inferred", "records", "names"}


def test_every_part_has_lines_and_every_line_a_source(rouen: KnowledgeGraph) -> None:
    for found in all_things(rouen, FRENCH)[::7]:
        told = read_page(rouen, found.thing.iri, FRENCH)
        for part in (*told.parts, *told.folded):
            assert part.lines, (found, part.key)
            assert all(line.mentions for line in part.lines), (found, part.key)


def test_what_the_head_tells_is_not_told_again_and_keeps_its_sources(hamlet: KnowledgeGraph) -> None:
    found = page(hamlet, "actor/val-clair")
    assert next(one.text for one in found.head.identifiers) == "123\u202f456\u202f789"
    names = {line.name for line in found.head.lines}
    assert {"siren", "start", "homepage"} <= names
    assert all(line.mentions for line in found.head.lines)
    assert not names & {line.name for part in found.parts for line in part.lines if part.key == "identity"}


def test_a_post_is_told_once_by_its_holders(rouen: KnowledgeGraph) -> None:
    found = read_page(rouen, f"{rouen.base}id/actor/pole-rouen-seine-eure", FRENCH)
    parts = {part.key: part for part in found.parts}
    assert parts["mandates"].count == 5
    assert "posts" not in parts


def test_of_a_crowd_the_first_are_read_and_the_rest_counted(
    hamlet_copy: Path, add_rows: Append, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_READ", 25)
    said = {"source": "annuaire", "locator": "p. 3"}
    add_rows("actors", *({"id": f"m{i}", "kind": "company", "name": f"Membre {i}", **said} for i in range(60)))
    add_rows(
        "memberships",
        *({"id": f"mm{i}", "member": f"m{i}", "organisation": "syndicat", "role": "membre", **said} for i in range(60)),
    )
    build(hamlet_copy, tmp_path / "store")
    with KnowledgeGraph.open(tmp_path / "store") as graph:
        members = next(part for part in page(graph, "actor/syndicat").parts if part.key == "members")
        sentence = page(graph, "actor/syndicat").head.sentence
        around = page(graph, "actor/syndicat").around
        whole = next(group for group in graph.describe(f"{HAMLET}actor/syndicat").groups if group.reason == "members")
    memberships = [fact for fact in whole.facts if fact.about]
    assert len(memberships) == 63
    assert sum(1 for line in members.lines if line.head) == 25
    assert members.unread == 63 - 25
    assert "et 60 de plus" in sentence
    assert around is not None and f"a au moins {len(around.neighbours)} voisins directs" in around.sentence
    assert "les donne tous" not in around.sentence


def test_a_cycle_of_places_and_of_concepts_is_a_page_like_another(
    hamlet_copy: Path, add_trig: WriteTrig, tmp_path: Path
) -> None:
    add_trig(
        """
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        rec:x {
          <id/place/a> a tg:Place ; rdfs:label "A"@fr ; tg:within <id/place/b> .
          <id/place/b> a tg:Place ; rdfs:label "B"@fr ; tg:within <id/place/a> .
          <id/theme/x> a tg:Theme , skos:Concept ; rdfs:label "X"@fr ; skos:prefLabel "X"@fr ;
            skos:inScheme <id/scheme/theme> ; skos:broader <id/theme/y> .
          <id/theme/y> a tg:Theme , skos:Concept ; rdfs:label "Y"@fr ; skos:prefLabel "Y"@fr ;
            skos:inScheme <id/scheme/theme> ; skos:broader <id/theme/x> .
        }
        """
    )
    build(hamlet_copy, tmp_path / "store")
    with KnowledgeGraph.open(tmp_path / "store") as graph:
        for name, other in (("place/a", "B"), ("theme/x", "Y")):
            found = page(graph, name)
            assert found.around is not None
            assert [one.thing.label for one in found.around.neighbours] == [other]


def test_a_day_changes_the_page_and_its_name(rouen: KnowledgeGraph) -> None:
    metropole = f"{rouen.base}id/actor/metropole-rouen-normandie"
    then = read_page(rouen, metropole, FRENCH, date(2012, 6, 1))
    assert (then.fiche.thing.label, then.head.last_name) == ("CREA", "Métropole Rouen Normandie")
    assert read_page(rouen, metropole, FRENCH, date(2020, 6, 1)).head.last_name == ""
    assert read_page(rouen, metropole, FRENCH).head.last_name == ""


def test_a_post_named_after_a_body_says_what_the_body_was_called_then(rouen: KnowledgeGraph) -> None:
    post = f"{rouen.base}id/post/mrn-president"
    assert read_page(rouen, post, FRENCH, date(2012, 6, 1)).fiche.thing.label == (
        "Président de la Métropole Rouen Normandie (alors CREA)"
    )
    assert rouen.told_on("2012-06-01").names([post]) == rouen.names([post], day="2012-06-01")
    assert rouen.told_on("2016-06-01").names([post]) == rouen.names([post])
    assert rouen.told_on("2016-06-01").dataset is rouen.dataset


def test_the_span_of_the_data_is_that_of_its_dates(hamlet: KnowledgeGraph) -> None:
    span = read_span(hamlet.rows)
    assert span is not None
    assert span[0].year == 1995
    assert span[0] < span[1]


def test_the_query_of_a_page_answers_its_statements(hamlet: KnowledgeGraph) -> None:
    text = query_of(query_address(f"{HAMLET}actor/val-clair"))
    assert text is not None
    rows = list(hamlet.rows(text))
    assert any(str(row["value"]) == "123456789" and row["source"] for row in rows)


def test_a_source_tells_what_it_says_in_words(hamlet: KnowledgeGraph) -> None:
    found = page(hamlet, "source/journal-2021")
    (said,) = [part for part in found.parts if part.key == "said"]
    texts = [line.head.label for line in said.lines if line.head]
    assert "Le syndicat soutiendrait le cluster Eau Vive." in texts
    assert not [part for part in found.folded if part.key == "records"]
    assert all(
        {mention.source_iri for mention in line.mentions} == {f"{HAMLET}source/journal-2021"} for line in said.lines
    )
