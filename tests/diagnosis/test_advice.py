"""A query that runs is told of names that nothing has and of patterns that nothing ties together."""

from __future__ import annotations

import pytest

from diagnosis.conftest import PREFIXES
from territory_graph.diagnosis import KnownTerms, Lesson, unjoined, warnings
from territory_graph.messages import Translator
from territory_graph.queries import packaged_queries, projections
from territory_graph.store.guard import guard


def told(text: str, known: KnownTerms, say: Translator) -> tuple[Lesson, ...]:
    return warnings(guard(PREFIXES + text), known, say)


@pytest.mark.parametrize("query", [*packaged_queries(), *projections()], ids=lambda query: query.name)
def test_no_packaged_query_is_warned_about(query: object, known: KnownTerms, say: Translator) -> None:
    assert warnings(guard(query.text), known, say) == ()  # type: ignore[attr-defined]


def test_a_property_without_a_triple_is_told_with_the_nearest_and_its_label(known: KnownTerms, say: Translator) -> None:
    (found,) = told("SELECT * { ?a tg:membreDe ?b }", known, say)
    assert found.sentence == "Aucun triplet n'a la propriété tg:membreDe."
    assert (found.line, found.column, found.end_column) == (3, 15, 26)
    assert found.hints == (
        "tg:membreDe n'est pas dans le vocabulaire.",
        "La plus proche de celles qui servent\u00a0: tg:memberOf (membre de).",
    )


def test_a_class_without_a_thing_is_told_with_the_nearest(known: KnownTerms, say: Translator) -> None:
    (found,) = told("SELECT * { ?a a tg:Actor, tg:Entreprise }", known, say)
    assert found.sentence == "Rien n'est de la classe tg:Entreprise."
    assert "tg:Company (Entreprise)" in found.hints[1]


def test_a_prefix_of_another_namespace_is_told(known: KnownTerms, say: Translator) -> None:
    """The nearest of such a name is written as the name itself."""
    text = "PREFIX tg: <https://w3id.org/territory-graph/ontology/> SELECT * { ?a tg:memberOf ?b }"
    (found,) = warnings(guard(text), known, say)
    assert found.hints == (
        "La requête prend tg: pour <https://w3id.org/territory-graph/ontology/>\u00a0; "
        "ici, c'est <https://w3id.org/territory-graph/ontology#>.",
    )


def test_a_term_of_the_vocabulary_may_be_absent_from_an_optional(known: KnownTerms, say: Translator) -> None:
    unused = next(iri for iri, term in known.terms.items() if term.kind == "property" and not term.count)
    assert told(f"SELECT * {{ ?a a tg:Actor OPTIONAL {{ ?a <{unused}> ?b }} }}", known, say) == ()
    assert len(told(f"SELECT * {{ ?a a tg:Actor ; <{unused}> ?b }}", known, say)) == 1
    assert len(told("SELECT * { ?a a tg:Actor OPTIONAL { ?a tg:memberOff ?b } }", known, say)) == 1


def test_a_day_without_quotation_marks_is_told(known: KnownTerms, say: Translator) -> None:
    """It is a number, which no date is after: the answer was empty without a word."""
    (found,) = told("SELECT * { ?a tg:start ?day FILTER(?day > 2020-01-31) }", known, say)
    assert found.sentence == "2020-01-31 se lit comme une soustraction\u00a0: 1988."
    assert found.hints == ('Un jour s\'écrit «\u00a0"2020-01-31"^^xsd:date\u00a0».',)
    assert told("SELECT * { ?a tg:start ?day FILTER(?day > '2020-01-31'^^xsd:date) }", known, say) == ()


def test_a_class_used_as_a_property_and_the_reverse_are_told(known: KnownTerms, say: Translator) -> None:
    first, second = told("SELECT * { ?a tg:Actor ?b ; a tg:memberOf }", known, say)
    assert "?x a tg:Actor" in first.hints[0]
    assert "entre le sujet et l'objet" in second.hints[0]


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?a tg:invented ?b } WHERE { ?a tg:memberOf ?b }",
        "SELECT * { ?a !(tg:invented|^tg:other) ?b }",
        "SELECT * { ?a ?p ?b FILTER(?p != tg:invented) }",
    ],
)
def test_a_name_that_is_not_asked_for_is_not_told(text: str, known: KnownTerms, say: Translator) -> None:
    assert told(text, known, say) == ()


def test_a_name_inside_a_path_an_optional_or_a_filter_is_told_once(known: KnownTerms, say: Translator) -> None:
    text = "SELECT * { ?a tg:memberOf/tg:xyzzy ?b OPTIONAL { ?a tg:xyzzy ?c } FILTER EXISTS { ?a tg:xyzzy2 ?c } }"
    assert [found.sentence[-10:] for found in told(text, known, say)] == [" tg:xyzzy.", "tg:xyzzy2."]


@pytest.mark.parametrize(
    ("patterns", "column"),
    [
        ("?a tg:memberOf ?b . ?c tg:siren ?d", 32),
        ("?a tg:memberOf ?b . ?b rdfs:label ?l . { ?c tg:siren ?d . ?e tg:siren ?f }", 70),
        ("?a tg:memberOf ?b . ?c tg:siren ?d FILTER(?a = ?c)", None),
        ("?a tg:memberOf ?b . ?c tg:siren ?d . ?b rdfs:label ?l . ?c rdfs:label ?l", None),
        ("_:a tg:memberOf ?b . _:a tg:siren ?d", None),
        ("?a tg:memberOf ?b . VALUES (?b ?c) { (1 2) } ?c tg:siren ?d", None),
        ("?a tg:memberOf ?b . { ?b tg:siren ?c } UNION { ?b rdfs:label ?c } ?c rdfs:label ?d", None),
    ],
)
def test_patterns_without_a_common_variable_are_told(
    patterns: str, column: int | None, known: KnownTerms, say: Translator
) -> None:
    found = [
        lesson for lesson in told(f"SELECT * {{ {patterns} }}", known, say) if "variable commune" in lesson.sentence
    ]
    assert [lesson.column for lesson in found] == ([] if column is None else [column])


def test_a_text_that_is_no_query_is_not_advised_on(known: KnownTerms, say: Translator) -> None:
    assert told("SELECT * { ?a tg:membreDe }", known, say) == ()


@pytest.mark.parametrize("call", ["GROUP_CONCAT(?b)", 'group_concat(DISTINCT ?b; separator=", ")'])
def test_a_group_concat_of_what_is_no_text_is_told_to_take_str(call: str, known: KnownTerms, say: Translator) -> None:
    query = guard(f"{PREFIXES}SELECT ?a ({call} AS ?all) {{ ?a tg:memberOf ?b }} GROUP BY ?a")
    (found,) = warnings(query, known, say, ["all"])
    assert "là où ?b a une autre valeur" in found.sentence and "?all reste vide" in found.sentence
    assert found.hints == ("GROUP_CONCAT(STR(?b)) assemble aussi les IRI, les nombres et les dates.",)
    assert (found.line, found.column) == (3, 12 + len(call.partition("?")[0]))
    assert warnings(query, known, say, ["a"]) == warnings(query, known, say) == ()
    assert unjoined(query, ["all"], say) == (found,)


def test_a_product_of_two_classes_is_told(known: KnownTerms, say: Translator) -> None:
    (found,) = told("SELECT ?x ?y { ?x a tg:Actor . ?y a tg:Actor }", known, say)
    assert "variable commune" in found.sentence and found.hints
