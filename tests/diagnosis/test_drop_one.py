"""A query without an answer is told which of its pieces rules everything out, and what would give answers."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.conftest import PREFIXES
from territory_graph import KnowledgeGraph
from territory_graph.diagnosis import Ask, Diagnosis, KnownTerms, asking, drop_one
from territory_graph.diagnosis.parser import parse
from territory_graph.diagnosis.trials import MOST
from territory_graph.errors import QueryTimeoutError, ServerBusyError
from territory_graph.messages import Translator, translator
from territory_graph.queries import packaged_queries, projections
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import guard
from territory_graph.store.pool import QueryPool, background_pool

IMPOSSIBLE = '?nobody <https://w3id.org/territory-graph/ontology#siren> "000"'
SIREN = '<https://w3id.org/territory-graph/ontology#siren> "000"'
ROUEN = "act:metropole-rouen-normandie"


@pytest.fixture
def diagnosed(known: KnownTerms, ask: Ask, say: Translator) -> partial[Diagnosis]:
    return partial(drop_one, ask=ask, known=known, say=say)


def of(diagnosed: partial[Diagnosis], text: str) -> Diagnosis:
    return diagnosed(guard(f"{PREFIXES}PREFIX act: <https://w3id.org/territory-graph/id/actor/>\n{text}"))


def blamed(found: Diagnosis) -> list[str]:
    return [suspect.excerpt for suspect in found.suspects]


@st.composite
def emptied_queries(draw: st.DrawFn) -> tuple[str, str]:
    """A packaged query with an impossible triple pattern somewhere in its outer group; and that pattern."""
    tree = parse(draw(st.sampled_from([*packaged_queries(), *projections()])).text)
    assert tree.where is not None
    blocks = list(tree.where.blocks())
    if not blocks:
        place = tree.where.span.end - 1
        return f"{tree.text[:place]} {IMPOSSIBLE} {tree.text[place:]}", IMPOSSIBLE
    block = draw(st.sampled_from(blocks))
    if draw(st.booleans()):
        start = block.subject.start
        return f"{tree.text[:start]}{IMPOSSIBLE} . {tree.text[start:]}", IMPOSSIBLE
    end = block.node.span.end
    return f"{tree.text[:end]} ; {SIREN} {tree.text[end:]}", f"{tree.slice(block.subject)} {SIREN}"


@settings(max_examples=60)
@given(case=emptied_queries())
def test_an_impossible_pattern_is_named_wherever_it_stands(
    case: tuple[str, str], rouen: KnowledgeGraph, known: KnownTerms, ask: Ask
) -> None:
    text, pattern = case
    found = drop_one(guard(text), ask, known, translator("en"))
    if ask(text_without(text, pattern), 1):
        assert blamed(found) == [pattern]
        assert found.sentence.startswith("Without this, the query has answers")
    elif blamed(found):  # a question that has no answer by itself: the pattern is one of several
        assert pattern in blamed(found)
    else:  # of a long one, trials run out before all of these are found, and that is said
        assert found.probes == MOST
        assert found.sentence == "The diagnosis stopped before it had tried everything."


def text_without(text: str, pattern: str) -> str:
    tree = parse(text)
    return tree.ask({piece: "" for piece in tree.pieces() if tree.written(piece) == pattern})


def test_a_single_piece_is_named_with_its_place(diagnosed: partial[Diagnosis]) -> None:
    found = of(diagnosed, 'SELECT * {\n  ?a a tg:Actor ;\n    tg:siren "000" .\n}')
    assert blamed(found) == ['?a tg:siren "000"']
    (suspect,) = found.suspects
    assert (suspect.line, suspect.column, suspect.end_line, suspect.end_column) == (6, 5, 6, 19)
    assert found.complete and 0 < found.probes <= MOST
    assert found.sentence == 'Sans ceci, la requête a des réponses\u00a0: «\u00a0?a tg:siren "000"\u00a0».'


def test_a_filter_values_and_minus_are_pieces(diagnosed: partial[Diagnosis]) -> None:
    assert blamed(of(diagnosed, "SELECT * { ?a a tg:Actor FILTER(1 > 2) }")) == ["FILTER(1 > 2)"]
    assert blamed(of(diagnosed, "SELECT * { ?a a tg:Actor VALUES ?x {} }")) == ["VALUES ?x {}"]
    assert blamed(of(diagnosed, "SELECT * { ?a a tg:Actor ; rdfs:label ?l MINUS { ?a ?p ?o } }")) == [
        "MINUS { ?a ?p ?o }"
    ]
    assert blamed(of(diagnosed, "SELECT * { ?a a tg:Actor } VALUES ?x {}")) == ["VALUES ?x {}"]


def test_a_pattern_inside_a_sub_select_or_a_graph_is_named(diagnosed: partial[Diagnosis]) -> None:
    inner = '?a tg:siren "000"'
    assert blamed(of(diagnosed, f"SELECT * {{ {{ SELECT ?a {{ ?a a tg:Actor . {inner} }} }} ?a ?p ?o }}")) == [inner]
    assert blamed(of(diagnosed, f"SELECT * {{ GRAPH ?g {{ ?a a tg:Actor }} GRAPH ?g {{ {inner} }} }}")) == [inner]


def test_of_a_union_the_pattern_of_each_branch_is_named(diagnosed: partial[Diagnosis]) -> None:
    found = of(diagnosed, 'SELECT * { { ?a tg:siren "000" } UNION { ?a tg:siren "111" } }')
    assert blamed(found) == ['?a tg:siren "000"', '?a tg:siren "111"']
    assert "l'un de ces motifs" in found.sentence


def test_pieces_that_contradict_one_another_are_named_together(diagnosed: partial[Diagnosis]) -> None:
    found = of(diagnosed, "SELECT * { ?a a tg:Company . ?a a tg:Person }")
    assert blamed(found) == ["?a a tg:Company", "?a a tg:Person"]
    assert "l'un de ces motifs" in found.sentence


def test_several_impossible_pieces_must_all_go(diagnosed: partial[Diagnosis]) -> None:
    found = of(diagnosed, 'SELECT * { ?a a tg:Actor ; tg:siren "000" ; rdfs:label ?l . ?b tg:siren "111" . ?b a ?c }')
    assert blamed(found) == ['?a tg:siren "000"', '?b tg:siren "111"']
    assert "tous ces motifs" in found.sentence


def test_what_stands_behind_the_group_is_named(diagnosed: partial[Diagnosis]) -> None:
    grouped = "SELECT ?a (COUNT(*) AS ?n) { ?a a tg:Actor } GROUP BY ?a"
    assert of(diagnosed, f"{grouped} HAVING(COUNT(*) > 1000)").sentence.startswith("Aucun groupe ne satisfait HAVING")
    assert of(diagnosed, "SELECT * { ?a a tg:Actor } OFFSET 100000").sentence.startswith("OFFSET saute")
    assert of(diagnosed, "SELECT * { ?a a tg:Actor } LIMIT 0").sentence.startswith("LIMIT 0 ne laisse")
    assert blamed(of(diagnosed, 'SELECT * { ?a tg:siren "000" } ORDER BY ?a LIMIT 5')) == ['?a tg:siren "000"']


def test_a_construct_whose_template_gives_nothing_is_told(diagnosed: partial[Diagnosis]) -> None:
    found = of(diagnosed, "CONSTRUCT { ?z tg:memberOf ?b } WHERE { ?a tg:memberOf ?b }")
    assert found.suspects == () and "modèle de CONSTRUCT" in found.sentence
    assert blamed(of(diagnosed, 'CONSTRUCT { ?a tg:x ?b } WHERE { ?a tg:siren "000" }')) == ['?a tg:siren "000"']


def test_a_thing_that_is_described_but_unknown_is_told(diagnosed: partial[Diagnosis]) -> None:
    assert of(diagnosed, "DESCRIBE act:nobody").sentence == "Le graphe ne dit rien de act:nobody."


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ('?a rdfs:label "LSN"', 'Avec "LSN"@fr, il y a des réponses.'),
        ('?a rdfs:label "LSN"@de', 'Avec "LSN"@fr, il y a des réponses.'),
        ('?a tg:siren "200023414"@fr', 'Avec "200023414", il y a des réponses.'),
        ("?a tg:siren 200023414", 'FILTER(STR(?value) = "200023414" || ?value = 200023414)'),
        (f"?a tg:memberOf {ROUEN}x", f"Le graphe ne dit rien de {ROUEN}x."),
        ("?a tg:membreDe ?b", "tg:memberOf (membre de)"),
        ("?a a tg:Entreprise", "tg:Company (Entreprise)"),
    ],
)
def test_what_would_give_answers_is_tried_and_told(pattern: str, hint: str, diagnosed: partial[Diagnosis]) -> None:
    (suspect,) = of(diagnosed, f"SELECT * {{ ?a a ?class . {pattern} }}").suspects
    assert suspect.excerpt == pattern
    assert any(hint in told for told in suspect.hints)


def test_a_text_compared_without_its_language_in_a_filter_is_told(diagnosed: partial[Diagnosis]) -> None:
    (suspect,) = of(diagnosed, 'SELECT * { ?a rdfs:label ?l FILTER(?l IN ("LSN", "Autre")) }').suspects
    assert suspect.hints == ('Avec "LSN"@fr, il y a des réponses.',)


def test_a_pattern_the_wrong_way_round_is_told(diagnosed: partial[Diagnosis]) -> None:
    found = of(diagnosed, "SELECT ?e { ?e a tg:Event ; rdfs:label ?l . ?e tg:organises ?a }")
    hints = {suspect.excerpt: suspect.hints for suspect in found.suspects}
    assert hints["?e tg:organises ?a"] == ("Dans l'autre sens, il y a des réponses\u00a0: ?a tg:organises ?e",)


def test_an_engine_without_time_is_said_and_not_asked_again(known: KnownTerms, say: Translator) -> None:
    asked = []

    def slow(text: str, seconds: float) -> bool:
        asked.append(seconds)
        raise QueryTimeoutError(seconds=seconds) if len(asked) % 2 else ServerBusyError(retry_after=1)

    found = drop_one(guard('ASK { ?a a <urn:c> . ?a <urn:p> "x" }'), slow, known, say)
    assert not found.complete and found.suspects == ()
    assert found.sentence == "Le diagnostic s'est arrêté avant d'avoir tout essayé."
    assert found.probes == len(asked) <= MOST


def test_no_time_means_no_trial(known: KnownTerms, say: Translator) -> None:
    found = drop_one(guard("ASK { ?a a <urn:c> }"), lambda text, seconds: True, known, say, seconds=0)
    assert (found.probes, found.complete, found.suspects) == (0, False, ())


def test_trials_are_bounded_and_each_is_a_query_that_the_guard_lets_through(known: KnownTerms, say: Translator) -> None:
    asked: list[str] = []

    def never(text: str, seconds: float) -> bool:
        asked.append(guard(text).form)
        return False

    patterns = " . ".join(f"?a{n} <urn:p{n}> ?a{n + 1}" for n in range(60))
    found = drop_one(guard(f"SELECT * {{ {patterns} }}"), never, known, say)
    assert asked == ["ask"] * found.probes and found.probes <= MOST
    assert not found.complete


def test_too_many_patterns_are_not_tried(known: KnownTerms, say: Translator) -> None:
    patterns = " . ".join(f"?a <urn:p> {n}" for n in range(300))
    found = drop_one(guard(f"SELECT * {{ {patterns} }}"), lambda text, seconds: True, known, say)
    assert found.probes == 0 and "300" in found.sentence


def test_a_query_that_cannot_be_taken_apart_is_said(known: KnownTerms, say: Translator) -> None:
    found = drop_one(guard("SELECT * { ?s ?p ?o . LATERAL { ?o ?q ?r } }"), lambda text, seconds: True, known, say)
    assert found.probes == 0 and "ne sait pas découper" in found.sentence


def test_the_workers_of_a_pool_are_asked(rouen_store: Path, known: KnownTerms, say: Translator) -> None:
    pool = background_pool(lambda: QueryPool(StoreFolder(rouen_store), workers=1))
    found = drop_one(
        guard(f'{PREFIXES}SELECT * {{ ?a a tg:Actor ; tg:siren "000" }}'), asking(pool, "test"), known, say
    )
    assert blamed(found) == ['?a tg:siren "000"']
    assert found.text().startswith("Sans ceci, la requête a des réponses")
